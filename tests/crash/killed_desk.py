"""A desk that is killed with SIGKILL again and again, and looked at each time. Run as a process of its own::

    python -m tests.crash.killed_desk edit|sync FOLDER ROUNDS SEED [URL CODE]

Each round forks a desk that works and says so (one line per acknowledged edit, written after the call has returned),
kills it at a random moment, then opens the store in another fork and checks it. Prints one JSON line per round.
The parent itself opens nothing, so that every fork is a fresh desk without the cost of loading the program again.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import text

from gzf_desk.app.desk import Desk, Province, open_desk, over_http
from gzf_desk.clock import FixedClock, SystemClock
from gzf_desk.paths import DataDir
from gzf_desk.store.outbox import OP_NUMBER
from gzf_desk.tasks import Lanes
from sync.model.fields import to_fields
from sync.model.states import Role
from tests.support.desks import CHEAP, NOW, PASSPHRASE, MemoryProvince, card
from tests.support.households import family

LONGEST_S = 0.25
"""A desk lives at most so long after its first acknowledged edit (or, exchanging, its first sealed case), seconds."""


class Trial:
    """One folder, many deaths."""

    def __init__(self, mode: str, folder: Path, url: str = "", code: str = "") -> None:
        self.mode, self.folder, self.url, self.code = mode, folder, url, code

    def open(self) -> Desk:
        clock = SystemClock() if self.url else FixedClock(NOW)
        memory = None if self.url else MemoryProvince(FixedClock(NOW))
        province = over_http(clock) if memory is None else Province(lambda _: memory, lambda _: memory)
        return open_desk(
            DataDir(self.folder),
            clock,
            "en",
            lanes=Lanes(),
            province=province,
            keyrings=(),
            cost=CHEAP,
            remember_operator=True,
        )

    def unlocked(self) -> Desk:
        desk = self.open()
        desk.services.session.unlock(PASSPHRASE)
        return desk

    def set_up(self) -> None:
        desk = self.open()
        desk.services.session.set_up(PASSPHRASE)
        desk.services.session.enrol(self.code or "GOOD-CODE", self.url or "http://province.example")
        who = next(one for one in desk.services.session.operators() if one.role is Role.STREET_WINDOW)
        desk.services.session.choose_operator(who.id)
        desk.services.intake.begin(card())
        desk.close()

    def work(self, say: Callable[[dict[str, object]], None], seed: int) -> None:
        """Edit until killed; in mode ``sync`` also make cases, submit and exchange."""
        desk, chance = self.unlocked(), random.Random(seed)
        intake, case = desk.services.intake, desk.services.intake.drafts()[-1].case_id
        member = next(iter(intake.draft(case).draft.members))
        for step in range(100_000):
            value = f"{seed}-{step}"
            path = chance.choice((f"members/{member}.note", f"members/{member}.employer"))
            say({"will": path, "value": value})
            intake.set(case, path, value)
            say({"did": path, "value": value})
            if self.mode == "sync" and step % 3 == 1:
                fields = to_fields(family())
                made = intake.take_over(fields).case_id
                say({"made": made})
                if desk.services.submission.submit(made).sealed:
                    say({"sealed": made})
                desk.services.sync.sync_once()

    def look(self) -> dict[str, object]:
        """Open the store after a death: every word of it must be sound."""
        desk = self.unlocked()
        case = desk.services.intake.drafts()[-1].case_id
        (member,) = desk.services.intake.draft(case).draft.members.items()
        with desk.workspace.store.reading() as unit:
            ns = [int(n) for n in unit.connection.execute(text("SELECT n FROM outbox ORDER BY n")).scalars()]
            report = unit.log.verify()
            sound = unit.connection.execute(text("PRAGMA integrity_check")).scalar()
            found: dict[str, object] = {
                "contiguous": ns == list(range(1, len(ns) + 1)),
                "counter": unit.counters.now(OP_NUMBER) == (ns[-1] if ns else 0),
                "log": report.ok,
                "lines": report.count,
                "integrity": sound,
                "ops": len(ns),
                "handed_unsettled": unit.connection.execute(
                    text("SELECT count(*) FROM outbox WHERE handed = 1 AND receipt = ''")
                ).scalar(),
            }
        found["values"] = {f"members/{member[0]}.{name}": getattr(member[1], name) for name in ("note", "employer")}
        files = desk.services.worklist.cases()
        found["cases"] = {row.case_id: row.state.value for row in files}
        desk.close()
        return found


def forked(work: Callable[[Callable[[dict[str, object]], None]], None]) -> tuple[int, int]:
    """Run ``work`` in a fork; (pid, read end of its lines)."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(read)
            work(lambda line: os.write(write, json.dumps(line).encode() + b"\n") and None)
            code = 0
        finally:
            os._exit(code)
    os.close(write)
    return pid, read


def lines_of(read: int) -> list[dict[str, object]]:
    with os.fdopen(read, "rb") as pipe:
        return [msgspec.json.decode(line) for line in pipe.read().splitlines(keepends=True) if line.endswith(b"\n")]


def in_a_fork(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """The answer of ``work``, done in a fork."""
    pid, read = forked(lambda say: say(work()))
    lines = lines_of(read)
    _, status = os.waitpid(pid, 0)
    if status or not lines:
        raise SystemExit(f"the look after the death failed: {status}")
    return lines[0]


def die_once(trial: Trial, seed: int) -> dict[str, object]:
    """One desk works and is killed; what it said and what is there."""
    chance = random.Random(seed)
    pid, read = forked(lambda say: trial.work(say, seed))
    with os.fdopen(read, "rb") as pipe:
        heard = [pipe.readline()]
        while trial.mode == "sync" and heard[-1] and b"sealed" not in heard[-1]:
            heard.append(pipe.readline())
        time.sleep(chance.random() * LONGEST_S * (2 if trial.mode == "sync" else 1))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        rest = pipe.read().splitlines(keepends=True)
    said = [msgspec.json.decode(line) for line in (*heard, *rest) if line.endswith(b"\n")]
    return {"said": said, "found": in_a_fork(trial.look)}


def finish(trial: Trial) -> dict[str, object]:
    """Exchange in peace until nothing waits."""
    desk = trial.unlocked()
    outcome = desk.services.sync.sync_once()
    view = desk.services.sync.view()
    with desk.workspace.store.reading() as unit:
        verdicts = unit.connection.execute(text("SELECT verdict, count(*) FROM outbox GROUP BY verdict")).all()
        events = unit.mirror.of_kind("event")
    cases = {row.case_id: row.state.value for row in desk.services.worklist.cases()}
    desk.close()
    return {
        "trouble": outcome.trouble,
        "pending": outcome.pending,
        "on_this_pc": view.on_this_pc,
        "verdicts": {row[0]: row[1] for row in verdicts},
        "submitted": [row.parent for row in events if row.fields["type"] == "submitted"],
        "cases": cases,
    }


def main(arguments: list[str]) -> None:
    """See the module's docstring."""
    mode, folder, rounds, seed = arguments[0], Path(arguments[1]), int(arguments[2]), int(arguments[3])
    trial = Trial(mode, folder, *arguments[4:6])

    def made() -> dict[str, object]:
        trial.set_up()
        return {}

    in_a_fork(made)
    for turn in range(rounds):
        print(json.dumps(die_once(trial, seed + turn)), flush=True)
    if mode == "sync":
        print(json.dumps({"end": in_a_fork(lambda: finish(trial))}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
