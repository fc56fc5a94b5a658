"""The province as a process of its own: started, stopped, killed and asked like any server, never imported."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_READY = "listening on "


class Province:
    """One ``gzf-platform`` with a store of its own.

    Args:
        folder: its data directory.
        log: where the server's own words go.
    """

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.clock_file = folder / "clock.txt"
        self._log = log
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self.url = ""
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def _common(self) -> tuple[str, ...]:
        clock = ("--clock-file", str(self.clock_file)) if self.clock_file.exists() else ()
        return ("--data-dir", str(self.folder), *clock)

    def run(self, *words: str) -> dict[str, Any]:
        """One ``gzf-platform`` command; its JSON answer.

        Raises:
            RuntimeError: the command failed.
        """
        command = [sys.executable, "-m", "sync.server", *words, *self._common, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode:
            raise RuntimeError(f"gzf-platform {words[0]} failed: {done.stdout}{done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout or "{}")
        return answer

    def set_clock(self, at: datetime) -> None:
        """What time it is in the province (read by ``serve --clock-file`` at every request)."""
        self.clock_file.write_text(at.astimezone(UTC).isoformat(), encoding="utf-8")

    def clock(self) -> datetime:
        """The time set last."""
        return datetime.fromisoformat(self.clock_file.read_text(encoding="utf-8"))

    def advance(self, delta: timedelta) -> datetime:
        """Let time pass; the new time."""
        at = self.clock() + delta
        self.set_clock(at)
        return at

    def start(self, timeout_s: float = 30.0) -> float:
        """Start serving, on the same port as before; seconds until it answered.

        Raises:
            RuntimeError: it did not come up.
        """
        began = time.perf_counter()
        command: Sequence[str] = [
            *(sys.executable, "-m", "sync.server", "serve", *self._common),
            *("--host", "127.0.0.1", "--port", str(self._port)),
        ]
        log = self._log.open("a", encoding="utf-8")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, bufsize=1)
        self.url = self._wait_for_line(timeout_s)
        self._port = int(self.url.rsplit(":", 1)[1])
        return time.perf_counter() - began

    def _wait_for_line(self, timeout_s: float) -> str:
        process = self._process
        if process is None or process.stdout is None:
            raise RuntimeError("the province was not started")
        deadline = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                if not waiting.select(left):
                    break
                line = process.stdout.readline()
                if line.startswith(_READY):
                    return line.removeprefix(_READY).strip()
                if not line:
                    break
        self.stop()
        raise RuntimeError(f"the province did not come up within {timeout_s:.0f} s; see {self._log.name}")

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end and wait."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=15)
        if process.stdout is not None:
            process.stdout.close()
