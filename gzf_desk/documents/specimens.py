"""Filled-in specimens of every document, with fictional people, for looking at a wording before it is used.

They are data, ``resources/documents/<code>/specimen*.json``. The names hold the characters that papers must show:
extensions A to F, the dot of longer names, a long name. Region code 990101 does not exist; the ID numbers have valid
check digits (GB 11643-1999).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import msgspec

from gzf_desk import assets
from gzf_desk.documents.context import DocumentData, PaperState, PrintContext
from gzf_desk.documents.registry import document_types


@cache
def specimens() -> dict[str, DocumentData]:
    """All specimens by name: the document's code, with a variant where there is one (``D06-formal``)."""
    found: dict[str, DocumentData] = {}
    for kind in document_types():
        for name in assets.names(f"documents/{kind.code}", ".json"):
            variant = name.rsplit("/specimen", 1)[-1].removesuffix(".json")
            found[f"{kind.code}{variant}"] = msgspec.json.decode(assets.read_text(name), type=kind)
    return found


def specimen_context(state: PaperState = PaperState.OFFLINE) -> PrintContext:
    """A print at a fictional window."""
    return PrintContext(
        printed_at=datetime(2026, 11, 20, 1, 41, tzinfo=UTC),
        station="云溪镇便民服务中心 3 号窗口",
        operator="何例芳",
        hotline="000-00000000",
        state=state,
    )
