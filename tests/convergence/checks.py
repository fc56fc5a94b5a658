"""What must hold, whatever the line did. Numbers are those of the protocol's invariants."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select

from sync.model.case import Case, CaseProcess
from sync.model.fields import PROCESS
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, Verdict
from sync.protocol.canonical import canonical
from sync.protocol.messages import Op, OpVerdict, Row
from sync.protocol.receipts import op_digest
from sync.server import journal
from sync.server.cursor import read_cursor
from sync.server.keys import PlatformKeys
from sync.server.store import tables as t
from sync.server.stored import StoredRecord, from_row
from sync.workflow import machines
from sync.workflow.events import parse_event
from tests.support.households import family
from tests.support.province import MemoryDesk, MemoryStore, Province

_HAS_EFFECT = {Verdict.ACCEPTED, Verdict.MERGED, Verdict.CONFLICT}


@dataclass
class WatchedStore(MemoryStore):
    """A store that notes at every step what may never go back (I11) and what must come whole and in order (I5)."""

    keys: PlatformKeys | None = None
    complaints: list[str] = field(default_factory=list)

    def acknowledge(self, acknowledgement: Any) -> None:
        self._expect(acknowledgement.last_n > self.last_n, "I11: last_n went back")
        super().acknowledge(acknowledgement)

    def apply_page(self, page: Any) -> None:
        assert self.keys is not None
        if self.cursor is not None:
            before, after = (read_cursor(self.keys, cursor).places for cursor in (self.cursor, page.cursor))
            for prefecture, place in before.items():
                self._expect(after[prefecture].seen >= place.seen, "I11: the cursor went back")
        seqs = [row.seq for row in page.rows]
        self._expect(seqs == sorted(set(seqs)), "I5: a page is out of order")
        super().apply_page(page)

    def _write(self, row: Row) -> None:
        known = self.mirror.get(row.record_id)
        if known is not None:
            self._expect(row.seq >= known.seq, "I11: a version went back")
        elif not row.whole:
            self._expect(False, "I5: changed fields of a record that the desk was never told")
            row = msgspec.structs.replace(row, whole=True)
        super()._write(row)

    def _expect(self, holds: bool, complaint: str) -> None:
        if not holds:
            self.complaints.append(complaint)


@dataclass(eq=False)
class Watched:
    """A desk under observation."""

    desk: MemoryDesk
    org: OrgCode
    role: Role
    line: Any

    @property
    def store(self) -> WatchedStore:
        assert isinstance(self.desk.store, WatchedStore)
        return self.desk.store


class Truth:
    """What the province really holds, read from its tables."""

    def __init__(self, here: Province, desks: list[Watched]) -> None:
        self.here = here
        self.desks = desks
        keys = here.platform.keys
        with here.platform.database.read() as connection:
            rows = connection.execute(select(t.records).order_by(t.records.c.seq)).all()
            self.records: dict[RecordId, StoredRecord] = {row.id: from_row(keys, row) for row in rows}
            self.verdicts = {
                (row.device, row.n): (row.op_id, row.digest, msgspec.msgpack.decode(row.body, type=OpVerdict))
                for row in connection.execute(select(t.verdicts))
            }
            self.history: dict[tuple[str, str], list[Any]] = defaultdict(list)
            for row in connection.execute(select(t.history).order_by(t.history.c.from_seq)):
                value = keys.open("history", f"{row.record_id}/{row.field}/{row.from_seq}", row.body)
                self.history[row.record_id, row.field].append(value)
            self.journal_ok = journal.check(connection).ok
            self.journal = [msgspec.json.decode(line) for line in journal.read(connection)]

    def ops(self) -> list[tuple[MemoryDesk, Op]]:
        return [(watched.desk, op) for watched in self.desks for op in watched.desk.store.ops]

    def of_kind(self, kind: str) -> list[StoredRecord]:
        return [record for record in self.records.values() if record.kind == kind]

    def everything(self) -> bytes:
        """The province's state without what the devices' random ids leave in it."""
        names = {watched.desk.id: f"desk-{place}" for place, watched in enumerate(self.desks)}
        names |= {
            operator: f"operator-{place}"
            for place, watched in enumerate(self.desks)
            for operator in watched.desk.roles.values()
        }
        text = canonical([(record.id, record.seq, dict(record.fields)) for record in self.records.values()]).decode()
        for name, plain in names.items():
            text = text.replace(name, plain)
        return text.encode()


def complaints(truth: Truth) -> list[str]:
    """Everything that does not hold at rest; empty when all is well."""
    found = [told for watched in truth.desks for told in watched.store.complaints]
    for check in CHECKS:
        try:
            check(truth)
        except AssertionError as error:
            found.append(str(error).splitlines()[0])
    return found


def each_op_has_one_effect(truth: Truth) -> None:
    """I1: as many verdicts as ops, each op's record exists once, each accepted command happened once."""
    ops = truth.ops()
    assert len(truth.verdicts) == len(ops), "I1: ops and verdicts differ in number"
    puts = [op.record_id for desk, op in ops if op.kind == "put" and _verdict(truth, desk, op) in _HAS_EFFECT]
    assert len(puts) == len(set(puts)), "I1: two puts of one record"
    cases = truth.of_kind("case")
    assert sorted(record.id for record in cases) == sorted(puts), "I1: records and accepted puts differ"
    commands = [op for desk, op in ops if op.kind == "command" and _verdict(truth, desk, op) in _HAS_EFFECT]
    assert len(truth.of_kind("event")) == len(commands), "I1: events and accepted commands differ"


def nothing_acknowledged_is_lost(truth: Truth) -> None:
    """I2: what a desk holds an answer to, the province holds, unchanged; and the journal has a line for it."""
    for desk, op in truth.ops():
        assert op.n in desk.store.verdicts, "I2: an op was never answered"
        assert (desk.id, op.n) in truth.verdicts, "I2: an acknowledged op is gone"
        op_id, digest, told = truth.verdicts[desk.id, op.n]
        assert (op_id, digest) == (op.op_id, op_digest(op).hex()), "I2: the province holds another op"
        assert told == desk.store.verdicts[op.n], "I2: two answers to one op"
    assert truth.journal_ok, "I2: the journal is broken"
    lines = [line for line in truth.journal if line["what"].startswith("op.")]
    assert len(lines) == len(truth.verdicts), "I2: the journal misses an op"


def no_value_is_lost_silently(truth: Truth) -> None:
    """I3: the merged fields are what a small model makes of the ops in their order, and no saved value vanished."""
    model = _Model(truth)
    for record in truth.of_kind("case"):
        fields = {path: value for path, value in record.fields.items() if path != PROCESS}
        assert fields == model.fields[record.id], f"I3: {record.id} is not what the ops make of it"
    conflicts = truth.of_kind("conflict")
    mine = {(c.fields["op_id"], c.fields["field"]): c.fields.get("mine") for c in conflicts}
    assert mine == model.conflicts, "I3: conflicts and clashing edits differ"
    for (record_id, path), values in model.written.items():
        kept = [truth.records[record_id].fields.get(path), *truth.history[record_id, path]]
        assert all(value in kept for value in values), f"I3: a value of {path} vanished"


class _Model:
    """An independent, slow reading of the same ops, in the order of the province's journal."""

    def __init__(self, truth: Truth) -> None:
        by_record: dict[tuple[str, str], list[Op]] = defaultdict(list)
        for desk, op in truth.ops():
            if (desk.id, op.n) in truth.verdicts:
                by_record[desk.id, op.record_id].append(op)
        self.fields: dict[str, dict[str, Any]] = defaultdict(dict)
        self.writers: dict[tuple[str, str], tuple[str, int]] = {}
        self.conflicts: dict[tuple[str, str], Any] = {}
        self.written: dict[tuple[RecordId, str], list[Any]] = defaultdict(list)
        for line in truth.journal:
            if not line["what"].startswith("op."):
                continue
            op = by_record[line["dev"], line["obj"]].pop(0)
            verdict = truth.verdicts[line["dev"], op.n][2]
            if verdict.verdict in _HAS_EFFECT and op.kind != "command":
                self._take(line["dev"], op, verdict)

    def _take(self, device: str, op: Op, verdict: OpVerdict) -> None:
        if op.kind == "put":
            self.fields[op.record_id] = {}
        for path, value in op.fields.items():
            current = self.fields[op.record_id].get(path)
            writer, version = self.writers.get((op.record_id, path), ("", 0))
            if current == value:
                continue
            late = verdict.code == "after_submission"
            if late or (version > (op.base or 0) and writer != device):
                self.conflicts[op.op_id, path] = value
                continue
            assert verdict.seq is not None
            self.writers[op.record_id, path] = (device, verdict.seq)
            self.written[op.record_id, path].append(value)
            self.fields[op.record_id][path] = value
            if value is None:
                del self.fields[op.record_id][path]


def quiet_desks_equal_the_province(truth: Truth) -> None:
    """I4 and I5: every desk at rest holds its scope, whole and nothing else, byte by byte."""
    for watched in truth.desks:
        wanted = [
            Row(seq=r.seq, kind=r.kind, record_id=r.id, org=r.org, fields=dict(r.fields))
            for r in truth.records.values()
            if r.org.startswith(watched.org)
        ]
        expected = canonical(sorted(wanted, key=lambda row: row.record_id))
        assert watched.desk.store.complete, "I4: the last page never came"
        assert watched.desk.store.view() == expected, f"I4: {watched.org} differs from the province"


def order_of_each_device_is_kept(truth: Truth) -> None:
    """I6: on a complete picture, a device's put is seen only together with all its earlier puts."""
    for watched in truth.desks:
        check_order(watched, truth)


def check_order(viewer: Watched, truth: Truth) -> None:
    """One viewer's picture against every device's order."""
    for desk, ops in ((w.desk, w.desk.store.ops) for w in truth.desks if w.org.startswith(viewer.org)):
        puts = [op.record_id for op in ops if op.kind == "put" and _verdict(truth, desk, op) in _HAS_EFFECT]
        seen = [record_id in viewer.desk.store.mirror for record_id in puts]
        assert seen == sorted(seen, reverse=True), "I6: a later op is visible before an earlier one"


def history_is_a_legal_run(truth: Truth) -> None:
    """I7: events are numbered without gap, link state to state, and fold into the state that is kept."""
    events: dict[str, list[StoredRecord]] = defaultdict(list)
    for event in truth.of_kind("event"):
        events[event.fields["object_id"]].append(event)
    for record in truth.of_kind("case"):
        case = Case(id=record.id, org=record.org, draft=family(), process=CaseProcess())
        run = sorted(events[record.id], key=lambda event: event.fields["sequence"])
        assert [event.fields["sequence"] for event in run] == list(range(1, len(run) + 1)), "I7: a gap in the events"
        folded = machines.fold("case", case, [parse_event(event.fields["body"]) for event in run])
        assert isinstance(folded, Case)
        kept = msgspec.convert(record.fields.get(PROCESS, {}), CaseProcess)
        assert folded.process == kept, "I7: the state is not the fold of its events"


def own_edits_never_conflict(truth: Truth) -> None:
    """I12: in every conflict of two edits, two devices met, and the other one is a device that there is."""
    devices = {watched.desk.id for watched in truth.desks}
    for conflict in truth.of_kind("conflict"):
        if conflict.fields["reason"] == "both_changed":
            others = devices - {conflict.fields["mine_device"]}
            assert conflict.fields["theirs_device"] in others, "I12: a device against itself"


def _verdict(truth: Truth, desk: MemoryDesk, op: Op) -> Verdict:
    known = truth.verdicts.get((desk.id, op.n))
    return Verdict.SET_ASIDE if known is None else known[2].verdict


CHECKS = (
    each_op_has_one_effect,
    nothing_acknowledged_is_lost,
    no_value_is_lost_silently,
    quiet_desks_equal_the_province,
    order_of_each_device_is_kept,
    history_is_a_legal_run,
    own_edits_never_conflict,
)
