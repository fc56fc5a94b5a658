"""The road of an application, its guards and its side paths."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.case import Case, CaseProcess, VerificationFact
from sync.model.deadline import Deadline
from sync.model.household import SpecialGroup
from sync.model.ids import FormalNumber
from sync.model.states import CaseState, OpinionDecision, Role, TenancyState, UnitState, WaitingState
from sync.policy.draft_checks import missing_for_submit
from sync.workflow.application import commands
from sync.workflow.application.commands import (
    Accept,
    Announce,
    AskCorrection,
    ConcludePublicity,
    LaunchChecks,
    RecordChecks,
)
from sync.workflow.application.opinions import own_characters
from sync.workflow.engine import Decision, Refusal
from sync.workflow.numbering import NumberKind, make
from tests.support.households import answered, family, with_member
from tests.support.road import EVIDENCE, NUMBER, POLICY, SNAPSHOT, Road, actor, opinion, unit

WINDOW, STREET, COUNTY = Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER
AGREE, RETURN, DISAGREE = OpinionDecision.AGREE, OpinionDecision.RETURN, OpinionDecision.DISAGREE


def reviewed() -> Road:
    road = Road()
    road.to_review()
    return road


def test_the_whole_road() -> None:
    road = Road()
    road.to_qualified()
    process = road.case.process
    assert (process.state, process.stage, process.deadlines) == (CaseState.QUALIFIED, None, ())
    assert (process.policy_id, process.policy_version, process.variant) == ("yichun2", "2026-01", "yichun2")
    assert [entry.stage for entry in process.opinions] == ["R1", "R2"]
    assert all(period.concluded_at and period.posted for period in process.publicities)
    entry = road.entry()
    assert (entry.number or "")[:8] == "LH990101"
    assert (entry.state, entry.group, entry.score, entry.household_size) == (WaitingState.ACTIVE, 2, 47, 3)
    assert (entry.monthly_income_fen, entry.category) == (542_700, "hukou_lowinc")
    assert (process.waiting_id, entry.case_id) == (entry.id, road.case.id)
    road.allocate()
    entry, tenancy = road.entry(), road.tenancy()
    home = road.others["unit", "unit-1"]
    assert (entry.state, entry.unit_id, entry.tenancy_id) == (WaitingState.ALLOCATED, "unit-1", tenancy.id)
    assert home == unit(state=UnitState.ALLOCATED, waiting_id=entry.id)
    assert (tenancy.monthly_rent_fen, tenancy.rent_tier_permille) == (60_000, 400)
    assert (tenancy.term_from, tenancy.term_to) == (date(2026, 5, 1), date(2029, 4, 30))
    road.sign()
    assert road.tenancy().state is TenancyState.SIGNED
    assert road.tenancy().signed_by == "op-property_counter"


def test_the_clocks_of_the_road() -> None:
    road = Road()  # Monday 2026-03-02
    road.submit()
    assert road.case.process.deadlines == (
        Deadline(name="ACCEPT", started=date(2026, 3, 2), due=date(2026, 3, 3), limit=1),
    )
    road.accept()
    total = Deadline(name="TOTAL", started=date(2026, 3, 2), due=date(2026, 4, 1), limit=30, unit="CD")
    assert road.case.process.deadlines == (total,)
    road.do(WINDOW, LaunchChecks())
    running = {clock.name: clock.due for clock in road.case.process.deadlines}
    assert running == {"TOTAL": date(2026, 4, 1), "VERIFY": date(2026, 3, 5), "R1": date(2026, 3, 5)}
    road.do(Role.PLATFORM, RecordChecks(facts=answered(road.case.draft)))
    assert {clock.name for clock in road.case.process.deadlines} == {"TOTAL", "R1"}
    road.agree(STREET, "R1")
    assert road.case.process.deadlines == (total,)
    (period,) = road.case.process.publicities
    assert (period.starts, period.to, period.provisional) == (date(2026, 3, 2), date(2026, 3, 6), False)


def test_a_deadline_beyond_the_known_calendar_is_provisional() -> None:
    road = Road(now=datetime(2026, 12, 21, 2, 0, tzinfo=UTC))
    road.submit()
    road.accept()
    assert [clock.provisional for clock in road.case.process.deadlines] == [True]


def test_thirty_days_that_end_on_a_rest_day_run_on() -> None:
    road = Road(now=datetime(2026, 1, 16, 2, 0, tzinfo=UTC))
    road.submit()
    road.accept()
    assert road.case.process.deadlines[0].due == date(2026, 2, 24)  # 15 February begins the holidays


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (family(undertaking=None), "not_complete"),
        (family(consents={}), "not_complete"),
        (family(policy_version="2025-01"), "wrong_policy"),
        (family(policy_id="elsewhere"), "wrong_policy"),
    ],
)
def test_what_may_not_be_submitted(draft: Any, code: str) -> None:
    road = Road()
    road.case = msgspec.structs.replace(road.case, draft=draft)
    assert road.refused(WINDOW, commands.Submit(snapshot_sha256=SNAPSHOT)) == code


def test_a_refusal_names_fields_and_no_people() -> None:
    road = Road()
    road.case = msgspec.structs.replace(road.case, draft=with_member(family(undertaking=None), "m2", name=None))
    answer = road.judge(WINDOW, commands.Submit(snapshot_sha256=SNAPSHOT))
    assert isinstance(answer, Refusal)
    assert answer.details["count"] == 2
    assert answer.details["problems"] == "members/m2: name_missing; undertaking: undertaking_missing"


def test_the_sealed_fields_must_be_those_that_the_province_has() -> None:
    road, submit = Road(), commands.Submit(snapshot_sha256=SNAPSHOT)
    assert road.refused(WINDOW, submit, fields_sha256="00" * 32) == "snapshot_differs"
    assert road.refused(WINDOW, submit, fields_sha256=None) == "fact_missing"
    assert road.refused(WINDOW, commands.Submit(snapshot_sha256="short")) == "snapshot_malformed"
    assert isinstance(road.judge(WINDOW, submit, fields_sha256=None, authoritative=False), Decision)


@pytest.mark.parametrize(
    ("number", "facts", "code"),
    [
        (FormalNumber(NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)), {}, "number_invalid"),
        (make(NumberKind.APPLICATION, "990101", "0003", 1), {}, "number_kind"),
        (make(NumberKind.ACCEPTANCE, "990102", "0003", 1), {}, "number_region"),
        (NUMBER, {"number_in_block": False}, "number_not_in_block"),
        (NUMBER, {"number_in_block": None}, "fact_missing"),
        (NUMBER, {"number_in_block": False, "authoritative": False}, "number_not_in_block"),
    ],
)
def test_a_number_that_may_not_be_given(number: FormalNumber, facts: dict[str, Any], code: str) -> None:
    road = Road()
    road.submit()
    assert road.refused(WINDOW, Accept(number=number), **facts) == code


def test_a_desk_that_does_not_know_its_block_may_preview() -> None:
    road = Road()
    road.submit()
    assert isinstance(road.judge(WINDOW, Accept(number=NUMBER), number_in_block=None, authoritative=False), Decision)


def test_another_street_cannot_touch_the_case() -> None:
    road = Road()
    road.submit()
    assert road.refused(WINDOW, Accept(number=NUMBER), who=actor(WINDOW, org="990101004")) == "out_of_scope"
    assert road.refused(WINDOW, Accept(number=NUMBER), who=actor(WINDOW, org="99010")) == "out_of_scope"
    assert isinstance(road.judge(WINDOW, Accept(number=NUMBER), who=actor(WINDOW, org="990101")), Decision)


def test_a_case_keeps_its_policy() -> None:
    road = Road()
    road.submit()
    road.policy = msgspec.structs.replace(POLICY, version="2027-01")
    assert road.refused(WINDOW, Accept(number=NUMBER)) == "wrong_policy"


def test_a_correction_is_asked_for_once() -> None:
    road, ask = Road(), AskCorrection(items=("户口本缺页", "工资条不清楚"))
    road.submit()
    assert road.refused(WINDOW, AskCorrection(items=())) == "items_missing"
    assert road.refused(WINDOW, AskCorrection(items=("x", " "))) == "items_missing"
    assert road.refused(WINDOW, AskCorrection(items=("x",), number=NUMBER)) == "number_kind"
    road.do(WINDOW, ask)
    process = road.case.process
    assert (process.state, process.correction_items, process.corrections) == (CaseState.CORRECTION, ask.items, 1)
    assert {clock.name: clock.paused for clock in process.deadlines} == {"ACCEPT": True, "CORRECTION": False}
    later = commands.AnswerCorrection(snapshot_sha256="12" * 32)
    assert road.refused(Role.VILLAGE_POINT, later) == "snapshot_differs"
    road.do(Role.VILLAGE_POINT, later, fields_sha256="12" * 32)
    assert (road.case.process.state, road.case.process.snapshot_sha256) == (CaseState.SUBMITTED, "12" * 32)
    assert [clock.name for clock in road.case.process.deadlines] == ["ACCEPT"]
    assert road.refused(WINDOW, ask) == "correction_asked_already"


def test_not_accepted_and_withdrawn_need_reasons() -> None:
    road = Road()
    road.submit()
    assert road.refused(WINDOW, commands.RefuseAcceptance(reason_codes=(), text="x")) == "reason_missing"
    assert road.refused(WINDOW, commands.RefuseAcceptance(reason_codes=("C01",), text=" ")) == "reason_missing"
    assert road.refused(Role.APPLICANT, commands.Withdraw(reason=" ")) == "reason_missing"
    road.do(WINDOW, commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"))
    assert (road.case.process.state, road.case.process.result_reasons) == (CaseState.NOT_ACCEPTED, ("C01",))


def test_no_check_without_consent() -> None:
    road = Road()
    road.submit()
    road.accept()
    whole = road.case
    withdrawn = msgspec.structs.replace(whole.draft.consents["c2"], withdrawn_at=road.now)
    draft = msgspec.structs.replace(whole.draft, consents={**whole.draft.consents, "c2": withdrawn})
    road.case = msgspec.structs.replace(whole, draft=draft)
    assert road.refused(WINDOW, LaunchChecks()) == "consent_missing"
    road.case = whole
    road.do(WINDOW, LaunchChecks())
    road.case = msgspec.structs.replace(road.case, draft=draft)
    facts = tuple(fact for fact in answered(draft) if fact.member == "m2")
    assert road.refused(Role.PLATFORM, RecordChecks(facts=facts)) == "consent_missing"


def fact(outcome: str = "match", **more: Any) -> VerificationFact:
    fields = {"data_class": "V01", "member": "m1", "source": "d", "as_of": date(2026, 3, 2), **more}
    return VerificationFact(outcome=outcome, **fields)


@pytest.mark.parametrize(
    ("role", "recorded", "code"),
    [
        (Role.PLATFORM, (), "facts_missing"),
        (Role.PLATFORM, (fact(data_class="V99"),), "class_unknown"),
        (Role.PLATFORM, (fact(member="m9"),), "member_unknown"),
        (Role.PLATFORM, (fact("perhaps"),), "outcome_unknown"),
        (Role.PLATFORM, (fact(data_class="V10"),), "consent_missing"),
        (STREET, (fact(),), "manual_check_unsigned"),
        (STREET, (fact(manual_by="somebody-else", manual_note="看过"),), "manual_check_unsigned"),
        (STREET, (fact(manual_by="op-street_reviewer"),), "manual_note_missing"),
        (STREET, (fact(manual_by="op-street_reviewer", manual_note=" "),), "manual_note_missing"),
    ],
)
def test_what_may_not_be_recorded(role: Role, recorded: tuple[VerificationFact, ...], code: str) -> None:
    road = Road()
    road.submit()
    road.accept()
    road.do(WINDOW, LaunchChecks())
    assert road.refused(role, RecordChecks(facts=recorded)) == code


def test_nobody_agrees_while_an_answer_is_missing() -> None:
    road = Road()
    road.submit()
    road.accept()
    road.do(WINDOW, LaunchChecks())
    assert road.refused(STREET, opinion("R1")) == "checks_open"
    clean = answered(road.case.draft)
    gone = msgspec.structs.replace(clean[0], outcome="unavailable")
    road.do(Role.PLATFORM, RecordChecks(facts=(gone, *clean[1:])))
    answer = road.judge(STREET, opinion("R1"))
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("checks_open", {"classes": gone.data_class, "count": 1})
    by_hand = msgspec.structs.replace(gone, manual_by="op-street_reviewer", manual_note="到派出所看了户口底册")
    road.do(STREET, RecordChecks(facts=(by_hand,)))
    road.agree(STREET, "R1")
    assert road.case.process.state is CaseState.PUBLICITY


def test_nobody_agrees_against_the_facts() -> None:
    road = reviewed()
    rich = fact("found", data_class="V28", member="m2", verified="900000000")
    road.do(Role.PLATFORM, RecordChecks(facts=(rich,)))
    answer = road.judge(STREET, opinion("R1"))
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("contradicts_facts", {"conditions": "C06"})
    road.do(STREET, opinion("R1", DISAGREE, reason_codes=("C06",)))
    assert (road.case.process.state, road.case.process.result_reasons) == (CaseState.REJECTED, ("C06",))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "opinion_too_short"),
        ("同意", "opinion_too_short"),
        ("。。。。。。。。。。。。", "opinion_too_short"),
        ("情况属实，同意上报。", "opinion_too_short"),
        ("经审核，情况属实，同意上报", "opinion_boilerplate"),
        ("同意同意同意同意同意同意", "opinion_boilerplate"),
        ("看看看看看看看看看看看看", "opinion_boilerplate"),
        ("材料齐全，符合条件，同意通过！", "opinion_boilerplate"),
        ("情况属实，同意上报，请领导审批", "opinion_boilerplate"),
    ],
)
@pytest.mark.parametrize("decision", OpinionDecision)
def test_stock_phrases_are_no_opinion(text: str, code: str, decision: OpinionDecision) -> None:
    command = opinion("R1", decision, text=text, reason_codes=("C05",))
    assert reviewed().refused(STREET, command) == code


def test_own_words_count_without_the_stock_phrases() -> None:
    assert own_characters("收入与工资条一致，同意上报", POLICY.review) == 8
    assert own_characters("Visited the family; rent contract seen. Agree", POLICY.review) > 20


def test_who_may_not_review() -> None:
    road = reviewed()
    assert road.refused(COUNTY, opinion("R1")) == "wrong_role"
    assert road.refused(STREET, opinion("R2")) == "wrong_stage"
    assert road.refused(STREET, opinion("R1"), who=actor(STREET, "op-street_window")) == "separation_of_duties"
    road.agree(STREET, "R1")
    road.publicise(STREET, "P1")
    assert road.refused(COUNTY, opinion("R2"), who=actor(COUNTY, "op-street_reviewer")) == "separation_of_duties"
    assert road.refused(COUNTY, opinion("R2"), who=actor(COUNTY, "op-street_window")) == "separation_of_duties"
    road.agree(COUNTY, "R2")


def test_disagreeing_needs_power_and_reasons() -> None:
    road = reviewed()
    assert road.refused(STREET, opinion("R1", DISAGREE)) == "reason_missing"
    assert road.refused(STREET, opinion("R1", DISAGREE, reason_codes=("C05", "mood"))) == "reason_missing"
    weak = tuple(
        msgspec.structs.replace(stage, may_reject=False) if stage.code == "R1" else stage for stage in POLICY.stages
    )
    road.policy = msgspec.structs.replace(POLICY, stages=weak)
    assert road.refused(STREET, opinion("R1", DISAGREE, reason_codes=("C05",))) == "may_not_reject"


def test_the_final_review_can_reject() -> None:
    road = reviewed()
    road.agree(STREET, "R1")
    road.publicise(STREET, "P1")
    road.do(COUNTY, opinion("R2", DISAGREE, reason_codes=("C05",)))
    process = road.case.process
    assert (process.state, process.stage, process.decided_stage) == (CaseState.REJECTED, None, "R2")
    assert [clock.name for clock in process.deadlines] == ["WINDOW"]
    assert process.opinions[-1].reason_codes == process.result_reasons == ("C05",)
    assert process.result_text == process.opinions[-1].text


def test_a_publicity_needs_evidence_and_its_whole_time() -> None:
    road = reviewed()
    road.agree(STREET, "R1")
    conclude = ConcludePublicity(stage="P1")
    assert road.refused(Role.PLATFORM, conclude) == "evidence_missing"
    assert road.refused(STREET, commands.PostPublicity(stage="P1", evidence_sha256="photo")) == "evidence_missing"
    assert road.refused(STREET, commands.PostPublicity(stage="P2", evidence_sha256=EVIDENCE)) == "wrong_stage"
    assert road.refused(COUNTY, commands.PostPublicity(stage="P1", evidence_sha256=EVIDENCE)) == "wrong_role"
    road.do(WINDOW, commands.PostPublicity(stage="P1", evidence_sha256=EVIDENCE))
    assert road.refused(Role.PLATFORM, conclude) == "publicity_running"
    road.now = datetime(2026, 3, 6, 15, 59, tzinfo=UTC)  # a minute before midnight in China on the last day
    assert road.refused(Role.PLATFORM, conclude) == "publicity_running"
    assert isinstance(road.judge(STREET, conclude, authoritative=False), Decision)  # a desk's clock decides nothing
    road.now = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
    road.do(Role.PLATFORM, conclude)
    assert (road.case.process.state, road.case.process.stage) == (CaseState.REVIEW, "R2")
    road.agree(COUNTY, "R2")
    assert road.refused(WINDOW, commands.PostPublicity(stage="P2", evidence_sha256=EVIDENCE)) == "wrong_role"


def test_the_result_is_announced_by_the_stages_own_post() -> None:
    road = reviewed()
    road.agree(STREET, "R1")
    road.publicise(STREET, "P1")
    road.agree(COUNTY, "R2")
    road.publicise(COUNTY, "P2")
    assert road.refused(Role.CITY_APPROVER, Announce()) == "wrong_role"
    assert isinstance(road.judge(Role.PLATFORM, Announce()), Decision)


def test_ages_count_on_the_day_of_submission() -> None:
    """A child that comes of age while the office takes its time needs no check of its own."""
    road = Road(now=datetime(2034, 2, 20, 2, 0, tzinfo=UTC))  # the child is 18 on 1 March 2034
    road.submit()
    road.accept()
    road.do(WINDOW, LaunchChecks())
    road.now += timedelta(days=20)
    facts = tuple(
        fact for fact in answered(road.case.draft) if fact.member != "m3" or fact.data_class in {"V01", "V21"}
    )
    road.do(Role.PLATFORM, RecordChecks(facts=facts))
    road.agree(STREET, "R1")


def test_missing_for_submit_is_what_the_machine_asks() -> None:
    draft = with_member(family(), "m1", special_groups=(SpecialGroup.LOWSEC,))
    assert missing_for_submit(draft, POLICY, date(2026, 3, 2)) == ()
    case = Case(id=Road().case.id, org=Road().case.org, draft=draft, process=CaseProcess())
    assert isinstance(Road(case=case).judge(WINDOW, commands.Submit(snapshot_sha256=SNAPSHOT)), Decision)
