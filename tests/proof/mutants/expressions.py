"""Changes of operators, conditions, constants and names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from tests.proof.mutants.names import Names
from tests.proof.mutants.places import Place, is_type_name
from tests.proof.mutants.text import Change, Text

COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
SEQUENCES = (ast.Tuple, ast.List, ast.JoinedStr)
PROSE = re.compile(r"\s")


def comparison(node: ast.Compare, text: Text, names: Names, place: Place) -> Iterator[Change | None]:
    """``<`` becomes ``<=`` and ``>=``; equality, identity and membership turn round."""
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        old, others = COMPARISONS[type(operator)]
        for new in others:
            yield text.swap_between(text.end(left), text.start(right), old, new, "comparison")
        left = right


def both_or_one(node: ast.BoolOp, text: Text, names: Names, place: Place) -> Iterator[Change | None]:
    """``and`` becomes ``or`` and the other way round, one at a time."""
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield text.swap_between(text.end(left), text.start(right), old, new, "and, or")


def sign(node: ast.UnaryOp, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """``not`` and ``-`` fall away."""
    if isinstance(node.op, ast.Not):
        yield text.swap(node, f"({text.segment(node.operand)})", "not")
    elif isinstance(node.op, ast.USub):
        yield text.swap(node, f"({text.segment(node.operand)})", "arithmetic")


def arithmetic(node: ast.BinOp, text: Text, names: Names, place: Place) -> Iterator[Change | None]:
    """``+`` becomes ``-``, ``*`` becomes ``//``, …; of two texts or displays put together one is left."""
    if type(node.op) not in OPERATORS or _unites_types(node):
        return
    if isinstance(node.op, ast.Add | ast.Mod) and (_is_sequence(node.left) or _is_sequence(node.right)):
        for part in (node.left, node.right) if isinstance(node.op, ast.Add) else ():
            yield text.swap(node, f"({text.segment(part)})", "arithmetic")
        return
    old, new = OPERATORS[type(node.op)]
    yield text.swap_between(text.end(node.left), text.start(node.right), old, new, "arithmetic")


def _unites_types(node: ast.BinOp) -> bool:
    """``A | B`` of types: a changed one does not even import."""
    return isinstance(node.op, ast.BitOr) and (_is_types(node.left) or _is_types(node.right))


def _is_types(node: ast.expr) -> bool:
    return _unites_types(node) if isinstance(node, ast.BinOp) else is_type_name(node)


def _is_sequence(node: ast.expr) -> bool:
    return isinstance(node, SEQUENCES) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))


def constant(node: ast.Constant, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """True and False turn round, a whole number is one more and one less, a code is another code."""
    value: Any = node.value
    if isinstance(value, bool):
        yield text.swap(node, str(not value), "true, false")
    elif isinstance(value, int):
        yield text.swap(node, str(value + 1), "number")
        if value:
            yield text.swap(node, str(value - 1), "number")
    elif isinstance(value, str) and not PROSE.search(value) and not place.raising:
        yield text.swap(node, repr(value + "~"), "text")


def composed_text(node: ast.JoinedStr, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """An f-string is another text."""
    if not place.raising:
        yield text.swap(node, "'~'", "text")


def member(node: ast.Attribute, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """``Outcome.FAIL`` becomes the member that follows."""
    if isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load):
        other = names.neighbour(node.value.id, node.attr)
        if other:
            yield text.swap(node, f"{node.value.id}.{other}", "member")


def chosen(node: ast.IfExp, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """The condition of ``a if c else b`` always holds, never holds."""
    yield from decided(node.test, text)


def filtered(node: ast.comprehension, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """A filter lets everything through."""
    for test in node.ifs:
        yield text.swap(test, "True", "condition")


def decided(test: ast.expr, text: Text, kind: str = "condition") -> Iterator[Change]:
    """Always, never. A turned condition is not tried: whoever sees one of these sees that one too."""
    yield text.swap(test, "True", kind)
    yield text.swap(test, "False", kind)


def cut(node: ast.Slice, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """A slice without one of its ends."""
    for end in (node.lower, node.upper, node.step):
        if end is not None:
            yield text.swap(end, "", "slice")


def shortened(node: ast.Lambda, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """A lambda that gives nothing."""
    if not isinstance(node.body, ast.Constant):
        yield text.swap(node.body, "None", "return")
