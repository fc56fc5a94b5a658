"""Who may act for the applicant, and how far (委托书)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.states import SignatureMethod


class Power(StrEnum):
    """What an agent may do. Source: data dictionary §13."""

    FILL = "fill"
    SUBMIT = "submit"
    RECEIVE_DOCS = "receive_docs"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    SIGN_CONTRACT = "sign_contract"


class Entrustment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The applicant's letter that lets somebody act. The agent is a person or an agent point, and takes no fee."""

    powers: tuple[Power, ...]
    principal: str
    """Member id of who entrusts."""
    agent_name: str | None = None
    agent_document_type: str | None = None
    agent_document_number: str | None = None
    agent_phone: str | None = None
    agent_point: str | None = None
    """Code of the agent point, where the agent is one."""
    agent_staff: str | None = None
    """Staff number at the agent point."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day."""
    method: SignatureMethod | None = None
    signed_at: datetime | None = None
    text_version: str | None = None
    text_sha256: str | None = None
    signature_sha256: str | None = None
    agent_signature_sha256: str | None = None
    witness: str | None = None
    number: str | None = None
    withdrawn_at: datetime | None = None

    def allows(self, power: Power, today: date) -> bool:
        """Whether the agent may do this on a day: power given, signed, not withdrawn, within its days."""
        begun = self.valid_from is None or self.valid_from <= today
        over = self.valid_to is not None and self.valid_to < today
        return power in self.powers and self.signed_at is not None and self.withdrawn_at is None and begun and not over
