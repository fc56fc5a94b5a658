"""Change businesses of a tenancy: exit, renewal, other home, swap, members, tenant, rent (变更业务)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId


class ChangeKind(StrEnum):
    """What is to change. The first seven are the property counter's; the rest are for the street and the county only.

    Source: data dictionary and workflow description §7.
    """

    EXIT = "exit"
    RENEW = "renew"
    ADJUST_UNIT = "adjust_unit"
    """Another home."""
    SWAP = "swap"
    """Two tenants exchange their homes."""
    MEMBER_CHANGE = "member_change"
    TENANT_CHANGE = "tenant_change"
    RENT_REDUCTION = "rent_reduction"
    CONTACT_CHANGE = "contact_change"
    BANK_CARD_CHANGE = "bank_card_change"
    CATEGORY_CHANGE = "category_change"
    """From a home to a subsidy or back."""
    WAITING_SUSPENSION = "waiting_suspension"
    SUCCESSION = "succession"
    """After a divorce or a death."""


COUNTER_KINDS = frozenset(
    {
        ChangeKind.EXIT,
        ChangeKind.RENEW,
        ChangeKind.ADJUST_UNIT,
        ChangeKind.SWAP,
        ChangeKind.MEMBER_CHANGE,
        ChangeKind.TENANT_CHANGE,
        ChangeKind.RENT_REDUCTION,
    }
)
"""The seven that a property counter may accept: no policy can give it more."""


class ChangeState(StrEnum):
    """States of a change business."""

    NEW = "new"
    DRAFT = "draft"
    ACCEPTED = "accepted"
    CHECKING = "checking"
    REVIEW = "review"
    PUBLICITY = "publicity"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


class ChangeWish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the household asks for; what a kind does not need stays empty."""

    reason: str = ""
    on: date | None = None
    """EXIT: the day of leaving. RENEW: ignored. Else: the day from which it holds."""
    years: int = 0
    """RENEW: term of the new contract."""
    unit_id: RecordId | None = None
    """ADJUST_UNIT: the other home."""
    joins: tuple[str, ...] = ()
    """MEMBER_CHANGE: member ids of the application that move in."""
    leaves: tuple[str, ...] = ()
    """MEMBER_CHANGE: member ids that move out."""
    tenant: str | None = None
    """TENANT_CHANGE, SUCCESSION: member id of the new tenant."""
    monthly_fen: int | None = None
    """RENT_REDUCTION: what a month shall cost."""
    months: int = 0
    """RENT_REDUCTION: for how long."""


class Signer(StrEnum):
    """Who signs a change."""

    HOUSEHOLD = "household"
    OTHER_HOUSEHOLD = "other_household"
    """SWAP: the other tenant."""
    OWNER = "owner"
    """Who owns or runs the home, and consents."""
    OTHER_OWNER = "other_owner"


class Signed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody signed."""

    who: Signer
    signature_sha256: str


class ChangeCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was looked at before the review."""

    code: str
    clear: bool
    figure: int = 0
    """What was found, e.g. arrears in fen."""


class ChangeCase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change business, from its draft to its execution."""

    id: RecordId
    org: OrgCode
    state: ChangeState = ChangeState.NEW
    kind: ChangeKind = ChangeKind.EXIT
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    """Application behind the tenancy."""
    unit_id: RecordId | None = None
    waiting_id: RecordId | None = None
    other_tenancy_id: RecordId | None = None
    """SWAP: the other household's; so the next two."""
    other_unit_id: RecordId | None = None
    other_waiting_id: RecordId | None = None
    wish: ChangeWish = ChangeWish()
    signed: tuple[Signed, ...] = ()
    number: FormalNumber | None = None
    opened_by: OperatorId | None = None
    opened_at: datetime | None = None
    accepted_by: OperatorId | None = None
    accepted_at: datetime | None = None
    checks: tuple[ChangeCheck, ...] = ()
    agreed: bool | None = None
    """What the review said."""
    reviewed_by: OperatorId | None = None
    review_text: str = ""
    publicity_to: date | None = None
    evidence_sha256: str | None = None
    objection: str = ""
    """Conclusion on an objection that was upheld."""
    deadlines: tuple[Deadline, ...] = ()
    executed_at: datetime | None = None
    executed_by: OperatorId | None = None
