"""Reading a card, beside what the wire and the service alone need.

*SDT*: find, select, read, newest address over a terminal at the true pace of 115,200 baud; the limit is the time that
the answers' bytes need on that wire (ten bits each). *PC/SC*: the whole read of a social security card behind a real
pcscd with a virtual card, beside fourteen bare commands to the same card in one transaction; ten milliseconds are aimed
at, about nine times the bare commands.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gzf_desk.clock import SystemClock
from gzf_desk.devices.base import CardRead, Deadline
from tests.bench.run import Row
from tests.support import pcsc_sandbox
from tests.support.reader_rigs import CARDS, ROOT, open_reader
from tests.support.sam_simulator import SamSimulator, load_card_file

TIMES = 9
COMMANDS = 14
BAUD = 115_200


def sdt_row() -> Row:
    """The serial reader."""
    card = load_card_file(CARDS / "lin-xiuli.json")
    taken, wire = [], 0.0
    with SamSimulator(card, paced=True) as sam, tempfile.TemporaryDirectory() as folder:
        reader = open_reader("sdt", sam.path, Path(folder))
        for _ in range(TIMES):
            sam.lay(card)
            before = sam.bytes_out
            began = time.perf_counter()
            assert isinstance(reader.read(Deadline(SystemClock(), 5)), CardRead)
            taken.append((time.perf_counter() - began) * 1000)
            wire = (sam.bytes_out - before) * 10 / BAUD * 1000
            sam.lift()
            reader.state(Deadline(SystemClock(), 5))
        reader.close()
    value = statistics.median(taken)
    return Row(
        name="identity card over SDT",
        value=value,
        unit="ms",
        floor_name="the answers' bytes on the wire at 115,200 baud",
        floor_value=wire,
        ratio=value / wire,
        goal="≤ 1.15",
    )


def pcsc_row() -> Row:
    """The chip card reader, measured inside the sandbox."""
    line = pcsc_sandbox.command_line([sys.executable, "-m", "tests.bench.card_read", "--inside"])
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    value, floor = json.loads(done.stdout)
    return Row(
        name="social security card over PC/SC",
        value=value,
        unit="ms",
        floor_name=f"{COMMANDS} bare commands in one transaction",
        floor_value=floor,
        ratio=value / floor,
        goal="≤ 9",
    )


def run() -> list[Row]:
    """Both rows."""
    return [sdt_row(), pcsc_row()]


def inside() -> None:
    """In the sandbox: print the median milliseconds of a read and of the bare commands."""
    from smartcard import scard

    from tests.support.virtual_card import AID, SocialCard, VirtualCard, social_files

    known = SocialCard(social_files(load_card_file(CARDS / "social-2.json")))
    card = VirtualCard(known)
    card.on_reset = known.reset
    card.insert()
    reader = open_reader("pcsc", "", Path())
    assert isinstance(reader.read(Deadline(SystemClock(), 5)), CardRead)
    reads, bare = [], []
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _, names = scard.SCardListReaders(context, [])
    protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    select = list(bytes([0, 0xA4, 4, 0, len(AID)]) + AID)
    for _ in range(TIMES):
        began = time.perf_counter()
        assert isinstance(reader.read(Deadline(SystemClock(), 5)), CardRead)
        reads.append((time.perf_counter() - began) * 1000)
        _, handle, protocol = scard.SCardConnect(context, names[0], scard.SCARD_SHARE_SHARED, protocols)
        pci = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        scard.SCardBeginTransaction(handle)
        began = time.perf_counter()
        for _ in range(COMMANDS):
            assert scard.SCardTransmit(handle, pci, select)[0] == scard.SCARD_S_SUCCESS
        bare.append((time.perf_counter() - began) * 1000)
        scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    card.remove()
    print(json.dumps([statistics.median(reads), statistics.median(bare)]))


if __name__ == "__main__" and sys.argv[1:] == ["--inside"]:
    inside()
