"""Finds what is wrong with a policy that can be read: before a city signs it, and in the tests of the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sync.model.states import Role
from sync.policy.calendar import Calendar
from sync.policy.conditions import CONDITIONS
from sync.policy.figure import Unit
from sync.policy.periods import end_of, longest_road
from sync.policy.records import Policy, Stage, StageKind

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)

_ROLES: dict[StageKind, frozenset[Role]] = {
    StageKind.ACCEPT: frozenset({Role.STREET_WINDOW}),
    StageKind.VERIFY: frozenset({Role.PLATFORM, Role.DEPT_VERIFIER, Role.CIVIL_AFFAIRS}),
    StageKind.REVIEW: frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}),
    StageKind.PUBLICITY: frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}),
    StageKind.DECIDE: frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}),
    StageKind.REGISTER: frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}),
}


@dataclass(frozen=True, kw_only=True)
class LintFault:
    """One thing that is wrong.

    Attributes:
        where: ``file:line`` when the place was given, else the policy's id and version.
        key: dotted key.
        reason: in plain words.
    """

    where: str
    key: str
    reason: str


def lint(policy: Policy, calendar: Calendar, where: Callable[[str], str] | None = None) -> tuple[LintFault, ...]:
    """Everything that is wrong with the policy; empty = clean.

    Args:
        where: the place of a dotted key, as :meth:`sync.policy.PolicyBook.where` gives it.
    """
    found = [*_stages(policy), *_road(policy, calendar), *_categories(policy)]
    whole = f"{policy.id} {policy.version}"
    return tuple(LintFault(where=where(key) if where else whole, key=key, reason=reason) for key, reason in found)


def _stages(policy: Policy) -> Iterator[tuple[str, str]]:
    for stage in policy.stages:
        key = f"stages.{stage.code}"
        if stage.role not in _ROLES[stage.kind]:
            yield f"{key}.role", f"{stage.role} has no permission for a stage of kind {stage.kind}"
        if stage.limit.value < 1:
            yield f"{key}.limit", "a stage needs at least one day"
        if stage.may_reject and stage.kind is not StageKind.REVIEW:
            yield f"{key}.may_reject", "only a review can decide against"
        if not stage.next and not stage.parallel_with and stage.kind is not StageKind.DECIDE:
            yield f"{key}.next", "the road ends here without a decision"
    yield from _reachable(policy)
    reviews = [stage for stage in policy.stages if stage.kind is StageKind.REVIEW]
    finals = [stage for stage in reviews if stage.final]
    if [stage.code for stage in finals] != [stage.code for stage in reviews[-1:]]:
        yield "stages", "exactly the last review is final"
    for stage in finals:
        if not stage.may_reject:
            yield f"stages.{stage.code}.may_reject", "the final review must be able to decide against"


def _reachable(policy: Policy) -> Iterator[tuple[str, str]]:
    on_road: set[str] = set()
    stage: Stage | None = policy.first(StageKind.ACCEPT)
    while stage is not None and stage.code not in on_road:
        on_road.add(stage.code)
        stage = policy.stage(stage.next)
    for stage in policy.stages:
        if stage.code not in on_road and stage.parallel_with not in on_road:
            yield f"stages.{stage.code}", "no stage leads here"


def _road(policy: Policy, calendar: Calendar) -> Iterator[tuple[str, str]]:
    """The stages fit the total for every start date; only the worst start is named."""
    total, worst_over, worst = policy.clocks.total, 0, (FIRST, FIRST)
    for at in range((LAST - FIRST).days + 1):
        start = FIRST + timedelta(days=at)
        end, _ = longest_road(policy, calendar.workdays, start)
        due = (
            start + timedelta(days=total.value)
            if total.unit is Unit.CALENDAR_DAYS
            else end_of(calendar.workdays, start, total)[0]
        )
        if (end - due).days > worst_over:
            worst_over, worst = (end - due).days, (start, end)
    if worst_over:
        start, end = worst
        reason = (
            f"the stages do not fit {total.value} {total.unit}: accepted on {start} the result may come on {end}, "
            f"{worst_over} days late"
        )
        yield "clocks.total", reason


def _categories(policy: Policy) -> Iterator[tuple[str, str]]:
    for category, rules in policy.categories.items():
        for code in rules.conditions:
            if code not in CONDITIONS:
                yield f"categories.{category}.conditions", f"condition {code} cannot be read by this version"
        if "C16" in rules.conditions and not rules.status_any:
            yield f"categories.{category}.status_any", "condition C16 needs at least one status"
        if not 0 < rules.rent_tier.value <= 1000:
            yield f"categories.{category}.rent_tier", "a tier lies above 0 and at most at 1000 per mille"
