"""From the result to the signed contract: the home, the rent, the content of the lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sync.model.states import Role, SignatureMethod, UnitState, WaitingState
from sync.protocol.canonical import digest
from sync.workflow import machines
from sync.workflow.application.commands import Announce
from sync.workflow.engine import Decision, Refusal
from sync.workflow.tenancy.commands import SignContract
from sync.workflow.tenancy.contract import content_sha256, contract_content
from tests.support.road import (
    POLICY,
    Road,
    actor,
    allocation,
    signature,
    unit,
)

WINDOW, STREET, COUNTY = Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER


def test_a_preview_gives_no_numbers() -> None:
    road = Road()
    road.to_review()
    road.agree(STREET, "R1")
    road.publicise(STREET, "P1")
    road.agree(COUNTY, "R2")
    road.publicise(COUNTY, "P2")
    context = desk_context(road, COUNTY)
    answer = machines.decide("case", road.case, Announce(), context)
    assert isinstance(answer, Decision)
    assert len(answer.effects) == 3
    assert all(getattr(effect.event, "number", None) is None for effect in answer.effects)
    authoritative = road.context(actor(COUNTY))
    answer = machines.decide("case", road.case, Announce(), replace(authoritative, issue_number=None))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.details["fact"]) == ("fact_missing", "issue_number")


def desk_context(road: Road, role: Role) -> Any:
    """What a desk knows: no numbers of the platform, no authority."""
    return replace(road.context(actor(role), authoritative=False, without=("case", "unit")), issue_number=None)


@pytest.mark.parametrize(
    ("command", "home", "code"),
    [
        (allocation(), unit(state=UnitState.RESERVED), "unit_taken"),
        (allocation(), unit(waiting_id="w-0"), "unit_taken"),
        (allocation(unit_id="unit-2"), unit(), "fact_missing"),
        (allocation(), unit(suits_from=4), "unit_does_not_suit"),
        (allocation(), unit(suits_to=2), "unit_does_not_suit"),
        (allocation(), unit(org="990102001"), "out_of_scope"),
        (allocation(), unit(org="990102001", state=UnitState.RENTED), "out_of_scope"),
        (allocation(term_years=6), unit(), "term_out_of_range"),
        (allocation(term_years=0), unit(), "term_out_of_range"),
    ],
)
def test_a_home_that_may_not_be_allocated(command: Any, home: Any, code: str) -> None:
    road = Road()
    road.to_qualified()
    assert road.refused(Role.ALLOCATOR, command, "waiting", unit=home) == code
    assert road.entry().state is WaitingState.ACTIVE


def test_the_province_must_know_who_the_tenant_is() -> None:
    road = Road()
    road.to_qualified()
    assert road.refused(Role.ALLOCATOR, allocation(), "waiting", without=("case",)) == "fact_missing"


def test_a_home_suits_from_its_smallest_to_its_largest_family() -> None:
    road = Road()
    road.to_qualified()  # three persons
    for smallest, largest in ((3, 3), (1, 3), (3, 9)):
        home = unit(suits_from=smallest, suits_to=largest)
        assert isinstance(road.judge(Role.ALLOCATOR, allocation(), "waiting", unit=home), Decision)


def test_five_years_are_allowed_and_end_the_day_before() -> None:
    road = Road()
    road.to_qualified()
    road.do(Role.ALLOCATOR, allocation(term_from=date(2028, 2, 29), term_years=5), "waiting")
    assert road.tenancy().term_to == date(2033, 2, 27)


def test_a_desk_that_does_not_know_the_home_makes_up_no_rent() -> None:
    road = Road()
    road.to_qualified()
    answer = machines.decide("waiting", road.entry(), allocation(), desk_context(road, Role.ALLOCATOR))
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["waiting"]


def test_both_ends_compute_the_same_contract() -> None:
    road = Road()
    road.to_qualified()
    road.allocate()
    content = contract_content(road.tenancy(), unit(), road.case.draft, POLICY)
    assert content_sha256(content) == digest(content) == road.tenancy().contract_content_sha256
    assert content["tenant"]["document_number"] == road.case.draft.members["m1"].document_number
    assert [person["kinship"] for person in content["co_residents"]] == ["11", "22"]
    other = contract_content(road.tenancy(), unit(room="102"), road.case.draft, POLICY)
    assert content_sha256(other) != road.tenancy().contract_content_sha256


def test_only_the_issued_contract_is_signed_and_only_after_it_was_explained() -> None:
    road = Road()
    road.to_qualified()
    road.allocate()
    content = road.tenancy().contract_content_sha256 or ""
    assert road.refused(WINDOW, signature("00" * 32), "tenancy") == "contract_differs"
    assert road.refused(WINDOW, signature(content, explained=False), "tenancy") == "not_explained"
    unsigned = SignContract(content_sha256=content, explained=True, method=SignatureMethod.PAD, signature_sha256="")
    assert road.refused(WINDOW, unsigned, "tenancy") == "signature_missing"
    elsewhere = actor(Role.PROPERTY_COUNTER, org="990102")
    assert road.refused(Role.PROPERTY_COUNTER, signature(content), "tenancy", who=elsewhere) == "out_of_scope"
    nobody = actor(Role.PROPERTY_COUNTER, org="9")
    assert road.refused(Role.PROPERTY_COUNTER, signature(content), "tenancy", who=nobody) == "out_of_scope"
    road.sign()
    assert road.refused(WINDOW, signature(content), "tenancy") == "wrong_state"
