"""Words: both languages say the same things, every key exists, and nothing stands here that belongs elsewhere."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from gzf_desk.i18n import LANGUAGES, Translator, catalogue
from tests.support.tree import ROOT, name, python_files, texts

CHINESE = re.compile(r"[\u3400-\u9fff]")
# spelt apart, so that this file does not hold them
STRANGERS = {
    "a folder of one machine": r"(?<![\w.])/" + r"work/|/" + r"farm/|\.\./" + r"shared",
    "an address of a package index": r"pypi\."
    + r"org|pythonhosted\."
    + r"org|npmjs\."
    + r"(?:org|com)|deb\.debian\."
    + "org",
    "something left for later": r"#.*\bTO" + r"DO\b|\bTO" + r"DO\s*[:(]|\bFIX" + r"ME\b|\bX" + r"XX\b",
    "a check switched off without a reason": r"#\s*(?:no" + r"qa(?!: ?[A-Z]+\d+)|type:\s*ig" + r"nore(?!\[))",
}


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_both_languages_hold_the_same_keys() -> None:
    first, *others = (set(catalogue(language)) for language in LANGUAGES)
    assert first
    for other in others:
        assert first ^ other == set()


def test_both_languages_fill_in_the_same_fields() -> None:
    one, two = (catalogue(language) for language in LANGUAGES)
    shared = set(one) & set(two)
    assert {key: (one[key], two[key]) for key in shared if fields(one[key]) != fields(two[key])} == {}


def test_no_text_is_empty_and_english_is_english() -> None:
    for language in LANGUAGES:
        assert [key for key, text in catalogue(language).items() if not text.strip()] == []
    one, two = (catalogue(language) for language in LANGUAGES)
    left_chinese = {key for key, text in two.items() if CHINESE.search(text) and text == one[key]}
    assert {key for key in left_chinese if not key.endswith(".zh_CN")} == set()  # a language's own name


def translators_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literal keys handed to a translator: ``tr("…")``, ``self._tr("…")``, ``translate("…")``."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called.lstrip("_") in {"tr", "translate"} and isinstance(node.args[0].value, str):
            yield node.lineno, node.args[0].value


def test_every_key_in_the_code_has_a_text() -> None:
    known = catalogue("zh_CN")
    missing = []
    for path in python_files("gzf_desk"):
        for line, key in translators_in(ast.parse(path.read_text("utf-8"))):
            if key not in known:
                missing.append(f"{name(path)}:{line} {key}")
    assert missing == []


def test_an_unknown_key_shows_itself() -> None:
    assert Translator("en")("no.such.key") == "⟦no.such.key⟧"
    assert list(translators_in(ast.parse('self._tr("a.b"); tr("c.d", n=1); other("e.f")'))) == [(1, "a.b"), (1, "c.d")]


@pytest.mark.parametrize("kind", STRANGERS)
def test_nothing_stands_here_that_belongs_elsewhere(kind: str) -> None:
    pattern = re.compile(STRANGERS[kind])
    found = []
    for path, text in texts():
        if path.name == "LICENSE" or path.is_relative_to(ROOT / "resources" / "fonts"):
            continue
        found += [f"{name(path)}:{text[: hit.start()].count(chr(10)) + 1} {hit[0]}" for hit in pattern.finditer(text)]
    assert found == []


def modules_with_public_names() -> list[Path]:
    return python_files("gzf_desk", "sync")


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in modules_with_public_names() if not says_something(path)]
    assert silent == []


def says_something(path: Path) -> bool:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return len(text.split()) > 2 or len(CHINESE.findall(text)) > 4
