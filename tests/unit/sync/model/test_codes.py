"""The code lists: whole, unambiguous, and consistent in what they imply."""

from __future__ import annotations

from typing import Any

import pytest

from sync.errors import InvalidRecord
from sync.model import codes
from sync.model.sex import Sex, sex_of_code


def test_every_list_reads_and_names_its_standard() -> None:
    lists: list[codes.CodeList[Any]] = [
        codes.nations(),
        codes.sexes(),
        codes.marital_statuses(),
        codes.jobs(),
        codes.educations(),
        codes.disability_kinds(),
        codes.disability_grades(),
        codes.kinships(),
        codes.countries(),
    ]
    for found in lists:
        assert found.source
        assert found.edition
        for entry in found:
            assert entry.zh
            assert entry.en.isprintable()
            assert found[entry.code] is entry


def test_nations_are_complete() -> None:
    nations = codes.nations()
    assert [entry.code for entry in nations] == [f"{n:02d}" for n in range(1, 57)] + ["97", "98"]
    assert nations["46"].zh == "德昂"
    assert nations.name("99", "zh_CN") == "99"
    assert nations.name("01", "en") == "Han"


def test_sexes_and_their_codes_agree() -> None:
    assert {entry.code for entry in codes.sexes()} == {sex.code for sex in Sex}
    assert all(sex_of_code(sex.code) is sex for sex in Sex)
    assert sex_of_code("3") is None


def test_kinship_follows_its_decades() -> None:
    kinships = codes.kinships()
    assert len(kinships) == 84
    groups = {"2": {"child", "child_in_law"}, "3": {"child", "child_in_law"}, "5": {"parent", "parent_in_law"}}
    for entry in kinships:
        if entry.code[0] in groups:
            assert entry.group in groups[entry.code[0]]
            assert entry.generation == (1 if entry.code[0] == "5" else -1)
        if entry.generic:
            assert entry.code.endswith("0")
    assert {entry.code for entry in kinships if entry.applicant_sex is Sex.FEMALE} == {"11", "53", "54"}
    assert {entry.code for entry in kinships if entry.applicant_sex is Sex.MALE} == {"12", "55", "56"}
    assert (kinships["28"].sex, kinships["38"].sex) == (Sex.MALE, Sex.FEMALE)


def test_countries_by_either_code() -> None:
    assert len(codes.countries()) == 250
    assert codes.find_country("KAZ") is codes.find_country("398")
    stateless = codes.find_country("000")
    assert stateless is not None
    assert stateless.zh == "无国籍"
    assert codes.find_country("ZZZ") is None
    numbers = [country.numeric for country in codes.countries()]
    assert len(set(numbers)) == len(numbers)


FACTS = 'source="x"\nedition="1"\nconfidence="read"\n'
ONE = '{code="1", zh="一", en="one"}'


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("codes = [", "codes"),
        ('codes = []\nedition = "1"\nconfidence = "read"', "source"),
        ('codes = []\nsource = "x"\nconfidence = "read"', "edition"),
        ('codes = []\nsource = "x"\nedition = "1"', "confidence"),
        (FACTS, "codes"),
        (FACTS + "codes=5", "codes"),
        (FACTS + 'codes=[{code="1", zh="一"}]', "codes"),
        (FACTS + 'codes=[{code="1", zh="一", en="one", more="2"}]', "codes"),
        (FACTS + f'codes=[{ONE}, {{code="1", zh="二", en="two"}}]', "codes"),
    ],
)
def test_a_broken_list_is_refused(text: str, where: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        codes.parse_code_list(text, codes.Code)
    assert refused.value.where == where


def test_a_list_is_what_its_text_says() -> None:
    found = codes.parse_code_list(FACTS + f"codes=[{ONE}]", codes.Code)
    assert (found.source, found.edition, found.confidence, len(found)) == ("x", "1", "read", 1)
    assert "1" in found
    assert "2" not in found
    assert found.name("1", "zh_CN") == "一"
    assert found.name("1", "en") == "one"
