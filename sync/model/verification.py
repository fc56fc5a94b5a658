"""Questions to departments and their answers (联审核验): tasks beside the review, never a state of the case.

The classes of data are open-ended: a class that this program does not know is kept and shown by its code, so that a
city may add a register without a new release. What the machine keeps of an answer is
``sync.model.case.VerificationFact``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from sync.model.case import Problem
from sync.model.ids import OperatorId, RecordId
from sync.model.states import FlagColour
from sync.model.value_checks import in_future, not_a_digest, not_an_identifier, out_of_order

VALID_DAYS = 30
"""An answer is too old after so many days. Source: assumed (rules on flags, grey)."""
_CLASS = re.compile(r"V[0-9]{2}")
_PERMILLE = 1000


class TaskState(StrEnum):
    """Where a question stands. Source: names follow the lists of Shenzhen, 2014."""

    WAITING = "waiting"
    SENT = "sent"
    PARTIAL_OK = "partial_ok"
    """Some departments have answered, none against the declaration."""
    PARTIAL_BAD = "partial_bad"
    OK = "ok"
    BAD = "bad"
    UNAVAILABLE = "unavailable"
    MANUAL = "manual"
    """A person checks, because no department can."""


class AnswerOutcome(StrEnum):
    """What a department says."""

    MATCH = "match"
    MISMATCH = "mismatch"
    FOUND = "found"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"


class ComparedField(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field as declared and as found."""

    field: str
    declared: str | int | None = None
    verified: str | int | None = None

    @property
    def difference_permille(self) -> int | None:
        """How far the declared number lies from the verified one, per mille of the larger, rounded up.

        None for texts and for what one side does not have.
        """
        if not isinstance(self.declared, int) or not isinstance(self.verified, int):
            return None
        most = max(abs(self.declared), abs(self.verified))
        return -(-abs(self.declared - self.verified) * _PERMILLE // most) if most else 0


class VerificationTask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question about one member and one class of data."""

    id: RecordId
    case_id: RecordId
    member: str
    data_class: str
    """``V01`` …; also a class that this program does not know."""
    consent: str
    """Key or number of the consent that allows the question."""
    requested_at: datetime
    adapter: str = ""
    """Which way the question goes."""
    state: TaskState = TaskState.WAITING
    deadline: date | None = None


class VerificationResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer, no more of it than the question needs."""

    task_id: RecordId
    received_at: datetime
    source: str
    """The department."""
    as_of: date
    """The day that the answer describes."""
    outcome: AnswerOutcome
    facts: dict[str, str | int] = {}
    raw_sha256: str | None = None
    """Of the answer as it came, hex; the answer itself is not kept."""
    compared: tuple[ComparedField, ...] = ()
    colour: FlagColour | None = None
    valid_until: date | None = None
    """Last day; None = ``VALID_DAYS`` after ``as_of``."""
    confirmed_by: OperatorId | None = None

    def last_day(self) -> date:
        """The last day on which the answer may be used."""
        return self.valid_until or self.as_of + timedelta(days=VALID_DAYS)

    def is_expired(self, today: date) -> bool:
        """Whether the answer is too old to be used: then the field is grey and asked for again."""
        return today > self.last_day()


def check_task(task: VerificationTask, today: date) -> tuple[Problem, ...]:
    """What cannot be right about a question; paths are field names."""
    found = list(not_an_identifier("member", task.member))
    if not _CLASS.fullmatch(task.data_class):
        found.append(Problem(path="data_class", code="code_unknown", details={"value": task.data_class[:20]}))
    if not task.consent.strip():
        found.append(Problem(path="consent", code="task_without_consent"))
    found.extend(in_future("requested_at", task.requested_at.date(), today))
    found.extend(out_of_order("deadline", task.requested_at.date(), task.deadline))
    return tuple(found)


def check_result(result: VerificationResult, task: VerificationTask, today: date) -> tuple[Problem, ...]:
    """What cannot be right about an answer.

    Args:
        today: the civil day in China.
    """
    found: list[Problem] = []
    if result.task_id != task.id:
        found.append(Problem(path="task_id", code="answer_to_another_question"))
    if not result.source.strip():
        found.append(Problem(path="source", code="source_missing"))
    found.extend(in_future("as_of", result.as_of, today))
    found.extend(out_of_order("valid_until", result.as_of, result.valid_until))
    found.extend(not_a_digest("raw_sha256", result.raw_sha256))
    if task.state is TaskState.MANUAL and not result.confirmed_by:
        found.append(Problem(path="confirmed_by", code="manual_unsigned"))
    found.extend(_about_the_comparison(result))
    return tuple(found)


def _about_the_comparison(result: VerificationResult) -> Iterator[Problem]:
    names = [one.field for one in result.compared]
    if len(set(names)) != len(names):
        yield Problem(path="compared", code="compared_twice")
    agrees = all(one.declared == one.verified for one in result.compared)
    if result.compared and result.outcome is AnswerOutcome.MATCH and not agrees:
        yield Problem(path="outcome", code="outcome_against_fields")
