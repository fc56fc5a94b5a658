"""Commands on a proposal."""

from __future__ import annotations

from datetime import date

from sync.workflow.command import Command


class ProposePolicy(Command, frozen=True, kw_only=True, tag="propose_policy"):
    """Put a new version of the rules up for confirmation."""

    layer: str
    layer_version: str
    text_sha256: str
    changes: tuple[str, ...]
    """In plain words; see :func:`sync.policy.diff.diff`."""
    reason: str
    document: str
    effective_from: date


class ConfirmPolicy(Command, frozen=True, kw_only=True, tag="confirm_policy"):
    """Another person has read it and agrees."""

    text_sha256: str
    """Of what was read."""


class RefusePolicy(Command, frozen=True, kw_only=True, tag="refuse_policy"):
    """Another person has read it and disagrees."""

    reason: str


class WithdrawProposal(Command, frozen=True, kw_only=True, tag="withdraw_proposal"):
    """Who proposed it takes it back."""

    reason: str


AnyRegulationCommand = ProposePolicy | ConfirmPolicy | RefusePolicy | WithdrawProposal
"""Every command of the machine ``regulation``."""
