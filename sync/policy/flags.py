"""Colours of the watched figures of a household: area, income, status, mental disability.

Green, yellow, red, grey, and blue for an entitlement that the family forgot. A colour is never the only carrier: each
has its symbol and its sentence. Changing a threshold of the policy changes the colour of the same case.

Source: GD-22 for what is watched; the thresholds are the policy's (``flags``), every one assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sync.model.case import ConditionResult, Flag, VerificationFact
from sync.model.household import Member, SpecialGroup
from sync.model.states import DataClass, FlagColour, Outcome
from sync.policy.conditions.finding import Reading
from sync.policy.conditions.person import STATUS_CLASSES

_MENTAL = "6"
"""Kind of disability. Source: GB/T 26341-2010."""
_WATCHED = {"C04": "area", "C05": "income", "C06": "assets", "C07": "vehicles"}
"""Condition -> the indicator that it shows."""
_CLASS_OF = {
    "C04": DataClass.REAL_ESTATE,
    "C05": DataClass.TAX,
    "C06": DataClass.ECON_CHECK,
    "C07": DataClass.VEHICLE,
}


def flags_of(reading: Reading, results: tuple[ConditionResult, ...]) -> tuple[Flag, ...]:
    """The flags of a household, in the order of the conditions, then by member."""
    figures = (_figure(result, reading) for result in results if result.code in _WATCHED)
    return (*(flag for flag in figures if flag is not None), *_statuses(reading), *_disabilities(reading))


def is_stale(fact: VerificationFact, reading: Reading) -> bool:
    """Whether an answer is too old to colour anything."""
    return (reading.today - fact.as_of).days > reading.policy.flags.stale_days.value


def _figure(result: ConditionResult, reading: Reading) -> Flag | None:
    """Area, income, assets, vehicles against their limits."""
    if result.outcome is Outcome.NOT_APPLICABLE:
        return None
    amount = {"C04": reading.area, "C05": reading.income, "C06": reading.assets, "C07": reading.vehicles}[result.code]
    if result.outcome is Outcome.FAIL:
        colour, reason = FlagColour.RED, "over"
    elif amount.understated:
        colour, reason = FlagColour.RED, "understated"
    elif result.outcome is Outcome.UNKNOWN:
        colour, reason = FlagColour.GREY, "unknown"
    elif amount.differs:
        colour, reason = FlagColour.YELLOW, "differs"
    elif _all_stale(result.code, reading):
        colour, reason = FlagColour.GREY, "stale"
    else:
        colour, reason = (FlagColour.YELLOW, "near") if result.near else (FlagColour.GREEN, "within")
    return Flag(
        indicator=_WATCHED[result.code],
        colour=colour,
        reason_key=f"rules.flag.{reason}",
        figures=result.figures,
        code=result.code,
    )


def _all_stale(code: str, reading: Reading) -> bool:
    """Whether departments have answered, and every answer is too old."""
    facts = [fact for (kind, _), fact in reading.answers.items() if kind == _CLASS_OF[code]]
    return bool(facts) and all(is_stale(fact, reading) for fact in facts)


def _statuses(reading: Reading) -> Iterator[Flag]:
    """Declared and confirmed: green; declared only: yellow; contradicted: red; found and not declared: blue."""
    for member_id, member in reading.draft.members.items():
        for group, data_class in STATUS_CLASSES.items():
            fact = reading.answers.get((data_class, member_id))
            declared = group in member.special_groups
            if fact is not None and is_stale(fact, reading):
                fact = None
            colour, reason = _status(declared, fact)
            if reason and not (colour is FlagColour.BLUE and _declares_another(member, data_class)):
                yield Flag(
                    indicator="status",
                    colour=colour,
                    reason_key=f"rules.flag.{reason}",
                    member=member_id,
                    code=group.value,
                )


def _status(declared: bool, fact: VerificationFact | None) -> tuple[FlagColour, str]:
    found = fact is not None and fact.outcome in {"match", "found"}
    if declared and fact is None:
        return FlagColour.YELLOW, "status_declared"
    if declared:
        return (FlagColour.GREEN, "status_confirmed") if found else (FlagColour.RED, "status_contradicted")
    if fact is not None and fact.outcome == "found":
        return FlagColour.BLUE, "status_forgotten"
    return FlagColour.GREY, ""


def _declares_another(member: Member, data_class: DataClass) -> bool:
    """One class stands for several statuses: who declared one of them has forgotten nothing."""
    return any(STATUS_CLASSES.get(group) == data_class for group in member.special_groups)


def _disabilities(reading: Reading) -> Iterator[Flag]:
    """Heavy mental disability is no mark against anybody: it asks for a look at capacity and at who signs."""
    heavy = reading.policy.flags.heavy_grade_count.value
    for member_id, member in reading.draft.members.items():
        grade = member.disability_grade
        if SpecialGroup.DISABLED not in member.special_groups or member.disability_kind != _MENTAL:
            continue
        if grade is None or grade > heavy:
            continue
        yield Flag(
            indicator="disability",
            colour=FlagColour.YELLOW,
            reason_key="rules.flag.capacity",
            figures={"grade": grade},
            member=member_id,
        )


class Oddity(StrEnum):
    """What asks for a closer look before anybody decides; never a ground by itself."""

    POOR_WITHOUT_STATUS = "poor_without_status"
    """Says less than the line of the minimum living guarantee and holds no status: details of the income, a visit.

    Source: 穗建规字〔2024〕5号 (read)."""
    SAME_PHONE = "same_phone"
    BUSY_AGENT = "busy_agent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What only somebody who sees all cases can count; None = not known here.

    Attributes:
        cases_of_phone: cases with the applicant's phone number, this one included.
        cases_of_agent: cases that the same agent handed in on the day, this one included.
    """

    cases_of_phone: int | None = None
    cases_of_agent: int | None = None


_POOR_STATUSES = frozenset({SpecialGroup.LOWSEC, SpecialGroup.DESTITUTE, SpecialGroup.LOWSEC_EDGE})


def oddities(reading: Reading, per_capita_income_fen: int | None, seen: Seen | None = None) -> tuple[Oddity, ...]:
    """Everything odd about a household that asks for a closer look.

    Args:
        per_capita_income_fen: per person and month, None when unknown.
        seen: None where nobody has counted.
    """
    rules, found = reading.policy.flags, []
    held = {group for member in reading.draft.members.values() for group in member.special_groups}
    income = per_capita_income_fen
    if income is not None and income < rules.lowsec_line_fen.value and not held & _POOR_STATUSES:
        found.append(Oddity.POOR_WITHOUT_STATUS)
    known = seen or Seen()
    if known.cases_of_phone is not None and known.cases_of_phone > rules.same_phone_count.value:
        found.append(Oddity.SAME_PHONE)
    if known.cases_of_agent is not None and known.cases_of_agent > rules.agent_cases_count.value:
        found.append(Oddity.BUSY_AGENT)
    return tuple(found)
