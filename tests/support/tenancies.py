"""Tenancies in tests: a household in a home of 50 m² at 30 yuan, tier 40 %: 600 of 1,500 yuan a month."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from sync.model.billing import MeterReading, RentStep
from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import TenancyState, UnitState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from tests.support.households import ORG
from tests.support.road import EVIDENCE, Road, unit

METERS = (
    MeterReading(meter="gas", reading=10),
    MeterReading(meter="power", reading=100),
    MeterReading(meter="water", reading=20),
)
LATER_METERS = (
    MeterReading(meter="gas", reading=12),
    MeterReading(meter="power", reading=150),
    MeterReading(meter="water", reading=21),
)
STEP = RentStep(from_on=date(2026, 1, 1), monthly_fen=60_000, standard_fen=150_000, tier_permille=400)


def a_tenancy(**changes: Any) -> Tenancy:
    """A household that has lived in unit-1 since New Year 2026, for three years, with nothing billed yet."""
    tenancy = Tenancy(
        id=RecordId("t"),
        org=OrgCode(ORG),
        case_id=RecordId("case-1"),
        waiting_id=RecordId("w"),
        unit_id=RecordId("unit-1"),
        state=TenancyState.ACTIVE,
        contract_number=FormalNumber("HT990101000000001"),
        contract_content_sha256=EVIDENCE,
        monthly_rent_fen=60_000,
        category="hukou_lowinc",
        rent_tier_permille=400,
        deposit_fen=100_000,
        deposit_paid_fen=100_000,
        term_from=date(2026, 1, 1),
        term_to=date(2028, 12, 31),
        handed_over_on=date(2025, 12, 28),
        keys=2,
        meters=METERS,
        tenant="m1",
        co_residents=("m2", "m3"),
        steps=(STEP,),
    )
    return msgspec.structs.replace(tenancy, **changes)


def let_home(**changes: Any) -> Unit:
    """The home, let under that tenancy."""
    facts = {"state": UnitState.RENTED, "tenancy_id": RecordId("t"), "waiting_id": RecordId("w"), **changes}
    return unit(**facts)


def road_with(tenancy: Tenancy, home: Unit | None = None) -> Road:
    """A little province with this tenancy and its home."""
    road = Road()
    road.others["tenancy", tenancy.id] = tenancy
    home = home or let_home()
    road.others["unit", home.id] = home
    return road
