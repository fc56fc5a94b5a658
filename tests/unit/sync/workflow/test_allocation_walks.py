"""Random people try everything on a list, homes and batches: no home twice, no household twice, no illegal step."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.model.allocation import Batch, BatchState, HomeStanding, Method, Standing
from sync.model.ids import RecordId
from sync.model.states import Role, ServicePoint, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.workflow import draw, machines
from sync.workflow.allocation import commands as b
from sync.workflow.allocation.lists import ids_of, is_settled
from sync.workflow.engine import Decision, Refusal
from sync.workflow.stock import commands as s
from sync.workflow.waiting import commands as w
from tests.support.machines import batch as batch_oracle
from tests.support.machines import waiting as waiting_oracle
from tests.support.road import actor
from tests.support.town import PARTIES, POSTED, PROGRAM, SECRETS, Town, choice, registration

PEOPLE, HOMES, BATCHES = "abcde", ("h1", "h2", "h3", "h4"), ("batch-1", "batch-2")
METHODS = st.sampled_from([method for method in Method if method is not Method.WAITING_NUMBERS])
LIVE = {HomeStanding.FREE, HomeStanding.CHOSEN}
RARE = {w.LeaveList, w.RemoveEntry, w.FreezeEntry, w.BeginRest, w.AllocateUnit, w.WithdrawIntent}
"""What ends a way early comes less often."""


class Allotting(RuleBasedStateMachine):
    """Five households, four homes, two batches, direct allocation beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        for at, key in enumerate(PEOPLE):
            self.town.household(key, size=3 if at % 2 else 2, score=30 + at)
        for key in HOMES:
            self.town.home(key)
        self.first = dict(self.town.others)

    @initialize(method=METHODS, depth=st.integers(0, 12))
    def come_some_way(self, method: Method, depth: int) -> None:
        """Walks begin anywhere on the way of a batch."""
        town, people = self.town, PEOPLE[:4]
        steps = (
            lambda: town.plan(method, HOMES[:3]),
            town.open,
            lambda: town.register(*people),
            lambda: town.recheck(*people),
            lambda: town.freeze_by_rank() if method is Method.BY_RANK else town.freeze(),
            lambda: None if method is Method.BY_RANK else town.draw_lots(),
            town.start,
            *(5 * [lambda: self.the_batch_goes_on("batch-1")]),
        )
        for step in steps[:depth]:
            step()

    # what is done

    def give(self, machine: str, key: str, command: Any, who: Any) -> bool:
        town = self.town
        record = town.others.get((machine, RecordId(key)))
        before, step = dict(town.others), town.steps
        answer = town.answer(who.role, machine, key, command, who)
        town.steps, issued = step, town.issued
        again = town.answer(who.role, machine, key, command, who)
        assert town.others == before  # deciding changes nothing
        if isinstance(answer, Refusal):
            assert answer == again
            return False
        assert isinstance(again, Decision)
        assert [(e.machine, e.object_id) for e in answer.effects] == [(e.machine, e.object_id) for e in again.effects]
        town.issued = issued
        town.take(answer)
        self.legal(machine, key, command, "new" if record is None else machines.state_of(machine, record))
        return True

    def legal(self, machine: str, key: str, command: Any, state: str) -> None:
        after = machines.state_of(machine, self.town.others[machine, RecordId(key)])
        rows = [row for row in machines.MACHINES[machine].rows if row.command is type(command) and state in row.states]
        assert any(after in row.to or (not row.to and after == state) for row in rows), (command, state, after)

    def batch_of(self, key: str) -> Batch | None:
        found = self.town.others.get(("batch", RecordId(key)))
        return found if isinstance(found, Batch) else None

    @rule(key=st.sampled_from(BATCHES), method=METHODS, groups=st.sampled_from([(), (2,)]), invited=st.booleans())
    def plan(self, key: str, method: Method, groups: tuple[int, ...], invited: bool) -> None:
        if self.batch_of(key) is None:
            command = b.PlanBatch(title="批次", plan_text="方案", method=method, groups=groups, by_invitation=invited)
            self.give("batch", key, command, actor(Role.ALLOCATOR))

    @rule(key=st.sampled_from(BATCHES), home=st.sampled_from(HOMES))
    def reserve(self, key: str, home: str) -> None:
        self.give("unit", home, s.ReserveUnit(batch_id=RecordId(key)), actor(Role.ALLOCATOR))

    @rule(
        home=st.sampled_from(HOMES),
        command=st.sampled_from([s.ReleaseUnit(), s.StartRepair(reason="漏水"), s.FinishRepair(), s.PassCheck()]),
    )
    def keep_up(self, home: str, command: Any) -> None:
        self.give("unit", home, command, actor(Role.ALLOCATOR))

    @rule(
        key=st.sampled_from(BATCHES),
        data=st.data(),
        role=st.sampled_from([Role.ALLOCATOR, Role.ALLOCATOR, Role.PLATFORM, Role.SUPERVISOR]),
    )
    def office(self, key: str, data: st.DataObject, role: Role) -> None:
        batch = self.batch_of(key)
        if batch is None:
            return
        tags = machines.commands_for("batch", batch.state, Role.ALLOCATOR, ServicePoint.COUNTY_OFFICE)
        samples = [one for one in batch_oracle.samples(self.town, batch) if one.__struct_config__.tag in tags]
        if data.draw(st.booleans()) or not samples:
            samples = list(batch_oracle.samples(self.town, batch))
        command: Any = data.draw(st.sampled_from(samples))
        if isinstance(command, b.InviteHouseholds | b.Enlist):
            some = st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True)
            command = msgspec.structs.replace(command, waiting_ids=tuple(map(RecordId, data.draw(some))))
        if isinstance(command, b.FreezeList) and batch.method is Method.BY_RANK:
            command = b.FreezeList(program_sha256=PROGRAM)
        if isinstance(command, b.CancelBatch) and data.draw(st.integers(0, 3)):
            return
        self.give("batch", key, command, actor(role, point=ServicePoint.COUNTY_OFFICE, org="990101"))

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def household(self, person: str, data: st.DataObject) -> None:
        entry = self.town.entry_of(person)
        rows = [row for row in machines.MACHINES["waiting"].rows if entry.state in row.states]
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        if row.command in RARE and data.draw(st.integers(0, 3)):
            return
        role = data.draw(st.sampled_from(sorted(row.roles)))
        point = data.draw(st.sampled_from(sorted(row.points)))
        command: Any = next(one for one in waiting_oracle.samples(self.town, entry) if type(one) is row.command)
        home, batch = data.draw(st.sampled_from(HOMES)), data.draw(st.sampled_from(BATCHES))
        if isinstance(command, w.ChooseHome | w.AllocateUnit):
            command = msgspec.structs.replace(command, unit_id=RecordId(home))
        if isinstance(command, w.RegisterIntent):
            command = registration(batch)
        self.give("waiting", person, command, actor(role, point=point))

    @rule(key=st.sampled_from(BATCHES))
    def everybody_registers(self, key: str) -> None:
        """One good step with all who can take it, so that walks come far."""
        for person in PEOPLE:
            window = actor(Role.STREET_WINDOW)
            self.give("waiting", person, registration(key), window)

    @rule()
    def everybody_passes(self) -> None:
        for person in PEOPLE:
            reviewer = actor(Role.DISTRICT_REVIEWER)
            self.give("waiting", person, w.BeginRecheck(), reviewer)
            self.give("waiting", person, w.ConcludeRecheck(passed=True, note="没有变化"), reviewer)

    @precondition(lambda self: any(self.can_draw(key) for key in BATCHES))
    @rule()
    def draw_lots(self) -> None:
        key = next(key for key in BATCHES if self.can_draw(key))
        self.town.draw_lots(key)
        batch = self.batch_of(key)
        assert batch is not None
        assert batch.draw is not None
        seed = draw.seed_of(
            draw.list_hash(ids_of(batch)),
            [SECRETS[name] for name in PARTIES],
            batch.draw.entropy.text if batch.draw.entropy else "",
        )
        lot = list(draw.order_of(ids_of(batch), seed))
        if batch.method is Method.SCORE_RANDOM:
            by_number = {person.number: person for person in batch.people}
            lot.sort(key=lambda number: (by_number[number].group, -by_number[number].score))
        assert [batch.people[at].number for at in batch.order] == lot

    def can_draw(self, key: str) -> bool:
        batch = self.batch_of(key)
        running = None if batch is None or batch.state is not BatchState.LIST_FROZEN else batch.draw
        return (
            running is not None
            and not running.commits
            and self.town.now + timedelta(hours=47) < running.terms.entropy_at
        )

    @rule(key=st.sampled_from(BATCHES))
    def the_turn_is_taken(self, key: str) -> None:
        batch = self.batch_of(key)
        if batch is None or not batch.turns:
            return
        turn = batch.turns[0]
        free = [at for at, home in enumerate(batch.homes) if home.standing is HomeStanding.FREE]
        home = batch.homes[(turn.offered or tuple(free))[0]].unit_id
        person = batch.people[turn.person].waiting_id
        self.give("waiting", person, choice(home), actor(Role.STREET_WINDOW))

    @rule(key=st.sampled_from(BATCHES))
    def the_batch_goes_on(self, key: str) -> None:
        """From the first turn to the last contract, a step at a time."""
        batch, clerk = self.batch_of(key), actor(Role.ALLOCATOR)
        if batch is None:
            return
        if batch.state is BatchState.SELECTING and not batch.turns:
            self.give("batch", key, b.EndSelecting(evidence_sha256=POSTED), clerk)
        elif batch.state is BatchState.SELECTING:
            self.the_turn_is_taken(key)
        elif batch.state is BatchState.RESULT_PUBLICITY:
            self.town.after(batch.publicity_to)
            self.town.platform()
        elif batch.state is BatchState.CONTRACTING:
            for person in PEOPLE:
                if self.town.entry_of(person).batch_id == key:
                    issue = w.IssueContract(term_from=self.town.today, term_years=3)
                    self.give("waiting", person, issue, clerk)

    @rule(days=st.integers(0, 25))
    def wait(self, days: int) -> None:
        self.town.now += timedelta(days=days)

    @rule()
    def the_province_acts(self) -> None:
        self.town.platform()

    # what must always hold

    @invariant()
    def the_fold_of_the_events_is_the_state(self) -> None:
        again: dict[Any, Any] = dict(self.first)
        for machine, key, event in self.town.history:
            place = (machine, key)
            if place not in again:
                known = self.town.others[place]
                again[place] = (
                    machines.blank(
                        "batch", known.id, known.org, b.PlanBatch(title="", plan_text="", method=Method.BY_RANK)
                    )
                    if machine == "batch"
                    else None
                )
            if again[place] is not None:
                again[place] = machines.apply(machine, again[place], event)
        assert all(record == self.town.others[place] for place, record in again.items() if record is not None)

    @invariant()
    def no_home_has_two_households_and_no_household_two_homes(self) -> None:
        town = self.town
        entries = [town.entry_of(key) for key in PEOPLE]
        homes = [entry.unit_id for entry in entries if entry.unit_id is not None]
        assert len(homes) == len(set(homes))
        held = [unit.waiting_id for unit in self.units() if unit.waiting_id is not None]
        assert len(held) == len(set(held))
        leases = [record for record in town.others.values() if isinstance(record, Tenancy)]
        assert max(Counter(lease.unit_id for lease in leases).values(), default=0) <= 1
        assert max(Counter(lease.waiting_id for lease in leases).values(), default=0) <= 1
        for entry in entries:
            if entry.unit_id is not None and not self.between(entry):
                assert town.unit_of(entry.unit_id).waiting_id == entry.id

    def units(self) -> list[Unit]:
        return [self.town.unit_of(key) for key in HOMES]

    def between(self, entry: WaitingEntry) -> bool:
        """A cancelled batch has given the home back, and the household hears of it in the next step."""
        batch = self.batch_of(entry.batch_id or "")
        return batch is not None and batch.state is BatchState.CANCELLED and not is_settled(batch)

    @invariant()
    def a_home_stands_in_one_batch_only(self) -> None:
        for unit in self.units():
            live = [
                (key, home.standing)
                for key in BATCHES
                if (batch := self.batch_of(key)) is not None
                for home in batch.homes
                if home.unit_id == unit.id and home.standing in LIVE
            ]
            assert len(live) == (unit.state is UnitState.RESERVED), unit
            if live:
                assert unit.batch_id == live[0][0]
                assert (unit.waiting_id is not None) is (live[0][1] is HomeStanding.CHOSEN)

    @invariant()
    def batch_and_entries_agree(self) -> None:
        for key in BATCHES:
            batch = self.batch_of(key)
            if batch is None:
                continue
            assert len({person.waiting_id for person in batch.people}) == len(batch.people)
            for person in batch.people:
                entry = self.town.entry_of(person.waiting_id)
                inside = person.standing in {Standing.REGISTERED, Standing.PASSED, Standing.CHOSE, Standing.UNSERVED}
                assert inside is (entry.batch_id == batch.id and entry.state is not WaitingState.INVITED), (
                    person,
                    entry,
                )
            turns = [turn.person for turn in batch.turns]
            assert len(turns) == len(set(turns))
            assert all(batch.people[at].standing is Standing.PASSED for at in turns)
            offered = [at for turn in batch.turns for at in turn.offered]
            assert len(offered) == len(set(offered))
            assert all(batch.homes[at].standing is HomeStanding.FREE for at in offered)
            taken = [person.home for person in batch.people if person.home is not None]
            assert len(taken) == len(set(taken))

    @invariant()
    def who_is_in_no_batch_says_so(self) -> None:
        for key in PEOPLE:
            entry = self.town.entry_of(key)
            on_the_way = {"invited", "intent_registered", "recheck", "candidate"}
            assert (entry.batch_id is not None) is (
                entry.state in on_the_way or (entry.state == "frozen" and entry.unit_id is not None)
            )


TestAllotting = Allotting.TestCase
TestAllotting.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)
