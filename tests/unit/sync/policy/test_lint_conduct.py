"""A policy whose rules about visits, breaches, credit, alerts and patterns cannot be right is found out by its key."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.model.credit import CreditEvent
from sync.model.take_back import TakeBack
from sync.policy.lint import lint
from sync.policy.lint_conduct import conduct_faults
from tests.support.households import all_policies, example_calendar, example_policy

POLICY = example_policy()


def with_value(record: Any, path: str, value: int) -> Any:
    """The record with another number at a dotted place of figures."""
    first, _, rest = path.partition(".")
    inner = record[first] if isinstance(record, dict) else getattr(record, first)
    changed = with_value(inner, rest, value) if rest else msgspec.structs.replace(inner, value=value)
    return (
        {**record, first: changed} if isinstance(record, dict) else msgspec.structs.replace(record, **{first: changed})
    )


def keys(policy: Any) -> list[str]:
    return [key for key, _ in conduct_faults(policy)]


@pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.id)
def test_the_shipped_policies_are_clean(policy: Any) -> None:
    assert keys(policy) == []


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("alerts.answer_red_days", 3, 4),
        ("inspections.evidence_count", 1, 0),
        ("inspections.apart_hours", 8, 9),
        ("credit.costs_points.arrears", 1, 0),
        ("credit.costs_points.arrears", 100, 101),
        ("credit.a.from_points", 100, 101),
        ("credit.b.from_points", 89, 90),
        ("credit.c.from_points", 74, 75),
        ("credit.d.from_points", 0, 1),
        ("credit.b.visit_months", 12, 13),
        ("credit.c.visit_months", 12, 13),
        ("credit.d.recheck_months", 6, 7),
        ("anomaly.vacant_inspect_count", 1, 0),
        ("anomaly.vacant_inspect_count", 6, 7),
        ("anomaly.sublet_nights_count", 30, 31),
        ("anomaly.sublet_own_nights_count", 30, 31),
        ("anomaly.crowd_nights_count", 30, 31),
        ("anomaly.card_days_count", 30, 31),
    ],
)
def test_a_number_that_cannot_be(path: str, good: int, bad: int) -> None:
    assert keys(with_value(POLICY, path, good)) == []
    assert keys(with_value(POLICY, path, bad)) == [path]


@pytest.mark.parametrize("path", ["credit.d.visit_months", "credit.d.recheck_months"])
def test_somebody_goes_once_a_month_at_most(path: str) -> None:
    assert keys(with_value(POLICY, path, 1)) == []
    assert keys(with_value(POLICY, path, 0)) == ["credit.d"]


def test_a_stretch_has_a_day() -> None:
    assert keys(with_value(POLICY, "anomaly.vacant_days", 1)) == []
    assert keys(with_value(POLICY, "anomaly.vacant_days", 0)) == ["anomaly.vacant_days"]


def test_an_event_needs_its_price() -> None:
    prices = {event: price for event, price in POLICY.credit.costs_points.items() if event is not CreditEvent.ARREARS}
    credit = msgspec.structs.replace(POLICY.credit, costs_points=prices)
    assert keys(msgspec.structs.replace(POLICY, credit=credit)) == ["credit.costs_points.arrears"]


def violations(**changes: Any) -> Any:
    return msgspec.structs.replace(POLICY, violations=msgspec.structs.replace(POLICY.violations, **changes))


def test_leaving_of_own_will_is_no_breach() -> None:
    for name in ("banned", "nothing_to_rectify"):
        assert keys(violations(**{name: (TakeBack.OWN_WILL,)})) == [f"violations.{name}"]
    use, fraud = POLICY.violations.fines
    odd = msgspec.structs.replace(fraud, kinds=(TakeBack.OWN_WILL,))
    assert keys(violations(fines=(use, odd))) == ["violations.fines.fraud.kinds"]


def test_a_kind_has_one_fine_with_both_its_bounds() -> None:
    use, fraud = POLICY.violations.fines
    for kinds in ((TakeBack.FRAUD, TakeBack.SUBLET), (TakeBack.FRAUD, TakeBack.FRAUD)):
        both = msgspec.structs.replace(fraud, kinds=kinds)
        assert keys(violations(fines=(use, both))) == ["violations.fines.fraud.kinds"]
    for name in ("gain_times_count", "gain_most_fen"):
        half = msgspec.structs.replace(use, **{name: None})
        assert keys(violations(fines=(half, fraud))) == ["violations.fines.use.gain_most_fen"]


def test_the_linter_asks_here_too() -> None:
    found = lint(with_value(POLICY, "credit.d.from_points", 1), example_calendar())
    assert [fault.key for fault in found] == ["credit.d.from_points"]
