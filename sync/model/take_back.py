"""Why a home is taken back: exactly fourteen cases, and the tenant's own leaving, which is none of them.

Names and articles of the codes: ``resources/codes/take_back.toml`` (``sync.model.lists.take_back_codes``).
"""

from __future__ import annotations

from enum import StrEnum


class TakeBack(StrEnum):
    """A case of taking back. Source: FJ-33 (the number), Order 11 (2012) arts. 27, 29-31, 35 (from memory)."""

    OWN_WILL = "T00"
    SUBLET = "T01"
    EXCHANGED = "T02"
    OTHER_USE = "T03"
    DAMAGED = "T04"
    ILLEGAL_ACTIVITY = "T05"
    VACANT = "T06"
    ARREARS = "T07"
    TERM_OVER = "T08"
    OTHER_HOME = "T09"
    OTHER_PUBLIC_HOME = "T10"
    FRAUD = "T11"
    NO_LONGER_QUALIFIED = "T12"
    DANGEROUS_GOODS = "T13"
    OTHER = "T14"


TAKE_BACK_CASES = frozenset(TakeBack) - {TakeBack.OWN_WILL}
"""The fourteen."""
USE_BREACHES = frozenset(
    {
        TakeBack.SUBLET,
        TakeBack.EXCHANGED,
        TakeBack.OTHER_USE,
        TakeBack.DAMAGED,
        TakeBack.ILLEGAL_ACTIVITY,
        TakeBack.VACANT,
    }
)
"""Breaches of the rules of use. Source: Order 11 (2012) arts. 27 and 36, from memory."""
