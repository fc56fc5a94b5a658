"""Writing: one transaction holds the op, its log line and the blind index. What returns is durable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.ids import new_id
from gzf_desk.store.search import exact_values, reindex
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.ids import OpId, OrgCode, RecordId
from sync.protocol.messages import Op
from sync.workflow.commands import AnyCommand, command_tag, plain_command


class Pen:
    """Puts ops into the outbox in the name of the operator who works now.

    Args:
        workspace: the open store.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def create(self, unit: UnitOfWork, org: OrgCode, fields: Mapping[str, Any]) -> RecordId:
        """A new case with its first fields; its id."""
        record_id = RecordId(new_id(unit.clock.now()))
        op = self._op(unit, "put", "case", record_id, org=org, fields=dict(fields))
        self._keep(unit, op, "draft.put")
        reindex(unit, record_id)
        return record_id

    def edit(self, unit: UnitOfWork, file: CaseFile, changes: Mapping[str, Any], seen: int = 0) -> None:
        """Change fields of a case; None removes one.

        While the record's last op is an edit of the same operator on the same version that no sync request has taken
        yet, the change goes into it.

        Args:
            unit: the transaction.
            file: the case as read in it.
            changes: whole groups; None removes.
            seen: version of another record that the person decided by; 0 = only the case itself.
        """
        base = max(file.base or 0, seen) or None
        stored = unit.outbox.open_edit(file.record_id)
        operator = self._workspace.operator().operator
        if stored is not None and stored.op.operator == operator and stored.op.base == base:
            unit.outbox.amend(stored, changes, unit.clock.now())
            self._log(unit, "draft.patch", file.record_id, dict(changes))
        else:
            op = self._op(unit, "patch", "case", file.record_id, base=base, fields=dict(changes))
            self._keep(unit, op, "draft.patch")
        before = {path: file.fields.get(path) for path in changes}
        if set(exact_values(before)) != set(exact_values(changes)):
            reindex(unit, file.record_id)

    def command(self, unit: UnitOfWork, record_kind: str, record_id: str, base: int | None, command: AnyCommand) -> Op:
        """An intent; it depends on everything of this record that the province has not signed for."""
        depends = tuple(stored.op.op_id for stored in unit.outbox.of_record(record_id) if not stored.settled)
        op = self._op(
            unit,
            "command",
            record_kind,
            RecordId(record_id),
            base=base,
            command=plain_command(command),
            depends=depends,
        )
        self._keep(unit, op, f"command.{command_tag(command)}")
        return op

    def _op(self, unit: UnitOfWork, kind: Any, record_kind: str, record_id: RecordId, **rest: Any) -> Op:
        return Op(
            op_id=OpId(new_id(unit.clock.now())),
            n=unit.outbox.next_n(),
            kind=kind,
            record_kind=record_kind,
            record_id=record_id,
            operator=self._workspace.operator().operator,
            claim=self._workspace.claim(),
            **rest,
        )

    def _keep(self, unit: UnitOfWork, op: Op, what: str) -> None:
        unit.outbox.add(op, unit.clock.now())
        self._log(unit, what, op.record_id, op)

    def _log(self, unit: UnitOfWork, what: str, obj: str, content: Any) -> None:
        unit.log.write(
            who=self._workspace.operator().operator,
            dev=self._workspace.device().device,
            what=what,
            obj=obj,
            content=content,
        )
        unit.touched.add(obj)
