"""Inside the sandbox: the PC/SC driver, a virtual card, and a wire to the test outside. One JSON line per act."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
from smartcard import scard

from tests.support import pcsc_sandbox
from tests.support.reader_rigs import CARDS, ROOT, open_reader, outcome_of
from tests.support.sam_simulator import load_card_file
from tests.support.virtual_card import SocialCard, VirtualCard, social_files

PID_FILE = Path("/run/pcscd/pcscd.pid")


def _wait_until(end: float) -> None:
    """Let the service go on dying, for so long and no longer; ``end`` is of the monotonic clock.

    Raises:
        RuntimeError: it still answers when the time is over.
    """
    if time.monotonic() > end:
        raise RuntimeError("the card service still answers after it was killed")
    time.sleep(0.01)


class Bench:
    """The bench inside the sandbox."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = open_reader("pcsc", "", folder)
        self._card: VirtualCard | None = None
        self._held: Any = None

    def lay(self, card: str, chip: dict[str, Any] | None = None) -> None:
        self.lift()
        options = dict(chip or {})
        fields = load_card_file(CARDS / f"{card}.json") | options.pop("fields", {})
        known = SocialCard(social_files(fields, options.pop("version", "2.00")), **options)
        self._card = VirtualCard(known)
        self._card.on_reset = known.reset
        self._card.insert()

    def lift(self) -> None:
        if self._card is not None:
            self._card.remove()
            self._card = None

    def commands(self) -> int:
        return self._card.commands if self._card else 0

    def state(self, timeout_s: float) -> object:
        return outcome_of(self._reader, "state", timeout_s)

    def read(
        self, timeout_s: float, cancel_after_s: float | None = None, lay: str | None = None, after_s: float = 0.0
    ) -> object:
        timer = threading.Timer(after_s, self.lay, (lay,)) if lay else None
        if timer:
            timer.start()
        result = outcome_of(self._reader, "read", timeout_s, cancel_after_s)
        if timer:
            timer.join()
        return result

    def close(self) -> None:
        self._reader.close()

    def hold(self) -> None:
        """Be the other program that keeps the card for itself."""
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _, names = scard.SCardListReaders(context, [])
        result, handle, _ = scard.SCardConnect(
            context, names[0], scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        assert result == scard.SCARD_S_SUCCESS, hex(result & 0xFFFFFFFF)
        self._held = (context, handle)

    def release(self) -> None:
        context, handle = self._held
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)

    def kill_service(self) -> None:
        """End the service of this sandbox, and no other: its process id lies in the sandbox's own /run."""
        pid = int(PID_FILE.read_text().strip(" \n\0"))
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 10
        with contextlib.suppress(FileNotFoundError):  # it stays a zombie until the sandbox ends
            while " Z " not in Path(f"/proc/{pid}/stat").read_text():
                _wait_until(end)
        while pcsc_sandbox.listens():  # its other threads may die a moment after the first
            _wait_until(end)

    def start_service(self) -> None:
        pcsc_sandbox.start_service()

    def gzf_desk(self, argv: list[str]) -> dict[str, Any]:
        """The command line in a process of its own."""
        program = "import sys; from gzf_desk.cli import main; sys.exit(main())"
        done = subprocess.run([sys.executable, "-c", program, *argv], cwd=ROOT, capture_output=True, text=True)
        return {"code": done.returncode, "out": done.stdout, "err": done.stderr}


def main() -> int:
    """Serve the test until it closes the wire."""
    bench = Bench(Path(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        act = request.pop("act")
        answer = getattr(bench, act)(**request)
        print(msgspec.json.encode(answer).decode(), flush=True)
    bench.lift()
    return 0


if __name__ == "__main__":
    sys.exit(main())
