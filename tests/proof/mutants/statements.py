"""Changes of statements: left out, turned round, or giving back something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.proof.mutants.expressions import OPERATORS, decided
from tests.proof.mutants.names import Names
from tests.proof.mutants.places import Place, called
from tests.proof.mutants.text import Change, Text

EMPTY = {
    "tuple": "()",
    "Sequence": "()",
    "Iterable": "()",
    "list": "[]",
    "dict": "{}",
    "Mapping": "{}",
    "set": "set()",
    "frozenset": "frozenset()",
}
"""What a function can give that says "nothing" in its own type; other functions give None."""
NEVER = {"AssertionError", "NotImplementedError"}


def branch(node: ast.If, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """The condition always holds, never holds."""
    yield from decided(node.test, text)


def loop(node: ast.While, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """A loop that does not begin; an endless one is not made on purpose."""
    yield text.swap(node.test, "False", "condition")


def guard(node: ast.match_case, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """The condition of an arm always holds, never holds."""
    if node.guard is not None:
        yield from decided(node.guard, text)


def alternatives(node: ast.MatchOr, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """An arm for one kind less."""
    for index in range(len(node.patterns)):
        left = [text.segment(pattern) for place, pattern in enumerate(node.patterns) if place != index]
        yield Change(start=text.start(node), end=text.end(node), new=" | ".join(left), kind="element")


def given_back(node: ast.Return, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """Another value of the same type: True and False, one more, an empty one; else None."""
    value = node.value
    if value is None or isinstance(value, ast.Constant):
        return
    kind = _type_name(place.returns)
    if kind == "bool":
        yield from decided(value, text, "return")
    elif kind == "int":
        yield text.swap(value, f"({text.segment(value)}) + 1", "return")
    else:
        yield text.swap(value, EMPTY.get(kind, "None") if _may_be_empty(place.returns) else "None", "return")


def _type_name(node: ast.expr | None) -> str:
    return called(node.value if isinstance(node, ast.Subscript) else node)


def _may_be_empty(node: ast.expr | None) -> bool:
    """``tuple[int, str]`` is a pair and never empty."""
    if not isinstance(node, ast.Subscript) or called(node.value) != "tuple" or not isinstance(node.slice, ast.Tuple):
        return True
    last = node.slice.elts[-1]
    return isinstance(last, ast.Constant) and last.value is Ellipsis


def said(node: ast.Expr, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """A call that is not made, a value that is not yielded."""
    if isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield text.swap(node, f"False and ({text.segment(node.value)})", "statement")
    elif isinstance(node.value, ast.Call | ast.Await):
        yield text.swap(node, "pass", "statement")


def stored(node: ast.Assign, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """A value that is not put into a table or an object."""
    if all(isinstance(target, ast.Subscript | ast.Attribute) for target in node.targets):
        yield text.swap(node, "pass", "statement")


def added(node: ast.AugAssign, text: Text, names: Names, place: Place) -> Iterator[Change | None]:
    """``+=`` becomes ``-=``, or does not happen."""
    yield text.swap(node, "pass", "statement")
    if type(node.op) in OPERATORS and not isinstance(node.value, ast.Tuple | ast.List | ast.JoinedStr):
        old, new = OPERATORS[type(node.op)]
        yield text.swap_between(text.end(node.target), text.start(node.value), old + "=", new + "=", "arithmetic")


def dropped(node: ast.Raise | ast.Delete, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """An error that is not raised, a deletion that does not happen."""
    if not (isinstance(node, ast.Raise) and called(node.exc) in NEVER):
        yield text.swap(node, "pass", "statement")


def jump(node: ast.Continue | ast.Break, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """``continue`` becomes ``break`` and the other way round."""
    yield text.swap(node, "break" if isinstance(node, ast.Continue) else "continue", "jump")
