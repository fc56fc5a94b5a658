"""Events of a tenancy."""

from __future__ import annotations

from datetime import date

from sync.model.ids import FormalNumber
from sync.model.states import SignatureMethod
from sync.workflow.event import Event


class ContractIssued(Event, frozen=True, kw_only=True, tag="contract_issued"):
    """The platform issued the contract; its content is fixed from here on."""

    monthly_rent_fen: int
    rent_tier_permille: int
    deposit_fen: int
    term_from: date
    term_to: date
    number: FormalNumber | None = None
    content_sha256: str | None = None
    """None in a preview without a number."""


class ContractSigned(Event, frozen=True, kw_only=True, tag="contract_signed"):
    """The tenant signed the issued contract, unchanged."""

    content_sha256: str
    method: SignatureMethod
    signature_sha256: str


AnyTenancyEvent = ContractIssued | ContractSigned
"""Every event of the machine ``tenancy``."""
