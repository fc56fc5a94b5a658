"""Document numbers: published examples, and that one wrong digit is never accepted."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.numbers import (
    DocumentNumber,
    DocumentType,
    NumberFault,
    NumberRefusal,
    icao_check,
    mod11_2_check,
    organisation_check,
    parse_document_number,
    parse_organisation_code,
)
from sync.model.sex import Sex

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "kind", "birth", "sex"),
    [
        ("11010519491231002X", DocumentType.RESIDENT, date(1949, 12, 31), Sex.FEMALE),  # GB 11643-1999, example
        ("11010519491231002x", DocumentType.RESIDENT, date(1949, 12, 31), Sex.FEMALE),
        (" 440902198803082012\n", DocumentType.RESIDENT, date(1988, 3, 8), Sex.MALE),
        ("810000199001010019", DocumentType.HMT, date(1990, 1, 1), Sex.MALE),
        ("820000199001010029", DocumentType.HMT, date(1990, 1, 1), Sex.FEMALE),
        ("830000199001010039", DocumentType.HMT, date(1990, 1, 1), Sex.MALE),
        ("911124198108030024", DocumentType.FOREIGN_2023, date(1981, 8, 3), Sex.FEMALE),  # official specimen
        ("932682198501010017", DocumentType.FOREIGN_2023, date(1985, 1, 1), Sex.MALE),  # official specimen
        ("KAZ110090123105", DocumentType.FOREIGN_2017, date(1990, 12, 31), Sex.FEMALE),
        ("H12345678", DocumentType.HM_TRAVEL_PERMIT, None, None),
        ("M1234567801", DocumentType.HM_TRAVEL_PERMIT, None, None),
        ("12345678", DocumentType.TW_TRAVEL_PERMIT, None, None),
        ("91350100M000100Y43", DocumentType.ORGANISATION, None, None),  # GB 32100-2015
    ],
)
def test_published_numbers(text: str, kind: DocumentType, birth: date | None, sex: Sex | None) -> None:
    found = parse_document_number(text, TODAY)
    assert isinstance(found, DocumentNumber), found
    assert (found.document_type, found.birth_date, found.sex) == (kind, birth, sex)
    assert found.number == text.strip().upper()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NumberFault.EMPTY),
        ("   ", NumberFault.EMPTY),
        ("110105194912310021", NumberFault.CHECK_DIGIT),
        ("110105491231002", NumberFault.OLD_15_DIGIT),
        ("11010519491331002X", NumberFault.BIRTH_DATE),
        ("11010518000101002X", NumberFault.BIRTH_DATE),
        ("11010520491231002X", NumberFault.BIRTH_IN_FUTURE),
        ("00010519491231002X", NumberFault.REGION),
        ("810001199001010019", NumberFault.REGION),
        ("1101051949123100", NumberFault.LENGTH),
        ("1" * 65, NumberFault.LENGTH),
        ("11010519491231 02X", NumberFault.FORMAT),
        ("-10105194912310021", NumberFault.FORMAT),
        ("１１０１０５１９４９１２３１００２Ｘ", NumberFault.NOT_ASCII),
        ("11010519491231002Х", NumberFault.NOT_ASCII),  # Cyrillic letter
        ("٨10000199001010019", NumberFault.NOT_ASCII),  # Arabic-Indic digit
        ("KAZ110090123106", NumberFault.CHECK_DIGIT),
        ("KAZ000090123105", NumberFault.REGION),
        ("KAZ110090133105", NumberFault.BIRTH_DATE),
        ("91350100M000100Y44", NumberFault.CHECK_DIGIT),
        ("91350100I000100Y43", NumberFault.FORMAT),
        ("X12345678", NumberFault.FORMAT),
    ],
)
def test_refusals_have_their_reason(text: str, fault: NumberFault) -> None:
    found = parse_document_number(text, TODAY)
    assert isinstance(found, NumberRefusal), found
    assert found.fault is fault


def test_two_digit_years_need_today() -> None:
    def number(yymmdd: str) -> str:
        body = f"KAZ1100{yymmdd}1"
        return body + icao_check(body)

    young = parse_document_number(number("100203"), TODAY)
    old = parse_document_number(number("270101"), TODAY)
    unknown = parse_document_number(number("100203"))
    leap = parse_document_number(number("000229"), TODAY)  # 1900 had no 29 February
    found = [answer.birth_date for answer in (young, old, unknown, leap) if isinstance(answer, DocumentNumber)]
    assert found == [date(2010, 2, 3), date(1927, 1, 1), None, date(2000, 2, 29)]


def test_an_all_digit_code_is_a_company_only_on_request() -> None:
    bodies = (f"913601241000{serial:05d}" for serial in range(100))
    code = next(code for body in bodies if (code := body + organisation_check(body)).isdigit())
    assert isinstance(parse_document_number(code, TODAY), NumberRefusal)
    found = parse_organisation_code(code)
    assert isinstance(found, DocumentNumber)
    assert found.document_type is DocumentType.ORGANISATION


def test_fictional_people_are_marked() -> None:
    body = "99010119900307451"
    found = parse_document_number(body + mod11_2_check(body), TODAY)
    assert isinstance(found, DocumentNumber)
    assert found.fictional
    real = parse_document_number("11010519491231002X")
    assert isinstance(real, DocumentNumber)
    assert not real.fictional


def _random_numbers(dice: random.Random) -> list[str]:
    day = date(1930, 1, 1) + timedelta(days=dice.randrange(34_000))
    sequence = f"{day:%Y%m%d}{dice.randrange(1000):03d}"
    heads = [
        f"{dice.choice(['11', '36', '44', '51', '52', '65'])}{dice.randrange(10000):04d}",
        dice.choice(["810000", "820000", "830000"]),
        f"9{dice.choice(['11', '36', '44', '52'])}{dice.randrange(1000):03d}",
        "990101",
    ]
    people = [head + sequence + mod11_2_check(head + sequence) for head in heads]
    foreign = f"KAZ3601{day:%y%m%d}{dice.randrange(10)}"
    return [*people, foreign + icao_check(foreign)]


def test_twenty_thousand_single_digit_errors_are_all_refused() -> None:
    dice = random.Random(20261121)
    tried = accepted = 0
    while tried < 20_000:
        for number in _random_numbers(dice):
            assert isinstance(parse_document_number(number, TODAY), DocumentNumber), number
            at = dice.choice([i for i, char in enumerate(number) if char.isdigit()])
            wrong = number[:at] + dice.choice([d for d in "0123456789" if d != number[at]]) + number[at + 1 :]
            accepted += isinstance(parse_document_number(wrong, TODAY), DocumentNumber)
            tried += 1
    assert accepted == 0


def test_neighbours_swapped_are_refused() -> None:
    dice = random.Random(7)
    for _ in range(500):
        for number in _random_numbers(dice)[:4]:
            at = dice.randrange(16)
            swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            if swapped != number:
                assert isinstance(parse_document_number(swapped, TODAY), NumberRefusal)


@given(st.text(max_size=80) | st.from_regex(r"[0-9A-Z]{8,18}", fullmatch=True))
def test_any_text_gets_an_answer(text: str) -> None:
    for found in (parse_document_number(text, TODAY), parse_document_number(text), parse_organisation_code(text)):
        if isinstance(found, DocumentNumber):
            assert found.number.isascii()
            assert found.number == text.strip(" \t\r\n").upper()
