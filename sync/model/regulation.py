"""Changes of the rules themselves: one proposes, another confirms, and nothing is ever back-dated (政策变更).

Source: FJ-20 (no condition of admission is changed without consent), GD-40 (a change log), rule R13; that it
takes two people and which, is ours.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.ids import OperatorId, OrgCode, RecordId


class ProposalState(StrEnum):
    """States of a proposal."""

    NEW = "new"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PolicyProposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A new version of a policy, or of a layer that policies inherit from, on its way into force."""

    id: RecordId
    org: OrgCode
    """The region that it is for."""
    state: ProposalState = ProposalState.NEW
    layer: str = ""
    """Id of the policy or layer, e.g. ``yichun2``, ``province``."""
    layer_version: str = ""
    """The new version."""
    text_sha256: str = ""
    """Of its files: what the two people have read is what comes into force."""
    changes: tuple[str, ...] = ()
    """What is different from the version before, in plain words, as both people read it."""
    reason: str = ""
    document: str = ""
    """Number of the paper that the change rests on."""
    effective_from: date | None = None
    """Cases that are accepted from this day on follow it."""
    proposed_by: OperatorId | None = None
    proposed_at: datetime | None = None
    decided_by: OperatorId | None = None
    decided_at: datetime | None = None
    note: str = ""
    """Why it was refused or taken back."""
