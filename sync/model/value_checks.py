"""Checks of single values: each answers with the problem at a path, or with nothing. Pure; never raises on content."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from datetime import date

from sync.model.case import Problem
from sync.model.numbers import NumberRefusal, parse_organisation_code
from sync.model.regions import Level, regions

MOST_FEN = 10**13
"""A hundred thousand million yuan: what no household and no project has."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_IDENTIFIER = re.compile(r"[0-9A-Za-z_.-]{1,40}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")


def out_of_range(path: str, value: int | None, most: int) -> Iterator[Problem]:
    """``negative`` or ``too_large``; 0 and ``most`` are allowed."""
    if value is not None and value < 0:
        yield Problem(path=path, code="negative")
    elif value is not None and value > most:
        yield Problem(path=path, code="too_large")


def out_of_order(path: str, *days: date | None) -> Iterator[Problem]:
    """``dates_order`` when the days that are known do not follow each other; the same day twice is in order."""
    known = [day for day in days if day is not None]
    if known != sorted(known):
        yield Problem(path=path, code="dates_order")


def in_future(path: str, day: date | None, today: date) -> Iterator[Problem]:
    """``date_in_future``: what has happened cannot lie after today."""
    if day is not None and day > today:
        yield Problem(path=path, code="date_in_future")


def not_listed(path: str, code: str | None, codes: Container[str]) -> Iterator[Problem]:
    """``code_unknown``: a code that its list does not have."""
    if code is not None and code not in codes:
        yield Problem(path=path, code="code_unknown", details={"value": code[:20]})


def not_a_digest(path: str, text: str | None) -> Iterator[Problem]:
    """``digest_format``: not 64 hexadecimal digits."""
    if text is not None and not _SHA256.fullmatch(text):
        yield Problem(path=path, code="digest_format")


def not_an_identifier(path: str, text: str) -> Iterator[Problem]:
    """``code_format``: not 1 to 40 letters, digits, dots, hyphens and underlines."""
    if not _IDENTIFIER.fullmatch(text):
        yield Problem(path=path, code="code_format")


def not_an_organisation(path: str, code: str | None) -> Iterator[Problem]:
    """``organisation_code``: no unified social credit code. Source: GB 32100-2015."""
    if code is not None and isinstance(parse_organisation_code(code), NumberRefusal):
        yield Problem(path=path, code="organisation_code")


def not_a_region(path: str, code: str | None) -> Iterator[Problem]:
    """``region_unknown``: no code of a county or of something below one; cities without counties count as one."""
    if code is None:
        return
    found = regions().nearest(code)
    if found is None or found.level is Level.PROVINCE or (found.level is Level.CITY and regions().counties(found.code)):
        yield Problem(path=path, code="region_unknown")


def not_a_month(path: str, text: str | None) -> Iterator[Problem]:
    """``month_format``: not ``YYYY-MM``."""
    if text is not None and not _MONTH.fullmatch(text):
        yield Problem(path=path, code="month_format")


def is_phone(text: str) -> bool:
    """Whether a text is a mobile or landline number of the mainland.

    Source: data dictionary §3 (mobile), from memory (landline).
    """
    return bool(_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text))
