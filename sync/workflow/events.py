"""Every event of this version, by machine, and their way in and out of plain data.

Append-only; the state of a record is the fold of its events. An event carries everything that ``apply`` needs, so that
both ends fold alike without asking anybody. The structs live in the rooms of their machines; a new room adds its union
to ``KnownEvent``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.workflow.alert.events import AnyAlertEvent
from sync.workflow.allocation.events import AnyAllocationEvent
from sync.workflow.application.events import AnyApplicationEvent
from sync.workflow.bill.events import AnyBillEvent
from sync.workflow.change.events import AnyChangeEvent
from sync.workflow.credit.events import AnyCreditEvent
from sync.workflow.event import Event, UnknownEvent
from sync.workflow.inspection.events import AnyInspectionEvent
from sync.workflow.recheck.events import AnyRecheckEvent
from sync.workflow.regulation.events import AnyRegulationEvent
from sync.workflow.stock.events import AnyStockEvent
from sync.workflow.subsidy.events import AnySubsidyEvent
from sync.workflow.tenancy.events import AnyTenancyEvent
from sync.workflow.violation.events import AnyViolationEvent
from sync.workflow.waiting.events import AnyWaitingEvent

KnownEvent = (
    AnyApplicationEvent
    | AnyWaitingEvent
    | AnyAllocationEvent
    | AnyStockEvent
    | AnyTenancyEvent
    | AnyBillEvent
    | AnySubsidyEvent
    | AnyChangeEvent
    | AnyRecheckEvent
    | AnyAlertEvent
    | AnyViolationEvent
    | AnyInspectionEvent
    | AnyCreditEvent
    | AnyRegulationEvent
)
"""Every event of this version."""

AnyEvent = Event | UnknownEvent
"""What a timeline may hold."""

_BY_TAG: Mapping[str, type[Event]] = {str(kind.__struct_config__.tag): kind for kind in KnownEvent.__args__}


def event_tag(event: AnyEvent) -> str:
    """The event's name on the wire."""
    if isinstance(event, UnknownEvent):
        return event.type
    return str(event.__struct_config__.tag)


def plain_event(event: AnyEvent) -> dict[str, Any]:
    """The event as plain data, tag ``type`` included; an unknown one exactly as it came."""
    if isinstance(event, UnknownEvent):
        return dict(event.plain)
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def parse_event(plain: Mapping[str, Any]) -> AnyEvent:
    """An event from plain data.

    Raises:
        InvalidRecord: an event of a known type does not fit its type, or there is no type at all.
    """
    tag = plain.get("type")
    if not isinstance(tag, str):
        raise InvalidRecord("type", "an event needs its type")
    kind = _BY_TAG.get(tag)
    if kind is None:
        return UnknownEvent(type=tag, plain=dict(plain))
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        raise InvalidRecord(where.rstrip("`") or tag, reason) from error
