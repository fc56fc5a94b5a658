"""All policies of a set of files: by id and version, by day, by region. Read when they are asked for.

A file that cannot be used stops only its own policy, never another city's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sync.errors import InvalidPolicy
from sync.model.ids import OrgCode, covers
from sync.policy.layers import Layer, LayerKey, Shelf
from sync.policy.parsing import check_layer, policy_of
from sync.policy.records import Policy

_FOLDER = "policies/"


@dataclass(frozen=True, slots=True, order=True)
class _Start:
    """What is asked of a policy before it is read whole, in the order in which versions follow each other."""

    begins: date
    version: str
    region: str


class PolicyBook:
    """Policies by id and version.

    Args:
        names: the files, as ``<id>/<version>.toml`` or ``<id>/<version>/<part>.toml``.
        read: the text of a file.
        called: what errors call a file; its name when nothing is given.
    """

    def __init__(self, names: Iterable[str], read: Callable[[str], str], called: Callable[[str], str] = str) -> None:
        self._shelf = Shelf(names, read, called)
        self._read: dict[LayerKey, Policy] = {}
        self._starts: dict[LayerKey, _Start] = {}

    @classmethod
    def in_resources(cls, names: Callable[[str, str], list[str]], read_text: Callable[[str], str]) -> PolicyBook:
        """The policies that come with the program.

        Args:
            names: as :func:`sync.assets.names`; handed in, because the rules reach for no disk.
            read_text: as :func:`sync.assets.read_text`.
        """
        files = [name.removeprefix(_FOLDER) for name in names(_FOLDER.rstrip("/"), ".toml")]
        return cls(files, lambda name: read_text(_FOLDER + name))

    @property
    def keys(self) -> Collection[LayerKey]:
        """Id and version of everything that has a file, in the order of the alphabet."""
        return self._shelf.keys

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that has a file, layers that are only inherited from included."""
        return tuple(dict.fromkeys(policy_id for policy_id, _ in self._shelf.keys))

    @property
    def broken(self) -> Mapping[str, InvalidPolicy]:
        """What cannot be used and why, by ``id@version`` or the name of a file. Reads everything."""
        found = {name: InvalidPolicy(name, "is not called <id>/<version>.toml") for name in self._shelf.stray}
        for key in self._shelf.keys:
            try:
                if self._policy(key) is None:
                    self.layer(key)
            except InvalidPolicy as error:
                found["@".join(key)] = error
        return found

    def all(self) -> Iterator[Policy]:
        """Every policy that can be used, in the order of ids and versions. Reads everything."""
        for key in self._shelf.keys:
            try:
                policy = self._policy(key)
            except InvalidPolicy:
                continue  # listed in ``broken``
            if policy is not None:
                yield policy

    def policy(self, policy_id: str, version: str) -> Policy | None:
        """The policy of that id and version; None when there is none, or it is only inherited from.

        Raises:
            InvalidPolicy: it cannot be used.
        """
        key = (policy_id, version)
        return self._policy(key) if key in self._shelf.keys else None

    def versions(self, policy_id: str) -> tuple[str, ...]:
        """Versions of a policy in the order in which they begin; layers that are only inherited from have none.

        Raises:
            InvalidPolicy: one of them does not say when it begins.
        """
        return tuple(start.version for start in self._starts_of(policy_id))

    def current(self, policy_id: str, today: date) -> Policy | None:
        """The newest version that is in force; None when none is yet, or there is no such policy.

        Raises:
            InvalidPolicy: it cannot be used. An older version is never taken in its place.
        """
        in_force = [start for start in self._starts_of(policy_id) if start.begins <= today]
        return self._policy((policy_id, in_force[-1].version)) if in_force else None

    def current_or_first(self, policy_id: str, today: date) -> Policy | None:
        """As :meth:`current`; before the first version is in force, the first."""
        starts = self._starts_of(policy_id)
        first = self._policy((policy_id, starts[0].version)) if starts and starts[0].begins > today else None
        return first or self.current(policy_id, today)

    def newest(self, policy_id: str) -> Policy | None:
        """The version that begins last, in force or not; None when there is no such policy.

        Raises:
            InvalidPolicy: it cannot be used.
        """
        starts = self._starts_of(policy_id)
        return self._policy((policy_id, starts[-1].version)) if starts else None

    def for_region(self, org: OrgCode, today: date) -> Policy | None:
        """The policy that a part of the tree is decided by: the nearest region's, the newest that is in force.

        Raises:
            InvalidPolicy: it cannot be used. A policy that does not even say its region and beginning is passed over.
        """
        fitting = []
        for key in self._shelf.keys:
            try:
                start = self._start(key)
            except InvalidPolicy:
                continue  # listed in ``broken``
            if start and start.begins <= today and covers(OrgCode(start.region), org):
                fitting.append((len(start.region), start, key[0]))
        return self.current(max(fitting)[-1], today) if fitting else None

    def layer(self, key: LayerKey) -> Layer | None:
        """What was written for an id and version, with everything inherited; None when there is no such file.

        Raises:
            InvalidPolicy: it cannot be read; or, of a layer that is only inherited from, something in it is wrong.
        """
        if key not in self._shelf.keys:
            return None
        layer = self._shelf.layer(key)
        if layer.abstract:
            check_layer(layer.table, layer.where)
        return layer

    def where(self, policy: Policy) -> Callable[[str], str]:
        """The place of a dotted key of a policy of this book, as ``file:line``."""
        return self._shelf.layer((policy.id, policy.version)).where

    def _policy(self, key: LayerKey) -> Policy | None:
        if key not in self._read:
            layer = self._shelf.layer(key)
            if layer.abstract:
                return None
            self._read[key] = policy_of(layer.table, layer.where)
        return self._read[key]

    def _starts_of(self, policy_id: str) -> list[_Start]:
        mine = [self._start(key) for key in self._shelf.keys if key[0] == policy_id]
        return sorted(start for start in mine if start is not None)

    def _start(self, key: LayerKey) -> _Start | None:
        """None for a layer that is only inherited from."""
        if key not in self._starts:
            layer = self._shelf.layer(key)
            if layer.abstract:
                return None
            begins, region = layer.table.get("effective_from"), layer.table.get("region")
            if type(begins) is not date:
                raise InvalidPolicy(layer.where("effective_from"), "must be a day", "effective_from")
            if not isinstance(region, str):
                raise InvalidPolicy(layer.where("region"), "must be a code", "region")
            self._starts[key] = _Start(begins, key[1], region)
        return self._starts[key]
