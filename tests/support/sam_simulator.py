#!/usr/bin/env python3
"""A card reader of the SDT kind at the other end of a pseudo terminal. Standard library only, no code of the product.

As a program::

    python tests/support/sam_simulator.py --card resources/devices/simulated/lin-xiuli.json --fault checksum

prints the path of the terminal on the first line and serves until it is killed. Lines on standard input steer it:
``lay FILE``, ``lift``, ``fault KIND``, ``unplug``, ``quit``. In a test::

    with SamSimulator(card=load_card_file(path)) as sam:
        reader = SdtReader(sam.path, clock)

Cards are JSON files with the fields of the simulated cards (``card_type``, ``name``, ``sex``, …). Faults: see
:data:`FAULTS`. Behaviour: after a read the card stays silent until it has been lifted; "newest address" answers 0x90 or
0x91 while it lies there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import select
import struct
import sys
import termios
import threading
import time
import tty
from pathlib import Path
from typing import Any

PREAMBLE = bytes.fromhex("AAAAAA9669")
FAULTS = {
    "none": "all is well",
    "noise": "random bytes before every frame",
    "noise-inside": "random bytes inside the long frame, always",
    "noise-inside-once": "random bytes inside the first long frame",
    "checksum": "every check byte is wrong",
    "checksum-once": "the first check byte is wrong",
    "silence": "no answer to anything",
    "silence-read": "no answer to the long read",
    "truncated": "the long frame ends in the middle, always",
    "length": "absurd lengths, always",
    "length-short": "the long frame promises more than it holds, always",
    "flood": "noise without end instead of answers",
    "lifted": "the card goes while it is read",
    "lifted-before-select": "the card goes between find and select",
    "unplugged": "the cable goes in the middle of the long frame",
    "unauthorised": "the module is not authorised",
    "self-test": "the module failed its self-test",
    "unknown-card": "the card's type is unknown",
    "damaged-lengths": "the long answer's own lengths do not fit",
    "no-id": "the module does not tell its number",
    "slow-first-byte": "every answer comes after 250 ms",
}
BAUDS = {
    termios.B9600: 9_600,
    termios.B19200: 19_200,
    termios.B38400: 38_400,
    termios.B57600: 57_600,
    termios.B115200: 115_200,
}
PIECE = 16
"""Bytes written at once when the line is paced."""


def load_card_file(path: str | Path) -> dict[str, Any]:
    """A card from its JSON file."""
    card: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return card


def _pad(text: str, length: int) -> bytes:
    """UTF-16LE, padded with spaces, cut to ``length`` bytes."""
    return (text.encode("utf-16-le", "surrogatepass") + b" \0" * length)[:length]


def text_block(card: dict[str, Any]) -> bytes:
    """The 256 bytes of a card's text, by the layout of its type."""

    def get(name: str, length: int) -> bytes:
        return _pad(str(card.get(name, "")), length)

    latin = str(card.get("name_latin", ""))
    kind = card["card_type"]
    if kind == "foreign_2017":
        parts = [get("name_latin", 120), get("sex", 2), get("number", 30), get("nationality", 6), get("name", 30)]
        parts += [get("valid_from", 16), get("valid_to", 16), get("birth", 16), _pad("01", 4), get("issuer", 8)]
        parts += [_pad("I", 2), _pad("", 6)]
    elif kind == "foreign_2023":
        parts = [get("name", 30), get("sex", 2), _pad("01", 4), get("birth", 16), _pad(latin[:35], 70)]
        parts += [get("number", 36), _pad("", 30), get("valid_from", 16), get("valid_to", 16), _pad(latin[35:], 22)]
        parts += [get("nationality", 6), _pad("Y", 2), _pad("", 6)]
    else:
        parts = [get("name", 30), get("sex", 2), get("nation", 4), get("birth", 16), get("address", 70)]
        parts += [get("number", 36), get("issuer", 30), get("valid_from", 16), get("valid_to", 16)]
        parts += [get("pass_number", 18), _pad("01" if kind == "hmt" else "", 4), _pad("", 6)]
        parts += [_pad("J" if kind == "hmt" else "", 2), _pad("", 6)]
    block = b"".join(parts)
    assert len(block) == 256, len(block)
    return block


def frame(body: bytes) -> bytes:
    """A frame around an answer's body."""
    counted = struct.pack(">H", len(body) + 1) + body
    check = 0
    for byte in counted:
        check ^= byte
    return PREAMBLE + counted + bytes([check])


class Unplugged(Exception):
    """The cable was pulled."""


class SamSimulator:
    """A module with, or without, a card on it; serves in a thread of its own.

    Args:
        card: what lies on it, or None.
        fault: a key of :data:`FAULTS`.
        baud: the only speed at which it answers.
        paced: whether bytes take the time that they take on a real line.
    """

    MODULE_ID = struct.pack("<HHIII", 5, 3, 20260101, 1234567, 89012345)

    def __init__(
        self, card: dict[str, Any] | None = None, fault: str = "none", baud: int = 115_200, paced: bool = False
    ) -> None:
        if fault not in FAULTS:
            raise ValueError(fault)
        self.fault = fault
        self.baud = baud
        self.paced = paced
        self.commands: list[str] = []
        self.bytes_out = 0
        self.bytes_in = 0
        self._card = card
        self._block = text_block(card) if card else b""
        self._chosen = self._spent = False
        self._once = fault.endswith("-once")
        self._dice = random.Random(1)
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="sam-simulator", daemon=True)

    def __enter__(self) -> SamSimulator:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End serving and take the terminal away."""
        self._stop.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(5)
        self._close_terminal()

    def lay(self, card: dict[str, Any]) -> None:
        """Lay a card on the reader."""
        with self._lock:
            self._card, self._block = card, text_block(card)
            self._chosen = self._spent = False

    def lay_block(self, block: bytes) -> None:
        """Lay a card with exactly these 256 bytes of text."""
        with self._lock:
            self._card, self._block = {"card_type": "resident"}, block
            self._chosen = self._spent = False

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._card = None
            self._chosen = self._spent = False

    def unplug(self) -> None:
        """Pull the cable."""
        self.close()

    def _close_terminal(self) -> None:
        with self._lock:
            for descriptor in (self._master, self._slave):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
            self._master = self._slave = -1

    def _serve(self) -> None:
        received = b""
        with contextlib.suppress(Unplugged, OSError, ValueError):
            while not self._stop.is_set():
                if not select.select([self._master], [], [], 0.05)[0]:
                    continue
                received += os.read(self._master, 4096)
                received = self._answer_all(received)
        if not self._stop.is_set():
            self._close_terminal()

    def _answer_all(self, received: bytes) -> bytes:
        while True:
            at = received.find(PREAMBLE)
            if at < 0:
                return received[-4:]
            received = received[at:]
            if len(received) < 7:
                return received
            length = struct.unpack(">H", received[5:7])[0]
            if len(received) < 7 + length:
                return received
            whole, received = received[: 7 + length], received[7 + length :]
            self.bytes_in += len(whole)
            if BAUDS.get(termios.tcgetattr(self._slave)[5]) == self.baud and whole == frame(whole[7:-1]):
                self._answer(whole[7:-1].hex().upper())

    def _answer(self, command: str) -> None:
        self.commands.append(command)
        with self._lock:
            status, data = self._act(command)
            long = command == "3001" and status == 0x90
        self._send(frame(bytes([0, 0, status]) + data), long, command)

    def _act(self, command: str) -> tuple[int, bytes]:
        if command == "11FF":
            return {"unauthorised": 0x66, "self-test": 0x60}.get(self.fault, 0x90), b""
        if command == "12FF":
            return (0x90, self.MODULE_ID) if self.fault != "no-id" else (0x21, b"")
        if command == "2001":
            return self._find()
        if command == "2002":
            return (0x90, bytes(8)) if self._card and self._chosen else (0x81, b"")
        if command == "3001":
            return self._read()
        if command == "3003":
            newest = str((self._card or {}).get("newest_address", ""))
            if not self._card or not (self._chosen or self._spent):
                return 0x41, b""
            return (0x90, _pad(newest, 70)) if newest else (0x91, b"")
        return 0x21, b""

    def _find(self) -> tuple[int, bytes]:
        if not self._card or self._spent:
            return 0x80, b""
        self._chosen = True
        if self.fault == "lifted-before-select":
            self._card = None
        return 0x9F, bytes(4)

    def _read(self) -> tuple[int, bytes]:
        if not self._card or not self._chosen:
            return 0x41, b""
        if self.fault == "lifted":
            self._card = None
            self._chosen = False
            return 0x41, b""
        self._spent, block = True, self._block
        if self.fault == "unknown-card":
            block = block[:248] + "Q".encode("utf-16-le") + block[250:]
        lengths = (0x0100, 0x0400) if self.fault != "damaged-lengths" else (0x0100, 0x7FFF)
        return 0x90, struct.pack(">HH", *lengths) + block + self._dice.randbytes(1024)

    def _send(self, whole: bytes, long: bool, command: str) -> None:
        fault = self.fault
        once, self._once = self._once, False if (long or fault == "checksum-once") else self._once
        if fault == "slow-first-byte":
            self._stop.wait(0.25)
        if fault == "silence" or (fault == "silence-read" and command == "3001"):
            return
        if fault == "flood":
            self._write(self._dice.randbytes(20_000))
            return
        if fault == "noise":
            whole = self._dice.randbytes(40) + PREAMBLE[:3] + whole
        if fault == "checksum" or (fault == "checksum-once" and once):
            whole = whole[:-1] + bytes([whole[-1] ^ 0x5A])
        if fault == "length":
            whole = whole[:5] + b"\xff\xff" + whole[7:]
        if long:
            whole = self._spoil_long(whole, once)
        self._write(whole)

    def _spoil_long(self, whole: bytes, once: bool) -> bytes:
        if self.fault == "noise-inside" or (self.fault == "noise-inside-once" and once):
            return whole[:300] + self._dice.randbytes(7) + whole[300:]
        if self.fault == "truncated":
            return whole[: len(whole) // 2]
        if self.fault == "length-short":
            return whole[:5] + struct.pack(">H", 2300) + whole[7:]
        if self.fault == "unplugged":
            self._write(whole[: len(whole) // 2])
            raise Unplugged
        return whole

    def _write(self, data: bytes) -> None:
        self.bytes_out += len(data)
        if not self.paced:
            while data and not self._stop.is_set():
                if select.select([], [self._master], [], 0.05)[1]:
                    data = data[os.write(self._master, data[:1024]) :]
            return
        began = time.perf_counter()
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            due = began + (at + len(piece)) * 10 / self.baud
            while (left := due - time.perf_counter()) > 0:
                time.sleep(left)
            os.write(self._master, piece)


def main() -> int:
    """Serve until killed or told to quit."""
    parser = argparse.ArgumentParser(description="SDT card reader on a pseudo terminal")
    parser.add_argument("--card", type=Path, help="JSON file of the card that lies there at the start")
    parser.add_argument("--fault", choices=sorted(FAULTS), default="none")
    parser.add_argument("--baud", type=int, choices=sorted(BAUDS.values()), default=115_200)
    parser.add_argument("--paced", action="store_true", help="bytes take the time that they take on a real line")
    args = parser.parse_args()
    card = load_card_file(args.card) if args.card else None
    with SamSimulator(card, args.fault, args.baud, args.paced) as sam:
        print(sam.path, flush=True)
        for line in sys.stdin:
            word, _, rest = line.strip().partition(" ")
            if word == "lay":
                sam.lay(load_card_file(rest))
            elif word == "lift":
                sam.lift()
            elif word == "fault" and rest in FAULTS:
                sam.fault = rest
            elif word == "unplug":
                sam.unplug()
            elif word == "quit":
                return 0
            print("ok", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
