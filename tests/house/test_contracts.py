"""The one-way rules between rooms, as ``pyproject.toml`` states them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.tree import ROOT

# rooms that may know Qt: the window, and what starts it
MAY_KNOW_QT = {"ui", "app", "cli", "demo", "__main__"}


def contracts() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def test_every_import_contract_holds(tmp_path: Path) -> None:
    """In a process of its own: the linter sets up logging anew and would silence every logger of this one."""
    call = (
        "import sys; from importlinter.cli import lint_imports as go; sys.exit(go(cache_dir=sys.argv[1], no_logo=True))"
    )
    done = subprocess.run([sys.executable, "-c", call, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", ["sync", "gzf_desk"])
def test_every_room_has_its_floor(package: str) -> None:
    layers = [contract for contract in contracts() if contract.get("containers") == [package]]
    assert [contract.get("exhaustive") for contract in layers] == [True]


def test_no_room_is_left_out_of_the_rule_about_qt() -> None:
    (rule,) = (contract for contract in contracts() if contract["name"].startswith("9."))
    found = {
        path.stem for path in (ROOT / "gzf_desk").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    rooms = {f"gzf_desk.{room}" for room in found - MAY_KNOW_QT - {"__init__"}}
    assert rooms <= set(rule["source_modules"])
