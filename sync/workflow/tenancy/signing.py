"""Decisions from the issued contract to the keys."""

from __future__ import annotations

from sync.model.billing import RentStep
from sync.model.case import Case
from sync.model.household import MemberRole
from sync.model.states import TenancyState, UnitState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import GiveUpReason, WaitingEntry
from sync.policy.sections.tenancy import TenancyRules
from sync.policy.transition import Home
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import deadline, fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.stock.events import UnitReleased, UnitRented
from sync.workflow.tenancy.commands import (
    FileContract,
    HandOver,
    LapseContract,
    NotifyMoveIn,
    RecordDeposit,
    SignContract,
)
from sync.workflow.tenancy.events import (
    ContractFiled,
    ContractLapsed,
    ContractSigned,
    DepositPaid,
    HandedOver,
    MoveInNotified,
)
from sync.workflow.tenancy.renewal import decide_sign_renewal
from sync.workflow.tenancy.standing import not_over, refused, the_unit, too_late, yuan
from sync.workflow.waiting.events import Housed
from sync.workflow.waiting.giving_up import gives_up


def decide_sign(tenancy: Tenancy, command: SignContract, context: Context) -> Decision | Refusal:
    """Signed unchanged, after the liability and return clauses were explained."""
    renewal = tenancy.renewal
    first = tenancy.state is TenancyState.CONTRACT_PENDING
    issued = tenancy.contract_content_sha256 if first else renewal and renewal.content_sha256
    if issued is None:
        return refused(tenancy, "contract_not_issued")
    if command.content_sha256 != issued:
        return refused(tenancy, "contract_differs")
    if not command.explained:
        return refused(tenancy, "not_explained")
    if not is_sha256(command.signature_sha256):
        return refused(tenancy, "signature_missing")
    if not first:
        return decide_sign_renewal(tenancy, command, context)
    rules = context.policy.tenancy
    signed = ContractSigned(
        at=context.now,
        by=context.actor.operator,
        content_sha256=command.content_sha256,
        method=command.method,
        signature_sha256=command.signature_sha256,
        deadlines=(
            deadline(context, "file", rules.file_within_days),
            deadline(context, "hand_over", rules.hand_over_within_days),
        ),
    )
    return on("tenancy", tenancy, signed)


def decide_lapse(tenancy: Tenancy, _command: LapseContract, context: Context) -> Decision | Refusal:
    """Not signed in time: the home is free again."""
    limit = next((clock for clock in tenancy.deadlines if clock.name == "sign"), None)
    if limit is None or not_over(limit.due, context):
        return refused(tenancy, "not_due_yet")
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    at, by = context.now, context.actor.operator
    lapsed = on("tenancy", tenancy, ContractLapsed(at=at, by=by))
    if unit.state is not UnitState.ALLOCATED or unit.waiting_id != tenancy.waiting_id:
        return lapsed  # somebody has dealt with the home already
    released = Effect(machine="unit", object_id=unit.id, event=UnitReleased(at=at, by=by))
    return Decision(effects=(*lapsed.effects, released, *_given_up(tenancy, context)))


def _given_up(tenancy: Tenancy, context: Context) -> tuple[Effect, ...]:
    """The household waits anew, as one that gave its home up."""
    entry = context.known("waiting", tenancy.waiting_id, WaitingEntry)
    if entry is None or entry.tenancy_id != tenancy.id:
        return ()
    requeued = gives_up(entry, GiveUpReason.NOT_SIGNED, context, note=tenancy.contract_number or "")
    return (Effect(machine="waiting", object_id=entry.id, event=requeued),)


def decide_file(tenancy: Tenancy, command: FileContract, context: Context) -> Decision | Refusal:
    """On file with the housing department, once for each contract."""
    if tenancy.filed_on is not None:
        return refused(tenancy, "filed_already")
    if not command.filing_number.strip():
        return refused(tenancy, "filing_number_missing")
    filed = ContractFiled(at=context.now, by=context.actor.operator, filing_number=command.filing_number.strip())
    return on("tenancy", tenancy, filed)


def decide_deposit(tenancy: Tenancy, command: RecordDeposit, context: Context) -> Decision | Refusal:
    """The whole deposit, by one payment that was not counted before."""
    wanted = tenancy.deposit_fen - tenancy.deposit_paid_fen
    if wanted <= 0:
        return refused(tenancy, "nothing_to_pay")
    if not command.trade_number.strip():
        return refused(tenancy, "trade_number_missing")
    if command.trade_number in tenancy.account.trades:
        return refused(tenancy, "payment_booked_already", number=command.trade_number)
    if command.amount_fen != wanted:
        return refused(tenancy, "amount_differs", expected=yuan(wanted))
    return on(
        "tenancy",
        tenancy,
        DepositPaid(
            at=context.now,
            by=context.actor.operator,
            trade_number=command.trade_number,
            amount_fen=command.amount_fen,
        ),
    )


def decide_notify(tenancy: Tenancy, command: NotifyMoveIn, context: Context) -> Decision | Refusal:
    """The household is told when to come."""
    if command.ends < command.starts or too_late(command.ends, context):
        return refused(tenancy, "days_wrong")
    notified = MoveInNotified(at=context.now, by=context.actor.operator, starts=command.starts, ends=command.ends)
    return on("tenancy", tenancy, notified)


def decide_hand_over(tenancy: Tenancy, command: HandOver, context: Context) -> Decision | Refusal:
    """The keys: from this day the home is let, and every day costs rent."""
    fault = _handover_fault(tenancy, command, context.policy.tenancy)
    if fault:
        return fault
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    if unit.state is not UnitState.ALLOCATED or unit.waiting_id != tenancy.waiting_id:
        return refused(tenancy, "unit_taken", unit=unit.code, unit_state=unit.state.value)
    case = context.known("case", tenancy.case_id, Case)
    if case is None and context.facts.authoritative:
        return fact_missing("case", tenancy.state)
    return _handed_over(tenancy, command, unit, case, context)


def _handover_fault(tenancy: Tenancy, command: HandOver, rules: TenancyRules) -> Refusal | None:
    if tenancy.deposit_paid_fen < tenancy.deposit_fen:
        return refused(tenancy, "deposit_missing", expected=yuan(tenancy.deposit_fen))
    if not (is_sha256(command.list_sha256) and is_sha256(command.signature_sha256)):
        return refused(tenancy, "signature_missing")
    if {meter.meter for meter in command.meters} != set(rules.utilities) or len(command.meters) != len(rules.utilities):
        return refused(tenancy, "meter_wrong", meter=", ".join(sorted(rules.utilities)))
    wrong = next((meter.meter for meter in command.meters if meter.reading < 0), None)
    if wrong:
        return refused(tenancy, "meter_wrong", meter=wrong)
    return None if command.keys > 0 else refused(tenancy, "keys_missing")


def _handed_over(tenancy: Tenancy, command: HandOver, unit: Unit, case: Case | None, context: Context) -> Decision:
    day, at, by = today(context), context.now, context.actor.operator
    tenant = case.draft.applicant_id() if case else None
    members = case.draft.members if case else {}
    home = Home(area100=unit.area100, standard_fen_m2=unit.rent_standard_fen_m2)
    step = RentStep(
        from_on=max(day, tenancy.term_from or day),
        monthly_fen=tenancy.monthly_rent_fen,
        standard_fen=home.standard_fen,
        tier_permille=tenancy.rent_tier_permille,
        reason=tenancy.rent_reason,
    )
    handed = HandedOver(
        at=at,
        by=by,
        on=day,
        list_sha256=command.list_sha256,
        signature_sha256=command.signature_sha256,
        meters=command.meters,
        keys=command.keys,
        tenant=tenant,
        co_residents=tuple(
            member_id
            for member_id, member in sorted(members.items())
            if member_id != tenant and member.role is not MemberRole.COUNTED_ONLY
        ),
        step=step,
        category=case.draft.category if case else None,
    )
    rented = UnitRented(at=at, by=by, tenancy_id=tenancy.id)
    return Decision(
        effects=(
            Effect(machine="tenancy", object_id=tenancy.id, event=handed),
            Effect(machine="unit", object_id=unit.id, event=rented),
            *_off_the_list(tenancy, context),
        )
    )


def _off_the_list(tenancy: Tenancy, context: Context) -> tuple[Effect, ...]:
    """Who moves in leaves the waiting list."""
    entry = context.known("waiting", tenancy.waiting_id, WaitingEntry)
    if entry is None or entry.tenancy_id != tenancy.id:
        return ()
    housed = Housed(at=context.now, by=context.actor.operator)
    return (Effect(machine="waiting", object_id=entry.id, event=housed),)
