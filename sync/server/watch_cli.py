"""``gzf-platform watch``: the supervision looks at the policies, and with ``--all`` at everything that is open."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from sync.server.lookout import Raised
from sync.server.platform import Platform
from sync.server.watching import Watching

Result = dict[str, Any]
Act = Callable[[argparse.Namespace], Result]


def register(add: Callable[..., Any], with_platform: Callable[[Callable[..., Result]], Act]) -> None:
    """Add the command.

    Args:
        add: adds a command by name, act and text.
        with_platform: opens the province for an act.
    """
    command = add("watch", with_platform(_watch), "how the policies came about; raises alerts where it was not right")
    command.add_argument("--all", action="store_true", help="look at every open record too, e.g. after an upgrade")


def _watch(platform: Platform, arguments: argparse.Namespace) -> Result:
    watching = Watching(platform)
    raised = watching.judge_policies() + (watching.sweep() if arguments.all else [])
    return {"ok": True, "alerts": [_plain(one) for one in raised]}


def _plain(one: Raised) -> dict[str, str]:
    return {"alert": one.alert, "rule": one.rule, "level": one.level.value, "object": one.object_id}
