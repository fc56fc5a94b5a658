"""The shipped policies: complete, as their sources say, and honest about what nobody published."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync import assets
from sync.errors import InvalidPolicy
from sync.model.application import Category, GuaranteeForm
from sync.model.regions import regions
from sync.model.states import Role
from sync.policy import Policy
from sync.policy.draft_checks import missing_for_submit
from sync.policy.evaluation import evaluate
from sync.policy.figure import KINDS, Confidence, Figure, PolicyStruct, Unit, figures_in, kind_of
from sync.policy.lint import lint, lint_layer
from sync.policy.lint_road import road_of
from sync.policy.parsing import plain_policy, policy_from_plain
from sync.policy.periods import longest_road
from sync.policy.records import StageKind
from tests.support.households import all_policies, example_calendar, example_policy, family, policy_book

CALENDAR = example_calendar()
BOOK = policy_book()
POLICIES = {policy.id: policy for policy in all_policies()}
SOURCED = {"guangzhou", "xuzhou_lowincome", "fujian4", "yichun2"}


def road(policy_id: str) -> list[tuple[str, str, str, str]]:
    return [(one.code, one.kind.value, one.org, one.role.value) for one in road_of(POLICIES[policy_id])]


def said(policy_id: str, where: str) -> tuple[int, Unit, Confidence, str]:
    figure = POLICIES[policy_id].figures()[where]
    return figure.value, figure.unit, figure.confidence, figure.set_by


def test_every_shipped_policy_and_layer_is_clean() -> None:
    assert BOOK.broken == {}
    for key in BOOK.keys:
        layer = BOOK.layer(key)
        assert layer is not None
        policy = BOOK.policy(*key)
        found = lint_layer(layer) if policy is None else lint(policy, CALENDAR, BOOK.where(policy))
        assert found == (), key


def test_the_variants_and_their_regions() -> None:
    tree = regions()
    found = {policy.id: (tree.full_name(policy.region), policy.variant) for policy in POLICIES.values()}
    assert {name: places for name, (places, _) in found.items()} == {
        "bozhou": "安徽省亳州市",
        "fujian4": "福建省",
        "guangzhou": "广东省广州市",
        "xuzhou_lowincome": "江苏省徐州市",
        "yichun2": tree.full_name("9901"),
        "zhuhai3": "广东省珠海市",
    }
    assert all(name == variant for name, (_, variant) in found.items())


# the roads, as their sources tell them


def test_yichun_has_two_reviews_and_two_publicities() -> None:
    assert [code for code, *_ in road("yichun2")] == ["ACCEPT", "R1", "P1", "R2", "P2", "ANNOUNCE"]
    assert said("yichun2", "clocks.total") == (30, Unit.CALENDAR_DAYS, Confidence.PAGE, "yichun2")


def test_zhuhai_has_three_reviews_and_three_publicities_and_checks_before_the_second() -> None:
    assert road("zhuhai3") == [
        ("ACCEPT", "accept", "street", "street_window"),
        ("R1", "review", "street", "street_reviewer"),
        ("P1", "publicity", "street", "street_reviewer"),
        ("R2", "review", "county", "district_reviewer"),
        ("P2", "publicity", "county", "district_reviewer"),
        ("R3", "review", "city", "city_approver"),
        ("P3", "publicity", "city", "city_approver"),
        ("ANNOUNCE", "decide", "city", "city_approver"),
    ]
    policy = POLICIES["zhuhai3"]
    assert [(one.code, one.checks_first, one.final) for one in policy.stages if one.kind is StageKind.REVIEW] == [
        ("R1", False, False),
        ("R2", True, False),
        ("R3", True, True),
    ]
    assert [(one.code, one.parallel_with) for one in policy.stages if one.parallel_with] == [("VERIFY", "R1")]


def test_zhuhai_serves_professionals_too() -> None:
    assert set(POLICIES["zhuhai3"].categories) == {*POLICIES["yichun2"].categories, Category.TALENT}
    figures = {where: one for where, one in POLICIES["zhuhai3"].figures().items() if "talent" in where}
    assert len(figures) == 7
    assert all(one.assumed and one.set_by == "zhuhai3" for one in figures.values())


def test_fujian_has_four_links_and_sixty_working_days() -> None:
    policy = POLICIES["fujian4"]
    assert list(dict.fromkeys(one.link for one in policy.stages)) == ["L1", "L2", "L3", "L4"]
    assert [(code, kind) for code, kind, *_ in road("fujian4")] == [
        ("L1_ACCEPT", "accept"),
        ("L2_REVIEW", "review"),
        ("L3_PUBLIC", "publicity"),
        ("L3_DECIDE", "decide"),
        ("L4_REGISTER", "register"),
    ]
    assert [one.code for one in policy.stages if one.parallel_with == "L2_REVIEW"] == ["L2_CHECKS"]
    assert said("fujian4", "clocks.total") == (60, Unit.WORKING_DAYS, Confidence.PAGE, "fujian4")
    links = dict.fromkeys(("L1", "L2", "L3", "L4"), 0)
    for stage in policy.stages:
        links[stage.link] += 0 if stage.parallel_with else stage.limit.value
    assert links == {"L1": 5, "L2": 30, "L3": 15, "L4": 10}
    assert said("fujian4", "recheck.annual_permille")[:3] == (1000, Unit.PERMILLE, Confidence.PAGE)


def test_guangzhou_checks_the_economic_state_on_the_road() -> None:
    assert road("guangzhou") == [
        ("ACCEPT", "accept", "street", "street_window"),
        ("R1", "review", "street", "street_reviewer"),
        ("ECON", "verify", "county", "civil_affairs"),
        ("R2", "review", "county", "district_reviewer"),
        ("P", "publicity", "county", "district_reviewer"),
        ("ANNOUNCE", "decide", "city", "city_approver"),
    ]
    assert said("guangzhou", "stages.P.limit") == (20, Unit.CALENDAR_DAYS, Confidence.STATUTE, "guangzhou")


def test_xuzhou_posts_a_list_first_and_puts_on_record_last() -> None:
    assert road("xuzhou_lowincome") == [
        ("ACCEPT", "accept", "street", "street_window"),
        ("R0", "publicity", "community", "street_window"),
        ("R1", "review", "street", "street_reviewer"),
        ("ECON", "verify", "county", "civil_affairs"),
        ("R2", "review", "county", "district_reviewer"),
        ("P2", "publicity", "county", "district_reviewer"),
        ("ANNOUNCE", "decide", "county", "district_reviewer"),
        ("FILE", "register", "city", "city_approver"),
    ]
    for where, value, unit in (
        ("stages.R0.limit", 10, Unit.CALENDAR_DAYS),
        ("stages.R1.limit", 5, Unit.WORKING_DAYS),
        ("stages.ECON.limit", 3, Unit.WORKING_DAYS),
        ("stages.R2.limit", 7, Unit.WORKING_DAYS),
        ("stages.P2.limit", 10, Unit.CALENDAR_DAYS),
        ("rent.deposit_fen", 100_000, Unit.FEN),
        ("tenancy.transition.longest_months", 3, Unit.MONTHS),
        ("tenancy.transition.market_permille", 800, Unit.PERMILLE),
        ("tenancy.deposit_back_days", 7, Unit.WORKING_DAYS),
    ):
        assert said("xuzhou_lowincome", where) == (value, unit, Confidence.PAGE, "xuzhou_lowincome")


def test_bozhou_keeps_acceptance_review_and_approval_apart() -> None:
    assert [code for code, *_ in road("bozhou")] == ["ACCEPT", "R1", "R2", "P", "ANNOUNCE"]
    posts = [role for _, kind, _, role in road("bozhou") if kind in {"accept", "review"}]
    assert len(set(posts)) == len(posts) == 3


# figures


def test_lines_of_guangzhou_are_those_of_the_texts_that_were_read() -> None:
    for category, income in (("hukou_lowsec", 130_900), ("hukou_lowinc", 196_350)):
        limits = f"categories.{category}.limits"
        assert said("guangzhou", f"{limits}.income_at_most")[:3] == (income, Unit.FEN, Confidence.STATUTE)
    limits = "categories.hukou_midlow.limits"
    assert said("guangzhou", f"{limits}.income_year_at_most")[:3] == (4_995_200, Unit.FEN, Confidence.STATUTE)
    assert f"{limits}.income_at_most" not in POLICIES["guangzhou"].figures()
    for name, value, unit in (
        ("single_age", 30, Unit.YEARS),
        ("orphan_age", 16, Unit.YEARS),
        ("area_below", 1_500, Unit.AREA100),
        ("elder_age", 60, Unit.YEARS),
        ("elder_permille", 1_300, Unit.PERMILLE),
    ):
        assert said("guangzhou", f"{limits}.{name}") == (value, unit, Confidence.STATUTE, "guangzhou")
    assert said("guangzhou", f"{limits}.assets_at_most")[2:] == (Confidence.ASSUMED, "province")
    assert said("guangzhou", "subsidy.standard_fen") == (3_700, Unit.FEN, Confidence.STATUTE, "guangzhou")
    assert said("guangzhou", "subsidy.least_fen")[:3] == (20_000, Unit.FEN, Confidence.STATUTE)
    assert set(POLICIES["guangzhou"].categories) == {
        Category.HUKOU_LOWSEC,
        Category.HUKOU_LOWINC,
        Category.HUKOU_MIDLOW,
    }


def test_xuzhou_offers_homes_to_some_and_subsidies_to_others() -> None:
    policy = POLICIES["xuzhou_lowincome"]
    assert {category: rules.forms for category, rules in policy.categories.items()} == {
        Category.HUKOU_LOWSEC: (GuaranteeForm.UNIT,),
        Category.HUKOU_LOWINC: (GuaranteeForm.SUBSIDY,),
    }
    for where, value in (
        ("hukou_lowsec.limits.hukou_years", 5),
        ("hukou_lowsec.limits.single_age", 35),
        ("hukou_lowsec.limits.area_at_most", 1_000),
        ("hukou_lowsec.limits.status_months", 12),
        ("hukou_lowinc.limits.hukou_years", 5),
        ("hukou_lowinc.limits.area_below", 1_500),
        ("hukou_lowinc.limits.income_at_most", 154_899),
    ):
        assert said("xuzhou_lowincome", f"categories.{where}")[0] == value
        assert said("xuzhou_lowincome", f"categories.{where}")[2] is Confidence.PAGE
    assert policy.categories[Category.HUKOU_LOWSEC].limits.area_below is None


def test_what_a_category_may_ask_for() -> None:
    xuzhou, zhuhai = POLICIES["xuzhou_lowincome"], POLICIES["zhuhai3"]
    both = (GuaranteeForm.UNIT, GuaranteeForm.SUBSIDY)
    assert xuzhou.forms == both
    assert xuzhou.offered_to(Category.HUKOU_LOWSEC) == (GuaranteeForm.UNIT,)
    assert xuzhou.offered_to(Category.HUKOU_MIDLOW) == xuzhou.offered_to(None) == both
    assert zhuhai.offered_to(Category.HUKOU_LOWSEC) == both

    def form_problems(category: Category, form: GuaranteeForm) -> list[str]:
        draft = family(category=category, form=form)
        found = missing_for_submit(draft, xuzhou, date(2026, 3, 2))
        return [problem.code for problem in found if problem.path == "form"]

    assert form_problems(Category.HUKOU_LOWSEC, GuaranteeForm.UNIT) == []
    assert form_problems(Category.HUKOU_LOWSEC, GuaranteeForm.SUBSIDY) == ["form_not_for_category"]
    assert form_problems(Category.HUKOU_LOWINC, GuaranteeForm.SUBSIDY) == []
    for category, paid in ((Category.HUKOU_LOWSEC, False), (Category.HUKOU_LOWINC, True)):
        reading = evaluate(family(category=category), xuzhou, today=date(2026, 3, 2))
        assert (reading.monthly_subsidy_fen is not None) is paid


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_figure_says_what_it_rests_on_and_who_set_it(policy: Policy) -> None:
    figures = policy.figures()
    assert len(figures) > 100
    for where, figure in figures.items():
        assert figure.set_by in {policy.id, "province"}, where
        assert figure.assumed is (figure.confidence in {Confidence.ASSUMED, Confidence.MEMORY})
        if figure.confidence in {Confidence.STATUTE, Confidence.PAGE}:
            assert "assumed" not in figure.source.partition(";")[0], where
            assert "memory" not in figure.source, where


def test_what_was_read_for_one_city_is_nobody_elses_law() -> None:
    """The province's layer holds for all: a city's text is no source there, and a national one is named."""
    plain = BOOK.layer(("province", "2026-01"))
    assert plain is not None
    for where, figure in plain_figures(plain.table):
        if figure["confidence"] in {"statute", "page"}:
            assert not re.search(r"read for another city|穗|Guangzhou|Xuzhou|Fujian", figure["source"]), where
    for policy in POLICIES.values():
        own = [figure for figure in policy.figures().values() if figure.set_by == policy.id and not figure.assumed]
        assert bool(own) is (policy.id in SOURCED), policy.id


def plain_figures(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict) and "confidence" in value and "value" in value:
        yield where, value
    elif isinstance(value, (dict, list)):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from plain_figures(entry, f"{where}.{key}")


def test_nothing_of_a_city_is_written_twice() -> None:
    """A city's file holds what the city decides; what only repeats the province is left to it."""
    for policy in POLICIES.values():
        layer = BOOK.layer((policy.id, policy.version))
        above = BOOK.layer(("province", "2026-01"))
        assert layer is not None
        assert above is not None
        inherited = dict(plain_figures(above.table))
        for where, figure in plain_figures(layer.table):
            if figure["set_by"] == policy.id and where in inherited:
                kept = {**inherited[where], "set_by": policy.id}
                assert kept != figure, (policy.id, where)


# the example


def test_the_stages_fit_thirty_days_whatever_the_day_of_acceptance() -> None:
    policy = example_policy()
    longest = 0
    first, last = date(min(CALENDAR.sources), 1, 1), date(max(CALENDAR.sources), 12, 31)
    for at in range((last - first).days + 1):
        start = first + timedelta(days=at)
        end, stage = longest_road(policy, CALENDAR.workdays, start)
        assert stage == "ANNOUNCE"
        longest = max(longest, (end - start).days)
    assert longest == policy.clocks.total.value == 30


def test_the_village_point_decides_nothing_anywhere() -> None:
    for policy in POLICIES.values():
        assert all(stage.role is not Role.VILLAGE_POINT or not stage.may_reject for stage in policy.stages)


def test_figures_that_nobody_confirmed_say_so() -> None:
    for where, figure in example_policy().figures().items():
        if where.startswith("categories.") and "applicant_age" not in where:
            assert figure.confidence is Confidence.ASSUMED, where
            assert "assumed" in figure.source


def test_plain_and_back() -> None:
    for policy in POLICIES.values():
        assert policy_from_plain(plain_policy(policy), "x") == policy
    plain = plain_policy(example_policy())
    plain["checks"] = [{"data_class": "V10", "who": "all"}]
    with pytest.raises(InvalidPolicy, match="without consent"):
        policy_from_plain(plain, "x")


# units


def structs_of_policies(kind: type = Policy) -> set[type[PolicyStruct]]:
    """Every struct that can stand in a policy."""
    found: set[type[PolicyStruct]] = {kind} if kind is not Figure else set()
    for hint in typing.get_type_hints(kind).values():
        for inner in _parts(hint):
            if isinstance(inner, type) and issubclass(inner, PolicyStruct) and inner not in found | {Figure}:
                found |= structs_of_policies(inner)
    return found


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for inner in typing.get_args(hint):
        yield from _parts(inner)


def test_every_field_of_figures_says_its_kind_of_unit() -> None:
    structs = structs_of_policies()
    assert len(structs) > 25
    silent = []
    for struct in structs:
        hints = typing.get_type_hints(struct)
        for field in struct.__struct_fields__:
            if Figure in set(_parts(hints[field])) and kind_of(struct, field) is None:
                silent.append(f"{struct.__name__}.{field}")
        assert set(struct.UNITS) <= set(struct.__struct_fields__), struct
        assert set(struct.UNITS.values()) <= set(KINDS), struct
    assert silent == []


def test_every_unit_belongs_to_one_kind() -> None:
    kinds = [unit for units in KINDS.values() for unit in units]
    assert sorted(kinds) == sorted(Unit)


def test_the_kind_is_that_of_the_field_around_it() -> None:
    class Inner(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        UNITS: typing.ClassVar[dict[str, str]] = {"price": "fen"}

        price: Figure
        code: str = ""

    class Outer(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        lead_days: dict[str, tuple[Figure, ...]]
        inner: tuple[Inner, ...]
        size: Figure | None = None
        text: str = "no figure"

    one = Figure(value=1, unit=Unit.FEN, confidence=Confidence.ASSUMED, source="x")
    outer = Outer(lead_days={"a": (one, one)}, inner=(Inner(price=one, code="K"), Inner(price=one)), size=one)
    assert [(placed.where, placed.kind) for placed in figures_in(outer)] == [
        ("lead_days.a.0", "days"),
        ("lead_days.a.1", "days"),
        ("inner.K.price", "fen"),
        ("inner..price", "fen"),
        ("size", None),
    ]
    assert next(placed.where for placed in figures_in(outer, "top")) == "top.lead_days.a.0"
    assert kind_of(Outer, "price_in_fen") == "fen"
    assert kind_of(Outer, "fen") == "fen"
    assert kind_of(Outer, "fens") is None


def test_resources_hold_nothing_but_policies() -> None:
    names = assets.names("policies", ".toml")
    assert all(re.fullmatch(r"policies/[a-z0-9_]+/[0-9-]+(/[a-z_]+)?\.toml", name) for name in names)
    assert msgspec.structs.fields(Policy)[0].name == "id"
