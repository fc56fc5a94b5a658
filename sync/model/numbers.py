"""Numbers of documents: what they say about their holder, and whether they can be right.

Pure functions. :func:`parse_document_number` takes what a person typed or a card held and answers with
a :class:`DocumentNumber` or a :class:`NumberRefusal`; nothing is raised for wrong input.

A string of eighteen characters that is all digits (the last may be ``X``) is judged as a *person's* number only:
the rules for organisations would let one mistyped digit in a few hundred pass as some company. Whoever expects a
company says so and calls :func:`parse_organisation_code`.

To add a kind of document: a value of :class:`DocumentType`, a parser ``_parse_x``, a line in ``_parse_person``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sync.model.sex import Sex

MAX_INPUT = 64
"""Longer input is refused unread."""

FICTIONAL_REGION = "990101"
"""Region of the fictional people of demo, training and tests; ``99`` is assigned to no province."""

PROVINCES: frozenset[str] = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
"""First two digits of a region code. Source: GB/T 2260 (83: residence permits of Taiwan residents)."""

_EARLIEST_YEAR = 1870
_HMT_REGIONS = {"810000": "HKG", "820000": "MAC", "830000": "TWN"}
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOD11_2_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOD11_2_CHECKS = "10X98765432"


class DocumentType(StrEnum):
    """Kinds of document that a number can belong to."""

    RESIDENT = "resident"
    HMT = "hmt"
    FOREIGN_2017 = "foreign_2017"
    FOREIGN_2023 = "foreign_2023"
    HM_TRAVEL_PERMIT = "hm_travel_permit"
    TW_TRAVEL_PERMIT = "tw_travel_permit"
    ORGANISATION = "organisation"


class NumberFault(StrEnum):
    """Why a number is refused; stable, for people see a text under ``devices.number.<value>``."""

    EMPTY = "EMPTY"
    NOT_ASCII = "NOT_ASCII"
    LENGTH = "LENGTH"
    FORMAT = "FORMAT"
    OLD_15_DIGIT = "OLD_15_DIGIT"
    REGION = "REGION"
    BIRTH_DATE = "BIRTH_DATE"
    BIRTH_IN_FUTURE = "BIRTH_IN_FUTURE"
    CHECK_DIGIT = "CHECK_DIGIT"


@dataclass(frozen=True, kw_only=True)
class DocumentNumber:
    """A number that can be right.

    Attributes:
        number: normalised (upper case, no space around it).
        document_type: the kind of document.
        birth_date: what the number says, or None when it says nothing or only with a date of today.
        sex: what the number says, or None when it says nothing.
        region: administrative region inside the number (2, 4 or 6 digits), or "".
        nationality: ISO 3166 code inside the number (alpha-3 or numeric), or "".
        checked: whether a check digit stands behind it; travel permits have none.
        fictional: whether the number lies in the range of fictional people.
    """

    number: str
    document_type: DocumentType
    birth_date: date | None = None
    sex: Sex | None = None
    region: str = ""
    nationality: str = ""
    checked: bool = True
    fictional: bool = False


@dataclass(frozen=True, kw_only=True)
class NumberRefusal:
    """A number that cannot be right.

    Attributes:
        fault: why.
        document_type: the kind that it looks like, or None.
    """

    fault: NumberFault
    document_type: DocumentType | None = None


ParsedNumber = DocumentNumber | NumberRefusal


def mod11_2_check(first17: str) -> str:
    """The 18th character of a citizen's number.

    Args:
        first17: seventeen ASCII digits.

    Source: GB 11643-1999 (ISO 7064 MOD 11-2).
    """
    total = sum(int(digit) * weight for digit, weight in zip(first17, _MOD11_2_WEIGHTS, strict=True))
    return _MOD11_2_CHECKS[total % 11]


def icao_check(text: str) -> str:
    """Check digit with weights 7-3-1; letters count from A = 10.

    Args:
        text: ASCII digits and capital letters.

    Source: ICAO Doc 9303-3, section 4.9.
    """
    return str(sum(int(char, 36) * (7, 3, 1)[at % 3] for at, char in enumerate(text)) % 10)


def organisation_check(first17: str) -> str:
    """The 18th character of a unified social credit code.

    Args:
        first17: seventeen characters of the code's alphabet (digits and capitals without I, O, S, V, Z).

    Source: GB 32100-2015 (weights 3^i mod 31).
    """
    total = sum(_USCC_ALPHABET.index(char) * pow(3, at, 31) for at, char in enumerate(first17))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def parse_document_number(text: str, today: date | None = None) -> ParsedNumber:
    """Judge the number of a person's document, or of an organisation where the code cannot be a person's.

    Args:
        text: as typed or read; space around it and lower case are forgiven, nothing else.
        today: the civil day in China. Given, a birth in the future is refused and the century of a 2017
            permanent residence number (two-digit year) is the latest that is not in the future.
    """
    number = _normalised(text)
    if isinstance(number, NumberRefusal):
        return number
    return _parse_person(number, today)


def parse_organisation_code(text: str) -> ParsedNumber:
    """Judge a unified social credit code.

    Source: GB 32100-2015.
    """
    number = _normalised(text)
    return number if isinstance(number, NumberRefusal) else _parse_organisation(number)


def _normalised(text: str) -> str | NumberRefusal:
    if len(text) > MAX_INPUT:
        return NumberRefusal(fault=NumberFault.LENGTH)
    stripped = text.strip(" \t\r\n")
    if not stripped:
        return NumberRefusal(fault=NumberFault.EMPTY)
    if not stripped.isascii():  # full-width digits satisfy str.isdigit() and int(): they must not come this far
        return NumberRefusal(fault=NumberFault.NOT_ASCII)
    return stripped.upper()


def _parse_person(number: str, today: date | None) -> ParsedNumber:
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _parse_18(number, today)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return _parse_foreign_2017(number, today)
    if re.fullmatch(r"[HM](?:[0-9]{8}|[0-9]{10})", number):
        return DocumentNumber(number=number, document_type=DocumentType.HM_TRAVEL_PERMIT, checked=False)
    if re.fullmatch(r"[0-9]{8}", number):
        return DocumentNumber(number=number, document_type=DocumentType.TW_TRAVEL_PERMIT, checked=False)
    if re.fullmatch(r"[0-9]{15}", number):
        return NumberRefusal(fault=NumberFault.OLD_15_DIGIT, document_type=DocumentType.RESIDENT)
    if len(number) == 18 and number[0].isalnum():
        return _parse_organisation(number)
    known_length = len(number) in {8, 9, 11, 15, 18}
    return NumberRefusal(fault=NumberFault.FORMAT if known_length else NumberFault.LENGTH)


def _parse_18(number: str, today: date | None) -> ParsedNumber:
    """Resident, Hong Kong/Macao/Taiwan and new foreign numbers share birth date, sequence, sex and check digit."""
    kind, region, nationality = _kind_of_18(number)
    if kind is None:
        return NumberRefusal(fault=NumberFault.REGION, document_type=DocumentType.RESIDENT)
    birth = _birth(number[6:14], today)
    if isinstance(birth, NumberFault):
        return NumberRefusal(fault=birth, document_type=kind)
    if mod11_2_check(number[:17]) != number[17]:
        return NumberRefusal(fault=NumberFault.CHECK_DIGIT, document_type=kind)
    return DocumentNumber(
        number=number,
        document_type=kind,
        birth_date=birth,
        sex=_sex_of_digit(number[16]),
        region=region,
        nationality=nationality,
        fictional=region.startswith("99"),
    )


def _kind_of_18(number: str) -> tuple[DocumentType | None, str, str]:
    """Document type, region and nationality by the first six digits.

    Source: GB 11643-1999; residence permits of Hong Kong, Macao and Taiwan residents (State Council, 2018);
    permanent residence identity card of foreigners, edition 2023: ``9``, province, ISO 3166 numeric country.
    """
    head = number[:6]
    if head in _HMT_REGIONS:
        return DocumentType.HMT, head, _HMT_REGIONS[head]
    if number[0] == "9" and number[1:3] in PROVINCES:
        return DocumentType.FOREIGN_2023, number[1:3], number[3:6]
    if head == FICTIONAL_REGION or (number[:2] in PROVINCES and number[:2] not in {"81", "82", "83"}):
        return DocumentType.RESIDENT, head, ""
    return None, "", ""


def _parse_foreign_2017(number: str, today: date | None) -> ParsedNumber:
    """Alpha-3 country, region(4), YYMMDD, sequence(1, odd is male), check digit over the first fourteen."""
    kind = DocumentType.FOREIGN_2017
    if number[3:5] not in PROVINCES and number[3:5] != "99":
        return NumberRefusal(fault=NumberFault.REGION, document_type=kind)
    candidates = [_birth(century + number[7:13], today) for century in ("20", "19")]
    dates = [found for found in candidates if isinstance(found, date)]
    if not dates:
        fault = next(found for found in reversed(candidates) if isinstance(found, NumberFault))
        return NumberRefusal(fault=fault, document_type=kind)
    if icao_check(number[:14]) != number[14]:
        return NumberRefusal(fault=NumberFault.CHECK_DIGIT, document_type=kind)
    return DocumentNumber(
        number=number,
        document_type=kind,
        birth_date=dates[0] if today else None,
        sex=_sex_of_digit(number[13]),
        region=number[3:7],
        nationality=number[:3],
        fictional=number[3:5] == "99",
    )


def _parse_organisation(number: str) -> ParsedNumber:
    kind = DocumentType.ORGANISATION
    if len(number) != 18:
        return NumberRefusal(fault=NumberFault.LENGTH, document_type=kind)
    if not re.fullmatch(rf"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}", number):
        return NumberRefusal(fault=NumberFault.FORMAT, document_type=kind)
    if organisation_check(number[:17]) != number[17]:
        return NumberRefusal(fault=NumberFault.CHECK_DIGIT, document_type=kind)
    return DocumentNumber(number=number, document_type=kind, region=number[2:8], fictional=number[2:4] == "99")


def _birth(digits: str, today: date | None) -> date | NumberFault:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return NumberFault.BIRTH_DATE
    if birth.year < _EARLIEST_YEAR:
        return NumberFault.BIRTH_DATE
    if today is not None and birth > today:
        return NumberFault.BIRTH_IN_FUTURE
    return birth


def _sex_of_digit(digit: str) -> Sex:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE
