"""Rent bills in advance: what a period costs, where a payment goes, what is overdue. Nothing is lost and nothing twice.

Every sum is exact until its one rounding. When the rent of days changes that are billed already, the difference is
carried into the next bill, so that over the years exactly the rent of every day is charged, to the fen of each bill.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import msgspec

from sync.model.billing import Account, AccountBill, PaymentPart, RentReason, RentStep
from sync.model.ids import RecordId
from sync.policy.months import last_of, month_of, months_later, stretches
from sync.policy.rent import half_up
from sync.policy.sections.billing import PayCycle

_DAY = timedelta(days=1)
_QUARTER = 3

Steps = Sequence[RentStep]
"""What a month costs, in the order of the days from which it does."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A bill before it is issued.

    Attributes:
        standard_fen: full rent of the project for the period.
        reduction_fen: less than that.
        reasons: why, in the order of the days.
        carried_fen: the part of the account's carry that goes in.
        late_fee_fen: late fees that go in.
        payable_fen: rent + carried + late fees; never below 0.
        from_credit_fen: what was paid ahead and pays it at once.
    """

    period_from: date
    period_to: date
    standard_fen: int
    reduction_fen: int
    reasons: tuple[RentReason, ...]
    tier_permille: int
    carried_fen: int
    late_fee_fen: int
    payable_fen: int
    from_credit_fen: int


@dataclass(frozen=True, kw_only=True)
class Allotment:
    """Where a payment goes; ``credit_fen`` is left over and stays on the account."""

    parts: tuple[PaymentPart, ...]
    credit_fen: int


def step_on(steps: Steps, day: date) -> RentStep | None:
    """The step that holds on a day, None before the first."""
    found = None
    for step in steps:
        if step.from_on <= day:
            found = step
    return found


def exact_rent(steps: Steps, first: date, last: date) -> tuple[Fraction, Fraction]:
    """Rent and full project rent of a period, both ends included, in fen and exact; 0 for days before the first step.

    A month costs the same however many days it has; a part of it costs its share of that month's days.
    """
    rent = full = Fraction(0)
    bounds = sorted({step.from_on for step in steps if first < step.from_on <= last})
    for begin, end in zip([first, *bounds], [*(day - _DAY for day in bounds), last], strict=True):
        step = step_on(steps, begin)
        if step is None:
            continue
        for month, days in stretches(begin, end):
            share = Fraction(days, last_of(month).day)
            rent += step.monthly_fen * share
            full += step.standard_fen * share
    return rent, full


def rent_between(steps: Steps, first: date, last: date) -> int:
    """Rent of a period in fen, rounded once."""
    return _rounded(exact_rent(steps, first, last)[0])


def _rounded(exact: Fraction) -> int:
    return half_up(exact.numerator, exact.denominator)


def with_steps(steps: Steps, new: Steps) -> tuple[RentStep, ...]:
    """The steps after others were laid over them: from the first day of the new ones on, only the new ones hold."""
    if not new:
        return tuple(steps)
    ordered = sorted(new, key=lambda step: step.from_on)
    return (*(step for step in steps if step.from_on < ordered[0].from_on), *ordered)


def correction(before: Steps, after: Steps, account: Account) -> int:
    """What bills that are issued already charged too little (or, negative, too much) once the rent has changed."""
    if account.billed_from is None or account.billed_to is None or not after:
        return 0
    period = (account.billed_from, account.billed_to)
    return rent_between(after, *period) - rent_between(before, *period)


def next_period(account: Account, begins: date, cycle: PayCycle) -> tuple[date, date]:
    """The period of the next bill: up to the end of a month, or of a calendar quarter.

    Args:
        begins: first day of the first bill, where there is none yet.
    """
    first = begins if account.billed_to is None else account.billed_to + _DAY
    month = month_of(first)
    if cycle is PayCycle.QUARTER:
        month = months_later(month, (_QUARTER - month.month) % _QUARTER)
    return first, last_of(month)


def draw_up(steps: Steps, account: Account, period: tuple[date, date]) -> Draft:
    """The bill of a period, with what the account carries into it."""
    exact, full = exact_rent(steps, *period)
    rent = _rounded(exact)
    standard = _rounded(full)
    due = rent + account.late_fee_fen
    carried = max(account.carry_fen, -due)
    payable = due + carried
    within = [step for step in steps if period[0] < step.from_on <= period[1]]
    first = step_on(steps, period[0])
    held = [first, *within] if first is not None else within
    reasons = tuple(dict.fromkeys(step.reason for step in held))
    return Draft(
        period_from=period[0],
        period_to=period[1],
        standard_fen=standard,
        reduction_fen=standard - rent,
        reasons=reasons,
        tier_permille=held[-1].tier_permille if held else 1000,
        carried_fen=carried,
        late_fee_fen=account.late_fee_fen,
        payable_fen=payable,
        from_credit_fen=min(account.credit_fen, payable),
    )


def account_bill(draft: Draft, bill_id: RecordId, due_on: date) -> AccountBill:
    """The bill as the account will know it."""
    return AccountBill(
        id=bill_id,
        period_from=draft.period_from,
        period_to=draft.period_to,
        due_on=due_on,
        payable_fen=draft.payable_fen,
        paid_fen=draft.from_credit_fen,
    )


def billed(account: Account, bill: AccountBill, *, carried_fen: int, late_fee_fen: int) -> Account:
    """The account after a bill was issued that took in carry, late fees, and (as ``paid_fen``) credit."""
    return msgspec.structs.replace(
        account,
        billed_from=account.billed_from or bill.period_from,
        billed_to=bill.period_to,
        bills=(*account.bills, bill) if bill.open_fen else account.bills,
        credit_fen=account.credit_fen - bill.paid_fen,
        carry_fen=account.carry_fen - carried_fen,
        late_fee_fen=account.late_fee_fen - late_fee_fen,
    )


def unbilled(account: Account, bill_id: RecordId, *, payable_fen: int, paid_fen: int) -> Account:
    """The account after a bill was declared void: what it wanted goes into the next bill, what was paid stays paid."""
    return msgspec.structs.replace(
        account,
        bills=tuple(bill for bill in account.bills if bill.id != bill_id),
        credit_fen=account.credit_fen + paid_fen,
        carry_fen=account.carry_fen + payable_fen,
    )


def allot(account: Account, amount_fen: int) -> Allotment:
    """Where a payment goes: the oldest bill first, what is left stays as credit."""
    left = amount_fen
    parts: list[PaymentPart] = []
    for bill in account.bills:
        taken = min(left, bill.open_fen)
        if taken:
            parts.append(PaymentPart(bill_id=bill.id, amount_fen=taken, paid_up=taken == bill.open_fen))
        left -= taken
    return Allotment(parts=tuple(parts), credit_fen=account.credit_fen + left)


def paid(
    account: Account,
    parts: Sequence[PaymentPart],
    *,
    credit_fen: int,
    trade_number: str,
    late_fee_fen: int = 0,
) -> Account:
    """The account after a payment.

    Args:
        parts: what went into bills.
        credit_fen: what the account then holds as paid ahead.
        late_fee_fen: late fees of the bills that it paid up too late.
    """
    taken = {part.bill_id: part.amount_fen for part in parts}
    after = (msgspec.structs.replace(bill, paid_fen=bill.paid_fen + taken.get(bill.id, 0)) for bill in account.bills)
    return msgspec.structs.replace(
        account,
        bills=tuple(bill for bill in after if bill.open_fen),
        credit_fen=credit_fen,
        late_fee_fen=account.late_fee_fen + late_fee_fen,
        trades=(*account.trades, trade_number),
    )


def overdue_bills(account: Account, today: date) -> tuple[AccountBill, ...]:
    """Bills whose last day is over, oldest first."""
    return tuple(bill for bill in account.bills if bill.due_on < today)


def overdue_fen(account: Account, today: date) -> int:
    """What is overdue."""
    return sum(bill.open_fen for bill in overdue_bills(account, today))


def arrears_of(account: Account, day: date) -> tuple[date | None, int]:
    """Last day to pay of the oldest overdue bill, and what is overdue in all; what was paid ahead counts against it."""
    overdue = overdue_fen(account, day) - account.credit_fen
    return (overdue_bills(account, day)[0].due_on, overdue) if overdue > 0 else (None, 0)


def arrears_months(overdue: int, monthly_fen: int) -> int:
    """How many months' rent an overdue sum makes; 0 where a month costs nothing."""
    return overdue // monthly_fen if monthly_fen else 0
