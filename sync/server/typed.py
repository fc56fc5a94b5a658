"""Between the flat fields that are stored and the typed records that the machines move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.model.case import Case, CaseProcess
from sync.model.fields import PROCESS, changed, to_draft
from sync.model.states import CaseState
from sync.policy.figures import is_answer
from sync.server.stored import StoredRecord
from sync.workflow.application.checks import still_holds
from sync.workflow.machines import RECORD_TYPES, Record

MACHINES = frozenset(RECORD_TYPES)
"""Kinds of records that a machine moves."""
ASKING = frozenset({CaseState.VERIFYING, CaseState.REVIEW, CaseState.RETURNED, CaseState.PUBLICITY})
"""States of an application in which departments are asked."""


def process_of(fields: Mapping[str, Any]) -> CaseProcess:
    """Where a case stands; a case without process fields is a draft.

    Raises:
        InvalidRecord: the stored process does not fit its type.
    """
    try:
        return msgspec.convert(fields.get(PROCESS, {}), CaseProcess)
    except msgspec.ValidationError as error:
        raise InvalidRecord(PROCESS, str(error)) from error


def to_typed(record: StoredRecord) -> Record:
    """The typed record.

    Raises:
        InvalidRecord: a field does not fit its type.
    """
    if record.kind == "case":
        draft = to_draft({path: value for path, value in record.fields.items() if path != PROCESS})
        return Case(id=record.id, org=record.org, draft=draft, process=process_of(record.fields))
    try:
        typed: Record = msgspec.convert(
            {**record.fields, "id": record.id, "org": record.org}, RECORD_TYPES[record.kind]
        )
    except msgspec.ValidationError as error:
        raise InvalidRecord(record.kind, str(error)) from error
    return typed


def machine_fields(record: Record) -> dict[str, Any]:
    """The fields that the machine writes, plain."""
    if isinstance(record, Case):
        return {PROCESS: msgspec.to_builtins(record.process, str_keys=True)}
    plain: dict[str, Any] = msgspec.to_builtins(record, str_keys=True)
    return {name: value for name, value in plain.items() if name not in ("id", "org")}


def changes_between(before: StoredRecord, after: Record) -> dict[str, Any]:
    """What the machine changed."""
    old = {name: value for name, value in before.fields.items() if before.kind != "case" or name == PROCESS}
    return changed(old, machine_fields(after))


def departments_on(record: Record, today: date) -> date | None:
    """The first civil day on which departments are asked for a case by itself; None = they need not be."""
    if not isinstance(record, Case):
        return None
    process = record.process
    if process.state not in ASKING or not process.verification_started:
        return None
    if not process.verification:
        return today
    unanswered = [fact.as_of for fact in process.verification if not is_answer(fact)]
    if unanswered:  # once a day, however often somebody looks at the case
        return min(max(unanswered), today) + timedelta(days=1)
    return None if all(still_holds(record.draft, fact) for fact in process.verification) else today
