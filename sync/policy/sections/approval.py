"""Who made a version of a policy: one proposes, another confirms, and it begins only afterwards."""

from __future__ import annotations

from datetime import date

from sync.policy.figure import PolicyStruct


class Approval(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The chain behind a version. Source: FJ-20 (no condition of admission is changed without consent), rule R13."""

    proposed_by: str
    proposed_on: date
    confirmed_by: str
    """Somebody else."""
    confirmed_on: date
    reason: str
    """Why there is a new version."""
    document: str
    """What it rests on: the number of the paper that was signed."""
