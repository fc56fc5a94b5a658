"""An application as a flat map of fields: what travels and what is merged.

A field is one group that merges as one: a scalar such as ``category``, or one entry of a keyed collection such as
``members/<id>`` or ``income/<id>``. The values are plain data (JSON types). A removed entry is ``None``: removal is an
edit like any other and can be undone. Fields that this version does not know are kept untouched, so that an older
program hands on what a newer one wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.model.application import ApplicationDraft

Fields = Mapping[str, Any]
"""Path -> plain value."""

COLLECTIONS = (
    "members",
    "housing",
    "income",
    "assets",
    "vehicles",
    "contributions",
    "employments",
    "businesses",
    "materials",
    "consents",
)
"""Keyed collections whose entries merge one by one."""
SCALARS = tuple(name for name in ApplicationDraft.__struct_fields__ if name not in COLLECTIONS)
PROCESS = "process"
"""The field that only the platform writes: where the case stands (``sync.model.case.CaseProcess``)."""


def to_fields(draft: ApplicationDraft) -> dict[str, Any]:
    """The flat map of a draft. Absent values are absent, not ``None``."""
    plain: dict[str, Any] = msgspec.to_builtins(draft, str_keys=True)
    flat: dict[str, Any] = {}
    for name, value in plain.items():
        if name in COLLECTIONS:
            for key, entry in value.items():
                flat[f"{name}/{key}"] = entry
        else:
            flat[name] = value
    return flat


def to_draft(fields: Fields) -> ApplicationDraft:
    """The typed draft of a flat map; unknown fields are left out of the result (and stay in the map).

    Raises:
        InvalidRecord: a known field does not fit its type; names the field.
    """
    plain: dict[str, Any] = {}
    for path, value in fields.items():
        name, _, key = path.partition("/")
        if value is None:
            continue
        if key and name in COLLECTIONS:
            plain.setdefault(name, {})[key] = value
        elif not key and name in SCALARS:
            plain[name] = value
    try:
        return msgspec.convert(plain, ApplicationDraft, strict=True)
    except msgspec.ValidationError as error:
        where, reason = _split(str(error))
        raise InvalidRecord(where, reason) from error


def check_field(path: str, value: Any) -> None:
    """Check one field by its type before it is written.

    Raises:
        InvalidRecord: the value does not fit, or the path is malformed.
    """
    name, _, key = path.partition("/")
    known = name in COLLECTIONS if key else name in SCALARS
    if not name or len(path) > 80 or path.count("/") > 1:
        raise InvalidRecord(path[:80], "not a field of an application")
    if known and value is not None:
        to_draft({path: value})


def changed(before: Fields, after: Fields) -> dict[str, Any]:
    """What to send to turn ``before`` into ``after``: new values, ``None`` for what is gone."""
    patch = {path: value for path, value in after.items() if path not in before or before[path] != value}
    patch.update({path: None for path, value in before.items() if path not in after and value is not None})
    return patch


def _split(message: str) -> tuple[str, str]:
    reason, _, where = message.partition(" - at `$.")
    return where.rstrip("`"), reason
