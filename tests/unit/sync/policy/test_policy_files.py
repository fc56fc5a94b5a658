"""The shipped policy is clean; seeded faults are named with line, key and reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sync.errors import InvalidPolicy
from sync.policy.figure import Confidence
from sync.policy.lint import lint
from sync.policy.parsing import plain_policy, policy_from_plain
from sync.policy.periods import longest_road
from sync.policy.records import StageKind
from tests.support.households import example_calendar, example_policy, policy_book
from tests.support.policy_texts import book_of, example_of, file_of, swapped

CALENDAR = example_calendar()
BOOK = policy_book()


def test_every_shipped_policy_is_clean() -> None:
    assert BOOK.broken == {}
    found = list(BOOK.all())
    assert "yichun2" in {policy.id for policy in found}
    for policy in found:
        assert lint(policy, CALENDAR, BOOK.where(policy)) == ()


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


def test_two_reviews_and_two_publicities_in_order() -> None:
    road = [(stage.code, stage.kind) for stage in example_policy().stages if stage.kind is not StageKind.VERIFY]
    assert [code for code, _ in road] == ["ACCEPT", "R1", "P1", "R2", "P2", "ANNOUNCE"]


def test_figures_that_nobody_confirmed_say_so() -> None:
    figures = example_policy().figures()
    assert len(figures) > 60
    for where, figure in figures.items():
        if where.startswith("categories.") and "applicant_age" not in where:
            assert figure.confidence is Confidence.ASSUMED, where
            assert "assumed" in figure.source


def test_plain_and_back() -> None:
    policy = example_policy()
    assert policy_from_plain(plain_policy(policy), "x") == policy
    plain = plain_policy(policy)
    plain["checks"] = [{"data_class": "V10", "who": "all"}]
    with pytest.raises(InvalidPolicy, match="without consent"):
        policy_from_plain(plain, "x")


@pytest.mark.parametrize(
    ("old", "new", "fragment", "reason"),
    [
        ("[clocks]", "[clocks", "[clocks", "Expected ']'"),
        ('value = 30, unit = "CD"', 'value = "thirty", unit = "CD"', 'value = "thirty"', "Expected `int`"),
        ('value = 30, unit = "CD"', 'value = -30, unit = "CD"', "value = -30", "never negative"),
        ('value = 30, unit = "CD"', 'value = 30, unit = "fen"', 'value = 30, unit = "fen"', "does not fit"),
        ('source = "published promise: thirty days"', 'source = " "', 'source = " "', "needs its source"),
        ('next = "P1"', 'next = "ACCEPT"', 'next = "ACCEPT"', "does not come after R1"),
        ('code = "P1"', 'code = "R1"', "[[stages]]", "comes twice"),
        ('parallel_with = "R1"', 'parallel_with = "R9"', 'parallel_with = "R9"', "no stage R9"),
        ("per_abandonment = 10", "per_abandonment = 10\nbonus = 3", "bonus = 3", "unknown field `bonus`"),
        ('conditions = ["C01"', 'conditions = ["C77"', 'conditions = ["C77"', "C77 is described nowhere"),
        ('data_class = "V32"', 'data_class = "V10"', "[[checks]]", "without consent"),
        ('minors_by_guardian = true', "", "[consent]", "missing required field"),
    ],
)  # fmt: skip
def test_an_unusable_policy_is_named_with_file_line_key_and_reason(
    old: str, new: str, fragment: str, reason: str
) -> None:
    texts = swapped(old, new)
    with pytest.raises(InvalidPolicy) as error:
        example_of(texts)
    assert reason in error.value.reason
    name, _, line = error.value.where.partition(":")
    assert name == file_of(old)
    assert line, error.value
    assert fragment in texts[name].splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        (
            'limit = { value = 2, unit = "WD"',
            'limit = { value = 4, unit = "WD"',
            "clocks.total",
            "do not fit 30 CD",
        ),
        ('limit = { value = 2, unit = "WD"', 'limit = { value = 0, unit = "WD"', "stages.R2.limit", "at least one day"),
        ('role = "district_reviewer"', 'role = "village_point"', "stages.R2.role", "no permission"),
        ("may_reject = true\nfinal = true", "final = true", "stages.R2.may_reject", "able to decide against"),
        ("may_reject = true\nfinal = true", "may_reject = true", "stages", "the last review is final"),
        ('next = "ANNOUNCE"', 'next = ""', "stages.P2.next", "ends here without a decision"),
        ('next = "R1"', 'next = "P1"', "stages.R1", "no stage leads here"),
        ('status_any = ["lowsec", "destitute"]', "status_any = []", "categories.hukou_lowsec.status_any", "one status"),
        ('rent_tier = { value = 100,', "rent_tier = { value = 1100,", "categories.hukou_lowsec.rent_tier", "tier lies"),
    ],
)  # fmt: skip
def test_the_linter_names_what_a_city_must_not_sign(old: str, new: str, key: str, reason: str) -> None:
    book = book_of(swapped(old, new))
    (policy,) = (policy for policy in book.all() if policy.id == "yichun2")
    fault = next(fault for fault in lint(policy, CALENDAR, book.where(policy)) if fault.key == key)
    assert reason in fault.reason
    assert fault.where.startswith(file_of(old) + ":")


def test_a_condition_of_a_newer_program_is_a_lint_fault() -> None:
    texts = swapped("[conditions.C16]", '[conditions.C99]\nbasis = "new"\n\n[conditions.C16]')
    texts = swapped('conditions = ["C01"', 'conditions = ["C99", "C01"', texts)
    faults = lint(example_of(texts), CALENDAR)
    assert [fault.key for fault in faults] == ["categories.hukou_lowsec.conditions"]
    assert faults[0].where == "yichun2 2026-01"


def test_the_worst_start_is_named() -> None:
    policy = example_of(swapped('limit = { value = 2, unit = "WD"', 'limit = { value = 9, unit = "WD"'))
    (fault,) = lint(policy, CALENDAR)
    start = date.fromisoformat(fault.reason.split("accepted on ")[1][:10])
    end, _ = longest_road(policy, CALENDAR.workdays, start)
    assert (end - start).days > 30
