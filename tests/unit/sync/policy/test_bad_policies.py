"""Broken policies, made of the good ones: each is refused with its file, its line, its key and the reason."""

from __future__ import annotations

import pytest

from sync.errors import InvalidPolicy
from sync.policy.parsing import plain_policy, policy_from_plain
from sync.policy.records import StageKind
from tests.support.policy_texts import CITY, example_of, file_of, shipped_texts, swapped

R1 = 'code = "R1"\nkind = "review"\norg = "street"\nrole = "street_reviewer"'
TOTAL = 'total = { value = 30, unit = "CD", confidence = "page", source = "published promise: thirty days" }'
BEGINS = "effective_from = 2026-01-01\nforms"
LATE = "assumed, shortened to fit thirty days"

CORPUS = [
    # text that is no TOML
    ("[clocks]\ntotal", "[clocks\ntotal", "[clocks", "", "Expected ']'"),
    ('variant = "yichun2"', "variant = yichun2", "variant = yichun2", "", "Invalid value"),
    ('forms = ["unit"]', 'forms = ["unit"', 'lessor = "例州', "", "Unclosed array"),
    ('variant = "yichun2"', 'variant = "yichun2"\nvariant = "two"', 'variant = "two"', "", "Cannot overwrite"),
    ('lessor = "例州市住房保障中心（示例）"', 'lessor = "例州市', 'lessor = "例州市', "", "Illegal character"),
    # values of the wrong type
    ("value = 30, unit", 'value = "thirty", unit', TOTAL[:8], "clocks.total.value", "Expected `int`, got `str`"),
    ("value = 30, unit", "value = 30.5, unit", TOTAL[:8], "clocks.total.value", "Expected `int`, got `float`"),
    ("value = 30, unit", "value = true, unit", TOTAL[:8], "clocks.total.value", "Expected `int`, got `bool`"),
    ("may_reject = true", 'may_reject = "yes"', "may_reject", "stages[2].may_reject", "Expected `bool`, got `str`"),
    ("scope = [", 'scope = "street" # [', 'scope = "', "stages[3].scope", "Expected `array`, got `str`"),
    ('scope = ["street", "community_board"', "scope = [3", "scope = [3", "stages[3].scope[0]", "Expected `str`"),
    (BEGINS, 'effective_from = "soon"\nforms', 'from = "soon"', "effective_from", "Invalid RFC3339 encoded date"),
    (TOTAL, "total = 30", "total = 30", "clocks.total", "Expected `object`, got `int`"),
    ('lessor = "例州市住房保障中心（示例）"', "lessor = []", "lessor = []", "lessor", "Expected `str`, got `array`"),
    ("proposed_on = 2025-12-01", "proposed_on = 20251201", "proposed_on", "approval.proposed_on", "Expected `date`"),
    # words that nobody knows
    ('unit = "CD"', 'unit = "days"', TOTAL[:8], "clocks.total.unit", "Invalid enum value 'days'"),
    ('confidence = "page"', 'confidence = "sure"', TOTAL[:8], "clocks.total.confidence", "Invalid enum value 'sure'"),
    (R1, R1.replace("review", "vote", 1), 'kind = "vote"', "stages[2].kind", "Invalid enum value 'vote'"),
    (R1, R1.replace('"street"', '"moon"'), 'org = "moon"', "stages[2].org", "Invalid enum value 'moon'"),
    (R1, R1.replace("street_reviewer", "mayor"), 'role = "mayor"', "stages[2].role", "Invalid enum value 'mayor'"),
    ('["checks", "opinion"]', '["luck", "opinion"]', '["luck"', "stages[2].elements[0]", "Invalid enum value 'luck'"),
    ('forms = ["unit"]', 'forms = ["castle"]', "castle", "forms[0]", "Invalid enum value 'castle'"),
    ('status_any = ["lowsec", "des', 'status_any = ["rich", "des', "rich", "hukou_lowsec.status_any[0]", "'rich'"),
    ("[categories.migrant]", "[categories.martian]", "[categories.martian]", "categories.martian", "'martian'"),
    ('confirmed_by = ["V21"]', 'confirmed_by = ["V99"]', "V99", "conditions.C04.confirmed_by[0]", "'V99'"),
    ('who = "adults"\n\n[[checks]]', 'who = "kings"\n\n[[checks]]', "kings", "checks[2].who", "'kings'"),
    ("[offline.points.kiosk]", "[offline.points.moon]", "points.moon", "offline.points.moon", "'moon'"),
    ('print_and_sign = "witnessed"', 'print_and_sign = "maybe"', "maybe", "points.kiosk.print_and_sign", "'maybe'"),
    ('print_and_sign = "witnessed"', 'sing = "yes"', 'sing = "yes"', "offline.points.kiosk.sing", "'sing'"),
    # keys that nobody reads, and keys that are not there
    ("per_abandonment = 10", "per_abandonment = 10\nbonus = 3", "bonus = 3", "score.bonus", "unknown field `bonus`"),
    (R1, R1 + "\nmay_regect = true", "may_regect", "stages[2].may_regect", "unknown field `may_regect`"),
    ("single_age =", "singel_age =", "singel_age", "hukou_lowsec.limits.singel_age", "unknown field `singel_age`"),
    ('variant = "yichun2"', 'color = "red"', 'color = "red"', "color", "unknown field `color`"),
    ("minors_by_guardian = true", "", "[consent]", "consent", "missing required field `minors_by_guardian`"),
    ("waiting_group = 1", "", "[categories.hukou_lowsec]", "categories.hukou_lowsec", "field `waiting_group`"),
    (", source = \"" + LATE, ', origin = "' + LATE, 'origin = "', "stages[0].limit.origin", "unknown field `origin`"),
    (', source = "published promise: thirty days"', "", TOTAL[:8], "clocks.total", "missing required field `source`"),
    ('reason = "第一版（示例）"\ndocument = "示例〔2025〕1号"', "", "[approval]", "approval", "missing required field"),
    # what the types alone let pass
    ("value = 30, unit", "value = -30, unit", TOTAL[:8], "clocks.total", "never negative"),
    ("value = 30, unit", "value = 4001, unit", TOTAL[:8], "clocks.total", "at most 4000 days"),
    ('value = 30, unit = "CD"', 'value = 30, unit = "fen"', TOTAL[:8], "clocks.total", "unit fen does not fit here"),
    ('value = 30, unit = "years"', 'value = 30, unit = "WD"', "single_age", "limits.single_age", "where years belong"),
    ('source = "published promise: thirty days"', 'source = " "', TOTAL[:8], "clocks.total", "needs its source"),
    ('next = "P1"', 'next = "ACCEPT"', 'next = "ACCEPT"', "stages.R1.next", "ACCEPT does not come after R1"),
    ('next = "P1"', 'next = "R1"', 'next = "R1"', "stages.R1.next", "R1 does not come after R1"),
    ('next = "P1"', 'next = "P9"', 'next = "P9"', "stages.R1.next", "P9 does not come after R1"),
    ('code = "P1"', 'code = "R1"', "[[stages]]", "stages.R1", "the code comes twice"),
    ('parallel_with = "R1"', 'parallel_with = "R9"', "R9", "stages.VERIFY.parallel_with", "there is no stage R9"),
    ('kind = "verify"', 'kind = "review"', "[[stages]]", "stages", "there is no stage of kind verify"),
    ('kind = "decide"', 'kind = "register"', "[[stages]]", "stages", "there is no stage of kind decide"),
    ('kind = "accept"', 'kind = "register"', "[[stages]]", "stages", "there is no stage of kind accept"),
    ('conditions = ["C01"', 'conditions = ["C77"', "C77", "hukou_lowsec.conditions", "C77 is described nowhere"),
    ('waiting_group = 1\n', 'waiting_group = 1\nforms = ["subsidy"]\n', "forms", "hukou_lowsec.forms", "no subsidy"),
    ('data_class = "V32"', 'data_class = "V10"', "[[checks]]", "checks", "V10 would be checked without consent"),
    # layers
    ('extends = "province@2026-01"', 'extends = "province"', "extends", "extends", "not of the form id@version"),
    ('extends = "province@2026-01"', 'extends = "province@1999"', "extends", "extends", "there is no policy"),
    ('extends = "province@2026-01"', 'extends = "yichun2@2026-01"', "extends", "extends", "in a circle"),
    ('variant = "yichun2"', 'without = ["rents"]', "without", "without", "rents is not inherited"),
    ('variant = "yichun2"', "without = true", "without", "without", "must be an array of keys"),
    ('variant = "yichun2"', 'abstract = "no"', "abstract", "abstract", "must be of type bool"),
    ('id = "yichun2"', 'id = "yichun3"', "yichun3", "id", "as the file is called"),
    ('version = "2026-01"\nextends', 'version = "2026-02"\nextends', "2026-02", "version", "as the file is called"),
    (BEGINS, "effective_from = 2025-01-01\nforms", "2025", "effective_from", "province@2026-01 begins only on"),
    (TOTAL, TOTAL[:-2] + ', set_by = "me" }', "set_by", "clocks.total.set_by", "filled in by the program"),
]  # fmt: skip


def test_the_corpus_is_large_and_every_break_is_another() -> None:
    assert len(CORPUS) >= 40
    assert len({(old, new) for old, new, *_ in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize(("old", "new", "fragment", "key", "reason"), CORPUS)
def test_a_bad_policy_is_refused_with_file_line_key_and_reason(
    old: str, new: str, fragment: str, key: str, reason: str
) -> None:
    texts = swapped(old, new)
    with pytest.raises(InvalidPolicy) as error:
        example_of(texts)
    assert reason in error.value.reason
    name, _, line = error.value.where.partition(":")
    assert name == file_of(old)
    assert line, error.value
    assert fragment in texts[name].splitlines()[int(line) - 1]
    assert error.value.key.endswith(key) if key else error.value.key == ""
    assert str(error.value) == f"{error.value.where}: {error.value.reason}"


def test_a_fault_in_combination_is_reported_where_it_is_written() -> None:
    """The city asks for a condition that only it names; the province describes none."""
    texts = swapped("[clocks]\ntotal", '[categories.migrant]\nconditions = ["C03", "C44"]\n\n[clocks]\ntotal')
    with pytest.raises(InvalidPolicy) as error:
        example_of(texts)
    assert error.value.where == f"{CITY}:22"
    texts = swapped("[conditions.C03]", "[conditions.C33]")  # the province forgets one that categories ask for
    with pytest.raises(InvalidPolicy) as error:
        example_of(texts)
    assert error.value.where.startswith("province/2026-01/categories.toml:")
    assert error.value.reason == "categories.hukou_lowsec.conditions: condition C03 is described nowhere"


@pytest.mark.parametrize("kind", [StageKind.ACCEPT, StageKind.VERIFY, StageKind.REVIEW, StageKind.DECIDE])
def test_no_road_is_without_acceptance_checks_review_or_decision(kind: StageKind) -> None:
    policy = example_of(shipped_texts())
    plain = plain_policy(policy)
    left = [stage for stage in plain["stages"] if stage["kind"] != kind]
    kept = {stage["code"] for stage in left}
    ends = {"next": "", "parallel_with": ""}
    plain["stages"] = [
        {**stage, **{name: "" for name in ends if stage.get(name) and stage[name] not in kept}} for stage in left
    ]
    with pytest.raises(InvalidPolicy) as error:
        policy_from_plain(plain, "x")
    assert (error.value.key, error.value.reason) == ("stages", f"stages: there is no stage of kind {kind}")


def test_too_many_stages() -> None:
    stage = '[[stages]]\ncode = "X{}"\nkind = "register"\norg = "city"\nrole = "city_approver"\nlimit = {}\n\n'
    limit = '{ value = 1, unit = "WD", confidence = "assumed", source = "ours" }'
    first = '[[stages]]\ncode = "ACCEPT"'
    for more, good in ((23, True), (24, False)):
        texts = swapped(first, "".join(stage.format(at, limit) for at in range(more)) + first)
        if good:
            assert len(example_of(texts).stages) == 30
            continue
        with pytest.raises(InvalidPolicy, match="at most 30 stages"):
            example_of(texts)
