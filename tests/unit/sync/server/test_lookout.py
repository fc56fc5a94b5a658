"""What an event breaks is raised with it, once, in the same transaction, and says nothing about anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from sync.model.alert import Alert, AlertLevel, AlertState, alert_id
from sync.model.allocation import BatchState
from sync.model.case import Opinion
from sync.model.ids import OperatorId, OpId, RecordId
from sync.model.states import OpinionDecision, Role, ServicePoint, Verdict
from sync.protocol.messages import OpVerdict
from sync.server import lookout
from sync.server.decisions import PLATFORM, Decided, Decider
from sync.server.lookout import Happening, to_raise
from sync.server.store import tables as t
from sync.server.stored import StoredRecord, load_records
from sync.server.workspace import Workspace
from sync.workflow import machines
from sync.workflow.alert.commands import RaiseAlert
from sync.workflow.allocation.events import BatchClosed, BatchSettled
from sync.workflow.application import commands, events
from sync.workflow.engine import Actor, Context, Decision
from sync.workflow.machine import on
from sync.workflow.supervision.finding import Finding, Look
from tests.support.households import document_number, family
from tests.support.province import COUNTY, STREET, MemoryDesk, Province
from tests.support.road import OWN_WORDS, POLICY
from tests.support.watched import alerts, deciding, finding, lines, seen, with_rules
from tests.unit.sync.server.test_road import Offices
from tests.unit.sync.workflow.supervision.test_order_rules import drawn


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
