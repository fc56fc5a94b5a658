"""What a new version changes, in words that who signs it understands."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
import pytest

from sync.model.application import Category, GuaranteeForm
from sync.model.lists import exempt_reasons, material_kinds, name_of
from sync.model.states import CaseState
from sync.policy import Policy
from sync.policy.diff import Change, ChangeKind, Step, diff
from sync.policy.diff_words import PolicyWords
from sync.policy.figure import Confidence, Figure, PolicyStruct, Unit
from sync.policy.records import Names
from sync.words import LANGUAGES, Translator, catalogue
from tests.support.households import all_policies, example_policy
from tests.support.policy_texts import example_of, swapped

POLICY = example_policy()
ZH = PolicyWords(Translator("zh_CN"), "zh_CN")
EN = PolicyWords(Translator("en"), "en")


def changes(old: str, new: str) -> tuple[Change, ...]:
    return diff(POLICY, example_of(swapped(old, new)))


def sentences(found: typing.Iterable[Change], say: PolicyWords = ZH) -> list[str]:
    return [say.sentence(change) for change in found]


def figure(value: int, unit: Unit, **more: Any) -> Figure:
    return Figure(value=value, unit=unit, confidence=more.pop("confidence", Confidence.PAGE), source="一页", **more)


def test_the_same_says_nothing() -> None:
    assert diff(POLICY, POLICY) == ()
    renamed = msgspec.structs.replace(POLICY, id="other", version="9", extends="")
    assert diff(POLICY, renamed) == ()
    approval = msgspec.structs.replace(POLICY.approval, reason="其他")
    assert diff(POLICY, msgspec.structs.replace(POLICY, approval=approval)) == ()


def test_a_figure_that_is_written_down_again_is_no_change() -> None:
    rent = msgspec.structs.replace(
        POLICY.rent, deposit_fen=msgspec.structs.replace(POLICY.rent.deposit_fen, set_by="yichun2")
    )
    assert diff(POLICY, msgspec.structs.replace(POLICY, rent=rent)) == ()


def test_a_figure_in_both_languages() -> None:
    rules = POLICY.categories[Category.HUKOU_LOWSEC].limits.single_age
    assert rules is not None
    age = msgspec.structs.replace(rules, value=35, confidence=Confidence.PAGE, source="某市公告")
    (change,) = diff(POLICY, limited(single_age=age))
    assert (change.key, change.kind) == ("categories.hukou_lowsec.limits.single_age", ChangeKind.CHANGED)
    assert ZH.sentence(change) == (
        "申请类别 · 本地户籍低保、特困家庭 · 标准 · 单身申请人年龄：30 岁 → 35 岁"
        "（来源：某市公告；公开网页；province 定）"
    )
    assert EN.sentence(change) == (
        "categories · Local household on the minimum living allowance or destitute · lines · "
        "age of a single applicant: 30 years old → 35 years old "
        "(source: 某市公告; read on a public page; set by province)"
    )


def test_another_basis_for_the_same_figure() -> None:
    (change,) = changes(
        'confidence = "page", source = "published promise', 'confidence = "memory", source = "published promise'
    )
    assert change.kind is ChangeKind.SOURCED
    assert ZH.sentence(change).startswith("总时限 · 全程时限：仍为 30 天（自然日），依据有变（来源：published promise")
    assert "凭记忆，待核" in ZH.sentence(change)
    source = msgspec.structs.replace(POLICY.clocks.total, source="other")
    clocks = msgspec.structs.replace(POLICY.clocks, total=source)
    assert [change.kind for change in diff(POLICY, msgspec.structs.replace(POLICY, clocks=clocks))] == [
        ChangeKind.SOURCED
    ]


def test_another_unit_is_a_change() -> None:
    (change,) = changes('value = 30, unit = "CD"', 'value = 30, unit = "WD"')
    assert ZH.sentence(change).startswith("总时限 · 全程时限：30 天（自然日） → 30 个工作日")


def test_stages_come_go_and_change() -> None:
    guangzhou = next(policy for policy in all_policies() if policy.id == "guangzhou")
    said = sentences(change for change in diff(POLICY, guangzhou) if change.path[0].name == "stages")
    for expected in (
        "取消：办理环节 · VERIFY 部门核对",
        "取消：办理环节 · P1 街道公示",
        "增加：办理环节 · ECON 核对",
        "增加：办理环节 · P 县级公示",
        "办理环节 · R1 街道审核 · 下一环节：P1 → ECON",
        "办理环节 · R1 街道审核 · 核对完才能同意：是 → 否",
        "办理环节 · R1 街道审核 · 要件：去掉 核对结果",
        "办理环节 · ANNOUNCE 公布结果 · 承办层级：县级 → 市级",
        "办理环节 · ANNOUNCE 公布结果 · 岗位权限：县（区）审核岗 → 市级审批岗",
    ):
        assert expected in said
    limit = next(text for text in said if text.startswith("办理环节 · P 县级公示 · 时限：新定 20 天（自然日）"))
    assert limit.endswith("公文原文；guangzhou 定）")
    back = sentences(change for change in diff(guangzhou, POLICY) if change.path[0].name == "stages")
    assert "取消：办理环节 · ECON 核对" in back
    assert "增加：办理环节 · P1 街道公示" in back


def test_stages_in_another_order() -> None:
    turned = (*POLICY.stages[:1], *reversed(POLICY.stages[1:3]), *POLICY.stages[3:])
    (change,) = diff(POLICY, msgspec.structs.replace(POLICY, stages=turned))
    assert change.kind is ChangeKind.REORDERED
    assert ZH.sentence(change).startswith("办理环节：顺序改为 ACCEPT 受理、R1 街道审核、VERIFY 部门核对、P1 街道公示")


def test_categories_materials_checks_and_conditions() -> None:
    fewer = {key: rules for key, rules in POLICY.categories.items() if key is not Category.MIGRANT}
    after = msgspec.structs.replace(
        POLICY,
        categories=fewer,
        materials=POLICY.materials[1:],
        checks=POLICY.checks[:-1],
        conditions={key: rule for key, rule in POLICY.conditions.items() if key != "C18"},
        forms=(GuaranteeForm.UNIT, GuaranteeForm.SUBSIDY),
    )
    assert sentences(diff(POLICY, after)) == [
        "保障方式：增加 租赁补贴",
        "取消：准入条件 · C18 现住公房",
        "取消：申请类别 · 稳定就业的外来务工人员",
        "取消：部门核对 · 其他住房保障",
        f"取消：申请材料 · {ZH.place((Step('x', POLICY.materials[0]),))}",
    ]
    back = sentences(diff(after, POLICY))
    assert "增加：申请类别 · 稳定就业的外来务工人员" in back
    assert "增加：准入条件 · C18 现住公房" in back
    assert "保障方式：去掉 租赁补贴" in back
    ages = [text for text in back if "稳定就业的外来务工人员" in text and "单身申请人年龄：新定 18 岁" in text]
    assert len(ages) == 1


def test_conditions_of_a_category_by_their_names() -> None:
    said = sentences(changes('conditions = ["C01", "C03", "C04"', 'conditions = ["C03", "C01", "C08"'))
    assert said == [
        "申请类别 · 本地户籍低保、特困家庭 · 准入条件：去掉 C04 住房",
        "申请类别 · 本地户籍低保、特困家庭 · 准入条件：增加 C08 工商登记",
    ]
    (reordered,) = changes('conditions = ["C01", "C03"', 'conditions = ["C03", "C01"')
    assert "顺序改为 C03 年龄和行为能力、C01 户口" in ZH.sentence(reordered)


def test_plain_values_words_and_days() -> None:
    after = msgspec.structs.replace(
        POLICY,
        effective_from=date(2026, 7, 1),
        name=Names(zh="新名", en="new name"),
        consent=msgspec.structs.replace(POLICY.consent, minors_by_guardian=False),
        variant="",
    )
    assert sentences(diff(POLICY, after)) == [
        "名称：宜春式两审两公示（示例） → 新名",
        "办理模式：yichun2 → 无",
        "开始执行日：2026-01-01 → 2026-07-01",
        "授权 · 未成年人由监护人授权：是 → 否",
    ]
    assert "name: Two reviews, two publicities, Yichun style (example) → new name" in sentences(diff(POLICY, after), EN)


def test_a_limit_that_appears_or_disappears() -> None:
    (gone,) = diff(POLICY, dropped := limited(single_age=None))
    assert (gone.kind, gone.after) == (ChangeKind.REMOVED, None)
    assert ZH.sentence(gone).endswith("单身申请人年龄：不再规定（原为 30 岁）")
    (new,) = diff(dropped, POLICY)
    assert (new.kind, new.before) == (ChangeKind.ADDED, None)
    assert "单身申请人年龄：新定 30 岁（来源：" in ZH.sentence(new)
    (sized,) = diff(POLICY, limited(income_by_size={2: figure(100, Unit.FEN)}))
    assert sized.key == "categories.hukou_lowsec.limits.income_by_size.2"
    assert ZH.sentence(sized).endswith("按人数的家庭年收入上限 · 2：新定 1 元（来源：一页；公开网页）")


def limited(**limits: Any) -> Policy:
    rules = POLICY.categories[Category.HUKOU_LOWSEC]
    rules = msgspec.structs.replace(rules, limits=msgspec.structs.replace(rules.limits, **limits))
    return msgspec.structs.replace(POLICY, categories={**POLICY.categories, Category.HUKOU_LOWSEC: rules})


def test_arrays_of_figures_are_compared_by_their_place() -> None:
    days = POLICY.billing.demand_days
    later = (days[0], msgspec.structs.replace(days[1], value=31), *days[2:])
    billing = msgspec.structs.replace(POLICY.billing, demand_days=later)
    (change,) = diff(POLICY, msgspec.structs.replace(POLICY, billing=billing))
    assert change.key == "billing.demand_days.[1]"
    billing = msgspec.structs.replace(POLICY.billing, demand_days=days[:-1])
    (change,) = diff(POLICY, msgspec.structs.replace(POLICY, billing=billing))
    assert (change.key, change.kind) == (f"billing.demand_days.[{len(days) - 1}]", ChangeKind.REMOVED)


def test_an_entry_without_a_code_is_known_by_what_it_is_about() -> None:
    def keys(section: str, changed: PolicyStruct) -> list[str]:
        return [change.key for change in diff(POLICY, msgspec.structs.replace(POLICY, **{section: changed}))]

    rest, *others = POLICY.pauses.rules
    rules = (msgspec.structs.replace(rest, source="other"), *others)
    assert keys("pauses", msgspec.structs.replace(POLICY.pauses, rules=rules)) == [
        "pauses.rules.correction/accept.source"
    ]
    check, *more = POLICY.checks
    after = msgspec.structs.replace(POLICY, checks=(msgspec.structs.replace(check, who="applicant"), *more))
    assert {change.key for change in diff(POLICY, after)} == {
        f"checks.{check.data_class}/{check.who}",
        f"checks.{check.data_class}/applicant",
    }
    band, *bands = POLICY.score.area
    area = (msgspec.structs.replace(band, points=99), *bands)
    assert keys("score", msgspec.structs.replace(POLICY.score, area=area)) == [f"score.area.{band.upto}.points"]


def test_entries_that_are_known_by_the_same_are_told_apart_by_their_place() -> None:
    rule = POLICY.materials[0]
    twice = msgspec.structs.replace(POLICY, materials=(rule, rule))
    once = msgspec.structs.replace(POLICY, materials=(rule, msgspec.structs.replace(rule, may_follow=False)))
    (change,) = diff(twice, once)
    assert change.key == f"materials.{rule.kind}/{rule.who}[1].may_follow"


@pytest.mark.parametrize(
    ("value", "field", "zh", "en"),
    [
        (figure(180_950, Unit.FEN), "x", "1,809.50 元", "1,809.50 yuan"),
        (figure(1_566, Unit.AREA100), "x", "15.66 平方米", "15.66 m²"),
        (figure(150, Unit.PERMILLE), "x", "15%", "15 %"),
        (figure(155, Unit.PERMILLE), "x", "15.5%", "15.5 %"),
        (figure(5, Unit.PERMILLE), "x", "0.5%", "0.5 %"),
        (figure(5, Unit.YEARS), "disposed_years", "5 年", "5 year(s)"),
        (figure(5, Unit.YEARS), "adult_age", "5 岁", "5 years old"),
        (figure(5, Unit.YEARS), "care_age_years", "5 岁", "5 years old"),
        (figure(5, Unit.MONTHS), "page_months", "5 个月", "5 month(s)"),
        (figure(5, Unit.HOURS), "x", "5 小时", "5 hour(s)"),
        (figure(5, Unit.WORKING_DAYS), "x", "5 个工作日", "5 working day(s)"),
        (figure(5, Unit.CALENDAR_DAYS), "x", "5 天（自然日）", "5 calendar day(s)"),
        (figure(5, Unit.COUNT), "x", "5", "5"),
        (None, "x", "无", "nothing"),
        ((), "x", "无", "nothing"),
        ("", "x", "无", "nothing"),
        (True, "x", "是", "yes"),
        (0, "x", "0", "0"),
        (date(2026, 7, 1), "x", "2026-07-01", "2026-07-01"),
        ("street", "scope", "街道", "street"),
        ("plain words", "x", "plain words", "plain words"),
        ("network_check", "exempt", exempt_reasons().name("network_check", "zh_CN"), None),
        ("02", "instead", material_kinds().name("02", "zh_CN"), None),
        ("C05", "conditions", "C05 家里收入", None),
        ("C77", "conditions", "C77", "C77"),
    ],
)
def test_values_as_people_write_them(value: object, field: str, zh: str, en: str | None) -> None:
    assert ZH.shown(value, field) == zh
    assert EN.shown(value, field) == (en or EN.shown(value, field))
    assert en or EN.shown(value, field) not in {zh, value}


def test_an_entry_without_a_name_is_shown_all_the_same() -> None:
    class Nameless(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        value: int = 1

    class Odd(StrEnum):
        STRANGE = "strange"

    assert (ZH.shown(Nameless()), EN.shown(Nameless())) == ("一项", "an entry")
    assert ZH.place((Step("part", Nameless()),)) == "part"
    assert ZH.shown(Odd.STRANGE) == "strange"
    assert ZH.place((Step("never_heard_of"), Step("x", Odd.STRANGE))) == "never_heard_of · strange"
    assert ZH.shown(POLICY.checks[0]) == name_of(POLICY.checks[0].data_class, "zh_CN")
    unknown = msgspec.structs.replace(POLICY.materials[0], kind="77")
    assert ZH.shown(unknown) == "一项"


# every place and value of every shipped policy has a name


def named_in(value: object) -> Iterator[tuple[str, object]]:
    """Names of fields, and values of enums, that a difference may have to say."""
    if isinstance(value, Figure):
        return
    if isinstance(value, PolicyStruct) and not isinstance(value, Names):
        for name in value.__struct_fields__:
            yield name, None
            yield from named_in(getattr(value, name))
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield "", key
            yield from named_in(entry)
    elif isinstance(value, tuple):
        for entry in value:
            yield from named_in(entry)
    elif isinstance(value, StrEnum):
        yield "", value


NOT_SAID = {
    "id",
    "extends",
    "approval",
    "proposed_by",
    "proposed_on",
    "confirmed_by",
    "confirmed_on",
    "reason",
    "document",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name(language: str) -> None:
    fields = {name for policy in all_policies() for name, _ in named_in(policy)} - NOT_SAID - {""}
    known = catalogue(language)
    assert {name for name in fields if f"policy.part.{name}" not in known} == set()


def test_every_value_of_an_enum_has_a_name() -> None:
    values = {value for policy in all_policies() for _, value in named_in(policy) if isinstance(value, StrEnum)}
    assert {f"{type(value).__name__}.{value}" for value in values if ZH.shown(value) == value.value} == set()
    own = {value for value in values if type(value).__module__.startswith("sync.policy")}
    assert {value for value in own if f"policy.value.{value}" not in catalogue("en")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_confidence_and_kind_has_words(language: str) -> None:
    words = catalogue(language)
    wanted = [f"policy.unit.{unit}" for unit in Unit] + [f"policy.confidence.{one}" for one in Confidence]
    wanted += [f"policy.diff.{kind}" for kind in ChangeKind]
    assert [key for key in wanted if key not in words] == []


def test_a_code_list_has_the_first_word() -> None:
    assert ZH.shown(CaseState.DRAFT) == name_of(CaseState.DRAFT, "zh_CN")
    assert ZH.shown(CaseState.DRAFT) != Translator("zh_CN")("policy.value.draft")


def test_every_pair_of_shipped_policies_can_be_said() -> None:
    policies = all_policies()
    for before in policies:
        for after in policies:
            found = diff(before, after)
            assert (found == ()) is (before is after)
            for say in (ZH, EN):
                assert not [text for text in sentences(found, say) if "⟦" in text or "{" in text]
