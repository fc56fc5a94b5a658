"""Field names and values as people say them."""

from __future__ import annotations

from collections.abc import Mapping

from gzf_desk.i18n import Translator
from gzf_desk.services.masking import masked_number, masked_phone
from sync.workflow.numbering import display

_HIDDEN = frozenset({"sources", "document_type", "role"})
_NUMBERS = frozenset({"document_number", "agent_document_number", "residence_permit", "hukou_book", "vin"})
_PHONES = frozenset({"phone", "phone2", "agent_phone"})
"""Fields of people that a screen shows masked."""
_CODED = frozenset({"category", "form", "channel"})
"""Fields of the draft whose values are codes with words of their own."""


def said(words: Translator, key: str, fallback: str, fields: Mapping[str, object] | None = None) -> str:
    """The text of ``key`` with what it asks for, else the text of ``fallback``.

    The other end may be newer: it may name a reason that this program has no sentence for.
    """
    try:
        text = words(key, **(fields or {}))
    except (KeyError, IndexError):
        return words(fallback)
    return words(fallback) if text.startswith("⟦") else text


def grouped_number(number: str | None) -> str:
    """A formal number as people read it, ``SQ990101-0003-00122-8``; "" when there is none."""
    return display(number) if number else ""


def field_name(path: str, words: Translator) -> str:
    """A field or collection in words, e.g. ``members/m1`` -> 家庭成员."""
    group = path.partition("/")[0]
    return said(words, f"services.group.{group}", "services.group.other")


def shown_value(value: object, words: Translator, path: str = "") -> str:
    """A value in one line, numbers of people masked; the value of a coded field of the draft (``path``) in words."""
    if value is None:
        return words("services.nothing_there")
    if path in _CODED:
        text = words(f"services.{path}.{value}")
        return str(value) if text.startswith("⟦") else text
    if isinstance(value, bool):
        return words("services.yes" if value else "services.no")
    if isinstance(value, Mapping):
        parts = [_part(str(name), entry, words) for name, entry in value.items() if name not in _HIDDEN]
        return " · ".join(part for part in parts if part)
    if isinstance(value, list | tuple):
        return "、".join(shown_value(one, words) for one in value)
    return str(value)


def _part(name: str, value: object, words: Translator) -> str:
    if value in (None, "", [], {}):
        return ""
    if name in _NUMBERS:
        return masked_number(str(value)) or ""
    if name in _PHONES:
        return masked_phone(str(value)) or ""
    if name.endswith("_fen") and isinstance(value, int):
        return words("services.yuan", amount=f"{value / 100:,.2f}")
    return shown_value(value, words)
