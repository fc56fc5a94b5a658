"""Real threads push while another one pulls: a cursor never steps over a change (I5), and nobody is shut out."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.server import journal
from sync.server.store import tables as t
from tests.support.province import MemoryDesk, province

WRITERS = 4
ROUNDS = 12
PER_ROUND = 5


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_puller_misses_nothing_that_others_write(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_database") if kind == "postgres" else ""
    with province(tmp_path, url) as here:
        writers, puller = [here.desk() for _ in range(WRITERS)], here.desk()
        done = threading.Event()

        def pull() -> int:
            rounds = 0
            while not done.is_set():
                puller.sync()
                rounds += 1
            return rounds

        with ThreadPoolExecutor(WRITERS + 1) as pool:
            pulling = pool.submit(pull)
            for written in [pool.submit(write, desk) for desk in writers]:
                written.result()
            done.set()
            assert pulling.result() > 1
        puller.sync()
        with here.platform.database.read() as connection:
            held = {row.id for row in connection.execute(select(t.records.c.id))}
            seqs = [row.seq for row in connection.execute(select(t.records.c.seq))]
            assert journal.check(connection).ok
        assert len(held) == WRITERS * ROUNDS * PER_ROUND
        assert set(puller.store.mirror) == held
        assert len(set(seqs)) == len(seqs)


def write(desk: MemoryDesk) -> None:
    """Save a few drafts, hand them over, change one, again and again."""
    for _ in range(ROUNDS):
        cases = [desk.put({"form": "unit"}) for _ in range(PER_ROUND)]
        desk.sync()
        desk.patch(cases[0], {"form": "subsidy"})
        desk.sync()
