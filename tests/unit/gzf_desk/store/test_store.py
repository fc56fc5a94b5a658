from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gzf_desk.clock import FixedClock
from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.store.engine import durability
from gzf_desk.store.keys import DeskKeys
from gzf_desk.store.outbox import KEEP
from gzf_desk.store.rows import Edit
from gzf_desk.store.unit_of_work import Store, UnitOfWork
from sync.model.ids import OperatorId, OpId, RecordId
from sync.model.states import Verdict
from sync.protocol.messages import NumberBlock, Op, OpVerdict, TimeClaim
from sync.protocol.receipts import make_receipt
from sync.seal.signing import new_key_pair

CASE = "01920000-0000-7000-8000-000000000001"
OTHER = "01920000-0000-7000-8000-000000000002"


def add_op(unit: UnitOfWork, case: str = CASE, **fields: object) -> Op:
    n = unit.outbox.next_n()
    op = Op(
        op_id=OpId(f"01930000-0000-7000-8000-{n:012d}"),
        n=n,
        kind="patch",
        record_kind="case",
        record_id=RecordId(case),
        operator=OperatorId("op-1"),
        fields=dict(fields),
        claim=TimeClaim(wall=unit.clock.now()),
    )
    unit.outbox.add(op, unit.clock.now())
    unit.log.write(who="op-1", dev="dev-1", what="draft.patch", obj=case, content=dict(fields))
    unit.touched.add(case)
    return op


class Stumble(Exception):
    pass


def stumble(store: Store, work: Callable[[UnitOfWork], object]) -> None:
    with store.unit() as unit:
        work(unit)
        raise Stumble


def test_durability_by_sqlite_version() -> None:
    assert durability((3, 40, 1)) == ("TRUNCATE", "EXTRA")
    assert durability((3, 51, 2)) == ("TRUNCATE", "EXTRA")
    assert durability((3, 51, 3)) == ("WAL", "FULL")


def test_the_connection_is_set_up_as_promised(store: Store, tmp_path: Path) -> None:
    journal, _ = durability(sqlite3.sqlite_version_info)
    with store.reading() as unit:
        for name, value in {
            "journal_mode": journal.lower(),
            "secure_delete": 1,
            "temp_store": 2,
            "mmap_size": 0,
            "foreign_keys": 1,
            "trusted_schema": 0,
        }.items():
            assert unit.connection.execute(text(f"PRAGMA {name}")).scalar() == value, name
        with pytest.raises(StoreTrouble):
            raise_attach(unit)
    assert stat.S_IMODE((tmp_path / "desk.db").stat().st_mode) == 0o600


def raise_attach(unit: UnitOfWork) -> None:
    try:
        unit.connection.execute(text("ATTACH ':memory:' AS other"))
    except Exception as error:
        raise StoreTrouble("attach", str(error)) from error


def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    with store.unit() as unit:
        add_op(unit, category="migrant")
    with pytest.raises(Stumble):
        stumble(store, lambda unit: add_op(unit, form="unit"))
    with store.unit() as unit:
        assert add_op(unit, form="subsidy").n == 2
    with store.reading() as unit:
        assert [stored.op.n for stored in unit.outbox.of_record(CASE)] == [1, 2]
        assert unit.log.verify().ok
        assert unit.log.verify().count == 2


def test_a_key_made_in_a_failed_unit_is_not_used_again(store: Store) -> None:
    with pytest.raises(Stumble):
        stumble(store, lambda unit: unit.attachments.keep(OTHER, "signature", b"image", "now"))
    with store.unit() as unit:
        name = unit.attachments.keep(OTHER, "signature", b"image", "now")
    with store.reading() as unit:
        assert unit.attachments.get(name) == b"image"


def test_bodies_are_sealed_and_bound_to_their_row(store: Store, tmp_path: Path) -> None:
    with store.unit() as unit:
        add_op(unit, note="needle-in-the-hay")
        add_op(unit, note="another")
    for file in tmp_path.iterdir():
        assert b"needle-in-the-hay" not in file.read_bytes()
    with store.unit() as unit:
        unit.connection.execute(text("UPDATE outbox SET body = (SELECT body FROM outbox WHERE n = 2) WHERE n = 1"))
    with store.reading() as unit, pytest.raises(StoreTrouble) as swapped:
        unit.outbox.of_record(CASE)
    assert swapped.value.code == "store.damaged_body"


def test_open_edits_take_in_later_ones_until_they_are_handed_out(store: Store, clock: FixedClock) -> None:
    with store.unit() as unit:
        add_op(unit, category="migrant")
        add_op(unit, OTHER, category="migrant")
    with store.unit() as unit:
        open_edit = unit.outbox.open_edit(CASE)
        assert open_edit is not None
        op = unit.outbox.amend(open_edit, {"form": "unit"}, clock.now())
        assert op.n == 1
    with store.unit() as unit:
        handed = unit.outbox.hand_out(0, 1, 10**6)
        assert [op.fields for op in handed] == [{"category": "migrant", "form": "unit"}]
    with store.reading() as unit:
        assert unit.outbox.open_edit(CASE) is None
        assert unit.outbox.open_edit(OTHER) is not None
        assert unit.outbox.hand_out(0, 1, 10**6) == handed


def test_hand_out_keeps_to_the_bytes_but_gives_at_least_one(store: Store) -> None:
    with store.unit() as unit:
        for _ in range(3):
            add_op(unit, note="x" * 2000)
        assert [op.n for op in unit.outbox.hand_out(0, 10, 1)] == [1]
        assert [op.n for op in unit.outbox.hand_out(0, 10, 5000)] == [1, 2]
        assert [op.n for op in unit.outbox.hand_out(2, 10, 5000)] == [3]


def test_ops_are_settled_by_verdict_and_receipt_and_swept_late(store: Store, clock: FixedClock) -> None:
    pair = new_key_pair()
    with store.unit() as unit:
        ops = [add_op(unit, category="migrant"), add_op(unit, category="new_employee")]
    receipt = make_receipt(
        pair.private,
        device="dev-1",  # type: ignore[arg-type]
        ops=ops,
        history_id="h",
        journal_head="j",
        at=clock.now(),
        number="R-1",
    )
    verdicts = [
        OpVerdict(op_id=ops[0].op_id, n=1, verdict=Verdict.ACCEPTED, seq=7),
        OpVerdict(op_id=ops[1].op_id, n=2, verdict=Verdict.REFUSED, code="wrong_state"),
    ]
    with store.unit() as unit:
        assert unit.outbox.counts() == (2, 0)
        assert unit.outbox.pieces() == (1, 0)
        assert unit.outbox.settle(verdicts, receipt, clock.now()) == (CASE,)
        assert unit.outbox.counts() == (0, 2)
        assert unit.outbox.pieces() == (0, 1)
        assert [stored.op.n for stored in unit.outbox.troubled()] == [2]
        assert unit.outbox.receipt("R-1") == receipt
        assert unit.outbox.sweep(clock.now() + KEEP - timedelta(seconds=1)) == 0
        assert unit.outbox.sweep(clock.now() + KEEP + timedelta(seconds=1)) == 1
        assert [stored.op.n for stored in unit.outbox.of_record(CASE)] == [2]
        assert unit.outbox.reopen(0) == (CASE,)
        assert unit.outbox.counts() == (1, 0)
        assert unit.outbox.next_n() == 3


def test_number_blocks_give_each_number_once_and_account_for_it(store: Store) -> None:
    block = NumberBlock(kind="SQ", region="990101", station="0001", first=10, last=11)

    def form(block: NumberBlock, n: int) -> str:
        return f"{block.kind}{n}"

    with store.unit() as unit:
        unit.numbers.lend([block])
        assert unit.numbers.take("SQ", CASE, "t1", form) == "SQ10"
        unit.numbers.lend([block])
        assert unit.numbers.take("SQ", CASE, "t2", form) == "SQ11"
        assert unit.numbers.take("SQ", CASE, "t3", form) is None
        assert [row.number for row in unit.numbers.taken(CASE, "SQ")] == ["SQ10", "SQ11"]
        unit.numbers.lend([NumberBlock(kind="SQ", region="990101", station="0001", first=20, last=30)])
        assert unit.numbers.left("SQ") == 11
        unit.numbers.lend([])
        assert unit.numbers.left("SQ") == 0


def test_undo_and_redo_are_durable(
    store: Store, tmp_path: Path, keys: DeskKeys, words: Translator, clock: FixedClock
) -> None:
    with store.unit() as unit:
        for step in range(3):
            unit.edits.push(CASE, Edit(before={"form": step}, after={"form": step + 1}))
    second = Store.open(tmp_path / "desk.db", keys, words, clock)
    with second.unit() as unit:
        taken = unit.edits.take(CASE, undone=False)
        assert taken is not None
        assert taken.after == {"form": 3}
        assert unit.edits.counts(CASE) == (2, 1)
    second.close()
    with store.unit() as unit:
        again = unit.edits.take(CASE, undone=True)
        assert again is not None
        assert again.after == {"form": 3}
        unit.edits.take(CASE, undone=False)
        unit.edits.push(CASE, Edit(before={}, after={"form": 9}))
        assert unit.edits.counts(CASE) == (3, 0)


def test_another_process_is_noticed(
    store: Store, tmp_path: Path, keys: DeskKeys, words: Translator, clock: FixedClock
) -> None:
    told: list[frozenset[str] | None] = []
    store.on_commit(told.append)
    with store.unit() as unit:
        add_op(unit)
    second = Store.open(tmp_path / "desk.db", keys, words, clock)
    with second.unit() as unit:
        add_op(unit)
    second.close()
    with store.reading() as unit:
        assert len(unit.outbox.of_record(CASE)) == 2
    assert told == [frozenset({CASE}), None]


def test_exact_lookup_finds_whole_values_only(store: Store) -> None:
    with store.unit() as unit:
        unit.index.replace(CASE, [("phone", "19900000001"), ("number", "SQ1")])
        unit.index.replace(OTHER, [("phone", "19900000001")])
        assert set(unit.index.find("phone", "19900000001")) == {CASE, OTHER}
        assert unit.index.find("number", "19900000001") == ()
        unit.index.replace(CASE, [("number", "SQ1")])
        assert unit.index.find("phone", "19900000001") == (OTHER,)


def test_the_log_cannot_be_changed_unseen(store: Store) -> None:
    with store.unit() as unit:
        add_op(unit)
        add_op(unit)
    with store.unit() as unit:
        unit.connection.execute(text("DROP TRIGGER log_no_update"))
        unit.connection.execute(text("UPDATE log SET line = replace(line, 'op-1', 'op-2') WHERE seq = 1"))
        report = unit.log.verify()
    assert not report.ok
    assert report.first_bad in {1, 2}


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        ("DELETE FROM log WHERE seq = 2", "checkpoint_missing"),
        ("DELETE FROM log", "checkpoint_missing"),
        ("DELETE FROM singles WHERE name = 'log_head'", "checkpoint_missing"),
    ],
)
def test_a_log_that_was_cut_is_noticed_for_ever(store: Store, cut: str, reason: str) -> None:
    with store.unit() as unit:
        add_op(unit)
        add_op(unit)
    with store.reading() as unit:
        assert unit.log.verify().ok
    with store.unit() as unit:
        triggers = unit.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        for name in triggers.all():
            unit.connection.execute(text(f"DROP TRIGGER {name}"))
        unit.connection.execute(text(cut))
    for _ in range(2):
        with store.reading() as unit:
            report = unit.log.verify()
        assert not report.ok
        with store.unit() as unit:
            add_op(unit, category="later")
    assert report.reason in {reason, "checkpoint_mismatch"}


def test_a_store_that_was_lost_is_not_made_anew(
    tmp_path: Path, keys: DeskKeys, words: Translator, clock: FixedClock
) -> None:
    file = tmp_path / "lost.db"
    for content in (None, b""):
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(StoreTrouble) as lost:
            Store.open(file, keys, words, clock, existing=True)
        assert lost.value.code == "store.lost"
        assert file.exists() == (content is not None)
        assert lost.value.advice


def test_a_file_that_is_no_store_is_refused_in_words(
    tmp_path: Path, keys: DeskKeys, words: Translator, clock: FixedClock
) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreTrouble) as damaged:
        Store.open(file, keys, words, clock)
    assert damaged.value.code == "store.damaged"
    assert file.read_bytes().startswith(b"not a database")
