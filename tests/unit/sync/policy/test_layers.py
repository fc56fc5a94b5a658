"""Province, city, county: the nearest decides, no figure keeps another one's source, errors name the right file."""

from __future__ import annotations

from datetime import date

import pytest

from sync.errors import InvalidPolicy
from sync.policy.layers import Layer, Shelf
from sync.policy.locate import locate, steps_of

PROVINCE = """\
id = "province"
version = "1"
name = { zh = "省", en = "province" }
effective_from = 2026-01-01
abstract = true
lessor = "省"

[clocks]
total = { value = 60, unit = "WD", confidence = "assumed", source = "ours" }
correction = { value = 15, unit = "WD", confidence = "assumed", source = "ours" }

[categories.migrant]
conditions = ["C03", "C05"]
[categories.migrant.limits]
applicant_age = { value = 18, unit = "years", confidence = "memory", source = "code" }

[[stages]]
code = "A"
limit = { value = 1, unit = "WD", confidence = "assumed", source = "ours" }
"""
CITY = """\
id = "city"
version = "1"
extends = "province@1"
effective_from = 2026-02-01

[clocks]
total = { value = 30, unit = "CD", confidence = "page", source = "promise" }
"""
COUNTY = """\
id = "county"
version = "1"
extends = "city@1"

[clocks.correction]
value = 10
unit = "WD"
confidence = "statute"
source = "order"
"""
WORLD = {"province/1.toml": PROVINCE, "city/1.toml": CITY, "county/1.toml": COUNTY}


def layer(texts: dict[str, str], policy_id: str, version: str = "1") -> Layer:
    return Shelf(texts, texts.__getitem__).layer((policy_id, version))


def refused(texts: dict[str, str], policy_id: str = "city") -> tuple[str, str, str]:
    with pytest.raises(InvalidPolicy) as error:
        layer(texts, policy_id)
    assert error.value.reason.startswith(error.value.key)
    return error.value.where, error.value.key, error.value.reason


def test_the_nearest_layer_decides_and_every_figure_says_who() -> None:
    clocks = layer(WORLD, "county").table["clocks"]
    assert clocks == {
        "total": {"value": 30, "unit": "CD", "confidence": "page", "source": "promise", "set_by": "city"},
        "correction": {"value": 10, "unit": "WD", "confidence": "statute", "source": "order", "set_by": "county"},
    }
    city = layer(WORLD, "city")
    assert city.table["clocks"]["correction"]["set_by"] == "province"
    assert city.table["categories"]["migrant"]["limits"]["applicant_age"]["set_by"] == "province"
    assert city.table["stages"][0]["limit"]["set_by"] == "province"
    assert city.table["lessor"] == "省"


def test_what_a_layer_says_about_itself_is_not_inherited() -> None:
    city = layer(WORLD, "city")
    assert city.abstract is False
    assert layer(WORLD, "province").abstract is True
    assert {"abstract", "without", "name"} & set(city.table) == set()
    assert (city.table["id"], city.table["extends"], city.table["effective_from"]) == (
        "city",
        "province@1",
        date(2026, 2, 1),
    )
    assert "effective_from" not in layer(WORLD, "county").table
    assert layer(WORLD, "county").above == (("city", "1"), ("province", "1"))
    assert layer(WORLD, "province").above == ()


@pytest.mark.parametrize(
    "line",
    ['name = { zh = "省" }', 'region = "99"', "effective_from = 2026-01-01", "approval = { reason = 1 }"],
)
def test_no_layer_speaks_for_the_ones_below(line: str) -> None:
    own = line.split(" ")[0]
    province = f'id = "province"\nversion = "1"\n{line}\n'
    texts = {"province/1.toml": province, "county/1.toml": COUNTY.replace("city@1", "province@1")}
    assert own in layer(texts, "province").table
    assert own not in layer(texts, "county").table


def test_figures_and_arrays_are_replaced_whole() -> None:
    partial = CITY.replace('{ value = 30, unit = "CD", confidence = "page", source = "promise" }', "{ value = 30 }")
    assert layer({**WORLD, "city/1.toml": partial}, "city").table["clocks"]["total"] == {"value": 30}
    stages = CITY + '\n[[stages]]\ncode = "B"\n'
    assert layer({**WORLD, "city/1.toml": stages}, "city").table["stages"] == [{"code": "B"}]
    conditions = CITY + '\n[categories.migrant]\nconditions = ["C09"]\n'
    migrant = layer({**WORLD, "city/1.toml": conditions}, "city").table["categories"]["migrant"]
    assert migrant["conditions"] == ["C09"]
    assert "applicant_age" in migrant["limits"]  # tables are merged key by key


def test_a_figure_takes_the_place_of_a_table_and_the_other_way_round() -> None:
    figure = 'total = { value = 30, unit = "CD", confidence = "page", source = "promise" }'
    table = CITY.replace(figure, "[clocks.total]\na = 1")
    assert layer({**WORLD, "city/1.toml": table}, "city").table["clocks"]["total"] == {"a": 1}
    limited = CITY + '\n[categories.migrant.limits]\nvalue = 1\nunit = "CD"\n'
    limits = layer({**WORLD, "city/1.toml": limited}, "city").table["categories"]["migrant"]["limits"]
    assert limits == {"value": 1, "unit": "CD", "set_by": "city"}


def test_what_is_dropped_is_gone_and_may_be_written_anew() -> None:
    head = CITY.replace("effective_from", 'without = ["categories.migrant.limits", "lessor"]\neffective_from')
    dropped = layer({**WORLD, "city/1.toml": head}, "city")
    assert dropped.table["categories"] == {"migrant": {"conditions": ["C03", "C05"]}}
    assert "lessor" not in dropped.table
    assert dropped.where("lessor") == "city/1.toml"
    assert dropped.where("categories.migrant.conditions") == "province/1.toml:13"
    age = "categories.migrant.limits.applicant_age"
    city = CITY + '\n[categories.migrant]\nconditions = ["C09"]\n'
    county = COUNTY.replace("\n[clocks", 'without = ["categories.migrant.limits"]\n[clocks')
    assert layer({**WORLD, "city/1.toml": city}, "county").where(age) == "province/1.toml:15"
    without = layer({**WORLD, "city/1.toml": city, "county/1.toml": county}, "county")
    assert without.where(age) == "city/1.toml:9"  # the nearest that still says something about migrants
    anew = head + "\n[categories.migrant.limits]\nsingle_age = 3\n"
    assert layer({**WORLD, "city/1.toml": anew}, "city").table["categories"]["migrant"]["limits"] == {"single_age": 3}
    assert "limits" in layer(WORLD, "city").table["categories"]["migrant"]  # the parent itself has lost nothing


@pytest.mark.parametrize("dropped", ["nothing", "clocks.nothing", "clocks.total.value", "stages.A", "lessor.x", ""])
def test_nothing_is_dropped_that_is_not_there(dropped: str) -> None:
    text = CITY.replace("effective_from", f'without = ["{dropped}"]\neffective_from')
    where, key, reason = refused({**WORLD, "city/1.toml": text})
    assert (where, key) == ("city/1.toml:4", "without")
    assert reason == f"without: {dropped} is not inherited"


def test_without_needs_something_above_it() -> None:
    where, _, reason = refused({"city/1.toml": 'id = "city"\nversion = "1"\nwithout = ["a"]\n'})
    assert (where, reason) == ("city/1.toml:3", "without: nothing is inherited")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("without = 1", "without: must be an array of keys"),
        ("without = [1]", "without: must be an array of keys"),
        ("abstract = 1", "abstract: must be of type bool"),
        ("lessor = 3\nextends = 3", "extends: must be of type str"),
        ('extends = "province"', "extends: 'province' is not of the form id@version"),
        ('extends = "province@1@2"', "extends: 'province@1@2' is not of the form id@version"),
        ('extends = "Province@1"', "extends: 'Province@1' is not of the form id@version"),
        ('extends = "province@9"', "extends: there is no policy province@9"),
        ('extends = "city@1"', "extends: the layers go in a circle: city@1 -> city@1"),
        ('extends = "county@1"', "extends: the layers go in a circle: county@1 -> city@1 -> county@1"),
    ],
)
def test_a_head_that_makes_no_sense_is_named(line: str, reason: str) -> None:
    text = CITY.replace('extends = "province@1"', line if "extends" in line else f'extends = "province@1"\n{line}')
    where, key, found = refused({**WORLD, "city/1.toml": text}, "county")
    assert found == reason
    file, _, number = where.partition(":")
    assert file == "city/1.toml"
    assert text.splitlines()[int(number) - 1].startswith(key)


def test_a_circle_of_three_is_named_from_where_it_closes() -> None:
    above = {"a": "b", "b": "c", "c": "b"}
    texts = {f"{name}/1.toml": f'id = "{name}"\nversion = "1"\nextends = "{above[name]}@1"\n' for name in above}
    with pytest.raises(InvalidPolicy) as error:
        layer(texts, "a")
    assert error.value.reason == "extends: the layers go in a circle: b@1 -> c@1 -> b@1"
    assert error.value.where == "c/1.toml:3"


def test_nobody_begins_before_the_layer_above() -> None:
    where, _, reason = refused({**WORLD, "city/1.toml": CITY.replace("2026-02-01", "2025-12-31")})
    assert (where, reason) == ("city/1.toml:4", "effective_from: province@1 begins only on 2026-01-01")
    for good in ("2026-01-01", "2026-01-02", "2026-01-01T00:00:00"):  # what is no day is the reader's business
        found = layer({**WORLD, "city/1.toml": CITY.replace("2026-02-01", good)}, "city")
        assert str(found.table["effective_from"])[:10] == good[:10]


def test_parts_make_one_layer() -> None:
    texts = {
        "city/1/clocks.toml": "[clocks]\ntotal = 3\n",
        "city/1/head.toml": 'id = "city"\nversion = "1"\n',
        "city/1/stages.toml": "[[stages]]\ncode = 1\n",
    }
    found = layer(texts, "city")
    assert found.table == {"id": "city", "version": "1", "clocks": {"total": 3}, "stages": [{"code": 1}]}
    assert found.where("stages") == "city/1/stages.toml:1"
    assert found.where("clocks.total") == "city/1/clocks.toml:2"
    assert found.where("nothing") == "city/1/head.toml"


def test_a_section_in_two_parts_names_both() -> None:
    texts = {
        "city/1/a.toml": 'id = "city"\nversion = "1"\n[clocks]\ntotal = 3\n',
        "city/1/b.toml": "x = 1\n[clocks]\ncorrection = 3\n",
    }
    where, key, reason = refused(texts)
    assert (where, key) == ("city/1/b.toml:2", "clocks")
    assert "city/1/a.toml" in reason


def test_a_version_is_a_file_or_a_folder_not_both() -> None:
    texts = {"city/1.toml": 'id = "city"\nversion = "1"\n', "city/1/a.toml": 'id = "city"\n'}
    where, _, reason = refused(texts)
    assert where == "city/1/a.toml:1"
    assert "city/1.toml" in reason


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ('id = "city"', 'id = "town"', "id", 1),
        ('version = "1"', 'version = "2"', "version", 2),
        ('version = "1"', "version = 1", "version", 2),
    ],
)
def test_a_layer_is_what_its_file_is_called(old: str, new: str, key: str, line: int) -> None:
    where, found, reason = refused({**WORLD, "city/1.toml": CITY.replace(old, new)})
    assert (where, found) == (f"city/1.toml:{line}", key)
    assert "as the file is called" in reason


def test_a_wrong_name_is_shown_in_the_part_that_says_it() -> None:
    texts = {"city/1/a.toml": 'x = 1\nversion = "2"\n', "city/1/b.toml": 'id = "city"\n'}
    assert refused(texts)[:2] == ("city/1/a.toml:2", "version")


def test_a_layer_without_its_names_is_refused_at_its_first_part() -> None:
    assert refused({"city/1/b.toml": "", "city/1/c.toml": "x = 1"})[:2] == ("city/1/b.toml", "id")


def test_who_set_a_figure_is_not_written_down() -> None:
    text = CITY.replace('source = "promise"', 'source = "promise", set_by = "me"')
    where, key, _ = refused({**WORLD, "city/1.toml": text})
    assert (where, key) == ("city/1.toml:7", "clocks.total.set_by")
    inside = CITY + '\n[[stages]]\nlimit = { value = 1, set_by = "me" }\n'
    assert refused({**WORLD, "city/1.toml": inside})[:2] == ("city/1.toml:10", "stages.0.limit.set_by")


def test_text_that_cannot_be_read_is_named_by_line() -> None:
    assert refused({"city/1.toml": 'id = "city"\nversion = \n'})[0] == "city/1.toml:2"
    assert refused({"city/1.toml": f"id = {'9' * 5000}"})[0] == "city/1.toml"
    for deep in ("a = " + "[" * 9000, ".".join("a" * 3000) + " = 1"):
        assert "nested too deeply" in refused({"city/1.toml": f'id = "city"\nversion = "1"\n{deep}'})[2]


def test_files_that_are_called_otherwise_are_kept_apart() -> None:
    names = ["city/1.toml", "city/1/a/b.toml", "loose.toml", "City/1.toml", "city/.toml", "city/1.json", "a/b/c.toml"]
    shelf = Shelf(names, lambda name: name)
    assert list(shelf.keys) == [("a", "b"), ("city", "1")]
    assert shelf.stray == ["City/1.toml", "city/.toml", "city/1.json", "city/1/a/b.toml", "loose.toml"]
    with pytest.raises(KeyError):
        shelf.layer(("nowhere", "1"))


def test_every_file_is_read_once_and_only_when_needed() -> None:
    read: list[str] = []

    def reading(name: str) -> str:
        read.append(name)
        return WORLD[name]

    shelf = Shelf(WORLD, reading)
    assert read == []
    shelf.layer(("city", "1"))
    assert read == ["city/1.toml", "province/1.toml"]
    shelf.layer(("county", "1"))
    shelf.layer(("province", "1"))
    assert read == ["city/1.toml", "province/1.toml", "county/1.toml"]


def test_errors_call_a_file_as_they_are_told() -> None:
    shelf = Shelf(["city/1.toml"], lambda _name: "x = ", lambda name: f"/srv/{name}")
    with pytest.raises(InvalidPolicy) as error:
        shelf.layer(("city", "1"))
    assert error.value.where == "/srv/city/1.toml:1"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("clocks.correction.value", "county/1.toml:6"),
        ("clocks.correction", "county/1.toml:5"),
        ("clocks.total.unit", "city/1.toml:7"),
        ("clocks", "county/1.toml:5"),  # the nearest that writes about clocks
        ("categories.migrant.limits.applicant_age", "province/1.toml:15"),
        ("categories.migrant.missing", "province/1.toml:12"),
        ("stages.A.limit", "province/1.toml:19"),
        ("stages[0].limit.value", "province/1.toml:19"),
        ("nowhere", "county/1.toml"),
        ("id", "county/1.toml:1"),
        ("lessor", "province/1.toml:6"),
    ],
)
def test_a_key_is_found_in_the_file_that_decided_it(key: str, expected: str) -> None:
    assert layer(WORLD, "county").where(key) == expected


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("a", 1),
        ("t", 2),
        ("t.x", 3),
        ("t.x.y", 3),
        ("t.dotted.key", 4),
        ("t.dotted.other", 2),
        ("list[0]", 5),
        ("list.ONE.n", 7),
        ("list[1].n", 10),
        ("list.TWO", 8),
        ("list[7]", None),
        ("t.sub.z", 12),
        ("quoted.k", 14),
        ("none", None),
        ("", None),
    ],
)
def test_lines_of_keys(key: str, line: int | None) -> None:
    text = """\
a = 1
[t]
x = { y = 1 }
dotted.key = 2
[[list]]
code = "ONE"
n = 1
[[list]]
code = "TWO"
n = 2
[t.sub]
z = 1
["quoted"]
"k" = 1
"""
    assert locate(text, "f", key) == (f"f:{line}" if line else "f")


def test_steps_of_keys() -> None:
    assert steps_of("stages[2].limit") == ("stages", "2", "limit")
    assert steps_of("a.b") == ("a", "b")
    assert steps_of("") == ()
