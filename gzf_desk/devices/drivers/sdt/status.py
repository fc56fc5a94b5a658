"""Status bytes of the module and what they mean for the person at the window.

Source: third status byte of SDT answers, seen alike in the software of five vendors.
"""

from __future__ import annotations

from enum import IntEnum

from gzf_desk.devices.base import Code


class SamStatus(IntEnum):
    """The third status byte."""

    TRANSFER_ERROR = 0x03
    CHECKSUM_WRONG = 0x10
    LENGTH_WRONG = 0x11
    COMMAND_WRONG = 0x21
    NO_PRIVILEGE = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REJECTED_MODULE = 0x31
    MODULE_REJECTED_CARD = 0x32
    INFORMATION_NOT_VERIFIED = 0x33
    CARD_TYPE_UNKNOWN = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81
    OK = 0x90
    ITEM_ABSENT = 0x91
    CARD_FOUND = 0x9F
    LINK_FAULT = 0xFF


REPEATABLE = frozenset({SamStatus.TRANSFER_ERROR, SamStatus.CHECKSUM_WRONG, SamStatus.LENGTH_WRONG})
"""The module did not understand what came over the wire: say it again."""

_MEANING: dict[int, Code] = {
    SamStatus.TRANSFER_ERROR: Code.READER_GARBLED,
    SamStatus.CHECKSUM_WRONG: Code.READER_GARBLED,
    SamStatus.LENGTH_WRONG: Code.READER_GARBLED,
    SamStatus.LINK_FAULT: Code.READER_GARBLED,
    SamStatus.SELF_TEST_FAILED: Code.READER_SELF_TEST,
    SamStatus.NOT_AUTHORISED: Code.READER_UNAUTHORISED,
    SamStatus.NO_PRIVILEGE: Code.READER_UNAUTHORISED,
    SamStatus.CARD_REJECTED_MODULE: Code.CARD_UNREADABLE,
    SamStatus.MODULE_REJECTED_CARD: Code.CARD_UNREADABLE,
    SamStatus.INFORMATION_NOT_VERIFIED: Code.CARD_UNREADABLE,
    SamStatus.RANDOM_FAILED: Code.CARD_UNREADABLE,
    SamStatus.CARD_TYPE_UNKNOWN: Code.CARD_UNKNOWN,
    SamStatus.READ_FAILED: Code.CARD_LIFTED,
    SamStatus.FIND_FAILED: Code.CARD_LIFTED,
    SamStatus.SELECT_FAILED: Code.CARD_LIFTED,
}


def code_of(status: int) -> Code:
    """What a status that is not the hoped-for one means."""
    return _MEANING.get(status, Code.READER_REFUSED)
