"""The province keeps the watch: what is broken becomes one alert, when it is broken, for whoever must answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, func, select, update

from sync import assets
from sync.model.alert import Alert, AlertKind, AlertLevel, AlertState, alert_id
from sync.model.allocation import BatchState
from sync.model.case import Opinion
from sync.model.ids import OperatorId, OpId, OrgCode, RecordId
from sync.model.regulation import PolicyProposal, ProposalState
from sync.model.states import OpinionDecision, Role, ServicePoint, Verdict
from sync.policy import PolicyBook
from sync.policy.calendar import CHINA
from sync.protocol.messages import Op, OpVerdict
from sync.server import journal, lookout
from sync.server.decisions import PLATFORM, Decided, Decider, platform_actor
from sync.server.lookout import Happening, to_raise
from sync.server.rulebook import Rulebook
from sync.server.store import tables as t
from sync.server.stored import StoredRecord, load_records
from sync.server.timers import TimerAct, Timers
from sync.server.watching import Watching
from sync.server.workspace import Workspace
from sync.workflow import machines
from sync.workflow.alert.commands import AnswerAlert, RaiseAlert, ReviewAlert, TakeAlert
from sync.workflow.allocation.events import BatchClosed, BatchSettled
from sync.workflow.application import commands, events
from sync.workflow.engine import Actor, Context, Decision
from sync.workflow.machine import on
from sync.workflow.supervision.finding import Finding, Look, Subject, found
from tests.support.households import document_number, example_calendar, family
from tests.support.province import COUNTY, STREET, MemoryDesk, Province
from tests.support.road import OWN_WORDS, POLICY
from tests.unit.sync.server.test_road import Offices, Recorder
from tests.unit.sync.workflow.supervision.test_order_rules import drawn

SUBMITTED_ON = date(2026, 3, 2)


def china(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def told(acts: list[TimerAct]) -> list[str]:
    assert {act.verdict for act in acts} <= {"accepted"}, acts
    return [act.command for act in acts]


def alerts(here: Province) -> list[Alert]:
    """Every alert of the province, in the order of ids."""
    with here.platform.database.read() as connection:
        ids = [row.id for row in connection.execute(select(t.records.c.id).where(t.records.c.kind == "alert"))]
        found = load_records(connection, here.platform.keys, ids)
    return [
        msgspec.convert({**one.fields, "id": one.id, "org": one.org}, Alert)
        for one in sorted(found, key=lambda one: one.id)
    ]


def seen(here: Province) -> list[tuple[str, str, str]]:
    return sorted((one.rule, one.level.value, one.stage) for one in alerts(here))


def lines(here: Province) -> list[bytes]:
    with here.platform.database.read() as connection:
        assert journal.check(connection).ok
        return list(journal.read(connection))


def timer_of(here: Province, record_id: RecordId) -> date | None:
    with here.platform.database.read() as connection:
        query = select(t.records.c.timer_on).where(t.records.c.id == record_id)
        found: date | None = connection.execute(query).scalar_one()
    return found


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


def test_a_list_that_never_hung_is_looked_at_daily_and_raised_once(here: Province) -> None:
    offices = Offices(here)
    offices.to_review()
    offices.agree(offices.street, Role.STREET_REVIEWER, "R1")
    here.clock.at = china(offices.process().publicities[-1].to + timedelta(days=1), 9)
    assert told(offices.timers.run()) == ["raise_alert"]
    assert told(offices.timers.run()) == ["notify_alert"]
    before = lines(here)
    assert offices.timers.run() == []
    assert lines(here) == before
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


def finding(fingerprint: str = "ab" * 32, level: AlertLevel = AlertLevel.RED) -> Finding:
    subject = Subject(machine="case", object_id=RecordId("case-1"), org=STREET)
    (one,) = found(POLICY, "R05", subject, stage="R1")
    return replace(one, fingerprint=fingerprint, level=level)


def stored(earlier: int, **changes: Any) -> StoredRecord:
    alert = Alert(
        id=alert_id("R05", "case", RecordId("case-1"), "R1", earlier),
        org=STREET,
        earlier=earlier,
        fingerprint="ab" * 32,
        breaches=("ab" * 32,),
    )
    plain = msgspec.to_builtins(msgspec.structs.replace(alert, **changes))
    return StoredRecord(id=alert.id, kind="alert", org=STREET, seq=1, fields=plain)


def raising_after(one: Finding, *known: StoredRecord) -> int | None:
    """The number of earlier alerts that the new one counts, None when nothing is raised."""
    by_id = {record.id: record for record in known}
    new = to_raise(one, POLICY, by_id.get)
    if new is None:
        return None
    record, command = new
    assert record.id == alert_id("R05", "case", RecordId("case-1"), "R1", command.earlier)
    assert record is by_id[record.id] if record.id in by_id else (record.kind, record.org) == ("alert", STREET)
    return command.earlier


def test_when_an_alert_is_raised_anew() -> None:
    closed, new = AlertState.CLOSED, "cd" * 32
    assert raising_after(finding()) == 0
    assert raising_after(finding(), stored(0, state=closed)) is None, "the same breach"
    assert raising_after(finding(new), stored(0, state=closed)) == 1
    second = stored(1, state=closed, fingerprint=new, breaches=("ab" * 32, new))
    assert raising_after(finding(new), stored(0, state=closed), second) is None
    assert raising_after(finding("ef" * 32), stored(0, state=closed), second) == 2
    assert raising_after(finding(new), stored(0, state=closed), stored(1, state=AlertState.RAISED)) == 1


@pytest.mark.parametrize(
    ("open_level", "now", "raised"),
    [
        (AlertLevel.YELLOW, AlertLevel.RED, 0),
        (AlertLevel.YELLOW, AlertLevel.YELLOW, None),
        (AlertLevel.RED, AlertLevel.RED, None),
        (AlertLevel.RED, AlertLevel.YELLOW, None),
    ],
)
def test_an_open_alert_rises_and_is_never_doubled(open_level: AlertLevel, now: AlertLevel, raised: int | None) -> None:
    for breach in ("ab" * 32, "cd" * 32):
        one = finding(breach, now)
        assert raising_after(one, stored(0, state=AlertState.DISPOSING, level=open_level)) == raised


# -------------------------------------------------------------------------------------------- happenings


def rulebook(old: str = "", new: str = "") -> Rulebook:
    """The shipped rules, a text in them changed."""

    def read(name: str) -> str:
        return assets.read_text(name).replace(old, new) if old else assets.read_text(name)

    return Rulebook(PolicyBook.in_resources(assets.names, read), example_calendar())


def with_rules(here: Province, old: str, new: str) -> Province:
    changed = replace(here.platform, rulebook=rulebook(old, new))
    return replace(here, platform=changed)


def same_words_at_most(here: Province, count: int) -> Province:
    return with_rules(here, "same_opinion_at_most = { value = 20", f"same_opinion_at_most = {{ value = {count}")


def agree_on(offices: Offices, case: RecordId, text: str = OWN_WORDS) -> OpVerdict:
    opinion = commands.CommitOpinion(stage="R1", decision=OpinionDecision.AGREE, text=text)
    return offices.street.verdict(offices.give(offices.street, Role.STREET_REVIEWER, opinion, "case", case))


def test_the_words_of_too_many_cases_of_a_day(here: Province) -> None:
    here = same_words_at_most(here, 1)
    offices, second = Offices(here), Offices(here)
    offices.to_review()
    second.to_review()
    assert agree_on(offices, offices.case).verdict is Verdict.ACCEPTED
    assert alerts(here) == []
    assert agree_on(second, second.case, f"  {OWN_WORDS}！").verdict is Verdict.ACCEPTED
    (alert,) = alerts(here)
    assert (alert.rule, alert.object_id, alert.stage) == ("R06", second.case, "R1")
    assert alert.figures == {"fault": "opinion_repeated", "same": 2, "least": 10}
    with here.platform.database.read() as connection:
        kept = select(t.identities.c.key).where(t.identities.c.record_id == second.case)
        keys = [row.key for row in connection.execute(kept)]
    assert OWN_WORDS not in "".join(keys)


def test_the_same_words_of_another_day_or_of_the_same_case_are_not_counted(here: Province) -> None:
    here = same_words_at_most(here, 1)
    offices, second = Offices(here), Offices(here)
    offices.to_review()
    offices.agree(offices.street, Role.STREET_REVIEWER, "R1")
    offices.publicise(offices.street, Role.STREET_REVIEWER, "P1")
    offices.agree(offices.county, Role.DISTRICT_REVIEWER, "R2")
    second.to_review()
    with here.platform.database.read() as connection:
        c = t.identities.c
        days = connection.execute(select(func.count()).where(c.record_id == offices.case)).scalar_one()
    assert days == 3, "the person, and two days of words"
    here.clock.at += timedelta(days=1)
    assert agree_on(second, second.case).verdict is Verdict.ACCEPTED
    assert [one for one in alerts(here) if one.rule == "R06"] == []


def foreign(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A system of its own that writes opinions as it likes, past every guard."""

    def decide(case: Any, command: commands.CommitOpinion, context: Context) -> Decision:
        opinion = Opinion(
            stage=command.stage,
            reviewer=context.actor.operator,
            decision=OpinionDecision.DISAGREE,
            text=text,
            reason_codes=("C04",),
            at=context.now,
        )
        return on("case", case, events.OpinionCommitted(at=context.now, by=context.actor.operator, opinion=opinion))

    machine = machines.MACHINES["case"]
    rows = tuple(replace(row, decide=decide) if row.command is commands.CommitOpinion else row for row in machine.rows)
    monkeypatch.setitem(machines.MACHINES, "case", replace(machine, rows=rows))


def test_an_opinion_against_the_rules_is_raised_with_it(here: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    offices = Offices(here)
    offices.to_review()
    foreign(monkeypatch, "不同意林秀例")
    assert agree_on(offices, offices.case).verdict is Verdict.ACCEPTED
    assert seen(here) == [("R06", "yellow", "R1"), ("R10", "red", "R1")]
    events_of = [row.fields["type"] for row in offices.street.rows("event") if row.fields["machine"] == "alert"]
    assert events_of == ["alert_raised", "alert_raised"]
    nothing_personal(here)


def nothing_personal(here: Province) -> None:
    """Neither an alert nor its event nor a line of the journal says anything about a person."""
    needles = ["林秀例", "陈大样", "不同意", *(member.document_number or "-" for member in family().members.values())]
    needles += [member.name or "-" for member in family().members.values()]
    assert document_number(date(1990, 7, 7), 7, male=True)[:6] in "".join(needles)
    found = alerts(here)
    assert found
    texts = [msgspec.json.encode(found).decode(), *(line.decode() for line in lines(here))]
    with here.platform.database.read() as connection:
        query = select(t.records.c.id).where(t.records.c.parent.in_([one.id for one in found]))
        records = load_records(connection, here.platform.keys, [row.id for row in connection.execute(query)])
    texts += [msgspec.json.encode(dict(record.fields)).decode() for record in records]
    assert any("alert_raised" in text for text in texts)
    assert [needle for needle in needles if any(needle in text for text in texts)] == []
    raised = [line for line in lines(here) if b"platform.raise_alert.accepted" in line]
    assert len(raised) == len(found)
    assert all(any(alert.id.encode() in line for line in raised) for alert in found)


@contextmanager
def deciding(here: Province) -> Iterator[tuple[Workspace, Decider]]:
    with here.platform.database.write() as connection:
        workspace = Workspace(connection, here.platform.keys, here.clock.now())
        yield workspace, Decider(workspace, here.platform.rulebook)


def bad_opinion(workspace: Workspace, decider: Decider, case: RecordId) -> None:
    record = workspace.record(case)
    assert record is not None
    actor = Actor(operator=OperatorId("op-x"), role=Role.STREET_REVIEWER, org=STREET, point=ServicePoint.STREET_WINDOW)
    command = commands.CommitOpinion(stage="R1", decision=OpinionDecision.AGREE, text=OWN_WORDS)
    assert isinstance(decider.decide(record, command, actor, OpId("op-1")), Decided)


def test_who_takes_the_opinion_back_takes_the_alert_along(here: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    offices = Offices(here)
    offices.to_review()
    before = lines(here)
    foreign(monkeypatch, "不同意")
    with deciding(here) as (workspace, decider):
        mark = workspace.mark()
        bad_opinion(workspace, decider, offices.case)
        assert [line.what for line in workspace.lines] == ["platform.raise_alert.accepted"] * 2
        workspace.revert(mark)
        workspace.flush()
    with deciding(here) as (workspace, decider):
        bad_opinion(workspace, decider, offices.case)
        workspace.flush()
        workspace.connection.rollback()
    assert alerts(here) == []
    assert lines(here) == before
    with deciding(here) as (workspace, decider):
        bad_opinion(workspace, decider, offices.case)
        workspace.flush()
    assert seen(here) == [("R06", "yellow", "R1"), ("R10", "red", "R1")]


@pytest.mark.logs("the supervision could not judge what happened: ZeroDivisionError")
def test_a_rule_that_cannot_be_applied_keeps_nobody_from_deciding(
    here: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_happened: Any) -> tuple[Finding, ...]:
        raise ZeroDivisionError

    offices = Offices(here)
    monkeypatch.setattr(lookout, "judge", broken)
    offices.to_review()
    assert offices.process().state == "review"


@pytest.mark.logs("an alert of rule R05 was refused: digest_malformed")
def test_an_alert_that_the_machine_refuses_is_not_there(here: Province) -> None:
    with deciding(here) as (workspace, decider):
        assert decider.lookout.raise_these([finding("no digest")], POLICY) == []
        assert decider.lookout.raise_these([finding()], None) == [], "without rules there are no alerts"
        workspace.flush()
    assert alerts(here) == []


# ------------------------------------------------------------------------------------------------- draws


def draw_happens(here: Province, event: Any, **changes: Any) -> None:
    batch = drawn(state=BatchState.CLOSED, **changes)
    happening = Happening(
        machine="batch", before=batch, event=event, after=batch, policy=POLICY, seen=Look(findings=())
    )
    with deciding(here) as (workspace, decider):
        decider.lookout.happened([happening, replace(happening, policy=None)])
        workspace.flush()


def test_a_draw_is_computed_anew_when_it_is_closed(here: Province) -> None:
    closed = BatchClosed(at=here.clock.now(), by=OperatorId(PLATFORM))
    draw_happens(here, closed)
    assert alerts(here) == []
    settled = BatchSettled(at=here.clock.now(), by=OperatorId(PLATFORM), people=(), homes=())
    draw_happens(here, settled, list_hash="00" * 32)
    assert alerts(here) == []
    draw_happens(here, closed, list_hash="00" * 32)
    (alert,) = alerts(here)
    assert (alert.rule, alert.level, alert.org, alert.figures["fault"]) == (
        "R15",
        AlertLevel.RED,
        COUNTY,
        "list_changed",
    )
    draw_happens(here, closed, list_hash="00" * 32)
    assert len(alerts(here)) == 1


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


def test_drafts_are_saved_without_the_watch(here: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_arguments: Any) -> Any:
        raise AssertionError("the watch has no business with drafts")

    monkeypatch.setattr(lookout.Lookout, "happened", never)
    desk: MemoryDesk = here.desk()
    case = desk.put()
    desk.sync()
    op = desk.patch(case, {"local_number": "7"})
    desk.sync()
    assert desk.verdict(op).verdict is Verdict.ACCEPTED


def test_the_command_is_the_provinces_alone(here: Province) -> None:
    desk = here.desk(Role.SUPERVISOR, org=COUNTY, point=ServicePoint.COUNTY_OFFICE)
    one = finding()
    record_id = alert_id(one.rule, "case", one.subject.object_id, one.stage, 0)
    command = RaiseAlert(
        rule=one.rule,
        risk_point="P05",
        machine="case",
        object_id=one.subject.object_id,
        level=one.level,
        kind=one.kind,
        fingerprint=one.fingerprint,
        disposer_role=one.disposer,
        figures={},
        stage=one.stage,
    )
    op = desk.command(record_id, Role.SUPERVISOR, command, "alert", org=STREET)
    desk.sync()
    assert desk.verdict(op).verdict is Verdict.REFUSED
    assert alerts(here) == []
