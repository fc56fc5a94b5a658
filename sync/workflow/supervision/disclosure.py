"""What is made public by itself, from case data: the catalogue applied to what happens.

A public row holds only what its catalogue row names, already masked and frozen; the record behind it stays when the row
is withdrawn from view.

Source: FJ-28, FJ-29, GD-28; the catalogue is the policy section ``disclosure``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.model.allocation import Batch
from sync.model.case import Case
from sync.model.ids import OrgCode, RecordId
from sync.model.masking import Audience, mask_name
from sync.model.subsidy import SubsidyGrant
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.people import is_adult, to_be_housed
from sync.policy.periods import Workdays, end_of
from sync.policy.sections.disclosure import Category, DisclosureRow, Shown
from sync.workflow.application.elements import current_publicity
from sync.workflow.event import Event
from sync.workflow.events import event_tag

_TAIL = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosure:
    """One row to be made public.

    Attributes:
        row: key of the catalogue.
        category: one of the six.
        machine: of the object.
        object_id: the object.
        org: whose site and board.
        event: tag of what happened.
        content: what is shown, masked.
        places: where.
        happened_on: civil day of the happening.
        due: last day of the publication.
        until: last day in public view, counted from ``due``.
    """

    row: str
    category: Category
    machine: str
    object_id: RecordId
    org: OrgCode
    event: str
    content: Mapping[str, str]
    places: tuple[str, ...]
    happened_on: date
    due: date
    until: date


def disclosures_of(
    machine: str, record: Any, event: Event, policy: Policy, workdays: Workdays
) -> tuple[Disclosure, ...]:
    """What must be made public because of an event; ``record`` is the object after it."""
    tag = event_tag(event)
    day = civil_day(event.at)
    return tuple(
        _disclosure(name, row, record, tag, day, policy, workdays)
        for name, row in policy.disclosure.rows.items()
        if row.machine == machine and tag in row.events
    )


def _disclosure(
    name: str, row: DisclosureRow, record: Any, tag: str, day: date, policy: Policy, workdays: Workdays
) -> Disclosure:
    due, _ = end_of(workdays, day, row.within)
    content = {shown.value: text for shown in row.shown if (text := _READ[shown](record, tag, policy, day))}
    return Disclosure(
        row=name,
        category=row.category,
        machine=row.machine,
        object_id=record.id,
        org=record.org,
        event=tag,
        content=content,
        places=row.places,
        happened_on=day,
        due=due,
        until=end_of(workdays, due, row.lasts)[0],
    )


# ------------------------------------------------------------------------------------------ what may be shown


def _name(record: Any, _tag: str, _policy: Policy, day: date) -> str:
    if not isinstance(record, Case):
        return ""
    member = record.draft.members.get(record.draft.applicant_id() or "")
    if member is None:
        return ""
    return mask_name(member.name, Audience.PUBLIC_LIST, minor=not is_adult(member, day))


def _size(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    return str(to_be_housed(record.draft)) if isinstance(record, Case) else ""


def _number(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    """The end of the number: of the acceptance, else of the record itself."""
    number = record.process.number if isinstance(record, Case) else getattr(record, "number", None)
    if number is None and isinstance(record, SubsidyGrant):
        number = record.case_id
    return "" if number is None else str(number)[-_TAIL:]


def _stage(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    return (record.process.stage or "") if isinstance(record, Case) else ""


def _result(_record: Any, tag: str, _policy: Policy, _day: date) -> str:
    """What happened, by its code: ``services.event.<code>`` are its words."""
    return tag


def _period(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    period = current_publicity(record) if isinstance(record, Case) else None
    return "" if period is None else f"{period.starts.isoformat()}/{period.to.isoformat()}"


def _count(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    return f"{len(record.homes)}/{len(record.people)}" if isinstance(record, Batch) else ""


def _list_hash(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    return (record.list_hash or "") if isinstance(record, Batch) else ""


def _policy(_record: Any, _tag: str, policy: Policy, _day: date) -> str:
    return f"{policy.id}@{policy.version} {policy.effective_from.isoformat()}"


def _project(record: Any, _tag: str, _policy: Policy, _day: date) -> str:
    return " ".join(part for part in (getattr(record, "project", ""), getattr(record, "layout", "")) if part)


_READ: Mapping[Shown, Callable[[Any, str, Policy, date], str]] = {
    Shown.MASKED_NAME: _name,
    Shown.HOUSEHOLD_SIZE: _size,
    Shown.CASE_NUMBER: _number,
    Shown.STAGE: _stage,
    Shown.RESULT: _result,
    Shown.PERIOD: _period,
    Shown.COUNT: _count,
    Shown.LIST_HASH: _list_hash,
    Shown.POLICY: _policy,
    Shown.PROJECT: _project,
}
