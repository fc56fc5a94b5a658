"""The shipped policies as texts that a test may spoil."""

from __future__ import annotations

from functools import cache

from sync import assets
from sync.policy import Policy, PolicyBook

CITY = "yichun2/2026-01.toml"
PROVINCE = "province/2026-01/"


@cache
def _shipped() -> dict[str, str]:
    names = assets.names("policies", ".toml")
    return {name.removeprefix("policies/"): assets.read_text(name) for name in names}


def shipped_texts() -> dict[str, str]:
    """Every file of ``resources/policies`` by its name there."""
    return dict(_shipped())


def file_of(fragment: str) -> str:
    """Name of the file of the example city, or of the province, that holds a text."""
    names = [CITY, *(name for name in _shipped() if name.startswith(PROVINCE))]
    return next(name for name in names if fragment in _shipped()[name])


def swapped(old: str, new: str, texts: dict[str, str] | None = None) -> dict[str, str]:
    """The texts (the shipped ones when none are given), the first ``old`` of the first file that has it replaced."""
    texts, name = texts or shipped_texts(), file_of(old)
    return {**texts, name: texts[name].replace(old, new, 1)}


def book_of(texts: dict[str, str]) -> PolicyBook:
    """A book of texts."""
    return PolicyBook(texts, texts.__getitem__)


def example_of(texts: dict[str, str]) -> Policy:
    """The example city's policy of such texts.

    Raises:
        InvalidPolicy: it cannot be used.
    """
    policy = book_of(texts).policy("yichun2", "2026-01")
    assert policy is not None
    return policy
