"""The tree of regions: whole where it claims to be, and right about who stands below whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import InvalidRecord
from sync.model.codes import read_codes
from sync.model.ids import is_org_code
from sync.model.numbers import FICTIONAL_REGION, PROVINCES
from sync.model.regions import Level, Region, bare_code, parse_regions, regions

FACTS = "# source: a\n# edition: b\n# confidence: c\n"
TREE = parse_regions(FACTS + "11\t北京市\n110101\t东城区\n44\t广东省\n4419\t东莞市\n441900101\t石碣镇\n")


def names(found: tuple[Region, ...]) -> list[str]:
    return [region.name for region in found]


def test_guangdong_has_21_cities_and_122_counties() -> None:
    tree = regions()
    assert len([one for one in tree.children("44") if one.level is Level.CITY]) == 21
    assert len(tree.counties("44")) == 122
    assert len(tree.county_level("44")) == 124
    assert {one.name for one in tree.county_level("44")} - {one.name for one in tree.counties("44")} == {
        "东莞市",
        "中山市",
    }
    assert len([one for one in tree if one.code.startswith("44") and one.level is Level.STREET]) == 1610


@pytest.mark.parametrize(
    ("code", "cities", "counties"), [("35", 9, 84), ("34", 16, 104), ("36", 11, 100), ("32", 13, 95)]
)
def test_other_provinces_of_the_policies_are_whole(code: str, cities: int, counties: int) -> None:
    tree = regions()
    assert len(tree.children(code)) == cities
    assert len(tree.counties(code)) == counties


def test_the_country_is_whole_to_county_level() -> None:
    tree = regions()
    real = [region for region in tree if not region.fictional]
    levels = [region.level for region in real]
    assert (levels.count(Level.PROVINCE), levels.count(Level.CITY), levels.count(Level.COUNTY)) == (34, 333, 2845)
    assert len(tree.provinces()) == 35
    assert {one.code for one in tree.provinces() if not one.fictional} == PROVINCES - {"83"}
    assert {one.name for one in tree.county_level() if one.level is Level.CITY} == {
        "东莞市", "中山市", "儋州市", "嘉峪关市",
    }  # fmt: skip
    assert tree.counties() == tuple(region for region in tree if region.level is Level.COUNTY)
    assert tree.source
    assert tree.edition
    assert tree.confidence


def test_every_region_can_be_an_organisation_and_stands_in_a_line() -> None:
    tree = regions()
    for region in tree:
        assert is_org_code(region.code)
        line = tree.line(region.code)
        assert line[0].level is Level.PROVINCE
        assert line[-1] is region
        assert [len(one.code) for one in line] == sorted({len(one.code) for one in line})
        above = tree.parent(region.code)
        assert above is None or region in tree.children(above.code)
    assert sum(len(tree.children(region.code)) for region in tree) + len(tree.provinces()) == len(tree)


@pytest.mark.parametrize(
    ("code", "full"),
    [
        ("440103", "广东省广州市荔湾区"),
        ("341602", "安徽省亳州市谯城区"),
        ("360902", "江西省宜春市袁州区"),
        ("320302", "江苏省徐州市鼓楼区"),
        ("110101", "北京市东城区"),
        ("429004", "湖北省仙桃市"),
        ("441900101", "广东省东莞市石碣镇"),
        ("441900", "广东省东莞市"),
        ("440000000000", "广东省"),
        ("990101001001", "例省例州市例县示例街道示例社区"),
        ("999999", ""),
        ("", ""),
    ],
)
def test_names_in_full(code: str, full: str) -> None:
    assert regions().full_name(code) == full


def test_levels_and_neighbours() -> None:
    tree = regions()
    assert [one.level.value for one in tree.line("990101001001")] == [
        "province",
        "city",
        "county",
        "street",
        "community",
    ]
    assert names(tree.ancestors("440103001")) == ["广东省", "广州市", "荔湾区"]
    assert names(tree.children("4419"))[:2] == ["东城街道", "南城街道"]
    parent = tree.parent("441900003")
    assert parent is not None
    assert parent.code == "4419"
    assert tree.parent("44") is None
    assert tree.parent("999999") is None
    assert tree.ancestors("44") == ()
    assert tree.line("999999") == ()
    assert tree.children("999999") == ()
    assert tree.children("990101002001") == ()
    assert tree.counties("999999") == ()
    assert tree.county_level("4419") == (tree.by_code["4419"],)
    assert names(tree.counties("9901")) == ["例县", "试验区"]
    assert "440100" in tree
    assert "449900" not in tree
    assert 4401 not in tree


def test_the_fictional_region_is_marked() -> None:
    tree = regions()
    made_up = [region for region in tree if region.fictional]
    assert tree.by_code[FICTIONAL_REGION] in made_up
    assert {region.code[:2] for region in made_up} == {"99"}
    assert "FICTIONAL" in read_codes("regions_fictional.tsv")
    assert "\n99" not in read_codes("regions.tsv")


def test_what_is_not_listed_lies_in_the_nearest_that_is() -> None:
    tree = regions()
    found = [tree.nearest(code) for code in ("990101001009", "440103999", "440199", "4499", "98", "x")]
    assert [one and one.code for one in found] == ["990101001", "440103", "4401", "44", None, None]
    assert tree.nearest("440103001") is tree.get("440103001")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("440103001000", "440103001"),
        ("440103000", "440103"),
        ("440100", "4401"),
        ("4400", "44"),
        ("440103001001", "440103001001"),
        ("441900101", "441900101"),
        ("10", "10"),
        ("00", None),
        ("000000", None),
        ("44010", None),
        ("4", None),
        ("", None),
        ("４４", None),
        ("44x1", None),
        ("1101010010011", None),
    ],
)
def test_bare_codes(text: str, bare: str | None) -> None:
    assert bare_code(text) == bare


@given(st.text("0123456789", max_size=13))
def test_a_bare_code_stays_and_begins_the_text(text: str) -> None:
    bare = bare_code(text)
    if bare is not None:
        assert bare_code(bare) == bare
        assert text.startswith(bare)
        assert not text[len(bare) :].strip("0")
        assert regions().get(text) == regions().get(bare)


@given(st.text(max_size=20))
def test_any_text_is_a_question_not_an_error(text: str) -> None:
    region = regions().get(text)
    assert region is None or text.startswith(region.code)


def test_a_gap_in_the_chain_is_skipped() -> None:
    assert names(TREE.children("44")) == ["东莞市"]
    assert names(TREE.children("11")) == ["东城区"]
    assert names(TREE.children("4419")) == ["石碣镇"]
    assert names(TREE.provinces()) == ["北京市", "广东省"]
    assert (TREE.source, TREE.edition, TREE.confidence, len(TREE)) == ("a", "b", "c", 5)


def test_several_texts_make_one_tree() -> None:
    tree = parse_regions(FACTS + "44\t广东省\n", "# source: other\n99\t例省\n\n9901\t例州市\n")
    assert [region.code for region in tree] == ["44", "99", "9901"]
    assert tree.source == "a"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("44\t广东省\n", "source"),
        ("# source: a\n# confidence: c\n", "edition"),
        ("# source: a\n# edition: b\n# confidence:\n", "confidence"),
        (FACTS + "44 广东省\n", "line 4"),
        (FACTS + "44\t\n", "line 4"),
        (FACTS + "44\t 广东省\n", "line 4"),
        (FACTS + "440000\t广东省\n", "line 4"),
        (FACTS + "44\t广东省\n\n44\t广东省\n", "line 6"),
        (FACTS + "4401\t广州市\n", "4401"),
        (FACTS + "44\t广东省\n110101\t东城区\n", "110101"),
    ],
)
def test_a_broken_tree_is_refused_with_its_place(text: str, where: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        parse_regions(text)
    assert refused.value.where == where
