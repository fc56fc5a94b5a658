"""Question and answer with the module: waits, retries, and gives up in time."""

from __future__ import annotations

from enum import Enum, auto

from gzf_desk.clock import Clock
from gzf_desk.devices.base import Deadline
from gzf_desk.devices.drivers.sdt.codec import FrameDecoder, SamAnswer, SamCommand
from gzf_desk.devices.drivers.sdt.port import PortLost, SerialPort
from gzf_desk.devices.drivers.sdt.status import REPEATABLE

ATTEMPTS = 3
FIRST_BYTE_S = 2.0
"""Longest wait for the beginning of an answer. Source: time-outs of vendors' libraries."""

WHOLE_ANSWER_S = 5.0
"""Longest wait for a whole answer. Source: time-outs of vendors' libraries."""

PATIENCE_S = 0.3
"""A silence shorter than this says nothing about the module when the caller's time ends."""

GAP_S = 0.5
"""A pause this long inside an answer means that the rest was lost."""


class LinkTrouble(Enum):
    """Why there is no answer."""

    SILENT = auto()
    GARBLED = auto()
    LOST = auto()
    OUT_OF_TIME = auto()


class SamLink:
    """A module at the other end of a port.

    Args:
        port: open.
        clock: for waits inside the caller's deadline.
    """

    def __init__(self, port: SerialPort, clock: Clock) -> None:
        self._port = port
        self._clock = clock

    def set_speed(self, baud: int) -> bool:
        """Change the port's speed; False when the port is gone."""
        try:
            self._port.set_speed(baud)
        except PortLost:
            return False
        return True

    def close(self) -> None:
        """Let the port go."""
        self._port.close()

    def ask(
        self, command: SamCommand, deadline: Deadline, first_byte_s: float = FIRST_BYTE_S, attempts: int = ATTEMPTS
    ) -> SamAnswer | LinkTrouble:
        """Send a command and wait for its answer.

        Damaged answers, and the module's own complaint that it did not understand, are asked for again.

        Args:
            command: what to send.
            deadline: absolute end.
            first_byte_s: longest wait for the beginning of the answer.
            attempts: how often to ask.
        """
        trouble: LinkTrouble | None = None
        for _ in range(attempts):
            try:
                answer = self._ask_once(command, deadline, first_byte_s)
            except PortLost:
                return LinkTrouble.LOST
            if isinstance(answer, SamAnswer):
                if answer.status not in REPEATABLE:
                    return answer
            elif answer is not LinkTrouble.GARBLED:
                return trouble or answer
            trouble = LinkTrouble.GARBLED
        return LinkTrouble.GARBLED

    def _ask_once(self, command: SamCommand, deadline: Deadline, first_byte_s: float) -> SamAnswer | LinkTrouble:
        decoder = FrameDecoder()
        self._port.write(command.encode())
        began = last = self._clock.monotonic_s()
        heard = False
        while not deadline.over:
            data = self._port.read()
            now = self._clock.monotonic_s()
            if data:
                heard, last = True, now
                decoder.feed(data)
                while (found := decoder.next()) is not None:
                    if isinstance(found, SamAnswer):
                        return found
            if not heard and now - began > first_byte_s:
                return LinkTrouble.SILENT
            if heard and (now - last > GAP_S or now - began > WHOLE_ANSWER_S):
                return LinkTrouble.GARBLED
        if self._clock.monotonic_s() - last < PATIENCE_S:
            return LinkTrouble.OUT_OF_TIME
        return LinkTrouble.GARBLED if heard else LinkTrouble.SILENT
