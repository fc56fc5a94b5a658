"""The policies and the calendar that the province decides by."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date

from sync import assets
from sync.errors import InvalidPolicy
from sync.model.ids import OrgCode
from sync.policy import Policy, PolicyBook
from sync.policy.calendar import Calendar, parse_calendar
from sync.workflow.clock_moments import Laid

log = logging.getLogger(__name__)
_UNUSABLE = "a policy cannot be used: %s"


class Rulebook:
    """All policies by id and version, and the calendar.

    A policy that cannot be used is as if it were not there: its own city stands still with a refusal, the others go on.

    Args:
        book: every version that a case may keep; read when first asked for.
        calendar: working days.
    """

    def __init__(self, book: PolicyBook, calendar: Calendar) -> None:
        self._book = book
        self._calendar = calendar
        self.laid = Laid(calendar.workdays)
        """Clocks on the calendar, for the watch."""

    @classmethod
    def from_resources(cls) -> Rulebook:
        """The policies and the calendar that come with the program."""
        book = PolicyBook.in_resources(assets.names, assets.read_text)
        return cls(book, parse_calendar(assets.read_text("calendars/cn.json")))

    def policy(self, policy_id: str | None, version: str | None) -> Policy | None:
        """A policy; without a version the newest of its id; None when there is no such policy."""
        if policy_id is None:
            return None
        try:
            return self._book.newest(policy_id) if version is None else self._book.policy(policy_id, version)
        except InvalidPolicy as error:
            log.warning(_UNUSABLE, error)
            return None

    def policy_for(self, org: OrgCode, today: date) -> Policy | None:
        """The policy of a region: the nearest in the tree, of it the newest that is in force; None when none is."""
        try:
            return self._book.for_region(org, today)
        except InvalidPolicy as error:
            log.warning(_UNUSABLE, error)
            return None

    def all(self) -> Iterator[Policy]:
        """Every policy that can be used. Reads everything."""
        return self._book.all()

    @property
    def workdays(self) -> Callable[[date, int], tuple[date, bool]]:
        """Last day of a period of working days."""
        return self._calendar.workdays
