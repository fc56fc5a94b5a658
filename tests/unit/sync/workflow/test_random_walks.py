"""Random people give random commands: no illegal state, no home twice, no effect of a refusal, one fold."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.model.case import Case, CaseProcess
from sync.model.ids import OrgCode, RecordId
from sync.model.states import CaseState, OpinionDecision, Role, ServicePoint, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.workflow import machines
from sync.workflow.application import commands
from sync.workflow.application.machine import TRANSITIONS
from sync.workflow.engine import Decision, Refusal
from sync.workflow.stock.events import UnitAllocated
from tests.support.households import ORG, answered, family
from tests.support.road import EVIDENCE, NUMBER, SNAPSHOT, Road, actor, allocation, opinion, signature, unit

STAGES = st.sampled_from(["R1", "P1", "R2", "P2"])
PEOPLE = st.sampled_from(["ann", "ben", "cleo", "dora"])
DRAFT = family()
EXAMPLES: tuple[Any, ...] = (
    commands.Submit(snapshot_sha256=SNAPSHOT),
    commands.Accept(number=NUMBER),
    commands.AskCorrection(items=("户口本缺页",)),
    commands.AnswerCorrection(snapshot_sha256=SNAPSHOT),
    commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"),
    commands.LaunchChecks(),
    commands.RecordChecks(facts=answered(DRAFT)),
    opinion("R1", reason_codes=("C05",)),
    commands.AnswerReturn(note="补了工资条"),
    commands.PostPublicity(stage="P1", evidence_sha256=EVIDENCE),
    commands.ConcludePublicity(stage="P1"),
    commands.Announce(),
    commands.Withdraw(reason="不申请了"),
)
COMMANDS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(EXAMPLES),
    st.builds(opinion, STAGES, st.sampled_from(OpinionDecision), reason_codes=st.just(("C05",))),
    st.builds(commands.ConcludePublicity, stage=STAGES),
)
NEXT: dict[CaseState, set[CaseState]] = {
    CaseState.DRAFT: {CaseState.SUBMITTED},
    CaseState.SUBMITTED: {CaseState.ACCEPTED, CaseState.CORRECTION, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN},
    CaseState.CORRECTION: {CaseState.SUBMITTED, CaseState.WITHDRAWN},
    CaseState.ACCEPTED: {CaseState.REVIEW, CaseState.WITHDRAWN},
    CaseState.REVIEW: {
        CaseState.REVIEW,
        CaseState.PUBLICITY,
        CaseState.RETURNED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
    },
    CaseState.RETURNED: {CaseState.RETURNED, CaseState.REVIEW, CaseState.WITHDRAWN},
    CaseState.PUBLICITY: {CaseState.PUBLICITY, CaseState.REVIEW, CaseState.DECIDING, CaseState.WITHDRAWN},
    CaseState.DECIDING: {CaseState.QUALIFIED},
}


class Walk(RuleBasedStateMachine):
    """One case among people who don't follow the book."""

    def __init__(self) -> None:
        super().__init__()
        self.road = Road()
        self.first = self.road.case

    @rule(command=COMMANDS, role=st.sampled_from(Role), who=PEOPLE)
    def give(self, command: Any, role: Role, who: str) -> None:
        self._give(command, actor(role, who))

    @initialize(depth=st.integers(0, 7))
    def come_some_way(self, depth: int) -> None:
        """Walks begin anywhere on the road."""
        steps = [
            self.road.submit,
            self.road.accept,
            self.road.check,
            lambda: self.road.agree(Role.STREET_REVIEWER, "R1"),
            lambda: self.road.publicise(Role.STREET_REVIEWER, "P1"),
            lambda: self.road.agree(Role.DISTRICT_REVIEWER, "R2"),
            lambda: self.road.publicise(Role.DISTRICT_REVIEWER, "P2"),
        ]
        for step in steps[:depth]:
            step()

    @rule(data=st.data(), who=PEOPLE)
    def give_something_fitting(self, data: st.DataObject, who: str) -> None:
        """A command for this state and stage, by an allowed post at an allowed place."""
        process = self.road.case.process
        rows = [row for row in TRANSITIONS if process.state in row.states]
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        role = data.draw(st.sampled_from(sorted(row.roles)))
        point = data.draw(st.sampled_from(sorted(row.points)))
        command = next(command for command in EXAMPLES if type(command) is row.command)
        if hasattr(command, "stage"):
            command = msgspec.structs.replace(command, stage=process.stage or "")
        if isinstance(command, commands.CommitOpinion):
            command = msgspec.structs.replace(command, decision=data.draw(st.sampled_from(OpinionDecision)))
        self._give(command, actor(role, who, point))

    @rule(days=st.integers(0, 12))
    def wait(self, days: int) -> None:
        self.road.now += timedelta(days=days)

    def _give(self, command: Any, who: Any) -> None:
        before = self.road.case
        answer = machines.decide("case", before, command, self.road.context(who))
        again = machines.decide("case", before, command, self.road.context(who))
        assert self.road.case is before  # deciding changes nothing
        if isinstance(answer, Refusal):
            assert answer == again
            return
        assert isinstance(again, Decision)
        assert [type(effect.event) for effect in answer.effects] == [type(effect.event) for effect in again.effects]
        self.road.take(answer)
        assert self.road.case.process.state in NEXT[before.process.state]

    @invariant()
    def the_fold_of_the_events_is_the_state(self) -> None:
        events = [event for machine, _, event in self.road.history if machine == "case"]
        assert machines.fold("case", self.first, events) == self.road.case
        assert self.road.case.process.events == len(events)

    @invariant()
    def nobody_held_two_posts(self) -> None:
        process = self.road.case.process
        posts = {(opinion.reviewer, opinion.stage) for opinion in process.opinions}
        if process.accepted_by:
            posts.add((process.accepted_by, "accept"))
        assert max(Counter(person for person, _ in posts).values(), default=1) == 1

    @invariant()
    def the_state_explains_itself(self) -> None:
        process = self.road.case.process
        staged = {CaseState.REVIEW, CaseState.RETURNED, CaseState.PUBLICITY, CaseState.DECIDING}
        assert (process.stage is not None) is (process.state in staged)
        assert process.corrections <= 1
        if process.state is CaseState.QUALIFIED:
            agreed = {entry.stage for entry in process.opinions if entry.decision is OpinionDecision.AGREE}
            assert agreed == {"R1", "R2"}
            assert all(period.posted and period.concluded_at for period in process.publicities)
            assert len(process.publicities) == 2
            assert process.waiting_id is not None
        else:
            assert process.waiting_id is None


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


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=40, stateful_step_count=60)
TestAllocation = Allocation.TestCase
TestAllocation.settings = settings(max_examples=40, stateful_step_count=25)
