"""Masks: exactly as promised for the usual names and numbers, and never more than allowed for anything else."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.model.lists import compound_surnames
from sync.model.masking import Audience, Listed, mask_address, mask_listed, mask_name, mask_number, mask_phone
from sync.model.sex import Sex

PUBLIC, SCREEN, SMS = Audience.PUBLIC_LIST, Audience.SCREEN, Audience.SMS
NUMBER = "99010119790504002X"
HOME = "例省例州市例县示例街道示例社区试验路8号3栋502室"
DOTS = "·•・･‧∙"


def invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me", "Cc", "Cf", "Cs"}


def longest_shared_run(shown: str, original: str) -> int:
    """Characters in a row, stars aside, that stand in both."""
    most = 0
    for at in range(len(shown)):
        for to in range(at + 1, len(shown) + 1):
            run = shown[at:to]
            if "*" not in run and run in original:
                most = max(most, to - at)
    return most


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳娜娜", "欧**娜"),
        ("欧阳", "欧*"),
        ("林", "*"),
        ("阿丽亚·例某", "阿**某"),
        ("阿丽亚•例某", "阿**某"),
        ("阿·某", "阿*"),
        ("·林·", "*"),
        ("MUSTER ANNA", "M**A"),
        ("  张三丰 ", "张*丰"),
        ("𠮷田样", "𠮷*样"),
        ("张\U000e0100三", "张*"),
        ("e\u0301tienne", "é*****e"),
        ("", ""),
        (" · ", ""),
        (None, ""),
    ],
)
def test_names_in_lists_and_on_screens(name: str | None, shown: str) -> None:
    assert mask_name(name, PUBLIC) == shown
    assert mask_name(name, SCREEN) == shown


@pytest.mark.parametrize(
    ("name", "sex", "chinese", "english"),
    [
        ("张三", Sex.MALE, "张先生", "Mr 张"),
        ("林秀例", Sex.FEMALE, "林女士", "Ms 林"),
        ("欧阳娜娜", Sex.FEMALE, "欧阳女士", "Ms 欧阳"),
        ("欧阳娜", Sex.FEMALE, "欧阳女士", "Ms 欧阳"),
        ("欧阳", None, "欧先生/女士", "Mr/Ms 欧"),
        ("林", Sex.UNKNOWN, "*先生/女士", "Mr/Ms *"),
        ("阿丽亚·例某", Sex.FEMALE, "阿**某女士", "Ms 阿**某"),
        ("A例", Sex.MALE, "A*先生", "Mr A*"),
        ("MUSTER", Sex.UNSPECIFIED, "M****R先生/女士", "Mr/Ms M****R"),
    ],
)
def test_names_in_messages(name: str, sex: Sex | None, chinese: str, english: str) -> None:
    assert mask_name(name, SMS, sex=sex) == chinese
    assert mask_name(name, SMS, sex=sex, language="en") == english


def test_nothing_of_a_minors_name_is_shown() -> None:
    assert mask_name("陈小样", PUBLIC, minor=True) == ""
    assert mask_name("陈小样", SMS, minor=True) == ""
    assert mask_name("陈小样", SCREEN, minor=True) == "**"
    assert mask_name("", SCREEN, minor=True) == ""


def test_document_numbers_only_on_screens() -> None:
    assert mask_number(NUMBER, SCREEN) == "990101************"
    assert mask_number("H12345678", SCREEN) == "H12******"
    assert mask_number("CHN990179050402", SCREEN) == "CHN99**********"
    assert mask_number("12", SCREEN) == "**"
    assert mask_number(None, SCREEN) == ""
    assert [mask_number(NUMBER, one) for one in (PUBLIC, SMS)] == ["", ""]


def test_phones_only_on_screens() -> None:
    assert mask_phone("19900001234", SCREEN) == "199****1234"
    assert mask_phone("199****1234", SCREEN) == "199****1234"
    assert mask_phone("0795-1234567", SCREEN) == "************"
    assert mask_phone("", SCREEN) == ""
    assert [mask_phone("19900001234", one) for one in (PUBLIC, SMS)] == ["", ""]


@pytest.mark.parametrize(
    ("address", "listed", "screen"),
    [
        (HOME, "例省例州市例县示例街道示例社区", "例省例州市例县示例街道示例社区试验路8号3栋"),
        ("例县例镇例村委会３组５号", "例县例镇例村委会", "例县例镇例村委会"),
        ("例州市例县例镇试验路8号", "例州市例县例镇", "例州市例县例镇试验路8号"),
        ("例州市幸福小区A栋三〇二", "例州市", "例州市幸福小区A栋"),
        ("北京市东城区试验路8号院3号楼2单元101", "北京市东城区", "北京市东城区试验路8号院3号楼"),
        ("例州市例园区试验路8号", "例州市", "例州市例园区试验路8号"),
        ("例县试验路壹号院", "例县", "例县试验路壹号院"),
        ("例旗例苏木", "例旗例苏木", "例旗例苏木"),
        ("例自治州", "例自治州", "例自治州"),
        ("例县502-3栋", "例县", "例县"),
        ("例县3组5号", "例县", "例县"),
        ("试验路8号502", "", "试验路8号"),
        ("示例花园3#502", "", "示例花园3#"),
        ("502室幸福社区", "", ""),
        ("在家", "", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_addresses(address: str | None, listed: str, screen: str) -> None:
    assert mask_address(address, PUBLIC) == listed
    assert mask_address(address, SCREEN) == screen
    assert mask_address(address, SMS) == ""


@given(st.text(max_size=40))
@example("张*三")
@example("\ud800")
def test_a_name_shows_single_characters_at_most(name: str) -> None:
    shown = mask_name(name, PUBLIC)
    assert shown == mask_name(name, SCREEN)
    assert sum(char not in {"*"} for char in shown) <= 2
    inner = unicodedata.normalize("NFC", name)
    letters = [char for char in inner if char not in DOTS and not char.isspace() and not invisible(char)]
    if len(letters) >= 2:
        assert longest_shared_run(shown, inner) <= 1
    if len(letters) <= 1:
        assert not shown or shown == "*"
    assert mask_name(shown, PUBLIC) == shown


@given(st.text(max_size=40), st.sampled_from([None, *Sex]), st.sampled_from(["zh_CN", "en"]))
def test_a_message_names_a_surname_at_most(name: str, sex: Sex | None, language: str) -> None:
    message = mask_name(name, SMS, sex=sex, language=language)
    for words in ("先生/女士", "先生", "女士", "Mr/Ms ", "Mr ", "Ms "):
        if message.endswith(words) or message.startswith(words):
            message = message.removesuffix(words).removeprefix(words)
            break
    bare = message.replace("*", "")
    assert len(bare) <= 2
    if len(bare) == 2 and "*" not in message:
        assert bare in compound_surnames()
        assert len(name) > 2


@given(st.text(max_size=30), st.sampled_from(Audience))
@example("99010119790504002X", SCREEN)
def test_a_number_shows_six_at_most_and_never_a_third_more(number: str, audience: Audience) -> None:
    shown = mask_number(number, audience)
    head = shown.rstrip("*")
    assert number.startswith(head)
    assert len(head) <= max(6 if len(number) >= 18 else len(number) // 3, number.count("*"))
    if audience is not SCREEN:
        assert shown == ""


@given(st.text(string.digits + "-*+", max_size=15), st.sampled_from(Audience))
def test_a_phone_shows_seven_digits_of_eleven_or_none(phone: str, audience: Audience) -> None:
    shown = mask_phone(phone, audience)
    digits = sum(char.isdigit() for char in shown)
    assert digits == 7 if digits else set(shown) <= {"*"}
    assert mask_phone(shown, audience) == shown
    if audience is not SCREEN:
        assert shown == ""


ADDRESS_PARTS = st.sampled_from(
    [
        "例省",
        "例州市",
        "例县",
        "示例街道",
        "例镇",
        "示例社区",
        "例村",
        "试验路",
        "8",
        "3",
        "五",
        "号",
        "栋",
        "502",
        "室",
        "单元",
        "小区",
        "A",
        "-",
    ]
)


@given(st.lists(ADDRESS_PARTS, max_size=14).map("".join) | st.text(max_size=40))
def test_an_address_is_cut_and_never_changed(address: str) -> None:
    plain = unicodedata.normalize("NFKC", address).strip()
    listed, screen = mask_address(address, PUBLIC), mask_address(address, SCREEN)
    assert plain.startswith(listed)
    assert plain.startswith(screen)
    assert not any(char.isdigit() or (char.isascii() and char.isalpha()) for char in listed)
    assert mask_address(listed, PUBLIC) == listed
    assert "室" not in screen or not any(char.isdigit() for char in screen[: screen.index("室")])


def test_a_long_address_is_cut_off_before_it_is_read() -> None:
    assert mask_address("例" * 200 + "县", PUBLIC) == ""
    assert mask_address("例" * 199 + "县", PUBLIC) == "例" * 199 + "县"


def rows(*numbers_and_names: tuple[str, str]) -> list[Listed]:
    return [Listed(name=name, case_number=number) for number, name in numbers_and_names]


def test_rows_that_look_alike_get_the_end_of_their_case_number() -> None:
    found = mask_listed(rows(("SL9901010003001228", "张三"), ("SL9901010003001319", "张四"), ("SL1", "李四")))
    assert found == ("张*（1228）", "张*（1319）", "李*")


def test_the_end_grows_until_it_tells_them_apart() -> None:
    found = mask_listed(rows(("SL9901010003001228", "张三"), ("SL9901010003011228", "张四")))
    assert found == ("张*（01228）", "张*（11228）")
    assert mask_listed(rows(("1228", "张三"), ("91228", "张四"))) == ("张*（1228）", "张*（91228）")
    assert mask_listed(rows(("SL1228", "张三"), ("SL1228", "张四"))) == ("张*（1228）", "张*（1228）")


def test_what_stands_beside_the_name_tells_apart_as_well() -> None:
    one = Listed(name="张三", case_number="SL0001", beside="3")
    two = Listed(name="张四", case_number="SL0002", beside="4")
    assert mask_listed([one, two]) == ("张*", "张*")


def test_a_minor_and_a_nameless_row_are_only_a_star() -> None:
    minor = Listed(name="陈小样", case_number="SL0001", minor=True)
    nameless = Listed(name=None, case_number="SL0002")
    assert mask_listed([minor]) == ("*",)
    assert mask_listed([minor, nameless]) == ("*（0001）", "*（0002）")
    assert mask_listed([]) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["张三", "张四", "李四", "张三丰"]), st.integers(0, 99_999)),
        unique_by=lambda row: row[1],
    )
)
def test_every_row_of_a_list_can_be_told_apart(people: list[tuple[str, int]]) -> None:
    found = mask_listed([Listed(name=name, case_number=f"SL{number:05d}") for name, number in people])
    assert len(set(found)) == len(people)
    for shown, (name, _) in zip(found, people, strict=True):
        assert name not in shown
