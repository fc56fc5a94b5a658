"""The tree of regions: province, city, county, street and community, by their codes.

A code has 2, 4, 6, 9 or 12 digits and stands below every shorter code that it begins with. Not every link of that
chain exists: the districts of Beijing and the counties that a province keeps for itself stand right below the
province, the towns of Dongguan right below the city. So a parent is the *nearest region that exists*. A code padded
with zeros (``441900``, ``440000000000``) is the same region as the bare one.

The data is ``resources/codes/regions.tsv`` and, for demo, training and tests, ``regions_fictional.tsv``.

Source: GB/T 2260, GB/T 10114 and the statistics bureau's division codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sync.errors import InvalidRecord
from sync.model.codes import read_codes

_FICTIONAL_PROVINCE = "99"
_ABOVE = {12: 9, 9: 6, 6: 4, 4: 2}
"""Length of a code -> length of the code that it stands below."""
_FACTS = ("source", "edition", "confidence")


class Level(StrEnum):
    """What a region is, by the length of its code."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    """Street, town or township."""
    COMMUNITY = "community"
    """Community or village."""


_LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.STREET, 12: Level.COMMUNITY}


@dataclass(frozen=True)
class Region:
    """One region.

    Attributes:
        code: bare, 2 to 12 digits.
        name: in Chinese; regions have no other official name.
    """

    code: str
    name: str

    @property
    def level(self) -> Level:
        """Province, city, county, street or community."""
        return _LEVELS[len(self.code)]

    @property
    def fictional(self) -> bool:
        """Whether the region is made up for demo, training and tests."""
        return self.code.startswith(_FICTIONAL_PROVINCE)


@dataclass(frozen=True)
class RegionTree:
    """All regions that this program knows.

    Attributes:
        source: where the data comes from.
        edition: the day it describes.
        confidence: how sure it is, in words.
        by_code: every region under its bare code, in the order of codes.
    """

    source: str
    edition: str
    confidence: str
    by_code: Mapping[str, Region]
    below: Mapping[str, tuple[Region, ...]]
    """Code -> what stands right below it; "" -> the provinces."""

    def __iter__(self) -> Iterator[Region]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.get(code) is not None

    def get(self, code: str) -> Region | None:
        """The region of a code, bare or padded with zeros; None when it is not known."""
        bare = bare_code(code)
        return None if bare is None else self.by_code.get(bare)

    def nearest(self, code: str) -> Region | None:
        """The region of a code, else the nearest one above it: a community that is not listed lies in its street."""
        bare = bare_code(code)
        return None if bare is None else _nearest(self.by_code, bare)

    def parent(self, code: str) -> Region | None:
        """The region right above; None for a province and for an unknown code."""
        region = self.get(code)
        return None if region is None else _above(self.by_code, region.code)

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions right below; none for an unknown code."""
        region = self.get(code)
        return () if region is None else self.below.get(region.code, ())

    def provinces(self) -> tuple[Region, ...]:
        """The top of the tree, the fictional province last."""
        return self.below.get("", ())

    def line(self, code: str) -> tuple[Region, ...]:
        """From the province down to the region itself; empty for an unknown code."""
        region = self.get(code)
        found: list[Region] = []
        while region is not None:
            found.append(region)
            region = _above(self.by_code, region.code)
        return tuple(reversed(found))

    def ancestors(self, code: str) -> tuple[Region, ...]:
        """From the province down to the parent."""
        return self.line(code)[:-1]

    def full_name(self, code: str) -> str:
        """The name in full, province first; "" for an unknown code."""
        return "".join(region.name for region in self.line(code))

    def counties(self, within: str = "") -> tuple[Region, ...]:
        """The counties of a region, of the whole country when none is named.

        Guangdong has 122: its cities Dongguan and Zhongshan have none (:meth:`county_level` counts those as well).
        """
        return tuple(region for region in self._within(within) if region.level is Level.COUNTY)

    def county_level(self, within: str = "") -> tuple[Region, ...]:
        """Where a county's part of the work is done: the counties, and the cities that have none below them."""
        return tuple(
            region
            for region in self._within(within)
            if region.level is Level.COUNTY or (region.level is Level.CITY and self._has_no_county(region.code))
        )

    def _within(self, code: str) -> Iterable[Region]:
        if not code:
            return self.by_code.values()
        region = self.get(code)
        return () if region is None else (one for one in self if one.code.startswith(region.code))

    def _has_no_county(self, city: str) -> bool:
        return all(region.level is not Level.COUNTY for region in self.below.get(city, ()))


def bare_code(text: str) -> str | None:
    """A code without the zeros that only fill it up; None when it cannot be the code of a region."""
    if not (text.isascii() and text.isdigit() and len(text) in _LEVELS):
        return None
    code = text
    while len(code) in _ABOVE and not code[_ABOVE[len(code)] :].strip("0"):
        code = code[: _ABOVE[len(code)]]
    return code if code.strip("0") else None


def parse_regions(*texts: str) -> RegionTree:
    """The tree of one text or several: lines of code, tab, name; ``# source: …`` and the like are facts about it.

    The facts are those of the first text that states them.

    Raises:
        InvalidRecord: a line that cannot be read, a code that comes twice, is padded or stands under no province, or
            no source, edition or confidence.
    """
    facts: dict[str, str] = {}
    regions: dict[str, Region] = {}
    for text in texts:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith("#"):
                name, _, value = line.lstrip("# ").partition(": ")
                facts.setdefault(name, value.strip())
            elif line:
                _add(regions, line, number)
    for name in _FACTS:
        if not facts.get(name):
            raise InvalidRecord(name, "is missing")
    by_code = dict(sorted(regions.items()))
    return RegionTree(facts["source"], facts["edition"], facts["confidence"], by_code, _below(by_code))


def _add(regions: dict[str, Region], line: str, number: int) -> None:
    code, _, name = line.partition("\t")
    if bare_code(code) != code or not name or name != name.strip():
        raise InvalidRecord(f"line {number}", "is not a bare code, a tab and a name")
    if code in regions:
        raise InvalidRecord(f"line {number}", f"{code} comes twice")
    regions[code] = Region(code, name)


def _below(by_code: Mapping[str, Region]) -> dict[str, tuple[Region, ...]]:
    below: dict[str, list[Region]] = {}
    for region in by_code.values():
        above = _above(by_code, region.code)
        if above is None and region.level is not Level.PROVINCE:
            raise InvalidRecord(region.code, "stands under no province")
        below.setdefault(above.code if above else "", []).append(region)
    return {code: tuple(found) for code, found in below.items()}


def _above(by_code: Mapping[str, Region], code: str) -> Region | None:
    return None if len(code) not in _ABOVE else _nearest(by_code, code[: _ABOVE[len(code)]])


def _nearest(by_code: Mapping[str, Region], code: str) -> Region | None:
    while code not in by_code:
        if len(code) not in _ABOVE:
            return None
        code = code[: _ABOVE[len(code)]]
    return by_code[code]


@cache
def regions() -> RegionTree:
    """The regions of China and the fictional ones, read once."""
    return parse_regions(read_codes("regions.tsv"), read_codes("regions_fictional.tsv"))
