"""Sealed rows of one open transaction, and the small tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import BindParameter, Row, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.store import tables
from gzf_desk.store.keys import DeskKeys
from gzf_desk.store.records import LOG_HEAD
from sync.errors import SealError
from sync.seal.envelope import Sealer, context

T = TypeVar("T")

PART: Final = 500
"""Ids in one look-up. Source: SQLite took 999 variables in one statement before 3.32."""

# What every edit and every page runs is built once: building a statement costs more than running it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_WRAPPED = select(tables.subjects.c.id, tables.subjects.c.wrapped).where(tables.subjects.c.id.in_(_IDS))
_ADD_SUBJECT = tables.as_text(insert(tables.subjects))
_TOKENS = select(tables.exact_index).where(tables.exact_index.c.record_id.in_(_IDS))
_ADD_TOKEN = tables.as_text(insert(tables.exact_index))
_DROP_TOKEN = delete(tables.exact_index).where(
    tables.exact_index.c.token == bindparam("old_token"), tables.exact_index.c.record_id == bindparam("old_id")
)
_SINGLE = select(tables.singles.c.body).where(tables.singles.c.name == bindparam("name"))
_KEEP_SINGLE = upsert(tables.singles)
_KEEP_SINGLE = _KEEP_SINGLE.on_conflict_do_update(index_elements=["name"], set_={"body": _KEEP_SINGLE.excluded.body})
_COUNTER = select(tables.counters.c.value).where(tables.counters.c.name == bindparam("name"))
_KEEP_COUNTER = upsert(tables.counters)
_KEEP_COUNTER = _KEEP_COUNTER.on_conflict_do_update(
    index_elements=["name"], set_={"value": _KEEP_COUNTER.excluded.value}
)
_LAST_LINE = select(tables.log.c.seq, tables.log.c.leaf).order_by(tables.log.c.seq.desc()).limit(1)
_ADD_LINE = insert(tables.log)
_ADD_EDIT = insert(tables.edits)
_DROP_UNDONE = delete(tables.edits).where(tables.edits.c.case_id == bindparam("case"), tables.edits.c.undone == 1)
_COUNT_EDITS = (
    select(tables.edits.c.undone, func.count())
    .where(tables.edits.c.case_id == bindparam("case"))
    .group_by(tables.edits.c.undone)
)


def in_parts(connection: Connection, query: Select[Any], ids: Iterable[str]) -> Iterator[Row[Any]]:
    """Rows of ``query``, whose expanding parameter is ``ids``; long lists are asked for in parts."""
    wanted = list(ids)
    for start in range(0, len(wanted), PART):
        yield from connection.execute(query, {"ids": wanted[start : start + PART]}).all()


class SealedRows:
    """Seals and opens bodies of one transaction.

    Args:
        connection: of the transaction.
        keys: the open keys.
        cache: subject -> sealer, shared by the store's transactions.
        words: for errors.
    """

    def __init__(self, connection: Connection, keys: DeskKeys, cache: dict[str, Sealer], words: Translator) -> None:
        self.connection = connection
        self.keys = keys
        self._cache = cache
        self._words = words

    def seal(self, subject: str, table: str, row: str, plain: bytes) -> bytes:
        """Seal a body under the key of ``subject``, bound to its table and row."""
        return self._sealer(subject, make=True).seal(context(table, "body", row), plain)

    def unseal(self, subject: str, table: str, row: str, sealed: bytes) -> bytes:
        """Open a body.

        Raises:
            StoreTrouble: changed, or copied from another place.
        """
        try:
            return self._sealer(subject, make=False).unseal(context(table, "body", row), sealed)
        except SealError as error:
            raise self.damaged() from error

    def seal_local(self, table: str, row: str, plain: bytes) -> bytes:
        """Seal what belongs to no subject."""
        return self.keys.local.seal(context(table, "body", row), plain)

    def unseal_local(self, table: str, row: str, sealed: bytes) -> bytes:
        """Open what belongs to no subject.

        Raises:
            StoreTrouble: changed, or copied from another place.
        """
        try:
            return self.keys.local.unseal(context(table, "body", row), sealed)
        except SealError as error:
            raise self.damaged() from error

    def damaged(self) -> StoreTrouble:
        """The error for a body that does not open."""
        return StoreTrouble("store.damaged_body", self._words("store.body_what"), self._words("store.body_advice"))

    def prepare(self, subjects: Iterable[str], *, make: bool) -> None:
        """Have the keys of many subjects at hand; with ``make``, new ones where there are none."""
        missing = [subject for subject in dict.fromkeys(subjects) if subject not in self._cache]
        for row in in_parts(self.connection, _WRAPPED, missing):
            self._cache[row.id] = Sealer(self.keys.open_subject_key(row.wrapped))
        fresh = []
        for subject in missing if make else ():
            if subject not in self._cache:
                key, wrapped = self.keys.new_subject_key()
                self._cache[subject] = Sealer(key)
                fresh.append({"id": subject, "wrapped": wrapped})
        if fresh:
            self.connection.exec_driver_sql(_ADD_SUBJECT, fresh)

    def _sealer(self, subject: str, *, make: bool) -> Sealer:
        if subject not in self._cache:
            self.prepare([subject], make=make)
        found = self._cache.get(subject)
        if found is None:
            raise self.damaged()
        return found


class Singles:
    """Things of which there is one, by name, sealed by the local key."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def get(self, name: str, kind: type[T]) -> T | None:
        """The thing, or None."""
        sealed = self._rows.connection.execute(_SINGLE, {"name": name}).scalar()
        if sealed is None:
            return None
        return msgspec.msgpack.decode(self._rows.unseal_local("singles", name, sealed), type=kind)

    def put(self, name: str, thing: object) -> None:
        """Keep the thing."""
        body = self._rows.seal_local("singles", name, msgspec.msgpack.encode(thing))
        self._rows.connection.execute(_KEEP_SINGLE, {"name": name, "body": body})


class Counters:
    """Numbers that only grow."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def now(self, name: str) -> int:
        """The last value given, 0 before the first."""
        return self._rows.connection.execute(_COUNTER, {"name": name}).scalar() or 0

    def restart(self, name: str, at: int) -> None:
        """Go on after ``at``: the numbers of another device."""
        self.next(name)
        self._rows.connection.execute(update(tables.counters).where(tables.counters.c.name == name).values(value=at))

    def next(self, name: str) -> int:
        """The next value: 1, 2, 3 … without gap, because it is part of the transaction."""
        value = self.now(name) + 1
        self._rows.connection.execute(_KEEP_COUNTER, {"name": name, "value": value})
        return value


class LogTable:
    """Rows of the chained log; see :class:`gzf_desk.audit.LogRows`."""

    def __init__(self, connection: Connection, singles: Singles) -> None:
        self._connection = connection
        self._singles = singles
        self._before: tuple[int, str] | None = None
        self._head: tuple[int, str] | None = None

    def last(self) -> tuple[int, str] | None:
        """See :class:`gzf_desk.audit.LogRows`."""
        row = self._connection.execute(_LAST_LINE).first()
        return None if row is None else (row.seq, row.leaf)

    def sealed(self) -> tuple[int, str] | None:
        """See :class:`gzf_desk.audit.LogRows`."""
        return self._singles.get(LOG_HEAD, tuple[int, str])

    def seal(self) -> None:
        """Keep where the log ends now. A log that did not end where it should is never sealed again."""
        if self._head is not None and self.sealed() == self._before:
            self._singles.put(LOG_HEAD, self._head)

    def append(self, seq: int, leaf_hex: str, line: bytes) -> None:
        """See :class:`gzf_desk.audit.LogRows`."""
        if self._head is None:
            self._before = self.last()
        self._head = seq, leaf_hex
        self._connection.execute(_ADD_LINE, {"seq": seq, "leaf": leaf_hex, "line": line})

    def lines(self) -> Iterator[bytes]:
        """See :class:`gzf_desk.audit.LogRows`."""
        t = tables.log
        for row in self._connection.execute(select(t.c.line).order_by(t.c.seq)):
            yield row.line


class ExactIndex:
    """Blind exact lookup of ID numbers, phones and case numbers."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def replace(self, record_id: str, values: Iterable[tuple[str, str]]) -> None:
        """What ``record_id`` can be found by: (column, value) pairs; replaces what was there."""
        self.replace_all({record_id: values})

    def replace_all(self, values: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """What each record can be found by: (column, value) pairs; replaces what was there."""
        token, connection = self._rows.keys.token, self._rows.connection
        wanted = {(token(*pair), record_id) for record_id, pairs in values.items() for pair in pairs}
        there = {(row.token, row.record_id) for row in in_parts(connection, _TOKENS, values)}
        if gone := there - wanted:
            connection.execute(_DROP_TOKEN, [{"old_token": old, "old_id": record_id} for old, record_id in gone])
        if fresh := wanted - there:
            connection.exec_driver_sql(
                _ADD_TOKEN, [{"token": new, "record_id": record_id} for new, record_id in sorted(fresh)]
            )

    def find(self, column: str, value: str) -> tuple[str, ...]:
        """Records with exactly this value."""
        t = tables.exact_index
        token = self._rows.keys.token(column, value)
        return tuple(self._rows.connection.execute(select(t.c.record_id).where(t.c.token == token)).scalars())


class Attachments:
    """Images by their SHA-256."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def keep(self, subject: str, kind: str, content: bytes, saved_at: str) -> str:
        """Keep an image; its SHA-256, hex. Known content is kept once."""
        name = hashlib.sha256(content).hexdigest()
        body = self._rows.seal(subject, "attachments", name, content)
        statement = upsert(tables.attachments).values(
            sha256=name, subject=subject, kind=kind, saved_at=saved_at, body=body
        )
        self._rows.connection.execute(statement.on_conflict_do_nothing())
        return name

    def get(self, sha256: str) -> bytes | None:
        """The image, or None."""
        t = tables.attachments
        row = self._rows.connection.execute(select(t.c.subject, t.c.body).where(t.c.sha256 == sha256)).first()
        return None if row is None else self._rows.unseal(row.subject, "attachments", sha256, row.body)


class PrintRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the print journal."""

    document: str
    subject: str
    number: str
    content_sha256: str
    watermark: str
    printed_at: str
    operator: str


class PrintJournal:
    """What was printed, when, by whom."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def add(self, row: PrintRow) -> None:
        """One more line."""
        self._rows.connection.execute(insert(tables.prints).values(**msgspec.structs.asdict(row)))

    def of(self, subject: str) -> tuple[PrintRow, ...]:
        """Lines of one record, oldest first."""
        t = tables.prints
        found = self._rows.connection.execute(select(t).where(t.c.subject == subject).order_by(t.c.id))
        return tuple(PrintRow(**{name: row[name] for name in PrintRow.__struct_fields__}) for row in found.mappings())


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One undoable step: fields before and after (None = absent)."""

    before: dict[str, object]
    after: dict[str, object]


class Edits:
    """Undo and redo of one case at a time; durable."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def push(self, case_id: str, edit: Edit) -> None:
        """A new step; what was undone can no longer be redone."""
        self._rows.connection.execute(_DROP_UNDONE, {"case": case_id})
        body = self._rows.seal(case_id, "edits", case_id, msgspec.msgpack.encode(edit))
        self._rows.connection.execute(_ADD_EDIT, {"case_id": case_id, "undone": 0, "body": body})

    def take(self, case_id: str, *, undone: bool) -> Edit | None:
        """The step to undo (or, with ``undone``, to redo), moved to the other side; None when there is none."""
        t = tables.edits
        order = t.c.id.asc() if undone else t.c.id.desc()
        row = self._rows.connection.execute(
            select(t.c.id, t.c.body).where(t.c.case_id == case_id, t.c.undone == int(undone)).order_by(order).limit(1)
        ).first()
        if row is None:
            return None
        self._rows.connection.execute(update(t).where(t.c.id == row.id).values(undone=int(not undone)))
        return msgspec.msgpack.decode(self._rows.unseal(case_id, "edits", case_id, row.body), type=Edit)

    def counts(self, case_id: str) -> tuple[int, int]:
        """(steps to undo, steps to redo)."""
        found = dict.fromkeys((0, 1), 0)
        for undone, count in self._rows.connection.execute(_COUNT_EDITS, {"case": case_id}):
            found[undone] = count
        return found[0], found[1]

    def forget(self, case_id: str) -> None:
        """Nothing can be undone any more: the case was handed over."""
        self._rows.connection.execute(delete(tables.edits).where(tables.edits.c.case_id == case_id))
