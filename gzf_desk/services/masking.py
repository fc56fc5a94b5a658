"""Masking for screens. Who has a reason sees the whole; everybody else this.

Source: own rule set, as no binding national pattern is known: a name keeps first and last, a number its first six.
"""

from __future__ import annotations

_STAR = "*"
_SHOWN_OF_NUMBER = 6


def masked_name(name: str | None) -> str:
    """``张三`` -> ``张*``, ``张三丰`` -> ``张*丰``, a name with dots keeps first and last character."""
    if not name:
        return "—"
    bare = name.strip()
    if len(bare) <= 1:
        return bare or "—"
    if len(bare) == 2:
        return bare[0] + _STAR
    stars = _STAR * (len(bare) - 2) if "·" not in bare and " " not in bare else _STAR * 2
    return bare[0] + stars + bare[-1]


def masked_number(number: str | None) -> str | None:
    """The first six of a document number, the rest hidden."""
    if not number:
        return None
    return number[:_SHOWN_OF_NUMBER] + _STAR * max(0, len(number) - _SHOWN_OF_NUMBER)


def masked_phone(phone: str | None) -> str | None:
    """``19900001234`` -> ``199****1234``."""
    if not phone:
        return None
    return phone[:3] + _STAR * 4 + phone[-4:] if len(phone) > 7 else _STAR * len(phone)
