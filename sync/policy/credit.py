"""What a credit file says on a day: points, level, supervision, bans. Pure.

Points and level are never stored: entries expire, are repaired or found wrong, and a level that was written down would
be wrong the day after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sync.model.credit import Ban, CreditEntry, CreditLevel, CreditRecord, PersonKey
from sync.policy.months import months_later
from sync.policy.sections.credit import CreditRules, LevelRule


@dataclass(frozen=True, kw_only=True, slots=True)
class Supervision:
    """How closely somebody of a level is looked at.

    Attributes:
        visit_months: a home visit every so many months.
        recheck_months: a re-check every so many months.
        light: the re-check asks only what has changed.
        may_swap: a voluntary exchange of homes may be asked for.
    """

    visit_months: int
    recheck_months: int
    light: bool
    may_swap: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class BanLine:
    """One line of the list that desks hold: a key and two days, nothing else. Source: data dictionary §23."""

    person: PersonKey
    starts: date
    ends: date


def counts(entry: CreditEntry, day: date) -> bool:
    """Whether an entry costs points on a day: it has happened, and is neither wrong, nor repaired, nor too old."""
    repaired = entry.repaired_on is not None and entry.repaired_on <= day
    return entry.on <= day <= entry.expires_on and not entry.cancelled and not repaired


def points_on(record: CreditRecord, day: date, rules: CreditRules) -> int:
    """The points on a day, never below zero."""
    lost = sum(entry.points for entry in record.entries if counts(entry, day))
    return max(0, rules.start_points.value - lost)


def level_of(points: int, rules: CreditRules) -> CreditLevel:
    """The level of so many points: the best whose bound they reach, else the last."""
    reached = (level for level in CreditLevel if points >= rule_of(level, rules).from_points.value)
    return next(reached, CreditLevel.D)


def level_on(record: CreditRecord, day: date, rules: CreditRules) -> CreditLevel:
    """The level on a day."""
    return level_of(points_on(record, day, rules), rules)


def rule_of(level: CreditLevel, rules: CreditRules) -> LevelRule:
    """What the policy says about a level."""
    return {CreditLevel.A: rules.a, CreditLevel.B: rules.b, CreditLevel.C: rules.c, CreditLevel.D: rules.d}[level]


def supervision_of(level: CreditLevel, rules: CreditRules) -> Supervision:
    """How closely somebody of a level is looked at."""
    rule = rule_of(level, rules)
    return Supervision(
        visit_months=rule.visit_months.value,
        recheck_months=rule.recheck_months.value,
        light=rule.light,
        may_swap=rule.may_swap,
    )


def live_ban(record: CreditRecord, day: date) -> Ban | None:
    """The ban that holds on a day, the one that ends last when there are several; None = there is none.

    At intake a ban warns and lets the person apply, so that a refusal can be given in writing.
    """
    live = [ban for ban in record.bans if ban.starts <= day <= ban.ends and not _lifted(ban, day)]
    return max(live, key=lambda ban: ban.ends, default=None)


def ban_lines(records: Iterable[CreditRecord], day: date) -> tuple[BanLine, ...]:
    """The list for desks: a line per live or coming ban, in the order of keys and days."""
    lines = [
        BanLine(person=record.person, starts=ban.starts, ends=ban.ends)
        for record in records
        for ban in record.bans
        if record.person is not None and ban.ends >= day and not _lifted(ban, day)
    ]
    return tuple(sorted(lines, key=lambda line: (line.person, line.starts, line.ends)))


def repair_from(record: CreditRecord, rules: CreditRules) -> date | None:
    """The first day on which repair may be asked for; None = there is nothing to repair.

    The months run from the last entry that was not found wrong, also when it counts no more.
    """
    standing = [entry for entry in record.entries if not entry.cancelled]
    if all(entry.repaired_on is not None for entry in standing):
        return None
    return months_later(max(entry.on for entry in standing), rules.repair_months.value)


def _lifted(ban: Ban, day: date) -> bool:
    return ban.lifted_on is not None and ban.lifted_on <= day
