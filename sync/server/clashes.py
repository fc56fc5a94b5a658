"""What two people did to the same thing: conflict records and alias records, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select

from sync.model.household import MemberRole
from sync.model.ids import DeviceId, OpId, OrgCode, RecordId
from sync.model.states import CaseState
from sync.protocol.identity import derived_id
from sync.protocol.messages import Op
from sync.server.keys import PlatformKeys
from sync.server.merge import Clash
from sync.server.store import tables as t
from sync.server.stored import StoredRecord
from sync.server.workspace import Workspace

OPEN = "open"
RESOLVED = "resolved"
_ENDED = frozenset(
    {
        CaseState.NOT_ACCEPTED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.LAPSED,
        CaseState.TERMINATED,
    }
)
_APPLICANT_KINSHIP = "01"
_APPLICANT_ROLE = MemberRole.APPLICANT.value


def add_conflict(
    workspace: Workspace, record: StoredRecord, op: Op, device: DeviceId, clash: Clash, reason: str
) -> RecordId:
    """A work item that both sides see: base, mine, theirs, who and when. Returns its id.

    Args:
        reason: ``both_changed`` or ``after_submission``.
    """
    conflict_id = derived_id(op.op_id, f"conflict|{clash.field}")
    fields: dict[str, Any] = {
        "record_kind": record.kind,
        "record_id": record.id,
        "field": clash.field,
        "reason": reason,
        "base": workspace.value_at(record, clash.field, op.base or 0),
        "mine": clash.mine,
        "theirs": clash.theirs,
        "mine_by": op.operator,
        "mine_device": device,
        "mine_wall": msgspec.to_builtins(op.claim.wall),
        "theirs_device": clash.theirs_version.device,
        "theirs_seq": clash.theirs_version.seq,
        "op_id": op.op_id,
        "at": msgspec.to_builtins(workspace.now),
        "state": OPEN,
    }
    conflict = StoredRecord(id=conflict_id, kind="conflict", org=record.org, parent=record.id, state=OPEN)
    workspace.change(conflict, {k: v for k, v in fields.items() if v is not None}, device=device, n=op.n)
    return conflict_id


def resolve_conflicts(workspace: Workspace, record: StoredRecord, op: Op, device: DeviceId) -> None:
    """A later edit by somebody who saw the conflict (its seq lies under the op's base) settles it."""
    for conflict in _open_conflicts(workspace, record.id):
        if conflict.fields.get("field") in op.fields and conflict.seq <= (op.base or 0):
            changes = {"state": RESOLVED, "resolved_by": op.operator, "resolved_op": op.op_id}
            after = workspace.change(conflict, changes, device=device, n=op.n)
            workspace.stage(replace(after, state=RESOLVED))


def _open_conflicts(workspace: Workspace, record_id: RecordId) -> Iterable[StoredRecord]:
    query = select(t.records.c.id).where(_is_open_conflict(), t.records.c.parent == record_id)
    ids = [RecordId(row.id) for row in workspace.connection.execute(query)]
    workspace.prefetch(ids)
    found = [workspace.record(conflict_id) for conflict_id in ids]
    return [conflict for conflict in found if conflict is not None and conflict.state == OPEN]


def disputed(workspace: Workspace, ids: Iterable[RecordId]) -> frozenset[RecordId]:
    """Which of these records have open conflicts."""
    wanted = list(dict.fromkeys(ids))
    query = select(t.records.c.parent).where(_is_open_conflict(), t.records.c.parent.in_(wanted)).distinct()
    return frozenset(RecordId(row.parent) for row in workspace.connection.execute(query)) if wanted else frozenset()


def _is_open_conflict() -> ColumnElement[bool]:
    return (t.records.c.kind == "conflict") & (t.records.c.state == OPEN)


def applicant_keys(keys: PlatformKeys, fields: Mapping[str, Any]) -> list[str]:
    """Keyed hashes of the applicants' document numbers among ``fields``."""
    found = []
    for path, value in fields.items():
        if not path.startswith("members/") or not isinstance(value, dict):
            continue
        number = value.get("document_number")
        applies = value.get("role") == _APPLICANT_ROLE or value.get("kinship") == _APPLICANT_KINSHIP
        if applies and isinstance(number, str) and number:
            found.append(keys.index("document", number.strip().upper()))
    return found


def applicants(workspace: Workspace, op: Op) -> list[str]:
    """Keyed hashes of the applicants that an op names; worked out once."""
    found = workspace.applicants.get(op.op_id)
    if found is None:
        found = workspace.applicants[op.op_id] = applicant_keys(workspace.keys, op.fields)
    return found


def note_identity(workspace: Workspace, record: StoredRecord, op: Op, device: DeviceId) -> None:
    """Notice the same applicant on another living case: an alias record in each unit, nothing is merged by machine."""
    for key in applicants(workspace, op):
        other = _oldest_living(workspace, workspace.same_identity(record.id, key))
        if other is not None:
            for org in dict.fromkeys((record.org, other.org)):
                _add_alias(workspace, record, other, org, op, device)
        workspace.keep_identity(record.id, key)


def _oldest_living(workspace: Workspace, ids: Iterable[RecordId]) -> StoredRecord | None:
    """The oldest case that has not ended: each later case is linked to it, not every case to every other."""
    for record_id in sorted(ids):
        found = workspace.record(record_id)
        if found is not None and not found.gone and found.state not in {state.value for state in _ENDED}:
            return found
    return None


def _add_alias(
    workspace: Workspace, record: StoredRecord, other: StoredRecord, org: OrgCode, op: Op, device: DeviceId
) -> None:
    first, second = sorted((record.id, other.id))
    alias_id = derived_id(OpId(f"{first}|{second}"), f"alias|{org}")
    if workspace.record(alias_id) is not None:
        return
    alias = StoredRecord(id=alias_id, kind="alias", org=org, parent=first)
    fields = {"first": first, "second": second, "at": msgspec.to_builtins(workspace.now), "reason": "same_applicant"}
    workspace.change(alias, fields, device=device, n=op.n)
