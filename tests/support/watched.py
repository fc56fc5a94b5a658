"""What the watch of a province raised, and ways to make it raise something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import msgspec
from sqlalchemy import select

from sync import assets
from sync.model.alert import Alert, AlertLevel
from sync.model.ids import RecordId
from sync.policy import PolicyBook
from sync.policy.calendar import CHINA
from sync.server import journal
from sync.server.decisions import Decider
from sync.server.rulebook import Rulebook
from sync.server.store import tables as t
from sync.server.stored import load_records
from sync.server.timers import TimerAct
from sync.server.workspace import Workspace
from sync.workflow.supervision.finding import Finding, Subject, found
from tests.support.households import example_calendar
from tests.support.province import STREET, Province
from tests.support.road import POLICY


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


def finding(fingerprint: str = "ab" * 32, level: AlertLevel = AlertLevel.RED) -> Finding:
    subject = Subject(machine="case", object_id=RecordId("case-1"), org=STREET)
    (one,) = found(POLICY, "R05", subject, stage="R1")
    return replace(one, fingerprint=fingerprint, level=level)


def rulebook(old: str = "", new: str = "") -> Rulebook:
    """The shipped rules, a text in them changed."""

    def read(name: str) -> str:
        return assets.read_text(name).replace(old, new) if old else assets.read_text(name)

    return Rulebook(PolicyBook.in_resources(assets.names, read), example_calendar())


def with_rules(here: Province, old: str, new: str) -> Province:
    changed = replace(here.platform, rulebook=rulebook(old, new))
    return replace(here, platform=changed)


@contextmanager
def deciding(here: Province) -> Iterator[tuple[Workspace, Decider]]:
    with here.platform.database.write() as connection:
        workspace = Workspace(connection, here.platform.keys, here.clock.now())
        yield workspace, Decider(workspace, here.platform.rulebook)
