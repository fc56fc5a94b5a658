"""Licence plates and vehicle numbers: what a person typed, normalised, or None when it cannot be right."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_MAX_INPUT = 32
FICTIONAL_PLATE = "例"
"""Stands for a province on plates of demo, training and tests; no plate begins so."""

_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_HEAD = rf"[{_PROVINCES}{FICTIONAL_PLATE}][A-Z]"
_BODY = "[A-HJ-NP-Z0-9]"
_ORDINARY = re.compile(rf"{_HEAD}{_BODY}{{4}}(?:{_BODY}|[挂学警港澳])")
_SMALL_NEW_ENERGY = re.compile(rf"{_HEAD}[A-HJK]{_BODY}[0-9]{{4}}")
_LARGE_NEW_ENERGY = re.compile(rf"{_HEAD}[0-9]{{5}}[A-HJK]")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_BETWEEN = re.compile(r"[\s·•・.\-]")
"""What people put between the parts of a plate."""


class PlateKind(StrEnum):
    """Kinds of plates, by their pattern."""

    ORDINARY = "ordinary"
    NEW_ENERGY = "new_energy"


@dataclass(frozen=True)
class Plate:
    """A plate that can be right.

    Attributes:
        text: normalised, e.g. ``粤B12345``.
        kind: ordinary (7 characters) or new energy (8).
    """

    text: str
    kind: PlateKind


def parse_plate(text: str) -> Plate | None:
    """The plate that a person typed; full-width and lower case, dots and spaces are forgiven. None = no plate.

    Plates of the forces, of embassies and of test drives are none of a household's and are not known here.

    Source: GA 36-2018 (seven characters; new energy eight, with a letter A to H, J or K in front of four digits or
    behind five; no I and no O); from memory and public code.
    """
    if len(text) > _MAX_INPUT:
        return None
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text).upper())
    if _SMALL_NEW_ENERGY.fullmatch(plain) or _LARGE_NEW_ENERGY.fullmatch(plain):
        return Plate(plain, PlateKind.NEW_ENERGY)
    if _ORDINARY.fullmatch(plain):
        return Plate(plain, PlateKind.ORDINARY)
    return None


def parse_vin(text: str) -> str | None:
    """A vehicle's own number, seventeen characters without I, O and Q; None when it cannot be one.

    Its ninth character is a check digit in China and a free one on cars from elsewhere, so that it proves nothing here.

    Source: GB 16735-2019 (from memory).
    """
    plain = text.strip().upper() if len(text) <= _MAX_INPUT else ""
    return plain if _VIN.fullmatch(plain) else None
