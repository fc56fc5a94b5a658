"""The state of the simulated reader: a small file that says what lies on it.

``card.json`` in the folder of simulated devices::

    {"laid": 3, "card": {"card_type": "resident", "name": "…", …}}     a card lies there
    {"laid": 3}                                                        empty
    {"laid": 3, "fault": "CARD_UNREADABLE"}                            the next look fails like this
    {"laid": 3, "unplugged": true}                                     no reader

``laid`` counts, so that a fast swap of two cards is seen. The cards are fictional; some ship in
``resources/devices/simulated``.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from gzf_desk import assets
from gzf_desk.devices.base import Code
from gzf_desk.devices.card import RawCard
from sync.errors import AssetMissing

_FILE = "card.json"
_CARDS = "devices/simulated"
_MAX_BYTES = 64_000


class SimulatedState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies on the simulated reader."""

    laid: int = 0
    card: RawCard | None = None
    fault: Code | None = None
    unplugged: bool = False


class CardFileUnusable(Exception):
    """A card file is missing, too long, or not a card."""


def read_state(folder: Path) -> SimulatedState:
    """What lies on the reader now; nothing when the file is not there.

    Raises:
        CardFileUnusable: the file is not readable as a state.
    """
    try:
        data = (folder / _FILE).read_bytes()
    except FileNotFoundError:
        return SimulatedState()
    except OSError as error:
        raise CardFileUnusable(type(error).__name__) from error
    try:
        return msgspec.json.decode(data[:_MAX_BYTES], type=SimulatedState)
    except msgspec.DecodeError as error:
        raise CardFileUnusable("the state is damaged") from error


def lay(folder: Path, card: RawCard) -> None:
    """Lay a card on the reader; what lay there before is taken away."""
    _write(folder, SimulatedState(laid=_laid(folder) + 1, card=card))


def lift(folder: Path) -> None:
    """Take the card, or the fault, away."""
    _write(folder, SimulatedState(laid=_laid(folder)))


def break_with(folder: Path, fault: Code) -> None:
    """Let every look fail with ``fault``."""
    _write(folder, SimulatedState(laid=_laid(folder), fault=fault))


def unplug(folder: Path) -> None:
    """Pull the reader's cable; :func:`lay` or :func:`lift` plug it in again."""
    _write(folder, SimulatedState(laid=_laid(folder), unplugged=True))


def shipped_cards() -> list[str]:
    """Names of the cards that ship with the program."""
    return [name.rsplit("/", 1)[-1].removesuffix(".json") for name in assets.names(_CARDS, ".json")]


def load_card(name_or_file: str) -> RawCard:
    """A shipped card by name, or a card from a JSON file with the fields of :class:`RawCard`.

    Raises:
        CardFileUnusable: there is no such card, or it is not one.
    """
    try:
        if name_or_file in shipped_cards():
            data = assets.read_text(f"{_CARDS}/{name_or_file}.json").encode()
        else:
            data = Path(name_or_file).read_bytes()
    except (OSError, AssetMissing) as error:
        raise CardFileUnusable("there is no such card") from error
    if len(data) > _MAX_BYTES:
        raise CardFileUnusable("the file is too long for a card")
    try:
        return msgspec.json.decode(data, type=RawCard)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CardFileUnusable("the file is not a card") from error


def _laid(folder: Path) -> int:
    try:
        return read_state(folder).laid
    except CardFileUnusable:
        return 0


def _write(folder: Path, state: SimulatedState) -> None:
    """Whole or not at all: a reader looks at the file at any moment."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = folder / f".{_FILE}.{os.getpid()}"
    new.write_bytes(msgspec.json.encode(state))
    os.replace(new, folder / _FILE)
