"""What every machine speaks: context in, decision or refusal out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sync.model.ids import DeviceId, OperatorId, OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.workflow.event import Event

T = TypeVar("T")
Key = tuple[str, RecordId]
"""(machine, id) of a record."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, from where."""

    operator: OperatorId
    role: Role
    org: OrgCode
    point: ServicePoint
    device: DeviceId | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a decision may need from outside the record. The platform fills it; the desk fills what it knows.

    Attributes:
        fields_sha256: digest of the record's fields as this end sees them now (hex).
        records: what a decision reads beside its own record, by (machine, id): those that the machine's ``needs``
            names, as far as they are known at this end.
        number_in_block: whether the formal number named by the command lies in an open block of the acting device.
        local_number_lent: whether the number in the record's fields lies in a block that was ever lent to a desk, and
            no other record has it.
        banned: whether a member stands on the list of bans; None when nobody looked.
        duplicate: whether a member has another live application; None when nobody looked.
        authoritative: True at the platform; at the desk a missing fact is no ground for refusal.
    """

    fields_sha256: str | None = None
    records: Mapping[Key, object] = field(default_factory=dict)
    number_in_block: bool | None = None
    local_number_lent: bool | None = None
    banned: bool | None = None
    duplicate: bool | None = None
    authoritative: bool = False


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything that ``decide`` may look at besides record and command.

    Attributes:
        actor: who acts.
        now: the deciding end's time, aware UTC. At the platform this is the only time that counts.
        policy: the version that the case keeps.
        workdays: last day of a period of n working days after a start day -> (due, provisional).
        mint: derives a new record id from a label; the same op and label give the same id at both ends.
        issue_number: gives the next platform number of a kind (``LH``, ``HT`` …); None at the desk.
        facts: see :class:`Facts`.
    """

    actor: Actor
    now: datetime
    policy: Policy
    workdays: Callable[[date, int], tuple[date, bool]]
    mint: Callable[[str], RecordId]
    issue_number: Callable[[str], str] | None = None
    facts: Facts = field(default_factory=Facts)

    def known(self, machine: str, object_id: RecordId | None, kind: type[T]) -> T | None:
        """Another record as this end knows it, None when it does not (or there is no id to ask for)."""
        found = None if object_id is None else self.facts.records.get((machine, object_id))
        return found if isinstance(found, kind) else None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One event on one object. ``creates`` holds the first fields of an object that the event brings into being."""

    machine: str
    object_id: RecordId
    event: Event
    creates: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Yes: the effects, in order, all or none."""

    effects: tuple[Effect, ...]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """No, and why.

    Attributes:
        code: stable, e.g. ``wrong_state``, ``separation_of_duties``; text under key ``refusal.<code>``.
        state: where the record stands.
        details: plain fields for the sentence.
    """

    code: str
    state: str
    details: Mapping[str, str | int] = field(default_factory=dict)
