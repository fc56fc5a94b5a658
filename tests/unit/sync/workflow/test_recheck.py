"""A re-check from plan to end: told, declared by every adult, checked, decided by somebody else, objected to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.application import Category
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.recheck import (
    AdultSignature,
    Declaration,
    Recheck,
    RecheckFacts,
    RecheckKind,
    RecheckOutcome,
    RecheckState,
    SubjectKind,
)
from sync.model.states import Role, TenancyState
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.recheck import commands as c
from tests.support.households import ORG, with_member
from tests.support.machines.recheck import FACTS, OWN_WORDS, POOR, SIGNED, a_recheck, clock
from tests.support.machines.subsidy import a_grant
from tests.support.road import EVIDENCE, Road, actor
from tests.support.tenancies import a_tenancy, done, lease, of, on_day, province_acts, refusal, road_with

COUNTER, HOUSING, PROVINCE, WINDOW = (
    Role.PROPERTY_COUNTER,
    Role.DISTRICT_REVIEWER,
    Role.PLATFORM,
    Role.STREET_WINDOW,
)
R = RecordId("r")


def check(road: Road) -> Recheck:
    return of(road, "recheck", "r", Recheck)


def at(state: RecheckState = RecheckState.PLANNED, day: date = date(2026, 3, 2), **changes: Any) -> Road:
    """A re-check in that state, of a household that lives in its home by right."""
    tenancy = changes.pop("tenancy", {})
    road = road_with(a_tenancy(**tenancy))
    road.others["recheck", "r"] = a_recheck(**{"state": state, **FACTS.get(state, {}), **changes})
    on_day(road, day)
    return road


def planning(**changes: Any) -> c.PlanRecheck:
    command = c.PlanRecheck(
        subject=SubjectKind.TENANCY, subject_id=RecordId("t"), kind=RecheckKind.ANNUAL, begins=date(2026, 3, 2)
    )
    return msgspec.structs.replace(command, **changes)


def blank(**tenancy: Any) -> Road:
    road = road_with(a_tenancy(**tenancy))
    road.others["recheck", "r"] = Recheck(id=R, org=OrgCode(ORG))
    return road


def test_a_plan_names_the_household_and_the_day() -> None:
    road = blank()
    done(road, "recheck", "r", PROVINCE, planning(), "op-p")
    found = check(road)
    assert (found.state, found.subject, found.subject_id, found.kind) == (
        RecheckState.PLANNED, SubjectKind.TENANCY, "t", RecheckKind.ANNUAL,
    )  # fmt: skip
    assert (found.case_id, found.unit_id, found.category) == ("case-1", "unit-1", "hukou_lowinc")
    assert (found.year, found.begins, found.planned_by) == (2026, date(2026, 3, 2), "op-p")
    for kind in (RecheckKind.DYNAMIC, RecheckKind.CLUE):
        assert refusal(blank(), "recheck", "r", HOUSING, planning(kind=kind)) == "reason_missing"
        started = blank()
        done(started, "recheck", "r", HOUSING, planning(kind=kind, clue="不动产登记有变化"))
        assert check(started).clue == "不动产登记有变化"
    assert refusal(blank(), "recheck", "r", HOUSING, planning(), without=("tenancy",)) == "fact_missing"
    elsewhere = blank(org=OrgCode("990102001"))
    assert refusal(elsewhere, "recheck", "r", HOUSING, planning()) == "out_of_scope"
    blind = blank().context(actor(HOUSING), authoritative=False, without=("tenancy",))
    assert isinstance(machines.decide("recheck", check(blank()), planning(), blind), Decision)


def test_a_subsidy_is_looked_at_too() -> None:
    road = blank()
    road.others["subsidy", "g"] = a_grant()
    done(road, "recheck", "r", PROVINCE, planning(subject=SubjectKind.SUBSIDY, subject_id=RecordId("g")))
    assert (check(road).unit_id, check(road).category) == (None, "hukou_lowinc")
    assert province_acts(road, "recheck", "r") == ["notify_recheck"]
    assert getattr(road.others["subsidy", "g"], "recheck_id", None) == "r"
    assert check(road).adults == ("m1", "m2")


def test_the_household_is_told_on_its_day_and_has_thirty_days() -> None:
    road = at(day=date(2026, 1, 31))
    assert province_acts(road, "recheck", "r") == []
    on_day(road, date(2026, 2, 1))
    assert province_acts(road, "recheck", "r") == ["notify_recheck"]
    found = check(road)
    assert (found.state, found.adults) == (RecheckState.NOTIFIED, ("m1", "m2"))  # m3 is a child
    assert [(one.name, one.limit, one.unit) for one in found.deadlines] == [("declare", 30, "CD")]
    assert (lease(road).recheck_id, lease(road).state) == ("r", TenancyState.RECHECK)


def test_only_who_lives_there_signs_and_no_two_re_checks_run_at_once() -> None:
    road = at(tenancy={"co_residents": ("m3",)})
    done(road, "recheck", "r", HOUSING, c.NotifyRecheck())
    assert check(road).adults == ("m1",)
    road.others["recheck", "r"] = msgspec.structs.replace(check(road), state=RecheckState.PLANNED)
    assert refusal(road, "recheck", "r", HOUSING, c.NotifyRecheck()) == "recheck_open"
    for without in (("tenancy",), ("case",)):
        assert refusal(at(), "recheck", "r", HOUSING, c.NotifyRecheck(), without=without) == "fact_missing"
        blind = at().context(actor(HOUSING), authoritative=False, without=without)
        assert machines.decide("recheck", check(at()), c.NotifyRecheck(), blind) == Decision(effects=())


def declaring(**changes: Any) -> c.DeclareRecheck:
    return msgspec.structs.replace(c.DeclareRecheck(facts=POOR, unchanged=False, signed=SIGNED), **changes)


def test_it_is_declared_until_every_adult_has_signed() -> None:
    road = at(RecheckState.NOTIFIED)
    done(road, "recheck", "r", COUNTER, declaring(signed=SIGNED[:1]), "op-d")
    found = check(road)
    assert found.state is RecheckState.COLLECTING
    assert found.declaration == Declaration(facts=POOR, signed=SIGNED[:1], at=road.now, by=OperatorId("op-d"))
    assert refusal(road, "recheck", "r", WINDOW, c.CompleteDeclaration()) == "signatures_missing"
    done(road, "recheck", "r", COUNTER, declaring())
    done(road, "recheck", "r", WINDOW, c.CompleteDeclaration())
    assert check(road).state is RecheckState.VERIFYING
    assert [(one.name, one.limit, one.unit) for one in check(road).deadlines] == [("verify", 10, "WD")]
    unheard = at(RecheckState.COLLECTING, declaration=None)
    assert refusal(unheard, "recheck", "r", WINDOW, c.CompleteDeclaration()) == "signatures_missing"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed": (AdultSignature(member="m1", signature_sha256="x"),)}, "signature_missing"),
        ({"signed": (SIGNED[0], SIGNED[0])}, "signature_missing"),
        ({"signed": (AdultSignature(member="m3", signature_sha256=EVIDENCE),)}, "signer_wrong"),
        ({"facts": RecheckFacts()}, "facts_missing"),
    ],
)
def test_what_a_declaration_cannot_be(changes: dict[str, Any], code: str) -> None:
    assert refusal(at(RecheckState.NOTIFIED), "recheck", "r", COUNTER, declaring(**changes)) == code


def test_no_change_is_a_declaration_too() -> None:
    road = at(RecheckState.NOTIFIED)
    done(road, "recheck", "r", COUNTER, declaring(facts=RecheckFacts(), unchanged=True, signed=()))
    found = check(road).declaration
    assert found is not None
    assert found.unchanged


def test_nothing_is_asked_without_consent() -> None:
    road = at(RecheckState.COLLECTING)
    withdrawn = msgspec.structs.replace(road.case.draft.consents["c2"], withdrawn_at=road.now)
    draft = msgspec.structs.replace(road.case.draft, consents={**road.case.draft.consents, "c2": withdrawn})
    road.case = msgspec.structs.replace(road.case, draft=draft)
    assert refusal(road, "recheck", "r", WINDOW, c.CompleteDeclaration()) == "consent_missing"
    assert refusal(at(RecheckState.COLLECTING), "recheck", "r", WINDOW, c.CompleteDeclaration(), without=("case",)) == (
        "fact_missing"
    )
    blind = road.context(actor(WINDOW), authoritative=False, without=("case",))
    assert isinstance(machines.decide("recheck", check(road), c.CompleteDeclaration(), blind), Decision)


def test_who_does_not_declare_in_time_fails_for_that() -> None:
    for state in (RecheckState.NOTIFIED, RecheckState.COLLECTING):
        road = at(state, date(2026, 3, 1))
        assert province_acts(road, "recheck", "r") == []
        assert refusal(road, "recheck", "r", PROVINCE, c.CloseCollecting()) == "not_due_yet"
        on_day(road, date(2026, 3, 2))
        assert province_acts(road, "recheck", "r") == ["close_collecting"]
        found = check(road)
        assert (found.state, found.declared_late) == (RecheckState.REVIEW, True)
        assert [(one.name, one.limit) for one in found.deadlines] == [("review", 10)]
        assert refusal(road, "recheck", "r", HOUSING, deciding(RecheckOutcome.PASS)) == "contradicts_figures"
        done(road, "recheck", "r", HOUSING, deciding(RecheckOutcome.FAIL))
        assert check(road).reasons == ("not_declared",)
    assert (
        refusal(at(RecheckState.NOTIFIED, deadlines=()), "recheck", "r", PROVINCE, c.CloseCollecting()) == "not_due_yet"
    )


def test_what_was_found_comes_from_departments_or_with_a_note() -> None:
    road = at(RecheckState.VERIFYING)
    assert refusal(road, "recheck", "r", HOUSING, c.RecordFindings(facts=POOR)) == "manual_note_missing"
    assert refusal(road, "recheck", "r", PROVINCE, c.RecordFindings(facts=RecheckFacts())) == "facts_missing"
    for role in (PROVINCE, Role.DEPT_VERIFIER):
        done(at(RecheckState.VERIFYING), "recheck", "r", role, c.RecordFindings(facts=POOR))
    done(road, "recheck", "r", HOUSING, c.RecordFindings(facts=POOR, note="电话核实"), "op-f")
    found = check(road)
    assert (found.state, found.found, found.found_by, found.found_note) == (
        RecheckState.REVIEW, POOR, "op-f", "电话核实",
    )  # fmt: skip
    late = at(RecheckState.REVIEW, declared_late=True)
    done(late, "recheck", "r", PROVINCE, c.RecordFindings(facts=POOR))
    assert not check(late).declared_late


def deciding(outcome: RecheckOutcome = RecheckOutcome.PASS, **more: Any) -> c.DecideRecheck:
    return msgspec.structs.replace(c.DecideRecheck(outcome=outcome, text=OWN_WORDS), **more)


def found(**changes: Any) -> Road:
    """In review, with what was found."""
    return at(RecheckState.REVIEW, found=msgspec.structs.replace(POOR, **changes))


def test_nobody_passes_against_the_figures_and_nobody_fails_against_them() -> None:
    assert refusal(found(own_area100=9_000), "recheck", "r", HOUSING, deciding()) == "contradicts_figures"
    assert refusal(found(), "recheck", "r", HOUSING, deciding(RecheckOutcome.FAIL)) == "contradicts_figures"
    assert refusal(found(), "recheck", "r", HOUSING, deciding(RecheckOutcome.UNKNOWN)) == "contradicts_figures"
    unknown = at(RecheckState.REVIEW, found=None, declaration=Declaration(facts=RecheckFacts(persons=3)))
    for outcome in RecheckOutcome:
        assert refusal(unknown, "recheck", "r", HOUSING, deciding(outcome)) == "recheck_unknown"
    for category in (None, "nonsense"):
        assert (
            refusal(at(RecheckState.REVIEW, category=category), "recheck", "r", HOUSING, deciding())
            == "recheck_unknown"
        )
    bare = at(RecheckState.REVIEW, found=POOR, declaration=None)
    done(bare, "recheck", "r", HOUSING, deciding())


def test_who_took_part_does_not_decide() -> None:
    road = at(
        RecheckState.REVIEW,
        planned_by=OperatorId("op-p"),
        found_by=OperatorId("op-f"),
        declaration=Declaration(facts=POOR, signed=SIGNED, by=OperatorId("op-d")),
    )
    for who in ("op-p", "op-f", "op-d"):
        assert refusal(road, "recheck", "r", HOUSING, deciding(), who) == "separation_of_duties"
    assert refusal(road, "recheck", "r", HOUSING, deciding(text="合格")) == "opinion_too_short"
    done(road, "recheck", "r", HOUSING, deciding(), "op-r")
    assert (check(road).state, check(road).outcome, check(road).reviewed_by) == (
        RecheckState.PASS, RecheckOutcome.PASS, "op-r",
    )  # fmt: skip
    assert (check(road).deadlines, check(road).publicity_to, check(road).review_text) == ((), None, OWN_WORDS)


def adjusting(**more: Any) -> c.DecideRecheck:
    facts = {"new_category": Category.HUKOU_MIDLOW, "from_month": date(2026, 4, 1), **more}
    return deciding(RecheckOutcome.ADJUST, **facts)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"new_category": None}, "category_unknown"),
        ({"new_category": Category.HUKOU_LOWSEC}, "category_unknown"),
        ({"from_month": None}, "month_wrong"),
        ({"from_month": date(2026, 3, 1)}, "month_wrong"),
        ({"from_month": date(2026, 4, 2)}, "month_wrong"),
    ],
)
def test_what_an_adjustment_must_say(changes: dict[str, Any], code: str) -> None:
    assert refusal(found(monthly_income_fen=700_000), "recheck", "r", HOUSING, adjusting(**changes)) == code


def test_an_adjustment_can_be_objected_to_for_ten_days() -> None:
    road = found(monthly_income_fen=700_000)
    done(road, "recheck", "r", HOUSING, adjusting())
    after = check(road)
    assert (after.state, after.new_category, after.from_month) == (
        RecheckState.ADJUST, "hukou_midlow", date(2026, 4, 1),
    )  # fmt: skip
    assert after.reasons == ("income",)
    assert [(one.name, one.limit, one.unit) for one in after.deadlines] == [("objection", 10, "WD")]
    last = after.deadlines[0].due
    on_day(road, last)
    assert refusal(road, "recheck", "r", HOUSING, c.CloseRecheck()) == "objection_possible"
    assert province_acts(road, "recheck", "r") == []
    on_day(road, last + timedelta(days=1))
    assert refusal(road, "recheck", "r", COUNTER, c.ObjectRecheck(text="收入是一次性的")) == "window_over"
    assert province_acts(road, "recheck", "r") == ["close_recheck"]


def test_a_failure_is_posted_first() -> None:
    road = found(vehicles=2)
    done(road, "recheck", "r", HOUSING, deciding(RecheckOutcome.FAIL))
    after = check(road)
    assert (after.state, after.outcome, after.new_category, after.from_month) == (
        RecheckState.PUBLICITY, RecheckOutcome.FAIL, None, None,
    )  # fmt: skip
    assert [(one.name, one.limit) for one in after.deadlines] == [("publicity", 7)]
    assert province_acts(road, "recheck", "r") == []
    assert refusal(road, "recheck", "r", HOUSING, c.ConcludeRecheckPublicity()) == "evidence_missing"
    assert refusal(road, "recheck", "r", WINDOW, c.PostRecheck(evidence_sha256="x")) == "evidence_missing"
    done(road, "recheck", "r", WINDOW, c.PostRecheck(evidence_sha256=EVIDENCE))
    last = after.publicity_to
    assert last is not None
    on_day(road, last)
    assert refusal(road, "recheck", "r", HOUSING, c.ConcludeRecheckPublicity()) == "publicity_running"
    assert province_acts(road, "recheck", "r") == []
    on_day(road, last + timedelta(days=1))
    assert province_acts(road, "recheck", "r") == ["conclude_recheck_publicity"]
    assert check(road).state is RecheckState.FAIL
    assert [one.name for one in check(road).deadlines] == ["objection"]


def test_a_posted_pass_can_be_closed_at_once() -> None:
    road = at(RecheckState.PUBLICITY, outcome=RecheckOutcome.PASS)
    assert province_acts(road, "recheck", "r") == ["conclude_recheck_publicity", "close_recheck"]
    assert check(road).closed_at == road.now
    lost = at(RecheckState.PUBLICITY, outcome=None)
    done(lost, "recheck", "r", HOUSING, c.ConcludeRecheckPublicity())
    assert check(lost).state is RecheckState.PUBLICITY  # an outcome that nobody gave leads nowhere


def test_an_objection_is_answered_by_somebody_else() -> None:
    road = at(RecheckState.FAIL, reviewed_by=OperatorId("op-r"))
    assert refusal(road, "recheck", "r", COUNTER, c.ObjectRecheck(text=" ")) == "reason_missing"
    done(road, "recheck", "r", COUNTER, c.ObjectRecheck(text="车已经卖了"))
    assert (check(road).state, check(road).objection) == (RecheckState.OBJECTION, "车已经卖了")
    assert [(one.name, one.limit) for one in check(road).deadlines] == [("objection_answer", 10)]
    answer = c.AnswerObjection(upheld=True, text="过户证明已交，重新核查。")
    assert refusal(road, "recheck", "r", HOUSING, answer, "op-r") == "separation_of_duties"
    assert refusal(road, "recheck", "r", HOUSING, c.AnswerObjection(upheld=True, text="好")) == "opinion_too_short"
    done(road, "recheck", "r", HOUSING, answer, "op-s")
    after = check(road)
    assert (after.state, after.outcome, after.conclusion, after.concluded_by) == (
        RecheckState.VERIFYING, None, "过户证明已交，重新核查。", "op-s",
    )  # fmt: skip
    assert [one.name for one in after.deadlines] == ["verify"]


def test_an_objection_that_does_not_hold_ends_it_with_its_outcome() -> None:
    road = at(RecheckState.OBJECTION)
    no = c.AnswerObjection(upheld=False, text="过户证明不属实，维持原结论。")
    assert refusal(road, "recheck", "r", HOUSING, no, without=("tenancy",)) == "fact_missing"
    done(road, "recheck", "r", HOUSING, no, "op-s")
    after = check(road)
    assert (after.state, after.conclusion, after.concluded_by, after.closed_at, after.deadlines) == (
        RecheckState.CLOSED, no.text, "op-s", road.now, (),
    )  # fmt: skip
    assert lease(road).state is TenancyState.VACATING


def test_what_is_not_needed_any_more_is_cancelled_and_frees_the_household() -> None:
    road = at()
    done(road, "recheck", "r", HOUSING, c.NotifyRecheck())
    assert refusal(road, "recheck", "r", HOUSING, c.CancelRecheck(text="取消")) == "opinion_too_short"
    cancel = c.CancelRecheck(text="家庭已经搬走，不再复核。")
    assert refusal(road, "recheck", "r", HOUSING, cancel, without=("tenancy",)) == "fact_missing"
    done(road, "recheck", "r", HOUSING, cancel)
    assert (check(road).state, check(road).conclusion, check(road).outcome) == (RecheckState.CLOSED, cancel.text, None)
    assert (lease(road).recheck_id, lease(road).rechecked_on, lease(road).state) == (None, None, TenancyState.ACTIVE)
    planned = at(tenancy={"recheck_id": RecordId("another"), "state": TenancyState.RECHECK})
    done(planned, "recheck", "r", HOUSING, cancel)  # before the notice the household knows nothing of it
    assert lease(planned).recheck_id == "another"


def test_needs_name_what_is_read() -> None:
    one = a_recheck()
    assert machines.needs("recheck", one, planning()) == (("tenancy", "t"),)
    assert machines.needs("recheck", one, c.NotifyRecheck()) == (("tenancy", "t"), ("case", "case-1"))
    assert machines.needs("recheck", one, c.CompleteDeclaration()) == (("case", "case-1"),)
    assert machines.needs("recheck", one, c.CloseRecheck()) == (("tenancy", "t"), ("unit", "unit-1"))
    assert machines.needs("recheck", msgspec.structs.replace(one, unit_id=None), c.CloseRecheck()) == (
        ("tenancy", "t"),
    )
    assert machines.needs("recheck", one, deciding()) == ()


def test_when_the_province_looks_at_it() -> None:
    def timer(**changes: Any) -> date | None:
        return machines.timer_of("recheck", a_recheck(**changes), at().policy, date(2026, 3, 2))

    assert timer() == date(2026, 2, 1)
    assert timer(state=RecheckState.REVIEW) is None
    assert timer(state=RecheckState.FAIL, deadlines=(clock("objection", date(2026, 5, 1)),)) == date(2026, 5, 2)
    assert timer(state=RecheckState.FAIL) is None
    assert timer(state=RecheckState.PUBLICITY, publicity_to=date(2026, 5, 1)) is None
    assert timer(state=RecheckState.OBJECTION, deadlines=(clock("x", date(2026, 5, 1)),)) is None


def test_who_comes_of_age_signs_too() -> None:
    road = at()
    road.case = msgspec.structs.replace(
        road.case, draft=with_member(road.case.draft, "m3", birth_date=date(2008, 3, 2))
    )
    done(road, "recheck", "r", HOUSING, c.NotifyRecheck())
    assert check(road).adults == ("m1", "m2", "m3")
