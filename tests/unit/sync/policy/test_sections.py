"""Questions that a policy answers by itself: its stages, its rests, its fines, its figures."""

from __future__ import annotations

import msgspec
import pytest

from sync.model.application import Category, GuaranteeForm
from sync.model.remedies import Gap
from sync.model.states import CaseState
from sync.model.take_back import TakeBack
from sync.policy.figure import Confidence, PolicyStruct
from sync.policy.records import StageKind
from sync.policy.sections.pauses import ClockKind, PauseRule
from tests.support.households import example_policy

POLICY = example_policy()


def test_the_first_stage_of_a_kind_is_the_first_on_the_road() -> None:
    for kind in {stage.kind for stage in POLICY.stages}:
        first = POLICY.first(kind)
        assert first is next(stage for stage in POLICY.stages if stage.kind is kind)
    reviews = [stage for stage in POLICY.stages if stage.kind is StageKind.REVIEW]
    assert len(reviews) > 1
    assert POLICY.first(StageKind.REVIEW) is reviews[0]
    without = msgspec.structs.replace(POLICY, stages=tuple(one for one in POLICY.stages if one not in reviews))
    assert without.first(StageKind.REVIEW) is None
    assert msgspec.structs.replace(POLICY, stages=()).first(StageKind.ACCEPT) is None


def test_a_stage_by_its_code() -> None:
    assert [POLICY.stage(stage.code) for stage in POLICY.stages] == list(POLICY.stages)
    assert POLICY.stage("NOWHERE") is POLICY.stage("") is POLICY.stage(None) is None


def test_what_a_category_may_ask_for() -> None:
    only = (GuaranteeForm.SUBSIDY,)
    rules = msgspec.structs.replace(POLICY.categories[Category.MIGRANT], forms=only)
    open_rules = msgspec.structs.replace(rules, forms=())
    categories = {**POLICY.categories, Category.MIGRANT: rules, Category.HUKOU_LOWINC: open_rules}
    policy = msgspec.structs.replace(POLICY, categories=categories)
    assert policy.offered_to(Category.MIGRANT) == only
    assert policy.offered_to(Category.HUKOU_LOWINC) == policy.forms != only
    assert policy.offered_to(Category.TALENT) == policy.offered_to(None) == policy.forms


@pytest.mark.parametrize(
    ("state", "clock", "gap", "rests"),
    [
        (CaseState.CORRECTION, ClockKind.ACCEPT, None, True),
        (CaseState.CORRECTION, ClockKind.STAGE, None, False),
        (CaseState.SUBMITTED, ClockKind.ACCEPT, None, False),
        (CaseState.RETURNED, ClockKind.STAGE, None, True),
        (CaseState.RETURNED, ClockKind.STAGE, Gap.OFFICE, True),
        (CaseState.RETURNED, ClockKind.TOTAL, Gap.APPLICANT, True),
        (CaseState.RETURNED, ClockKind.TOTAL, Gap.OFFICE, False),
        (CaseState.RETURNED, ClockKind.TOTAL, None, False),
        (CaseState.OBJECTION, ClockKind.PUBLICITY, None, True),
        (CaseState.OBJECTION, ClockKind.TOTAL, None, False),
    ],
)
def test_which_clocks_rest(state: CaseState, clock: ClockKind, gap: Gap | None, rests: bool) -> None:
    assert POLICY.pauses.rests(state, clock, gap) is rests


def test_without_rules_no_clock_rests_and_one_more_rule_stops_one_more_clock() -> None:
    none = msgspec.structs.replace(POLICY.pauses, rules=())
    rule = PauseRule(state=CaseState.OBJECTION, clock=ClockKind.TOTAL, confidence=Confidence.ASSUMED, source="a test")
    one = msgspec.structs.replace(POLICY.pauses, rules=(rule,))
    asked = [(state, clock) for state in CaseState for clock in ClockKind]
    assert [pair for pair in asked if none.rests(*pair)] == []
    assert [pair for pair in asked if one.rests(*pair)] == [(CaseState.OBJECTION, ClockKind.TOTAL)]


def test_the_bounds_of_a_fine_by_the_kind_of_the_breach() -> None:
    rules = POLICY.violations
    codes = {kind: rule.code for kind in TakeBack if (rule := rules.fine_rule(kind)) is not None}
    assert codes == {
        **dict.fromkeys(
            (
                TakeBack.SUBLET,
                TakeBack.EXCHANGED,
                TakeBack.OTHER_USE,
                TakeBack.DAMAGED,
                TakeBack.ILLEGAL_ACTIVITY,
                TakeBack.VACANT,
            ),
            "use",
        ),
        TakeBack.FRAUD: "fraud",
    }
    assert rules.fine_rule(TakeBack.ARREARS) is None


def structs_of_policies(kind: type[PolicyStruct] = PolicyStruct) -> set[type[PolicyStruct]]:
    """Every kind of part of a policy."""
    return {kind}.union(*map(structs_of_policies, kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(structs_of_policies(), key=str), ids=lambda kind: kind.__name__)
def test_a_key_that_nobody_reads_is_refused_everywhere(kind: type[PolicyStruct]) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `singel_age`"):
        msgspec.convert({"singel_age": 1}, kind)


def test_every_figure_has_one_place() -> None:
    figures = POLICY.figures()
    assert figures["violations.ban_years"] is POLICY.violations.ban_years
    assert figures["clocks.total"] is POLICY.clocks.total
