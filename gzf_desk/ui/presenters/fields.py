"""Fields of a form: how a stored value is shown, and how what a person types becomes a stored value.

Stored values are plain (text, whole numbers in fen or 1/100 m², true/false, ISO dates), as the record's field map has
them. A text that cannot be understood is never stored; the sentence beside the field says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

import msgspec

Plain = str | int | bool | list[str] | None


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    PHONE = "phone"
    YUAN = "yuan"
    AREA = "area"
    DATE = "date"
    COUNT = "count"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field.

    Args:
        name: field of the record, e.g. ``phone``.
        words: its label.
        kind: what it takes.
        options: (value, words) of a choice.
        hint: a line that changes what is typed.
        required: the application cannot go without it.
    """

    name: str
    words: str
    kind: Kind = Kind.TEXT
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""
    required: bool = False


class NotUnderstood(ValueError):
    """The text is no value of this kind; ``key`` is the key of the sentence that says so."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.value)
        self.key = f"ui_intake.not_understood.{kind.value}"


def shown(kind: Kind, value: object) -> str:
    """A stored value as the text of its field; absent values are empty."""
    if value is None:
        return ""
    match kind:
        case Kind.YUAN:
            return money_text(int(str(value)))
        case Kind.AREA:
            return f"{Decimal(int(str(value))) / 100:.2f}"
        case Kind.DATE:
            return value.isoformat() if isinstance(value, date) else str(value)
        case Kind.YES_NO:
            return "yes" if value else "no"
        case _:
            return str(getattr(value, "value", value))


def money_text(fen: int) -> str:
    """Fen as yuan: ``1,963``, or ``1,963.50`` when there are fen."""
    return f"{Decimal(fen) / 100:,.2f}" if fen % 100 else f"{fen // 100:,}"


def understood(kind: Kind, text: str) -> Plain:
    """What a text means; an empty text clears the field.

    Raises:
        NotUnderstood: it means nothing of this kind.
    """
    text = text.strip().replace("，", ",").replace("。", ".")
    if not text:
        return None
    match kind:
        case Kind.YUAN | Kind.AREA:
            return _hundredths(kind, text)
        case Kind.DATE:
            return _iso_date(text)
        case Kind.COUNT:
            return _count(text)
        case Kind.PHONE:
            return _phone(text)
        case Kind.YES_NO:
            return text == "yes"
        case _:
            return text


def _hundredths(kind: Kind, text: str) -> int:
    for unit in ("元", "㎡", "m²", "平方米", "平米", "¥", "￥"):
        text = text.replace(unit, "")
    text = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotUnderstood(kind) from None
    if not number.is_finite() or number < 0 or number * 100 != int(number * 100) or number > 10**11:
        raise NotUnderstood(kind)
    return int(number * 100)


def _iso_date(text: str) -> str:
    found = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?", text)
    if found is None:
        raise NotUnderstood(Kind.DATE)
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        raise NotUnderstood(Kind.DATE) from None


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text):
        raise NotUnderstood(Kind.COUNT)
    return int(text)


def _phone(text: str) -> str:
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\+?\d{5,15}", digits):
        raise NotUnderstood(Kind.PHONE)
    return digits


def read_field(record: msgspec.Struct | None, name: str) -> object:
    """A field of a record, None when there is no record."""
    return None if record is None else getattr(record, name, None)
