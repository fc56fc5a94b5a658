"""The drawn machines and policies are those of the code, and every state has a name in both languages."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from gzf_desk.i18n import LANGUAGES, catalogue
from sync.workflow.machines import MACHINES
from sync.workflow.tables import NEW
from tests.support.tree import ROOT

FOLDER = ROOT / "docs" / "workflow"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_workflow_pages", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_fresh() -> None:
    made = maker().pages()
    kept = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.glob("**/*.md")}
    assert set(kept) == set(made), "run: python3 dev.py docs"
    stale = [name for name, text in made.items() if kept[name] != text]
    assert stale == [], "run: python3 dev.py docs"


def test_a_page_shows_every_command_and_state_of_its_machine() -> None:
    made = maker().pages()
    for name, machine in MACHINES.items():
        page = made[f"{name}.md"]
        assert [row.tag for row in machine.rows if f"`{row.tag}`" not in page] == []
        assert [state for state in machine.states if state.value != NEW and f"`{state.value}`" not in page] == []
        assert "⟦" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_machine_and_state_has_a_name(language: str) -> None:
    texts = catalogue(language)  # type: ignore[arg-type]  # one of the two
    wanted = {f"workflow.machine.{name}" for name in MACHINES} | {
        f"workflow.state.{name}.{state.value}"
        for name, machine in MACHINES.items()
        for state in machine.states
        if state.value != NEW
    }
    assert wanted - set(texts) == set()
