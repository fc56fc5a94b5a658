"""Makes a policy of plain data. What is not understood whole is not used at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from sync.errors import InvalidPolicy
from sync.policy.figure import KINDS, Placed, figures_in
from sync.policy.locate import steps_of
from sync.policy.records import Policy, Stage, StageKind

_PLACE = re.compile(r" - at (?P<entry>`key` in )?`\$\.?(?P<key>[^`]*)`")
_MISSING = "missing required field"
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")

MOST_DAYS = 4000
"""Longest period that the calendar counts."""
MOST_STAGES = 30


def policy_of(table: Mapping[str, Any], where: Callable[[str], str]) -> Policy:
    """A policy from plain data.

    Args:
        table: as a policy file says it.
        where: the place of a dotted key, for errors.

    Raises:
        InvalidPolicy: ``where`` is that place; the reason begins with the key.
    """
    try:
        policy = msgspec.convert(table, Policy, str_keys=True)
    except msgspec.ValidationError as error:
        key, reason = _named(table, str(error))
        raise InvalidPolicy(where(key), reason, key) from error
    for key, reason in _contradictions(policy):
        raise InvalidPolicy(where(key), reason, key)
    return policy


def check_layer(table: Mapping[str, Any], where: Callable[[str], str]) -> None:
    """Whether a layer that is only inherited from makes sense as far as it goes.

    Raises:
        InvalidPolicy: as :func:`policy_of`; that something is missing is no fault of such a layer.
    """
    kinds = {field.encode_name: field.type for field in msgspec.structs.fields(Policy)}
    for name, value in table.items():
        if name not in kinds:
            raise InvalidPolicy(where(name), f"Object contains unknown field `{name}`", name)
        try:
            section = msgspec.convert(value, kinds[name], str_keys=True)
        except msgspec.ValidationError as error:
            if _MISSING in str(error):
                continue
            found = _PLACE.search(str(error))
            key = f"{name}.{found.group('key')}".rstrip(".") if found else name
            raise InvalidPolicy(where(key), _reason(str(error)), key) from error
        for placed in figures_in(section, name):
            for key, reason in _figure_contradictions(placed):
                raise InvalidPolicy(where(key), reason, key)


def plain_policy(policy: Policy) -> dict[str, Any]:
    """The policy as plain data, for the wire and for hashing."""
    plain: dict[str, Any] = msgspec.to_builtins(policy, str_keys=True)
    return plain


def policy_from_plain(plain: Any, name: str) -> Policy:
    """A policy from plain data, checked like a file.

    Raises:
        InvalidPolicy: as :func:`policy_of`; ``where`` is ``name``.
    """
    return policy_of(plain, lambda _key: name)


def _named(table: Any, message: str) -> tuple[str, str]:
    """Key and reason of a validation error. Where the error only says "an entry of a map", the entry is looked for."""
    found = _PLACE.search(message)
    if found is None:
        return _with_unknown("", message), message
    reason = _reason(message)
    key, *rest = found.group("key").split("[...]") + [""] * bool(found.group("entry"))
    for below in rest:
        entry, table = _wrong_entry(table, steps_of(key))
        key = f"{key}.{entry}{below}"
    return _with_unknown(key, reason), reason


def _reason(message: str) -> str:
    return _PLACE.sub("", message)


def _with_unknown(key: str, reason: str) -> str:
    """The key of the field that nobody reads, rather than of the table that it stands in."""
    found = _UNKNOWN.search(reason)
    return f"{key}.{found.group(1)}".lstrip(".") if found else key


def _wrong_entry(table: Any, steps: tuple[str, ...]) -> tuple[str, Any]:
    """The first entry of the map at ``steps`` that is not accepted even alone, and the table with no other.

    A map is read in order, so that this is the entry which the error was about.
    """
    entries = table
    for step in steps:
        entries = entries[int(step) if isinstance(entries, list) else step]
    wrong = [entry for entry in entries if _fails(_only(table, steps, entry))]
    return (str(wrong[0]), _only(table, steps, wrong[0])) if wrong else ("", table)


def _fails(table: Any) -> bool:
    try:
        msgspec.convert(table, Policy, str_keys=True)
    except msgspec.ValidationError:
        return True
    return False


def _only(table: Any, steps: tuple[str, ...], entry: object) -> Any:
    """A copy in which the map at ``steps`` has but one entry."""
    if not steps:
        return {entry: table[entry]}
    at = int(steps[0]) if isinstance(table, list) else steps[0]
    copy = table.copy()
    copy[at] = _only(table[at], steps[1:], entry)
    return copy


def _contradictions(policy: Policy) -> Iterator[tuple[str, str]]:
    """Key and reason of what the types alone let pass."""
    yield from _stage_contradictions(policy.stages)
    for category, rules in policy.categories.items():
        for code in rules.conditions:
            if code not in policy.conditions:
                yield f"categories.{category}.conditions", f"condition {code} is described nowhere"
        for form in rules.forms:
            if form not in policy.forms:
                yield f"categories.{category}.forms", f"this policy offers no {form}"
    for placed in figures_in(policy):
        yield from _figure_contradictions(placed)
    for rule in policy.checks:
        if rule.data_class not in policy.consent.classes:
            yield "checks", f"{rule.data_class} would be checked without consent"


def _figure_contradictions(placed: Placed) -> Iterator[tuple[str, str]]:
    where, figure = placed.where, placed.figure
    if figure.value < 0:
        yield where, "a figure is never negative"
    if not figure.source.strip():
        yield where, "a figure needs its source"
    if placed.kind is not None and figure.unit not in KINDS[placed.kind]:
        yield where, f"the unit {figure.unit} does not fit here, where {placed.kind} belong"
    if figure.unit in KINDS["days"] and figure.value > MOST_DAYS:
        yield where, f"a period has at most {MOST_DAYS} days"


def _stage_contradictions(stages: tuple[Stage, ...]) -> Iterator[tuple[str, str]]:
    if len(stages) > MOST_STAGES:
        yield "stages", f"a road has at most {MOST_STAGES} stages"
    codes = [stage.code for stage in stages]
    for kind in (StageKind.ACCEPT, StageKind.VERIFY, StageKind.REVIEW, StageKind.DECIDE):
        if all(stage.kind is not kind for stage in stages):
            yield "stages", f"there is no stage of kind {kind}"
    for at, stage in enumerate(stages):
        where = f"stages.{stage.code}"
        if codes.count(stage.code) > 1:
            yield where, "the code comes twice"
        if stage.next and stage.next not in codes[at + 1 :]:
            yield f"{where}.next", f"{stage.next} does not come after {stage.code}"
        if stage.parallel_with and stage.parallel_with not in codes:
            yield f"{where}.parallel_with", f"there is no stage {stage.parallel_with}"
