"""Frames of the SDT protocol, both ways::

    AA AA AA 96 69 | length, 2 bytes big-endian | body | check byte
    length: of body and check byte together; check byte: XOR of everything from the length to the end of the body
    request body: command, parameter, data        answer body: 00 00 status, data

Source: protocol of the SAM_V module as found in public readers' software (no public standard is known).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
SHORTEST = 4
"""Two zeros, a status and the check byte."""

LONGEST = 2400
"""The longest answer known holds text, photo and fingerprints: 2314 bytes after the length field."""

_HEAD = len(PREAMBLE) + 2


@dataclass(frozen=True)
class SamCommand:
    """A request.

    Attributes:
        command: command byte.
        parameter: parameter byte.
    """

    command: int
    parameter: int

    def encode(self) -> bytes:
        """The frame on the wire."""
        return encode_frame(bytes([self.command, self.parameter]))


RESET = SamCommand(0x10, 0xFF)
STATUS = SamCommand(0x11, 0xFF)
MODULE_ID = SamCommand(0x12, 0xFF)
FIND_CARD = SamCommand(0x20, 0x01)
SELECT_CARD = SamCommand(0x20, 0x02)
READ_TEXT_AND_PHOTO = SamCommand(0x30, 0x01)
READ_NEWEST_ADDRESS = SamCommand(0x30, 0x03)


@dataclass(frozen=True, repr=False)
class SamAnswer:
    """An answer; its text form hides the data, which may be a person's.

    Attributes:
        status: third status byte.
        data: what follows it.
    """

    status: int
    data: bytes

    def __repr__(self) -> str:
        return f"SamAnswer({self.status:#04x}, {len(self.data)} bytes)"


@dataclass(frozen=True)
class BadFrame:
    """Something that began like a frame and was none."""

    reason: str


def encode_frame(body: bytes) -> bytes:
    """A frame around ``body``."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([reduce(xor, counted)])


class FrameDecoder:
    """Finds frames in a stream of bytes; anything else is skipped.

    After a frame that turns out wrong the search goes on one byte behind its beginning, so a true frame that follows,
    or hides inside, is still found. Holds at most one frame's worth of bytes.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def started(self) -> bool:
        """Whether the beginning of a frame, or noise, waits for more bytes."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take bytes as they come, in pieces of any size."""
        self._buffer += data

    def clear(self) -> None:
        """Forget what came so far."""
        self._buffer.clear()

    def next(self) -> SamAnswer | BadFrame | None:
        """The next answer, the next thing that was none, or None when more bytes are needed."""
        at = self._buffer.find(PREAMBLE)
        if at < 0:
            del self._buffer[: max(0, len(self._buffer) - len(PREAMBLE) + 1)]
            return None
        del self._buffer[:at]
        if len(self._buffer) < _HEAD:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
        if not SHORTEST <= length <= LONGEST:
            return self._bad("length")
        if len(self._buffer) < _HEAD + length:
            return None
        counted = bytes(self._buffer[len(PREAMBLE) : _HEAD + length])
        if reduce(xor, counted):
            return self._bad("checksum")
        body = counted[2:-1]
        if body[0] or body[1]:
            return self._bad("status")
        del self._buffer[: _HEAD + length]
        return SamAnswer(body[2], body[3:])

    def _bad(self, reason: str) -> BadFrame:
        del self._buffer[0]
        return BadFrame(reason)
