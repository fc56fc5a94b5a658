"""The 256 bytes of text on a card, in four layouts; the two bytes at 248 tell which.

UTF-16LE, fields of fixed length padded with spaces or NULs. Untrusted: this module only cuts and decodes, cleaning and
judging is :func:`gzf_desk.devices.card.judge`.

Source: as found in public readers' software; type flag and foreign layouts seen in at least three of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gzf_desk.devices.card import CardType, RawCard

TEXT_BYTES = 256
NEWEST_ADDRESS_BYTES = 280
"""Longest answer that vendors' libraries accept; cards hold 70."""

_TYPE_AT = 248
_TYPES = {
    "": CardType.RESIDENT,
    "J": CardType.HMT,
    "I": CardType.FOREIGN_2017,
    "Y": CardType.FOREIGN_2023,
}
_Layout = dict[str, tuple[tuple[int, int], ...]]
_RESIDENT: _Layout = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "nation": ((32, 4),),
    "birth": ((36, 16),),
    "address": ((52, 70),),
    "number": ((122, 36),),
    "issuer": ((158, 30),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
}
_HMT: _Layout = {name: at for name, at in _RESIDENT.items() if name != "nation"} | {"pass_number": ((220, 18),)}
_FOREIGN_2017: _Layout = {
    "name_latin": ((0, 120),),
    "sex": ((120, 2),),
    "number": ((122, 30),),
    "nationality": ((152, 6),),
    "name": ((158, 30),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
    "birth": ((220, 16),),
    "issuer": ((240, 8),),
}
_FOREIGN_2023: _Layout = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "birth": ((36, 16),),
    "name_latin": ((52, 70), (220, 22)),
    "number": ((122, 36),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
    "nationality": ((242, 6),),
}
_LAYOUTS: dict[CardType, _Layout] = {
    CardType.RESIDENT: _RESIDENT,
    CardType.HMT: _HMT,
    CardType.FOREIGN_2017: _FOREIGN_2017,
    CardType.FOREIGN_2023: _FOREIGN_2023,
}


@dataclass(frozen=True)
class UnknownLayout:
    """The block has the wrong length or a type nobody knows."""


def parse_text(block: bytes, newest_address: bytes = b"") -> RawCard | UnknownLayout:
    """The strings of a card.

    Args:
        block: 256 bytes.
        newest_address: the address written to the card later, UTF-16LE, or nothing.
    """
    if len(block) != TEXT_BYTES:
        return UnknownLayout()
    flag, _ = _decode(block[_TYPE_AT : _TYPE_AT + 2])
    card_type = _TYPES.get(flag)
    if card_type is None:
        return UnknownLayout()
    fields: dict[str, str] = {}
    damaged = False
    for name, pieces in _LAYOUTS[card_type].items():
        cut = b"".join(block[at : at + length] for at, length in pieces)
        fields[name], broken = _decode(cut)
        damaged |= broken
    fields["newest_address"], broken = _decode(newest_address[:NEWEST_ADDRESS_BYTES])
    return RawCard(card_type=card_type, damaged=damaged or broken, **fields)


def _decode(cut: bytes) -> tuple[str, bool]:
    """Text without padding, and whether some of it was no text."""
    even = cut[: len(cut) // 2 * 2]
    text = even.decode("utf-16-le", errors="replace")
    return text.strip(" \0"), "\ufffd" in text or len(even) != len(cut)
