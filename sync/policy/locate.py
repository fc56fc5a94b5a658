"""Finds the line of a key in a policy file, so that an error can be shown where it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_INDEX = re.compile(r"\[(\d+)\]")


def steps_of(key: str) -> tuple[str, ...]:
    """A dotted key in steps: ``stages[2].limit`` -> ``stages``, ``2``, ``limit``."""
    return tuple(part for part in _INDEX.sub(r".\1", key).split(".") if part)


def locate(text: str, name: str, key: str) -> str:
    """``name:line`` of a dotted key in a policy file; only ``name`` when it cannot be found.

    ``stages[2].limit`` and ``stages.R1.limit`` are both understood; a key inside an inline table gives its line.
    """
    line = _line_of(text, steps_of(key))
    return f"{name}:{line}" if line else name


def _line_of(text: str, wanted: tuple[str, ...]) -> int | None:
    """Line of the deepest table or key of ``wanted`` that is written down."""
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
        pair = re.match(r"\s*([A-Za-z0-9_\-\".]+)\s*=\s*(.*)", line)
        if pair:
            if pair.group(1) == "code" and table:
                table[-1].add(pair.group(2).strip().strip('"'))
            yield number, [*table, *({part.strip('"')} for part in pair.group(1).split("."))]
