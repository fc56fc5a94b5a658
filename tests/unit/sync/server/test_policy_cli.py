"""``gzf-platform policy``: what is wrong with the rules, and what a new version changes, for who is no programmer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.server.cli import run
from tests.support.policy_texts import CITY, shipped_texts

Says = Callable[..., tuple[int, str]]
Json = Callable[..., tuple[int, dict[str, Any]]]
NEXT = "2026-07"


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    def command(*arguments: object) -> tuple[int, str]:
        code = run(["policy", *map(str, arguments)])
        return code, capsys.readouterr().out

    return command


@pytest.fixture
def plain(says: Says) -> Json:
    def command(*arguments: object) -> tuple[int, dict[str, Any]]:
        code, text = says(*arguments, "--json")
        answer: dict[str, Any] = json.loads(text)
        return code, answer

    return command


def city(**swaps: str) -> str:
    """The example city's next version."""
    text = shipped_texts()[CITY].replace('version = "2026-01"', f'version = "{NEXT}"', 1)
    text = text.replace("effective_from = 2026-01-01", "effective_from = 2026-07-01", 1)
    for old, new in swaps.items():
        assert SWAPS[old] in text
        text = text.replace(SWAPS[old], new, 1)
    return text


SWAPS = {
    "extends": 'extends = "province@2026-01"',
    "r2": 'limit = { value = 2, unit = "WD"',
    "total": "value = 30, unit",
    "last": 'next = "ANNOUNCE"',
    "id": 'id = "yichun2"',
}


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, name: str = f"yichun2/{NEXT}.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return written


def test_every_shipped_policy_is_clean(says: Says) -> None:
    code, text = says("lint")
    assert code == 0
    assert "province@2026-01: clean\nxuzhou_lowincome@2026-01: clean\nyichun2@2026-01: clean\n" in text
    assert says("lint", "yichun2@2026-01") == (0, "yichun2@2026-01: clean\n")


def test_a_clean_file(says: Says, plain: Json, file: Callable[..., Path]) -> None:
    path = file(city())
    assert says("lint", path) == (0, f"{path}: clean\n")
    assert plain("lint", path) == (0, {"ok": True, "faults": []})


def test_faults_with_file_line_key_and_reason(says: Says, plain: Json, file: Callable[..., Path]) -> None:
    path = file(city(last='next = ""'))
    code, text = says("lint", path, "yichun2@2026-01")
    assert code == 1
    lines = text.splitlines()
    number = next(
        at for at, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line == 'next = ""' and at > 60
    )
    assert lines[0] == f"{path}:{number}: stages.P2.next: the road ends here without a decision"
    assert lines[1].endswith(": stages.ANNOUNCE: no stage leads here")
    assert lines[2] == "yichun2@2026-01: clean"
    code, answer = plain("lint", path)
    assert (code, answer["ok"]) == (1, False)
    assert answer["faults"][0] == {
        "policy": str(path),
        "where": f"{path}:{number}",
        "key": "stages.P2.next",
        "reason": "the road ends here without a decision",
    }


def test_a_file_that_cannot_be_used(says: Says, plain: Json, file: Callable[..., Path]) -> None:
    path = file(city(total='value = "thirty", unit'))
    code, text = says("lint", path)
    assert code == 2
    assert text.startswith(f"{path}:")
    assert text.endswith(": clocks.total.value: Expected `int`, got `str`\n")
    broken = file("x = ", "yichun2/broken.toml")
    code, text = says("lint", path, broken, "yichun2@2026-01")
    assert code == 2  # the worst of all
    assert f"{broken}:1: " in text
    assert "yichun2@2026-01: clean" in text
    code, answer = plain("lint", broken)
    assert (code, answer["faults"][0]["key"]) == (2, "")
    faulty = file(city(r2='limit = { value = 9, unit = "WD"'), "yichun2/faulty.toml")
    assert says("lint", broken, faulty)[0] == 2
    assert says("lint", faulty)[0] == 1


@pytest.mark.parametrize("name", ["nowhere.toml", "yichun2@1999-01", "nowhere@2026-01", "yichun2", "@"])
def test_what_is_not_there(says: Says, name: str) -> None:
    assert says("lint", name) == (2, f"{name}: there is no such file or policy\n")


def test_a_file_that_is_no_text(says: Says, tmp_path: Path) -> None:
    path = tmp_path / "binary.toml"
    path.write_bytes(b"\xff\xfe\x00")
    code, text = says("lint", path)
    assert code == 2
    assert text.startswith(f"{path}: cannot be read")
    (tmp_path / "deep.toml").write_text("a = " + "[" * 9000, "utf-8")
    assert says("lint", tmp_path / "deep.toml")[0] == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert says("lint", empty)[0] == 2


def test_a_file_may_be_called_anything_while_somebody_works_at_it(says: Says, file: Callable[..., Path]) -> None:
    path = file(city(), "drafts of tuesday/my version.toml")
    assert says("lint", path) == (0, f"{path}: clean\n")
    nameless = file(city(id="", extends=""), "one/two.toml")
    code, text = says("lint", nameless)
    assert code == 2
    assert f"{nameless}: id: must be 'one'" in text


def test_layers_beside_the_file_count_before_the_shipped_ones(says: Says, file: Callable[..., Path]) -> None:
    path = file(city(extends=f'extends = "province@{NEXT}"'))
    code, text = says("lint", path)
    assert (code, text) == (2, f"{path}:5: extends: there is no policy province@{NEXT}\n")
    parts = {name.split("/")[-1]: body for name, body in shipped_texts().items() if name.startswith("province/")}
    parts["province.toml"] = (
        parts["province.toml"]
        .replace('version = "2026-01"', f'version = "{NEXT}"')
        .replace("effective_from = 2026-01-01", "effective_from = 2026-07-01")
    )
    for name, body in parts.items():
        file(body, f"province/{NEXT}/{name}")
    assert says("lint", path) == (0, f"{path}: clean\n")
    layer = path.parents[1] / "province" / NEXT
    assert says("lint", layer) == (0, f"{layer}: clean\n")
    categories = file(
        parts["categories.toml"].replace("value = 1500", 'value = "x"', 1), f"province/{NEXT}/categories.toml"
    )
    code, text = says("lint", path)
    assert code == 2
    assert text.startswith(f"{categories}:")
    assert "categories.hukou_lowsec.limits.area_below.value: Expected `int`" in text
    own = file(city(), "province/2026-01.toml")  # beside the file, and called like a shipped one
    assert own.exists()
    code, text = says("lint", file(city(), "yichun2/other.toml"))
    assert code == 2
    assert text.startswith(f"{own}:3: id: must be 'province'")


def test_layers_that_go_in_a_circle_end(says: Says, file: Callable[..., Path]) -> None:
    first = file('id = "a"\nversion = "1"\nextends = "b@1"\n', "a/1.toml")
    file('id = "b"\nversion = "1"\nextends = "a@1"\n', "b/1.toml")
    code, text = says("lint", first)
    assert code == 2
    assert "the layers go in a circle: a@1 -> b@1 -> a@1" in text


def test_a_faulty_layer(says: Says, file: Callable[..., Path]) -> None:
    head = shipped_texts()["province/2026-01/province.toml"]
    path = file(head.replace("示例规则员乙", "示例规则员甲"), "province/2026-01.toml")
    code, text = says("lint", path)
    assert code == 1
    assert text.endswith(": approval.confirmed_by: who proposes does not confirm\n")


def test_what_a_version_changes(says: Says, plain: Json, file: Callable[..., Path]) -> None:
    path = file(city(r2='limit = { value = 1, unit = "WD"'))
    code, text = says("diff", "yichun2@2026-01", path)
    assert code == 0
    assert text.splitlines() == [
        f"yichun2@2026-01 → yichun2@{NEXT}",
        "开始执行日：2026-01-01 → 2026-07-01",
        "办理环节 · R2 县级审核 · 时限：2 个工作日 → 1 个工作日"
        "（来源：assumed, shortened to fit thirty days；假定，待替换；yichun2 定）",
    ]
    code, text = says("diff", "yichun2@2026-01", path, "--lang", "en")
    assert "stages · R2 county review · limit: 2 working day(s) → 1 working day(s) (source: " in text
    code, answer = plain("diff", path, "yichun2@2026-01", "--lang", "en")
    assert code == 0
    assert (answer["before"], answer["after"]) == (f"yichun2@{NEXT}", "yichun2@2026-01")
    assert [(change["key"], change["kind"]) for change in answer["changes"]] == [
        ("effective_from", "changed"),
        ("stages.R2.limit", "changed"),
    ]
    assert answer["changes"][0]["text"] == "in force from: 2026-07-01 → 2026-01-01"


def test_no_difference_is_said_too(says: Says) -> None:
    code, text = says("diff", "yichun2@2026-01", "yichun2@2026-01")
    assert code == 0
    assert text.splitlines()[1] == "yichun2@2026-01 与 yichun2@2026-01：没有差别"
    assert "no difference" in says("diff", "yichun2@2026-01", "yichun2@2026-01", "--lang", "en")[1]


def test_what_cannot_be_compared(says: Says, plain: Json, file: Callable[..., Path]) -> None:
    code, text = says("diff", "yichun2@2026-01", "nowhere@1")
    assert (code, text) == (2, "nowhere@1: there is no such file or policy\n")
    code, text = says("diff", "province@2026-01", "yichun2@2026-01")
    assert (code, text) == (2, "province@2026-01: there is no such policy, or it is only inherited from\n")
    path = file(city(total='value = "x", unit'))
    code, answer = plain("diff", path, "yichun2@2026-01")
    assert (code, answer["ok"]) == (2, False)
    assert answer["where"].startswith(f"{path}:")
    assert answer["reason"] == "clocks.total.value: Expected `int`, got `str`"
