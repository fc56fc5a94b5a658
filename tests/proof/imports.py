"""Which files a file of tests imports, directly or not; found by reading."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


class Imports:
    """The imports below a project's root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._direct: dict[Path, set[Path]] = {}
        self._all: dict[Path, frozenset[Path]] = {}

    def reached_from(self, path: Path) -> frozenset[Path]:
        """Every file that importing this one brings in, itself among them."""
        if path not in self._all:
            found, left = set[Path](), [path, *self._conftests(path)]
            while left:
                here = left.pop()
                if here not in found:
                    found.add(here)
                    left += self._imported_by(here)
            self._all[path] = frozenset(found)
        return self._all[path]

    def _conftests(self, path: Path) -> Iterator[Path]:
        """Those that pytest imports for a file of tests."""
        for folder in path.parents:
            if (folder / "conftest.py").is_file():
                yield folder / "conftest.py"
            if folder == self.root:
                return

    def _imported_by(self, path: Path) -> set[Path]:
        if path not in self._direct:
            found = set[Path]()
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for name in _names(node, self._package(path)):
                    found.update(self._files_of(name))
            self._direct[path] = found
        return self._direct[path]

    def _package(self, path: Path) -> tuple[str, ...]:
        return path.parent.relative_to(self.root).parts

    def _files_of(self, name: str) -> Iterator[Path]:
        """The file of a module, and of the packages above it."""
        folder = self.root
        for part in name.split("."):
            folder = folder / part
            for path in (folder / "__init__.py", folder.with_name(f"{part}.py")):
                if path.is_file():
                    yield path


def _names(node: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else ()
        module = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{module}.{alias.name}".strip(".") for alias in node.names)
