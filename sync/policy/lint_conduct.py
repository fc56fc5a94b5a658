"""Finds what cannot be right in the rules about visits, breaches, credit, alerts and patterns of doors and meters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sync.model.credit import CreditEvent, CreditLevel
from sync.model.take_back import TakeBack
from sync.policy.credit import rule_of
from sync.policy.lint_road import Fault
from sync.policy.records import Policy
from sync.policy.sections.alerts import AlertRules
from sync.policy.sections.anomaly import AnomalyRules
from sync.policy.sections.credit import CreditRules
from sync.policy.sections.inspections import InspectionRules
from sync.policy.sections.violations import FineRule, ViolationRules

_DAY_HOURS = 24


def conduct_faults(policy: Policy) -> Iterator[Fault]:
    """Key and reason of everything that is wrong."""
    yield from _alerts(policy.alerts)
    yield from _inspections(policy.inspections)
    yield from _violations(policy.violations)
    yield from _credit(policy.credit)
    yield from _anomaly(policy.anomaly)


def _alerts(rules: AlertRules) -> Iterator[Fault]:
    if rules.answer_red_days.value > rules.answer_yellow_days.value:
        yield "alerts.answer_red_days", "red leaves more time than yellow"


def _inspections(rules: InspectionRules) -> Iterator[Fault]:
    if rules.evidence_count.value < 1:
        yield "inspections.evidence_count", "a visit without a photo shows nothing"
    if (rules.retries_count.value + 1) * rules.apart_hours.value > _DAY_HOURS:
        yield "inspections.apart_hours", "so many visits cannot lie so far apart within a day"


def _violations(rules: ViolationRules) -> Iterator[Fault]:
    for name in ("banned", "nothing_to_rectify"):
        if TakeBack.OWN_WILL in getattr(rules, name):
            yield f"violations.{name}", "T00 is no breach"
    seen: set[TakeBack] = set()
    for fine in rules.fines:
        yield from _fine(fine, seen)
        seen.update(fine.kinds)


def _fine(fine: FineRule, seen: set[TakeBack]) -> Iterator[Fault]:
    key = f"violations.fines.{fine.code}"
    if TakeBack.OWN_WILL in fine.kinds:
        yield f"{key}.kinds", "T00 is no breach"
    twice = sorted(kind.value for kind in fine.kinds if kind in seen)
    if twice or len(set(fine.kinds)) < len(fine.kinds):
        yield f"{key}.kinds", "a kind has two fines"
    if (fine.gain_times_count is None) != (fine.gain_most_fen is None):
        yield f"{key}.gain_most_fen", "a fine by the gain needs its times and its limit"


def _credit(rules: CreditRules) -> Iterator[Fault]:
    yield from _prices(rules)
    yield from _ladder(rules)
    if rules.d.from_points.value != 0:
        yield "credit.d.from_points", "the last level begins at 0"


def _prices(rules: CreditRules) -> Iterator[Fault]:
    for event in CreditEvent:
        price = rules.costs_points.get(event)
        if price is None:
            yield f"credit.costs_points.{event.value}", "an event without a price cannot be recorded"
        elif not 0 < price.value <= rules.start_points.value:
            yield f"credit.costs_points.{event.value}", "a price lies above 0 and at most at the points of the start"


def _ladder(rules: CreditRules) -> Iterator[Fault]:
    levels = [(level.value.lower(), rule_of(level, rules)) for level in CreditLevel]
    if rules.a.from_points.value > rules.start_points.value:
        yield "credit.a.from_points", "begins above the points of the start"
    for name, rule in levels:
        if rule.visit_months.value < 1 or rule.recheck_months.value < 1:
            yield f"credit.{name}", "visits and checks come every month at most"
    for (_, better), (name, worse) in pairwise(levels):
        if worse.from_points.value >= better.from_points.value:
            yield f"credit.{name}.from_points", "begins no lower than the level above it"
        if worse.visit_months.value > better.visit_months.value:
            yield f"credit.{name}.visit_months", "is visited less often than the level above it"
        if worse.recheck_months.value > better.recheck_months.value:
            yield f"credit.{name}.recheck_months", "is checked less often than the level above it"


def _anomaly(rules: AnomalyRules) -> Iterator[Fault]:
    if rules.vacant_days.value < 1:
        yield "anomaly.vacant_days", "a stretch has a day at least"
    if not 1 <= rules.vacant_inspect_count.value <= rules.vacant_ground_count.value:
        yield "anomaly.vacant_inspect_count", "a visit is advised before the ground is reached"
    for name in ("sublet_nights_count", "sublet_own_nights_count", "crowd_nights_count", "card_days_count"):
        if getattr(rules, name).value > rules.pattern_days.value:
            yield f"anomaly.{name}", "is longer than what is looked at"
