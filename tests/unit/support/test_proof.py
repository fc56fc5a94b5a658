"""The proof commands on a small project: a room with sharp tests, and one with tests that see nothing."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.tree import ROOT

FILES = {
    "shop/__init__.py": "",
    "shop/sharp/__init__.py": '''"""Prices."""
from functools import cache, cached_property

NAMES = {"day": "d", "month": "m"}


@cache
def rates():
    return tuple(number * 10 for number in (1, 2))


def fare(age):
    """Children go free."""
    if age < 18:
        return 0
    return rates()[0]


def menu():
    return ["tea", "rice"]


class Till:
    @cached_property
    def money(self):
        return 50


def countdown(n):
    while n > 0:
        n -= 1
    return [n]
''',
    "shop/blind/__init__.py": "def weak(a, b):\n    return a + b\n\n\ndef unused(a):\n    if a:\n        return a.b\n",
    "tests/unit/shop/sharp/test_prices.py": """import pytest
from shop.sharp import NAMES, Till, countdown, fare, menu, rates

TILL = Till()


def test_a_warm_up_that_sees_nothing():
    fare(30)


@pytest.mark.parametrize(("age", "due"), [(17, 0), (18, 10)])
def test_the_fare(age, due):
    assert fare(age) == due


def test_the_rates():
    assert rates() == (10, 20)


@pytest.fixture(scope="module")
def card():
    return menu()


def test_there_is_a_card(card):
    assert card


def test_what_is_on_the_card(card):
    assert card == ["tea", "rice"]


def test_there_is_money():
    assert TILL.money


def test_how_much_money_there_is():
    assert TILL.money == 50


def test_names():
    assert NAMES == {"day": "d", "month": "m"}


def test_it_ends():
    assert countdown(3) == [0]
""",
    "shop/bare/__init__.py": "X = 1\n",
    "tests/unit/shop/blind/test_weak.py": """from shop.blind import weak


def test_weak():
    weak(1, 2)
""",
    "tests/red/test_red.py": "def test_red():\n    assert 1 == 2\n",
    "tests/restless/test_restless.py": """import time
from pathlib import Path
from shop.blind import weak


def test_that_changes_the_resources():
    weak(1, 2)
    Path("resources").mkdir(exist_ok=True)
    Path("resources/seen.txt").write_text(str(time.time_ns()))
""",
    "none.toml": "",
}


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The small project."""

    root: Path

    def contents(self) -> dict[str, str]:
        """Every file but the reports."""
        paths = [path for path in self.root.rglob("*") if path.is_file() and "out" not in path.parts]
        return {path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def prove(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as people do, from the project that holds the tools."""
        line = [sys.executable, "-m", f"tests.proof.{command}", *words, "--root", str(self.root)]
        return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=150)

    def mutants(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A campaign without a list of equivalents."""
        return self.prove("mutants", *words, "--equivalent", str(self.root / "none.toml"))

    def report(self, name: str) -> str:
        """A report, without how long it took."""
        return re.sub(r", \d+ s\)", ")", (self.root / "out" / "proof" / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    root = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return Shop(root=root)


def test_sharp_tests_kill_every_mutant_and_no_file_is_touched(shop: Shop) -> None:
    before = shop.contents()
    done = shop.mutants("shop.sharp", "--least", "100", "--patience", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    report = shop.report("mutants-shop.sharp.md")
    killed = re.search(r"(\d+) of (\d+) mutants killed, 100\.0 %", done.stdout)
    assert killed
    assert int(killed.group(1)) > 20
    assert "## Survivors: 0" in report
    assert re.search(r"\d+ because they do not end in time", report)
    assert shop.contents() == before


def test_blind_tests_let_mutants_live_and_the_report_says_which(shop: Shop) -> None:
    done = shop.mutants("shop.blind")
    report = shop.report("mutants-shop.blind.md")
    assert done.returncode == 1
    assert "0 of 5 mutants killed, 0.0 %" in report
    assert "### shop/blind/__init__.py:2 in `weak` (arithmetic, " in report
    change = "```diff\n- return a + b\n+ return a - b\n```"
    assert f"{change}\n\nDid not notice: `tests/unit/shop/blind/test_weak.py::test_weak`." in report
    assert "```diff\n- return a.b\n+ return None\n```\n\nNo test takes this line." in report
    shop.mutants("shop.blind")
    assert shop.report("mutants-shop.blind.md") == report


def test_a_new_test_counts_though_the_healthy_run_is_kept(shop: Shop) -> None:
    shop.mutants("shop.blind")
    later = shop.root / "tests/unit/shop/blind/test_later.py"
    later.write_text("from shop.blind import weak\n\n\ndef test_sum():\n    assert weak(1, 2) == 3\n", "utf-8")
    try:
        done = shop.mutants("shop.blind")
    finally:
        later.unlink()
    assert "2 of 5 mutants killed, 40.0 %" in done.stdout


def test_an_equivalent_mutant_is_not_drawn_but_named(shop: Shop, tmp_path: Path) -> None:
    listed = tmp_path / "list.toml"
    entry = 'file = "shop/blind/__init__.py"\nline = "return a + b"\nchange = "return a - b"\n'
    listed.write_text(f'[[mutant]]\n{entry}reason = "The shop only ever adds nothing."\n', "utf-8")
    done = shop.prove("mutants", "shop.blind", "--equivalent", str(listed))
    report = shop.report("mutants-shop.blind.md")
    assert done.returncode == 1
    assert "0 of 4 mutants killed" in report
    assert "## Equivalent, not drawn: 1" in report
    assert "The shop only ever adds nothing." in report


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("shop.nowhere",), "there is no room shop.nowhere"),
        (("shop.bare",), "no test stands for shop.bare"),
        (("shop.sharp", "--only", "nothing"), "there is no such mutant"),
        (("shop.blind", "--tests", "tests/red"), "must pass before"),
        (("shop.blind", "--tests", "tests/restless"), "files changed during the campaign"),
    ],
)
def test_there_is_no_result_without_a_room_and_green_tests(shop: Shop, words: tuple[str, ...], complaint: str) -> None:
    done = shop.mutants(*words)
    assert (done.returncode, complaint in done.stderr) == (2, True), done.stderr


def test_branches_that_no_test_takes_are_named(shop: Shop) -> None:
    done = shop.prove("cover", "shop.sharp", "shop.blind")
    report = shop.report("cover.md")
    assert done.returncode == 1
    assert "| shop/sharp/__init__.py | 19 | – | 4 | – | 100.0 % |" in report
    assert "| shop/blind/__init__.py | 5 | 6-7 | 2 | 6→out 6→7 | 0.0 % |" in report
    assert shop.prove("cover", "shop.sharp").returncode == 0


def test_a_red_test_proves_no_branch(shop: Shop) -> None:
    done = shop.prove("cover", "shop.sharp", "--tests", "tests/red")
    assert (done.returncode, "must pass before" in done.stderr) == (2, True)
