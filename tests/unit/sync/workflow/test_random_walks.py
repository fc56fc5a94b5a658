"""Random people give random commands on several households and a few homes: no home twice, no effect of a refusal."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sync.model.case import Case, CaseProcess
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, ServicePoint, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.workflow import machines
from sync.workflow.engine import Decision, Refusal
from sync.workflow.stock.events import UnitAllocated
from tests.support.households import ORG, family
from tests.support.road import Road, actor, allocation, signature, unit

DRAFT = family()


class Allocation(RuleBasedStateMachine):
    """Several households, a few homes, and allocators who try everything."""

    def __init__(self) -> None:
        super().__init__()
        self.road = Road()
        self.entries = {
            f"w{at}": WaitingEntry(
                id=RecordId(f"w{at}"),
                org=OrgCode(ORG),
                case_id=RecordId(f"case-{at}"),
                household_size=at,
                category="hukou_lowinc",
            )
            for at in (1, 2, 3)
        }
        self.homes = {key: unit(id=RecordId(key), suits_from=1, suits_to=2) for key in ("u1", "u2")}
        self.homes["u3"] = unit(id=RecordId("u3"), state=UnitState.REPAIR)
        self.tenancies: dict[str, Tenancy] = {}
        self.taken: Counter[str] = Counter()
        self.minted = 0

    def _context(self, role: Role, point: ServicePoint, home: Unit | None, entry: WaitingEntry) -> Any:
        self.road.case = Case(id=entry.case_id, org=OrgCode(ORG), draft=DRAFT, process=CaseProcess())
        return self.road.context(actor(role, point=point), unit=home)

    @rule(
        entry=st.sampled_from(["w1", "w2", "w3"]),
        home=st.sampled_from(["u1", "u2", "u3"]),
        role=st.sampled_from([Role.ALLOCATOR, Role.ALLOCATOR, Role.DISTRICT_REVIEWER]),
        years=st.integers(0, 6),
    )
    def allocate(self, entry: str, home: str, role: Role, years: int) -> None:
        command = allocation(unit_id=RecordId(home), term_years=years, term_from=date(2026, 5, 1))
        waiting = self.entries[entry]
        context = self._context(role, ServicePoint.COUNTY_OFFICE, self.homes[home], waiting)
        answer = machines.decide("waiting", waiting, command, context)
        if isinstance(answer, Refusal):
            return
        for effect in answer.effects:
            match machines.apply(effect.machine, self._record(effect), effect.event):
                case Unit() as changed:
                    self.homes[changed.id] = changed
                case WaitingEntry() as changed:
                    self.entries[changed.id] = changed
                case Tenancy() as changed:
                    self.tenancies[changed.id] = changed
            self.taken[effect.object_id] += isinstance(effect.event, UnitAllocated)

    def _record(self, effect: Any) -> machines.Record:
        if effect.creates is not None:
            assert effect.object_id not in self.tenancies
            return machines.create(effect.machine, effect.creates)
        return self.homes[effect.object_id] if effect.machine == "unit" else self.entries[effect.object_id]

    @precondition(lambda self: self.tenancies)
    @rule(data=st.data(), content=st.sampled_from(["right", "wrong"]), explained=st.booleans())
    def sign(self, data: st.DataObject, content: str, explained: bool) -> None:
        tenancy = data.draw(st.sampled_from(list(self.tenancies.values())))
        right = tenancy.contract_content_sha256 or ""
        command = signature(right if content == "right" else "00" * 32, explained=explained)
        answer = machines.decide("tenancy", tenancy, command, self.road.context(actor(Role.PROPERTY_COUNTER)))
        assert isinstance(answer, Decision) is (content == "right" and explained and tenancy.signed_at is None)
        if isinstance(answer, Decision):
            signed = machines.apply("tenancy", tenancy, answer.effects[0].event)
            assert isinstance(signed, Tenancy)
            self.tenancies[tenancy.id] = signed

    @invariant()
    def no_home_twice_and_no_household_twice(self) -> None:
        assert max(self.taken.values(), default=0) <= 1
        housed = [entry for entry in self.entries.values() if entry.state is WaitingState.ALLOCATED]
        assert len(housed) == len({entry.unit_id for entry in housed}) == len(self.tenancies) == self.taken.total()
        for entry in housed:
            home = self.homes[entry.unit_id or ""]
            assert (home.state, home.waiting_id) == (UnitState.ALLOCATED, entry.id)
            assert self.tenancies[entry.tenancy_id or ""].unit_id == home.id
        assert self.homes["u3"].state is UnitState.REPAIR
        assert self.entries["w3"].state is WaitingState.ACTIVE  # no home suits three


TestAllocation = Allocation.TestCase
TestAllocation.settings = settings(max_examples=40, stateful_step_count=25)
