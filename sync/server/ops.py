"""One op: what becomes of it. Everything goes through a workspace, so an op that fails leaves no trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.model.fields import PROCESS, to_draft
from sync.model.ids import OperatorId, OpId, covers, is_record_id
from sync.model.states import CaseState, Verdict
from sync.protocol.messages import Op, OpVerdict
from sync.server import clashes, rights
from sync.server.accounts import Device, Grant, Site, posts_of
from sync.server.decisions import PLATFORM, Decided, Decider
from sync.server.merge import Clash, FieldVersion, merge_patch
from sync.server.rulebook import Rulebook
from sync.server.stored import StoredRecord
from sync.server.typed import MACHINES
from sync.server.workspace import POISON, Workspace
from sync.workflow.commands import MACHINE_OF, AnyCommand, parse_command
from sync.workflow.engine import Refusal
from sync.workflow.machines import blank
from sync.workflow.tables import NEW

_BLOCKING = frozenset({Verdict.REFUSED, Verdict.SUPERSEDED, Verdict.UNSUPPORTED, Verdict.SET_ASIDE})
OP_ID_TAKEN = "op_id_taken"
"""Refusal of an op whose id stands for other content."""
_POLICY = frozenset({"policy_id", "policy_version"})
_MAX_FIELDS = 2000
_MAX_PATH = 80


class OpDesk:
    """Treats the ops of one device in one transaction.

    Args:
        workspace: of this transaction.
        rulebook: policies and calendar.
        device: who pushes.
        site: where it stands.
        grants: of the site.
        earlier: verdicts by op id: ops of this batch that came by another way, and what ops depend on.
        taken: ids of ops of this batch that came before with other content (their number apart).
        disputed: records with open conflicts.
    """

    def __init__(
        self,
        workspace: Workspace,
        rulebook: Rulebook,
        *,
        device: Device,
        site: Site,
        grants: tuple[Grant, ...],
        earlier: dict[OpId, OpVerdict],
        taken: frozenset[OpId],
        disputed: frozenset[str],
    ) -> None:
        self._workspace = workspace
        self._rulebook = rulebook
        self._decider = Decider(workspace, rulebook)
        self._device = device
        self._site = site
        self._grants = grants
        self._earlier = earlier
        self._taken = taken
        self._disputed = disputed
        self._posts_of: dict[OperatorId, tuple[Grant, ...]] = {}

    def treat(self, op: Op) -> OpVerdict:
        """The verdict on one op, its effects staged."""
        mark = self._workspace.mark()
        try:
            verdict = self._duplicate(op) or self._blocked(op) or self._by_kind(op)
        except POISON as error:
            self._workspace.revert(mark)
            where = error.where if isinstance(error, InvalidRecord) else ""
            verdict = set_aside(op, type(error).__name__, where)
        if verdict.verdict in _BLOCKING:
            self._workspace.revert(mark)
        self._earlier.setdefault(op.op_id, verdict)
        return verdict

    def _duplicate(self, op: Op) -> OpVerdict | None:
        """The same op came by another way before (by file, or from the device's former identity)."""
        told = self._earlier.get(op.op_id)
        if told is None:
            return None
        if op.op_id in self._taken:
            return _say(op, Verdict.REFUSED, OP_ID_TAKEN)
        details: dict[str, Any] = {"verdict": told.verdict.value, "code": told.code}
        return msgspec.structs.replace(told, n=op.n, verdict=Verdict.DUPLICATE, details=details)

    def _blocked(self, op: Op) -> OpVerdict | None:
        for needed in op.depends:
            told = self._earlier.get(needed)
            if told is None:
                return _say(op, Verdict.REFUSED, "depends_on_unknown", {"op": needed})
            final = told.details.get("verdict") if told.verdict is Verdict.DUPLICATE else told.verdict.value
            if final in {verdict.value for verdict in _BLOCKING}:
                return _say(op, Verdict.REFUSED, "depends_on_refused", {"op": needed})
        return None

    def _by_kind(self, op: Op) -> OpVerdict:
        if not is_record_id(op.record_id):
            return _say(op, Verdict.REFUSED, "malformed")
        match op.kind:
            case "put":
                return self._put(op)
            case "patch":
                return self._patch(op)
            case "command":
                return self._command(op)

    def _put(self, op: Op) -> OpVerdict:
        if op.record_kind != "case":
            return _say(op, Verdict.UNSUPPORTED, "record_kind")
        if op.org is None:
            return _say(op, Verdict.REFUSED, "malformed")
        if rights.drafting_post(self._posts(op), op.org) is None:
            return _say(op, Verdict.REFUSED, "no_right")
        if self._workspace.record(op.record_id) is not None:
            return _say(op, Verdict.REFUSED, "record_exists")
        fields = {path: value for path, value in op.fields.items() if value is not None}
        _check_fields(fields)
        strange = self._unknown_policy(op, {})
        if strange is not None:
            return strange
        new = StoredRecord(id=op.record_id, kind="case", org=op.org, state=CaseState.DRAFT.value)
        record = self._workspace.change(new, fields, device=self._device.id, n=op.n)
        clashes.note_identity(self._workspace, record, op, self._device.id)
        return _say(op, Verdict.ACCEPTED, seq=record.seq, state=record.state)

    def _patch(self, op: Op) -> OpVerdict:
        record = self._workspace.record(op.record_id)
        if record is None or record.kind != "case" or record.gone:
            return _say(op, Verdict.REFUSED, "no_such_record")
        if rights.drafting_post(self._posts(op), record.org) is None:
            return _say(op, Verdict.REFUSED, "no_right")  # not even where it stands: it is not theirs
        _check_fields(op.fields)
        if record.state not in {state.value for state in rights.OPEN_FOR_FACTS}:
            return self._too_late(op, record)
        strange = self._unknown_policy(op, record.fields)
        if strange is not None:
            return strange
        base = self._workspace.known_base(record.org, op.base)
        merge = merge_patch(record.fields, record.versions, op.fields, base=base, device=self._device.id)
        if record.id in self._disputed:
            clashes.resolve_conflicts(self._workspace, record, op, self._device.id)
        for clash in merge.clashes:
            clashes.add_conflict(self._workspace, record, op, self._device.id, clash, "both_changed")
        if merge.changes:
            record = self._workspace.change(record, merge.changes, device=self._device.id, n=op.n)
            clashes.note_identity(self._workspace, record, op, self._device.id)
        if merge.clashes:
            record = self._disputed_now(record, op)
            fields = [clash.field for clash in merge.clashes]
            return _say(op, Verdict.CONFLICT, "both_changed", {"fields": fields}, record.seq, record.state)
        verdict = Verdict.MERGED if merge.concurrent else Verdict.ACCEPTED
        return _say(op, verdict, seq=record.seq, state=record.state)

    def _unknown_policy(self, op: Op, before: Mapping[str, Any]) -> OpVerdict | None:
        """A draft must not name rules that nobody has: no desk could show it."""
        if not _POLICY & op.fields.keys():
            return None
        policy_id, version = (op.fields.get(path, before.get(path)) for path in ("policy_id", "policy_version"))
        if policy_id is None or self._rulebook.policy(policy_id, version) is not None:
            return None
        return _say(op, Verdict.REFUSED, "unknown_policy", {"policy": policy_id, "version": version or ""})

    def _too_late(self, op: Op, record: StoredRecord) -> OpVerdict:
        """A patch after submission never alters the snapshot; what was saved becomes a conflict."""
        late = {path: value for path, value in op.fields.items() if record.fields.get(path) != value}
        for path, mine in late.items():
            version = record.versions.get(path, FieldVersion(record.seq, PLATFORM, 0))
            clash = Clash(path, mine, record.fields.get(path), version)
            clashes.add_conflict(self._workspace, record, op, self._device.id, clash, "after_submission")
        if not late:
            return _say(op, Verdict.ACCEPTED, seq=record.seq, state=record.state)
        record = self._disputed_now(record, op)
        details = {"fields": sorted(late)}
        return _say(op, Verdict.CONFLICT, "after_submission", details, record.seq, record.state)

    def _disputed_now(self, record: StoredRecord, op: Op) -> StoredRecord:
        """A new version of the record after its conflicts, so that a later base shows who can have seen them."""
        return self._workspace.change(record, {}, device=self._device.id, n=op.n)

    def _command(self, op: Op) -> OpVerdict:
        tag = str((op.command or {}).get("type", ""))
        command = parse_command(op.command)
        if command is None or op.record_kind not in MACHINES:
            return _say(op, Verdict.UNSUPPORTED, "command", {"command": tag[:40]})
        if op.record_kind != MACHINE_OF.get(tag, "case"):
            return _say(op, Verdict.REFUSED, "wrong_machine", {"command": tag})
        record = self._workspace.record(op.record_id) or _founded(op, command)
        if record is None or record.kind != op.record_kind or record.gone:
            return _say(op, Verdict.REFUSED, "no_such_record")
        posts = [post for post in self._posts(op) if covers(post.org, record.org)]
        if not posts:
            return _say(op, Verdict.REFUSED, "no_right")
        outcome = self._decide(record, command, op, posts)
        if isinstance(outcome, Refusal):
            return _say(op, Verdict.REFUSED, outcome.code, dict(outcome.details), None, outcome.state)
        details = {"events": list(outcome.events)}
        return _say(op, Verdict.ACCEPTED, "", details, outcome.record.seq, outcome.record.state)

    def _decide(self, record: StoredRecord, command: AnyCommand, op: Op, posts: list[Grant]) -> Decided | Refusal:
        """Try the operator's posts in their order; a post that the table does not allow says least."""
        refusal = Refusal(code="no_right", state=record.state)
        for post in posts:
            actor = rights.actor_of(post, self._site.point, self._device.id)
            outcome = self._decider.decide(record, command, actor, op.op_id)
            if isinstance(outcome, Decided):
                return outcome
            if refusal.code in ("no_right", "wrong_role"):
                refusal = outcome
        return refusal

    def _posts(self, op: Op) -> tuple[Grant, ...]:
        found = self._posts_of.get(op.operator)
        if found is None:
            found = self._posts_of[op.operator] = posts_of(self._grants, op.operator, self._device.org)
        return found


def _founded(op: Op, command: AnyCommand) -> StoredRecord | None:
    """The record that a founding command is about to bring into being, None when it founds nothing."""
    if op.org is None or blank(op.record_kind, op.record_id, op.org, command) is None:
        return None
    return StoredRecord(id=op.record_id, kind=op.record_kind, org=op.org, state=NEW)


def set_aside(op: Op, reason: str, field: str = "") -> OpVerdict:
    """The verdict on an op that cannot be processed: its owner mends the field and saves again."""
    details = {"reason": reason, "field": field, "owner": op.operator, "remedy": "edit_and_save_again"}
    return _say(op, Verdict.SET_ASIDE, "unprocessable", details)


def _check_fields(fields: Mapping[str, Any]) -> None:
    """Every field by its type.

    Raises:
        InvalidRecord: names the field.
        ValueError: too many fields, or one that only the province writes.
    """
    if len(fields) > _MAX_FIELDS:
        raise ValueError("too many fields")
    if PROCESS in fields:
        raise ValueError("only the province writes where a case stands")
    for path in fields:
        if not 0 < len(path) <= _MAX_PATH or path[0] == "/" or path.count("/") > 1:
            raise InvalidRecord(path[:_MAX_PATH], "not a field of an application")
    to_draft(fields)


def _say(
    op: Op,
    verdict: Verdict,
    code: str = "",
    details: dict[str, Any] | None = None,
    seq: int | None = None,
    state: str = "",
) -> OpVerdict:
    return OpVerdict(op_id=op.op_id, n=op.n, verdict=verdict, code=code, details=details or {}, seq=seq, state=state)
