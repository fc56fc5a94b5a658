"""Formal numbers: ``<KIND 2><REGION 6><STATION 4><SEQUENCE 5><CHECK 1>``, 18 characters, no date in them.

Numbers come from signed blocks per device and kind; every number is accounted for (used, void, returned). The check is
ISO 7064 MOD 11,10 over the fifteen digits after the kind: it finds every single wrong digit and nearly every swap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sync.model.ids import FormalNumber

LENGTH = 18
MAX_SEQUENCE = 99_999
_FORM = re.compile(r"^[A-Z]{2}[0-9]{16}$")


class NumberKind(StrEnum):
    """What a number is for. Source: data dictionary §27."""

    APPLICATION = "SQ"
    ACCEPTANCE = "SL"
    CORRECTION = "BZ"
    NOT_ACCEPTED = "BY"
    REJECTION = "BT"
    QUALIFICATION = "ZG"
    WAITING = "LH"
    ALLOCATION = "PZ"
    CONTRACT = "HT"
    MOVE_IN = "RZ"
    EXIT = "TZ"
    CONSENT = "SC"
    UNDERTAKING = "CN"
    ENTRUSTMENT = "WT"
    INSPECTION = "XC"
    ANNUAL_CHECK = "NS"
    OBJECTION = "YY"
    RECEIPT_OF_PAPERS = "CL"
    """The slip for papers that were handed in (D05)."""
    INTENT = "YX"
    CHOICE_UNDERTAKING = "XZ"
    GIVING_UP = "FQ"
    HANDOVER = "JJ"
    CHANGE = "BG"
    SERVICE_PROOF = "SD"
    SLIP = "PJ"


PLATFORM_ONLY = frozenset(
    {
        NumberKind.NOT_ACCEPTED,
        NumberKind.REJECTION,
        NumberKind.QUALIFICATION,
        NumberKind.WAITING,
        NumberKind.ALLOCATION,
        NumberKind.CONTRACT,
    }
)
"""Kinds that no desk ever gets a block of."""


class NumberReason(StrEnum):
    """Why a text is no formal number."""

    LENGTH = "length"
    FORMAT = "format"
    KIND = "kind"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, kw_only=True)
class NumberParts:
    """A formal number, taken apart."""

    kind: NumberKind
    region: str
    station: str
    sequence: int


def check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10 of ASCII digits."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def make(kind: NumberKind, region: str, station: str, sequence: int) -> FormalNumber:
    """A formal number.

    Args:
        region: six digits.
        station: four digits.
        sequence: 1 to 99,999.

    Raises:
        ValueError: a part is malformed or out of range.
    """
    if not re.fullmatch(r"[0-9]{6}", region) or not re.fullmatch(r"[0-9]{4}", station):
        raise ValueError("region needs six digits and station four")
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise ValueError(f"a sequence is 1 to {MAX_SEQUENCE}, not {sequence}")
    digits = f"{region}{station}{sequence:05d}"
    return FormalNumber(f"{kind.value}{digits}{check_digit(digits)}")


def parse(text: str) -> NumberParts | NumberReason:
    """The parts of a number, or why it is none. Spaces and hyphens are forgiven, as people copy what they see."""
    plain = text.replace("-", "").replace(" ", "").upper()
    if len(plain) != LENGTH:
        return NumberReason.LENGTH
    if not plain.isascii() or not _FORM.match(plain):
        return NumberReason.FORMAT
    if plain[:2] not in set(NumberKind):
        return NumberReason.KIND
    if check_digit(plain[2:17]) != plain[17]:
        return NumberReason.CHECK_DIGIT
    return NumberParts(kind=NumberKind(plain[:2]), region=plain[2:8], station=plain[8:12], sequence=int(plain[12:17]))


def display(number: str) -> str:
    """As shown to people: ``SQ990101-0003-00122-8``; a text that is no number is shown as it is."""
    if isinstance(parse(number), NumberReason) or len(number) != LENGTH:
        return number
    return f"{number[:8]}-{number[8:12]}-{number[12:17]}-{number[17]}"
