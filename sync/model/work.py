"""Work, contributions and businesses of the members: what new employees and migrant workers must show.

Units: money integer fen, months whole, dates civil days in China. ``None`` = not known yet.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from sync.model.household import Count, Fen
from sync.model.states import SourceMark


class FundKind(StrEnum):
    """What is paid into."""

    SOCIAL_INSURANCE = "social_insurance"
    HOUSING_FUND = "housing_fund"


class PayingState(StrEnum):
    """Whether it is being paid now."""

    PAYING = "paying"
    PAUSED = "paused"
    STOPPED = "stopped"


class BusinessKind(StrEnum):
    """Kinds of registrations at the market supervision office."""

    SELF_EMPLOYED = "self_employed"
    """个体工商户."""
    ENTERPRISE = "enterprise"


class BusinessPart(StrEnum):
    """What a member is in a business."""

    OPERATOR = "operator"
    LEGAL_REPRESENTATIVE = "legal_representative"
    SHAREHOLDER = "shareholder"
    OFFICER = "officer"
    """Director, supervisor or manager without a share."""


class Contribution(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one member has paid into social insurance or the housing fund."""

    member: str | None = None
    kind: FundKind | None = None
    employer: str | None = None
    """Unit that pays."""
    months_total: Count | None = None
    months_continuous: Count | None = None
    """Without a gap, up to ``last_month``."""
    base_fen: Fen | None = None
    """Monthly base of the contribution."""
    first_month: str | None = None
    """``YYYY-MM``."""
    last_month: str | None = None
    state: PayingState | None = None
    sources: dict[str, SourceMark] = {}


class Employment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One labour contract."""

    member: str | None = None
    employer: str | None = None
    employer_code: str | None = None
    """Unified social credit code."""
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """Last day; None with ``open_ended`` = without end."""
    open_ended: bool | None = None
    sources: dict[str, SourceMark] = {}


class Business(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A business that is registered in a member's name."""

    member: str | None = None
    kind: BusinessKind | None = None
    part: BusinessPart | None = None
    name: str | None = None
    code: str | None = None
    """Unified social credit code."""
    registered_on: date | None = None
    closed_on: date | None = None
    capital_fen: Fen | None = None
    sources: dict[str, SourceMark] = {}
