"""The part of a score that time and conduct change on the waiting list: half-years waited, homes given up."""

from __future__ import annotations

from datetime import date, timedelta

from sync.model.waiting import WaitingEntry
from sync.policy.calendar import civil_day
from sync.policy.months import full_months, months_later
from sync.policy.records import Policy
from sync.policy.scoring import Score

_HALF_YEAR = 6
_OF_TIME = ("waiting", "abandoned")
"""Lines of the score that are computed anew here; all others stay as they were scored."""


def rescored(entry: WaitingEntry, policy: Policy, day: date) -> Score:
    """The entry's score on a day: waiting time and abandonments are computed anew, all other points stay."""
    sheet = policy.score
    kept = {name: points for name, points in entry.score_detail.items() if name not in _OF_TIME}
    of_time = {
        "waiting": min(sheet.waiting_cap, sheet.per_half_year * half_years_waited(entry, policy, day)),
        "abandoned": -sheet.per_abandonment * entry.abandon_count,
    }
    before = sum(entry.score_detail.get(name, 0) for name in _OF_TIME)
    detail = kept | {name: points for name, points in of_time.items() if points}
    return Score(group=entry.group, points=entry.score - before + sum(of_time.values()), detail=detail)


def half_years_waited(entry: WaitingEntry, policy: Policy, day: date) -> int:
    """Full half-years on the list; time of rest counts only where the policy says so."""
    begun = _counting_from(entry, policy, day)
    return 0 if begun is None or begun > day else full_months(begun, day) // _HALF_YEAR


def next_half_year(entry: WaitingEntry, policy: Policy, day: date) -> date | None:
    """The first day after ``day`` on which time adds points; None when it never does any more."""
    begun, sheet = _counting_from(entry, policy, day), policy.score
    waited = half_years_waited(entry, policy, day)
    if begun is None or sheet.per_half_year * waited >= sheet.waiting_cap:
        return None
    return months_later(begun, (waited + 1) * _HALF_YEAR)


def _counting_from(entry: WaitingEntry, policy: Policy, day: date) -> date | None:
    if entry.entered_at is None:
        return None
    begun = civil_day(entry.entered_at)
    if policy.waiting.rest_counts:
        return begun
    resting = 0 if entry.resting_since is None else max(0, (day - entry.resting_since).days)
    return begun + timedelta(days=entry.rested_days + resting)
