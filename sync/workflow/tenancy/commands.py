"""Commands on a tenancy."""

from __future__ import annotations

from sync.model.states import SignatureMethod
from sync.workflow.command import Command


class SignContract(Command, frozen=True, kw_only=True, tag="sign_contract"):
    """The tenant signs the contract that the platform issued, unchanged."""

    content_sha256: str
    explained: bool
    """Liability and return clauses were explained, with initials. Source: Order 11 (2012) art. 16, from memory."""
    method: SignatureMethod
    signature_sha256: str


AnyTenancyCommand = SignContract
"""Every command of the machine ``tenancy``."""
