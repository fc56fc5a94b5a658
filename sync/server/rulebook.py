"""The policies and the calendar that the province decides by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sync import assets
from sync.model.ids import OrgCode, covers
from sync.policy import Policy, parse_policy
from sync.policy.calendar import Calendar, parse_calendar


class Rulebook:
    """All policies by id and version, and the calendar.

    Args:
        policies: every version that a case may keep.
        calendar: working days.
    """

    def __init__(self, policies: Iterable[Policy], calendar: Calendar) -> None:
        self._policies = {(policy.id, policy.version): policy for policy in policies}
        self._calendar = calendar

    @classmethod
    def from_resources(cls) -> Rulebook:
        """The policies and the calendar that come with the program."""
        names = assets.names("policies", ".toml")
        policies = [parse_policy(assets.read_text(name), name.removeprefix("policies/")) for name in names]
        return cls(policies, parse_calendar(assets.read_text("calendars/cn.json")))

    def policy(self, policy_id: str | None, version: str | None) -> Policy | None:
        """A policy; without a version the newest of its id; None when there is no such policy."""
        if policy_id is None:
            return None
        if version is not None:
            return self._policies.get((policy_id, version))
        versions = [known for (known_id, known) in self._policies if known_id == policy_id]
        return self._policies[policy_id, max(versions)] if versions else None

    def policy_for(self, org: OrgCode, today: date) -> Policy | None:
        """The policy of a region: the nearest in the tree, of it the newest that is in force; None when none is."""
        fitting = [
            policy
            for policy in self._policies.values()
            if covers(OrgCode(policy.region), org) and policy.effective_from <= today
        ]
        return max(
            fitting, key=lambda policy: (len(policy.region), policy.effective_from, policy.version), default=None
        )

    @property
    def workdays(self) -> Callable[[date, int], tuple[date, bool]]:
        """Last day of a period of working days."""
        return self._calendar.workdays
