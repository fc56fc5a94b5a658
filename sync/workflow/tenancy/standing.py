"""Where a tenancy stands, and the small things that all its decisions share."""

from __future__ import annotations

from datetime import date

from sync.model.billing import RentStep
from sync.model.states import TenancyState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.policy.billing import correction, with_steps
from sync.policy.transition import Home
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import fact_missing, today

LIVING = frozenset(
    {
        TenancyState.ACTIVE,
        TenancyState.ARREARS,
        TenancyState.RECHECK,
        TenancyState.RENEWAL,
        TenancyState.RECTIFYING,
    }
)
"""A household lives there by right. Which of these it is follows from the record: what must be looked after first."""

LEAVING = frozenset({TenancyState.VACATING, TenancyState.ENFORCEMENT})
"""An exit was agreed or ordered."""

HELD = LIVING | LEAVING | {TenancyState.TRANSITION}
"""The home is not given back: every day costs rent."""

NOTHING_TO_SHOW = Decision(effects=())
"""What a desk can show that lacks a record which the decision rests on: it may be given, the province says the rest."""


def living_state(tenancy: Tenancy) -> TenancyState:
    """Where a household stands that lives in its home by right."""
    if tenancy.violation_id is not None:
        return TenancyState.RECTIFYING
    if tenancy.arrears_since is not None:
        return TenancyState.ARREARS
    if tenancy.recheck_id is not None:
        return TenancyState.RECHECK
    return TenancyState.RENEWAL if renewal_open(tenancy) else TenancyState.ACTIVE


def renewal_open(tenancy: Tenancy) -> bool:
    """Whether a renewal was asked for and is neither refused nor signed."""
    return tenancy.renewal is not None and tenancy.renewal.agreed is not False


def refused(tenancy: Tenancy, code: str, /, **details: str | int) -> Refusal:
    """No, because of ``code``."""
    return Refusal(code=code, state=tenancy.state, details=details)


def yuan(fen: int) -> str:
    """An amount as people read it in a sentence."""
    return f"{fen // 100}.{fen % 100:02d}"


def the_unit(tenancy: Tenancy, context: Context) -> Unit | Decision | Refusal:
    """The home; else what is to be answered without it."""
    unit = context.known("unit", tenancy.unit_id, Unit)
    if unit is not None:
        return unit
    return fact_missing("unit", tenancy.state) if context.facts.authoritative else NOTHING_TO_SHOW


def home_of(unit: Unit, market_fen_m2: int | None = None) -> Home:
    """What the rent of the home is computed from."""
    return Home(area100=unit.area100, standard_fen_m2=unit.rent_standard_fen_m2, market_fen_m2=market_fen_m2)


def carry_of(tenancy: Tenancy, steps: tuple[RentStep, ...]) -> int:
    """What is carried into the next bill when these steps hold from their first day on."""
    return correction(tenancy.steps, with_steps(tenancy.steps, steps), tenancy.account)


def not_over(day: date, context: Context) -> bool:
    """Whether a day does not lie behind yet. Only the province's clock can say "over"; a desk doesn't ask."""
    return context.facts.authoritative and today(context) <= day


def too_late(day: date, context: Context) -> bool:
    """Whether a day lies behind, by the province's clock; a desk doesn't ask."""
    return context.facts.authoritative and today(context) > day
