"""Words for people: Chinese is the source, English complete. Keys are stable.

The texts are data: ``resources/i18n/<language>/<room>.toml``, nested tables give dotted keys below the room's name.
A key without a text shows as ``⟦key⟧``; a test proves that both languages hold the same keys with the same fields.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from sync import assets

Language = Literal["zh_CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")


def _walk(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{prefix}.{key}"
        if isinstance(value, dict):
            yield from _walk(value, name)
        else:
            yield name, str(value)


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All texts of one language by dotted key."""
    found: dict[str, str] = {}
    for name in assets.names(f"i18n/{language}", ".toml"):
        room = name.rsplit("/", 1)[-1].removesuffix(".toml")
        found.update(_walk(tomllib.loads(assets.read_text(name)), room))
    return found


class Translator:
    """Texts of one language. Give it to whoever speaks to a person; there is no global one.

    Args:
        language: ``zh_CN`` or ``en``.
    """

    def __init__(self, language: Language = "zh_CN") -> None:
        self.language: Language = language
        self._texts = catalogue(language)

    def __call__(self, key: str, /, **fields: object) -> str:
        """The text of ``key`` with ``{fields}`` filled in."""
        text = self._texts.get(key)
        if text is None:
            return f"⟦{key}⟧"
        return text.format(**fields) if fields else text
