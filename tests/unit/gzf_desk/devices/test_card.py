"""What a card says, cleaned and judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.devices.card import CardType, CardWarning, RawCard, clean, judge
from gzf_desk.devices.simulation import load_card, shipped_cards
from sync.model.numbers import DocumentNumber, parse_document_number
from sync.model.sex import Sex

TODAY = date(2026, 11, 21)
LIN = load_card("lin-xiuli")


def warnings(raw: RawCard, today: date = TODAY) -> set[str]:
    return {warning.value for warning in judge(raw, today, "test").warnings}


@pytest.mark.parametrize("name", sorted(set(shipped_cards()) - {"expired", "contradictory"}))
def test_shipped_cards_are_sound_and_fictional(name: str) -> None:
    raw = load_card(name)
    assert warnings(raw) == set()
    parsed = parse_document_number(raw.number, TODAY)
    assert isinstance(parsed, DocumentNumber)
    assert parsed.fictional or raw.card_type in {CardType.HMT, CardType.FOREIGN_2023}
    assert "例" in raw.name or "样" in raw.name or "测" in raw.name or "规则" in raw.name


def test_a_card_becomes_a_record() -> None:
    card = judge(LIN, TODAY, "SDT 1")
    assert msgspec.json.decode(msgspec.json.encode(card)) == {
        "document_type": "resident",
        "name": "林秀例",
        "name_latin": None,
        "sex": "female",
        "nation": "汉",
        "birth_date": "1987-04-16",
        "address": "示例省示例市示例区例街道一路1号101室",
        "number": LIN.number,
        "issuer": "示例市公安局示例分局",
        "valid_from": "2020-01-01",
        "valid_to": "2040-01-01",
        "nationality": None,
        "pass_number": None,
        "reader": "SDT 1",
        "warnings": [],
        "nation_code": "01",
        "newest_address": None,
        "card_number": None,
        "long_term": False,
        "fictional": True,
    }


def test_no_text_form_of_a_card_shows_the_person() -> None:
    for shown in (repr(judge(LIN, TODAY, "x")), str(judge(LIN, TODAY, "x")), repr(LIN), str(LIN)):
        assert "林" not in shown
        assert LIN.number not in shown


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"birth": "19870417"}, {"BIRTH_MISMATCH"}),
        ({"sex": "1"}, {"SEX_MISMATCH"}),
        ({"sex": "9"}, set()),
        ({"sex": "7"}, {"SEX_UNKNOWN"}),
        ({"nation": "57"}, {"NATION_UNKNOWN"}),
        ({"nation": ""}, {"NATION_UNKNOWN"}),
        ({"valid_to": "20261120"}, {"EXPIRED"}),
        ({"valid_to": "20261121"}, set()),
        ({"valid_from": "20261122"}, {"NOT_YET_VALID"}),
        ({"valid_from": "20261121"}, set()),
        ({"valid_to": "长期"}, set()),
        ({"valid_to": "20260231"}, {"DATE_UNREADABLE"}),
        ({"birth": "１９８７０４１６"}, {"DATE_UNREADABLE"}),
        ({"number": "990101198704161020"}, {"NUMBER_INVALID"}),
        ({"number": "810000199001010019"}, {"TYPE_MISMATCH", "BIRTH_MISMATCH", "SEX_MISMATCH"}),
        ({"name": " "}, {"NAME_MISSING"}),
        ({"name": "林\x1b[31m例"}, {"CONTROL_CHARACTERS"}),
        ({"address": "例街\u202e1号"}, {"CONTROL_CHARACTERS"}),
        ({"name": "林秀例\0\0\0"}, set()),
        ({"name": "𠀀𱍐例"}, set()),
        ({"damaged": True}, {"TEXT_DAMAGED"}),
    ],
)
def test_contradictions_come_as_warnings(change: dict[str, object], expected: set[str]) -> None:
    assert warnings(replace(LIN, **change)) == expected  # type: ignore[arg-type]  # a table of single changes


def test_unknown_codes_are_shown_as_they_are() -> None:
    card = judge(replace(LIN, nation="57"), TODAY, "x")
    assert (card.nation, card.nation_code) == ("57", "57")
    foreign = judge(replace(load_card("foreign-2023"), nationality="QQQ"), TODAY, "x")
    assert foreign.nationality == "QQQ"
    assert foreign.warnings == (CardWarning.COUNTRY_UNKNOWN,)


def test_nationality_by_either_code() -> None:
    foreign = load_card("foreign-2023")
    assert judge(foreign, TODAY, "x").nationality == "GBR"
    assert judge(replace(foreign, nationality="GBR"), TODAY, "x").nationality == "GBR"


def test_long_term_and_missing_end_are_told_apart() -> None:
    assert judge(replace(LIN, valid_to="长期"), TODAY, "x").long_term
    missing = judge(replace(LIN, valid_to=""), TODAY, "x")
    assert missing.valid_to is None
    assert not missing.long_term


def test_two_digit_year_of_the_2017_card_is_compared_as_such() -> None:
    old = replace(load_card("foreign-2017"), birth="18901231")
    assert "BIRTH_MISMATCH" not in warnings(old)
    assert "BIRTH_MISMATCH" in warnings(replace(old, birth="19901230"))


@given(st.text(max_size=60), st.integers(1, 40))
def test_clean_text_is_short_and_printable(text: str, limit: int) -> None:
    found, _ = clean(text, limit)
    assert len(found) <= limit
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in found)


@given(st.sampled_from(list(CardType)), st.lists(st.text(max_size=80), min_size=10, max_size=10))
def test_any_text_on_a_card_gives_a_record(kind: CardType, texts: list[str]) -> None:
    fields = ("name", "name_latin", "sex", "nation", "birth", "address", "number", "issuer", "valid_to", "nationality")
    card = judge(RawCard(card_type=kind, **dict(zip(fields, texts, strict=True))), TODAY, "x")  # type: ignore[arg-type]  # strings only
    assert isinstance(card.sex, Sex)
    msgspec.json.encode(card)
