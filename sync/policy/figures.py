"""The figures of a household: per-capita area, income and assets, vehicles, with what a department found.

What a department found counts beside what was declared: per member the larger of the two is taken, so that neither a
forgotten nor an unfindable item makes a household look poorer. An answer carries a plain integer in ``verified``:

========  =============================================
V21       own home area of the member, 1/100 m²
V24       income of the member in twelve months, fen
V28       assets of the member, fen
V03       private vehicles of the member, count
========  =============================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sync.model.application import ApplicationDraft
from sync.model.case import VerificationFact
from sync.model.household import OWNED_TENURES, AssetKind, VehicleUse
from sync.model.states import DataClass
from sync.policy.people import is_adult
from sync.policy.sections.flags import FlagRules

_WHOLE = 1000

Answers = Mapping[tuple[str, str], VerificationFact]
"""(data class, member) -> the latest answer that is one (``unavailable`` without a manual check is none)."""


@dataclass(slots=True)
class Amount:
    """One figure of the household.

    Attributes:
        total: of all members.
        missing: fields that would complete it; the total is then a lower bound.
        differs: declared and found differ by more than the policy lets pass.
        understated: declared far below what was found.
        contradicted: a department says "mismatch" without a number.
    """

    total: int = 0
    missing: list[str] = field(default_factory=list)
    differs: bool = False
    understated: bool = False
    contradicted: bool = False


def answers_of(checks: Iterable[VerificationFact]) -> dict[tuple[str, str], VerificationFact]:
    """Answers by class and member; later ones replace earlier ones."""
    return {(fact.data_class, fact.member): fact for fact in checks if is_answer(fact)}


def is_answer(fact: VerificationFact) -> bool:
    """Whether the class is answered for the member: by the department, or by a recorded manual check with a note."""
    return fact.outcome != "unavailable" or (fact.manual_by is not None and bool((fact.manual_note or "").strip()))


def area(draft: ApplicationDraft, answers: Answers, rules: FlagRules, bad: frozenset[str]) -> Amount:
    """Own home area of all members in the city, 1/100 m², share by share; divided once, rounded down.

    Source: 穗府办规〔2024〕13号 art. 24 for what counts.
    """
    found = Amount()
    declared: dict[str, tuple[int, int]] = {}
    seen_owned = False
    for key, home in draft.housing.items():
        if home.tenure is None:
            found.missing.append(f"housing/{key}")
            continue
        if home.tenure not in OWNED_TENURES or home.disposed_on is not None:
            continue
        seen_owned = True
        if home.local is False:
            continue
        if home.area100 is None or home.local is None or f"housing/{key}" in bad:
            found.missing.append(f"housing/{key}")
            continue
        member = home.member or ""
        top, bottom = declared.get(member, (0, 1))
        declared[member] = (top * home.share_den + home.area100 * home.share_num * bottom, bottom * home.share_den)
    if (not seen_owned and not draft.no_housing_declared) or "no_housing_declared" in bad:
        found.missing.append("no_housing_declared")
    _join(found, DataClass.REAL_ESTATE, draft, answers, declared, rules)
    return found


def income(draft: ApplicationDraft, answers: Answers, rules: FlagRules, bad: frozenset[str], today: date) -> Amount:
    """Income of all members in the twelve months before the application, fen."""
    found = Amount()
    declared: dict[str, tuple[int, int]] = {}
    for key, item in draft.income.items():
        if item.amount_fen is None or item.member is None or f"income/{key}" in bad:
            found.missing.append(f"income/{key}")
            continue
        declared[item.member] = (declared.get(item.member, (0, 1))[0] + item.amount_fen, 1)
    for member_id, member in draft.members.items():
        if member_id not in declared and is_adult(member, today) and ("V24", member_id) not in answers:
            found.missing.append(f"income/@{member_id}")
    _join(found, DataClass.TAX, draft, answers, declared, rules)
    return found


def assets(draft: ApplicationDraft, answers: Answers, rules: FlagRules, bad: frozenset[str]) -> Amount:
    """Assets of all members less debts, fen, never below zero."""
    found = Amount()
    declared: dict[str, tuple[int, int]] = {}
    for key, item in draft.assets.items():
        if item.value_fen is None or item.kind is None or f"assets/{key}" in bad:
            found.missing.append(f"assets/{key}")
            continue
        signed = -item.value_fen if item.kind is AssetKind.DEBT else item.value_fen
        declared[item.member or ""] = (declared.get(item.member or "", (0, 1))[0] + signed, 1)
    if (not draft.assets and not draft.no_assets_declared) or "no_assets_declared" in bad:
        found.missing.append("no_assets_declared")
    _join(found, DataClass.ECON_CHECK, draft, answers, declared, rules)
    found.total = max(0, found.total)
    return found


def vehicles(draft: ApplicationDraft, answers: Answers, rules: FlagRules, bad: frozenset[str]) -> Amount:
    """Number of private vehicles of all members."""
    found = Amount()
    declared: dict[str, tuple[int, int]] = {}
    for key, vehicle in draft.vehicles.items():
        if vehicle.use is None or f"vehicles/{key}" in bad:
            found.missing.append(f"vehicles/{key}")
        elif vehicle.use is VehicleUse.PRIVATE:
            declared[vehicle.member or ""] = (declared.get(vehicle.member or "", (0, 1))[0] + 1, 1)
    if (not draft.vehicles and not draft.no_vehicles_declared) or "no_vehicles_declared" in bad:
        found.missing.append("no_vehicles_declared")
    _join(found, DataClass.VEHICLE, draft, answers, declared, rules)
    return found


def _join(
    found: Amount,
    data_class: DataClass,
    draft: ApplicationDraft,
    answers: Answers,
    declared: dict[str, tuple[int, int]],
    rules: FlagRules,
) -> None:
    """Total over the members, the larger of declared and found for each."""
    top, bottom = 0, 1
    for member_id in {**dict.fromkeys(declared), **dict.fromkeys(draft.members)}:
        own, parts = declared.get(member_id, (0, 1))
        fact = answers.get((data_class, member_id)) if answers else None
        if fact is not None:
            number = verified_number(fact)
            if number is not None:
                gap = number * parts - own
                found.differs |= member_id in declared and abs(gap) * _WHOLE > abs(own) * rules.differs_permille.value
                found.understated |= own * _WHOLE < number * parts * rules.understated_permille.value
                if number * parts > own:
                    own, parts = number, 1
            elif fact.outcome == "mismatch" and fact.manual_by is None:
                found.contradicted = True
            elif fact.outcome == "not_found" and own > 0 and fact.manual_by is None:
                # Declared, yet no register knows it: it counts as declared, and a person looks at it.
                found.differs = True
        top, bottom = top * parts + own * bottom, bottom * parts
    found.total = top // bottom


def declares(draft: ApplicationDraft, data_class: DataClass, member_id: str) -> bool:
    """Whether the family declared something of a registered kind for this member: a home of their own, a vehicle."""
    match data_class:
        case DataClass.REAL_ESTATE:
            return any(
                home.member == member_id and home.tenure in OWNED_TENURES and home.disposed_on is None
                for home in draft.housing.values()
            )
        case DataClass.VEHICLE:
            return any(vehicle.member == member_id for vehicle in draft.vehicles.values())
        case _:
            return False


def verified_number(fact: VerificationFact) -> int | None:
    """The number that a department found, None when it is none."""
    text = (fact.verified or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
