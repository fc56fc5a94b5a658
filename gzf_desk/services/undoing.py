"""Taking a step back: only what is still as the step left it; what somebody changed since is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def stepped(current: Mapping[str, Any], left: Mapping[str, Any], back: Mapping[str, Any]) -> dict[str, Any] | None:
    """What to write to take one step back (or forth).

    Args:
        current: the case's fields now.
        left: the groups as the step left them; None = absent.
        back: the same groups as they shall be again; None = absent.

    Returns:
        Whole groups to write. Within a group that was changed since, only the step's own values change. None when a
        value of the step itself was changed since.
    """
    found: dict[str, Any] = {}
    for path, was in left.items():
        now, then = current.get(path), back.get(path)
        if now == was:
            found[path] = then
            continue
        if not (isinstance(now, Mapping) and isinstance(was, Mapping) and isinstance(then, Mapping)):
            return None
        group = _within(now, was, then)
        if group is None:
            return None
        found[path] = group
    return found


def _within(now: Mapping[str, Any], was: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any] | None:
    """The group ``now`` with the step's values taken back; the marks of sources go value by value."""
    group = dict(now)
    for name in sorted({*was, *then}):
        old, new = was.get(name), then.get(name)
        if old == new:
            continue
        here = now.get(name)
        if here == old:
            value = new
        elif name == "sources":
            value = _within(here or {}, old or {}, new or {})
            if value is None:
                return None
        else:
            return None
        if value is None:
            group.pop(name, None)
        else:
            group[name] = value
    return group
