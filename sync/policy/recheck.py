"""Does a household still qualify? A reading of its figures, and the plan that looks at every household in a year.

Source: published measures of Fujian for the yearly plan, 穗建规字〔2024〕5号 for elders; the figures are the policy's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from sync.model.application import Category
from sync.model.ids import OrgCode, RecordId
from sync.model.recheck import RecheckFacts, RecheckKind, RecheckOutcome
from sync.policy.figure import Figure
from sync.policy.months import last_of, months_later
from sync.policy.records import Policy
from sync.policy.sections.recheck import RecheckRules

_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the figures say. A help for the reviewer, and a bound: nobody may pass against it.

    Attributes:
        outcome: see :class:`RecheckOutcome`.
        category: the category whose limits fit; with ADJUST another than before.
        reasons: codes of limits that are passed, in the category of before.
        missing: fields that would decide an UNKNOWN.
    """

    outcome: RecheckOutcome
    category: Category | None = None
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Limit:
    code: str
    value: int | None
    limit: Figure | None
    per_person: bool
    strict: bool = False
    """The value must lie below the limit, not only at it."""
    missing: str


def merged(declared: RecheckFacts, found: RecheckFacts) -> RecheckFacts:
    """What counts: what was found; the larger of both where both are known; a home that anybody knows of.

    The number of persons and the youngest age are as found, else as declared: neither larger nor smaller is safer.
    """
    changes: dict[str, int | bool | None] = {}
    for name in RecheckFacts.__struct_fields__:
        first, second = getattr(declared, name), getattr(found, name)
        if name in {"persons", "youngest_age"} or first is None or second is None:
            changes[name] = first if second is None else second
        else:
            changes[name] = max(first, second)
    return msgspec.convert(changes, RecheckFacts)


def differing(declared: RecheckFacts, found: RecheckFacts, rules: RecheckRules) -> tuple[str, ...]:
    """Fields in which declared and found differ by more than the policy lets pass."""
    fields = []
    for name in RecheckFacts.__struct_fields__:
        first, second = getattr(declared, name), getattr(found, name)
        if first is None or second is None:
            continue
        if abs(first - second) * 1000 > abs(second) * rules.differs_permille.value:
            fields.append(name)
    return tuple(fields)


def read(facts: RecheckFacts, *, kind: RecheckKind, category: Category | None, policy: Policy) -> Reading:
    """Whether a household still qualifies in its category, in another one, or not at all.

    Args:
        facts: as merged.
        kind: at the end of a term, income and assets of a household of elders are not looked at.
        category: of before; None = unknown, then nothing is decided.
    """
    if facts.got_home:
        return Reading(outcome=RecheckOutcome.FAIL, reasons=("got_home",))
    if category is None or category not in policy.categories:
        return Reading(outcome=RecheckOutcome.UNKNOWN, missing=("category",))
    failing, missing = _against(facts, kind, category, policy)
    if facts.got_home is None:
        missing = (*missing, "got_home")
    if missing:
        # a limit that is passed is passed, whatever is still unknown; only another category could help then
        return Reading(outcome=RecheckOutcome.UNKNOWN, reasons=failing, missing=missing)
    if not failing:
        return Reading(outcome=RecheckOutcome.PASS, category=category)
    for other in policy.categories:
        if other is not category and _family_of(other) == _family_of(category):
            others, unknown = _against(facts, kind, other, policy)
            if not others and not unknown:
                return Reading(outcome=RecheckOutcome.ADJUST, category=other, reasons=failing)
    return Reading(outcome=RecheckOutcome.FAIL, reasons=failing)


def _family_of(category: Category) -> str:
    """Categories between which figures alone decide: those of local families; the others rest on work."""
    return "hukou" if category.value.startswith("hukou") else category.value


def spares_elders(facts: RecheckFacts, kind: RecheckKind, rules: RecheckRules) -> bool:
    """Whether income and assets are not looked at: the end of a term, and every member is old enough."""
    age = facts.youngest_age
    return kind is RecheckKind.TERM_END and age is not None and age >= rules.elder_age.value


def _against(
    facts: RecheckFacts, kind: RecheckKind, category: Category, policy: Policy
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    failing, missing = [], []
    for limit in _limits(facts, kind, category, policy):
        if limit.limit is None:
            continue
        if limit.value is None or (limit.per_person and not facts.persons):
            missing.append(limit.missing if limit.value is None else "persons")
            continue
        most = limit.limit.value * ((facts.persons or 1) if limit.per_person else 1)
        if limit.value > most or (limit.strict and limit.value == most):
            failing.append(limit.code)
    return tuple(failing), tuple(dict.fromkeys(missing))


def _limits(facts: RecheckFacts, kind: RecheckKind, category: Category, policy: Policy) -> Iterator[_Limit]:
    limits = policy.categories[category].limits
    yield _Limit(
        code="area",
        value=facts.own_area100,
        limit=limits.area_below,
        per_person=True,
        strict=True,
        missing="own_area100",
    )
    yield _Limit(
        code="vehicles", value=facts.vehicles, limit=limits.vehicles_at_most, per_person=False, missing="vehicles"
    )
    if spares_elders(facts, kind, policy.recheck):
        return
    income = facts.monthly_income_fen
    yield _Limit(
        code="income", value=income, limit=limits.income_at_most, per_person=True, missing="monthly_income_fen"
    )
    yield _Limit(
        code="assets", value=facts.assets_fen, limit=limits.assets_at_most, per_person=True, missing="assets_fen"
    )


@dataclass(frozen=True, kw_only=True)
class Household:
    """A household as the yearly plan sees it.

    Attributes:
        id: tenancy, waiting entry or subsidy.
        since: first day of the term.
        until: last day of the term, None = none is set.
    """

    id: RecordId
    org: OrgCode
    since: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One re-check of the plan."""

    subject_id: RecordId
    org: OrgCode
    kind: RecheckKind
    begins: date
    due: date


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of the stock a plan covers, and how much of it is done.

    Attributes:
        households: who is to be looked at.
        planned: who has a task.
        done: whose re-check of that year is closed.
        left_out: ids without a task.
        open_by_org: organisation -> tasks that are not done.
    """

    households: int
    planned: int
    done: int
    left_out: tuple[RecordId, ...]
    open_by_org: Mapping[OrgCode, int]

    @property
    def permille(self) -> int:
        """Planned of all, rounded down, so that only the whole is the whole; 1000 where there is nobody."""
        return self.planned * 1000 // self.households if self.households else 1000


def plan(households: Iterable[Household], year: int, rules: RecheckRules) -> tuple[Task, ...]:
    """A task for every household, spread over the year, in the order of the days.

    Who came in the year itself is looked at in the next one, unless the term ends. A term that ends in the year (or so
    soon after it that its re-check begins in the year) is looked at before it ends; others in the month of their
    anniversary, so that the work spreads itself.
    """
    tasks = (_task(one, year, rules) for one in dict.fromkeys(households))
    return tuple(sorted((task for task in tasks if task), key=lambda task: (task.begins, task.subject_id)))


def must_be_planned(household: Household, year: int) -> bool:
    """Whether a year's plan must look at the household: it was there before the year, and still is in it."""
    return household.since.year < year and (household.until is None or household.until.year >= year)


def _task(household: Household, year: int, rules: RecheckRules) -> Task | None:
    if household.until is not None:
        begins = months_later(household.until, -rules.term_end_ahead_months.value)
        if begins.year == year or (begins.year < year <= household.until.year):
            begins = max(begins, date(year, 1, 1))
            return Task(
                subject_id=household.id,
                org=household.org,
                kind=RecheckKind.TERM_END,
                begins=begins,
                due=household.until,
            )
    if not must_be_planned(household, year):
        return None
    begins = date(year, household.since.month, 1)
    return Task(
        subject_id=household.id,
        org=household.org,
        kind=RecheckKind.ANNUAL,
        begins=begins,
        due=last_of(months_later(begins, 1)) if begins.month < _MONTHS else last_of(begins),
    )


def coverage(households: Iterable[Household], tasks: Iterable[Task], done: Iterable[RecordId], year: int) -> Coverage:
    """What a plan covers of the households of a year, and what of it is done.

    Args:
        done: subjects whose re-check of that year is closed.
    """
    wanted = {one.id for one in households if must_be_planned(one, year)}
    by_subject = {task.subject_id: task for task in tasks}
    finished = set(done)
    still_open = Counter(task.org for subject, task in by_subject.items() if subject not in finished)
    return Coverage(
        households=len(wanted),
        planned=len(wanted & set(by_subject)),
        done=len(wanted & finished),
        left_out=tuple(sorted(wanted - set(by_subject))),
        open_by_org=dict(still_open),
    )
