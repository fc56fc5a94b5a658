"""The province keeps the watch: what a passing deadline breaks, how an alert lives, the policies, the first sweep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import anyio
import msgspec
import pytest
from sqlalchemy import Connection, select, update

from sync.model.alert import AlertKind, AlertLevel, AlertState, alert_id
from sync.model.ids import OpId, OrgCode, RecordId
from sync.model.regulation import PolicyProposal, ProposalState
from sync.model.states import Role, ServicePoint, Verdict
from sync.protocol.messages import Op
from sync.server.app import Reception
from sync.server.decisions import PLATFORM, Decided, platform_actor
from sync.server.store import tables as t
from sync.server.stored import StoredRecord
from sync.server.timers import TimerAct, Timers
from sync.server.watching import Watching
from sync.workflow.alert.commands import AnswerAlert, ReviewAlert, TakeAlert
from sync.workflow.application import commands
from tests.support.province import COUNTY, STREET, Province
from tests.support.watched import alerts, china, deciding, lines, seen, timer_of, told, with_rules
from tests.unit.sync.server.test_road import Offices, Recorder

SUBMITTED_ON = date(2026, 3, 2)


# ------------------------------------------------------------------------------------------- clocks


def test_a_case_that_nobody_accepts_is_yellow_at_noon_and_red_at_midnight_and_only_once(here: Province) -> None:
    offices = Offices(here)
    supervisor = here.desk(Role.SUPERVISOR, org=COUNTY, point=ServicePoint.COUNTY_OFFICE)
    offices.submit()
    assert timer_of(here, offices.case) == date(2026, 3, 3)
    here.clock.at = china(date(2026, 3, 3), 11, 59)
    assert offices.timers.run() == []
    here.clock.at = china(date(2026, 3, 3), 12)
    (act,) = offices.timers.run()
    assert act == TimerAct(alert_id("R01", "case", offices.case, "ACCEPT", 0), "raise_alert", "accepted")
    assert timer_of(here, offices.case) == date(2026, 3, 4)
    assert told(offices.timers.run()) == ["notify_alert"]
    for _ in range(3):
        assert offices.timers.run() == []
    (near,) = alerts(here)
    assert (near.rule, near.level, near.kind, near.state) == (
        "R01",
        AlertLevel.YELLOW,
        AlertKind.NEAR,
        AlertState.NOTIFIED,
    )
    assert (near.org, near.object_id, near.disposer_role) == (STREET, offices.case, Role.STREET_WINDOW)
    here.clock.at = china(date(2026, 3, 3), 23, 59)
    assert offices.timers.run() == []
    here.clock.at = china(date(2026, 3, 4))
    assert told(offices.timers.run()) == ["raise_alert"]
    assert timer_of(here, offices.case) is None, "no clock of it has another moment"
    assert told(offices.timers.run()) == ["notify_alert"]
    assert offices.timers.run() == []
    (over,) = alerts(here)
    assert (over.id, over.level, over.kind, over.earlier) == (near.id, AlertLevel.RED, AlertKind.ABNORMAL, 0)
    supervisor.sync()
    assert [row.record_id for row in supervisor.rows("alert")] == [near.id]


def late_review(here: Province) -> Offices:
    """A case whose first review is over its limit; the alert is red."""
    offices = Offices(here)
    offices.to_review()
    here.clock.at = china(date(2026, 3, 6), 9)
    assert told(offices.timers.run()) == ["raise_alert"]
    return offices


def test_however_many_events_come_one_breach_is_one_alert(here: Province) -> None:
    offices = late_review(here)
    assert seen(here) == [("R05", "red", "R1")]
    before = len(lines(here))
    asked = commands.RecordChecks(facts=offices.process().verification[:1])
    for _ in range(3):
        with deciding(here) as (workspace, decider):
            record = workspace.record(offices.case)
            assert record is not None
            op_id = OpId(f"op-{record.events}")
            assert isinstance(decider.decide(record, asked, platform_actor(record.org), op_id), Decided)
            workspace.flush()
    assert seen(here) == [("R05", "red", "R1")]
    assert len(lines(here)) == before, "nothing was raised, so nothing was said"


def test_an_event_raises_what_its_clocks_say_without_waiting_for_the_timers(here: Province) -> None:
    offices = Offices(here)
    offices.to_review()
    here.clock.at = china(date(2026, 3, 6), 9)
    offices.agree(offices.street, Role.STREET_REVIEWER, "R1")
    assert alerts(here) == [], "who acts before anybody looked has stopped the clock"
    assert timer_of(here, offices.case) == offices.process().publicities[-1].to + timedelta(days=1)
    here.clock.at = china(date(2026, 3, 26), 9)
    posted = commands.PostPublicity(stage="P1", evidence_sha256="ef" * 32)
    offices.do(offices.street, Role.STREET_REVIEWER, posted)
    assert seen(here) == [("R09", "yellow", "TOTAL")]
    assert [row.fields["rule"] for row in offices.street.rows("alert")] == ["R09"]


def test_a_reminder_is_no_alert(here: Province) -> None:
    offices = Offices(here)
    offices.to_review()
    here.clock.at = china(date(2026, 3, 5), 11, 59)  # two of three days are gone
    assert offices.timers.run() == []
    assert alerts(here) == []
    here.clock.at = china(date(2026, 3, 5), 12)
    assert told(offices.timers.run()) == ["raise_alert"]


def test_a_clean_road_raises_nothing(here: Province) -> None:
    offices = Offices(here)
    offices.to_qualified()
    assert alerts(here) == []
    assert offices.timers.run() == []


def test_a_list_that_never_hung_is_looked_at_daily_and_raised_once(
    here: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never() -> Any:
        raise AssertionError("nothing is new, so nothing is written and nobody kept waiting")

    offices = Offices(here)
    offices.to_review()
    offices.agree(offices.street, Role.STREET_REVIEWER, "R1")
    here.clock.at = china(offices.process().publicities[-1].to + timedelta(days=1), 9)
    assert told(offices.timers.run()) == ["raise_alert"]
    assert told(offices.timers.run()) == ["notify_alert"]
    with monkeypatch.context() as patched:
        patched.setattr(here.platform.database, "write", never)
        assert offices.timers.run() == []
    assert seen(here) == [("R07", "red", "P1")]


def test_departments_are_asked_once_a_day_however_often_somebody_looks(here: Province) -> None:
    offices = Offices(here)
    recorder = Recorder()
    offices.timers = Timers(here.platform, [recorder])
    offices.to_review()
    asked = len(recorder.asked)
    assert asked > 0
    with here.platform.database.write() as connection:
        connection.execute(update(t.records).where(t.records.c.id == offices.case).values(timer_on=SUBMITTED_ON))
    assert offices.timers.run() == []
    assert len(recorder.asked) == asked
    assert timer_of(here, offices.case) == date(2026, 3, 3), "the watch put the day right"
    here.clock.at += timedelta(days=1)
    assert told(offices.timers.run()) == ["record_checks"]
    assert len(recorder.asked) == 2 * asked


# -------------------------------------------------------------------------------------- how an alert lives


def test_an_alert_lives_by_its_own_machine_and_a_breach_that_was_dealt_with_is_not_raised_anew(here: Province) -> None:
    offices = late_review(here)
    supervisor = here.desk(Role.SUPERVISOR, org=COUNTY, point=ServicePoint.COUNTY_OFFICE)
    (raised,) = alerts(here)
    assert told(offices.timers.run()) == ["notify_alert"]
    assert raised.deadline is not None
    here.clock.at = china(raised.deadline.due + timedelta(days=1), 9)
    assert "escalate_alert" in told(offices.timers.run())
    street, reviewer = offices.street, Role.STREET_REVIEWER
    offices.do(street, reviewer, TakeAlert(), "alert", raised.id)
    offices.do(street, reviewer, AnswerAlert(text="人手不足，今日已安排专人补审。"), "alert", raised.id)
    offices.do(supervisor, Role.SUPERVISOR, ReviewAlert(satisfied=True), "alert", raised.id)
    assert told(offices.timers.run()) == ["close_alert"]
    (closed,) = [one for one in alerts(here) if one.rule == "R05"]
    assert (closed.state, closed.escalations) == (AlertState.CLOSED, 1)
    before = alerts(here)
    Watching(here.platform).sweep()
    assert alerts(here) == before


# ------------------------------------------------------------------------------------------------ policies


def test_rules_that_one_person_made_alone_are_seen_at_the_start(here: Province) -> None:
    assert Watching(here.platform).judge_policies() == []
    alone = with_rules(here, 'confirmed_by = "示例规则员乙"', 'confirmed_by = "示例规则员甲"')
    raised = {str(one.object_id): one for one in Watching(alone.platform).judge_policies()}
    assert raised["yichun2@2026-01"].rule == "R13"
    assert Watching(alone.platform).judge_policies() == []
    (alert,) = [one for one in alerts(here) if one.object_id == "yichun2@2026-01"]
    assert (alert.org, alert.level, alert.disposer_role) == ("9901", AlertLevel.RED, Role.SYSADMIN)
    assert alert.figures == {"alone": 1, "policy": "yichun2", "version": "2026-01"}
    assert told(Timers(here.platform).run()) == ["notify_alert"] * len(raised)


def test_a_serving_process_looks_at_the_policies_before_its_first_round(
    here: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FirstRound(Exception):
        """Ends the endless task."""

    def run(_timers: Timers) -> list[TimerAct]:
        raise FirstRound

    alone = with_rules(here, 'confirmed_by = "示例规则员乙"', 'confirmed_by = "示例规则员甲"')
    monkeypatch.setattr(Timers, "run", run)
    with pytest.raises(FirstRound):
        anyio.run(Reception(alone.with_settings(tick_s=0.0).platform).run_timers)
    assert {one.rule for one in alerts(here)} == {"R13"}


def propose(here: Province, **changes: Any) -> None:
    proposal = PolicyProposal(
        id=RecordId(f"proposal-{changes['state']}"), org=OrgCode("9901"), layer="yichun2", layer_version="2026-01"
    )
    plain = msgspec.to_builtins(msgspec.structs.replace(proposal, **changes))
    with deciding(here) as (workspace, _decider):
        record = StoredRecord(id=proposal.id, kind="regulation", org=proposal.org, state=proposal.state.value)
        workspace.change(record, plain, device=PLATFORM, n=0)
        workspace.flush()


def test_a_version_that_is_in_force_and_was_never_confirmed(here: Province) -> None:
    propose(here, state=ProposalState.PROPOSED, layer_version="2027-01")
    assert Watching(here.platform).judge_policies() == []
    propose(here, state=ProposalState.REFUSED)
    now = here.clock.at
    here.clock.at = china(date(2025, 12, 31), 23)
    assert Watching(here.platform).judge_policies() == [], "it may still be confirmed"
    here.clock.at = now
    (raised,) = Watching(here.platform).judge_policies()
    assert (raised.rule, raised.object_id) == ("R13", "yichun2@2026-01")
    assert alerts(here)[0].figures["unconfirmed"] == 1


def test_a_version_that_was_confirmed_in_the_end(here: Province) -> None:
    propose(here, state=ProposalState.REFUSED)
    propose(here, state=ProposalState.CONFIRMED)
    assert Watching(here.platform).judge_policies() == []


# --------------------------------------------------------------------------------------------- the first sweep


def test_the_first_sweep_finds_what_was_there_before_the_watch(here: Province) -> None:
    offices = [Offices(here) for _ in range(3)]
    for one in offices:
        one.submit()
    draft = offices[0].street.put()
    offices[0].street.sync()
    with here.platform.database.write() as connection:
        connection.execute(update(t.records).values(timer_on=None))
    here.clock.at = china(date(2026, 3, 3), 13)
    assert offices[0].timers.run() == []
    raised = Watching(here.platform, page=1).sweep()
    assert sorted(one.object_id for one in raised) == sorted(one.case for one in offices)
    assert {(one.rule, one.level) for one in raised} == {("R01", AlertLevel.YELLOW)}
    assert Watching(here.platform).sweep() == []
    assert timer_of(here, offices[0].case) == date(2026, 3, 4)
    assert timer_of(here, draft) is None


@pytest.mark.logs("the watch left out record .*: SealError")
def test_a_record_that_cannot_be_read_keeps_nobody_waiting(here: Province) -> None:
    broken, whole = Offices(here), Offices(here)
    broken.submit()
    whole.submit()
    with here.platform.database.write() as connection:
        row = connection.execute(select(t.records.c.body).where(t.records.c.id == broken.case)).one()
        connection.execute(update(t.records).where(t.records.c.id == broken.case).values(body=row.body[:-1]))
    here.clock.at = china(date(2026, 3, 3), 13)
    assert [one.object_id for one in Watching(here.platform).sweep()] == [whole.case]


def test_what_is_not_watched_is_left_alone(here: Province) -> None:
    late_review(here)
    (alert,) = alerts(here)
    watching = Watching(here.platform)
    assert watching.look(alert.id) == []
    assert watching.look(RecordId("nobody")) == []


def test_who_acts_while_the_watch_looks_is_not_overtaken(here: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    offices = Offices(here)
    offices.submit()
    here.clock.at = china(date(2026, 3, 3), 13)
    write = here.platform.database.write
    accepted: list[Op] = []

    @contextmanager
    def later() -> Iterator[Connection]:
        monkeypatch.setattr(here.platform.database, "write", write)
        accepted.append(
            offices.give(offices.street, Role.STREET_WINDOW, commands.Accept(number=offices.acceptance_number()))
        )
        with write() as connection:
            yield connection

    monkeypatch.setattr(here.platform.database, "write", later)
    assert Watching(here.platform).look(offices.case) == []
    assert offices.street.verdict(accepted[0]).verdict is Verdict.ACCEPTED
    assert alerts(here) == []
