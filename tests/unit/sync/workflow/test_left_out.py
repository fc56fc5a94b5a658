"""What is left out of a command or an event says nothing, and names once given stay: journals keep both for ever."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import NODEFAULT

from sync.model.billing import RentReason
from sync.model.remedies import Gap
from sync.workflow.commands import AnyCommand
from sync.workflow.events import KnownEvent

KINDS: tuple[type[msgspec.Struct], ...] = (*KnownEvent.__args__, *AnyCommand.__args__)
SAYING: dict[tuple[str, str], Any] = {
    ("returned", "gap"): Gap.OFFICE,
    ("commit_opinion", "gap"): Gap.OFFICE,
    ("unit_registered", "suits_from"): 1,
    ("unit_registered", "suits_to"): 9,
    ("register_unit", "suits_from"): 1,
    ("register_unit", "suits_to"): 9,
    ("contract_issued", "rent_reason"): RentReason.TIER,
    ("renewal_decided", "rent_tier_permille"): 1000,
    ("renewal_decided", "rent_reason"): RentReason.TIER,
    ("tenant_changed", "former_stays"): True,
}
"""(Tag, field) -> what leaving it out means where that is more than nothing."""


def left_out(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Every field of a struct that may be left out, and what it is then."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.default is not NODEFAULT:
            found[field.name] = field.default
        elif field.default_factory is not NODEFAULT:
            found[field.name] = field.default_factory()
    return found


def says_nothing(value: Any) -> bool:
    """None, no, zero, no words, an empty list; or a struct of such."""
    if isinstance(value, msgspec.Struct):
        return all(says_nothing(getattr(value, name)) for name in value.__struct_fields__)
    return value is None or value is False or (not value and value is not True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_what_is_left_out_says_nothing(kind: type[msgspec.Struct]) -> None:
    """Else an older program, which does not know the field, would have said something."""
    tag = str(kind.__struct_config__.tag)
    for name, value in left_out(kind).items():
        if (tag, name) in SAYING:
            assert value == SAYING[tag, name], name
        else:
            assert says_nothing(value), name


EVENTS: dict[str, str] = {
    # room: names that its events have had; more may come, none goes
    "waiting": (
        "waiting_entered allocated housed invited invitation_ended intent_registered intent_withdrawn "
        "recheck_begun recheck_passed home_chosen requeued cooling_off_ended back_in_line entry_frozen "
        "entry_unfrozen rest_begun rest_ended entry_removed change_reported change_settled rescored "
        "entry_reassessed number_draw_joined number_drawn rank_noted"
    ),
    "allocation": (
        "batch_planned home_added home_dropped batch_announced intent_opened intent_closed person_joined "
        "person_passed person_left people_enlisted list_frozen draw_committed draw_revealed draw_made "
        "draw_cancelled selecting_begun turns_opened home_taken person_gave_up result_posted result_concluded "
        "person_contracted batch_settled batch_closed batch_cancelled"
    ),
    "stock": (
        "unit_registered unit_completed unit_ready unit_reserved unit_promised unit_freed unit_released "
        "unit_allocated unit_rented unit_vacated unit_repair_started unit_repaired unit_withdrawn"
    ),
    "tenancy": (
        "contract_issued contract_signed contract_lapsed contract_filed deposit_paid move_in_notified "
        "handed_over bill_added bill_taken_back payment_booked arrears_recorded rent_changed renewal_asked "
        "renewal_decided renewal_withdrawn contract_renewed recheck_opened recheck_closed ground_recorded "
        "rectification_ordered rectification_ended transition_entered stay_agreed exit_agreed exit_ordered "
        "exit_lifted enforcement_asked exit_inspected exit_settled refunded tenancy_closed term_expired "
        "tenant_died residents_changed tenant_changed home_changed"
    ),
    "bill": ("bill_issued bill_paid bill_overdue receipt_noted demand_served bill_settled bill_voided"),
    "subsidy": (
        "grant_approved paying_started month_settled payout_booked grant_suspended grant_resumed "
        "grant_adjusted grant_transition_begun grant_ended public_home_noted reexamination_asked "
        "grant_extended grant_recheck_opened grant_recheck_closed"
    ),
    "change": (
        "change_opened change_revised change_signed change_accepted change_checks_launched change_checked "
        "change_reviewed change_posted change_publicity_concluded change_executed change_withdrawn"
    ),
    "recheck": (
        "recheck_planned recheck_notified recheck_declared declaration_completed collecting_closed "
        "findings_recorded recheck_decided recheck_posted recheck_publicity_concluded recheck_objected "
        "objection_answered recheck_ended recheck_cancelled"
    ),
    "regulation": ("policy_proposed policy_confirmed policy_refused proposal_withdrawn"),
}


@pytest.mark.parametrize("room", EVENTS)
def test_a_name_once_given_stays(room: str) -> None:
    found = {
        str(kind.__struct_config__.tag)
        for kind in KnownEvent.__args__
        if kind.__module__ == f"sync.workflow.{room}.events"
    }
    assert set(EVENTS[room].split()) <= found
