"""What is wrong with the stages of a policy: a road without an end, a stage without power, limits that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from sync.model.states import Role
from sync.policy.calendar import Calendar
from sync.policy.figure import Unit
from sync.policy.periods import end_of, longest_road
from sync.policy.records import Element, Policy, Stage, StageKind

Fault = tuple[str, str]
"""Dotted key and reason."""

_REVIEWERS = frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER})
_POWERS: Mapping[StageKind, frozenset[Role]] = {
    StageKind.ACCEPT: frozenset({Role.STREET_WINDOW}),
    StageKind.VERIFY: frozenset({Role.PLATFORM, Role.DEPT_VERIFIER, Role.CIVIL_AFFAIRS}),
    StageKind.REVIEW: _REVIEWERS,
    StageKind.PUBLICITY: _REVIEWERS | {Role.STREET_WINDOW, Role.VILLAGE_POINT},
    StageKind.DECIDE: frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}),
    StageKind.REGISTER: frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}),
}
"""Who can be given a stage. A village point guides and posts lists, and never decides (source: YC-09)."""
_LEAST: Mapping[StageKind, frozenset[Element]] = {
    StageKind.ACCEPT: frozenset({Element.CONSENT, Element.UNDERTAKING}),
    StageKind.VERIFY: frozenset({Element.CONSENT}),
    StageKind.REVIEW: frozenset({Element.OPINION}),
    StageKind.PUBLICITY: frozenset({Element.PUBLICITY_EVIDENCE, Element.OBJECTIONS_ANSWERED}),
    StageKind.DECIDE: frozenset({Element.RESULT}),
    StageKind.REGISTER: frozenset({Element.RESULT}),
}
"""What no stage of a kind may be left without."""
_RANK = {"community": 0, "street": 1, "county": 2, "city": 3, "platform": 4}
_ENDS = frozenset({StageKind.DECIDE, StageKind.REGISTER})


def road_faults(policy: Policy, calendar: Calendar) -> Iterator[Fault]:
    """Everything that is wrong with the stages and their limits."""
    road = road_of(policy)
    for stage in policy.stages:
        yield from _power(stage)
        yield from _elements(stage)
        yield from _progression(stage, policy)
    yield from _dead(policy, road)
    yield from _reviews(policy, road)
    yield from _checks(policy, road)
    yield from _end(road)
    yield from _total(policy, calendar)


def road_of(policy: Policy) -> tuple[Stage, ...]:
    """The stages that lie one behind the other, from the acceptance on."""
    found: list[Stage] = []
    stage = policy.first(StageKind.ACCEPT)
    while stage is not None:  # a stage comes after the one that names it: this ends
        found.append(stage)
        stage = policy.stage(stage.next)
    return tuple(found)


def _power(stage: Stage) -> Iterator[Fault]:
    if stage.role not in _POWERS[stage.kind]:
        yield _at(stage, "role"), f"{stage.role} has no permission for a stage of kind {stage.kind}"
    if stage.limit.value < 1:
        yield _at(stage, "limit"), "a stage needs at least one day"
    if stage.may_reject and stage.kind is not StageKind.REVIEW:
        yield _at(stage, "may_reject"), "only a review can decide against"
    if stage.final and stage.kind is not StageKind.REVIEW:
        yield _at(stage, "final"), "only a review can be final"
    if (stage.kind is StageKind.PUBLICITY) != bool(stage.scope):
        yield _at(stage, "scope"), "a publicity names its places, and nothing else does"


def _elements(stage: Stage) -> Iterator[Fault]:
    if missing := _LEAST[stage.kind] - set(stage.elements):
        yield _at(stage, "elements"), f"a stage of kind {stage.kind} needs {', '.join(sorted(missing))}"
    if stage.kind is StageKind.REVIEW and stage.checks_first != (Element.CHECKS in stage.elements):
        yield _at(stage, "checks_first"), "this and the element checks say different things"


def _progression(stage: Stage, policy: Policy) -> Iterator[Fault]:
    if stage.parallel_with:
        if stage.kind is not StageKind.VERIFY:
            yield _at(stage, "parallel_with"), "only checks run beside another stage"
        if stage.next:
            yield _at(stage, "next"), "what runs beside another stage leads nowhere by itself"
    elif not stage.next and stage.kind not in _ENDS:
        yield _at(stage, "next"), "the road ends here without a decision"
    following = policy.stage(stage.next)
    if following is not None and following.parallel_with:
        yield _at(stage, "next"), f"{following.code} runs beside another stage"


def _dead(policy: Policy, road: tuple[Stage, ...]) -> Iterator[Fault]:
    on_road = {stage.code for stage in road}
    for stage in policy.stages:
        if stage.code not in on_road and stage.parallel_with not in on_road:
            yield f"stages.{stage.code}", "no stage leads here"


def _reviews(policy: Policy, road: tuple[Stage, ...]) -> Iterator[Fault]:
    reviews = [stage for stage in road if stage.kind is StageKind.REVIEW]
    finals = [stage.code for stage in policy.stages if stage.final]
    if finals != [stage.code for stage in reviews[-1:]]:
        yield "stages", "exactly the last review is final"
    for stage in reviews[-1:]:
        if not stage.may_reject:
            yield _at(stage, "may_reject"), "the final review must be able to decide against"
    for before, after in pairwise(reviews):
        if _RANK[after.org] < _RANK[before.org]:
            yield _at(after, "org"), f"a review does not go back down from the {before.org} to the {after.org}"
        if after.role is before.role:
            yield _at(after, "role"), f"{before.code} has been reviewed by the same post"


def _checks(policy: Policy, road: tuple[Stage, ...]) -> Iterator[Fault]:
    """Every check is answered before the final review agrees, at the latest."""
    codes = [stage.code for stage in road]
    reviews = [stage for stage in road if stage.kind is StageKind.REVIEW]
    for final in reviews[-1:]:
        if not final.checks_first:
            yield _at(final, "checks_first"), "the final review must not agree before the checks are answered"
        for stage in policy.stages:
            place = stage.parallel_with or stage.code
            late = place in codes and codes.index(place) > codes.index(final.code)
            if stage.kind is StageKind.VERIFY and late:
                yield f"stages.{stage.code}", f"is checked only after {final.code} has decided"


def _end(road: tuple[Stage, ...]) -> Iterator[Fault]:
    """Reviews and publicities, then one decision, then nothing but records."""
    kinds = [stage.kind for stage in road]
    for at, stage in enumerate(road):
        decided, reviewed = StageKind.DECIDE in kinds[:at], StageKind.REVIEW in kinds[:at]
        if stage.kind is StageKind.ACCEPT and at:
            yield f"stages.{stage.code}", "an application is accepted once"
        if stage.kind is StageKind.DECIDE:
            if decided or not reviewed:
                yield f"stages.{stage.code}", "there is one decision, and a review comes before it"
        elif (stage.kind is StageKind.REGISTER) != decided:
            yield f"stages.{stage.code}", "after the decision, and only then, things are put on record"


def _total(policy: Policy, calendar: Calendar) -> Iterator[Fault]:
    """The stages fit the total for every start date that the calendar knows; only the worst start is named."""
    total, worst_over, worst = policy.clocks.total, 0, (date.min, date.min)
    for start in _starts(calendar):
        end, _ = longest_road(policy, calendar.workdays, start)
        due = end_of(calendar.workdays, start, total)[0]
        if total.unit is Unit.CALENDAR_DAYS:
            due = start + timedelta(days=total.value)  # what was promised, though the law would give till Monday
        over = (end - due).days
        if over > worst_over:
            worst_over, worst = over, (start, end)
    if worst_over:
        start, end = worst
        reason = (
            f"the stages do not fit {total.value} {total.unit}: accepted on {start} the result may come on {end}, "
            f"{worst_over} days late"
        )
        yield "clocks.total", reason


def _starts(calendar: Calendar) -> Iterator[date]:
    for year in sorted(calendar.sources):
        day = date(year, 1, 1)
        while day.year == year:
            yield day
            day += timedelta(days=1)


def _at(stage: Stage, field: str) -> str:
    return f"stages.{stage.code}.{field}"
