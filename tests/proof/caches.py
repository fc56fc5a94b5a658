"""Who asks a cached function. What it does once, it does for all of them, and not only for the first who asked."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

REAL = functools.lru_cache
if TYPE_CHECKING:
    REAL_PROPERTY = functools.cached_property[Any]
else:
    REAL_PROPERTY = functools.cached_property


class Askers:
    """Notes, for every cached function of the project, under which labels it was asked.

    Attributes:
        askers: label of a cached function, ``@cached@<name>`` -> the labels under which it was asked.
    """

    def __init__(self, now: Callable[[], str], enter: Callable[[str], object], is_ours: Callable[[str], bool]) -> None:
        """Askers.

        Args:
            now: the label of what is going on.
            enter: told when another label begins.
            is_ours: whether a module of that name belongs to the project.
        """
        self.askers: dict[str, set[str]] = {}
        self._now, self._enter, self._is_ours = now, enter, is_ours

    def noted(self) -> AbstractContextManager[Any]:
        """What is defined meanwhile with ``cache``, ``lru_cache`` or ``cached_property`` is watched."""
        noted_property = type("cached_property", (NotedProperty,), {"askers": self})
        return patch.multiple(functools, cache=self._cache, lru_cache=self._lru_cache, cached_property=noted_property)

    def label(self, function: Callable[..., Any]) -> str | None:
        """The label of a cached function; None when it is not the project's own."""
        module = getattr(function, "__module__", None) or ""
        if not self._is_ours(module):
            return None
        label = f"@cached@{module}.{getattr(function, '__qualname__', '')}"
        self.askers.setdefault(label, set())
        return label

    def asked(self, label: str) -> None:
        """Note who asks."""
        self.askers[label].add(self._now())

    @contextmanager
    def doing(self, label: str) -> Iterator[None]:
        """What is done now is done for all who ask."""
        before = self._now()
        self._enter(label)
        try:
            yield
        finally:
            self._enter(before)

    def _cache(self, function: Callable[..., Any]) -> Any:
        return self._lru_cache(maxsize=None)(function)

    def _lru_cache(self, maxsize: Any = 128, typed: bool = False) -> Any:
        if callable(maxsize):  # @lru_cache without parentheses
            return self._watched(maxsize, REAL)
        return lambda function: self._watched(function, REAL(maxsize=maxsize, typed=typed))

    def _watched(self, function: Callable[..., Any], cached: Callable[..., Any]) -> Any:
        label = self.label(function)
        if label is None:
            return cached(function)

        @cached
        @functools.wraps(function)
        def once(*words: Any, **named: Any) -> Any:
            with self.doing(label):
                return function(*words, **named)

        @functools.wraps(function)
        def each_time(*words: Any, **named: Any) -> Any:
            self.asked(label)
            return once(*words, **named)

        for name in ("cache_info", "cache_clear", "cache_parameters"):
            setattr(each_time, name, getattr(once, name))
        return each_time


class NotedProperty(REAL_PROPERTY):
    """A cached property that notes who asks, also when its value is there already."""

    askers: Askers

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        """The value, computed once for each object."""
        if instance is None:
            return self
        label, kept, name = self.askers.label(self.func), vars(instance), self.func.__name__
        if label is None:
            return kept[name] if name in kept else kept.setdefault(name, self.func(instance))
        self.askers.asked(label)
        if name not in kept:
            with self.askers.doing(label):
                kept[name] = self.func(instance)
        return kept[name]

    def __set__(self, instance: Any, value: Any) -> None:
        """There so that the object's own dictionary does not come first."""
        vars(instance)[self.func.__name__] = value
