"""Random people give random commands on an application, under every policy: no illegal state, no effect of a refusal,
one fold, nobody in two posts, no stage skipped, and clocks that add up."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.model.case import Case, PublicityEnd, VerificationFact
from sync.model.ids import OperatorId, RecordId
from sync.model.remedies import EndingReason, Gap, ObjectionOutcome
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy.records import StageKind
from sync.workflow import machines
from sync.workflow.application import commands, events
from sync.workflow.application.machine import MACHINE
from sync.workflow.application.road import reviews_before
from sync.workflow.application.road import road as stages_of
from sync.workflow.commands import command_tag
from sync.workflow.engine import Decision, Refusal
from tests.support.households import all_policies
from tests.support.machines.case import RULES
from tests.support.road import EVIDENCE, NUMBER, OWN_WORDS, SNAPSHOT, Road, actor, opinion
from tests.support.walks import ENDED, answers, road_under, step

POLICIES = all_policies()
PEOPLE = st.sampled_from(["ann", "ben", "cleo", "dora", "emil"])
STAGED = {
    CaseState.VERIFYING,
    CaseState.REVIEW,
    CaseState.RETURNED,
    CaseState.PUBLICITY,
    CaseState.OBJECTION,
    CaseState.DECIDING,
    CaseState.REGISTERING,
}
HANGING = {CaseState.PUBLICITY, CaseState.OBJECTION}


def some(road: Road, data: st.DataObject, kind: type[Any]) -> Any:
    """A command of this kind that may fit, or may not."""
    process = road.case.process
    stage = data.draw(st.sampled_from([process.stage or "", process.stage or "", "R1", "P1", "nowhere"]))
    reasons = data.draw(st.sampled_from([(), ("C05",), ("C05", "C06")]))
    ids = [entry.id for entry in process.objections] or [RecordId("nobody's")]
    made: dict[type[Any], Any] = {
        commands.Submit: lambda: commands.Submit(snapshot_sha256=SNAPSHOT),
        commands.Accept: lambda: commands.Accept(number=NUMBER),
        commands.AskCorrection: lambda: commands.AskCorrection(items=("户口本缺页",)),
        commands.AnswerCorrection: lambda: commands.AnswerCorrection(snapshot_sha256=SNAPSHOT),
        commands.RefuseAcceptance: lambda: commands.RefuseAcceptance(reason_codes=reasons, text="不在本地"),
        commands.LaunchChecks: commands.LaunchChecks,
        commands.RecordChecks: lambda: commands.RecordChecks(facts=facts(road, data)),
        commands.CommitOpinion: lambda: opinion(
            stage,
            data.draw(st.sampled_from(OpinionDecision)),
            reason_codes=reasons,
            gap=data.draw(st.sampled_from(Gap)),
        ),
        commands.AnswerReturn: lambda: commands.AnswerReturn(note="补了工资条"),
        commands.PostPublicity: lambda: commands.PostPublicity(stage=stage, evidence_sha256=EVIDENCE),
        commands.ConcludePublicity: lambda: commands.ConcludePublicity(stage=stage),
        commands.RaiseObjection: lambda: commands.RaiseObjection(stage=stage, grounds="他家另有一套住房"),
        commands.ConcludeObjection: lambda: commands.ConcludeObjection(
            objection=data.draw(st.sampled_from(ids)),
            outcome=data.draw(st.sampled_from(ObjectionOutcome)),
            text=OWN_WORDS,
            reason_codes=reasons,
        ),
        commands.Announce: commands.Announce,
        commands.Register: lambda: commands.Register(stage=stage),
        commands.AskReconsideration: lambda: commands.AskReconsideration(grounds="收入算错了"),
        commands.ConcludeReconsideration: lambda: commands.ConcludeReconsideration(
            overturn=data.draw(st.booleans()), text=OWN_WORDS, reason_codes=reasons
        ),
        commands.Lapse: commands.Lapse,
        commands.Terminate: lambda: commands.Terminate(
            reason=data.draw(st.sampled_from(EndingReason)), evidence_sha256=EVIDENCE
        ),
        commands.RecomputeClocks: commands.RecomputeClocks,
        commands.Withdraw: lambda: commands.Withdraw(reason="不申请了"),
    }
    return made[kind]()


def facts(road: Road, data: st.DataObject) -> tuple[VerificationFact, ...]:
    """Clean answers, one by hand, or one that speaks against the family."""
    clean = answers(road) if road.case.draft.members else ()
    match data.draw(st.sampled_from(["clean", "hand", "rich", "silent", "none"])):
        case "clean":
            return clean
        case "none":
            return ()
        case "hand":
            signed = {"manual_by": OperatorId("ann"), "manual_note": "到派出所看了户口底册"}
            return tuple(msgspec.structs.replace(fact, **signed) for fact in clean)
        case "silent":
            return tuple(msgspec.structs.replace(fact, outcome="unavailable") for fact in clean[:1])
        case _:
            rich = [fact for fact in clean if fact.data_class == "V28"][:1]
            return tuple(msgspec.structs.replace(fact, outcome="found", verified="900000000") for fact in rich)


KINDS = tuple({row.command for row in MACHINE.rows})


class Walk(RuleBasedStateMachine):
    """One case among people who don't follow the book."""

    def __init__(self) -> None:
        super().__init__()
        self.road = road_under(POLICIES[0])
        self.first: Case = self.road.case
        self.order: list[str] = []

    @initialize(policy=st.sampled_from(POLICIES), depth=st.integers(0, 11), rejections_announced=st.booleans())
    def come_some_way(self, policy: Any, depth: int, rejections_announced: bool) -> None:
        """Walks begin anywhere on any road."""
        remedies = msgspec.structs.replace(policy.remedies, announce_rejection=rejections_announced)
        self.road = road_under(msgspec.structs.replace(policy, remedies=remedies))
        self.first = self.road.case
        self.order = [stage.code for stage in stages_of(policy)]
        for _ in range(depth):
            if self.road.case.process.state not in ENDED:
                step(self.road)

    @rule(data=st.data(), who=PEOPLE, role=st.sampled_from(Role), kind=st.sampled_from(KINDS))
    def give(self, data: st.DataObject, who: str, role: Role, kind: type[Any]) -> None:
        self._give(some(self.road, data, kind), actor(role, who))

    @rule(data=st.data(), who=PEOPLE)
    def give_something_fitting(self, data: st.DataObject, who: str) -> None:
        """A command for this state and stage, by an allowed post at an allowed place."""
        process = self.road.case.process
        rows = [row for row in MACHINE.rows if process.state in row.states]
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        stage = self.road.policy.stage(process.stage)
        fitting = [role for role in sorted(row.roles) if stage is None or role in {stage.role, Role.PLATFORM}]
        role = data.draw(st.sampled_from(fitting or sorted(row.roles)))
        point = data.draw(st.sampled_from(sorted(row.points)))
        self._give(some(self.road, data, row.command), actor(role, who, point))

    @rule(days=st.integers(0, 25))
    def wait(self, days: int) -> None:
        self.road.now += timedelta(days=days)

    @rule()
    def the_province_does_what_is_due(self) -> None:
        today = (self.road.now + timedelta(hours=8)).date()
        command = machines.due("case", self.road.case, self.road.policy, today)
        if command is not None:
            answer = self._give(command, actor(Role.PLATFORM))
            assert isinstance(answer, Decision), answer

    def _give(self, command: Any, who: Any) -> Decision | Refusal:
        before = self.road.case
        answer = machines.decide("case", before, command, self.road.context(who))
        again = machines.decide("case", before, command, self.road.context(who))
        assert self.road.case is before  # deciding changes nothing
        if isinstance(answer, Refusal):
            assert answer == again
            return answer
        assert isinstance(again, Decision)
        assert [type(effect.event) for effect in answer.effects] == [type(effect.event) for effect in again.effects]
        self.road.take(answer)
        reached = self.road.case.process.state
        assert reached.value in RULES[command_tag(command)].to.split(), (command, before.process.state, reached)
        self._no_stage_was_skipped(before, answer)
        return answer

    def _no_stage_was_skipped(self, before: Case, answer: Decision) -> None:
        """Onward one by one, in the order of the policy; back only by an event that says why."""
        at = before.process.stage
        place = self.order.index(at) if at in self.order else 0
        for effect in answer.effects:
            match effect.event:
                case events.BrokenOff():
                    reviews = [stage.code for stage in reviews_before(at, self.road.policy)]
                    place = self.order.index(reviews[-1]) - 1
                case events.ReconsiderationConcluded(overturned=True):
                    place = self.order.index(before.process.decided_stage or "") - 1
                case entered if type(entered) in ENTERING:
                    place += 1
                    assert getattr(entered, "stage", None) == self.order[place], (at, entered)

    @invariant()
    def the_fold_of_the_events_is_the_state(self) -> None:
        folded = [event for machine, _, event in self.road.history if machine == "case"]
        assert machines.fold("case", self.first, folded) == self.road.case
        assert self.road.case.process.events == len(folded)

    @invariant()
    def nobody_held_two_posts(self) -> None:
        process = self.road.case.process
        posts: dict[str, set[str]] = defaultdict(set)
        for given in process.opinions:
            posts[given.reviewer].add(given.stage)
        for objection in process.objections:
            if objection.investigator:
                posts[objection.investigator].add("objection")
        if process.reconsideration and process.reconsideration.by:
            posts[process.reconsideration.by].add("reconsideration")
        if process.accepted_by:
            posts[process.accepted_by].add("accept")
        assert max((len(held) for held in posts.values()), default=1) == 1

    @invariant()
    def the_state_explains_itself(self) -> None:
        process = self.road.case.process
        assert (process.stage is not None) is (process.state in STAGED)
        assert process.corrections <= 1
        hanging = [period for period in process.publicities if period.concluded_at is None]
        assert len(hanging) == (process.state in HANGING)
        still_open = [objection for objection in process.objections if objection.concluded_at is None]
        if process.state not in ENDED:
            assert bool(still_open) is (process.state is CaseState.OBJECTION)
        assert all(objection.conclusion for objection in process.objections if objection.concluded_at)
        assert not process.rejecting or process.state in {CaseState.DECIDING, CaseState.TERMINATED}

    @invariant()
    def who_is_qualified_went_the_whole_road(self) -> None:
        process, policy = self.road.case.process, self.road.policy
        homes = [key for key in self.road.others if key[0] in {"waiting", "subsidy"}]
        assert len(homes) == (process.state is CaseState.QUALIFIED)
        if process.state is not CaseState.QUALIFIED:
            return
        last = {given.stage: given.decision for given in process.opinions}
        over = {period.stage for period in process.publicities if period.ended is PublicityEnd.OVER and period.posted}
        for stage in stages_of(policy):
            if stage.kind is StageKind.REVIEW:
                assert last[stage.code] is OpinionDecision.AGREE
            if stage.kind is StageKind.PUBLICITY:
                assert stage.code in over
        assert homes[0][1] in {process.waiting_id, process.subsidy_id}
        assert None in {process.waiting_id, process.subsidy_id}

    @invariant()
    def the_clocks_add_up(self) -> None:
        process = self.road.case.process
        names = [clock.name for clock in process.deadlines]
        assert len(set(names)) == len(names)
        if process.state in ENDED:
            assert set(names) <= {"WINDOW"}
        for clock in process.deadlines:
            assert clock.limit is not None
            assert 0 <= clock.used <= clock.limit
            assert clock.paused is (clock.paused_on is not None)
            assert not clock.paused or clock.reason == process.state.value
        current = [period.clock for period in process.publicities if period.concluded_at is None]
        for period in current:
            assert period is not None
            assert not period.paused or process.state is CaseState.OBJECTION


ENTERING = {
    events.VerifyingEntered,
    events.StageEntered,
    events.PublicityStarted,
    events.DecidingEntered,
    events.RegisteringEntered,
}
TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
