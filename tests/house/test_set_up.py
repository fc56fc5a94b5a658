"""``dev.py``: what it decides without touching a system, and what it must stay."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev
from tests.support.tree import ROOT

LOCKS = ("run", "card", "build", "test", "check", "package")


def imported(source: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).split(".")[0])
    return names


@pytest.mark.parametrize("script", ["dev.py", "requirements/lock.py"])
def test_it_needs_the_standard_library_only(script: str) -> None:
    assert imported((ROOT / script).read_text("utf-8")) <= sys.stdlib_module_names


def test_an_old_python_can_read_far_enough_to_say_what_is_wrong() -> None:
    ast.parse((ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 7))


def test_libraries_are_found_under_their_new_names() -> None:
    missing = ["libglib2.0-0", "libegl1", "gcc", "libpcsclite-dev", "vsmartcard-vpcd?", "libxcb-cursor0?"]
    debian_13 = {"libglib2.0-0t64", "libegl1", "gcc", "libpcsclite-dev"}
    assert dev.choose(missing, debian_13) == (
        ["libglib2.0-0t64", "libegl1", "gcc", "libpcsclite-dev"],
        ["vsmartcard-vpcd?", "libxcb-cursor0?"],
    )
    assert dev.choose(["libglib2.0-0"], {"libglib2.0-0"}) == (["libglib2.0-0"], [])


def test_development_needs_more_than_running() -> None:
    running = set(dev.wanted_packages(development=False, cards_built=True))
    assert "postgresql" not in running
    assert set(dev.wanted_packages(development=True, cards_built=True)) - running >= {"postgresql", "xvfb", "strace"}
    assert set(dev.wanted_packages(development=False, cards_built=False)) - running >= {"gcc", "swig"}


def test_an_unknown_command_is_wrong_use_and_help_is_not() -> None:
    wrong = subprocess.run([sys.executable, ROOT / "dev.py", "fly"], capture_output=True, text=True)
    assert (wrong.returncode, "python3 dev.py demo" in wrong.stdout) == (2, True)
    assert subprocess.run([sys.executable, ROOT / "dev.py", "--help"], capture_output=True).returncode == 0


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_and_hash_everything_and_name_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    body = [line for line in text.splitlines() if not line.startswith("#")]
    pins = [line for line in body if not line.startswith(" ")]
    assert pins
    assert [line for line in pins if not re.match(r"[a-z0-9-]+==[\w.]+( ; .+)? \\$", line)] == []
    assert [
        line for line in body if line.startswith(" ") and not re.match(r" +--hash=sha256:[0-9a-f]{64}( \\)?$", line)
    ] == []
    assert not re.search(r"://|--index|--find-links|(?<!\w)/\w", text)


def test_locks_agree_with_each_other_and_with_the_project() -> None:
    seen: dict[str, set[str]] = {}
    for lock in LOCKS:
        text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
        for package, version in re.findall(r"^([a-z0-9-]+)==([\w.]+)", text, re.MULTILINE):
            seen.setdefault(package, set()).add(version)
    more_than_one = {package for package, versions in seen.items() if len(versions) > 1}
    assert more_than_one == {"pyside6-essentials", "shiboken6"}  # by processor, see docs/decisions
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    wanted = [line for group in groups for line in group]
    names = {re.split(r"[\[<>=;~! ]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names - set(seen) == set()


def test_the_stamp_no_longer_counts_when_a_lock_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locks, venv = tmp_path / "requirements", tmp_path / ".venv"
    locks.mkdir()
    (venv / "bin").mkdir(parents=True)
    (locks / "run.txt").write_text("a==1\n")
    (venv / "bin" / "python").touch()
    for attribute, value in {
        "REQUIREMENTS": locks,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "stamp.json",
    }.items():
        monkeypatch.setattr(dev, attribute, value)
    dev.STAMP.write_text(json.dumps({"fingerprint": dev.fingerprint(), "cards": True}))
    assert dev.recorded()["cards"] is True
    (locks / "run.txt").write_text("a==2\n")
    assert dev.recorded() == {}
