"""Patterns that doors and meters of an estate may show: A1 vacant, A2 sublet, A3 crowded, A4 shared card, A5 care.

What comes in are counts of a day that the estate's own system made; pictures, faces and single passages never leave
it. What goes out is a clue with its figures, or a care call. A clue is never a decision, a care call is no clue, and
whatever is not known gives neither.

Source: YC-16, FJ-31, GD-31, GD-32 for the patterns; thresholds are the policy's, all assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sync.model.take_back import TakeBack
from sync.model.violation import ClueSource
from sync.policy.calendar import age_on, civil_day
from sync.policy.sections.anomaly import AnomalyRules

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class Pattern(StrEnum):
    """Which pattern."""

    VACANT = "A1"
    SUBLET = "A2"
    CROWDED = "A3"
    SHARED_CARD = "A4"
    CARE = "A5"


class Advice(StrEnum):
    """What a clue is good for. Whoever reads it decides."""

    CLUE = "clue"
    INSPECT = "inspect"
    """A visit is advised."""
    GROUND = "ground"
    """It has lasted as long as a ground of taking back does; somebody must go and see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeDay:
    """What an estate says about one home and one civil day. ``None`` = not known, which is never "none".

    Attributes:
        day: the civil day.
        passages: how often the door was passed, by anyone.
        water_litres: water used.
        power_wh: power used.
        tenants: how many of the lease's people spent the night there.
        strangers: passing names, made by the estate and good for this home only, of others who spent the night.
        card_people: card -> how many different people used it.
    """

    day: date
    passages: int | None = None
    water_litres: int | None = None
    power_wh: int | None = None
    tenants: int | None = None
    strangers: frozenset[str] | None = None
    card_people: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """What the lease says.

    Attributes:
        residents: people of the lease.
        area100: of the home, 1/100 m².
        alone_born: birth date of who lives there alone; None = not alone, or not known.
        away: stretches in which the household told us that nobody is there, both days included.
    """

    residents: int
    area100: int
    alone_born: date | None = None
    away: tuple[tuple[date, date], ...] = ()

    def is_away(self, day: date) -> bool:
        """Whether the household told us that nobody is there."""
        return any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clue:
    """Something to look into; the figures say why. Never a decision.

    Attributes:
        pattern: A1 to A4.
        advice: see :class:`Advice`.
        source: what it rests on.
        suspected: what it would be, if somebody finds it so; None where the rules have no such case.
        first: first day that was looked at.
        last: last day.
        figures: numbers only.
    """

    pattern: Pattern
    advice: Advice
    source: ClueSource
    suspected: TakeBack | None
    first: date
    last: date
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CareCall:
    """Somebody should ring or knock: an old person who lives alone was not heard of. No clue of anything."""

    silent_hours: int
    age: int


def clues(home: Home, days: Iterable[HomeDay], today: date, rules: AnomalyRules) -> tuple[Clue, ...]:
    """Every clue that the days before ``today`` give, A1 first. A day that comes twice counts as last told."""
    known = {one.day: one for one in days if one.day < today}
    last = today - _DAY
    window = _stretch(known, last, rules.pattern_days.value)
    found = (
        _vacant(home, known, last, rules),
        *(() if window is None else (_sublet(window, rules), _crowded(home, window, rules), _card(window, rules))),
    )
    return tuple(clue for clue in found if clue is not None)


def care_call(
    home: Home, last_heard: datetime | None, told_until: datetime | None, rules: AnomalyRules
) -> CareCall | None:
    """Whether somebody should ring or knock (A5).

    Args:
        home: who lives there.
        last_heard: when the door was last passed, aware; None = not known.
        told_until: until when the estate's system is known to have listened, aware; a silence of the system is none
            of the person.
        rules: the thresholds.
    """
    if home.alone_born is None or last_heard is None or told_until is None:
        return None
    day = civil_day(told_until)
    age = age_on(home.alone_born, day)
    silent = (told_until - last_heard) // _HOUR
    if age < rules.care_age_years.value or silent < rules.care_silent_hours.value or home.is_away(day):
        return None
    return CareCall(silent_hours=silent, age=age)


def _stretch(known: Mapping[date, HomeDay], last: date, length: int) -> list[HomeDay] | None:
    """The days up to ``last``, None when one of them was not told."""
    wanted = [last - _DAY * back for back in reversed(range(length))]
    if any(day not in known for day in wanted):
        return None
    return [known[day] for day in wanted]


def _vacant(home: Home, known: Mapping[date, HomeDay], last: date, rules: AnomalyRules) -> Clue | None:
    length = rules.vacant_days.value
    stretches: list[list[HomeDay]] = []
    for at in range(rules.vacant_ground_count.value):
        stretch = _stretch(known, last - _DAY * (length * at), length)
        if stretch is None or not _quiet(home, stretch, rules):
            break
        stretches.append(stretch)
    if not stretches:
        return None
    days = length * len(stretches)
    figures = {
        "days": days,
        "water_litres": sum(one.water_litres or 0 for stretch in stretches for one in stretch),
        "power_wh": sum(one.power_wh or 0 for stretch in stretches for one in stretch),
    }
    return Clue(
        pattern=Pattern.VACANT,
        advice=_advice(len(stretches), rules),
        source=ClueSource.METER,
        suspected=TakeBack.VACANT,
        first=last - _DAY * (days - 1),
        last=last,
        figures=figures,
    )


def _quiet(home: Home, stretch: Sequence[HomeDay], rules: AnomalyRules) -> bool:
    """Nobody passed the door, next to nothing was used, all of it is known, and nobody had told us why."""
    if any(home.is_away(one.day) for one in stretch):
        return False
    # A meter that runs backwards was changed or misread: what was used is not known.
    water = [one.water_litres for one in stretch if one.water_litres is not None and one.water_litres >= 0]
    power = [one.power_wh for one in stretch if one.power_wh is not None and one.power_wh >= 0]
    if len(water) < len(stretch) or len(power) < len(stretch):
        return False
    if any(one.passages != 0 for one in stretch):
        return False
    return sum(water) < rules.vacant_water_litres.value and sum(power) < rules.vacant_power_wh.value


def _advice(stretches: int, rules: AnomalyRules) -> Advice:
    if stretches >= rules.vacant_ground_count.value:
        return Advice.GROUND
    return Advice.INSPECT if stretches >= rules.vacant_inspect_count.value else Advice.CLUE


def _sublet(window: Sequence[HomeDay], rules: AnomalyRules) -> Clue | None:
    nights = _nights_of_strangers(window)
    own = [one.tenants for one in window if one.tenants is not None]
    if nights is None or len(own) < len(window):
        return None
    regular = sorted(count for count in nights.values() if count >= rules.sublet_nights_count.value)
    own_nights = sum(count > 0 for count in own)
    if len(regular) < rules.sublet_faces_count.value or own_nights > rules.sublet_own_nights_count.value:
        return None
    figures = {"strangers": len(regular), "least_nights": regular[0], "own_nights": own_nights}
    return _pattern_clue(Pattern.SUBLET, TakeBack.SUBLET, window, figures)


def _crowded(home: Home, window: Sequence[HomeDay], rules: AnomalyRules) -> Clue | None:
    nights = _nights_of_strangers(window)
    if nights is None or home.residents < 1:
        return None
    regular = sum(count >= rules.crowd_nights_count.value for count in nights.values())
    living = home.residents + regular
    cramped = home.area100 < rules.crowd_area100.value * living
    if regular == 0 or (regular < rules.crowd_extra_count.value and not cramped):
        return None  # a family that grew by itself is no breach, however small the home
    figures = {"residents": home.residents, "strangers": regular, "each_area100": home.area100 // living}
    return _pattern_clue(Pattern.CROWDED, None, window, figures)


def _card(window: Sequence[HomeDay], rules: AnomalyRules) -> Clue | None:
    shared: dict[str, int] = {}
    for one in window:
        if one.card_people is None:
            return None
        for card, people in one.card_people.items():
            shared[card] = shared.get(card, 0) + (people >= rules.card_faces_count.value)
    days = max(shared.values(), default=0)
    if days < rules.card_days_count.value:
        return None
    cards = sum(count >= rules.card_days_count.value for count in shared.values())
    return _pattern_clue(Pattern.SHARED_CARD, None, window, {"cards": cards, "days": days})


def _nights_of_strangers(window: Iterable[HomeDay]) -> dict[str, int] | None:
    """Nights of each stranger, None when they are not known for every day."""
    nights: dict[str, int] = {}
    for one in window:
        if one.strangers is None:
            return None
        for name in one.strangers:
            nights[name] = nights.get(name, 0) + 1
    return nights


def _pattern_clue(
    pattern: Pattern, suspected: TakeBack | None, window: Sequence[HomeDay], figures: dict[str, int]
) -> Clue:
    return Clue(
        pattern=pattern,
        advice=Advice.INSPECT if pattern is Pattern.SUBLET else Advice.CLUE,
        source=ClueSource.ACCESS,
        suspected=suspected,
        first=window[0].day,
        last=window[-1].day,
        figures=figures,
    )
