"""Data is there to be used: every file of ``resources/`` is read by somebody, every policy is one that can be named."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from sync import assets
from sync.policy import PolicyBook
from tests.support.tree import ROOT, files, name, python_files

READ_AS_A_FOLDER = ("policies", "i18n", "devices", "calendars", "documents")
"""Read by listing; of the rest, each file is asked for by its name."""


@cache
def words_of_the_code() -> set[str]:
    """Every word that stands in a string of the code."""
    strings = re.findall(
        r"""["']([^"'\n]+)["']""", "\n".join(path.read_text("utf-8") for path in python_files("gzf_desk", "sync"))
    )
    return {word for text in strings for word in re.split(r"[^\w-]+", text)}


def test_every_folder_of_resources_is_read() -> None:
    folders = {path.relative_to(ROOT / "resources").parts[0] for path in files() if name(path).startswith("resources/")}
    assert folders - words_of_the_code() == set()


def test_every_file_that_is_asked_for_by_name_is_asked_for() -> None:
    unused = []
    for path in files():
        parts = name(path).split("/")
        if (
            parts[0] != "resources"
            or parts[1] in READ_AS_A_FOLDER
            or path.suffix not in {".ttf", ".toml", ".json", ".svg"}
        ):
            continue
        if path.stem not in words_of_the_code():
            unused.append(name(path))
    assert unused == []


def test_every_icon_is_shown_somewhere() -> None:
    icons = set(tomllib.loads(assets.read_text("icons/icons.toml")))
    assert icons - words_of_the_code() == set()


def test_a_policy_is_what_its_path_says_and_can_be_used() -> None:
    book = PolicyBook.in_resources(assets.names, assets.read_text)
    assert book.broken == {}
    assert {policy.id for policy in book.all()} < set(book.ids)  # the province's layer is only inherited from
