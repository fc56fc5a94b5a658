"""The simulated reader module, a process behind a pseudo terminal. It lives with the tests: a checkout is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gzf_desk import assets

_CHECKOUT = Path(__file__).resolve().parents[2]
_SIMULATOR = _CHECKOUT / "tests" / "support" / "sam_simulator.py"


class ReaderProcess:
    """A second-generation card reader at a serial line.

    Raises:
        RuntimeError: there is no checkout around this program.
    """

    def __init__(self) -> None:
        if not _SIMULATOR.exists():
            raise RuntimeError("the demo runs from a checkout: the reader's simulator lives with the tests")
        self._process = subprocess.Popen(
            [sys.executable, str(_SIMULATOR)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.port = self._answer()

    def _answer(self) -> str:
        if self._process.stdout is None:
            raise RuntimeError("the reader says nothing")
        return self._process.stdout.readline().strip()

    def _tell(self, words: str) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the reader does not listen")
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        if self._answer() != "ok":
            raise RuntimeError(f"the reader did not understand: {words.split()[0]}")

    def lay(self, card: str) -> None:
        """Lay one of the fictional cards on the reader."""
        self._tell(f"lay {assets.path(f'devices/simulated/{card}.json')}")

    def lift(self) -> None:
        """Take it off."""
        self._tell("lift")

    def close(self) -> None:
        """Switch the reader off."""
        self._process.terminate()
        self._process.wait(timeout=10)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
