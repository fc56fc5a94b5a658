"""Social security cards in PC/SC readers.

A call into the system's smart card service can hang for good with a silent card, so every look runs in a thread of its
own that is left behind when the caller's time is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

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
from gzf_desk.devices.drivers.pcsc import winscard
from gzf_desk.devices.drivers.pcsc.social import SocialTrouble, read_social_card
from gzf_desk.devices.drivers.pcsc.winscard import Context, ScardError, Slot

POLL_S = 0.2
CONNECT_RETRIES = 5
CONNECT_PAUSE_S = 0.1
GRACE_S = 0.1
"""A look that ends by itself at the deadline is waited for this much longer."""

_NOT_CONNECTED = {
    winscard.NO_SERVICE: Code.SERVICE_MISSING,
    winscard.SERVICE_STOPPED: Code.SERVICE_MISSING,
    winscard.SECURITY_VIOLATION: Code.SERVICE_DENIED,
    winscard.NO_READERS: Code.NO_READER,
    winscard.UNKNOWN_READER: Code.READER_LOST,
    winscard.READER_UNAVAILABLE: Code.READER_LOST,
}
_FAULTS = {
    winscard.SHARING_VIOLATION: Code.CARD_IN_USE,
    winscard.UNRESPONSIVE_CARD: Code.CARD_MUTE,
    winscard.UNPOWERED_CARD: Code.CARD_MUTE,
    winscard.CANCELLED: Code.CANCELLED,
}
_CARD_TROUBLE = {
    SocialTrouble.NOT_A_SOCIAL_CARD: Code.CARD_UNKNOWN,
    SocialTrouble.AUTH_REQUIRED: Code.AUTH_REQUIRED,
    SocialTrouble.DAMAGED: Code.CARD_DAMAGED,
    SocialTrouble.GONE: Code.CARD_LIFTED,
}
T = TypeVar("T")


class PcscReader:
    """A PC/SC reader.

    Args:
        port: part of the reader's name; "" takes the first.
        clock: time.
    """

    def __init__(self, port: str, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._events_looked_at: int | None = None

    def state(self, deadline: Deadline) -> ReaderState:
        """See :class:`~gzf_desk.devices.base.CardReader`. A card swapped since the last read shows as absent once."""
        return _bounded(self._state, deadline)

    def read(self, deadline: Deadline) -> ReadResult:
        """See :class:`~gzf_desk.devices.base.CardReader`."""
        return _bounded(lambda: self._read(deadline), deadline)

    def close(self) -> None:
        """See :class:`~gzf_desk.devices.base.CardReader`. Nothing is held between two looks."""
        self._events_looked_at = None

    def _state(self) -> ReaderState:
        try:
            with winscard.context() as context:
                name = self._name(context)
                if isinstance(name, NotConnected):
                    return name
                slot = context.slot(name, None, 0)
        except ScardError as error:
            return _trouble(error)
        if slot.gone:
            return NotConnected(Code.READER_LOST)
        if slot.mute:
            return Fault(Code.CARD_MUTE)
        swapped = self._events_looked_at not in {None, slot.events}
        if swapped or not slot.present:
            self._events_looked_at = None
            return NoCard()
        return Ready()

    def _read(self, deadline: Deadline) -> ReadResult:
        try:
            with winscard.context() as context:
                name = self._name(context)
                if isinstance(name, NotConnected):
                    return name
                slot = self._wait_for_card(context, name, deadline)
                if not isinstance(slot, Slot):
                    return slot
                self._events_looked_at = slot.events
                return self._read_card(context, name, deadline)
        except ScardError as error:
            return _trouble(error)

    def _name(self, context: Context) -> str | NotConnected:
        names = context.readers()
        for name in names:
            if self._port in name:
                return name
        return NotConnected(Code.PORT_MISSING if names else Code.NO_READER)

    def _wait_for_card(self, context: Context, name: str, deadline: Deadline) -> Slot | NoCard | NotConnected | Fault:
        slot: Slot | None = None
        while True:
            wait_s = min(POLL_S, deadline.left_s) if slot else 0.0
            slot = context.slot(name, slot, int(wait_s * 1000))
            if slot.gone:
                return NotConnected(Code.READER_LOST)
            if slot.mute:
                return Fault(Code.CARD_MUTE)
            if slot.present:
                return slot
            if deadline.over:
                return Fault(Code.CANCELLED) if deadline.cancelled else NoCard()

    def _read_card(self, context: Context, name: str, deadline: Deadline) -> ReadResult:
        """Read. A card that is still waking up, or that another program holds or resets, is given a little time."""
        for attempt in range(CONNECT_RETRIES + 1):
            begun = False
            try:
                with context.card(name) as card:
                    begun = True
                    raw = read_social_card(card.transmit)
            except ScardError as error:
                again = error.code == winscard.RESET_CARD or (not begun and error.code not in _NOT_CONNECTED)
                if not again or attempt == CONNECT_RETRIES or deadline.over:
                    return _trouble(error)
                deadline.pause(CONNECT_PAUSE_S)
                continue
            if isinstance(raw, SocialTrouble):
                return Fault(_CARD_TROUBLE[raw])
            return CardRead(judge(raw, self._clock.today(), name))
        raise AssertionError("the last attempt always answers")


def _trouble(error: ScardError) -> NotConnected | Fault:
    """Whatever goes wrong once the card is in means most often that it moved."""
    if error.code in _NOT_CONNECTED:
        return NotConnected(_NOT_CONNECTED[error.code])
    return Fault(_FAULTS.get(error.code, Code.CARD_LIFTED))


def _bounded(look: Callable[[], T], deadline: Deadline) -> T | Fault:
    """What ``look`` answers, or a time-out when it does not come back.

    Raises:
        RuntimeError: the look ended by an exception, which the thread has told.
    """
    answers: list[T] = []
    thread = threading.Thread(target=lambda: answers.append(look()), name="pcsc-look", daemon=True)
    thread.start()
    while thread.is_alive() and not deadline.over:
        thread.join(min(POLL_S, deadline.left_s))
    thread.join(GRACE_S)
    if answers:
        return answers[0]
    if not thread.is_alive():
        raise RuntimeError("the look at the card reader ended without an answer")
    return Fault(deadline.why(Code.TIMEOUT))


def open_device(port: str, context: DriverContext) -> CardReader:
    """A PC/SC reader whose name holds ``port``."""
    return PcscReader(port, context.clock)
