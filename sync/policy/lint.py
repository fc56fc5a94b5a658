"""Finds what is wrong with a policy that can be read: before a city signs it, and in the tests of the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from sync.model.lists import exempt_reasons, material_kinds
from sync.model.regions import regions
from sync.policy.calendar import Calendar
from sync.policy.conditions.table import CONDITIONS
from sync.policy.layers import Layer
from sync.policy.lint_allocation import allocation_faults
from sync.policy.lint_conduct import conduct_faults
from sync.policy.lint_road import Fault, road_faults
from sync.policy.records import Policy
from sync.policy.sections.approval import Approval
from sync.policy.sections.categories import CategoryRules

_LINES: Mapping[str, tuple[str, ...]] = {
    "C02": ("hukou_years", "permit_years"),
    "C03": ("applicant_age",),
    "C04": ("area_below", "area_at_most"),
    "C05": ("income_at_most", "income_year_at_most", "income_by_size"),
    "C06": ("assets_at_most", "assets_by_size"),
    "C07": ("vehicles_at_most", "vehicle_price_at_most"),
    "C09": ("insurance_months",),
    "C10": ("contract_months",),
    "C12": ("disposed_years",),
    "C17": ("graduated_years",),
}
"""Condition -> the limits that it can draw its line by. Without one it would let everybody pass."""
_ONE_LINE = frozenset({"C04", "C05", "C06"})
"""Two lines for the same thing would contradict each other."""
_BY_SIZE = ("income_by_size", "assets_by_size")
_MOST_PERMILLE = 1000


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
    found = [
        *_region(policy),
        *_made(policy.approval, policy.effective_from),
        *road_faults(policy, calendar),
        *_categories(policy),
        *_materials(policy),
        *conduct_faults(policy),
        *allocation_faults(policy),
    ]
    whole = f"{policy.id} {policy.version}"
    return tuple(LintFault(where=where(key) if where else whole, key=key, reason=reason) for key, reason in found)


def lint_layer(layer: Layer) -> tuple[LintFault, ...]:
    """What is wrong with a layer that is only inherited from: it need not be complete, and somebody has made it."""
    plain, begins = layer.table.get("approval"), layer.table.get("effective_from")
    if plain is None or type(begins) is not date:
        key = "approval" if plain is None else "effective_from"
        return (LintFault(where=layer.where(key), key=key, reason="is missing"),)
    try:
        found = list(_made(msgspec.convert(plain, Approval), begins))
    except msgspec.ValidationError as error:
        found = [("approval", str(error))]
    return tuple(LintFault(where=layer.where(key), key=key, reason=reason) for key, reason in found)


def _made(approval: Approval, begins: date) -> Iterator[Fault]:
    """Two people, in order, and nothing back-dated (rule R13)."""
    for name in ("proposed_by", "confirmed_by", "reason", "document"):
        if not getattr(approval, name).strip():
            yield f"approval.{name}", "is empty"
    if approval.proposed_by.strip() == approval.confirmed_by.strip():
        yield "approval.confirmed_by", "who proposes does not confirm"
    if approval.confirmed_on < approval.proposed_on:
        yield "approval.confirmed_on", "is confirmed before it was proposed"
    if begins < approval.confirmed_on:
        yield "effective_from", f"begins before it was confirmed on {approval.confirmed_on}"


def _region(policy: Policy) -> Iterator[Fault]:
    if policy.region not in regions().by_code:
        yield "region", f"there is no region {policy.region}"


def _categories(policy: Policy) -> Iterator[Fault]:
    for category, rules in policy.categories.items():
        key = f"categories.{category}"
        for code in rules.conditions:
            if code not in CONDITIONS:
                yield f"{key}.conditions", f"condition {code} cannot be read by this version"
        if "C16" in rules.conditions and not rules.status_any:
            yield f"{key}.status_any", "condition C16 needs at least one status"
        if not 0 < rules.rent_tier.value <= _MOST_PERMILLE:
            yield f"{key}.rent_tier", "a tier lies above 0 and at most at 1000 per mille"
        if rules.waiting_group < 1:
            yield f"{key}.waiting_group", "groups count from 1"
        yield from _limits(key, rules)


def _limits(key: str, rules: CategoryRules) -> Iterator[Fault]:
    limits = rules.limits
    for code, names in _LINES.items():
        drawn = [name for name in names if getattr(limits, name)]
        if code in rules.conditions and not drawn:
            yield f"{key}.limits", f"condition {code} has no line: one of {', '.join(names)} is missing"
        if code in _ONE_LINE and len(drawn) > 1:
            yield f"{key}.limits.{drawn[1]}", f"condition {code} has two lines, this and {drawn[0]}"
        if code not in rules.conditions:
            for name in drawn:
                yield f"{key}.limits.{name}", f"nobody reads it: condition {code} is not asked here"
    for name in _BY_SIZE:
        sizes = getattr(limits, name)
        if sizes and min(sizes) != 1:
            yield f"{key}.limits.{name}", "households of one person have no limit"
    if (limits.elder_age is None) != (limits.elder_permille is None):
        yield f"{key}.limits", "elder_age and elder_permille come together"


def _materials(policy: Policy) -> Iterator[Fault]:
    for at, rule in enumerate(policy.materials):
        if rule.kind not in material_kinds():
            yield f"materials[{at}].kind", f"there is no kind of paper {rule.kind}"
        for kind in rule.instead:
            if kind not in material_kinds():
                yield f"materials[{at}].instead", f"there is no kind of paper {kind}"
        for reason in rule.exempt:
            if reason not in exempt_reasons():
                yield f"materials[{at}].exempt", f"there is no reason {reason}"
