"""SDT frames and text blocks: known bytes, resynchronisation, and anything at all."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from gzf_desk.devices.card import CardType, RawCard
from gzf_desk.devices.drivers.sdt import codec
from gzf_desk.devices.drivers.sdt.codec import BadFrame, FrameDecoder, SamAnswer, encode_frame
from gzf_desk.devices.drivers.sdt.status import SamStatus, code_of
from gzf_desk.devices.drivers.sdt.text import UnknownLayout, parse_text
from gzf_desk.devices.simulation import load_card, shipped_cards
from tests.support.reader_rigs import CARDS
from tests.support.sam_simulator import load_card_file, text_block


def answers(decoder: FrameDecoder) -> list[SamAnswer]:
    found = []
    while (one := decoder.next()) is not None:
        assert isinstance(one, SamAnswer | BadFrame)
        if isinstance(one, SamAnswer):
            found.append(one)
    return found


def test_commands_are_the_published_bytes() -> None:
    head = "aaaaaa96690003"
    published = {
        codec.RESET: "10ffec",
        codec.STATUS: "11ffed",
        codec.MODULE_ID: "12ffee",
        codec.FIND_CARD: "200122",
        codec.SELECT_CARD: "200221",
        codec.READ_TEXT_AND_PHOTO: "300132",
        codec.READ_NEWEST_ADDRESS: "300330",
    }
    for command, tail in published.items():
        assert command.encode().hex() == head + tail


def test_long_answers_have_the_published_length() -> None:
    body = bytes([0, 0, 0x90]) + bytes.fromhex("01000400") + bytes(256 + 1024)
    assert len(encode_frame(body)) == 1295
    assert len(encode_frame(body + bytes(2 + 1024))) == 2321
    assert codec.LONGEST + 7 >= 2321


@given(st.binary(max_size=60), st.binary(max_size=300), st.integers(0, 255), st.binary(max_size=40), st.integers(1, 50))
@example(codec.PREAMBLE, b"", 0x90, codec.PREAMBLE[:4], 1)
def test_a_frame_in_noise_is_found_in_pieces_of_any_size(
    before: bytes, data: bytes, status: int, after: bytes, piece: int
) -> None:
    frame = encode_frame(bytes([0, 0, status]) + data)
    noise = before.replace(b"\xaa", b"\x55")
    stream = noise + frame + after.replace(b"\xaa", b"\x55")
    decoder, found = FrameDecoder(), []
    for at in range(0, len(stream), piece):
        decoder.feed(stream[at : at + piece])
        found += answers(decoder)
    assert found == [SamAnswer(status, data)]


@given(st.binary(min_size=0, max_size=80), st.integers(0, 10_000), st.integers(1, 255))
def test_one_wrong_byte_never_gives_an_answer(data: bytes, at: int, flip: int) -> None:
    frame = bytearray(encode_frame(bytes([0, 0, 0x90]) + data))
    frame[at % len(frame)] ^= flip
    decoder = FrameDecoder()
    decoder.feed(bytes(frame))
    for one in answers(decoder):
        assert one.data != data, "a damaged frame passed as whole"


@given(st.lists(st.binary(max_size=200) | st.just(codec.PREAMBLE + b"\x00\x05"), max_size=20))
def test_any_bytes_give_nothing_but_declared_results(pieces: list[bytes]) -> None:
    decoder = FrameDecoder()
    for piece in pieces:
        decoder.feed(piece)
        answers(decoder)
        assert len(decoder._buffer) <= codec.LONGEST + 7 + len(piece)


def test_after_a_bad_frame_the_next_is_found() -> None:
    good = encode_frame(bytes([0, 0, 0x9F]) + bytes(4))
    for bad in (good[:-1] + b"\x00", codec.PREAMBLE + b"\xff\xff", encode_frame(b"\x01\x00\x90")):
        decoder = FrameDecoder()
        decoder.feed(bad + good)
        assert answers(decoder) == [SamAnswer(0x9F, bytes(4))]


def test_the_text_form_of_an_answer_hides_the_data() -> None:
    assert "990101" not in repr(SamAnswer(0x90, "990101".encode("utf-16-le")))


def test_every_status_has_a_meaning_for_people() -> None:
    assert {code_of(status) for status in range(256)} >= {code_of(status) for status in SamStatus}


def test_all_layouts_come_back_as_they_were_written() -> None:
    for name in shipped_cards():
        expected = load_card(name)
        if expected.card_type is CardType.SOCIAL:
            continue
        newest = expected.newest_address.ljust(35).encode("utf-16-le")
        found = parse_text(text_block(load_card_file(CARDS / f"{name}.json")), newest)
        assert isinstance(found, RawCard)
        assert found == expected, name


def test_nul_padding_is_tolerated_and_broken_text_is_told() -> None:
    block = text_block(load_card_file(CARDS / "lin-xiuli.json"))
    nul = block.replace(b" \0", b"\0\0")
    found = parse_text(nul)
    assert isinstance(found, RawCard)
    assert (found.name, found.damaged) == ("林秀例", False)
    lone = parse_text(b"\x00\xd8" + block[2:])
    assert isinstance(lone, RawCard)
    assert lone.damaged


def test_unknown_types_and_lengths_are_told() -> None:
    block = text_block(load_card_file(CARDS / "lin-xiuli.json"))
    for wrong in (b"", block[:-1], block + b"\0", block[:248] + "Q".encode("utf-16-le") + block[250:]):
        assert parse_text(wrong) == UnknownLayout()


@given(st.binary(min_size=250, max_size=260), st.sampled_from([" ", "\0", "J", "I", "Y", "Z"]), st.binary(max_size=300))
def test_any_block_gives_nothing_but_declared_results(block: bytes, flag: str, newest: bytes) -> None:
    flagged = block[:248] + flag.encode("utf-16-le") + block[250:]
    assert isinstance(parse_text(flagged, newest), RawCard | UnknownLayout)
