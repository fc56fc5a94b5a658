"""What stops a print, in words for a person."""

from __future__ import annotations

from gzf_desk.errors import BadInput
from gzf_desk.i18n import Language, Translator


def problem(code: str, language: Language = "zh_CN", **fields: object) -> BadInput:
    """The error ``documents.<code>`` with its texts from ``resources/i18n``, to be raised by the caller."""
    say = Translator(language)
    key = f"documents.{code}"
    return BadInput(key, say(f"{key}.what", **fields), say(f"{key}.advice"))
