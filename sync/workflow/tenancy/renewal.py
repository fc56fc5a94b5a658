"""Decisions on renewals, and on a term that ran out without one. A tenancy never goes on silently."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from sync.model.billing import RentStep
from sync.model.case import Case
from sync.model.ids import FormalNumber
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import Renewal, Tenancy
from sync.policy.billing import step_on
from sync.policy.calendar import years_after
from sync.policy.months import months_later
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import deadline, fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.numbering import NumberKind
from sync.workflow.tenancy.commands import AskRenewal, DecideRenewal, RecordExpiry, SignContract
from sync.workflow.tenancy.contract import content_sha256, contract_content
from sync.workflow.tenancy.events import (
    ContractRenewed,
    RenewalAsked,
    RenewalDecided,
    TermExpired,
)
from sync.workflow.tenancy.standing import carry_of, not_over, refused, renewal_open, the_unit, too_late

_DAY = timedelta(days=1)
_AGAINST = frozenset({TakeBack.OTHER_HOME, TakeBack.OTHER_PUBLIC_HOME, TakeBack.FRAUD, TakeBack.NO_LONGER_QUALIFIED})
"""Cases on record with which nobody gets a new term."""


def decide_ask(tenancy: Tenancy, command: AskRenewal, context: Context) -> Decision | Refusal:
    """Asked for in time, once for each term."""
    fault = ask_fault(tenancy, command.years, context)
    if fault:
        return fault
    if not is_sha256(command.signature_sha256):
        return refused(tenancy, "signature_missing")
    asked = RenewalAsked(
        at=context.now,
        by=context.actor.operator,
        years=command.years,
        signature_sha256=command.signature_sha256,
    )
    return on("tenancy", tenancy, asked)


def ask_fault(tenancy: Tenancy, years: int, context: Context) -> Refusal | None:
    """Why a new term of so many years cannot be asked for now."""
    longest = context.policy.rent.max_term_years.value
    if tenancy.renewal is not None:
        return refused(tenancy, "renewal_asked_already")
    if not 1 <= years <= longest:
        return refused(tenancy, "term_out_of_range", most=longest)
    last = ask_by(tenancy, context.policy.tenancy.renewal_ahead_months.value)
    if last is not None and too_late(last, context):
        return refused(tenancy, "renewal_too_late", until=last.isoformat())
    return None


def ask_by(tenancy: Tenancy, months: int) -> date | None:
    """The last day on which a new term can be asked for; None = the contract has no end."""
    return None if tenancy.term_to is None else months_later(tenancy.term_to + _DAY, -months) - _DAY


def decide_renewal(tenancy: Tenancy, command: DecideRenewal, context: Context) -> Decision | Refusal:
    """Whether there is a new term. Agreeing issues the contract, which is to be signed."""
    renewal = tenancy.renewal
    if renewal is None or renewal.agreed is not None:
        return refused(tenancy, "renewal_not_asked")
    if renewal.asked_by == context.actor.operator:
        return refused(tenancy, "separation_of_duties")
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(tenancy, "opinion_too_short", least=least)
    if not command.agreed:
        no = RenewalDecided(at=context.now, by=context.actor.operator, agreed=False, text=command.text)
        return on("tenancy", tenancy, no)
    against = sorted(_AGAINST & set(tenancy.grounds))
    if against:
        return refused(tenancy, "ground_on_record", code=", ".join(against))
    if tenancy.recheck_id is not None:
        return refused(tenancy, "recheck_open")
    return renewal_offer(tenancy, renewal, command.text, context)


def renewal_offer(tenancy: Tenancy, renewal: Renewal, text: str, context: Context) -> Decision | Refusal:
    """The new contract: from the day after the old term, at the rent that then holds."""
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    case = context.known("case", tenancy.case_id, Case)
    if case is None and context.facts.authoritative:
        return fact_missing("case", tenancy.state)
    if context.issue_number is None and context.facts.authoritative:
        return fact_missing("issue_number", tenancy.state)
    first = (tenancy.term_to or today(context)) + _DAY
    step = step_on(tenancy.steps, first)
    if step is None:
        return refused(tenancy, "contract_not_issued")
    number = context.issue_number(NumberKind.CONTRACT.value) if context.issue_number else None
    last = years_after(first, renewal.years) - _DAY
    new: Tenancy = msgspec.structs.replace(
        tenancy,
        contract_number=FormalNumber(number) if number else None,
        term_from=first,
        term_to=last,
        monthly_rent_fen=step.monthly_fen,
        rent_tier_permille=step.tier_permille,
    )
    content = contract_content(new, unit, case.draft, context.policy) if case and number else None
    decided = RenewalDecided(
        at=context.now,
        by=context.actor.operator,
        agreed=True,
        text=text,
        number=new.contract_number,
        content_sha256=content_sha256(content) if content else None,
        term_from=first,
        term_to=last,
        monthly_rent_fen=step.monthly_fen,
        rent_tier_permille=step.tier_permille,
        rent_reason=step.reason,
        sign_by=months_later(today(context), context.policy.tenancy.renewal_sign_months.value),
    )
    return on("tenancy", tenancy, decided)


def decide_sign_renewal(tenancy: Tenancy, command: SignContract, context: Context) -> Decision | Refusal:
    """The renewed contract is signed in time: the new term holds from its first day."""
    renewal = tenancy.renewal
    if renewal is None or renewal.term_from is None:
        return refused(tenancy, "contract_not_issued")
    if renewal.sign_by is not None and too_late(renewal.sign_by, context):
        return refused(tenancy, "sign_too_late", until=renewal.sign_by.isoformat())
    before = step_on(tenancy.steps, renewal.term_from)
    step = RentStep(
        from_on=renewal.term_from,
        monthly_fen=renewal.monthly_rent_fen,
        standard_fen=before.standard_fen if before else renewal.monthly_rent_fen,
        tier_permille=renewal.rent_tier_permille,
        reason=renewal.rent_reason,
    )
    renewed = ContractRenewed(
        at=context.now,
        by=context.actor.operator,
        content_sha256=command.content_sha256,
        method=command.method,
        signature_sha256=command.signature_sha256,
        steps=(step,),
        carry_fen=carry_of(tenancy, (step,)),
        deadlines=(deadline(context, "file", context.policy.tenancy.file_within_days),),
    )
    return on("tenancy", tenancy, renewed)


def decide_expiry(tenancy: Tenancy, _command: RecordExpiry, context: Context) -> Decision | Refusal:
    """The term is over and somebody still lives there: on record from that day, whatever else is on its way."""
    if tenancy.term_to is None or tenancy.expired_on is not None or not_over(tenancy.term_to, context):
        return refused(tenancy, "not_due_yet")
    sign_by = tenancy.renewal.sign_by if tenancy.renewal else None
    unsigned = sign_by is not None and too_late(sign_by, context)
    expired = TermExpired(
        at=context.now,
        by=context.actor.operator,
        on=tenancy.term_to + _DAY,
        ground=unsigned or not renewal_open(tenancy),
    )
    return on("tenancy", tenancy, expired)
