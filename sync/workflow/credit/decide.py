"""Decisions on credit files: entered with a price of the rules, shown, appealed, repaired; decided by somebody else."""

from __future__ import annotations

from sync.model.credit import CreditRecord, CreditState, credit_id, is_person_key
from sync.policy.credit import live_ban, repair_from
from sync.policy.periods import end_of
from sync.workflow.clocks import start
from sync.workflow.credit.commands import (
    AppealCredit,
    AskRepair,
    DecideAppeal,
    DecideRepair,
    LiftBan,
    RecordCreditEvent,
    ShowCredit,
)
from sync.workflow.credit.effects import MACHINE_NAME, entry
from sync.workflow.credit.events import (
    AppealDecided,
    BanLifted,
    CreditAppealed,
    CreditShown,
    RepairAsked,
    RepairDecided,
)
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import today
from sync.workflow.machine import founded, on
from sync.workflow.words import not_concrete, not_digests

APPEAL = "APPEAL"
"""Name of the clock of who decides an appeal."""


def decide_enter(record: CreditRecord, command: RecordCreditEvent, context: Context) -> Decision | Refusal:
    """An event with its proof, on the person's own file, at the price of the rules; never the same one twice."""
    state = record.state
    if not is_person_key(command.person) or record.id != credit_id(command.person):
        return Refusal(code="person_key_malformed", state=state)
    if command.on > today(context):
        return Refusal(code="date_in_future", state=state)
    refusal = not_digests((command.evidence_sha256,), state)
    entered = refusal or entry(
        person=command.person,
        event=command.event,
        on=command.on,
        source=(command.source_machine, command.source_id),
        evidence_sha256=command.evidence_sha256,
        file=record,
        state=state,
        context=context,
    )
    if isinstance(entered, Refusal):
        return entered
    return (founded if state is CreditState.NEW else on)(MACHINE_NAME, record, entered)


def decide_show(record: CreditRecord, command: ShowCredit, context: Context) -> Decision | Refusal:
    """The person is told of what they had not been told of; from today they may appeal."""
    numbers = tuple(one.number for one in record.entries if one.shown_on is None)
    if not numbers:
        return Refusal(code="nothing_to_show", state=record.state)
    day = today(context)
    last, _ = end_of(context.workdays, day, context.policy.credit.appeal_days)
    shown = CreditShown(
        at=context.now,
        by=context.actor.operator,
        numbers=numbers,
        on=day,
        appeal_by=last,
        evidence_sha256=command.evidence_sha256,
    )
    return not_digests((command.evidence_sha256,), record.state) or on(MACHINE_NAME, record, shown)


def decide_appeal(record: CreditRecord, command: AppealCredit, context: Context) -> Decision | Refusal:
    """Taken down, also late: what a desk without a link holds back is not the person's fault."""
    found = record.entry(command.entry)
    if found is None:
        return Refusal(code="entry_unknown", state=record.state, details={"number": command.entry})
    if found.appeal is not None:
        return Refusal(code="appealed_already", state=record.state)
    if not command.text.strip():
        return Refusal(code="words_missing", state=record.state)
    day = today(context)
    appealed = CreditAppealed(
        at=context.now,
        by=context.actor.operator,
        number=command.entry,
        text=command.text,
        deadline=start(APPEAL, day, context.policy.credit.appeal_answer_days, context.workdays),
        late=found.appeal_by is not None and day > found.appeal_by,
    )
    return on(MACHINE_NAME, record, appealed)


def decide_on_appeal(record: CreditRecord, command: DecideAppeal, context: Context) -> Decision | Refusal:
    """By another person than the one who entered it, and than the one who took the appeal down."""
    found = record.entry(command.entry)
    if found is None or found.appeal is None or found.appeal.upheld is not None:
        return Refusal(code="no_open_appeal", state=record.state)
    if context.actor.operator in {found.recorded_by, found.appeal.taken_by}:
        return Refusal(code="second_person_needed", state=record.state)
    decided = AppealDecided(
        at=context.now,
        by=context.actor.operator,
        number=command.entry,
        upheld=command.upheld,
        text=command.text,
        on=today(context),
    )
    return not_concrete(command.text, record.state, context) or on(MACHINE_NAME, record, decided)


def decide_ask_repair(record: CreditRecord, command: AskRepair, context: Context) -> Decision | Refusal:
    """After months without a new entry, and not while a ban lives."""
    refusal = _not_to_be_repaired(record, context)
    asked = RepairAsked(at=context.now, by=context.actor.operator, on=today(context), text=command.text)
    return refusal or on(MACHINE_NAME, record, asked)


def decide_repair(record: CreditRecord, command: DecideRepair, context: Context) -> Decision | Refusal:
    """Granted only where it still may be; by another person than the one who took the application down."""
    if record.repairs[-1].taken_by == context.actor.operator:
        return Refusal(code="second_person_needed", state=record.state)
    refusal = _not_to_be_repaired(record, context) if command.granted else None
    decided = RepairDecided(
        at=context.now,
        by=context.actor.operator,
        on=today(context),
        granted=command.granted,
        text=command.text,
    )
    return refusal or not_concrete(command.text, record.state, context) or on(MACHINE_NAME, record, decided)


def decide_lift(record: CreditRecord, command: LiftBan, context: Context) -> Decision | Refusal:
    """By another person than the one who decided the penalty, with the paper that says so."""
    found = next((ban for ban in record.bans if ban.number == command.ban and ban.lifted_on is None), None)
    if found is None:
        return Refusal(code="ban_unknown", state=record.state, details={"number": command.ban})
    if found.decided_by == context.actor.operator:
        return Refusal(code="second_person_needed", state=record.state)
    lifted = BanLifted(
        at=context.now,
        by=context.actor.operator,
        number=command.ban,
        on=today(context),
        text=command.text,
        document_sha256=command.document_sha256,
    )
    return (
        not_concrete(command.text, record.state, context)
        or not_digests((command.document_sha256,), record.state)
        or on(MACHINE_NAME, record, lifted)
    )


def _not_to_be_repaired(record: CreditRecord, context: Context) -> Refusal | None:
    day, first = today(context), repair_from(record, context.policy.credit)
    if first is None:
        return Refusal(code="nothing_to_repair", state=record.state)
    if day < first:
        return Refusal(code="repair_too_early", state=record.state, details={"from": first.isoformat()})
    ban = live_ban(record, day)
    if ban is not None:
        return Refusal(code="ban_live", state=record.state, details={"to": ban.ends.isoformat()})
    return None
