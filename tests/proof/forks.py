"""Work in forked processes, a few at a time, each with a time limit. Needs an operating system that forks.

A fork has everything that this process has imported and nothing that it has not: what it imports, changes or breaks
dies with it. The process that forks must have one thread only.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None
MEMORY = 6 << 30
"""What one child may map, in bytes: a mutant that grows without end meets ``MemoryError`` before the machine does."""

OUT_OF_TIME = 124
"""The exit code of a child that ends itself because something in it takes too long."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One piece of work.

    Attributes:
        key: whatever the caller knows it by.
        act: done in the child; what it returns must be picklable.
        seconds: then it is ended.
        log: where the child's output goes.
    """

    key: Any
    act: Callable[[], Any]
    seconds: float
    log: Path


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a job.

    Attributes:
        key: the job's.
        value: what it returned; None when ``ending`` is not "done".
        ending: "done", "timeout", or "crash" when the process ended without an answer for another reason.
        seconds: how long it took.
    """

    key: Any
    value: Any
    ending: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class _Child:
    job: Job
    process: Any
    answer: Connection
    started: float


def run_all(jobs: Iterable[Job], *, workers: int) -> Iterator[Done]:
    """Do the jobs, ``workers`` at a time; what became of each, in the order in which they end."""
    waiting, running = iter(jobs), dict[Connection, _Child]()
    try:
        while True:
            while len(running) < workers and (job := next(waiting, None)) is not None:
                child = _start(job)
                running[child.answer] = child
            if not running:
                return
            now = time.monotonic()
            next_end = min(child.started + child.job.seconds for child in running.values())
            ready = wait(list(running), timeout=max(0.0, next_end - now))
            for answer in ready or [key for key, child in running.items() if _is_late(child)]:
                assert isinstance(answer, Connection)
                yield _finished(running.pop(answer))
    finally:
        for child in running.values():
            _end(child)


def _is_late(child: _Child) -> bool:
    return time.monotonic() >= child.started + child.job.seconds


def _start(job: Job) -> _Child:
    assert FORK is not None
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_in_child, args=(job, theirs), daemon=False)
    sys.stdout.flush()
    process.start()
    theirs.close()
    return _Child(job=job, process=process, answer=ours, started=time.monotonic())


def _finished(child: _Child) -> Done:
    taken = time.monotonic() - child.started
    value, ending = None, "timeout"
    if child.answer.poll():
        try:
            value, ending = child.answer.recv(), "done"
        except EOFError:
            ending = "crash"
    if _end(child) == OUT_OF_TIME:
        ending = "timeout"
    return Done(key=child.job.key, value=value, ending=ending, seconds=taken)


def _end(child: _Child) -> int | None:
    """The child's exit code. It and all that it started are gone afterwards."""
    child.answer.close()
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.join()
    code: int | None = child.process.exitcode
    child.process.close()
    return code


def _in_child(job: Job, answer: Connection) -> None:
    """Never returns: nothing that the parent would do at its end happens in the child."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with job.log.open("wb", buffering=0) as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    try:
        answer.send(job.act())
        code = 0
    except BaseException:  # noqa: BLE001  (the process ends here; the parent reads the log)
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
