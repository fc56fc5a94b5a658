"""``gzf-desk draw verify``: keys, exit codes, and what a person reads."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gzf_desk.cli.frame import run
from gzf_desk.clock import FixedClock
from gzf_desk.i18n import LANGUAGES, catalogue
from sync.model.draw_record import DrawStep
from sync.workflow.draw import MAX_BYTES, DrawBundle, DrawFault, DrawWeakness
from tests.support.draws import NAMES, VECTOR_ENTROPY, VECTOR_IDS, VECTOR_SECRET, made, with_party

CLOCK = FixedClock(datetime(2026, 11, 23, 1, tzinfo=UTC))
PERSON = "990101199003071018"


def gzf(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return run(argv, out, err, CLOCK), out.getvalue(), err.getvalue()


def gzf_json(path: Path) -> tuple[int, Any]:
    code, out, err = gzf("draw", "verify", str(path), "--json")
    assert err == ""
    return code, json.loads(out)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "draw.json"


def saved(file: Path, bundle: DrawBundle) -> DrawBundle:
    file.write_bytes(msgspec.json.encode(bundle))
    return bundle


def test_a_genuine_draw(file: Path) -> None:
    bundle = saved(file, made())
    assert gzf_json(file) == (
        0,
        {
            "genuine": True,
            "reasons": [],
            "weaknesses": [],
            "version": 1,
            "count": 9,
            "list_hash": bundle.list_hash,
            "parties": [{"name": party.name, "commit": party.commit} for party in bundle.parties],
            "entropy": VECTOR_ENTROPY,
            "seed": bundle.seed,
            "first": bundle.order[0],
            "last": bundle.order[-1],
        },
    )
    code, text, err = gzf("draw", "verify", str(file))
    assert (code, err) == (0, "")
    assert text.startswith("✓ 真实")
    shown = [
        bundle.list_hash,
        bundle.order[0],
        bundle.order[-1],
        VECTOR_ENTROPY,
        "9 个编号",
        f"第 1 方：{NAMES[0]}",
        "verify.html",
    ]
    for word in [*shown, *NAMES, *(party.commit for party in bundle.parties)]:
        assert word in text
    assert bundle.parties[0].secret not in text


def test_the_published_vector_of_one_party(file: Path) -> None:
    saved(file, made(VECTOR_IDS, [VECTOR_SECRET], VECTOR_ENTROPY, ["a"]))
    code, found = gzf_json(file)
    assert (code, found["genuine"], [weak["code"] for weak in found["weaknesses"]]) == (0, True, ["one_party"])
    assert "! Note: one party only" in gzf("--lang", "en", "draw", "verify", str(file))[1]


def test_a_draw_that_is_not_genuine_says_where(file: Path) -> None:
    bundle = made()
    order = (bundle.order[1], bundle.order[0], *bundle.order[2:])
    saved(file, msgspec.structs.replace(with_party(bundle, 1, commit="0" * 64), order=order))
    code, found = gzf_json(file)
    assert (code, found["genuine"]) == (1, False)
    commit, places = found["reasons"]
    text = commit.pop("text")
    assert NAMES[1] in text
    assert commit == {
        "code": "commit",
        "position": 2,
        "party": NAMES[1],
        "stated": "0" * 64,
        "computed": bundle.parties[1].commit,
    }
    assert (places["code"], places["position"], places["stated"]) == ("order", 1, bundle.order[1])
    code, text, _ = gzf("--lang", "en", "draw", "verify", str(file))
    assert code == 1
    assert text.startswith("✗ Not genuine")
    assert f"✗ The order differs from place 1 on: the file has “{order[0]}”, it must be “{order[1]}”" in text
    assert "must not be used" in text
    assert "nobody has tampered" not in text


def test_nothing_stands_where_nothing_is(file: Path) -> None:
    saved(file, msgspec.structs.replace(made(), order=(), seed=""))
    code, text, _ = gzf("--lang", "en", "draw", "verify", str(file))
    assert code == 1
    assert "(in the file (nothing), computed" in text
    assert gzf_json(file)[1]["first"] is None


def test_another_version_is_not_called_genuine(file: Path) -> None:
    saved(file, msgspec.structs.replace(made(), version=2))
    code, found = gzf_json(file)
    assert (code, [(reason["code"], reason["stated"]) for reason in found["reasons"]]) == (1, [("version", 2)])


@pytest.mark.parametrize(
    ("content", "code", "advice"),
    [
        (b"", "draw.unreadable", "not readable as JSON"),
        (b"[]", "draw.unreadable", "Expected"),
        (b'{"version":1}', "draw.unreadable", "ids: "),
        (b'{"version":2}', "draw.version", ""),
        (b" " * (MAX_BYTES + 1), "draw.too_large", ""),
        (
            msgspec.json.encode({**msgspec.to_builtins(made()), "parties": [made().parties[0]] * 101}),
            "draw.too_large",
            "parties",
        ),
    ],
)
def test_what_is_no_draw(file: Path, content: bytes, code: str, advice: str) -> None:
    file.write_bytes(content)
    exit_code, answer = gzf_json(file)
    assert (exit_code, answer["error"]["code"]) == (2, code)
    assert answer["error"]["advice"].startswith(advice)


def test_no_file_and_no_end(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        code, answer = gzf_json(path)
        assert (code, answer["error"]["code"]) == (2, "draw.unreadable")
        assert answer["error"]["advice"] in {"No such file or directory", "Is a directory"}
    code, answer = gzf_json(Path("/dev/zero"))
    assert (code, answer["error"]["code"]) == (2, "draw.too_large")
    assert gzf("draw", "--json")[0] == 2


def test_numbers_of_citizens_are_not_spread(file: Path) -> None:
    bundle = saved(file, made([PERSON, "x" + PERSON]))
    code, text, _ = gzf("draw", "verify", str(file))
    assert code == 0
    assert PERSON not in text
    assert PERSON not in gzf("draw", "verify", str(file), "--json")[1]
    saved(file, msgspec.structs.replace(bundle, order=bundle.order[::-1]))
    code, text, _ = gzf("draw", "verify", str(file), "--json")
    assert code == 1
    assert PERSON not in text
    assert '"stated":"******"' in text
    assert PERSON not in gzf("draw", "verify", str(file))[1]


def test_a_strangers_text_does_nothing_to_a_terminal(file: Path) -> None:
    saved(file, made(names=["\x1b[2J", "a" * 201, "b" * 200], entropy="one\ntwo"))
    code, text, _ = gzf("draw", "verify", str(file))
    assert code == 0
    assert "�[2J，" in text
    assert "\x1b" not in text
    assert "one�two" in text
    assert "a" * 200 + "…" in text
    assert "b" * 200 + "，" in text


def test_every_fault_weakness_and_step_has_its_sentence() -> None:
    wanted = {f"draw.fault.{code}" for code in DrawFault} | {f"draw.weakness.{code}" for code in DrawWeakness}
    wanted |= {f"draw.step.{code}" for code in DrawStep}
    for language in LANGUAGES:
        have = {key for key in catalogue(language) if key.startswith(("draw.fault.", "draw.weakness.", "draw.step."))}
        assert have == wanted


def test_registering_loads_nothing_heavy() -> None:
    code = (
        "import sys, gzf_desk.cli.draw; print(sorted(name for name in sys.modules if name.startswith('sync.workflow')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
