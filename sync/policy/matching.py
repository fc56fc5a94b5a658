"""Which homes suit which household, and why: deterministic and explained.

Three things decide: the layouts that the policy entitles a household of this size to, the range of sizes that the home
itself states, and barrier-free need. Where the household would like to live only orders what suits. A smaller layout
suits a household that signed that it will do.

Source: ZH-12; smaller layouts by a signed choice: Guangzhou, notice of allocation 2025, batch 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from sync.model.ids import OrgCode, covers
from sync.model.stock import rooms_of
from sync.policy.figure import Figure
from sync.policy.sections.allocation import LayoutRule


class Fit(StrEnum):
    """How a home suits."""

    FITS = "fits"
    SMALLER = "smaller"
    """A smaller layout than the household is entitled to: only with a signed choice."""
    NO = "no"


class Home(Protocol):
    """What matching asks of a home; a home in stock and a home of a batch both have it."""

    @property
    def code(self) -> str:
        """Its number in the stock."""
        ...

    @property
    def org(self) -> OrgCode:
        """Where it lies."""
        ...

    @property
    def layout(self) -> str:
        """``DORM``, or rooms and living rooms."""
        ...

    @property
    def area100(self) -> int:
        """Built area, 1/100 m²."""
        ...

    @property
    def suits_from(self) -> int:
        """Smallest household that it suits."""
        ...

    @property
    def suits_to(self) -> int:
        """Largest household that it suits."""
        ...

    @property
    def barrier_free(self) -> bool:
        """Whether it can be lived in with a wheelchair."""
        ...


H = TypeVar("H", bound=Home)


class Seeker(Protocol):
    """What matching asks of a household."""

    @property
    def household_size(self) -> int:
        """Persons who would live in the home."""
        ...

    @property
    def barrier_free(self) -> bool:
        """Whether somebody needs a barrier-free home."""
        ...

    @property
    def smaller(self) -> bool:
        """Whether it signed that a smaller layout will do."""
        ...

    @property
    def areas(self) -> tuple[OrgCode, ...]:
        """Where it would like to live, the best first; empty = anywhere."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Household:
    """A household that looks for a home, by itself."""

    household_size: int
    barrier_free: bool = False
    smaller: bool = False
    areas: tuple[OrgCode, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchReason:
    """One reason with its figures.

    Attributes:
        code: sentence under ``allocation.match.<code>``.
        figures: fields of the sentence.
        basis: the figures of the policy behind it, with their sources.
    """

    code: str
    figures: Mapping[str, int | str]
    basis: tuple[Figure, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether it rests on a figure that nobody confirmed."""
        return any(figure.assumed for figure in self.basis)


@dataclass(frozen=True, kw_only=True, slots=True)
class Match(Generic[H]):
    """A home beside a household.

    Attributes:
        home: the home.
        fit: whether it suits.
        may_have: whether the household may have it now; a smaller layout needs its signed choice.
        reasons: all that was looked at, in a fixed order.
    """

    home: H
    fit: Fit
    may_have: bool
    reasons: tuple[MatchReason, ...]


_WORST = {Fit.FITS: 0, Fit.SMALLER: 1, Fit.NO: 2}


def entitlement(size: int, layouts: Sequence[LayoutRule]) -> LayoutRule | None:
    """Which layouts a household of this size is entitled to, None when the policy names none."""
    for rule in layouts:
        if rule.persons_from.value <= size <= rule.persons_to.value:
            return rule
    return None


def judge(seeker: Seeker, home: H, layouts: Sequence[LayoutRule]) -> Match[H]:
    """Whether a home suits a household, and why.

    Args:
        seeker: the household.
        home: the home.
        layouts: the policy's rules, or those that a batch was announced with.
    """
    found = [*_layout(seeker, home, layouts), *_range(seeker, home), *_barriers(seeker, home)]
    fit = max((fit for fit, _ in found), key=_WORST.__getitem__, default=Fit.FITS)
    reasons = [reason for _, reason in found]
    if fit is Fit.SMALLER:
        reasons.append(MatchReason(code="choice_signed" if seeker.smaller else "choice_missing", figures={}))
    if fit is not Fit.NO:
        reasons.extend(_area(seeker, home))
    return Match(
        home=home, fit=fit, may_have=fit is Fit.FITS or (fit is Fit.SMALLER and seeker.smaller), reasons=tuple(reasons)
    )


def match(seeker: Seeker, homes: Iterable[H], layouts: Sequence[LayoutRule]) -> tuple[Match[H], ...]:
    """All homes beside a household, the best first; the order in which they come does not matter.

    First what it may have, then what suits less; preferred places in the order of the wish; homes without barriers
    last where nobody needs them; then the smaller area and the number of the home.
    """
    return tuple(sorted((judge(seeker, home, layouts) for home in homes), key=lambda one: _place(seeker, one)))


def _place(seeker: Seeker, one: Match[H]) -> tuple[bool, int, int, bool, int, str]:
    home = one.home
    spare = home.barrier_free and not seeker.barrier_free
    return not one.may_have, _WORST[one.fit], _wish(seeker, home), spare, home.area100, home.code


def _wish(seeker: Seeker, home: Home) -> int:
    """Place of the home's area among the wishes, from 0; after all of them when it is none."""
    return next((at for at, area in enumerate(seeker.areas) if covers(area, home.org)), len(seeker.areas))


def _layout(seeker: Seeker, home: Home, layouts: Sequence[LayoutRule]) -> Iterator[tuple[Fit, MatchReason]]:
    rooms, size = rooms_of(home.layout), seeker.household_size
    if rooms is None:
        yield Fit.NO, MatchReason(code="layout_unreadable", figures={"layout": home.layout})
        return
    rule = entitlement(size, layouts)
    if rule is None:
        yield Fit.FITS, MatchReason(code="no_layout_rule", figures={"size": size})
        return
    figures: dict[str, int | str] = {
        "size": size,
        "rooms": rooms,
        "rooms_from": rule.rooms_from.value,
        "rooms_to": rule.rooms_to.value,
    }
    basis = (rule.persons_from, rule.persons_to, rule.rooms_from, rule.rooms_to)
    if rooms > rule.rooms_to.value:
        yield Fit.NO, MatchReason(code="layout_larger", figures=figures, basis=basis)
    elif rooms < rule.rooms_from.value:
        yield Fit.SMALLER, MatchReason(code="layout_smaller", figures=figures, basis=basis)
    else:
        yield Fit.FITS, MatchReason(code="layout_fits", figures=figures, basis=basis)


def _range(seeker: Seeker, home: Home) -> Iterator[tuple[Fit, MatchReason]]:
    size = seeker.household_size
    figures: dict[str, int | str] = {"size": size, "suits_from": home.suits_from, "suits_to": home.suits_to}
    if size < home.suits_from:
        yield Fit.NO, MatchReason(code="home_for_more", figures=figures)
    elif size > home.suits_to:
        yield Fit.SMALLER, MatchReason(code="home_for_fewer", figures=figures)
    else:
        yield Fit.FITS, MatchReason(code="home_for_size", figures=figures)


def _barriers(seeker: Seeker, home: Home) -> Iterator[tuple[Fit, MatchReason]]:
    if seeker.barrier_free and not home.barrier_free:
        yield Fit.NO, MatchReason(code="barriers", figures={})
    elif seeker.barrier_free:
        yield Fit.FITS, MatchReason(code="barrier_free", figures={})
    elif home.barrier_free:
        yield Fit.FITS, MatchReason(code="barrier_free_spare", figures={})


def _area(seeker: Seeker, home: Home) -> Iterator[MatchReason]:
    if not seeker.areas:
        return
    wish = _wish(seeker, home)
    if wish < len(seeker.areas):
        yield MatchReason(code="area_wished", figures={"place": wish + 1})
    else:
        yield MatchReason(code="area_other", figures={})
