"""Random people, random commands about visits, breaches, credit and alerts: no illegal run, nothing lost or doubled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.model.alert import Alert, AlertLevel, AlertOutcome, alert_id, breach_fingerprint
from sync.model.credit import CreditEvent, CreditRecord, credit_id
from sync.model.ids import OrgCode, RecordId
from sync.model.inspection import Inspection, InspectionKind, InspectionResult, InspectionState
from sync.model.states import Role, ServicePoint
from sync.model.take_back import TakeBack
from sync.model.violation import HearingOutcome, Rung, Violation, ViolationState
from sync.policy.credit import live_ban, points_on
from sync.workflow import machines
from sync.workflow.alert import commands as alerts
from sync.workflow.command import Command
from sync.workflow.credit import commands as credit
from sync.workflow.engine import Actor, Decision, Refusal
from sync.workflow.inspection import commands as visits
from sync.workflow.inspection.sheet import at_different_hours
from sync.workflow.violation import commands as breaches
from tests.support import alerts as alert_steps
from tests.support import breaches as breach_steps
from tests.support import visits as visit_steps
from tests.support.conduct import happen
from tests.support.households import ORG
from tests.support.road import EVIDENCE, Road, actor

PEOPLE = ("ann", "ben", "cleo", "dora")
WORDS = breach_steps.WORDS
KINDS = (TakeBack.SUBLET, TakeBack.FRAUD, TakeBack.ARREARS)
COMMANDS: dict[str, st.SearchStrategy[Command]] = {
    "inspection": st.one_of(
        st.sampled_from([visit_steps.plan(), visit_steps.plan(kind=InspectionKind.CLUE, clue_id="v")]),
        st.builds(visit_steps.sent, inspectors=st.sampled_from([("ann", "ben"), ("ben", "cleo"), ("ann", "ann")])),
        st.builds(
            visit_steps.visit,
            inspectors=st.sampled_from([("ann", "ben"), ("cleo", "ben")]),
            occupants_match=st.booleans(),
            stated_at=st.sampled_from([visit_steps.at(2, 9, 30), visit_steps.at(9, 9)]),
        ),
        st.builds(
            visit_steps.in_vain,
            st.builds(visit_steps.at, st.integers(2, 9), st.sampled_from([8, 9, 12, 19])),
            inspectors=st.just(("ann", "ben")),
        ),
        st.builds(
            visit_steps.result,
            st.sampled_from(InspectionResult),
            signature=st.sampled_from([None, visit_steps.SIGNED, visit_steps.REFUSED]),
        ),
        st.sampled_from([visits.CloseInspection(), visits.CloseInspection(note=WORDS), visit_steps.handed_on()]),
    ),
    "violation": st.one_of(
        st.sampled_from(
            [
                breach_steps.told(),
                breach_steps.opened(),
                breaches.TakeClue(),
                breaches.AnswerReport(text=WORDS),
                breach_steps.notice(),
                breach_steps.RECTIFIED,
                breaches.OfferHearing(text=WORDS),
                breach_steps.RETURNED,
                breaches.CloseViolation(note=WORDS),
                breaches.CloseViolation(),
            ]
        ),
        st.builds(breach_steps.concluded, established=st.booleans(), kind=st.sampled_from(KINDS)),
        st.builds(breaches.AllowSkip, rung=st.sampled_from(Rung), reason=st.just(breach_steps.REASON)),
        st.builds(
            breach_steps.measure,
            st.sampled_from(Rung),
            credit_event=st.sampled_from([None, CreditEvent.BREACH_USE, CreditEvent.REFUSE_VACATE]),
        ),
        st.builds(breaches.RecordHearing, outcome=st.sampled_from(HearingOutcome), statement=st.just("听见了")),
        st.builds(
            breach_steps.penalty,
            fine_fen=st.sampled_from([0, 100_000, 100_001]),
            return_home=st.booleans(),
            ban_also=st.sampled_from([(), (breach_steps.CO_RESIDENT,)]),
            ban_also_reason=st.sampled_from(["", breach_steps.REASON]),
        ),
    ),
    "credit": st.one_of(
        st.builds(
            credit.RecordCreditEvent,
            person=st.just(breach_steps.TENANT),
            event=st.sampled_from(CreditEvent),
            on=st.dates(date(2024, 1, 1), date(2026, 3, 2)),
            source_machine=st.just("tenancy"),
            source_id=st.just(RecordId("t")),
            evidence_sha256=st.just(EVIDENCE),
        ),
        st.sampled_from([credit.ShowCredit(evidence_sha256=EVIDENCE), credit.AskRepair()]),
        st.builds(credit.AppealCredit, entry=st.integers(1, 3), text=st.just("不对")),
        st.builds(credit.DecideAppeal, entry=st.integers(1, 3), upheld=st.booleans(), text=st.just(WORDS)),
        st.builds(credit.DecideRepair, granted=st.booleans(), text=st.just(WORDS)),
        st.builds(credit.LiftBan, ban=st.integers(1, 2), text=st.just(WORDS), document_sha256=st.just(EVIDENCE)),
    ),
    "alert": st.one_of(
        st.builds(
            alert_steps.raising,
            earlier=st.integers(0, 2),
            fingerprint=st.sampled_from([breach_fingerprint(number) for number in range(3)]),
        ),
        st.builds(alert_steps.red, earlier=st.integers(0, 2)),
        st.sampled_from(
            [
                alerts.NotifyAlert(),
                alerts.TakeAlert(),
                alerts.AnswerAlert(text=alert_steps.ANSWER),
                alerts.AnswerAlert(text=alert_steps.ANSWER, claims_false=True),
                alerts.EscalateAlert(),
                alerts.EscalateAlert(text=WORDS),
                alerts.ReviewAlert(satisfied=True),
                alerts.ReviewAlert(satisfied=False, text=WORDS),
                alerts.AgreeFalseAlert(text=WORDS),
                alerts.TransferClue(to="纪检组", text=WORDS),
                alerts.CloseAlert(text=WORDS),
            ]
        ),
    ),
}
PLACES: dict[str, tuple[RecordId, ...]] = {
    "inspection": (RecordId("visit-1"),),
    "violation": (RecordId("v"),),
    "credit": (credit_id(breach_steps.TENANT),),
    "alert": tuple(alert_id("R01", "case", RecordId("case-1"), "ACCEPT", number) for number in range(3)),
}


class Walk(RuleBasedStateMachine):
    """One home, one breach, one person's file and one case's alerts among people who don't follow the book."""

    def __init__(self) -> None:
        super().__init__()
        self.road = Road()
        self.levels: dict[RecordId, AlertLevel] = {}

    @initialize(visit=st.integers(0, 6), breach=st.integers(0, 10), alert=st.integers(0, 6))
    def come_some_way(self, visit: int, breach: int, alert: int) -> None:
        """Walks begin anywhere on the straight roads."""
        for machine, places in PLACES.items():
            for place in places:
                if (machine, place) not in self.road.others:
                    self.road.others[machine, place] = machines.RECORD_TYPES[machine](id=place, org=OrgCode(ORG))
        breach_steps.walk(self.road, breach)
        for _, role, command in visit_steps.STRAIGHT[:visit]:
            visit_steps.do(self.road, role, command)
        first = PLACES["alert"][0]
        for _, role, command in alert_steps.STEPS[:alert]:
            answer = machines.decide("alert", self.road.others["alert", first], command, self._context(role, command))
            assert isinstance(answer, Decision)
            happen(self.road, answer)

    def _context(self, role: Role, _command: Command) -> Any:
        point = ServicePoint.PLATFORM if role is Role.PLATFORM else ServicePoint.COUNTY_OFFICE
        return self.road.context(actor(role, f"op-{role.value}", point))

    @rule(data=st.data(), machine=st.sampled_from(sorted(COMMANDS)), who=st.sampled_from(PEOPLE))
    def give_something_fitting(self, data: st.DataObject, machine: str, who: str) -> None:
        """Mostly by a post and at a place that the table allows."""
        place = data.draw(st.sampled_from(PLACES[machine]))
        command = data.draw(COMMANDS[machine])
        rows = [row for row in machines.MACHINES[machine].rows if row.command is type(command)]
        row = data.draw(st.sampled_from(rows))
        role = data.draw(st.sampled_from(sorted(row.roles)))
        point = data.draw(st.sampled_from(sorted(row.points)))
        self._give(machine, place, command, actor(role, who, point))

    @rule(machine=st.sampled_from(sorted(COMMANDS)), data=st.data(), role=st.sampled_from(Role))
    def give_anything(self, machine: str, data: st.DataObject, role: Role) -> None:
        place = data.draw(st.sampled_from(PLACES[machine]))
        self._give(machine, place, data.draw(COMMANDS[machine]), actor(role, "ann"))

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.road.now += timedelta(days=days)

    @rule()
    def let_the_province_act(self) -> None:
        for (machine, place), record in list(self.road.others.items()):
            if machine in COMMANDS:
                found = machines.due(machine, record, self.road.policy, self.road.now.date())
                if found is not None:
                    self._give(machine, RecordId(place), found, actor(Role.PLATFORM, "op-platform"), must=True)

    def _give(self, machine: str, place: RecordId, command: Command, who: Actor, *, must: bool = False) -> None:
        record = self.road.others[machine, place]
        before, state = dict(self.road.others), machines.state_of(machine, record)
        answer = machines.decide(machine, record, command, self.road.context(who))
        again = machines.decide(machine, record, command, self.road.context(who))
        assert answer == again
        assert self.road.others == before  # deciding changes nothing
        if isinstance(answer, Refusal):
            assert not must, answer
            return
        if isinstance(command, credit.DecideRepair) and command.granted:
            assert isinstance(record, CreditRecord)
            assert live_ban(record, self.road.now.date()) is None
        happen(self.road, answer)
        after = machines.state_of(machine, self.road.others[machine, place])
        rows = [row for row in machines.MACHINES[machine].rows if row.command is type(command) and state in row.states]
        assert any(after in row.to for row in rows), (command, state, after)

    def _all(self, machine: str) -> list[Any]:
        return [record for (name, _), record in self.road.others.items() if name == machine]

    def teardown(self) -> None:
        """The fold of the events is the state."""
        for (machine, place), record in self.road.others.items():
            if machine in COMMANDS:
                blank = machines.RECORD_TYPES[machine](id=place, org=record.org)
                events = [event for name, whose, event in self.road.history if (name, whose) == (machine, place)]
                assert machines.fold(machine, blank, events) == record

    @invariant()
    def nobody_skips_a_rung_and_nobody_is_punished_unheard(self) -> None:
        for violation in self._all("violation"):
            assert isinstance(violation, Violation)
            highest = 0
            for measure in violation.measures:
                leave = [skip.by for skip in violation.skips if skip.rung is measure.rung and skip.at <= measure.at]
                assert measure.rung.height <= highest + 1 or any(by != measure.by for by in leave)
                highest = max(highest, measure.rung.height)
            penalty = violation.penalty
            if penalty is not None:
                assert violation.hearing is not None
                assert violation.hearing.outcome is not None
                assert penalty.by not in {violation.verifier, violation.concluded_by}
                assert 0 <= penalty.fine_fen <= 100_000
                assert violation.evidence_sha256 != ()
            if violation.state is ViolationState.CLOSED and violation.report is not None:
                assert violation.report.answered_at is not None

    @invariant()
    def bans_are_those_of_closed_violations(self) -> None:
        closed = [one for one in self._all("violation") if one.ban_until is not None]
        for file in self._all("credit"):
            assert isinstance(file, CreditRecord)
            assert [entry.number for entry in file.entries] == list(range(1, len(file.entries) + 1))
            assert 0 <= points_on(file, self.road.now.date(), self.road.policy.credit) <= 100
            for ban in file.bans:
                assert ban.ends in {one.ban_until for one in closed}
                assert (ban.ends.year - ban.starts.year, ban.lifted_on is None) in {(5, True), (5, False)}
            assert len(file.bans) <= len(closed)

    @invariant()
    def two_people_went_and_a_result_rests_on_something(self) -> None:
        for visit in self._all("inspection"):
            assert isinstance(visit, Inspection)
            assert len(set(visit.inspectors)) in {0, 2}
            if visit.result is not None:
                times = [attempt.stated_at for attempt in visit.attempts]
                assert visit.visit is not None or at_different_hours(times, 3) >= 3
                assert visit.visit is None or visit.signature is not None
            if visit.state is InspectionState.CLOSED and visit.result is not InspectionResult.NORMAL:
                assert visit.closed_note

    @invariant()
    def one_alert_is_open_and_no_level_falls(self) -> None:
        found = [record for record in self._all("alert") if isinstance(record, Alert)]
        assert sum(alert.is_open for alert in found) <= 1
        for alert in found:
            if self.levels.get(alert.id) is AlertLevel.RED:
                assert alert.level is AlertLevel.RED
            self.levels[alert.id] = alert.level
            assert len(set(alert.breaches)) == len(alert.breaches)
            if alert.outcome is AlertOutcome.FALSE_ALARM:
                assert alert.notes[-1].by not in {answer.by for answer in alert.answers}


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def test_the_straight_roads_end_where_they_should() -> None:
    """So that the walk is known to reach the ends at all."""
    road = breach_steps.walk(breach_steps.at_work(), 10)
    assert breach_steps.violation_of(road).state is ViolationState.CLOSED
    visit = visit_steps.reached(InspectionState.VIOLATION)
    assert visit_steps.inspection_of(visit).violation_id is not None
    changed = msgspec.structs.replace(visit_steps.inspection_of(visit), state=InspectionState.RESULT)
    assert changed.result is InspectionResult.OCCUPANT_MISMATCH
