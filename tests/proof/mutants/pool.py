"""Every mutant of a room, and a sample of them.

The sample is drawn by rank: a mutant's rank is a hash of the seed and of what it is, so the same code and seed give the
same sample, and a change of the code moves only the mutants of what was changed.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proof.mutants import displays, expressions, statements
from tests.proof.mutants.names import Names, names_in
from tests.proof.mutants.places import Place, walk
from tests.proof.mutants.text import Change, Text
from tests.proof.rooms import Room, module_name, python_below

CHANGES: dict[type[ast.AST], Callable[[Any, Text, Names, Place], Iterator[Change | None]]] = {
    ast.Compare: expressions.comparison,
    ast.BoolOp: expressions.both_or_one,
    ast.UnaryOp: expressions.sign,
    ast.BinOp: expressions.arithmetic,
    ast.Constant: expressions.constant,
    ast.JoinedStr: expressions.composed_text,
    ast.Attribute: expressions.member,
    ast.IfExp: expressions.chosen,
    ast.comprehension: expressions.filtered,
    ast.Slice: expressions.cut,
    ast.Lambda: expressions.shortened,
    ast.Tuple: displays.row_of_values,
    ast.List: displays.row_of_values,
    ast.Set: displays.row_of_values,
    ast.Dict: displays.table,
    ast.Call: displays.call,
    ast.If: statements.branch,
    ast.While: statements.loop,
    ast.match_case: statements.guard,
    ast.MatchOr: statements.alternatives,
    ast.Return: statements.given_back,
    ast.Expr: statements.said,
    ast.Assign: statements.stored,
    ast.AugAssign: statements.added,
    ast.Raise: statements.dropped,
    ast.Delete: statements.dropped,
    ast.Continue: statements.jump,
    ast.Break: statements.jump,
}
"""Node -> what can be changed about it."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One small bug.

    Attributes:
        id: ten characters; the same as long as the changed line and the name of the function around it stay.
        path: the file, from the project's root.
        module: the module's name.
        line: where it is.
        lines: first and last line of the statement around it.
        within: the function or class around it, dotted; "" at the top of the module.
        at_import: it takes effect when the module is imported.
        kind: a row of the report.
        before: the line, stripped; several lines are put together.
        after: the same, changed; "" when nothing is left.
        text: the healthy module.
        change: what makes the mutant.
    """

    id: str
    path: str
    module: str
    line: int
    lines: tuple[int, int]
    within: str
    at_import: bool
    kind: str
    before: str
    after: str
    text: Text = field(repr=False)
    change: Change = field(repr=False)

    def source(self) -> str:
        """The whole text of the changed module."""
        return self.text.changed(self.change)


def every_mutant(room: Room) -> list[Mutant]:
    """All of them, in the order of the files and their lines; some may turn out to be no Python."""
    top = room.root / room.name.split(".")[0]
    names = names_in(python_below(top) if top.is_dir() else room.files())
    return [mutant for path in room.files() for mutant in _mutants_of(room, path, names)]


def _mutants_of(room: Room, path: Path, names: Names) -> Iterator[Mutant]:
    text, shown = Text(path.read_text("utf-8")), room.shown(path)
    times: Counter[str] = Counter()
    seen: set[tuple[int, int, str]] = set()
    for node, place in walk(text.tree):
        rule = CHANGES.get(type(node))
        for change in rule(node, text, names, place) if rule else ():
            if change is None or (change.start, change.end, change.new) in seen:
                continue
            seen.add((change.start, change.end, change.new))
            before, after = text.shown(change)
            key = "|".join((shown, place.name, before, after))
            times[key] += 1
            yield Mutant(
                id=hashlib.sha256(f"{key}|{times[key]}".encode()).hexdigest()[:10],
                path=shown,
                module=module_name(room.root, path),
                line=text.line(change.start),
                lines=place.lines,
                within=place.name,
                at_import=place.at_import,
                kind=change.kind,
                before=before,
                after=after,
                text=text,
                change=change,
            )


def sample(pool: Iterable[Mutant], *, seed: int, count: int) -> list[Mutant]:
    """``count`` of them, or all when there are fewer, in the order of rank.

    Each is Python, and none says the same as another or as the healthy code.
    """

    def rank(mutant: Mutant) -> str:
        return hashlib.sha256(f"{seed}|{mutant.id}".encode()).hexdigest()

    chosen: list[Mutant] = []
    seen: set[str] = set()
    for mutant in sorted(pool, key=rank):
        if len(chosen) == count:
            break
        meaning = _meaning(mutant.source())
        if meaning is None or meaning == ast.dump(mutant.text.tree) or f"{mutant.path}|{meaning}" in seen:
            continue
        seen.add(f"{mutant.path}|{meaning}")
        chosen.append(mutant)
    return chosen


def _meaning(source: str) -> str | None:
    """What a text says, whatever its layout; None when it is no Python."""
    try:
        tree = ast.parse(source)
        compile(tree, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return None
    return ast.dump(tree)
