"""Masking for screens, in the words of the desk; what is shown is decided in ``sync.model.masking``."""

from __future__ import annotations

from sync.model.masking import Audience, mask_name, mask_number, mask_phone


def masked_name(name: str | None) -> str:
    """``张三`` -> ``张*``, ``张三丰`` -> ``张*丰``; "—" where there is none."""
    return mask_name(name, Audience.SCREEN) or "—"


def masked_number(number: str | None) -> str | None:
    """The first six of a document number, the rest hidden."""
    return mask_number(number, Audience.SCREEN) or None


def masked_phone(phone: str | None) -> str | None:
    """``19900001234`` -> ``199****1234``."""
    return mask_phone(phone, Audience.SCREEN) or None
