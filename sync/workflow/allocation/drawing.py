"""Decisions on the frozen list and its draw. What may be done when is :mod:`sync.workflow.draw_run`'s to say."""

from __future__ import annotations

from datetime import date

from sync.model.allocation import DRAWN_METHODS, Batch, Method, Standing
from sync.model.draw_record import (
    DrawCancellation,
    DrawCommit,
    DrawEntropy,
    DrawProblem,
    DrawReveal,
    DrawStep,
    DrawTerms,
)
from sync.policy.months import last_of
from sync.workflow import draw, draw_run
from sync.workflow.allocation.commands import CancelDraw, CommitDraw, FreezeList, RecordEntropy, RevealDraw
from sync.workflow.allocation.events import DrawCancelled, DrawCommitted, DrawMade, DrawRevealed, ListFrozen
from sync.workflow.allocation.limits import ends, kept_terms
from sync.workflow.allocation.lists import run_of
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import is_sha256, today
from sync.workflow.machine import on

_HOUR_S = 3_600


def decide_freeze(batch: Batch, command: FreezeList, context: Context) -> Decision | Refusal:
    """The list is fixed and published with its hash, the program, and the terms of the draw (rule R15)."""
    refusal = _not_ready(batch, command, context)
    if refusal:
        return refusal
    ids = tuple(person.number for person in batch.people)
    if command.draw is not None:
        previous = batch.past_draws[-1] if batch.past_draws else None
        problem = draw_run.may_freeze(batch.id, ids, command.draw, context.now, previous)
        if problem:
            return in_words(batch, problem)
    public_to = None if command.draw else ends(kept_terms(batch).order_publicity, context)[0]
    frozen = ListFrozen(
        at=context.now,
        by=context.actor.operator,
        list_hash=draw.list_hash(ids).hex(),
        program_sha256=command.program_sha256,
        draw=command.draw,
        order_public_to=public_to,
    )
    return on("batch", batch, frozen)


def _not_ready(batch: Batch, command: FreezeList, context: Context) -> Refusal | None:
    state = batch.state
    waiting = sum(person.standing is not Standing.PASSED for person in batch.people)
    if waiting:
        return Refusal(code="rechecks_open", state=state, details={"count": waiting})
    if not batch.people:
        return in_words(batch, DrawProblem(code=DrawStep.LIST_EMPTY))
    if not is_sha256(command.program_sha256):
        return Refusal(code="program_missing", state=state)
    if batch.method is Method.WAITING_NUMBERS and today(context) < _last_day(batch):
        return Refusal(code="not_yet", state=state, details={"day": _last_day(batch).isoformat()})
    return _wrong_terms(batch, command.draw, context)


def _last_day(batch: Batch) -> date:
    return last_of(date.fromisoformat(f"{batch.month}-01"))


def _wrong_terms(batch: Batch, terms: DrawTerms | None, context: Context) -> Refusal | None:
    needed = batch.method in DRAWN_METHODS
    if needed is not (terms is not None):
        return Refusal(code="draw_terms", state=batch.state, details={"method": str(batch.method)})
    lead = context.policy.allocation.commit_lead_hours.value
    if terms is not None and terms.commit_lead_s < lead * _HOUR_S:
        return Refusal(code="draw_lead", state=batch.state, details={"hours": lead})
    return None


def decide_commit(batch: Batch, command: CommitDraw, context: Context) -> Decision | Refusal:
    """A party's commit, before the public text can be known."""
    act = DrawCommit(party=command.party, commit=command.commit, at=context.now, escrow=command.escrow)
    record = batch.draw
    problem = _no_draw(batch) if record is None else _refused(batch, draw_run.may_commit(record, act))
    return problem or on("batch", batch, DrawCommitted(at=context.now, by=context.actor.operator, commit=act))


def decide_reveal(batch: Batch, command: RevealDraw, context: Context) -> Decision | Refusal:
    """A party's secret, or that of a party which withholds it, out of the envelope."""
    act = DrawReveal(party=command.party, secret=command.secret, at=context.now, opened_by=command.opened_by)
    record = batch.draw
    problem = _no_draw(batch) if record is None else _refused(batch, draw_run.may_reveal(record, act))
    return problem or on("batch", batch, DrawRevealed(at=context.now, by=context.actor.operator, reveal=act))


def decide_entropy(batch: Batch, command: RecordEntropy, context: Context) -> Decision | Refusal:
    """The public text comes last, and the order follows from all of it."""
    record = run_of(batch)
    if record is None:
        return _no_draw(batch)
    act = DrawEntropy(text=command.text, at=context.now)
    problem = draw_run.may_give_entropy(record, act)
    bundle = problem or draw_run.bundle_of(draw_run.with_entropy(record, act))
    if isinstance(bundle, DrawProblem):
        return in_words(batch, bundle)
    public_to, _ = ends(kept_terms(batch).order_publicity, context)
    made = DrawMade(at=context.now, by=context.actor.operator, entropy=act, seed=bundle.seed, order_public_to=public_to)
    return on("batch", batch, made)


def decide_cancel_draw(batch: Batch, command: CancelDraw, context: Context) -> Decision | Refusal:
    """Publicly given up before there is a result: a result that is known is never drawn again in the same batch."""
    act = DrawCancellation(reason=command.reason, notice=command.notice, at=context.now)
    record = batch.draw
    problem = _no_draw(batch) if record is None else _refused(batch, draw_run.may_cancel(record, act))
    return problem or on("batch", batch, DrawCancelled(at=context.now, by=context.actor.operator, cancellation=act))


def _no_draw(batch: Batch) -> Refusal:
    return Refusal(code="no_draw", state=batch.state)


def _refused(batch: Batch, problem: DrawProblem | None) -> Refusal | None:
    return None if problem is None else in_words(batch, problem)


def in_words(batch: Batch, problem: DrawProblem) -> Refusal:
    """The problem of a draw as a refusal: ``draw_<step>``."""
    details: dict[str, str | int] = {}
    if problem.party is not None:
        details["party"] = problem.party
    if problem.position is not None:
        details["position"] = problem.position
    return Refusal(code=f"draw_{problem.code.value}", state=batch.state, details=details)
