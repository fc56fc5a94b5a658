"""Projects and buildings of public rental housing; the homes in them are ``sync.model.stock``.

Units: rents integer fen per m² and month, places integer millionths of a degree.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec

from sync.model.case import Problem
from sync.model.household import Count, Fen
from sync.model.ids import OrgCode, RecordId
from sync.model.lists import housing_kinds
from sync.model.value_checks import not_a_region, not_an_identifier, not_an_organisation, not_listed, out_of_range

_MOST_UNITS = 100_000
_MOST_FLOORS = 200
_MOST_FEN_M2 = 100_000
"""A thousand yuan per m² and month."""
_DEGREE = 1_000_000
_LONGITUDES = range(73 * _DEGREE, 136 * _DEGREE + 1)
_LATITUDES = range(3 * _DEGREE, 54 * _DEGREE + 1)
"""Between these China lies."""


class ProjectSource(StrEnum):
    """How a project came to be public rental housing. Source: 穗府办规〔2024〕13号 art. 8."""

    NEW = "new"
    ALLOCATED_IN = "allocated_in"
    CONVERTED = "converted"
    BOUGHT = "bought"
    LEASED = "leased"
    DONATED = "donated"


class Datum(StrEnum):
    """The system that coordinates are in; the second is shifted against the first by some hundred metres."""

    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point on the map. Coordinates without their system say nothing."""

    longitude: int
    """Millionths of a degree."""
    latitude: int
    datum: Datum


class Project(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A site with homes, and who owns and runs it."""

    id: RecordId
    org: OrgCode
    code: str
    name: str
    housing_kind: str = "public_rental"
    """List HOUSING_KIND."""
    address: str = ""
    place: Place | None = None
    owner: str = ""
    owner_code: str | None = None
    """Unified social credit code."""
    operator: str = ""
    operator_code: str | None = None
    source: ProjectSource | None = None
    built_on: date | None = None
    total_units: Count | None = None
    rent_standard_fen_m2: Fen | None = None
    property_fee_fen_m2: Fen | None = None
    land_type: str | None = None
    photos: tuple[RecordId, ...] = ()
    """Attachments."""


class Building(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One building of a project."""

    id: RecordId
    project_id: RecordId
    number: str
    floors: Count | None = None
    lift: bool | None = None
    structure: str | None = None


def check_project(project: Project) -> tuple[Problem, ...]:
    """What cannot be right about a project; paths are field names."""
    found = list(not_a_region("org", project.org))
    found.extend(not_an_identifier("code", project.code))
    if not project.name.strip():
        found.append(Problem(path="name", code="project_name_missing"))
    found.extend(not_listed("housing_kind", project.housing_kind, housing_kinds()))
    found.extend(not_an_organisation("owner_code", project.owner_code))
    found.extend(not_an_organisation("operator_code", project.operator_code))
    found.extend(out_of_range("total_units", project.total_units, _MOST_UNITS))
    found.extend(out_of_range("rent_standard_fen_m2", project.rent_standard_fen_m2, _MOST_FEN_M2))
    found.extend(out_of_range("property_fee_fen_m2", project.property_fee_fen_m2, _MOST_FEN_M2))
    found.extend(_outside(project.place))
    return tuple(found)


def check_building(building: Building) -> tuple[Problem, ...]:
    """What cannot be right about a building."""
    found = [] if building.number.strip() else [Problem(path="number", code="code_format")]
    return (*found, *out_of_range("floors", building.floors, _MOST_FLOORS))


def _outside(place: Place | None) -> Iterator[Problem]:
    if place is not None and not (place.longitude in _LONGITUDES and place.latitude in _LATITUDES):
        yield Problem(path="place", code="place_outside")
