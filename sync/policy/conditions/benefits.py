"""Conditions about homes that somebody has or had: other benefits, homes sold, a public tenancy."""

from __future__ import annotations

from sync.model.household import OWNED_TENURES, Tenure
from sync.model.states import DataClass, Outcome
from sync.policy.calendar import years_after
from sync.policy.conditions.finding import NOT_APPLICABLE, Figures, Finding, Reading, failed, passed, unknown


def other_benefit(reading: Reading) -> Finding:
    """C11: nobody enjoys another housing benefit."""
    found = [member for kind, member in reading.answers if kind == DataClass.OTHER_HOUSING_BENEFIT]
    if any(reading.answers[DataClass.OTHER_HOUSING_BENEFIT, member].outcome == "found" for member in found):
        return failed("found")
    if reading.draft.other_benefit:
        return failed()
    if any(home.tenure is Tenure.PUBLIC_TENANCY for home in reading.draft.housing.values()):
        return unknown("public_tenancy", "other_benefit")
    if reading.draft.other_benefit is None and not found:
        return unknown("unknown", "other_benefit")
    return passed()


def home_disposed(reading: Reading) -> Finding:
    """C12: no home sold or divided within the set years."""
    limit = reading.rules.limits.disposed_years
    if limit is None:
        return NOT_APPLICABLE
    draft = reading.draft
    dates = [day for day in [draft.home_disposed_on] if day is not None]
    dates += [home.disposed_on for home in draft.housing.values() if home.disposed_on and home.tenure in OWNED_TENURES]
    if any(day > reading.today for day in dates):
        return unknown("future", "home_disposed_on")
    if not dates:
        if draft.no_home_disposed:
            return Finding(outcome=Outcome.PASS, reason="pass", limit=limit)
        return unknown("unknown", "no_home_disposed")
    if draft.no_home_disposed:
        return unknown("contradicted", "no_home_disposed", "home_disposed_on")
    free = years_after(max(dates), limit.value)
    figures: Figures = {"date": max(dates).isoformat(), "free": free.isoformat(), "limit": limit.value}
    if free > reading.today:
        return Finding(outcome=Outcome.FAIL, reason="fail", limit=limit, figures=figures, passes_on=free)
    return Finding(outcome=Outcome.PASS, reason="long_ago", limit=limit, figures=figures)


def public_tenancy(reading: Reading) -> Finding:
    """C18: nobody rents from the public already, or the home is promised back."""
    homes = {
        key: home
        for key, home in reading.draft.housing.items()
        if home.tenure is Tenure.PUBLIC_TENANCY and home.disposed_on is None
    }
    if any(home.return_promised is False for home in homes.values()):
        return failed()
    undecided = [f"housing/{key}" for key, home in homes.items() if home.return_promised is None]
    if undecided:
        return unknown("unknown", *undecided)
    if homes:
        return passed("promised", near=True)
    untold = not reading.draft.housing and not reading.draft.no_housing_declared
    return unknown("housing_unknown", "no_housing_declared") if untold else passed()
