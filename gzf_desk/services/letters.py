"""The exact texts that are read out, shown and hashed before somebody signs: the papers' own wording, without names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sync.model.states import SENSITIVE_DATA_CLASSES
from sync.policy import Policy

VERSION: Final = "2026-11"
"""Edition of the letters of this release."""
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Letter:
    """A text that somebody signs.

    Attributes:
        title: of the letter.
        text: exactly as shown.
        version: document and edition.
        classes: (code, name, sensitive) of the data that may be looked up.
    """

    title: str
    text: str
    version: str
    classes: tuple[tuple[str, str, bool], ...] = ()

    @property
    def sha256(self) -> str:
        """Of the text as UTF-8, hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def consent_letter(policy: Policy) -> Letter:
    """The letter of authorization for one policy."""
    from gzf_desk.documents.authorization import AuthorizationWords  # loads the drawing library: when first signed
    from gzf_desk.documents.templates import load_words

    words = load_words("D02", VERSION, AuthorizationWords)
    labels = {one.code: f"{one.label}（{one.holder}）" for one in words.classes}
    classes = tuple(
        (kind.value, labels.get(kind.value, kind.value), kind in SENSITIVE_DATA_CLASSES)
        for kind in policy.consent.classes
    )
    purposes = "、".join(words.purposes[name] for name in ("APPLY", "PUBLICITY", "RECHECK", "SUPERVISE"))
    listed = "；".join(f"{name}{'＊' if sensitive else ''}" for _, name, sensitive in classes)
    fields = {"processor": policy.lessor, "purposes": purposes}
    parts = [words.to_whom, words.purpose, f"{words.classes_head}：{listed}。", words.classes_note]
    parts += [words.duty, words.validity, words.withdraw, words.truth, words.minors]
    return Letter(words.title, "\n".join(_plain(part, fields) for part in parts), f"D02 {VERSION}", classes)


@cache
def undertaking_letter() -> Letter:
    """The undertaking."""
    from gzf_desk.documents.templates import load_words
    from gzf_desk.documents.undertaking import UndertakingWords

    words = load_words("D03", VERSION, UndertakingWords)
    lines = [words.clauses_head]
    lines += [f"{at}. {clause.text}" for at, clause in enumerate(words.clauses, 1)]
    lines.append(words.consequences_head)
    lines += [f"{at}. {clause.text}" for at, clause in enumerate(words.consequences, 1)]
    lines.append(words.closing)
    return Letter(words.title, "\n".join(_plain(line, {}) for line in lines), f"D03 {VERSION}")


def _plain(text: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: fields.get(found.group(1), "　　　　"), text.replace("**", ""))
