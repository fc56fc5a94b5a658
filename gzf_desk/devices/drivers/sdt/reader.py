"""The SDT reader: find, select, read; and what to do when a card, a cable or the module does not play along.

Order of acts. Source: vendors' manuals and two public drivers:

* once: status of the module at the first speed that answers, then its number, which names the reader;
* every 300 ms: find; "no card" is asked a second time before it is believed;
* after a read, or a failed one, the same card is silent until it has left. "Newest address" still answers while the
  card lies there, which serves as a look whether it has gone.

The photo is dropped where it arrives; fingerprints are never asked for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from gzf_desk.clock import Clock
from gzf_desk.devices.base import (
    CardRead,
    CardReader,
    Code,
    Deadline,
    DriverContext,
    Fault,
    NoCard,
    NotConnected,
    ReaderState,
    ReadResult,
    Ready,
)
from gzf_desk.devices.card import judge
from gzf_desk.devices.drivers.sdt import codec
from gzf_desk.devices.drivers.sdt.codec import SamAnswer, SamCommand
from gzf_desk.devices.drivers.sdt.link import LinkTrouble, SamLink
from gzf_desk.devices.drivers.sdt.port import PortRefused, PySerialPort, SerialPort, find_ports
from gzf_desk.devices.drivers.sdt.status import SamStatus, code_of
from gzf_desk.devices.drivers.sdt.text import TEXT_BYTES, UnknownLayout, parse_text

SPEEDS = (115_200, 57_600, 38_400, 19_200, 9_600)
PROBE_S = 0.5
"""Longest wait for the status at one speed; a module answers within milliseconds."""

POLL_S = 0.3
PRESENT = frozenset({SamStatus.OK, SamStatus.ITEM_ABSENT})
OUT_OF_TIME = Fault(Code.TIMEOUT)
Trouble = NotConnected | Fault


class SdtReader:
    """A reader on a serial port.

    Args:
        port: its name, or "" to look for one.
        clock: time.
        open_port: opens a port; another one in tests.
    """

    def __init__(self, port: str, clock: Clock, open_port: Callable[[str, int], SerialPort] = PySerialPort) -> None:
        self._port = port
        self._clock = clock
        self._open_port = open_port
        self._link: SamLink | None = None
        self._name = ""
        self._found = False
        self._lies_read: bool | None = None  # does a card lie there that was read already? None: not looked yet

    def state(self, deadline: Deadline) -> ReaderState:
        """See :class:`~gzf_desk.devices.base.CardReader`."""
        link = self._connect(deadline)
        if not isinstance(link, SamLink):
            return link
        if self._found:
            return Ready()
        found = self._find(link, deadline)
        if not isinstance(found, bool):
            return found
        return Ready() if found or self._lies_read else NoCard()

    def read(self, deadline: Deadline) -> ReadResult:
        """See :class:`~gzf_desk.devices.base.CardReader`."""
        link = self._connect(deadline)
        if not isinstance(link, SamLink):
            return link
        result: ReadResult = NoCard()
        while not deadline.over:
            found = self._found or self._find(link, deadline)
            self._found = False
            if found == OUT_OF_TIME:
                break
            if not isinstance(found, bool):
                return found
            if found:
                attempt = self._read_found(link, deadline)
                if attempt != Fault(Code.CARD_LIFTED) or self._lies_read:
                    return attempt
                result = attempt  # it went before it could be selected: wait for it to come back
            deadline.pause(POLL_S)
        if deadline.cancelled:
            return Fault(Code.CANCELLED)
        return Fault(Code.CARD_ALREADY_READ) if self._lies_read else result

    def close(self) -> None:
        """See :class:`~gzf_desk.devices.base.CardReader`."""
        if self._link is not None:
            self._link.close()
            self._link = None
        self._found, self._lies_read = False, None

    def _connect(self, deadline: Deadline) -> SamLink | Trouble:
        if self._link is not None:
            return self._link
        names = [self._port] if self._port else find_ports()
        trouble: Trouble = NotConnected(Code.PORT_MISSING)
        for name in names:
            opened = self._open(name, deadline)
            if isinstance(opened, SamLink):
                self._link = opened
                return opened
            trouble = opened
        return Fault(Code.CANCELLED) if deadline.cancelled else trouble

    def _open(self, name: str, deadline: Deadline) -> SamLink | Trouble:
        try:
            link = SamLink(self._open_port(name, SPEEDS[0]), self._clock)
        except PortRefused as refused:
            busy = refused.code in {Code.PORT_BUSY, Code.PORT_DENIED}
            return Fault(refused.code) if busy else NotConnected(refused.code)
        trouble = self._probe(link, deadline)
        if trouble is None:
            return link
        link.close()
        return trouble

    def _probe(self, link: SamLink, deadline: Deadline) -> Trouble | None:
        """Find the speed and the name of the module; None when it is ready."""
        trouble: Trouble = NotConnected(Code.READER_SILENT)
        for at, baud in enumerate(SPEEDS):
            if at and not link.set_speed(baud):
                return NotConnected(Code.READER_LOST)
            answer = link.ask(codec.STATUS, deadline, PROBE_S)
            if isinstance(answer, SamAnswer):
                if answer.status in {SamStatus.SELF_TEST_FAILED, SamStatus.NOT_AUTHORISED}:
                    return Fault(code_of(answer.status))
                self._name = self._module_id(link, deadline)
                return None
            if answer is LinkTrouble.LOST:
                return NotConnected(Code.READER_LOST)
            if answer is LinkTrouble.OUT_OF_TIME:
                return trouble if at else OUT_OF_TIME
            if answer is LinkTrouble.GARBLED:
                trouble = Fault(Code.READER_GARBLED)
        return trouble

    def _module_id(self, link: SamLink, deadline: Deadline) -> str:
        """The module's number as printed on readers; the bare kind when it does not tell."""
        answer = link.ask(codec.MODULE_ID, deadline, PROBE_S)
        if isinstance(answer, SamAnswer) and answer.status == SamStatus.OK and len(answer.data) == 16:
            parts = struct.unpack("<HHIII", answer.data)
            return "SDT {:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*parts)
        return "SDT"

    def _find(self, link: SamLink, deadline: Deadline) -> bool | Trouble:
        """Whether a card can be selected now."""
        for _ in range(2):
            answer = self._ask(link, codec.FIND_CARD, deadline)
            if not isinstance(answer, SamAnswer):
                return answer
            if answer.status == SamStatus.CARD_FOUND:
                self._found, self._lies_read = True, False
                return True
            if answer.status != SamStatus.FIND_FAILED:
                return Fault(code_of(answer.status))
        if self._lies_read is not False and not deadline.over:
            answer = self._ask(link, codec.READ_NEWEST_ADDRESS, deadline, PROBE_S)
            if not isinstance(answer, SamAnswer):
                return answer
            self._lies_read = answer.status in PRESENT
        return False

    def _read_found(self, link: SamLink, deadline: Deadline) -> ReadResult:
        selected = self._ask(link, codec.SELECT_CARD, deadline)
        if not isinstance(selected, SamAnswer):
            return selected
        if selected.status != SamStatus.OK:
            return Fault(code_of(selected.status))
        self._lies_read = True
        answer = self._ask(link, codec.READ_TEXT_AND_PHOTO, deadline)
        if not isinstance(answer, SamAnswer):
            return answer
        if answer.status != SamStatus.OK:
            return Fault(code_of(answer.status))
        text = _text_of(answer.data)
        if text is None:
            return Fault(Code.CARD_DAMAGED)
        raw = parse_text(text, self._newest_address(link, deadline))
        if isinstance(raw, UnknownLayout):
            return Fault(Code.CARD_UNKNOWN)
        return CardRead(judge(raw, self._clock.today(), self._name))

    def _newest_address(self, link: SamLink, deadline: Deadline) -> bytes:
        """The address written later; a card without one, or a reader that cannot tell, is no trouble."""
        answer = link.ask(codec.READ_NEWEST_ADDRESS, deadline, PROBE_S)
        return answer.data if isinstance(answer, SamAnswer) and answer.status == SamStatus.OK else b""

    def _ask(
        self, link: SamLink, command: SamCommand, deadline: Deadline, first_byte_s: float = 2.0
    ) -> SamAnswer | Trouble:
        answer = link.ask(command, deadline, first_byte_s)
        if isinstance(answer, SamAnswer):
            return answer
        if deadline.cancelled:
            return Fault(Code.CANCELLED)
        if answer is LinkTrouble.GARBLED:
            return Fault(Code.READER_GARBLED)
        if answer is LinkTrouble.OUT_OF_TIME:
            return OUT_OF_TIME
        self.close()
        return NotConnected(Code.READER_LOST if answer is LinkTrouble.LOST else Code.READER_SILENT)


def _text_of(data: bytes) -> bytes | None:
    """The text out of an answer; the photo behind it is not kept. None when the lengths do not fit."""
    if len(data) < 4:
        return None
    text_length, photo_length = struct.unpack(">HH", data[:4])
    if text_length != TEXT_BYTES or len(data) < 4 + text_length + photo_length:
        return None
    return data[4 : 4 + text_length]


def open_device(port: str, context: DriverContext) -> CardReader:
    """A reader on ``port``; "" looks for a USB serial chip of the kinds that readers use."""
    return SdtReader(port, context.clock)
