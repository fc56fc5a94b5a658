"""The simulated reader. Its state is a file: see :mod:`gzf_desk.devices.simulation`."""

from __future__ import annotations

from pathlib import Path

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
from gzf_desk.devices.simulation import CardFileUnusable, SimulatedState, read_state

_POLL_S = 0.05
_NAME = "simulated"


class SimulatedReader:
    """A reader with its card in a file.

    Args:
        folder: where the state lies.
        clock: gives today.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._read_laid: int | None = None

    def state(self, deadline: Deadline) -> ReaderState:
        """See :class:`~gzf_desk.devices.base.CardReader`. A card swapped since the last read shows as absent once."""
        if deadline.cancelled:
            return Fault(Code.CANCELLED)
        state = self._look()
        if not isinstance(state, SimulatedState):
            return state
        if state.card is None:
            return NoCard()
        if self._read_laid not in {None, state.laid}:
            self._read_laid = None
            return NoCard()
        return Ready()

    def read(self, deadline: Deadline) -> ReadResult:
        """See :class:`~gzf_desk.devices.base.CardReader`."""
        while True:
            state = self._look()
            if not isinstance(state, SimulatedState):
                return state
            if state.card is not None:
                self._read_laid = state.laid
                return CardRead(judge(state.card, self._clock.today(), _NAME))
            if deadline.over:
                return Fault(Code.CANCELLED) if deadline.cancelled else NoCard()
            deadline.pause(_POLL_S)

    def close(self) -> None:
        """See :class:`~gzf_desk.devices.base.CardReader`."""
        self._read_laid = None

    def _look(self) -> SimulatedState | NotConnected | Fault:
        try:
            state = read_state(self._folder)
        except CardFileUnusable:
            return Fault(Code.CARD_DAMAGED)
        if state.unplugged:
            return NotConnected(Code.READER_LOST)
        return Fault(state.fault) if state.fault else state


def open_device(port: str, context: DriverContext) -> CardReader:
    """The simulated reader; ``port`` may name another folder than the desk's own."""
    return SimulatedReader(Path(port) if port else context.simulated, context.clock)
