"""Cases as the desk sees them: the province's rows with this desk's unconfirmed work laid on top.

Fields first: a put or patch that the mirror does not show yet is applied in order. Commands after that are previewed
through the same machines that the province runs (``foresight``); a preview is never shown as done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from gzf_desk.errors import StoreTrouble
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.outbox import EFFECTIVE, StoredOp, final_verdict
from gzf_desk.store.search import SearchEntry, SearchIndex
from gzf_desk.store.unit_of_work import Store, UnitOfWork
from sync.errors import InvalidRecord
from sync.model.application import ApplicationDraft
from sync.model.case import Case, CaseProcess
from sync.model.fields import PROCESS, to_draft
from sync.model.household import Member
from sync.model.ids import OrgCode, RecordId
from sync.model.states import CaseState, StorageState

Foresee = Callable[[Case, tuple[StoredOp, ...]], CaseProcess]
"""Previews commands that wait for the province: (case, their ops in order) -> process as it would be."""

_EDITABLE = frozenset({CaseState.DRAFT, CaseState.CORRECTION, CaseState.RETURNED})


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """One case with everything that this desk knows of it.

    Attributes:
        record_id: the case.
        org: organisation unit.
        base: version (seq) in the mirror, None when the province has not sent it yet.
        fields: the flat map, unconfirmed edits included, without the process.
        confirmed: the process as the province says.
        process: the same with waiting commands previewed.
        waiting: ops that the province has not signed for, in order.
        storage: the honest state of the whole.
        saved_at: when this desk last saved something for it.
        receipt: number of the receipt that covers the last op, "" while there is none.
        trouble: why it cannot be read, None when it can; everything else is empty then.
    """

    record_id: RecordId
    org: OrgCode
    base: int | None
    fields: Mapping[str, Any]
    confirmed: CaseProcess
    process: CaseProcess
    waiting: tuple[StoredOp, ...]
    storage: StorageState
    saved_at: datetime | None
    receipt: str
    trouble: StoreTrouble | None = None

    @cached_property
    def draft(self) -> ApplicationDraft:
        """The typed application."""
        return to_draft(self.fields)

    @property
    def editable(self) -> bool:
        """Whether fields may be changed: not while anything formal waits or runs."""
        return self.process.state in _EDITABLE

    @property
    def applicant(self) -> Member | None:
        """The applicant, when there is one."""
        key = self.draft.applicant_id()
        return None if key is None else self.draft.members[key]

    @property
    def number(self) -> str:
        """The acceptance number, else the local one, else ""."""
        return str(self.process.number or self.draft.local_number or "")

    def as_case(self) -> Case:
        """For the machines, as previewed."""
        return Case(id=self.record_id, org=self.org, draft=self.draft, process=self.process)


class Casebook:
    """All cases of this desk; read once, kept until something changes.

    Args:
        workspace: the open store.
        foresee: previews waiting commands.
    """

    def __init__(self, workspace: Workspace, foresee: Foresee) -> None:
        self._workspace = workspace
        self._foresee = foresee
        self._files: dict[str, CaseFile] = {}
        self._complete = False
        workspace.when_opened(self._opened)

    def get(self, case_id: str) -> CaseFile:
        """One case.

        Raises:
            Refused: locked, or there is no such case here.
            StoreTrouble: it is here, but cannot be read.
        """
        found = self.find(case_id)
        if found is None:
            raise self._workspace.refused("case.unknown", "services.case_unknown")
        if found.trouble is not None:
            raise found.trouble
        return found

    def find(self, case_id: str) -> CaseFile | None:
        """One case, or None."""
        with self._workspace.store.reading() as unit:
            known = self._files.get(case_id)
            if known is None and (known := self._read(unit, case_id)) is not None:
                self._files[case_id] = known
            return known

    def all(self) -> tuple[CaseFile, ...]:
        """Every case, the newest first. One that cannot be read is there too, with its trouble."""
        with self._workspace.store.reading() as unit:
            if not self._complete:
                for case_id in self._ids(unit):
                    known = self._files.get(case_id) or self._read(unit, case_id)
                    if known is not None:
                        self._files[case_id] = known
                        self._index(known)
                self._complete = True
            return tuple(self._files[case_id] for case_id in sorted(self._files, reverse=True))

    def search(self, text: str, limit: int) -> tuple[CaseFile, ...]:
        """Cases that fit a name part or a number's tail, the newest first."""
        with self._workspace.store.reading():
            self.all()
            return tuple(self._files[case_id] for case_id in self._search.find(text, limit))

    @property
    def _search(self) -> SearchIndex:
        return self._workspace.search

    def _ids(self, unit: UnitOfWork) -> set[str]:
        return set(unit.mirror.ids("case")) | unit.outbox.records("case")

    def _opened(self, store: Store) -> None:
        self._changed(None)
        store.on_commit(self._changed)

    def _changed(self, touched: frozenset[str] | None) -> None:
        if touched is None:
            self._files.clear()
            self._complete = False
            return
        for record_id in touched:
            self._files.pop(record_id, None)
        self._refresh(touched)

    def _refresh(self, touched: frozenset[str]) -> None:
        """Read the touched ones again when everything is kept, so that lists and search stay whole."""
        if not self._complete:
            return
        with self._workspace.store.reading() as unit:
            for record_id in touched:
                known = self._read(unit, record_id)
                if known is None:
                    self._search.drop(record_id)
                else:
                    self._files[record_id] = known
                    self._index(known)

    def _index(self, file: CaseFile) -> None:
        if file.trouble is None:
            self._search.put(file.record_id, SearchEntry.of(file.fields))
        else:
            self._search.drop(file.record_id)

    def _read(self, unit: UnitOfWork, case_id: str) -> CaseFile | None:
        """One case; one that is damaged, or that only a newer program understands, must not hide the others."""
        try:
            return self._whole(unit, case_id)
        except (InvalidRecord, msgspec.ValidationError):
            words = self._workspace.words
            trouble = StoreTrouble(
                "case.unreadable", words("services.case_unreadable_what"), words("services.case_unreadable_advice")
            )
        except StoreTrouble as error:
            trouble = error
        return CaseFile(
            record_id=RecordId(case_id),
            org=OrgCode(""),
            base=None,
            fields={},
            confirmed=CaseProcess(),
            process=CaseProcess(),
            waiting=(),
            storage=StorageState.ON_THIS_PC,
            saved_at=None,
            receipt="",
            trouble=trouble,
        )

    def _whole(self, unit: UnitOfWork, case_id: str) -> CaseFile | None:
        row = unit.mirror.get(case_id)
        if row is not None and row.kind != "case":
            return None
        ops = tuple(stored for stored in unit.outbox.of_record(case_id) if stored.op.record_kind == "case")
        on_top = tuple(stored for stored in ops if _shows(stored, 0 if row is None else row.seq))
        if row is None and not on_top:
            return None  # never here, or taken out of this desk's scope after the last op had arrived
        fields = {} if row is None else dict(row.fields)
        confirmed = msgspec.convert(fields.pop(PROCESS, None) or {}, CaseProcess)
        org = row.org if row is not None else next((s.op.org for s in ops if s.op.org), "")
        for stored in on_top:
            fields.update(stored.op.fields)
        bare = {path: value for path, value in fields.items() if value is not None}
        commands = tuple(stored for stored in on_top if stored.op.kind == "command")
        case = Case(id=RecordId(case_id), org=OrgCode(org), draft=to_draft(bare), process=confirmed)
        waiting = tuple(stored for stored in ops if not stored.settled)
        return CaseFile(
            record_id=case.id,
            org=case.org,
            base=None if row is None else row.seq,
            fields=bare,
            confirmed=confirmed,
            process=self._foresee(case, commands) if commands else confirmed,
            waiting=waiting,
            storage=StorageState.ON_THIS_PC if waiting else StorageState.RECEIVED,
            saved_at=max((stored.saved_at for stored in ops), default=None),
            receipt=ops[-1].receipt if ops else "",
        )


def _shows(stored: StoredOp, seq: int) -> bool:
    """Whether an op must still be laid over the mirror at version ``seq``."""
    if not stored.settled or stored.verdict is None:
        return True
    if final_verdict(stored.verdict) not in EFFECTIVE:
        return False
    return stored.seq > seq
