"""APDUs and the social security card's files, without a service: known bytes and anything at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.devices.card import RawCard
from gzf_desk.devices.drivers.pcsc import apdu
from gzf_desk.devices.drivers.pcsc.social import APPLICATION, SocialTrouble, read_social_card
from tests.support.reader_rigs import CARDS
from tests.support.sam_simulator import load_card_file
from tests.support.virtual_card import SocialCard, social_files

CARD = load_card_file(CARDS / "social-2.json")


def chip(version: str = "2.00", **options: bool) -> Callable[[bytes], bytes]:
    known = SocialCard(social_files(CARD, version), **options)
    return lambda command: known(command) or b""


def test_commands_are_the_published_bytes() -> None:
    select = apdu.select_application(APPLICATION).encode()
    assert select.hex().upper() == "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
    assert apdu.read_record(0x08, 6).encode().hex() == "00b2083000"
    assert apdu.read_record(0x07, 5).encode().hex() == "00b2072800"
    assert apdu.select_file(0xEF06).encode().hex() == "00a4020002ef06"


def test_a_card_is_read_with_eleven_commands_and_none_of_them_writes() -> None:
    sent: list[bytes] = []
    answer = chip()

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return answer(command)

    found = read_social_card(transmit)
    assert isinstance(found, RawCard)
    assert (found.name, found.number, found.birth) == ("林秀例", "99010119870416102X", "19870416")
    assert len(sent) == 11
    assert {command[1] for command in sent} == {apdu.INS_SELECT, apdu.INS_READ_RECORD}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"application": False}, SocialTrouble.NOT_A_SOCIAL_CARD),
        ({"locked": True}, SocialTrouble.AUTH_REQUIRED),
    ],
)
def test_troubles(options: dict[str, bool], expected: SocialTrouble) -> None:
    assert read_social_card(chip("3.00", **options)) is expected


def test_an_empty_third_edition_card_wants_authentication() -> None:
    files = social_files(CARD | {"number": "", "name": ""}, "3.00")
    known = SocialCard(files)
    assert read_social_card(lambda command: known(command) or b"") is SocialTrouble.AUTH_REQUIRED


def test_a_card_that_answers_nothing_is_gone() -> None:
    assert read_social_card(lambda _: b"") is SocialTrouble.GONE
    assert read_social_card(lambda _: b"\x90") is SocialTrouble.GONE


def test_more_data_without_end_comes_to_an_end() -> None:
    sent: list[bytes] = []

    def endless(command: bytes) -> bytes:
        sent.append(command)
        return b"\x61\xff"

    assert read_social_card(endless) is SocialTrouble.NOT_A_SOCIAL_CARD
    assert len(sent) < 10


@given(st.lists(st.binary(max_size=64), max_size=60))
def test_any_answers_give_nothing_but_declared_results(replies: list[bytes]) -> None:
    left = iter(replies)
    found = read_social_card(lambda _: next(left, b""))
    assert isinstance(found, RawCard | SocialTrouble)


@given(st.data())
def test_a_lying_card_gives_nothing_but_declared_results(data: st.DataObject) -> None:
    """Whole answers whose values are anything."""

    def transmit(command: bytes) -> bytes:
        if command[1] == apdu.INS_SELECT:
            return b"\x90\x00"
        value = data.draw(st.binary(max_size=40))
        return bytes([command[2], len(value)]) + value + b"\x90\x00"

    found = read_social_card(transmit)
    assert isinstance(found, RawCard | SocialTrouble)
    assert "RawCard(" not in repr(found)
