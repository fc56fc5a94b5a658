"""The statement of an exit: rent to the day, arrears, fees, meters, damage; less what was paid ahead and the deposit.

Its lines add up to what is owed or refunded, always. Source: document D33; rent to the day as in Xuzhou (public page).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.model.billing import (
    Account,
    DamageItem,
    LineKind,
    MeterReading,
    Statement,
    StatementLine,
)
from sync.policy.billing import Steps, rent_between, step_on
from sync.policy.late_fee import late_fee
from sync.policy.sections.billing import BillingRules
from sync.policy.sections.tenancy import TenancyRules

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What the statement is made from.

    Attributes:
        steps: what a month cost, day by day.
        account: bills that are open, what was paid ahead, what is carried.
        begins: first day that costs rent.
        left_on: last day that costs rent.
        settled_on: late fees run until then.
        deposit_fen: what was paid as deposit.
        meters_from: readings when the home was handed over.
        meters_to: readings when it was given back.
        damage: what is broken or gone.
    """

    steps: Steps
    account: Account
    begins: date
    left_on: date
    settled_on: date
    deposit_fen: int
    meters_from: Sequence[MeterReading] = ()
    meters_to: Sequence[MeterReading] = ()
    damage: Sequence[DamageItem] = ()


def statement(leaving: Leaving, tenancy: TenancyRules, billing: BillingRules) -> Statement:
    """The statement; lines of nothing are left out.

    Raises:
        KeyError: a meter or a damage is not in the policy's lists; :func:`unpriced` names them before.
    """
    lines = tuple(line for line in _lines(leaving, tenancy, billing) if line.amount_fen)
    return added_up(lines)


def added_up(lines: tuple[StatementLine, ...]) -> Statement:
    """The statement of these lines."""
    total = sum(line.amount_fen for line in lines)
    return Statement(lines=lines, owed_fen=max(0, total), refund_fen=max(0, -total))


def adds_up(found: Statement) -> bool:
    """Whether a statement's lines are what it says is owed or refunded, and it says only one of both."""
    return found == added_up(found.lines)


def unpriced(leaving: Leaving, rules: TenancyRules) -> tuple[str, ...]:
    """Codes of damage and meters that the policy has no price for, and meters that were read only once or ran back."""
    before = {meter.meter: meter.reading for meter in leaving.meters_from}
    after = {meter.meter: meter.reading for meter in leaving.meters_to}
    found = [item.code for item in leaving.damage if item.code not in rules.damage or item.count < 1]
    for name in {**before, **after}:
        read_twice = name in before and name in after
        if name not in rules.utilities or not read_twice or before[name] > after[name]:
            found.append(name)
    return tuple(found)


def _lines(leaving: Leaving, tenancy: TenancyRules, billing: BillingRules) -> Iterator[StatementLine]:
    yield _rent(leaving)
    yield from _bills(leaving, billing)
    before = {meter.meter: meter.reading for meter in leaving.meters_from}
    for meter in leaving.meters_to:
        used = meter.reading - before[meter.meter]
        price = tenancy.utilities[meter.meter].value
        yield StatementLine(kind=LineKind.UTILITY, amount_fen=used * price, subject=meter.meter, quantity=used)
    for item in leaving.damage:
        price = tenancy.damage[item.code].value
        yield StatementLine(kind=LineKind.DAMAGE, amount_fen=item.count * price, subject=item.code, quantity=item.count)
    yield StatementLine(kind=LineKind.CREDIT, amount_fen=-leaving.account.credit_fen)
    yield StatementLine(kind=LineKind.DEPOSIT, amount_fen=-leaving.deposit_fen)


def _rent(leaving: Leaving) -> StatementLine:
    """Rent that no bill covers yet, or that bills cover too much, and what the account carries."""
    billed_to = leaving.account.billed_to or leaving.begins - _DAY
    if leaving.left_on > billed_to:
        days, fen = (leaving.left_on - billed_to).days, rent_between(leaving.steps, billed_to + _DAY, leaving.left_on)
    else:
        days = (billed_to - leaving.left_on).days
        fen = -rent_between(leaving.steps, leaving.left_on + _DAY, billed_to)
    return StatementLine(kind=LineKind.RENT, amount_fen=fen + leaving.account.carry_fen, quantity=days)


def _bills(leaving: Leaving, billing: BillingRules) -> Iterator[StatementLine]:
    """What open bills still want, and the fees for being late."""
    fees = leaving.account.late_fee_fen
    for bill in leaving.account.bills:
        days = (leaving.settled_on - bill.due_on).days
        yield StatementLine(kind=LineKind.ARREARS, amount_fen=bill.open_fen, subject=bill.id, quantity=max(0, days))
        step = step_on(leaving.steps, bill.period_from)
        monthly = step.monthly_fen if step else 0
        fees += late_fee(monthly_fen=monthly, overdue_fen=bill.open_fen, days=days, rules=billing.late_fee).fee_fen
    yield StatementLine(kind=LineKind.LATE_FEE, amount_fen=fees)
