"""Answers of departments are about a person: who becomes another is asked about anew."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from sync.model.states import CaseState, DataClass, Role
from sync.workflow.application import commands
from sync.workflow.application.checks import bound, merged, open_checks, person_mark, required_checks, still_holds
from tests.support.households import answered, document_number, family, with_member
from tests.support.road import POLICY, opinion
from tests.support.walks import answers, at_hand

DAY = date(2026, 3, 2)
OTHER_NUMBER = document_number(date(1976, 8, 1), 77, male=True)


def test_who_is_asked_about_what() -> None:
    found = required_checks(family(), POLICY, DAY)
    assert {(kind.value, member) for kind, member in found} == {
        *{(kind, member) for kind in ("V01", "V21") for member in ("m1", "m2", "m3")},
        *{(kind, member) for kind in ("V03", "V28", "V32") for member in ("m1", "m2")},
    }
    of_age = required_checks(family(), POLICY, date(2034, 3, 1))
    assert (DataClass.VEHICLE, "m3") in of_age
    applicant = msgspec.structs.replace(POLICY.checks[0], who="applicant")
    only = msgspec.structs.replace(POLICY, checks=(applicant,))
    assert required_checks(family(), only, DAY) == ((DataClass.HUKOU, "m1"),)


def test_an_answer_holds_for_the_person_that_it_is_about() -> None:
    draft = family()
    facts = bound(draft, answered(draft))
    assert {fact.about for fact in facts} == {person_mark(draft, member) for member in ("m1", "m2", "m3")}
    assert open_checks(draft, facts, POLICY, DAY) == ()
    changed = with_member(draft, "m2", document_number=OTHER_NUMBER)
    still_open = open_checks(changed, facts, POLICY, DAY)
    assert {member for _, member in still_open} == {"m2"}
    assert len(still_open) == 5
    for fact in facts:
        assert still_holds(draft, fact)
        assert still_holds(changed, fact) is (fact.member != "m2")


def test_an_answer_of_an_older_program_is_about_whoever_stands_there() -> None:
    draft = family()
    assert all(fact.about is None and still_holds(draft, fact) for fact in answered(draft))


def test_the_mark_of_a_person_is_of_the_number_alone() -> None:
    draft = family()
    number = draft.members["m1"].document_number or ""
    mark = person_mark(draft, "m1")
    assert mark is not None
    assert len(mark) == 32
    assert person_mark(with_member(draft, "m1", name="林例"), "m1") == mark
    assert person_mark(with_member(draft, "m1", document_number=f" {number.lower()} "), "m1") == mark
    assert person_mark(draft, "m2") != mark
    assert person_mark(with_member(draft, "m1", document_number=""), "m1") is None
    assert person_mark(draft, "nobody") is None


def test_the_latest_answer_counts_in_the_order_of_the_first() -> None:
    first, second, *_ = answered(family())
    newer = msgspec.structs.replace(first, outcome="mismatch")
    assert merged((first, second, newer)) == (newer, second)


@pytest.mark.parametrize(("stage", "role"), [("R1", Role.STREET_REVIEWER), ("R2", Role.DISTRICT_REVIEWER)])
def test_a_member_who_becomes_another_is_asked_about_anew(stage: str, role: Role) -> None:
    road = at_hand(POLICY, CaseState.REVIEW, stage)
    road.do(Role.PLATFORM, commands.RecordChecks(facts=answers(road)))
    changed = with_member(road.case.draft, "m2", document_number=OTHER_NUMBER)
    road.case = msgspec.structs.replace(road.case, draft=changed)
    assert road.refused(role, opinion(stage)) == "checks_open"


def test_the_last_answer_stops_the_clock_of_the_departments() -> None:
    road = at_hand(POLICY, CaseState.REVIEW)
    facts = answers(road)
    road.do(Role.PLATFORM, commands.RecordChecks(facts=facts[:-1]))
    assert "VERIFY" in {clock.name for clock in road.case.process.deadlines}
    assert road.history[-1][2].complete is False
    road.do(Role.PLATFORM, commands.RecordChecks(facts=facts[-1:]))
    assert "VERIFY" not in {clock.name for clock in road.case.process.deadlines}
    assert road.history[-1][2].complete is True
