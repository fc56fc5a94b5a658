"""The wording of papers: data in ``resources/documents/<code>/<version>.toml``, so that a county can replace it.

A template names itself (``template_id``, ``version``, ``region``) and holds exactly the texts that its document asks
for; a missing or unknown key is refused when it is loaded. Texts may hold ``{fields}``, which are filled with
underlined values, and ``**bold**`` stretches.

Legal references carry how sure we are of them (``confidence``): ``read`` and ``page`` are checked against a text,
``memory`` and ``assumption`` are not, and are printed with an asterisk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, TypeVar

import msgspec

from gzf_desk import assets
from gzf_desk.documents.problems import problem
from gzf_desk.documents.typesetting import Span
from sync.errors import AssetMissing

Confidence = Literal["read", "page", "memory", "assumption"]

_PARTS = re.compile(r"\{(\w+)\}|\*\*(.+?)\*\*")


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Root of all templates.

    Attributes:
        template_id: the document's code.
        version: of the wording.
        region: the region code whose wording it is; ``990000`` is the demonstration province.
        title: printed at the top.
    """

    template_id: str
    version: str
    region: str
    title: str


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause with what it rests on."""

    text: str
    basis: str = ""
    confidence: Confidence = "assumption"

    @property
    def reference(self) -> str:
        """The basis as printed, with an asterisk where it has not been checked."""
        doubtful = self.confidence in ("memory", "assumption")
        return f"{self.basis}{'＊' if doubtful else ''}" if self.basis else ""


W = TypeVar("W", bound=Words)


@cache
def _read(code: str, version: str) -> str:
    try:
        return assets.read_text(f"documents/{code}/{version}.toml")
    except AssetMissing as missing:
        raise problem("no_template", template=f"{code} {version}") from missing


@cache
def template_hash(code: str, version: str) -> str:
    """SHA-256 of the wording itself (not of its file's spacing), hexadecimal."""
    return hashlib.sha256(msgspec.json.encode(msgspec.toml.decode(_read(code, version)), order="sorted")).hexdigest()


def load_words(code: str, version: str, kind: type[W]) -> W:
    """The wording of one document.

    Args:
        code: e.g. ``D02``.
        version: e.g. ``2026-11``.
        kind: the texts that the document needs.

    Raises:
        BadInput: the template is missing or does not fit ``kind``.
    """
    words = _decode(code, version, kind)
    if not isinstance(words, kind):
        raise TypeError(f"{code}: decoded as {type(words).__name__}")
    return words


@cache
def _decode(code: str, version: str, kind: type[Words]) -> Words:
    text = _read(code, version)
    try:
        words = msgspec.toml.decode(text.encode(), type=kind)
    except msgspec.DecodeError as wrong:
        raise problem("bad_template", template=f"{code} {version}", reason=str(wrong)) from wrong
    if words.template_id != code or words.version != version:
        raise problem("bad_template", template=f"{code} {version}", reason="template_id, version")
    return words


def fill(text: str, values: Mapping[str, str] | None = None, underline: bool = True) -> tuple[Span, ...]:
    """``text`` with its fields filled in and its bold stretches marked.

    Raises:
        KeyError: the text asks for a field that the document does not give.
    """
    spans: list[Span] = []
    at = 0
    for found in _PARTS.finditer(text):
        if found.start() > at:
            spans.append(Span(text[at : found.start()]))
        name, bold = found.groups()
        if name:
            spans.append(Span((values or {})[name] or "　　　　", "medium", underline))
        else:
            spans.append(Span(bold, "bold"))
        at = found.end()
    if at < len(text) or not spans:
        spans.append(Span(text[at:]))
    return tuple(spans)
