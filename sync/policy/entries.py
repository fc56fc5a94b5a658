"""Entries about homes, income, assets and vehicles that cannot be right, named at their field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sync.model.application import ApplicationDraft
from sync.model.case import Problem
from sync.model.household import OWNED_TENURES, HousingFact, Member

_MOST_AREA100 = 1_000_000
_MOST_FEN = 10**13


def entry_problems(draft: ApplicationDraft) -> Iterator[Problem]:
    """Each entry that cannot be right, and each declaration that its own entries contradict."""
    members = draft.members
    for key, home in draft.housing.items():
        code = _code(members, home.member, home.area100, _MOST_AREA100) or _share_code(home)
        if code:
            yield Problem(path=f"housing/{key}", code=code)
    for key, income in draft.income.items():
        if code := _code(members, income.member, income.amount_fen, _MOST_FEN):
            yield Problem(path=f"income/{key}", code=code)
    for key, asset in draft.assets.items():
        if code := _code(members, asset.member, asset.value_fen, _MOST_FEN):
            yield Problem(path=f"assets/{key}", code=code)
    for key, vehicle in draft.vehicles.items():
        if code := _code(members, vehicle.member, vehicle.price_fen, _MOST_FEN):
            yield Problem(path=f"vehicles/{key}", code=code)
    yield from _contradicted_declarations(draft)


def _code(members: Mapping[str, Member], member: str | None, amount: int | None, most: int) -> str:
    if member is not None and member not in members:
        return "member_unknown"
    if amount is not None and amount < 0:
        return "negative"
    if amount is not None and amount > most:
        return "too_large"
    return ""


def _share_code(home: HousingFact) -> str:
    good = 0 < home.share_num <= home.share_den <= 10_000
    return "" if good else "share"


def _contradicted_declarations(draft: ApplicationDraft) -> Iterator[Problem]:
    owns = any(home.tenure in OWNED_TENURES and home.disposed_on is None for home in draft.housing.values())
    if draft.no_housing_declared and owns:
        yield Problem(path="no_housing_declared", code="declared_against_entries")
    if draft.no_assets_declared and draft.assets:
        yield Problem(path="no_assets_declared", code="declared_against_entries")
    if draft.no_vehicles_declared and draft.vehicles:
        yield Problem(path="no_vehicles_declared", code="declared_against_entries")
    if draft.no_home_disposed and _disposal(draft):
        yield Problem(path="no_home_disposed", code="declared_against_entries")


def _disposal(draft: ApplicationDraft) -> bool:
    return draft.home_disposed_on is not None or any(
        home.disposed_on is not None and home.tenure in OWNED_TENURES for home in draft.housing.values()
    )
