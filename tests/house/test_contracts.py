"""The one-way rules between rooms, as ``pyproject.toml`` states them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support.tree import ROOT

# rooms that may know Qt: the window, and what starts it
MAY_KNOW_QT = {"ui", "app", "cli", "demo", "__main__"}


def contracts() -> list[dict[str, Any]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.fixture
def at_the_root() -> Iterator[None]:
    before = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(before)


@pytest.mark.usefixtures("at_the_root")
def test_every_import_contract_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = lint_imports(config_filename="pyproject.toml", cache_dir=str(tmp_path), no_logo=True)
    assert result == EXIT_STATUS_SUCCESS, capsys.readouterr().out


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
