"""Sizes that keep a file readable in one sitting; complexity is ruff's (C901)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.tree import name, python_files

FILE_LINES, CLASS_LINES, FUNCTION_LINES = 400, 250, 50
CODE = ("gzf_desk", "sync", "dev.py", "setup.py", "requirements", "installers")


def lines(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def too_long(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = FUNCTION_LINES
        elif isinstance(node, ast.ClassDef):
            limit = CLASS_LINES
        else:
            continue
        if lines(node) > limit:
            found.append(f"{name(path)}:{node.lineno} {node.name}: {lines(node)} > {limit}")
    return found


def test_no_file_is_too_long() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert len(sizes) > 50
    assert {path: size for path, size in sizes.items() if size > FILE_LINES} == {}


def test_no_function_or_class_is_too_long() -> None:
    assert [line for path in python_files(*CODE) for line in too_long(path)] == []


@pytest.mark.parametrize(("kind", "limit"), [("def f():", FUNCTION_LINES), ("class C:", CLASS_LINES)])
def test_the_measure_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, limit: int) -> None:
    monkeypatch.setattr("tests.support.tree.ROOT", tmp_path)
    sample = tmp_path / "sample.py"
    sample.write_text(kind + "\n    pass" * (limit - 1), "utf-8")
    assert too_long(sample) == []
    sample.write_text(kind + "\n    pass" * limit, "utf-8")
    assert len(too_long(sample)) == 1
