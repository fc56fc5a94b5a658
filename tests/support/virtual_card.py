"""A virtual chip card for pcscd's virtual reader (vpcd), and on it a social security card of a fictional person.

vpcd listens; to connect is to insert the card, to close is to take it out. Messages both ways: two bytes of length,
big-endian, then the payload. From the reader, length 1: 0 power off, 1 power on, 2 reset (no answer), 4 asks for the
answer to reset; longer: a command, answered by data and status word. Standard library only, no code of the product.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

VPCD_PORT = 35963
AID = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
ATR = bytes.fromhex("3B6D000000814D00868199010102030405")
"""Shape of a social security card's answer to reset: thirteen historical bytes. Not a real card's."""

GET_ATR = 4


class VirtualCard:
    """A card that can be inserted and taken out.

    Args:
        answer: command bytes -> answer bytes; None tears the card out in the middle of the command.
        atr: answer to reset.
    """

    def __init__(self, answer: Callable[[bytes], bytes | None], atr: bytes = ATR) -> None:
        self._answer = answer
        self._atr = atr
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.commands = 0
        self.on_reset: Callable[[], None] = lambda: None

    def insert(self, timeout_s: float = 5.0) -> None:
        """Insert the card; waits for the reader to listen."""
        end = time.monotonic() + timeout_s
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", VPCD_PORT), timeout=1)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._serve, args=(self._socket,), name="virtual-card", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Take the card out."""
        taken, self._socket = self._socket, None
        if taken is not None:
            with contextlib.suppress(OSError):
                taken.shutdown(socket.SHUT_RDWR)
            taken.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(2)

    def _serve(self, link: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while (message := self._receive(link)) is not None:
                reply = self._reply(message)
                if reply is None:
                    self.remove()
                    return
                if reply:
                    link.sendall(struct.pack(">H", len(reply)) + reply)

    def _reply(self, message: bytes) -> bytes | None:
        """b"" where the protocol wants no answer."""
        if len(message) == 1:
            if message[0] == GET_ATR:
                return self._atr
            self.on_reset()
            return b""
        self.commands += 1
        return self._answer(message)

    def _receive(self, link: socket.socket) -> bytes | None:
        head = self._exactly(link, 2)
        return None if head is None else self._exactly(link, struct.unpack(">H", head)[0])

    @staticmethod
    def _exactly(link: socket.socket, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            # vpcd sends length and payload apart; without an immediate ACK every command waits 40 ms. Not sticky.
            if hasattr(socket, "TCP_QUICKACK"):
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            piece = link.recv(count - len(data))
            if not piece:
                return None
            data += piece
        return data


def social_files(card: dict[str, Any], version: str = "2.00") -> dict[int, list[tuple[int, bytes]]]:
    """The records of a social security card, in the order of their numbers.

    Args:
        card: fields as in the JSON files of simulated cards.
        version: ``1.00`` has no extension of the name.
    """
    name = str(card["name"]).encode("gb18030")
    person = [(0x08, str(card["number"]).encode()), (0x09, name[:30].ljust(30, b"\0"))]
    if version >= "2.00":
        person.append((0x4E, name[30:50].ljust(20, b"\0")))
    person += [
        (0x0A, str(card["sex"]).encode()),
        (0x0B, bytes.fromhex(card["nation"])),
        (0x0C, bytes.fromhex("990101")),
        (0x0D, bytes.fromhex(card["birth"])),
    ]
    return {
        0xEF05: [
            (0x01, bytes.fromhex("990101D1560000050000000000000001")),
            (0x02, b"3"),
            (0x03, version.encode()),
            (0x04, bytes(12)),
            (0x05, bytes.fromhex(card["valid_from"])),
            (0x06, bytes.fromhex(card["valid_to"])),
            (0x07, str(card["card_number"]).encode().ljust(9, b"\0")),
        ],
        0xEF06: person,
    }


class SocialCard:
    """What the chip does; call it with a command.

    Args:
        files: see :func:`social_files`.
        announce: answers SELECT with 61xx, as T=0 cards do.
        short_files: whether it takes short file identifiers.
        locked: whether the person's file wants authentication (edition 3.00).
        tear_at: the card is torn out at this command, counted from 1.
        mute_at: from this command on it does not answer in time.
        application: whether it is a social security card at all.
    """

    def __init__(
        self,
        files: dict[int, list[tuple[int, bytes]]],
        *,
        announce: bool = False,
        short_files: bool = True,
        locked: bool = False,
        tear_at: int = 0,
        mute_at: int = 0,
        application: bool = True,
    ) -> None:
        self._files = files
        self._announce = announce
        self._short_files = short_files
        self._locked = locked
        self._tear_at = tear_at
        self._mute_at = mute_at
        self._application = application
        self._count = 0
        self._waiting = b""
        self.reset()

    def reset(self) -> None:
        """Power on or warm reset."""
        self._selected = False
        self._file = 0

    def __call__(self, command: bytes) -> bytes | None:
        self._count += 1
        if self._count == self._tear_at:
            return None
        if self._mute_at and self._count >= self._mute_at:
            time.sleep(3600)
        cla, ins, p1, p2 = command[:4]
        if cla != 0:
            return b"\x6e\x00"
        if ins == 0xA4:
            return self._select(p1, command[5 : 5 + command[4]] if len(command) > 5 else b"")
        if ins == 0xC0:
            answer, self._waiting = self._waiting, b""
            return answer + b"\x90\x00"
        if ins == 0xB2:
            return self._record(p1, p2, command[4] if len(command) > 4 else 0)
        return b"\x6d\x00"

    def _select(self, p1: int, data: bytes) -> bytes:
        if p1 == 4:
            if data != AID or not self._application:
                return b"\x6a\x82"
            self._selected, self._file = True, 0
            answer = bytes([0x6F, len(AID) + 2, 0x84, len(AID)]) + AID
            if self._announce:
                self._waiting = answer
                return bytes([0x61, len(answer)])
            return answer + b"\x90\x00"
        if not self._selected or p1 not in {0, 2} or int.from_bytes(data, "big") not in self._files:
            return b"\x6a\x82"
        self._file = int.from_bytes(data, "big")
        return b"\x90\x00"

    def _record(self, p1: int, p2: int, le: int) -> bytes:
        file = 0xEF00 | p2 >> 3 if p2 >> 3 else self._file
        if p2 >> 3 and not self._short_files:
            return b"\x6a\x86"
        if not self._selected or file not in self._files:
            return b"\x6a\x82"
        if self._locked and file == 0xEF06:
            return b"\x69\x82"
        if p2 & 7 != 0:
            return b"\x6a\x86"
        found = [value for tag, value in self._files[file] if tag == p1]
        if not found:
            return b"\x6a\x83"
        body = bytes([p1, len(found[0])]) + found[0]
        if le not in {0, len(body)} or (le == 0 and self._announce):
            return bytes([0x6C, len(body)])
        return body + b"\x90\x00"
