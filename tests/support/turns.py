"""Batches on their way, and batches in which households have their turns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from sync.model.allocation import HomeStanding, Method, Standing
from sync.model.ids import RecordId
from sync.workflow.allocation import commands as b
from tests.support.town import Town


def town_of(people: str = "abc", homes: int = 3, **home: Any) -> Town:
    """Families of three, and homes for two to four; by rank it is a, b, c …"""
    town = Town()
    for at, key in enumerate(people):
        town.household(key, score=50 - at)
    for at in range(1, homes + 1):
        town.home(f"h{at}", **home)
    return town


def choosing(method: Method = Method.BY_RANK, people: str = "abc", homes: int = 3, **home: Any) -> Town:
    town = town_of(people, homes, **home)
    town.to_selecting(method, tuple(f"h{at}" for at in range(1, homes + 1)), tuple(people))
    return town


def standings(town: Town) -> dict[str, Standing]:
    return {person.waiting_id: person.standing for person in town.batch.people}


def homes(town: Town) -> dict[str, HomeStanding]:
    return {home.unit_id: home.standing for home in town.batch.homes}


def pass_over(key: str, absence: str | None = None) -> b.PassOver:
    return b.PassOver(waiting_id=RecordId(key), absence_sha256=absence)


def chosen(people: str = "abc", count: int = 3) -> Town:
    """All have chosen, in order."""
    town = choosing(people=people, homes=count)
    while town.batch.turns:
        key = town.whose_turn()[0]
        town.choose(key, next(home for home, standing in homes(town).items() if standing is HomeStanding.FREE))
    return town


def planned(method: Method = Method.RANDOM_TRIPLE, **more: Any) -> Town:
    """Three families and two homes in a plan."""
    town = Town()
    for key in "abc":
        town.household(key)
    for key in ("h1", "h2"):
        town.home(key)
    town.plan(method, ("h1", "h2"), **more)
    return town


def opened(**more: Any) -> Town:
    town = planned(**more)
    town.open()
    return town


def announcement(town: Town, start: int = 1, length: int = 20, **changes: Any) -> b.AnnounceBatch:
    first = town.today + timedelta(days=start)
    command = b.AnnounceBatch(
        notice="示例公告〔2026〕2 号", intent_from=first, intent_to=first + timedelta(days=length)
    )
    return msgspec.structs.replace(command, **changes)
