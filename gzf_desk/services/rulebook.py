"""The policies and the calendar that this desk knows: signed data of the installation, read when first needed."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from gzf_desk import assets
from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from sync.policy import Policy, parse_policy
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
        self._read: dict[tuple[str, str], Policy] = {}

    @cached_property
    def calendar(self) -> Calendar:
        """Working days."""
        return parse_calendar(assets.read_text(CALENDAR))

    @cached_property
    def _files(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for name in assets.names("policies", ".toml"):
            _, city, file = name.split("/", 2)
            found[city, file.removesuffix(".toml")] = name
        return found

    def current(self, today: date) -> Policy:
        """The city's newest policy that is in force; before the first, the first.

        Raises:
            StoreTrouble: this installation has no policy of the city.
        """
        mine = sorted((self._policy(key) for key in self._files if key[0] == self._city), key=_by_start)
        if not mine:
            raise self._missing()
        in_force = [policy for policy in mine if policy.effective_from <= today]
        return in_force[-1] if in_force else mine[0]

    def of(self, policy_id: str | None, version: str | None, today: date) -> Policy:
        """The policy that a case keeps; a new case takes the current one.

        Raises:
            StoreTrouble: this installation does not know it.
        """
        if policy_id is None:
            return self.current(today)
        if version is None:
            versions = sorted((self._policy(key) for key in self._files if key[0] == policy_id), key=_by_start)
            if not versions:
                raise self._missing()
            return versions[-1]
        if (policy_id, version) not in self._files:
            raise self._missing()
        return self._policy((policy_id, version))

    def _policy(self, key: tuple[str, str]) -> Policy:
        if key not in self._read:
            self._read[key] = parse_policy(assets.read_text(self._files[key]), "/".join(key))
        return self._read[key]

    def _missing(self) -> StoreTrouble:
        return StoreTrouble(
            "policy.missing", self._words("services.policy_missing_what"), self._words("services.policy_missing_advice")
        )


def _by_start(policy: Policy) -> tuple[date, str]:
    return policy.effective_from, policy.version
