"""The files of a social security card: what is read and how it is told.

Read by tag, not by record number: numbers shift between editions. Nothing is written, no PIN is ever sent, the bank's
application is never touched, the place of birth is not read (nobody needs it).

Source: LD/T 32-2015 as found in public readers' software (application name and tags seen in at least four of them);
contents of edition 3.00 need authentication by a security module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from gzf_desk.devices.card import CardType, RawCard
from gzf_desk.devices.drivers.pcsc import apdu
from gzf_desk.devices.drivers.pcsc.apdu import CommandApdu, ResponseApdu, StatusWord, decode_response

APPLICATION = b"sx1.sh." + "社会保障".encode("gbk")
EF_CARD = 0xEF05
EF_PERSON = 0xEF06

TAG_VERSION = 0x03
TAG_ISSUED = 0x05
TAG_EXPIRES = 0x06
TAG_CARD_NUMBER = 0x07
TAG_NUMBER = 0x08
TAG_NAME = 0x09
TAG_SEX = 0x0A
TAG_NATION = 0x0B
TAG_BIRTH = 0x0D
TAG_NAME_MORE = 0x4E
"""Rest of a long name, editions 2.00 and 3.00; its bytes continue those of the name."""

_CARD_NUMBER_BYTES = 9
_MOST_RESPONSES = 4
_AUTHENTICATION = frozenset(
    {StatusWord.SECURITY_NOT_SATISFIED, StatusWord.AUTHENTICATION_BLOCKED, StatusWord.CONDITIONS_NOT_SATISFIED}
)
_ABSENT = frozenset({StatusWord.RECORD_NOT_FOUND})
_NO_SHORT_FILES = frozenset(
    {
        StatusWord.NO_CURRENT_FILE,
        StatusWord.FUNCTION_NOT_SUPPORTED,
        StatusWord.FILE_NOT_FOUND,
        StatusWord.WRONG_P1_P2,
        StatusWord.WRONG_PARAMETERS,
    }
)

Transmit = Callable[[bytes], bytes]


class SocialTrouble(Enum):
    """Why a card gave no data."""

    NOT_A_SOCIAL_CARD = auto()
    AUTH_REQUIRED = auto()
    DAMAGED = auto()
    GONE = auto()


class _Stop(Exception):
    """Ends the reading of a card."""

    def __init__(self, trouble: SocialTrouble) -> None:
        super().__init__(trouble.name)
        self.trouble = trouble


@dataclass
class _Files:
    """The card's files while they are read.

    Attributes:
        transmit: sends a command, gives the answer.
        by_selection: the card does not take short file identifiers.
        selected: the file selected last.
    """

    transmit: Transmit
    by_selection: bool = False
    selected: int = 0

    def exchange(self, command: CommandApdu) -> ResponseApdu:
        """One command with what T=0 makes of it: wrong length said again, waiting data fetched."""
        answer = self._once(command)
        if answer.sw >> 8 == apdu.SW1_WRONG_LE:
            answer = self._once(command.with_le(answer.sw & 0xFF))
        data = answer.data
        for _ in range(_MOST_RESPONSES):
            if answer.sw >> 8 != apdu.SW1_MORE_DATA:
                break
            answer = self._once(apdu.get_response(answer.sw & 0xFF))
            data += answer.data
        return ResponseApdu(data, answer.sw)

    def _once(self, command: CommandApdu) -> ResponseApdu:
        answer = decode_response(self.transmit(command.encode()))
        if answer is None:
            raise _Stop(SocialTrouble.GONE)
        return answer

    def record(self, file: int, tag: int) -> bytes:
        """The value of a record; b"" when the card has none."""
        answer = self._read(file, tag)
        if answer.sw in _NO_SHORT_FILES and not self.by_selection:
            self.by_selection = True
            answer = self._read(file, tag)
        if answer.sw in _AUTHENTICATION:
            raise _Stop(SocialTrouble.AUTH_REQUIRED)
        if answer.sw in _ABSENT:
            return b""
        if answer.sw != StatusWord.OK:
            raise _Stop(SocialTrouble.DAMAGED)
        if len(answer.data) < 2 or answer.data[0] != tag or answer.data[1] != len(answer.data) - 2:
            raise _Stop(SocialTrouble.DAMAGED)
        return answer.data[2:]

    def _read(self, file: int, tag: int) -> ResponseApdu:
        if not self.by_selection:
            return self.exchange(apdu.read_record(tag, file & 0x1F))
        if self.selected != file:
            answer = self.exchange(apdu.select_file(file))
            if answer.sw != StatusWord.OK:
                answer = self.exchange(apdu.select_file(file, apdu.SELECT_BY_IDENTIFIER))
            if answer.sw != StatusWord.OK:
                return answer
            self.selected = file
        return self.exchange(apdu.read_record(tag))


def read_social_card(transmit: Transmit) -> RawCard | SocialTrouble:
    """Read the holder's data.

    Args:
        transmit: sends the bytes of a command and gives those of the answer; what it raises passes through.
    """
    files = _Files(transmit)
    try:
        if files.exchange(apdu.select_application(APPLICATION)).sw != StatusWord.OK:
            return SocialTrouble.NOT_A_SOCIAL_CARD
        return _read(files)
    except _Stop as stop:
        return stop.trouble


def _read(files: _Files) -> RawCard | SocialTrouble:
    version = files.record(EF_CARD, TAG_VERSION)
    number = _ascii(files.record(EF_PERSON, TAG_NUMBER))
    name, damaged = _name(files.record(EF_PERSON, TAG_NAME), files.record(EF_PERSON, TAG_NAME_MORE))
    if not number and not name and version[:1] == b"3":
        return SocialTrouble.AUTH_REQUIRED
    return RawCard(
        card_type=CardType.SOCIAL,
        name=name,
        number=number,
        sex=_ascii(files.record(EF_PERSON, TAG_SEX)),
        nation=_digits(files.record(EF_PERSON, TAG_NATION)),
        birth=_digits(files.record(EF_PERSON, TAG_BIRTH)),
        card_number=_ascii(files.record(EF_CARD, TAG_CARD_NUMBER)[:_CARD_NUMBER_BYTES]),
        valid_from=_digits(files.record(EF_CARD, TAG_ISSUED)),
        valid_to=_digits(files.record(EF_CARD, TAG_EXPIRES)),
        damaged=damaged,
    )


def _name(first: bytes, more: bytes) -> tuple[str, bool]:
    """The bytes of both parts belong together: a character may be cut in two between them."""
    joined = first.rstrip(b"\0 ") + more.rstrip(b"\0 ")
    text = joined.decode("gb18030", errors="replace")
    return text, "\ufffd" in text


def _ascii(value: bytes) -> str:
    return value.decode("ascii", errors="replace").strip(" \0")


def _digits(value: bytes) -> str:
    """Packed decimal digits; all FF or all 00 means that the card does not say."""
    if not value.strip(b"\xff") or not value.strip(b"\0"):
        return ""
    return value.hex()
