"""The project's own files, for tests that judge them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_GENERATED = {".git", ".venv", "out", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git tracks or would track, or all but the generated folders."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
        return tuple(sorted(ROOT / name for name in names if name and (ROOT / name).is_file()))
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in _GENERATED and not entry.name.endswith((".egg-info", "_cache")):
            yield from _walk(entry)
        elif entry.is_file():
            yield entry


def python_files(*tops: str) -> list[Path]:
    """Our Python files, of some top folders or of all."""
    found = [path for path in files() if path.suffix == ".py"]
    return [path for path in found if not tops or path.relative_to(ROOT).parts[0] in tops]


def name(path: Path) -> str:
    """A path as people write it, from the project's root."""
    return path.relative_to(ROOT).as_posix()


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file with its text; files that are not UTF-8 text are data."""
    for path in files():
        raw = path.read_bytes()
        if b"\0" in raw[:4096]:
            continue
        try:
            yield path, raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
