"""Graded measures: in order, with a second person's leave to skip, each with its paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.credit import CreditEvent, CreditRecord, credit_id
from sync.model.ids import RecordId
from sync.model.states import Role
from sync.model.take_back import TakeBack
from sync.model.violation import Rung, Violation, ViolationState
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.engine import Decision, Refusal
from sync.workflow.violation import commands
from tests.support.breaches import (
    FACTS,
    HEARD,
    REASON,
    RECTIFIED,
    TENANT,
    WORDS,
    at_work,
    concluded,
    do,
    measure,
    notice,
    reached,
    violation_of,
    walk,
)
from tests.support.conduct import due_now, judge, person, refusal
from tests.support.road import EVIDENCE, Road

STATES = ViolationState
PLATFORM, STREET, COUNTY, CITY = Role.PLATFORM, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "violation", "v", person(role, operator), command, **facts)


def heard(**changes: Any) -> Road:
    """Established as told, notice given where one can be, heard, and the time is over."""
    road = reached(STATES.VERIFYING)
    do(road, STREET, concluded(**changes))
    if violation_of(road).kind not in road.policy.violations.nothing_to_rectify:
        do(road, COUNTY, notice())
    do(road, COUNTY, commands.OfferHearing(text=FACTS))
    do(road, COUNTY, HEARD)
    road.now += timedelta(days=30)
    return road


def test_a_notice_is_the_mildest_measure_and_has_its_clock() -> None:
    road = reached(STATES.RECTIFY_NOTICE)  # 5 March
    found = violation_of(road)
    assert found.rectify_deadline is not None
    assert (found.rectify_deadline.name, found.rectify_deadline.due) == ("RECTIFY", date(2026, 3, 20))
    assert found.rectify_deadline.unit == "CD"
    (rung,) = found.measures
    assert (rung.rung, rung.text, rung.by, rung.document_sha256) == (
        Rung.PERSUASION,
        WORDS,
        "op-district_reviewer",
        EVIDENCE,
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [(notice(text="改"), "opinion_too_short"), (notice(document_sha256="x"), "digest_malformed")],
)
def test_a_notice_says_what(command: commands.GiveViolationNotice, code: str) -> None:
    assert refused(reached(STATES.ESTABLISHED), COUNTY, command) == code
    do(reached(STATES.ESTABLISHED), COUNTY, notice(document_sha256=None))


@pytest.mark.parametrize("kind", [TakeBack.ILLEGAL_ACTIVITY, TakeBack.FRAUD])
def test_what_cannot_be_put_right_gets_no_notice(kind: TakeBack) -> None:
    road = reached(STATES.VERIFYING)
    do(road, STREET, concluded(kind=kind))
    assert refused(road, COUNTY, notice()) == "nothing_to_rectify"


def test_putting_it_right_ends_it_even_late() -> None:
    road = reached(STATES.RECTIFY_NOTICE)
    inspector = Role.INSPECTOR
    bare = commands.RecordRectified(evidence_sha256=(), text=RECTIFIED.text)
    assert refused(road, inspector, bare) == "proof_missing"
    assert refused(road, inspector, msgspec.structs.replace(RECTIFIED, text="好")) == "opinion_too_short"
    assert refused(road, inspector, msgspec.structs.replace(RECTIFIED, evidence_sha256=("x",))) == "digest_malformed"
    road.now += timedelta(days=60)
    do(road, inspector, RECTIFIED)
    found = violation_of(road)
    assert (found.state, found.rectified_on, found.rectify_deadline) == (STATES.RECTIFIED, road.now.date(), None)
    assert found.evidence_sha256 == (EVIDENCE, EVIDENCE)
    do(road, Role.STREET_WINDOW, commands.AnswerReport(text=FACTS))
    assert due_now(road, "violation", "v") == commands.CloseViolation()
    do(road, PLATFORM, commands.CloseViolation(note="已整改"))
    assert (violation_of(road).ban_until, violation_of(road).closed_note) == (None, "已整改")


ORDER = (Rung.PERSUASION, Rung.ADMINISTRATIVE, Rung.CREDIT, Rung.EXPOSURE, Rung.COURT)


def test_the_rungs_stand_in_their_order() -> None:
    assert tuple(Rung) == ORDER
    assert [rung.height for rung in ORDER] == [1, 2, 3, 4, 5]


def rung_of(rung: Rung, **changes: Any) -> commands.TakeMeasure:
    event = CreditEvent.BREACH_USE if rung is Rung.CREDIT else None
    return measure(rung, credit_event=event, **changes)


@pytest.mark.parametrize("taken", range(6))
def test_no_rung_is_skipped_upward(taken: int) -> None:
    road = reached(STATES.PENALTY)  # persuasion and penalty are taken
    measures = violation_of(road).measures
    of_rungs = tuple(msgspec.structs.replace(measures[0], rung=rung) for rung in ORDER[:taken])
    road.others["violation", "v"] = msgspec.structs.replace(violation_of(road), measures=of_rungs)
    assert violation_of(road).highest == taken
    for rung in ORDER:
        answer = judge(road, "violation", "v", person(COUNTY), rung_of(rung))
        if rung.height <= taken + 1:
            assert isinstance(answer, Decision)
        else:
            assert isinstance(answer, Refusal)
            assert (answer.code, answer.details) == ("rung_skipped", {"next": ORDER[taken].value})


def test_skipping_takes_the_reason_of_a_second_person() -> None:
    road = reached(STATES.ESTABLISHED)
    skip = commands.AllowSkip(rung=Rung.ADMINISTRATIVE, reason=REASON)
    admin = rung_of(Rung.ADMINISTRATIVE)
    assert refused(road, COUNTY, admin) == "rung_skipped"
    assert refused(road, COUNTY, commands.AllowSkip(rung=Rung.PERSUASION, reason=REASON)) == "nothing_to_skip"
    assert refused(road, COUNTY, commands.AllowSkip(rung=Rung.ADMINISTRATIVE, reason="急")) == "opinion_too_short"
    do(road, COUNTY, skip)
    (leave,) = violation_of(road).skips
    assert (leave.rung, leave.by, leave.reason, leave.at) == (
        Rung.ADMINISTRATIVE,
        "op-district_reviewer",
        REASON,
        road.now,
    )
    assert refused(road, COUNTY, admin) == "second_person_needed"
    assert refused(road, COUNTY, rung_of(Rung.CREDIT), "op-other") == "rung_skipped"  # leave for another rung
    do(road, COUNTY, admin, "op-other")
    assert violation_of(road).highest == 2
    assert [entry.rung for entry in violation_of(road).measures] == [Rung.ADMINISTRATIVE]


@pytest.mark.parametrize(
    ("command", "role", "code"),
    [
        (measure(text="劝"), COUNTY, "opinion_too_short"),
        (measure(document_sha256="x"), COUNTY, "digest_malformed"),
        (measure(credit_event=CreditEvent.BREACH_USE), COUNTY, "credit_event_unnamed"),
        (measure(Rung.ADMINISTRATIVE, document_sha256=None), COUNTY, "document_missing"),
        (measure(Rung.ADMINISTRATIVE), STREET, "rung_needs_county"),
    ],
)
def test_a_measure_that_cannot_be(command: commands.TakeMeasure, role: Role, code: str) -> None:
    assert refused(reached(STATES.RECTIFY_NOTICE), role, command) == code


def test_a_street_may_persuade_without_a_paper() -> None:
    road = reached(STATES.RECTIFY_NOTICE)
    do(road, STREET, measure(document_sha256=None))
    assert [entry.rung for entry in violation_of(road).measures] == [Rung.PERSUASION] * 2


def test_exposure_and_court_follow_a_decided_penalty_only() -> None:
    road = reached(STATES.RECTIFY_NOTICE)
    do(road, COUNTY, measure(Rung.ADMINISTRATIVE))
    do(road, COUNTY, rung_of(Rung.CREDIT))
    for rung in (Rung.EXPOSURE, Rung.COURT):
        do(road, COUNTY, commands.AllowSkip(rung=Rung.COURT, reason=REASON), "op-second")
        assert refused(road, COUNTY, measure(rung)) == "penalty_first"


def test_the_credit_rung_writes_into_the_file_of_the_tenant() -> None:
    road = reached(STATES.PENALTY)
    assert refused(road, COUNTY, measure(Rung.CREDIT)) == "credit_event_unnamed"
    wanted = machines.needs("violation", violation_of(road), rung_of(Rung.CREDIT))
    assert wanted == (("credit", credit_id(TENANT)),)
    do(road, COUNTY, rung_of(Rung.CREDIT))
    file = road.others["credit", credit_id(TENANT)]
    assert isinstance(file, CreditRecord)
    (entry,) = file.entries
    assert (file.id, file.person, file.org) == (credit_id(TENANT), TENANT, "990101")
    assert (entry.event, entry.points) == (CreditEvent.BREACH_USE, 30)
    assert (entry.source_machine, entry.source_id, entry.evidence_sha256) == ("violation", "v", EVIDENCE)
    assert (entry.on, entry.expires_on) == (road.now.date(), road.now.date().replace(year=2031))
    assert refused(road, COUNTY, rung_of(Rung.CREDIT)) == "credit_entered_already"
    do(road, COUNTY, measure(Rung.CREDIT, credit_event=CreditEvent.REFUSE_VACATE))
    file = road.others["credit", credit_id(TENANT)]
    assert isinstance(file, CreditRecord)
    assert [one.event for one in file.entries] == [CreditEvent.BREACH_USE, CreditEvent.REFUSE_VACATE]


def test_an_event_without_a_price_is_not_entered() -> None:
    road = reached(STATES.PENALTY)
    credit = msgspec.structs.replace(road.policy.credit, costs_points={})
    road.policy = msgspec.structs.replace(road.policy, credit=credit)
    assert refused(road, COUNTY, rung_of(Rung.CREDIT)) == "credit_event_unpriced"


def test_a_desk_without_the_file_previews_the_measure_only() -> None:
    road = reached(STATES.PENALTY)
    answer = judge(road, "violation", "v", person(COUNTY), rung_of(Rung.CREDIT), authoritative=False)
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["violation"]


def test_what_a_decision_reads_is_named() -> None:
    blank = Violation(id=RecordId("v"), org=violation_of(at_work()).org)
    assert machines.needs("violation", blank, rung_of(Rung.CREDIT)) == ()
    assert machines.needs("violation", blank, commands.CloseViolation()) == ()
    assert machines.needs("violation", violation_of(reached(STATES.PENALTY)), commands.TakeClue()) == ()


def test_another_machines_event_changes_nothing() -> None:
    road = walk(at_work(), 10)
    foreign = next(event for machine, _, event in road.history if machine == "credit")
    assert machines.apply("violation", violation_of(road), foreign) == violation_of(road)


def test_a_measure_is_kept_with_its_paper() -> None:
    road = reached(STATES.ESTABLISHED)
    do(road, STREET, measure(document_sha256="ab" * 32))
    (kept,) = violation_of(road).measures
    assert (kept.rung, kept.text, kept.document_sha256) == (Rung.PERSUASION, WORDS, "ab" * 32)
    assert (kept.by, kept.at) == ("op-street_reviewer", road.now)
