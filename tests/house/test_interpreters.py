"""What a fresh interpreter loads: the desk without the province, the province without the window."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.tree import ROOT

PROVINCE = {"sync.server", "litestar", "uvicorn", "psycopg"}
WINDOW = {"PySide6", "shiboken6", "gzf_desk"}


def loaded_by(module: str) -> set[str]:
    """Names in ``sys.modules`` after ``import module`` in a fresh interpreter."""
    code = f"import sys, {module}; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("gzf_desk.app.window", PROVINCE),
        ("gzf_desk.app.desk", PROVINCE | {"PySide6"}),
        ("gzf_desk.cli", PROVINCE | {"PySide6"}),
        ("sync.server.app", WINDOW),
        ("sync.server.__main__", WINDOW),
        ("sync.workflow", WINDOW | PROVINCE | {"sqlalchemy", "httpx", "asyncio"}),
    ],
)
def test_each_end_starts_without_the_other(module: str, strangers: set[str]) -> None:
    found = loaded_by(module)
    assert module in found
    assert found & strangers == set()


def test_the_app_is_what_knows_the_window() -> None:
    """The first test above would be empty if the composition root composed nothing."""
    assert {"gzf_desk.services", "gzf_desk.ui", "PySide6"} <= loaded_by("gzf_desk.app.window")
