"""Policies in layers: province -> city -> county -> street, each saying only what it decides itself.

A layer is a file ``<id>/<version>.toml`` or a folder ``<id>/<version>/`` of parts, each holding whole sections.
``extends = "province@2026-01"`` names the layer above. Tables merge key by key and the nearest layer wins; a figure
(a table with ``value`` and ``unit``) and every array are replaced whole, so that no number keeps another one's source.
``without = ["categories.migrant"]`` drops what was inherited. ``abstract = true`` marks a layer that need not be
complete and is never applied for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.errors import InvalidPolicy
from sync.policy.locate import locate, steps_of

LayerKey = tuple[str, str]
"""Id and version."""
Steps = tuple[str, ...]
"""A dotted key, in steps."""

_LINE = re.compile(r"\(at line (\d+)")
_AT_THE_END = "at end of document"
_NAME = re.compile(r"([a-z][a-z0-9_]*)/([0-9A-Za-z][0-9A-Za-z_-]*)(?:\.toml|/([a-z][a-z0-9_]*)\.toml)")
_PARENT = re.compile(r"([a-z][a-z0-9_]*)@([0-9A-Za-z][0-9A-Za-z_-]*)")
_OWN = frozenset({"name", "region", "effective_from", "approval"})
"""What a layer says about itself, beside what every layer says anew; never inherited."""
_OF_LAYERS = frozenset({"abstract", "without"})
"""What no policy has as a field."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file: its name as errors show it, its text, and what it says."""

    name: str
    text: str
    table: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """What was written for one id and version, with everything inherited.

    Attributes:
        table: as a policy file would say it without layers; figures carry ``set_by``.
        homes: key -> the part that wrote it, down to figures, arrays and plain values.
        above: what it inherits from, nearest first.
        first: the part that holds what the layer says about itself.
        abstract: need not be complete and is never applied for.
    """

    table: Mapping[str, Any]
    homes: Mapping[Steps, Part]
    above: tuple[LayerKey, ...] = ()
    first: Part
    abstract: bool

    def where(self, key: str) -> str:
        """``file:line`` of a dotted key, in the layer's own file or in the one it was inherited from."""
        steps = steps_of(key)
        for length in range(len(steps), 0, -1):
            part = self.homes.get(steps[:length])
            if part is not None:
                return locate(part.text, part.name, key)
        return locate(self.first.text, self.first.name, key)


class Shelf:
    """The layers of a set of files, read when they are asked for.

    Args:
        names: the files, as ``<id>/<version>.toml`` or ``<id>/<version>/<part>.toml``; others are kept as ``stray``.
        read: the text of a file.
        called: what errors call a file.
    """

    def __init__(self, names: Iterable[str], read: Callable[[str], str], called: Callable[[str], str] = str) -> None:
        self._read = read
        self._called = called
        self._files: dict[LayerKey, list[str]] = {}
        self._layers: dict[LayerKey, Layer] = {}
        self.stray: list[str] = []
        for name in sorted(names):
            found = _NAME.fullmatch(name)
            if found is None:
                self.stray.append(name)
            else:
                self._files.setdefault((found.group(1), found.group(2)), []).append(name)

    @property
    def keys(self) -> Collection[LayerKey]:
        """Every id and version that has a file, in the order of the alphabet."""
        return self._files.keys()

    def layer(self, key: LayerKey) -> Layer:
        """The layer, with what it inherits.

        Raises:
            InvalidPolicy: a file of it or above it cannot be read, or contradicts the others.
            KeyError: there is no such file.
        """
        try:
            return self._resolved(key, ())
        except RecursionError as error:
            raise InvalidPolicy("/".join(key), "nested too deeply") from error

    def _resolved(self, key: LayerKey, below: tuple[LayerKey, ...]) -> Layer:
        if key not in self._layers:
            own = _own_layer(key, [_part(self._called(name), self._read(name)) for name in self._files[key]])
            parent = _parent_of(own, key, below, self._files)
            self._layers[key] = _merged(own, parent, self._resolved(parent, (*below, key))) if parent else _alone(own)
        return self._layers[key]


def _part(name: str, text: str) -> Part:
    try:
        return Part(name=name, text=text, table=tomllib.loads(text))
    except ValueError as error:  # TOMLDecodeError is one; a number of ten thousand digits is another
        raise InvalidPolicy(_line_of(str(error), name, text), str(error)) from error


def _line_of(message: str, name: str, text: str) -> str:
    """``name:line`` of what the reader of TOML complains about; only ``name`` when it does not say where."""
    found = _LINE.search(message)
    if found is None:
        return f"{name}:{max(1, len(text.splitlines()))}" if _AT_THE_END in message else name
    return f"{name}:{found.group(1)}"


def _own_layer(key: LayerKey, parts: list[Part]) -> Layer:
    """The parts as one layer, before anything is inherited."""
    policy_id, version = key
    table: dict[str, Any] = {}
    homes: dict[Steps, Part] = {}
    for part in parts:
        for name in part.table:
            if name in table:
                other = homes[(name,)].name
                raise _fault(part, name, f"stands in {other} as well; a section stands in one file")
            table[name] = _stamped(part.table[name], policy_id, (name,), part)
            homes.update((steps, part) for steps in _steps_in(table[name], (name,)))
    first = homes.get(("id",), parts[0])
    for name, expected in (("id", policy_id), ("version", version)):
        if table.get(name) != expected:
            raise _fault(homes.get((name,), first), name, f"must be {expected!r}, as the file is called")
    for name, kind in (("extends", str), ("abstract", bool)):
        if not isinstance(table.get(name, kind()), kind):
            raise _fault(homes[(name,)], name, f"must be of type {kind.__name__}")
    return Layer(table=table, homes=homes, first=first, abstract=table.get("abstract", False))


def _stamped(value: Any, set_by: str, steps: Steps, part: Part) -> Any:
    """The value with the layer's id on every figure."""
    if isinstance(value, list):
        return [_stamped(entry, set_by, (*steps, str(at)), part) for at, entry in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if "set_by" in value:
        raise _fault(part, ".".join((*steps, "set_by")), "is filled in by the program")
    stamped = {name: _stamped(entry, set_by, (*steps, name), part) for name, entry in value.items()}
    return {**stamped, "set_by": set_by} if _is_figure(value) else stamped


def _is_figure(value: object) -> bool:
    return isinstance(value, dict) and "value" in value and "unit" in value


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and not _is_figure(value)


def _steps_in(value: Any, steps: Steps) -> Iterator[Steps]:
    yield steps
    if _is_table(value):
        for name, entry in value.items():
            yield from _steps_in(entry, (*steps, name))


def _parent_of(
    own: Layer, key: LayerKey, below: tuple[LayerKey, ...], known: Mapping[LayerKey, object]
) -> LayerKey | None:
    name = own.table.get("extends", "")
    if not name:
        return None
    found = _PARENT.fullmatch(name)
    parent = (found.group(1), found.group(2)) if found else None
    if parent is None:
        raise InvalidPolicy(own.where("extends"), f"{name!r} is not of the form id@version", "extends")
    if parent not in known:
        raise InvalidPolicy(own.where("extends"), f"there is no policy {name}", "extends")
    chain = (*below, key)
    if parent in chain:
        circle = " -> ".join("@".join(step) for step in (*chain[chain.index(parent) :], parent))
        raise InvalidPolicy(own.where("extends"), f"the layers go in a circle: {circle}", "extends")
    return parent


def _alone(own: Layer) -> Layer:
    if "without" in own.table:
        raise InvalidPolicy(own.where("without"), "nothing is inherited", "without")
    return _laid(own, dict(own.table), own.homes)


def _merged(own: Layer, parent_key: LayerKey, parent: Layer) -> Layer:
    """The layer over the one above it."""
    begins, above = own.table.get("effective_from"), parent.table.get("effective_from")
    if type(begins) is date and type(above) is date and begins < above:
        reason = f"{own.table['extends']} begins only on {above}"
        raise InvalidPolicy(own.where("effective_from"), reason, "effective_from")
    inherited = {name: value for name, value in parent.table.items() if name not in _OWN}
    homes = {steps: part for steps, part in parent.homes.items() if steps[0] not in _OWN}
    for dropped in _dropped(own):
        if not _holds(inherited, dropped):
            raise InvalidPolicy(own.where("without"), f"{'.'.join(dropped)} is not inherited", "without")
        inherited = _without(inherited, dropped)
        homes = {steps: part for steps, part in homes.items() if steps[: len(dropped)] != dropped}
    return _laid(own, _over(own.table, inherited), {**homes, **own.homes}, (parent_key, *parent.above))


def _laid(own: Layer, table: Mapping[str, Any], homes: Mapping[Steps, Part], above: tuple[LayerKey, ...] = ()) -> Layer:
    kept = {name: value for name, value in table.items() if name not in _OF_LAYERS}
    return Layer(table=kept, homes=homes, above=above, first=own.first, abstract=own.abstract)


def _dropped(own: Layer) -> Iterator[Steps]:
    wanted = own.table.get("without", [])
    if not isinstance(wanted, list) or not all(isinstance(key, str) for key in wanted):
        raise InvalidPolicy(own.where("without"), "must be an array of keys", "without")
    for key in wanted:
        yield tuple(key.split("."))


def _holds(table: Any, steps: Steps) -> bool:
    for step in steps:
        if not _is_table(table) or step not in table:
            return False
        table = table[step]
    return True


def _without(table: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    name, *rest = steps
    if rest:
        return {**table, name: _without(table[name], tuple(rest))}
    return {key: value for key, value in table.items() if key != name}


def _over(own: Mapping[str, Any], inherited: Mapping[str, Any]) -> dict[str, Any]:
    """Key by key, the nearest wins; figures and arrays whole."""
    table = dict(inherited)
    for name, value in own.items():
        if _is_table(value) and _is_table(table.get(name)):
            value = _over(value, table[name])
        table[name] = value
    return table


def _fault(part: Part, key: str, reason: str) -> InvalidPolicy:
    return InvalidPolicy(locate(part.text, part.name, key), reason, key)
