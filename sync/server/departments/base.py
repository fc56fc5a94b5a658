"""What an adapter to a department must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sync.model.case import VerificationFact
from sync.model.household import Member
from sync.model.states import DataClass


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question about one member. Asked only under a live consent for this class.

    Attributes:
        data_class: what is asked.
        member_id: about whom, within the case.
        member: as declared.
        as_of: civil day of the question.
        declares: whether the family declared something of this class for the member, so that an adapter can say
            "match" or "mismatch" and not only what it found.
    """

    data_class: DataClass
    member_id: str
    member: Member
    as_of: date
    declares: bool = False


class DepartmentAdapter(Protocol):
    """Asks one or more departments."""

    classes: frozenset[DataClass]
    """What it can be asked."""

    def ask(self, question: Question) -> VerificationFact:
        """The department's answer; outcome ``unavailable`` when it does not answer."""
        ...
