"""What the changes must know of the project's names: the members of its enums, and which arguments have a default."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ENUMS = {"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"}


@dataclass(kw_only=True)
class Names:
    """Found by reading, not by importing.

    Attributes:
        members: enum -> its members in their order.
        optional: function or class -> arguments that may be left out.
    """

    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    optional: dict[str, set[str]] = field(default_factory=dict)

    def neighbour(self, enum: str, member: str) -> str | None:
        """The member that follows, the first after the last; None when there is no other."""
        members = self.members.get(enum, ())
        if member not in members or len(members) < 2:
            return None
        return members[(members.index(member) + 1) % len(members)]


def names_in(paths: Iterable[Path]) -> Names:
    """Read the files."""
    found = Names()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                _read_class(node, found)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.optional.setdefault(node.name, set()).update(_with_default(node.args))
    return found


def _read_class(node: ast.ClassDef, found: Names) -> None:
    bases = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
    if bases & ENUMS:
        targets = [item.targets[0] for item in node.body if isinstance(item, ast.Assign)]
        found.members[node.name] = tuple(target.id for target in targets if isinstance(target, ast.Name))
    fields = [item for item in node.body if isinstance(item, ast.AnnAssign) and item.value is not None]
    names = {item.target.id for item in fields if isinstance(item.target, ast.Name)}
    found.optional.setdefault(node.name, set()).update(names)


def _with_default(arguments: ast.arguments) -> set[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    names = {argument.arg for argument in positional[len(positional) - len(arguments.defaults) :]}
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return names | {argument.arg for argument, default in named if default is not None}


BUILT_IN: Mapping[str, set[str]] = {
    "sorted": {"key", "reverse"},
    "min": {"key", "default"},
    "max": {"key", "default"},
    "sum": {"start"},
    "enumerate": {"start"},
}
"""Other people's functions whose arguments can be left out to an effect; ``replace`` can lose any."""


def may_lose(names: Names, function: str, argument: str) -> bool:
    """Whether a call still works without this keyword argument."""
    if function == "replace":
        return True
    return argument in BUILT_IN.get(function, ()) or argument in names.optional.get(function, ())
