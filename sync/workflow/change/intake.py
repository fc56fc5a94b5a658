"""Decisions on the draft and the acceptance of a change."""

from __future__ import annotations

import msgspec

from sync.model.change import ChangeCase, ChangeKind, ChangeState
from sync.model.tenancy import Tenancy
from sync.policy.billing import arrears_of
from sync.workflow.change import commands as c
from sync.workflow.change import events as e
from sync.workflow.change.wishes import not_taken_here, refused, sides, signers, wish_fault
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import bad_number, fact_missing, is_sha256, today
from sync.workflow.machine import founded, on
from sync.workflow.numbering import NumberKind
from sync.workflow.tenancy.events import RenewalAsked, RenewalWithdrawn


def decide_open(change: ChangeCase, command: c.OpenChange, context: Context) -> Decision | Refusal:
    """A draft about a tenancy of the same county."""
    fault = not_taken_here(change, command.kind, context)
    if fault:
        return fault
    if (command.kind is ChangeKind.SWAP) != (command.other_tenancy_id is not None):
        return refused(change, "other_household_missing")
    own = context.known("tenancy", command.tenancy_id, Tenancy)
    if own is None and context.facts.authoritative:
        return fact_missing("tenancy", change.state)
    if own is not None and own.org[:6] != change.org[:6]:
        return refused(change, "out_of_scope", org=change.org)
    opened = e.ChangeOpened(
        at=context.now,
        by=context.actor.operator,
        kind=command.kind,
        tenancy_id=command.tenancy_id,
        case_id=own.case_id if own else None,
        other_tenancy_id=command.other_tenancy_id,
        wish=command.wish,
    )
    return founded("change", change, opened)


def decide_revise(change: ChangeCase, command: c.ReviseChange, context: Context) -> Decision | Refusal:
    """Another wish; whoever signed the old one signs again."""
    if command.wish == change.wish:
        return refused(change, "nothing_changed")
    return on("change", change, e.ChangeRevised(at=context.now, by=context.actor.operator, wish=command.wish))


def decide_sign(change: ChangeCase, command: c.SignChange, context: Context) -> Decision | Refusal:
    """One of those who must sign it."""
    if command.who not in signers(change.kind):
        return refused(change, "signer_wrong")
    if not is_sha256(command.signature_sha256):
        return refused(change, "signature_missing")
    signed = e.ChangeSigned(
        at=context.now,
        by=context.actor.operator,
        who=command.who,
        signature_sha256=command.signature_sha256,
    )
    return on("change", change, signed)


def decide_accept(change: ChangeCase, command: c.AcceptChange, context: Context) -> Decision | Refusal:
    """Complete, signed by all, and with a number of the acting device. A swap needs both sides free of arrears."""
    fault = not_taken_here(change, change.kind, context) or bad_number(
        command.number, NumberKind.ACCEPTANCE, change.org, change.state, context
    )
    if fault:
        return fault
    missing = set(signers(change.kind)) - {entry.who for entry in change.signed}
    if missing:
        return refused(change, "signatures_missing", count=len(missing))
    both = sides(change, context)
    if both.own is None:
        return _accepted_unseen(change, command, context)
    fault = wish_fault(change, both.own, context) or _swap_fault(change, both.own, both.other, context)
    if fault:
        return fault
    return _accepted(change, command, both.own, both.other, context)


def _accepted_unseen(change: ChangeCase, command: c.AcceptChange, context: Context) -> Decision | Refusal:
    """A desk that does not see the tenancy can only say that it was taken."""
    if context.facts.authoritative:
        return fact_missing("tenancy", change.state)
    return on("change", change, e.ChangeAccepted(at=context.now, by=context.actor.operator, number=command.number))


def _swap_fault(change: ChangeCase, own: Tenancy, other: Tenancy | None, context: Context) -> Refusal | None:
    if change.kind is not ChangeKind.SWAP:
        return None
    if other is None:
        return fact_missing("tenancy", change.state) if context.facts.authoritative else None
    for side in (own, other):
        _, overdue = arrears_of(side.account, today(context))
        if overdue:
            return refused(change, "arrears_first")
    return None


def _accepted(
    change: ChangeCase, command: c.AcceptChange, own: Tenancy, other: Tenancy | None, context: Context
) -> Decision:
    at, by = context.now, context.actor.operator
    accepted = on(
        "change",
        change,
        e.ChangeAccepted(
            at=at,
            by=by,
            number=command.number,
            unit_id=own.unit_id,
            waiting_id=own.waiting_id,
            other_unit_id=other.unit_id if other else None,
            other_waiting_id=other.waiting_id if other else None,
        ),
    )
    if change.kind is not ChangeKind.RENEW:
        return accepted
    signature = next(entry.signature_sha256 for entry in change.signed)
    asked = RenewalAsked(at=at, by=by, years=change.wish.years, signature_sha256=signature)
    return Decision(effects=(*accepted.effects, Effect(machine="tenancy", object_id=own.id, event=asked)))


def decide_withdraw(change: ChangeCase, command: c.WithdrawChange, context: Context) -> Decision | Refusal:
    """Before it is decided; a renewal that was asked for with it is taken back too."""
    if not command.reason.strip():
        return refused(change, "reason_missing")
    withdrawn = e.ChangeWithdrawn(at=context.now, by=context.actor.operator, reason=command.reason)
    return Decision(effects=(*on("change", change, withdrawn).effects, *renewal_back(change, context)))


def renewal_back(change: ChangeCase, context: Context) -> tuple[Effect, ...]:
    """The request for a new term is taken back, when there was one."""
    if change.kind is not ChangeKind.RENEW or change.state is ChangeState.DRAFT or change.tenancy_id is None:
        return ()
    back = RenewalWithdrawn(at=context.now, by=context.actor.operator)
    return (Effect(machine="tenancy", object_id=change.tenancy_id, event=back),)


def apply_intake(change: ChangeCase, event: object) -> ChangeCase | None:
    """The change after an event of its draft or acceptance; None for other events."""
    match event:
        case e.ChangeOpened():
            return msgspec.structs.replace(
                change,
                state=ChangeState.DRAFT,
                kind=event.kind,
                tenancy_id=event.tenancy_id,
                case_id=event.case_id,
                other_tenancy_id=event.other_tenancy_id,
                wish=event.wish,
                opened_by=event.by,
                opened_at=event.at,
            )
        case e.ChangeRevised():
            return msgspec.structs.replace(change, wish=event.wish, signed=())
        case e.ChangeAccepted():
            return msgspec.structs.replace(
                change,
                state=ChangeState.ACCEPTED,
                number=event.number,
                unit_id=event.unit_id,
                waiting_id=event.waiting_id,
                other_unit_id=event.other_unit_id,
                other_waiting_id=event.other_waiting_id,
                accepted_by=event.by,
                accepted_at=event.at,
            )
        case e.ChangeWithdrawn():
            return msgspec.structs.replace(change, state=ChangeState.WITHDRAWN, deadlines=())
        case _:
            return None
