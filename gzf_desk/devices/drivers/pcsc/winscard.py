"""The PC/SC interface of the system, with results as exceptions of one kind.

Every look makes its own context and lets it go again. Contexts that are kept die silently when the service restarts,
when Windows stops it with the last reader, and after standby.

Source: PC/SC Part 3, pcsclite's ``winscard.h``; behaviour from trackers of pyscard and PCSC.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smartcard import scard

SHARING_VIOLATION = 0x8010000B
NO_SMARTCARD = 0x8010000C
CANCELLED = 0x80100002
UNKNOWN_READER = 0x80100009
TIMEOUT = 0x8010000A
NOT_TRANSACTED = 0x80100016
READER_UNAVAILABLE = 0x80100017
NO_SERVICE = 0x8010001D
SERVICE_STOPPED = 0x8010001E
NO_READERS = 0x8010002E
COMM_DATA_LOST = 0x8010002F
UNRESPONSIVE_CARD = 0x80100066
UNPOWERED_CARD = 0x80100067
RESET_CARD = 0x80100068
REMOVED_CARD = 0x80100069
SECURITY_VIOLATION = 0x8010006A

_EVENT_SHIFT = 16
"""The upper half of a reader's event state counts insertions and removals."""


class ScardError(Exception):
    """The service refused or failed.

    Args:
        code: its result as an unsigned number.
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"{code:#010x}")
        self.code = code


def _check(result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise ScardError(result & 0xFFFFFFFF)


@contextmanager
def context() -> Iterator[Context]:
    """A context for one look.

    Raises:
        ScardError: the service is not there, or does not let this user in.
    """
    result, handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _check(result)
    try:
        yield Context(handle)
    finally:
        scard.SCardReleaseContext(handle)


class Slot:
    """What a reader says about its slot.

    Attributes:
        present: a card is in it.
        mute: the card does not answer.
        events: count of insertions and removals.
    """

    def __init__(self, state: int) -> None:
        self.present = bool(state & scard.SCARD_STATE_PRESENT)
        self.mute = bool(state & scard.SCARD_STATE_MUTE)
        self.gone = bool(state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE))
        self.events = state >> _EVENT_SHIFT
        self.raw = state


class Context:
    """The service as one look sees it; made by :func:`context`."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def readers(self) -> list[str]:
        """Names of the readers; empty when there are none.

        Raises:
            ScardError: the service failed.
        """
        result, names = scard.SCardListReaders(self._handle, [])
        if result & 0xFFFFFFFF == NO_READERS:
            return []
        _check(result)
        return [str(name) for name in names]

    def slot(self, reader: str, known: Slot | None, wait_ms: int) -> Slot:
        """The state of a reader's slot; waits until it differs from ``known``.

        Raises:
            ScardError: the service failed, or the reader is gone.
        """
        before = known.raw & ~scard.SCARD_STATE_CHANGED if known else scard.SCARD_STATE_UNAWARE
        result, states = scard.SCardGetStatusChange(self._handle, wait_ms, [(reader, before)])
        if result & 0xFFFFFFFF == TIMEOUT and known:
            return known
        _check(result)
        return Slot(states[0][1])

    @contextmanager
    def card(self, reader: str) -> Iterator[Card]:
        """A connection to the card, held alone for the time of a transaction.

        Raises:
            ScardError: there is no card, another program holds it, or it went.
        """
        result, handle, protocol = scard.SCardConnect(
            self._handle, reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        _check(result)
        try:
            _check(scard.SCardBeginTransaction(handle))
            try:
                yield Card(handle, protocol)
            finally:
                scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)


class Card:
    """A card inside a transaction; made by :meth:`Context.card`."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self._protocol = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1

    def transmit(self, command: bytes) -> bytes:
        """Send a command and give the answer.

        Raises:
            ScardError: the card or the reader went, or the card was reset by another program.
        """
        result, answer = scard.SCardTransmit(self._handle, self._protocol, list(command))
        _check(result)
        return bytes(byte & 0xFF for byte in answer)
