"""Names on the wire: an event and a command are called what their struct is called, for ever."""

from __future__ import annotations

import re

import msgspec

from sync.policy.records import Act
from sync.workflow.allocation.commands import AnyAllocationCommand
from sync.workflow.allocation.events import AnyAllocationEvent
from sync.workflow.commands import kinds_of
from sync.workflow.machines import MACHINES
from sync.workflow.stock.commands import AnyStockCommand
from sync.workflow.stock.events import AnyStockEvent
from sync.workflow.waiting.commands import AnyWaitingCommand
from sync.workflow.waiting.events import AnyWaitingEvent

UNIONS = (
    AnyAllocationCommand,
    AnyAllocationEvent,
    AnyStockCommand,
    AnyStockEvent,
    AnyWaitingCommand,
    AnyWaitingEvent,
)


SIZES = {"suits_from": 1, "suits_to": 9}
"""A home suits any household as long as nobody says otherwise."""


def test_what_is_not_said_is_nothing() -> None:
    """An older program that does not know a field must not make anything up by leaving it out."""
    for union in UNIONS:
        for kind in kinds_of(union):
            for field in msgspec.structs.fields(kind):
                if field.default is not msgspec.NODEFAULT:
                    assert field.default == SIZES.get(field.name, field.default)
                    assert field.name in SIZES or field.default in (None, (), "", False), (kind, field)


def test_tags_follow_the_names_of_their_structs() -> None:
    kinds = [kind for union in UNIONS for kind in kinds_of(union)]
    assert len(kinds) > 100
    for kind in kinds:
        assert kind.__struct_config__.tag == re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


BY_OWN_WISH = {"withdraw_intent", "leave_list"}
HANDED_IN = {"register_intent", "begin_rest", "end_rest", "report_change"}
LOOKED_AT = {"pass_check", "start_repair", "finish_repair"}


def test_what_each_command_counts_as_without_a_link() -> None:
    """Wishes and reports of a household may wait in a queue, homes are looked over anywhere; the rest is decided."""
    for machine in ("waiting", "batch", "unit"):
        for row in MACHINES[machine].rows:
            expected = Act.DECIDE
            if row.tag in BY_OWN_WISH:
                expected = Act.WITHDRAW
            elif row.tag in HANDED_IN:
                expected = Act.SUBMIT
            elif row.tag in LOOKED_AT:
                expected = Act.INSPECT
            assert row.act is expected, row.tag
