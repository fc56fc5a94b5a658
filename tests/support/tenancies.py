"""Tenancies in tests: a household in a home of 50 m² at 30 yuan, tier 40 %: 600 of 1,500 yuan a month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec

from sync.model.billing import MeterReading, PayMethod, RentBill, RentStep
from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import Role, TenancyState, UnitState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.policy.calendar import civil_day
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.commands import command_tag
from sync.workflow.engine import Actor, Decision, Refusal
from sync.workflow.tenancy.commands import BookPayment
from tests.support.households import ORG
from tests.support.road import EVIDENCE, Road, actor, unit

T = TypeVar("T")

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


def of(road: Road, machine: str, object_id: str, kind: type[T]) -> T:
    """A record of the little province."""
    found = road.others[machine, object_id]
    assert isinstance(found, kind)
    return found


def lease(road: Road) -> Tenancy:
    """The tenancy as it stands."""
    return of(road, "tenancy", "t", Tenancy)


def bills(road: Road) -> list[RentBill]:
    """All bills, in the order of their periods."""
    found = [record for record in road.others.values() if isinstance(record, RentBill)]
    return sorted(found, key=lambda bill: bill.period_from or date.max)


def judged(road: Road, machine: str, object_id: str, who: Actor, command: Command, **facts: Any) -> Decision | Refusal:
    """What the province says to a command on that record."""
    return machines.decide(machine, road.others[machine, object_id], command, road.context(who, **facts))


def done(road: Road, machine: str, object_id: str, role: Role, command: Command, by: str | None = None) -> None:
    """The command was taken, and has happened; a founding one on a blank record."""
    answer = judged(road, machine, object_id, actor(role, by), command)
    assert isinstance(answer, Decision), answer
    if answer.effects and answer.effects[0].creates is not None:
        assert machines.state_of(machine, road.others.pop((machine, object_id))) == "new"
    road.take(answer)


def refusal(
    road: Road, machine: str, object_id: str, role: Role, command: Command, by: str | None = None, **facts: Any
) -> str:
    """The code with which the command was refused."""
    answer = judged(road, machine, object_id, actor(role, by), command, **facts)
    assert isinstance(answer, Refusal), answer
    return answer.code


def province_acts(road: Road, machine: str, object_id: str) -> list[str]:
    """Everything that the province does by itself now on that record, as tags."""
    tags: list[str] = []
    for _ in range(40):
        record = road.others[machine, object_id]
        command = machines.due(machine, record, road.policy, civil_day(road.now))
        timer = machines.timer_of(machine, record, road.policy, civil_day(road.now))
        assert (command is not None) is (timer is not None and timer <= civil_day(road.now))
        if command is None:
            return tags
        done(road, machine, object_id, Role.PLATFORM, command)
        tags.append(command_tag(command))
    raise AssertionError(f"no end: {tags}")


def on_day(road: Road, day: date) -> None:
    """Ten o'clock in the morning of that day, in China."""
    road.now = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def paying(number: str, amount: int, on: date, **more: Any) -> BookPayment:
    """A payment that came in on that day."""
    return BookPayment(trade_number=number, amount_fen=amount, method=PayMethod.QR, paid_on=on, **more)


def pay(road: Road, number: str, amount: int, on: date | None = None) -> None:
    """The province books a payment of today, or of another day."""
    done(road, "tenancy", "t", Role.PLATFORM, paying(number, amount, on or civil_day(road.now)))


def living(day: date, **changes: Any) -> Road:
    """A household in its home since New Year, on some day."""
    road = road_with(a_tenancy(**changes))
    on_day(road, day)
    return road
