"""Sex as documents state it."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """The four values of the standard.

    Source: GB/T 2261.1-2003.
    """

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"
    UNSPECIFIED = "unspecified"

    @property
    def code(self) -> str:
        """The one-digit code that cards carry."""
        return _CODE_OF[self]


_CODE_OF = {Sex.UNKNOWN: "0", Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNSPECIFIED: "9"}
_SEX_OF = {code: sex for sex, code in _CODE_OF.items()}


def sex_of_code(code: str) -> Sex | None:
    """The sex behind a one-digit code, or None when the standard knows no such code."""
    return _SEX_OF.get(code)
