"""The policies and the calendar that this desk knows: signed data of the installation, read when first needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

from gzf_desk import assets
from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from sync.errors import InvalidPolicy
from sync.policy import Policy, PolicyBook
from sync.policy.calendar import Calendar, parse_calendar

CALENDAR = "calendars/cn.json"


class Rulebook:
    """All policies by city and version.

    Args:
        words: for errors.
        city: policy id of this desk's city, for new cases.
    """

    def __init__(self, words: Translator, city: str = "yichun2") -> None:
        self._words = words
        self._city = city

    @cached_property
    def calendar(self) -> Calendar:
        """Working days."""
        return parse_calendar(assets.read_text(CALENDAR))

    @cached_property
    def _book(self) -> PolicyBook:
        return PolicyBook.in_resources(assets.names, assets.read_text)

    def current(self, today: date) -> Policy:
        """The city's newest policy that is in force; before the first, the first.

        Raises:
            StoreTrouble: this installation has no policy of the city, or it cannot be used.
        """
        return self._found(lambda book: book.current_or_first(self._city, today))

    def of(self, policy_id: str | None, version: str | None, today: date) -> Policy:
        """The policy that a case keeps; a new case takes the current one.

        Raises:
            StoreTrouble: this installation does not know it, or cannot use it.
        """
        if policy_id is None:
            return self.current(today)
        if version is None:
            return self._found(lambda book: book.newest(policy_id))
        return self._found(lambda book: book.policy(policy_id, version))

    def _found(self, look: Callable[[PolicyBook], Policy | None]) -> Policy:
        try:
            found, cause = look(self._book), None
        except InvalidPolicy as error:
            found, cause = None, error
        if found is None:
            raise StoreTrouble(
                "policy.missing",
                self._words("services.policy_missing_what"),
                self._words("services.policy_missing_advice"),
            ) from cause
        return found
