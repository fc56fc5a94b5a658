"""Reads a policy file. A file that is not understood whole is not used at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

from sync.errors import InvalidPolicy
from sync.policy.figure import Unit
from sync.policy.records import Policy, Stage, StageKind

_LINE = re.compile(r"\(at line (\d+)")
_PLACE = re.compile(r" - at (?:`key` in )?`\$\.?([^`]*)`")
_INDEX = re.compile(r"\[(\d+)\]")
_DAYS = {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}


def parse_policy(text: str, name: str) -> Policy:
    """A policy from TOML.

    Args:
        text: the file.
        name: what to call it in errors, e.g. ``yichun2/2026-01.toml``.

    Raises:
        InvalidPolicy: ``where`` is ``name``, with the line where it can be found, and the key.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        raise InvalidPolicy(f"{name}:{found.group(1)}" if found else name, str(error)) from error
    try:
        policy = msgspec.convert(table, Policy, str_keys=True)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        key, reason = (found.group(1), str(error)[: found.start()]) if found else ("", str(error))
        raise InvalidPolicy(locate(text, name, key), f"{key}: {reason}" if key else reason) from error
    for key, reason in _contradictions(policy):
        raise InvalidPolicy(locate(text, name, key), f"{key}: {reason}")
    return policy


def locate(text: str, name: str, key: str) -> str:
    """``name:line`` of a dotted key in a policy file; only ``name`` when it cannot be found.

    ``stages[2].limit`` and ``stages.R1.limit`` are both understood; a key inside an inline table gives its line.
    """
    line = _line_of(text, _INDEX.sub(r".\1", key))
    return f"{name}:{line}" if line else name


def _line_of(text: str, key: str) -> int | None:
    """Line of the deepest table or key of ``key`` that is written down."""
    wanted = [part for part in key.split(".") if part]
    best, best_depth = None, 0
    for number, path in list(_written(text)):  # a code names its table only after the header
        depth = 0
        for have, want in zip(path, wanted, strict=False):
            if want not in have:
                break
            depth += 1
        if depth in {len(path), len(wanted)} and depth > best_depth:
            best, best_depth = number, depth
    return best


def _written(text: str) -> Iterator[tuple[int, list[set[str]]]]:
    """Line and path of every table header and key; entries of arrays of tables answer to index and ``code``."""
    table: list[set[str]] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line)
        if header:
            table = [{part.strip().strip('"')} for part in header.group(2).split(".")]
            if header.group(1) == "[[":
                at = counts[header.group(2)] = counts.get(header.group(2), -1) + 1
                table.append({str(at)})
            yield number, table
            continue
        pair = re.match(r"\s*([A-Za-z0-9_\-\"]+)\s*=\s*(.*)", line)
        if pair:
            if pair.group(1) == "code" and table:
                table[-1].add(pair.group(2).strip().strip('"'))
            yield number, [*table, {pair.group(1).strip('"')}]


def _contradictions(policy: Policy) -> Iterator[tuple[str, str]]:
    """Key and reason of what the types alone let pass."""
    yield from _stage_contradictions(policy.stages)
    for category, rules in policy.categories.items():
        for code in rules.conditions:
            if code not in policy.conditions:
                yield f"categories.{category}.conditions", f"condition {code} is described nowhere"
    for where, figure in policy.figures().items():
        if figure.value < 0:
            yield where, "a figure is never negative"
        if not figure.source.strip():
            yield where, "a figure needs its source"
        wants_days = where.startswith(("stages.", "clocks.", "offline."))
        if wants_days != (figure.unit in _DAYS):
            yield where, f"the unit {figure.unit} does not fit here"
    for rule in policy.checks:
        if rule.data_class not in policy.consent.classes:
            yield "checks", f"{rule.data_class} would be checked without consent"


def _stage_contradictions(stages: tuple[Stage, ...]) -> Iterator[tuple[str, str]]:
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


def plain_policy(policy: Policy) -> dict[str, Any]:
    """The policy as plain data, for the wire and for hashing."""
    plain: dict[str, Any] = msgspec.to_builtins(policy, str_keys=True)
    return plain


def policy_from_plain(plain: Any, name: str) -> Policy:
    """A policy from plain data, checked like a file.

    Raises:
        InvalidPolicy: as :func:`parse_policy`, without a line.
    """
    try:
        policy = msgspec.convert(plain, Policy, str_keys=True)
    except msgspec.ValidationError as error:
        raise InvalidPolicy(name, str(error)) from error
    for key, reason in _contradictions(policy):
        raise InvalidPolicy(name, f"{key}: {reason}")
    return policy
