"""Colours follow the thresholds of the policy; each has a symbol and a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.application import ApplicationDraft
from sync.model.case import Evaluation, Flag, VerificationFact
from sync.model.household import SpecialGroup
from sync.model.states import DataClass, FlagColour
from sync.policy import Policy
from sync.policy.evaluation import evaluate
from sync.policy.explain import readable
from sync.policy.flags import Oddity, Seen
from tests.support.households import all_policies, example_policy, family, with_member

TODAY = date(2026, 3, 2)
POLICY = example_policy()
GREEN, YELLOW, RED, GREY, BLUE = FlagColour


def fact(kind: str, outcome: str, verified: str | None = None, *, days_old: int = 0) -> VerificationFact:
    as_of = TODAY - timedelta(days=days_old)
    return VerificationFact(data_class=kind, member="m1", outcome=outcome, verified=verified, source="d", as_of=as_of)


def read(draft: ApplicationDraft, *checks: VerificationFact, policy: Policy = POLICY, **more: Any) -> Evaluation:
    found = evaluate(draft, policy, today=TODAY, checks=checks, **more)
    for language in LANGUAGES:
        words = Translator(language)
        for flag in found.flags:
            sentence = words(flag.reason_key, **readable(flag.figures))
            assert "⟦" not in sentence
            assert "{" not in sentence
        for oddity in found.oddities:
            assert "⟦" not in words(f"rules.oddity.{oddity}")
    return found


def flag(indicator: str, draft: ApplicationDraft, *checks: VerificationFact, policy: Policy = POLICY) -> Flag | None:
    found = [one for one in read(draft, *checks, policy=policy).flags if one.indicator == indicator]
    assert len(found) <= 1
    return found[0] if found else None


def shown(
    indicator: str, draft: ApplicationDraft, *checks: VerificationFact, policy: Policy = POLICY
) -> tuple[Any, str]:
    found = flag(indicator, draft, *checks, policy=policy)
    return (None, "") if found is None else (found.colour, found.reason_key.removeprefix("rules.flag."))


def with_flags(**changes: int) -> Policy:
    rules = {name: msgspec.structs.replace(getattr(POLICY.flags, name), value=value) for name, value in changes.items()}
    return msgspec.structs.replace(POLICY, flags=msgspec.structs.replace(POLICY.flags, **rules))


def test_colours_of_income() -> None:
    assert shown("income", family()) == (YELLOW, "near")  # 1,809 of 1,963
    poorer = msgspec.structs.replace(family(), income={"i1": family().income["i1"]})
    assert shown("income", poorer) == (GREY, "unknown")
    assert shown("income", family(), fact("V24", "found", "3512400")) == (YELLOW, "near")
    assert shown("income", family(), fact("V24", "found", "3800000")) == (YELLOW, "differs")
    assert shown("income", family(), fact("V24", "found", "9000000")) == (RED, "over")
    assert shown("income", family(), fact("V24", "found", "3512400", days_old=31)) == (GREY, "stale")
    assert shown("income", family(), fact("V24", "found", "3512400", days_old=30)) == (YELLOW, "near")


def test_far_less_declared_than_found_is_red_even_within_the_limit() -> None:
    small = msgspec.structs.replace(family().income["i1"], amount_fen=2_000_000)
    draft = msgspec.structs.replace(family(), income={**family().income, "i1": small})
    assert shown("income", draft, fact("V24", "found", "2500000")) == (YELLOW, "differs")
    assert shown("income", draft, fact("V24", "found", "2500001")) == (RED, "understated")
    assert shown("income", draft, fact("V24", "found", "2500001"), policy=with_flags(understated_permille=700)) == (
        YELLOW,
        "differs",
    )


def test_a_threshold_changes_the_colour_of_the_same_case() -> None:
    assert shown("income", family(), policy=with_flags(near_permille=950)) == (GREEN, "within")
    assert shown("income", family(), policy=with_flags(near_permille=900)) == (YELLOW, "near")
    found = fact("V24", "found", "3600000")
    assert shown("income", family(), found) == (YELLOW, "near")
    assert shown("income", family(), found, policy=with_flags(differs_permille=20)) == (YELLOW, "differs")
    old = fact("V24", "found", "3512400", days_old=10)
    assert shown("income", family(), old, policy=with_flags(stale_days=9)) == (GREY, "stale")


def test_a_limit_that_is_not_set_has_no_colour() -> None:
    rules = POLICY.categories
    limits = {
        key: msgspec.structs.replace(one, limits=msgspec.structs.replace(one.limits, assets_at_most=None))
        for key, one in rules.items()
    }
    assert flag("assets", family(), policy=msgspec.structs.replace(POLICY, categories=limits)) is None
    assert shown("assets", family()) == (GREEN, "within")


@pytest.mark.parametrize(
    ("groups", "check", "colour", "reason"),
    [
        ((SpecialGroup.LOWSEC,), None, YELLOW, "status_declared"),
        ((SpecialGroup.LOWSEC,), fact("V04", "match"), GREEN, "status_confirmed"),
        ((SpecialGroup.LOWSEC,), fact("V04", "not_found"), RED, "status_contradicted"),
        ((SpecialGroup.LOWSEC,), fact("V04", "match", days_old=31), YELLOW, "status_declared"),
        ((), fact("V04", "found"), BLUE, "status_forgotten"),
        ((), fact("V04", "not_found"), None, ""),
        ((), fact("V04", "match"), None, ""),
        ((), None, None, ""),
    ],
)
def test_colours_of_a_status(groups: Any, check: VerificationFact | None, colour: Any, reason: str) -> None:
    draft = with_member(family(), "m1", special_groups=groups)
    found = flag("status", draft, *([check] if check else []))
    assert (found.colour if found else None) is colour
    if found:
        assert found.reason_key == f"rules.flag.{reason}"
        assert (found.member, found.code) == ("m1", "lowsec")


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        (SpecialGroup.LOWSEC, DataClass.LOWSEC),
        (SpecialGroup.DESTITUTE, DataClass.DESTITUTE),
        (SpecialGroup.LOWSEC_EDGE, DataClass.LOWINC),
        (SpecialGroup.LOWINC, DataClass.LOWINC),
    ],
)
def test_which_department_confirms_a_status(group: SpecialGroup, kind: DataClass) -> None:
    draft = with_member(family(), "m1", special_groups=(group,))
    for other in (DataClass.LOWSEC, DataClass.DESTITUTE, DataClass.LOWINC):
        colours = {one.code: one.colour for one in read(draft, fact(other, "match")).flags if one.indicator == "status"}
        assert colours[group.value] is (GREEN if other is kind else YELLOW)


def test_who_declared_one_of_two_statuses_of_a_class_has_forgotten_nothing() -> None:
    edge = with_member(family(), "m1", special_groups=(SpecialGroup.LOWSEC_EDGE,))
    (one,) = [flag for flag in read(edge, fact("V06", "found")).flags if flag.indicator == "status"]
    assert (one.colour, one.code) == (GREEN, "lowsec_edge")
    none = with_member(family(), "m1", special_groups=())
    forgotten = [flag for flag in read(none, fact("V06", "found")).flags if flag.indicator == "status"]
    assert {flag.colour for flag in forgotten} == {BLUE}


@pytest.mark.parametrize(
    ("member", "grade"),
    [
        ({"disability_kind": "6", "disability_grade": 1}, 1),
        ({"disability_kind": "6", "disability_grade": 2}, 2),
        ({"disability_kind": "6", "disability_grade": 3}, None),
        ({"disability_kind": "6", "disability_grade": None}, None),
        ({"disability_kind": "4", "disability_grade": 1}, None),
        ({"disability_kind": "6", "disability_grade": 1, "special_groups": ()}, None),
    ],
)
def test_heavy_mental_disability_asks_for_a_look_at_capacity(member: dict[str, Any], grade: int | None) -> None:
    draft = with_member(family(), "m2", **{"special_groups": (SpecialGroup.DISABLED,), **member})
    found = flag("disability", draft)
    assert (found.figures["grade"] if found else None) == grade
    if found:
        assert (found.colour, found.member) == (YELLOW, "m2")


def test_one_slight_disability_hides_no_heavy_one() -> None:
    slight = {"special_groups": (SpecialGroup.DISABLED,), "disability_kind": "6", "disability_grade": 4}
    draft = with_member(with_member(family(), "m1", **slight), "m2", **{**slight, "disability_grade": 2})
    assert [one.member for one in read(draft).flags if one.indicator == "disability"] == ["m2"]


WATCHED = {"area": "V21", "income": "V24", "assets": "V28", "vehicles": "V03"}


@pytest.mark.parametrize(("indicator", "kind"), WATCHED.items())
def test_a_figure_goes_grey_when_all_answers_of_its_own_class_are_old(indicator: str, kind: str) -> None:
    # what is not watched here is answered, so that no figure waits for its department
    others = [fact(other, "match") for other in WATCHED.values() if other != kind]
    mine = [msgspec.structs.replace(fact("V03", "match"), member=member) for member in ("m2", "m3")]

    def colour(*checks: VerificationFact) -> tuple[Any, str]:
        return shown(indicator, family(), *others, *(mine if kind != "V03" else []), *checks)

    fresh, old = fact(kind, "match"), fact(kind, "match", days_old=31)
    old_other = msgspec.structs.replace(old, member="m2")
    assert colour(old, old_other) == (GREY, "stale")
    assert colour(fresh, old_other)[1] != "stale"
    found = flag(indicator, family(), *others, *(mine if kind != "V03" else []), old, old_other)
    assert found is not None
    assert found.code == {"area": "C04", "income": "C05", "assets": "C06", "vehicles": "C07"}[indicator]


def test_every_colour_has_a_symbol_of_its_own() -> None:
    assert len({colour.symbol for colour in FlagColour}) == len(FlagColour)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (None, set()),
        (Seen(cases_of_phone=3, cases_of_agent=30), set()),
        (Seen(cases_of_phone=4), {Oddity.SAME_PHONE}),
        (Seen(cases_of_agent=31), {Oddity.BUSY_AGENT}),
    ],
)
def test_oddities_of_many_cases(seen: Seen | None, expected: set[Oddity]) -> None:
    assert set(read(family(), seen=seen).oddities) == expected


def test_poor_without_a_status() -> None:
    nobody = with_member(family(), "m1", special_groups=())
    line = POLICY.flags.lowsec_line_fen.value
    poor = msgspec.structs.replace(
        nobody,
        income={
            "i": msgspec.structs.replace(family().income["i1"], amount_fen=line * 36 - 36),
            "j": msgspec.structs.replace(family().income["i2"], amount_fen=0),
        },
    )
    assert read(poor).oddities == (Oddity.POOR_WITHOUT_STATUS,)
    at_the_line = msgspec.structs.replace(
        poor, income={**poor.income, "i": msgspec.structs.replace(poor.income["i"], amount_fen=line * 36)}
    )
    assert read(at_the_line).oddities == ()
    assert read(with_member(poor, "m2", special_groups=(SpecialGroup.DESTITUTE,))).oddities == ()
    unknown = msgspec.structs.replace(poor, income={})
    assert read(unknown).oddities == ()


@pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.id)
def test_every_shipped_policy_reads_a_family(policy: Policy) -> None:
    for category in policy.categories:
        found = evaluate(msgspec.structs.replace(family(), category=category), policy, today=TODAY)
        assert found.conditions
        assert all(flag.colour.symbol for flag in found.flags)
