"""The timeline of one case in words."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from gzf_desk.clock import CHINA
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.masking import masked_name
from gzf_desk.services.road import Road
from gzf_desk.services.turns import Turns
from gzf_desk.services.views import TimelineView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.mirror import MirrorRow
from gzf_desk.store.outbox import StoredOp
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.case import TimelineEvent
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.workflow.numbering import display

R = TypeVar("R", bound=msgspec.Struct)


class History:
    """Makes timelines.

    Args:
        workspace: shared state.
        casebook: cases.
        views: finds policies.
        road: stages.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, views: DraftViews, road: Road) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._views = views
        self._road = road
        self._turns = Turns(workspace, road)

    def of(self, case_id: str) -> TimelineView:
        """One case, all events, then what waits for the province."""
        file = self._casebook.get(case_id)
        policy = self._views.policy(file)
        with self._workspace.store.reading() as unit:
            waiting = _one(unit, "waiting", file.process.waiting_id, WaitingEntry)
            tenancy = None if waiting is None else _one(unit, "tenancy", waiting.tenancy_id, Tenancy)
            home = None if waiting is None else _one(unit, "unit", waiting.unit_id, Unit)
            objects = [file.record_id, *(record.id for record in (waiting, tenancy) if record is not None)]
            events = [typed(row, TimelineEvent) for key in objects for row in unit.mirror.children(key, "event")]
            others = [stored for key in objects[1:] for stored in unit.outbox.of_record(key) if not stored.settled]
        events.sort(key=lambda event: (event.at, event.object_id != file.record_id, event.sequence))
        pending = tuple(self._pending(stored) for stored in (*file.waiting, *others) if stored.op.kind == "command")
        turn = self._turns.of(file, policy, waiting, tenancy)
        return TimelineView(
            case_id=file.record_id,
            title=self._title(file),
            number=display(file.number),
            stages=self._road.stages(file.process, policy),
            deadlines=file.process.deadlines,
            events=tuple(events),
            lines=(*(self._line(event) for event in events), *(("", line, "") for line in pending)),
            pending=pending,
            waiting=waiting,
            tenancy=tenancy,
            unit=home,
            receipt=file.receipt,
            next_act=turn.act,
            turn=turn.sentence,
        )

    def _title(self, file: CaseFile) -> str:
        words, applicant = self._workspace.words, file.applicant
        category = file.draft.category
        return words(
            "services.case_title",
            name=masked_name(applicant.name if applicant else None),
            n=len(file.draft.members),
            category=words(f"services.category.{category}") if category else words("services.category.none"),
        )

    def _line(self, event: TimelineEvent) -> tuple[str, str, str]:
        words = self._workspace.words
        opinion = event.body.get("opinion")
        body = {**event.body, **(opinion if isinstance(opinion, dict) else {})}
        fields = {name: _shown(value) for name, value in body.items()}
        what = words(f"services.event.{event.type}")
        detail = next(
            (str(fields[name]) for name in ("number", "items", "text", "note", "reason", "to") if fields.get(name)), ""
        )
        grant = self._workspace.grant_of(event.actor)
        who = grant.name if grant else words(f"services.role.{event.role}")
        return event.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"), f"{what} {detail}".strip(), who

    def _pending(self, stored: StoredOp) -> str:
        words = self._workspace.words
        tag = str((stored.op.command or {}).get("type", ""))
        return words("services.pending_act", act=words(f"services.act.{tag}"))


def _one(unit: UnitOfWork, kind: str, record_id: str | None, into: type[R]) -> R | None:
    if record_id is None:
        return None
    row = unit.mirror.get(record_id)
    if row is None or row.kind != kind:
        return None
    return typed(row, into)


def typed(row: MirrorRow, into: type[R]) -> R:
    """A mirrored record by its type; id and organisation unit stand beside the fields."""
    return msgspec.convert({**row.fields, "id": row.record_id, "org": row.org}, into)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "；".join(str(one) for one in value)
    return display(value) if isinstance(value, str) else str(value)
