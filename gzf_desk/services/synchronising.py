"""The link with the province: what waits, one exchange, what two places changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import msgspec

from gzf_desk.clock import CHINA
from gzf_desk.services.casebook import Casebook
from gzf_desk.services.intake import Intake
from gzf_desk.services.link import used
from gzf_desk.services.plain_words import field_name, said, shown_value
from gzf_desk.services.views import ActView, ConflictView, SyncOutcomeView, SyncView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.mirror import MirrorRow
from gzf_desk.store.outbox import StoredOp, final_verdict
from gzf_desk.store.port import StorePort
from gzf_desk.store.records import POSITION, SHUT_OUT, STAFF, Identity, Position, ShutOut, Staff
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.client.engine import SyncEngine
from sync.client.ports import SyncOutcome, SyncProgress
from sync.errors import ProtocolError, TransportError
from sync.protocol.api import SyncApi
from sync.protocol.messages import RefreshRequest

SignedApi = Callable[[Identity], SyncApi]
"""Makes a signed connection for this device."""
_OPEN = "open"
_SHUT_OUT = frozenset({"fork", "unknown_device", "revoked", "bad_signature"})
"""Answers after which only a new code helps; a revoked device's signature is nobody's."""


class Synchronising:
    """Fits ``SyncService`` of the desk.

    Args:
        workspace: shared state.
        casebook: cases.
        intake: writes what a person decided about a conflict.
        signed_api: makes the connection.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, intake: Intake, signed_api: SignedApi) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._intake = intake
        self._signed_api = signed_api
        self._online: bool | None = None

    def view(self) -> SyncView:
        """See ``SyncService``."""
        with self._workspace.store.reading() as unit:
            waiting, received = unit.outbox.pieces()
            oldest = unit.outbox.oldest_waiting()
            troubled = unit.outbox.troubled()
            position = unit.singles.get(POSITION, Position) or Position()
            conflicts = sum(_waits_for_a_person(unit, row) for row in unit.mirror.of_kind("conflict"))
        words = self._workspace.words
        if waiting:
            line = words("services.sync.waiting", n=waiting)
        else:
            line = words("services.sync.all_received" if received else "services.sync.nothing")
        return SyncView(
            online=self._online,
            line=line,
            on_this_pc=waiting,
            in_two_places=0,
            received=received,
            oldest_unsent=oldest,
            last_contact=position.last_contact,
            refused=tuple(self._refusal(stored) for stored in troubled),
            conflicts=conflicts,
        )

    def sync_once(self, progress: Callable[[str, int, int], None] | None = None) -> SyncOutcomeView:
        """See ``SyncService``."""
        identity = self._workspace.device()
        port = StorePort(self._workspace.store, self._workspace.words)

        reached = SyncProgress(phase="", pushed=0, pulled=0, pending=0)

        def told(state: SyncProgress) -> None:
            nonlocal reached
            reached = state
            if progress is not None:
                done = state.pushed if state.phase == "push" else state.pulled
                progress(state.phase, done, done + (state.pending if state.phase == "push" else 0))

        try:
            with used(self._signed_api(identity)) as api, ThreadPoolExecutor(1, "next-page") as ahead:
                self._refresh(api, identity)
                outcome = SyncEngine(api, port, progress=told, ahead=ahead).run_once()
        except TransportError as error:
            self._online = False
            return self._stopped(port, reached, error.code, "services.unreachable_advice")
        except ProtocolError as error:
            self._online = True
            self._note_shut_out(error.code, identity)
            return self._stopped(port, reached, error.code, f"services.sync_refused.{_known(error.code)}")
        self._online = True
        return self._finished(outcome)

    def conflicts(self) -> tuple[ConflictView, ...]:
        """See ``SyncService``."""
        with self._workspace.store.reading() as unit:
            rows = [row for row in unit.mirror.of_kind("conflict") if _waits_for_a_person(unit, row)]
        return tuple(self._conflict(row) for row in rows)

    def resolve(self, conflict_id: str, choice: str) -> ActView:
        """See ``SyncService``. An edit made in sight of the conflict settles it at the province."""
        words = self._workspace.words
        with self._workspace.store.unit() as unit:
            row = unit.mirror.get(conflict_id)
            if row is None or row.kind != "conflict" or not _waits_for_a_person(unit, row):
                raise self._workspace.refused("conflict.unknown", "services.conflict_unknown")
            if choice not in {"mine", "theirs"}:
                raise self._workspace.refused("conflict.choice", "services.conflict_choice")
            file = self._casebook.get(str(row.fields["record_id"]))
            if not file.editable:
                return ActView(done=False, code="sealed", sentence=words("services.conflict_sealed"))
            mine, theirs = self._sides(row)
            chosen = mine if choice == "mine" else theirs
            self._intake.change(unit, file, {str(row.fields["field"]): chosen}, undoable=False, seen=row.seq)
        return ActView(done=True, sentence=words("services.conflict_settled"))

    def _refresh(self, api: SyncApi, identity: Identity) -> None:
        """Operators, leases and number blocks as the province has them now."""
        with self._workspace.store.unit() as unit:
            left = {kind: unit.numbers.left(kind) for kind in unit.numbers.kinds()}
        reply = api.refresh(RefreshRequest(left=left))
        with self._workspace.store.unit() as unit:
            staff = unit.singles.get(STAFF, Staff) or Staff()
            self._workspace.heard(unit, reply.server_time)
            unit.numbers.lend(reply.blocks)
            if staff.grants != reply.operators:
                unit.singles.put(STAFF, msgspec.structs.replace(staff, grants=reply.operators))
                unit.log.write(
                    who="desk",
                    dev=identity.device,
                    what="staff.refreshed",
                    obj="staff",
                    content=msgspec.to_builtins(reply.operators),
                )
            position = unit.singles.get(POSITION, Position) or Position()
            unit.singles.put(POSITION, msgspec.structs.replace(position, last_contact=unit.clock.now()))
        self._workspace.forget()

    def _note_shut_out(self, code: str, identity: Identity) -> None:
        """The province no longer takes this device: from now on a new code may be used here."""
        if code not in _SHUT_OUT or self._workspace.shut_out():
            return
        with self._workspace.store.unit() as unit:
            unit.singles.put(SHUT_OUT, ShutOut(device=identity.device, code=code))
            unit.log.write(
                who="desk", dev=identity.device, what="device.shut_out", obj=identity.device, content={"code": code}
            )

    def _finished(self, outcome: SyncOutcome) -> SyncOutcomeView:
        return SyncOutcomeView(
            pushed=outcome.pushed,
            accepted=outcome.accepted,
            refused=outcome.refused,
            conflicts=outcome.conflicts,
            pulled=outcome.pulled,
            pending=outcome.pending,
            sentence=self._workspace.words("services.sync.done", pushed=outcome.pushed, pulled=outcome.pulled),
        )

    def _stopped(self, port: StorePort, reached: SyncProgress, code: str, key: str) -> SyncOutcomeView:
        return SyncOutcomeView(
            pushed=reached.pushed,
            accepted=0,
            refused=0,
            conflicts=0,
            pulled=reached.pulled,
            pending=port.push_state().pending,
            trouble=code,
            sentence=self._workspace.words(key),
        )

    def _refusal(self, stored: StoredOp) -> str:
        words, told = self._workspace.words, stored.verdict
        if told is None:
            return ""
        tag = str((stored.op.command or {}).get("type", stored.op.kind))
        why = said(words, f"refusal.{told.code}", f"services.verdict.{final_verdict(told)}", told.details)
        return words("services.sync.refused", act=words(f"services.act.{tag}"), why=why)

    def _sides(self, row: MirrorRow) -> tuple[object, object]:
        """What this desk wrote, and what the other wrote. The province calls "mine" what came later."""
        mine, theirs = row.fields.get("mine"), row.fields.get("theirs")
        here = self._workspace.device().device
        came_first = row.fields.get("theirs_device") == here != row.fields.get("mine_device")
        return (theirs, mine) if came_first else (mine, theirs)

    def _conflict(self, row: MirrorRow) -> ConflictView:
        words, path = self._workspace.words, str(row.fields.get("field", ""))
        mine, theirs = self._sides(row)
        at = str(row.fields.get("at", ""))
        grant = self._workspace.grant_of(str(row.fields.get("mine_by", "")))
        return ConflictView(
            id=row.record_id,
            case_id=str(row.fields.get("record_id", "")),
            field_name=field_name(path, words),
            mine=shown_value(mine, words, path),
            theirs=shown_value(theirs, words, path),
            who=grant.name if grant else words("services.somebody_else"),
            when=_local(at),
            path=path,
            extra={
                "base": shown_value(row.fields.get("base"), words, path),
                "reason": str(row.fields.get("reason", "")),
            },
        )


def _waits_for_a_person(unit: UnitOfWork, row: MirrorRow) -> bool:
    """Whether a conflict is open, and nobody chose here yet: a choice may wait for the province without a link."""
    if row.fields.get("state") != _OPEN:
        return False
    field = row.fields.get("field")
    mine = (one for one in unit.outbox.of_record(str(row.fields["record_id"])) if not one.settled)
    return not any(field in one.op.fields and (one.op.base or 0) >= row.seq for one in mine)


def _known(code: str) -> str:
    return code if code in {"fork", "unknown_device", "revoked", "bad_signature", "clock_off", "protocol"} else "other"


def _local(at: str) -> str:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
