"""Decisions on new versions of the rules."""

from __future__ import annotations

import re
from datetime import date

from sync.model.regulation import PolicyProposal
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import is_sha256, today
from sync.workflow.machine import founded, on
from sync.workflow.regulation.commands import ConfirmPolicy, ProposePolicy, RefusePolicy, WithdrawProposal
from sync.workflow.regulation.events import PolicyConfirmed, PolicyProposed, PolicyRefused, ProposalWithdrawn

MACHINE_NAME = "regulation"
_LAYER = re.compile(r"[a-z][a-z0-9_]{0,40}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,40}")


def decide_propose(proposal: PolicyProposal, command: ProposePolicy, context: Context) -> Decision | Refusal:
    """Whole, with a reason and a paper, and not for a day that is over."""
    state = proposal.state
    if not (_LAYER.fullmatch(command.layer) and _VERSION.fullmatch(command.layer_version)):
        return Refusal(code="proposal_target", state=state)
    if not is_sha256(command.text_sha256):
        return Refusal(code="proposal_digest", state=state)
    if not any(line.strip() for line in command.changes):
        return Refusal(code="proposal_unchanged", state=state)
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=state)
    if not command.document.strip():
        return Refusal(code="proposal_document", state=state)
    late = _back_dated(command.effective_from, proposal, context)
    if late:
        return late
    facts = {name: getattr(command, name) for name in command.__struct_fields__}
    return founded(MACHINE_NAME, proposal, PolicyProposed(at=context.now, by=context.actor.operator, **facts))


def decide_confirm(proposal: PolicyProposal, command: ConfirmPolicy, context: Context) -> Decision | Refusal:
    """By another person, of exactly what was proposed, before it begins."""
    refusal = _same_person(proposal, context)
    if refusal is None and command.text_sha256 != proposal.text_sha256:
        refusal = Refusal(code="proposal_differs", state=proposal.state)
    if refusal is None and proposal.effective_from is not None:
        refusal = _back_dated(proposal.effective_from, proposal, context)
    if refusal:
        return refusal
    return on(MACHINE_NAME, proposal, PolicyConfirmed(at=context.now, by=context.actor.operator))


def decide_refuse(proposal: PolicyProposal, command: RefusePolicy, context: Context) -> Decision | Refusal:
    """By another person, who says why."""
    refusal = _same_person(proposal, context) or _no_reason(command.reason, proposal)
    if refusal:
        return refusal
    return on(MACHINE_NAME, proposal, PolicyRefused(at=context.now, by=context.actor.operator, reason=command.reason))


def decide_withdraw(proposal: PolicyProposal, command: WithdrawProposal, context: Context) -> Decision | Refusal:
    """By who proposed it, and nobody else."""
    if context.actor.operator != proposal.proposed_by:
        return Refusal(code="not_the_proposer", state=proposal.state)
    refusal = _no_reason(command.reason, proposal)
    if refusal:
        return refusal
    withdrawn = ProposalWithdrawn(at=context.now, by=context.actor.operator, reason=command.reason)
    return on(MACHINE_NAME, proposal, withdrawn)


def _same_person(proposal: PolicyProposal, context: Context) -> Refusal | None:
    """Who proposes does not decide."""
    if context.actor.operator != proposal.proposed_by:
        return None
    return Refusal(code="second_person_needed", state=proposal.state)


def _no_reason(reason: str, proposal: PolicyProposal) -> Refusal | None:
    return None if reason.strip() else Refusal(code="reason_missing", state=proposal.state)


def _back_dated(begins: date, proposal: PolicyProposal, context: Context) -> Refusal | None:
    """Rules that begin in the past would judge people by what nobody could know."""
    day = today(context)
    if begins >= day:
        return None
    return Refusal(code="proposal_back_dated", state=proposal.state, details={"today": day.isoformat()})
