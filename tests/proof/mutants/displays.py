"""Changes of tuples, lists, sets, tables and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.proof.mutants.names import Names, may_lose
from tests.proof.mutants.places import Place, called
from tests.proof.mutants.text import Change, Text

PAIRS = {"min": "max", "max": "min", "any": "all", "all": "any"}
LEFT_ALONE = {"sorted": "list", "reversed": "list", "abs": ""}
"""Functions that only rearrange their first argument."""
METHOD_PAIRS = {
    "union": "intersection",
    "intersection": "union",
    "difference": "intersection",
    "issubset": "issuperset",
    "issuperset": "issubset",
    "startswith": "endswith",
    "endswith": "startswith",
}
METHODS_LEFT_OUT = {"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "removeprefix", "removesuffix"}


def row_of_values(
    node: ast.Tuple | ast.List | ast.Set, text: Text, names: Names, place: Place
) -> Iterator[Change | None]:
    """One element less, each in its turn; not where the number of elements is the shape of the thing."""
    if isinstance(node, ast.Tuple) and _has_a_shape(node, place):
        return
    if not isinstance(node, ast.Set) and not isinstance(node.ctx, ast.Load):
        return
    if len(node.elts) == 1:
        yield text.swap(node, {ast.Tuple: "()", ast.List: "[]", ast.Set: "set()"}[type(node)], "element")
        return
    spans = [(text.start(element), text.end(element)) for element in node.elts]
    for index in range(len(spans)):
        if isinstance(node, ast.Tuple) and len(spans) == 2:
            yield text.swap(node, f"({text.segment(node.elts[1 - index])},)", "element")
        else:
            yield text.without(spans, index, "element")


def _has_a_shape(node: ast.Tuple, place: Place) -> bool:
    """A key of a table, several values at once, a pair that is returned: one less would only crash."""
    parent = place.parent
    if isinstance(parent, ast.Subscript):
        return True
    if isinstance(parent, ast.Dict):
        return node in parent.keys
    if isinstance(parent, ast.Assign):
        return isinstance(parent.targets[0], ast.Tuple)
    if isinstance(parent, ast.Return) and isinstance(place.returns, ast.Subscript):
        inside = place.returns.slice
        last = inside.elts[-1] if isinstance(inside, ast.Tuple) and inside.elts else inside
        return not (isinstance(last, ast.Constant) and last.value is Ellipsis)
    return False


def table(node: ast.Dict, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """One row less, each in its turn; and each row with the value of the next."""
    spans = []
    for key, value in zip(node.keys, node.values, strict=True):
        start = text.start(key) if key is not None else text.text.rfind("**", 0, text.start(value))
        spans.append((start, text.end(value)))
    for index, value in enumerate(node.values):
        yield text.without(spans, index, "row")
        other = text.segment(node.values[(index + 1) % len(node.values)])
        if node.keys[index] is not None and other != text.segment(value):
            yield text.swap(value, other, "row")


def call(node: ast.Call, text: Text, names: Names, place: Place) -> Iterator[Change]:
    """Another function of the same kind; a call without one of the arguments that it can do without."""
    yield from _function(node, text)
    if isinstance(node.func, ast.Attribute):
        yield from _method(node, node.func, text)
    spans = [(text.start(argument), text.end(argument)) for argument in node.args]
    spans += [(text.start(keyword), text.end(keyword)) for keyword in node.keywords]
    spans.sort()
    for keyword in node.keywords:
        if keyword.arg and may_lose(names, called(node), keyword.arg):
            yield text.without(spans, spans.index((text.start(keyword), text.end(keyword))), "argument")


def _function(node: ast.Call, text: Text) -> Iterator[Change]:
    if not isinstance(node.func, ast.Name):
        return
    name = node.func.id
    if name in PAIRS:
        yield text.swap(node.func, PAIRS[name], "function")
    if name in LEFT_ALONE and node.args:
        yield text.swap(node, f"{LEFT_ALONE[name]}({text.segment(node.args[0])})", "function")


def _method(node: ast.Call, function: ast.Attribute, text: Text) -> Iterator[Change]:
    end = text.end(function)
    if function.attr in METHOD_PAIRS:
        new = METHOD_PAIRS[function.attr]
        yield Change(start=end - len(function.attr), end=end, new=new, kind="function")
    if function.attr in METHODS_LEFT_OUT:
        dot = text.text.rindex(".", 0, end - len(function.attr))
        yield Change(start=dot, end=text.end(node), new="", kind="function")
    if function.attr == "get" and len(node.args) == 2:
        yield Change(start=text.end(node.args[0]), end=text.end(node.args[1]), new="", kind="argument")
