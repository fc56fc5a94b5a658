"""The province as its own process on a free port, as ``gzf-platform serve`` runs it."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_READY_S = 60


@dataclass
class PlatformProcess:
    """A serving process."""

    url: str
    data_dir: Path
    options: tuple[str, ...]
    process: subprocess.Popen[str]

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run another ``gzf-platform`` command on the same data; returns its JSON."""
        return platform_command(*arguments, "--data-dir", str(self.data_dir), *self.options)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()


def platform_command(*arguments: str) -> dict[str, Any]:
    """Run one ``gzf-platform`` command; returns its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "sync.server", *arguments, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def platform_process(data_dir: Path, *options: str, port: int = 0) -> Iterator[PlatformProcess]:
    """Serve until the end of the block. ``options`` go to every command, e.g. ``--db URL``."""
    command = [sys.executable, "-m", "sync.server", "serve", "--port", str(port), "--tick", "0.2"]
    process = subprocess.Popen(
        [*command, "--data-dir", str(data_dir), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield PlatformProcess(url=_ready(process), data_dir=data_dir, options=options, process=process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def _ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    seen: list[str] = []
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(timeout=_READY_S):
            line = process.stdout.readline()
            if not line:
                break
            seen.append(line)
            if line.startswith("listening on "):
                return line.split()[-1]
    raise AssertionError("the platform did not start:\n" + "".join(seen))
