"""Decisions on what a household reports while it waits, and on its points and rank."""

from __future__ import annotations

from sync.model.waiting import WaitingEntry
from sync.policy.months import months_later
from sync.policy.rescoring import rescored
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import is_sha256, today
from sync.workflow.machine import on
from sync.workflow.waiting.commands import NoteRank, ReportChange, Rescore, SettleChange
from sync.workflow.waiting.events import ChangeReported, ChangeSettled, RankNoted, Rescored


def decide_report(entry: WaitingEntry, command: ReportChange, context: Context) -> Decision | Refusal:
    """What changed, and when; whether it came late is recorded, and held against nobody here."""
    if not command.kinds or not command.note.strip():
        return Refusal(code="reason_missing", state=entry.state)
    day = today(context)
    if command.happened_on > day:
        return Refusal(code="not_yet", state=entry.state, details={"day": command.happened_on.isoformat()})
    last = months_later(command.happened_on, context.policy.waiting.report_change_months.value)
    reported = ChangeReported(
        at=context.now,
        by=context.actor.operator,
        kinds=command.kinds,
        happened_on=command.happened_on,
        note=command.note,
        late=day > last,
    )
    return on("waiting", entry, reported)


def decide_settle(entry: WaitingEntry, command: SettleChange, context: Context) -> Decision | Refusal:
    """Looked at; only what was reported can be."""
    if not command.kinds or not set(command.kinds) <= set(entry.changes_open):
        return Refusal(code="nothing_open", state=entry.state)
    if not command.note.strip():
        return Refusal(code="reason_missing", state=entry.state)
    settled = ChangeSettled(at=context.now, by=context.actor.operator, kinds=command.kinds, note=command.note)
    return on("waiting", entry, settled)


def decide_rescore(entry: WaitingEntry, _command: Rescore, context: Context) -> Decision | Refusal:
    """Half-years and homes given up, as the sheet of the entry's own policy says."""
    score = rescored(entry, context.policy, today(context))
    if (score.points, score.detail) == (entry.score, entry.score_detail):
        return Refusal(code="nothing_open", state=entry.state)
    event = Rescored(at=context.now, by=context.actor.operator, score=score.points, score_detail=score.detail)
    return on("waiting", entry, event)


def decide_note_rank(entry: WaitingEntry, command: NoteRank, context: Context) -> Decision | Refusal:
    """A rank that was computed; only a published order can be noted, and none before the last one."""
    sound = 1 <= command.rank <= command.of and is_sha256(command.order_sha256)
    if (
        not sound
        or command.as_of > today(context)
        or (entry.rank_as_of is not None and command.as_of < entry.rank_as_of)
    ):
        return Refusal(code="rank_unsound", state=entry.state)
    noted = RankNoted(
        at=context.now,
        by=context.actor.operator,
        rank=command.rank,
        of=command.of,
        as_of=command.as_of,
        order_sha256=command.order_sha256,
    )
    return on("waiting", entry, noted)
