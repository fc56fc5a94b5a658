"""Checks of single values: each names its problem, and the edges lie where they are said to lie."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import value_checks as check
from sync.model.case import Problem
from sync.model.codes import nations

DAY = date(2026, 3, 2)


def codes(*found: object) -> list[str]:
    flat = [problem for problems in found for problem in problems]  # type: ignore[attr-defined]  # iterators of problems
    assert all(isinstance(problem, Problem) and problem.path == "x" for problem in flat)
    return [problem.code for problem in flat]


def test_ranges() -> None:
    assert codes(*(check.out_of_range("x", value, 5) for value in (None, 0, 5))) == []
    assert codes(check.out_of_range("x", -1, 5), check.out_of_range("x", 6, 5)) == ["negative", "too_large"]


@pytest.mark.parametrize(
    ("days", "good"),
    [
        ((), True),
        ((None, DAY), True),
        ((DAY, DAY), True),
        ((DAY, None, date(2026, 3, 3)), True),
        ((DAY, date(2026, 3, 1)), False),
        ((DAY, None, date(2026, 3, 1)), False),
        ((date(2026, 3, 1), date(2026, 3, 3), DAY), False),
    ],
)
def test_days_follow_each_other(days: tuple[date | None, ...], good: bool) -> None:
    assert codes(check.out_of_order("x", *days)) == ([] if good else ["dates_order"])


def test_what_has_happened_lies_not_after_today() -> None:
    assert codes(check.in_future("x", DAY, DAY), check.in_future("x", None, DAY)) == []
    assert codes(check.in_future("x", date(2026, 3, 3), DAY)) == ["date_in_future"]


def test_codes_of_a_list() -> None:
    assert codes(check.not_listed("x", "01", nations()), check.not_listed("x", None, nations())) == []
    (problem,) = check.not_listed("x", "99" * 20, nations())
    assert (problem.code, problem.details) == ("code_unknown", {"value": "9" * 20})


@pytest.mark.parametrize(("text", "good"), [(None, True), ("ab" * 32, True), ("AB" * 32, False), ("ab" * 31, False)])
def test_digests(text: str | None, good: bool) -> None:
    assert codes(check.not_a_digest("x", text)) == ([] if good else ["digest_format"])
    assert codes(check.not_a_digest("x", "ab" * 32 + "\n")) == ["digest_format"]


@pytest.mark.parametrize(
    ("text", "good"), [("a", True), ("A-1_b.c" * 5, True), ("", False), ("a" * 41, False), ("a/b", False)]
)
def test_identifiers(text: str, good: bool) -> None:
    assert codes(check.not_an_identifier("x", text)) == ([] if good else ["code_format"])


def test_organisations() -> None:
    assert codes(check.not_an_organisation("x", "91350100M000100Y43"), check.not_an_organisation("x", None)) == []
    assert codes(check.not_an_organisation("x", "91350100M000100Y44")) == ["organisation_code"]


@pytest.mark.parametrize(
    ("code", "good"),
    [
        (None, True),
        ("990101", True),
        ("990101003", True),
        ("990101003001", True),
        ("441900", True),
        ("4419", True),
        ("441900003", True),
        ("440100", False),
        ("44", False),
        ("71", False),
        ("999999", False),
        ("", False),
        ("深圳", False),
    ],
)
def test_regions_are_counties_or_below(code: str | None, good: bool) -> None:
    assert codes(check.not_a_region("x", code)) == ([] if good else ["region_unknown"])


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (None, True),
        ("2026-01", True),
        ("1999-12", True),
        ("2026-13", False),
        ("2026-00", False),
        ("2026-1", False),
        ("1899-01", False),
        ("2026-01-01", False),
    ],
)
def test_months(text: str | None, good: bool) -> None:
    assert codes(check.not_a_month("x", text)) == ([] if good else ["month_format"])


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("19900001234", True),
        ("13900001234", True),
        ("12900001234", False),
        ("1990000123", False),
        ("199000012345", False),
        ("0795-1234567", True),
        ("01012345678", True),
        ("0795-12345678", True),
        ("0795-123456", False),
        ("795-1234567", False),
        ("07951-1234567", False),
        ("19900001234\n", False),
        ("１９９００００１２３４", False),
        ("", False),
    ],
)
def test_phones(text: str, good: bool) -> None:
    assert check.is_phone(text) is good


@given(st.text(max_size=30))
def test_nothing_is_raised_on_content(text: str) -> None:
    found = [
        *check.not_a_digest("x", text),
        *check.not_a_month("x", text),
        *check.not_a_region("x", text),
        *check.not_an_identifier("x", text),
        *check.not_an_organisation("x", text),
        *check.not_listed("x", text, nations()),
    ]
    assert all(problem.path == "x" for problem in found)
