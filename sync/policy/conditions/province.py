"""Conditions that only the province, or only paper, can answer: bans, second applications, consents."""

from __future__ import annotations

from sync.model.states import Outcome
from sync.policy.conditions.finding import Finding, Reading, failed, passed, unknown
from sync.policy.people import consent_gaps


def ban(reading: Reading) -> Finding:
    """C13: no live ban; only the province knows."""
    return _asked_at_the_province(reading.banned)


def duplicate(reading: Reading) -> Finding:
    """C14: no second application; only the province knows."""
    return _asked_at_the_province(reading.duplicate)


def _asked_at_the_province(bad: bool | None) -> Finding:
    if bad is None:
        return unknown("unknown")
    return failed() if bad else passed()


def consent(reading: Reading) -> Finding:
    """C15: everybody who must consent has."""
    gaps = consent_gaps(reading.draft, reading.policy, reading.today)
    if not gaps:
        return passed()
    missing = tuple(gap.path for gap in gaps)
    return Finding(outcome=Outcome.UNKNOWN, reason="unknown", figures={"value": len(gaps)}, missing=missing)
