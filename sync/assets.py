"""Reads ``resources/`` for both ends, with the standard library only.

In a checkout the folder is ``<root>/resources``; in an installed wheel it is the package data ``sync/_resources``.
The checkout wins, so that a developer sees an edit at once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sync.errors import AssetMissing

_PACKAGE = Path(__file__).resolve().parent


@cache
def resources_root() -> Path:
    """The folder that holds the resources.

    Raises:
        AssetMissing: neither the checkout's nor the wheel's folder is there.
    """
    for candidate in (_PACKAGE.parent / "resources", _PACKAGE / "_resources"):
        if (candidate / "policies").is_dir():
            return candidate
    raise AssetMissing("resources: the installation is incomplete; install it again")


def path(relative: str) -> Path:
    """Absolute path of one resource, e.g. ``fonts/NotoSansSC-Regular.ttf``.

    Raises:
        AssetMissing: there is no such file, or the name leaves the folder.
    """
    root = resources_root()
    found = (root / relative).resolve()
    if not found.is_relative_to(root) or not found.exists():
        raise AssetMissing(f"resources/{relative} is missing; install the program again")
    return found


def read_text(relative: str) -> str:
    """A resource as UTF-8 text."""
    return path(relative).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> list[str]:
    """Sorted relative names of the files in ``folder`` (recursively) that end with ``suffix``."""
    root = resources_root()
    base = path(folder)
    return sorted(p.relative_to(root).as_posix() for p in base.rglob(f"*{suffix}") if p.is_file())
