"""The tenancy after an event."""

from __future__ import annotations

from datetime import date

import msgspec

from sync.model.billing import Account, RentStep
from sync.model.states import TenancyState
from sync.model.take_back import TakeBack
from sync.model.tenancy import ContractKind, ExitInspection, Leaving, Renewal, Tenancy
from sync.policy.billing import arrears_of, billed, paid, unbilled, with_steps
from sync.policy.calendar import civil_day
from sync.workflow.events import AnyEvent
from sync.workflow.tenancy import events as e
from sync.workflow.tenancy.fold_contract import changed, with_contract, without
from sync.workflow.tenancy.standing import LIVING, living_state


def apply(tenancy: Tenancy, event: AnyEvent) -> Tenancy:
    """The tenancy after the event; an event that is not about tenancies changes nothing."""
    for fold in (with_contract, _money, _renewal, _watched, _staying, _leaving, _household):
        after = fold(tenancy, event)
        if after is not None:
            return _restated(after)
    return tenancy


def _restated(tenancy: Tenancy) -> Tenancy:
    """While a household lives there by right, its state follows from the record."""
    return changed(tenancy, state=living_state(tenancy)) if tenancy.state in LIVING else tenancy


def _money(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    account = tenancy.account
    match event:
        case e.DepositPaid():
            trades = (*account.trades, event.trade_number)
            return changed(
                tenancy,
                deposit_paid_fen=tenancy.deposit_paid_fen + event.amount_fen,
                account=msgspec.structs.replace(account, trades=trades),
            )
        case e.BillAdded():
            after = billed(account, event.bill, carried_fen=event.carried_fen, late_fee_fen=event.late_fee_fen)
            return changed(tenancy, account=after)
        case e.BillTakenBack():
            after = unbilled(account, event.bill_id, payable_fen=event.payable_fen, paid_fen=event.paid_fen)
            return _arrears(changed(tenancy, account=after), civil_day(event.at))
        case e.PaymentBooked():
            return _booked(tenancy, event)
        case e.ArrearsRecorded():
            grounds = _plus(tenancy, TakeBack.ARREARS) if event.ground else tenancy.grounds
            return changed(tenancy, arrears_since=event.since, arrears_fen=event.overdue_fen, grounds=grounds)
        case e.RentChanged():
            return _repriced(tenancy, event.steps, event.carry_fen)
        case _:
            return None


def _booked(tenancy: Tenancy, event: e.PaymentBooked) -> Tenancy:
    after = paid(
        tenancy.account,
        event.parts,
        credit_fen=event.credit_fen,
        trade_number=event.trade_number,
        late_fee_fen=event.late_fee_fen,
    )
    return changed(
        tenancy,
        account=after,
        arrears_since=event.arrears_since,
        arrears_fen=event.arrears_fen,
        grounds=tenancy.grounds if event.arrears_since else _minus(tenancy, TakeBack.ARREARS),
        debt_paid_fen=tenancy.debt_paid_fen + event.debt_fen,
    )


def _arrears(tenancy: Tenancy, day: date) -> Tenancy:
    """What was recorded as overdue, less what is not open any more."""
    since, overdue = arrears_of(tenancy.account, day) if tenancy.arrears_since else (None, 0)
    return changed(
        tenancy,
        arrears_since=since,
        arrears_fen=overdue,
        grounds=tenancy.grounds if since else _minus(tenancy, TakeBack.ARREARS),
    )


def _plus(tenancy: Tenancy, code: TakeBack) -> tuple[TakeBack, ...]:
    return tuple(sorted({*tenancy.grounds, code}))


def _minus(tenancy: Tenancy, *codes: TakeBack) -> tuple[TakeBack, ...]:
    return tuple(code for code in tenancy.grounds if code not in codes)


def _repriced(tenancy: Tenancy, steps: tuple[RentStep, ...], carry_fen: int, **changes: object) -> Tenancy:
    account = msgspec.structs.replace(tenancy.account, carry_fen=tenancy.account.carry_fen + carry_fen)
    return changed(tenancy, steps=with_steps(tenancy.steps, steps), account=account, **changes)


def _renewal(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.RenewalAsked():
            asked = Renewal(asked_on=civil_day(event.at), asked_by=event.by, years=event.years)
            return changed(tenancy, renewal=asked)
        case e.RenewalDecided():
            return _decided(tenancy, event)
        case e.RenewalWithdrawn():
            return changed(tenancy, renewal=None)
        case e.ContractRenewed():
            return _renewed(tenancy, event)
        case e.TermExpired():
            grounds = _plus(tenancy, TakeBack.TERM_OVER) if event.ground else tenancy.grounds
            return changed(tenancy, expired_on=event.on, grounds=grounds)
        case _:
            return None


def _decided(tenancy: Tenancy, event: e.RenewalDecided) -> Tenancy:
    before = tenancy.renewal or Renewal(asked_on=civil_day(event.at), asked_by=event.by, years=0)
    renewal = msgspec.structs.replace(
        before,
        agreed=event.agreed,
        decided_by=event.by,
        text=event.text,
        contract_number=event.number,
        content_sha256=event.content_sha256,
        term_from=event.term_from,
        term_to=event.term_to,
        monthly_rent_fen=event.monthly_rent_fen,
        rent_tier_permille=event.rent_tier_permille,
        rent_reason=event.rent_reason,
        sign_by=event.sign_by,
    )
    grounds = tenancy.grounds if event.agreed else _plus(tenancy, TakeBack.TERM_OVER)
    return changed(tenancy, renewal=renewal, grounds=grounds)


def _renewed(tenancy: Tenancy, event: e.ContractRenewed) -> Tenancy | None:
    renewal = tenancy.renewal
    if renewal is None:
        return None
    return _repriced(
        tenancy,
        event.steps,
        event.carry_fen,
        kind=ContractKind.RENEW,
        contract_number=renewal.contract_number,
        contract_content_sha256=event.content_sha256,
        term_from=renewal.term_from,
        term_to=renewal.term_to,
        monthly_rent_fen=renewal.monthly_rent_fen,
        rent_tier_permille=renewal.rent_tier_permille,
        rent_reason=renewal.rent_reason,
        signed_at=event.at,
        signed_by=event.by,
        signature_sha256=event.signature_sha256,
        filed_on=None,
        filing_number="",
        deadlines=event.deadlines,
        renewal=None,
        expired_on=None,
        grounds=_minus(tenancy, TakeBack.TERM_OVER),
    )


def _watched(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.RecheckOpened():
            return changed(tenancy, recheck_id=event.recheck_id)
        case e.RecheckClosed():
            return changed(
                tenancy,
                recheck_id=None,
                rechecked_on=civil_day(event.at) if event.outcome else tenancy.rechecked_on,
                category=event.category or tenancy.category,
            )
        case e.GroundRecorded():
            return changed(tenancy, grounds=_plus(tenancy, event.code))
        case e.RectificationOrdered():
            return changed(tenancy, violation_id=event.violation_id, rectify_by=event.by_day)
        case e.RectificationEnded():
            return changed(tenancy, violation_id=None, rectify_by=None)
        case _:
            return None


def _staying(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.TransitionEntered():
            return _repriced(
                tenancy,
                event.steps,
                event.carry_fen,
                state=TenancyState.TRANSITION,
                kind=ContractKind.SHORT_TRANSITION,
                transition_from=event.starts,
                transition_to=event.ends,
            )
        case e.StayAgreed():
            return _repriced(
                tenancy,
                event.steps,
                event.carry_fen,
                state=TenancyState.ACTIVE,
                kind=event.kind,
                term_from=event.term_from,
                term_to=event.term_to,
                transition_from=None,
                transition_to=None,
                expired_on=None,
                renewal=None,
                grounds=_minus(tenancy, TakeBack.TERM_OVER, TakeBack.NO_LONGER_QUALIFIED),
            )
        case _:
            return None


def _leaving(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.ExitAgreed():
            leaving = Leaving(
                code=event.code,
                agreed=True,
                leave_by=event.leave_by,
                on=civil_day(event.at),
                by=event.by,
                proof_sha256=event.signature_sha256,
            )
            return changed(tenancy, state=TenancyState.VACATING, leaving=leaving)
        case e.ExitOrdered():
            leaving = Leaving(
                code=event.code,
                agreed=False,
                leave_by=event.leave_by,
                on=civil_day(event.at),
                by=event.by,
                text=event.text,
                proof_sha256=event.notice_sha256,
            )
            return changed(tenancy, state=TenancyState.VACATING, leaving=leaving)
        case e.ExitLifted():
            return changed(tenancy, state=TenancyState.ACTIVE, leaving=None)
        case e.EnforcementAsked():
            leaving_now = tenancy.leaving and msgspec.structs.replace(
                tenancy.leaving, court_reference=event.court_reference
            )
            return changed(tenancy, state=TenancyState.ENFORCEMENT, leaving=leaving_now)
        case _:
            return _left(tenancy, event)


def _left(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.ExitInspected():
            inspection = ExitInspection(
                on=event.on,
                by=event.by,
                left_on=event.left_on,
                meters=event.meters,
                damage=event.damage,
                keys_returned=event.keys_returned,
                signature_sha256=event.signature_sha256,
                witness=event.witness,
            )
            return changed(tenancy, inspection=inspection)
        case e.ExitSettled():
            account = Account(
                billed_from=tenancy.account.billed_from,
                billed_to=tenancy.account.billed_to,
                trades=tenancy.account.trades,
            )
            return changed(
                tenancy,
                state=TenancyState.SETTLED,
                statement=event.statement,
                settled_on=civil_day(event.at),
                account=account,
                arrears_since=None,
                arrears_fen=0,
                deadlines=(event.deadline,) if event.deadline else (),
            )
        case e.Refunded():
            account = msgspec.structs.replace(tenancy.account, trades=(*tenancy.account.trades, event.trade_number))
            return changed(
                tenancy,
                refunded_fen=tenancy.refunded_fen + event.amount_fen,
                account=account,
                deadlines=without(tenancy, "deposit_back"),
            )
        case e.TenancyClosed():
            return changed(tenancy, state=TenancyState.CLOSED, closed_on=civil_day(event.at), closed_reason="left")
        case _:
            return None


def _household(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.TenantDied():
            return _died(tenancy, event)
        case e.ResidentsChanged():
            stay = [member for member in tenancy.co_residents if member not in event.leaves]
            return changed(tenancy, co_residents=tuple(sorted({*stay, *event.joins})))
        case e.TenantChanged():
            others = {member for member in tenancy.co_residents if member != event.tenant}
            if event.former_stays and tenancy.tenant is not None:
                others.add(tenancy.tenant)
            return changed(tenancy, tenant=event.tenant, co_residents=tuple(sorted(others)))
        case e.HomeChanged():
            return _repriced(
                tenancy,
                (event.step,),
                event.carry_fen,
                unit_id=event.unit_id,
                meters=event.meters or tenancy.meters,
                monthly_rent_fen=event.step.monthly_fen,
                rent_tier_permille=event.step.tier_permille,
                rent_reason=event.step.reason,
            )
        case _:
            return None


def _died(tenancy: Tenancy, event: e.TenantDied) -> Tenancy:
    if event.successor is not None:
        others = tuple(member for member in tenancy.co_residents if member != event.successor)
        return changed(tenancy, tenant_died_on=event.died_on, tenant=event.successor, co_residents=others)
    leaving = Leaving(
        code=TakeBack.OTHER,
        agreed=False,
        leave_by=event.leave_by or event.died_on,
        on=civil_day(event.at),
        by=event.by,
    )
    return changed(tenancy, tenant_died_on=event.died_on, state=TenancyState.VACATING, leaving=leaving)
