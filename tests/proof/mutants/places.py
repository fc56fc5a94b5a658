"""A walk through a module that stays away from what is not behaviour.

Left out: docstrings, type annotations and aliases, ``__all__`` and ``__slots__``, new type names, ``if TYPE_CHECKING``,
bases of classes, assertions, log lines, and the settings of a class that only a misuse would show (``frozen`` and its
like). Texts of built-in exceptions are visited, but the place says so and the changes leave them alone.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, replace

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NOT_BEHAVIOUR = (ast.Assert, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass)
ANNOTATIONS = {"annotation", "returns", "type_comment", "type_params", "ctx", "bases"}
NAMES_ONLY = {"__all__", "__slots__", "__match_args__"}
TYPE_MAKERS = {"NewType", "TypeVar", "ParamSpec", "TypeVarTuple", "getLogger", "assert_never"}
LOGS = {"log", "_log", "logger", "_logger", "LOG", "logging"}
CLASS_SETTINGS = {"frozen", "kw_only", "slots", "gc", "weakref", "cache_hash", "repr", "init"}
GENERICS = {"dict", "list", "tuple", "set", "frozenset", "type"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a node stands.

    Attributes:
        name: the function or class around it, dotted; "" at the top of the module.
        at_import: it runs when the module is imported.
        returns: the annotation of what the function around it returns.
        raising: it is part of a ``raise`` of a built-in exception.
        decorating: it is part of a decorator or the head of a class.
        lines: first and last line of the statement around it; of a block only its head.
        parent: the node that holds it.
    """

    name: str = ""
    at_import: bool = True
    returns: ast.expr | None = None
    raising: bool = False
    decorating: bool = False
    lines: tuple[int, int] = (1, 1)
    parent: ast.AST | None = None


def walk(tree: ast.Module) -> Iterator[tuple[ast.AST, Place]]:
    """Every node that is behaviour, with its place, in the order of the text."""
    for child in tree.body:
        yield from _visit(child, Place(parent=tree))


def _visit(node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    if _is_left_out(node, place):
        return
    if isinstance(node, ast.stmt | ast.ExceptHandler):
        place = replace(place, lines=_head(node))
    if isinstance(node, ast.Raise):
        place = replace(place, raising=_is_built_in(node.exc))
    yield node, place
    if isinstance(node, ast.JoinedStr):  # before Python 3.12 its parts do not know their positions
        return
    for name, child in _children(node):
        yield from _visit(child, _below(node, name, place))


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(node):
        if name in ANNOTATIONS or (name == "slice" and _is_type(node)):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield name, child


def _below(node: ast.AST, name: str, place: Place) -> Place:
    """The place of a child that stands in the node's field ``name``."""
    inner = replace(place, parent=node)
    if name == "decorator_list" or (isinstance(node, ast.ClassDef) and name == "keywords"):
        return replace(inner, decorating=True)
    if name != "body":
        return inner
    if isinstance(node, ast.ClassDef):
        return replace(inner, name=f"{place.name}.{node.name}".lstrip("."))
    if isinstance(node, FUNCTIONS):
        inside = f"{place.name}.{node.name}".lstrip(".")
        return replace(inner, name=inside, at_import=False, returns=node.returns)
    return replace(inner, at_import=False) if isinstance(node, ast.Lambda) else inner


def _head(node: ast.stmt | ast.ExceptHandler) -> tuple[int, int]:
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not body:
        return node.lineno, node.end_lineno or node.lineno
    first = body[0].pattern.lineno if isinstance(body[0], ast.match_case) else body[0].lineno
    return node.lineno, max(node.lineno, first - 1)


def called(node: ast.AST | None) -> str:
    """The last name of what is called: ``replace`` of ``structs.replace(…)``."""
    function = node.func if isinstance(node, ast.Call) else node
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_left_out(node: ast.AST, place: Place) -> bool:
    if isinstance(node, NOT_BEHAVIOUR):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or called(node.value) == "assert_never"
    if isinstance(node, ast.If):
        return called(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.keyword):
        return place.decorating and node.arg in CLASS_SETTINGS
    return _only_names(node) or _names_a_type(node, place) or _logs(node)


def _only_names(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id in NAMES_ONLY for target in targets)


def _names_a_type(node: ast.AST, place: Place) -> bool:
    if isinstance(node, ast.AnnAssign):
        return called(node.annotation) == "TypeAlias"
    if isinstance(node, ast.Call) and called(node) in TYPE_MAKERS:
        return True
    cast = place.parent
    return isinstance(cast, ast.Call) and called(cast) == "cast" and bool(cast.args) and node is cast.args[0]


def _logs(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return isinstance(node.func.value, ast.Name) and node.func.value.id in LOGS


def is_type_name(node: ast.AST | None) -> bool:
    """Whether a name looks like a type: ``Case``, ``dict``, ``None``; a table is ``ALL_CAPITALS``."""
    if isinstance(node, ast.Constant):
        return node.value is None
    if isinstance(node, ast.Subscript):
        return is_type_name(node.value)
    name = called(node)
    return name in GENERICS or (name[:1].isupper() and (len(name) == 1 or not name.isupper()))


def _is_type(node: ast.AST) -> bool:
    """Whether a subscript only speaks of types; the limits inside ``Annotated`` are behaviour."""
    return isinstance(node, ast.Subscript) and is_type_name(node.value) and called(node.value) != "Annotated"


def _is_built_in(node: ast.expr | None) -> bool:
    found = getattr(builtins, called(node), None)
    return isinstance(found, type) and issubclass(found, BaseException)
