"""All policies: by version, by day, by region; one city's broken file stops only that city."""

from __future__ import annotations

from datetime import date

import pytest

from sync import assets
from sync.errors import InvalidPolicy
from sync.model.ids import OrgCode
from sync.policy import PolicyBook
from sync.policy.parsing import plain_policy
from tests.support.policy_texts import CITY, book_of, shipped_texts

DAY = date(2026, 3, 2)


def later(version: str, begins: str, region: str = "9901", policy_id: str = "yichun2") -> dict[str, str]:
    """One more policy, made of the example's."""
    text = shipped_texts()[CITY].replace('version = "2026-01"', f'version = "{version}"', 1)
    text = text.replace("effective_from = 2026-01-01", f"effective_from = {begins}", 1)
    text = text.replace('region = "9901"', f'region = "{region}"', 1).replace(
        'id = "yichun2"', f'id = "{policy_id}"', 1
    )
    return {f"{policy_id}/{version}.toml": text}


def names_of(book: PolicyBook) -> list[str]:
    return [f"{policy.id}@{policy.version}" for policy in book.all()]


def test_the_shipped_book() -> None:
    book = PolicyBook.in_resources(assets.names, assets.read_text)
    assert book.broken == {}
    assert "province" in book.ids
    assert ("province", "2026-01") in book.keys
    assert names_of(book) == sorted(f"{policy_id}@2026-01" for policy_id in book.ids if policy_id != "province")
    assert book.policy("province", "2026-01") is None
    assert book.policy("yichun2", "1999-01") is None
    assert book.policy("nowhere", "2026-01") is None
    example = book.policy("yichun2", "2026-01")
    assert example is not None
    assert example is book.policy("yichun2", "2026-01")
    assert example.extends == "province@2026-01"
    assert book.where(example)("clocks.correction") == "province/2026-01/clocks.toml:2"
    assert plain_policy(example)["rent"]["deposit_fen"]["set_by"] == "province"


def test_versions_follow_each_other_by_their_day() -> None:
    book = book_of(
        {**shipped_texts(), **later("b", "2026-04-01"), **later("a", "2026-05-01"), **later("c", "2026-04-01")}
    )
    assert book.versions("yichun2") == ("2026-01", "b", "c", "a")
    assert book.versions("province") == book.versions("nowhere") == ()
    for day, version in (
        (date(2026, 3, 31), "2026-01"),
        (date(2026, 4, 1), "c"),
        (date(2026, 4, 30), "c"),
        (date(2026, 5, 1), "a"),
        (date(2030, 1, 1), "a"),
    ):
        current = book.current("yichun2", day)
        assert current is not None
        assert current.version == version
    newest = book.newest("yichun2")
    assert newest is not None
    assert newest.version == "a"


def test_before_the_first_version_there_is_none_in_force() -> None:
    book = book_of(shipped_texts())
    eve = date(2025, 12, 31)
    assert book.current("yichun2", eve) is None
    first = book.current_or_first("yichun2", eve)
    assert first is not None
    assert first.version == "2026-01"
    assert book.current_or_first("yichun2", date(2026, 1, 1)) is book.current("yichun2", date(2026, 1, 1)) is first
    for nothing in ("nowhere", "province"):
        assert book.current(nothing, DAY) is book.current_or_first(nothing, DAY) is book.newest(nothing) is None


def test_the_nearest_region_decides_by_its_newest_version() -> None:
    texts = {
        **shipped_texts(),
        **later("1", "2026-01-01", "990101", "county"),
        **later("2", "2026-06-01", "990101", "county"),
        **later("1", "2026-06-01", "990101003", "street"),
    }
    book = book_of(texts)
    for org, day, expected in (
        ("9901", DAY, "yichun2@2026-01"),
        ("990102", DAY, "yichun2@2026-01"),
        ("990101", DAY, "county@1"),
        ("990101003", DAY, "county@1"),
        ("990101003", date(2026, 6, 1), "street@1"),
        ("990101004", date(2026, 6, 1), "county@2"),
    ):
        found = book.for_region(OrgCode(org), day)
        assert found is not None
        assert f"{found.id}@{found.version}" == expected, (org, day)
    assert book.for_region(OrgCode("9901"), date(2025, 12, 31)) is None
    assert book.for_region(OrgCode("99"), DAY) is None
    assert book.for_region(OrgCode("1101"), DAY) is None


def test_two_policies_of_one_region_are_told_apart_by_day_then_version_then_name() -> None:
    texts = {**shipped_texts(), **later("2026-02", "2026-01-01", "9901", "another")}
    found = book_of(texts).for_region(OrgCode("9901"), DAY)
    assert found is not None
    assert found.id == "another"
    texts = {**shipped_texts(), **later("2026-01", "2026-01-01", "9901", "another")}
    found = book_of(texts).for_region(OrgCode("9901"), DAY)
    assert found is not None
    assert found.id == "yichun2"


@pytest.mark.parametrize(
    "spoilt",
    ["x = ", 'id = "zhuhai3"\nversion = "2026-01"\n', 'id = "zhuhai3"\nversion = "2026-01"\nextends = "gone@1"\n'],
)
def test_a_broken_file_stops_only_its_own_city(spoilt: str) -> None:
    book = book_of({**shipped_texts(), "zhuhai3/2026-01.toml": spoilt, "readme.toml": ""})
    assert set(book.broken) == {"zhuhai3@2026-01", "readme.toml"}
    assert "zhuhai3/2026-01.toml" in book.broken["zhuhai3@2026-01"].where
    assert names_of(book) == [name for name in names_of(book_of(shipped_texts())) if not name.startswith("zhuhai3")]
    found = book.for_region(OrgCode("990101"), DAY)
    assert found is not None
    assert found.id == "yichun2"
    assert book.for_region(OrgCode("4404"), DAY) is None  # it does not even say what it is for
    for ask in (
        lambda: book.policy("zhuhai3", "2026-01"),
        lambda: book.current("zhuhai3", DAY),
        lambda: book.current_or_first("zhuhai3", DAY),
        lambda: book.newest("zhuhai3"),
        lambda: book.versions("zhuhai3"),
    ):
        with pytest.raises(InvalidPolicy):
            ask()


def test_an_older_version_never_stands_in_for_a_broken_one() -> None:
    ((name, text),) = later("b", "2026-04-01").items()
    book = book_of({**shipped_texts(), name: text.replace("may_reject = true\n", "may_reject = 1\n", 1)})
    assert book.current("yichun2", date(2026, 3, 31)) is not None
    for day in (date(2026, 4, 1), date(2027, 1, 1)):
        with pytest.raises(InvalidPolicy):
            book.current("yichun2", day)
        with pytest.raises(InvalidPolicy):
            book.for_region(OrgCode("990101"), day)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("effective_from = 2026-01-01", 'effective_from = "2026"', "effective_from"),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-01T00:00:00", "effective_from"),
        ("effective_from = 2026-01-01\n", "", "effective_from"),
        ('region = "9901"', "region = 9901", "region"),
        ('region = "9901"\n', "", "region"),
    ],
)
def test_who_does_not_say_when_and_where_is_named(old: str, new: str, key: str) -> None:
    text = shipped_texts()[CITY].replace(old, new)
    book = book_of({**shipped_texts(), CITY: text})
    with pytest.raises(InvalidPolicy) as error:
        book.versions("yichun2")
    assert error.value.key == key
    name, _, line = error.value.where.partition(":")
    assert name == CITY
    assert not new or text.splitlines()[int(line) - 1].startswith(key)
    assert book.for_region(OrgCode("990101"), DAY) is None


def test_a_layer_that_is_only_inherited_from_must_make_sense_as_far_as_it_goes() -> None:
    rent = "province/2026-01/rent.toml"
    for new, key, line in (
        ('value = "x"', "rent.income_share.value", 2),
        ("value = -1", "rent.income_share", 2),
    ):
        book = book_of({**shipped_texts(), rent: shipped_texts()[rent].replace("value = 150", new, 1)})
        error = book.broken["province@2026-01"]
        assert (error.key, error.where) == (key, f"{rent}:{line}")
    half = book_of({**shipped_texts(), rent: "[rent]\n"})
    assert "province@2026-01" not in half.broken  # what is missing may come from below
    assert half.broken["yichun2@2026-01"].key == "rent"
    assert half.broken["yichun2@2026-01"].where == f"{rent}:1"
    odd = book_of({**shipped_texts(), "province/2026-01/odd.toml": "\n[odd]\n"})
    assert (odd.broken["province@2026-01"].key, odd.broken["province@2026-01"].where) == (
        "odd",
        "province/2026-01/odd.toml:2",
    )
    assert odd.layer(("nowhere", "1")) is None


def test_the_files_are_not_read_before_they_are_needed() -> None:
    texts, read = shipped_texts(), []

    def reading(name: str) -> str:
        read.append(name)
        return texts[name]

    book = PolicyBook(texts, reading)
    assert (book.ids, read) == (tuple(dict.fromkeys(name.split("/")[0] for name in sorted(texts))), [])
    book.policy("yichun2", "2026-01")
    assert {name.split("/")[0] for name in read} == {"yichun2", "province"}
    book.all()
    book.current("yichun2", DAY)
    assert len(read) == len(set(read))
