"""Commands to a chip card and its status words.

Source: ISO/IEC 7816-4:2020, sections 5 (structures), 7 (records), 11.1 (SELECT); the numbers in the names are its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

CLA_INTERINDUSTRY = 0x00
"""No secure messaging, first logical channel."""

INS_SELECT = 0xA4
INS_READ_RECORD = 0xB2
INS_GET_RESPONSE = 0xC0
"""Fetches what a T=0 card announced with ``61xx``."""

SELECT_BY_NAME = 0x04
"""P1 of SELECT: the data field is the name of an application (AID)."""

SELECT_EF_UNDER_DF = 0x02
"""P1 of SELECT: the data field is the two-byte identifier of a file under the current application."""

SELECT_BY_IDENTIFIER = 0x00
"""P1 of SELECT: any file by its two-byte identifier; some cards take only this."""

FIRST_OCCURRENCE = 0x00
"""Low three bits of P2 of READ RECORD: P1 is a record *identifier* (the record's tag), first occurrence."""

LE_ALL = 0x00
"""Le: as much as there is, up to 256 bytes."""


class StatusWord(IntEnum):
    """Status words that change what is done next."""

    OK = 0x9000
    SECURITY_NOT_SATISFIED = 0x6982
    AUTHENTICATION_BLOCKED = 0x6983
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    WRONG_P1_P2 = 0x6A86
    WRONG_PARAMETERS = 0x6B00


SW1_MORE_DATA = 0x61
"""``61xx``: xx bytes wait, fetch them with GET RESPONSE."""

SW1_WRONG_LE = 0x6C
"""``6Cxx``: say it again with Le = xx."""


@dataclass(frozen=True)
class CommandApdu:
    """A command.

    Attributes:
        ins: what to do.
        p1: first parameter.
        p2: second parameter.
        data: at most 255 bytes.
        le: expected length, or None when no answer data is expected.
    """

    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None

    def encode(self) -> bytes:
        """The bytes on the wire (short form)."""
        head = bytes([CLA_INTERINDUSTRY, self.ins, self.p1, self.p2])
        body = bytes([len(self.data)]) + self.data if self.data else b""
        return head + body + (b"" if self.le is None else bytes([self.le]))

    def with_le(self, le: int) -> CommandApdu:
        """The same command with another expected length."""
        return CommandApdu(self.ins, self.p1, self.p2, self.data, le)


@dataclass(frozen=True, repr=False)
class ResponseApdu:
    """An answer; its text form hides the data, which may be a person's.

    Attributes:
        data: what came before the status word.
        sw: the status word, two bytes as one number.
    """

    data: bytes
    sw: int

    def __repr__(self) -> str:
        return f"ResponseApdu({len(self.data)} bytes, {self.sw:04X})"


def decode_response(raw: bytes) -> ResponseApdu | None:
    """An answer, or None when it is too short to be one."""
    if len(raw) < 2:
        return None
    return ResponseApdu(raw[:-2], int.from_bytes(raw[-2:], "big"))


def select_application(name: bytes) -> CommandApdu:
    """SELECT an application by name."""
    return CommandApdu(INS_SELECT, SELECT_BY_NAME, 0x00, name)


def select_file(identifier: int, p1: int = SELECT_EF_UNDER_DF) -> CommandApdu:
    """SELECT a file by its identifier."""
    return CommandApdu(INS_SELECT, p1, 0x00, identifier.to_bytes(2, "big"))


def read_record(tag: int, short_file: int = 0) -> CommandApdu:
    """READ RECORD by its tag.

    Args:
        tag: first byte of the record.
        short_file: short identifier of the file, or 0 for the file selected last.
    """
    return CommandApdu(INS_READ_RECORD, tag, short_file << 3 | FIRST_OCCURRENCE, le=LE_ALL)


def get_response(length: int) -> CommandApdu:
    """GET RESPONSE."""
    return CommandApdu(INS_GET_RESPONSE, 0x00, 0x00, le=length)
