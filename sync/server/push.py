"""Taking ops: each acknowledged op has exactly one effect, and its answer is kept for ever beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from sync.errors import ProtocolError
from sync.model.ids import DeviceId, OpId, is_record_id
from sync.model.states import Verdict
from sync.protocol.messages import Op, OpVerdict, PushReply, PushRequest
from sync.protocol.receipts import digest_and_form, make_receipt, op_digest
from sync.server import accounts, clashes, journal, numbers
from sync.server.accounts import Device
from sync.server.enrolment import new_token
from sync.server.journal import Line
from sync.server.ops import OP_ID_TAKEN, OpDesk, set_aside
from sync.server.platform import Platform
from sync.server.store import tables as t
from sync.server.workspace import Workspace

_VERDICT = msgspec.msgpack.Decoder(OpVerdict)


@dataclass(frozen=True)
class _Batch:
    """A request with the digests of its ops, and the ops that cannot be stored (odd, or refused before)."""

    request: PushRequest
    digests: tuple[bytes, ...]
    poisoned: frozenset[OpId]


class PushService:
    """Takes ops from devices.

    Args:
        platform: the province.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def push(self, device_id: DeviceId, request: PushRequest) -> PushReply:
        """Treat a batch. Safe to repeat: what was treated before is answered as before.

        Raises:
            ProtocolError: ``too_large``, ``bad_request``, ``fork``, ``gap``, ``history``, ``unknown_device``.
        """
        self._check_shape(request)
        try:
            return self._push(device_id, request, frozenset())
        except (IntegrityError, DataError):
            return self._one_by_one(device_id, request)
        except ProtocolError as error:
            if error.code == "fork":
                self._note_fork(device_id)
            raise

    def _note_fork(self, device_id: DeviceId) -> None:
        """Nobody can tell the copy from the original: the rest of the device's number blocks is void."""
        platform = self._platform
        with platform.database.write() as connection:
            numbers.close_blocks(connection, device_id)
            line = Line("platform", device_id, "device.fork", device_id, "")
            journal.append(connection, platform.keys, [line], platform.clock.now())

    def _one_by_one(self, device_id: DeviceId, request: PushRequest) -> PushReply:
        """The database refused something in the batch: find which op, set it aside, keep the others."""
        poisoned: set[OpId] = set()
        for end in range(1, len(request.ops) + 1):
            part = msgspec.structs.replace(request, ops=request.ops[:end])
            try:
                self._push(device_id, part, frozenset(poisoned))
            except (IntegrityError, DataError):
                poisoned.add(request.ops[end - 1].op_id)
                self._push(device_id, part, frozenset(poisoned))
        return self._push(device_id, request, frozenset(poisoned))

    def _check_shape(self, request: PushRequest) -> None:
        limits = self._platform.settings.limits
        if len(request.ops) > limits.max_ops:
            raise ProtocolError("too_large", "too many ops in one batch", {"max_ops": limits.max_ops})
        for op, following in zip(request.ops, request.ops[1:], strict=False):
            if following.n != op.n + 1:
                raise ProtocolError("bad_request", "ops are numbered without gap")
        if request.ops and request.ops[0].n < 1:
            raise ProtocolError("bad_request", "ops are numbered from 1")
        if len({op.op_id for op in request.ops}) != len(request.ops):
            raise ProtocolError("bad_request", "an op id comes twice in one batch")
        if not all(is_record_id(op.op_id) for op in request.ops):
            raise ProtocolError("bad_request", "an op id is a UUID")

    def _push(self, device_id: DeviceId, request: PushRequest, poisoned: frozenset[OpId]) -> PushReply:
        with self._platform.database.write() as connection:
            device = accounts.load_device(connection, device_id, lock=True)
            if device is None or device.revoked:
                raise ProtocolError("unknown_device", "this device is not enrolled")
            self._check_history(connection, device, request)
            forms = [(op.op_id, *digest_and_form(op)) for op in request.ops]
            odd = frozenset(op_id for op_id, _digest, plain in forms if not plain)
            batch = _Batch(request, tuple(digest for _op_id, digest, _plain in forms), poisoned | odd)
            told = self._told(connection, device, batch)
            fresh = request.ops[len(told) :]
            if (fresh or not request.ops) and not _is_the_original(device, request):
                raise ProtocolError("fork", "this device's store is a copy or was set back", {"last_n": device.last_n})
            if fresh and fresh[0].n != device.last_n + 1:
                raise ProtocolError("gap", "an op is missing", {"want": device.last_n + 1})
            return self._take(connection, device, batch, told)

    def _check_history(self, connection: Connection, device: Device, request: PushRequest) -> None:
        platform = self._platform
        if request.history_id is not None and request.history_id != platform.history_id:
            if not platform.is_former(connection, request.history_id):
                raise ProtocolError("unknown_history", "this device belongs to another province")
            details = {"history_id": platform.history_id, "last_n": device.last_n, "fork_token": device.token_current}
            raise ProtocolError("history", "the province was restored from a backup", details)

    def _told(self, connection: Connection, device: Device, batch: _Batch) -> list[OpVerdict]:
        """Answers to ops that were treated before; a different op under the same number is a fork."""
        again = [op for op in batch.request.ops if op.n <= device.last_n]
        if not again:
            return []
        query = select(t.verdicts.c.n, t.verdicts.c.op_id, t.verdicts.c.digest, t.verdicts.c.body).where(
            t.verdicts.c.device == device.id, t.verdicts.c.n.between(again[0].n, again[-1].n)
        )
        known = {row.n: row for row in connection.execute(query)}
        for op, digest in zip(again, batch.digests, strict=False):
            row = known.get(op.n)
            if row is None or row.op_id != op.op_id or row.digest != digest.hex():
                raise ProtocolError("fork", "this device's store is a copy or was set back", {"last_n": device.last_n})
        return [_VERDICT.decode(known[op.n].body) for op in again]

    def _take(self, connection: Connection, device: Device, batch: _Batch, told: list[OpVerdict]) -> PushReply:
        platform, request = self._platform, batch.request
        fresh, digests = request.ops[len(told) :], batch.digests[len(told) :]
        workspace = Workspace(connection, platform.keys, platform.clock.now())
        verdicts = self._treat(workspace, device, fresh, digests, batch.poisoned)
        head = workspace.flush()
        token = device.token_current if _is_the_original(device, request) else request.fork_token
        last_n = device.last_n
        if fresh:
            token, last_n = new_token(), fresh[-1].n
            _keep_verdicts(connection, device, fresh, digests, verdicts)
            connection.execute(
                update(t.devices)
                .where(t.devices.c.id == device.id)
                .values(last_n=last_n, token_held=request.fork_token, token_current=token)
            )
        elif request.fork_token == device.token_current and request.ops:
            connection.execute(
                update(t.devices).where(t.devices.c.id == device.id).values(token_held=request.fork_token)
            )
        return PushReply(
            history_id=platform.history_id,
            last_n=last_n,
            fork_token=token,
            verdicts=(*told, *verdicts),
            receipt=make_receipt(
                platform.keys.signing_key,
                device=device.id,
                ops=request.ops,
                digests=batch.digests,
                history_id=platform.history_id,
                journal_head=head,
                at=workspace.now,
                number=f"R-{device.id[2:]}-{request.ops[0].n}-{request.ops[-1].n}",
            )
            if request.ops
            else None,
            server_time=workspace.now,
            limits=platform.settings.limits,
        )

    def _treat(
        self,
        workspace: Workspace,
        device: Device,
        ops: Sequence[Op],
        digests: Sequence[bytes],
        poisoned: frozenset[OpId],
    ) -> list[OpVerdict]:
        if not ops:
            return []
        connection = workspace.connection
        site = accounts.get_site(connection, device.site)
        if site is None:
            raise ProtocolError("unknown_device", "the site of this device is gone")
        workspace.lock(device.org)
        workspace.prefetch(op.record_id for op in ops if is_record_id(op.record_id))
        workspace.prefetch_identities(
            key for op in ops if op.op_id not in poisoned for key in clashes.applicants(workspace, op)
        )
        earlier, taken = _earlier(connection, ops)
        desk = OpDesk(
            workspace,
            self._platform.rulebook,
            device=device,
            site=site,
            grants=accounts.grants_at(connection, device.site),
            earlier=earlier,
            taken=taken,
            disputed=clashes.disputed(
                workspace, (op.record_id for op in ops if op.kind == "patch" and is_record_id(op.record_id))
            ),
        )
        verdicts = []
        for op, digest in zip(ops, digests, strict=True):
            verdict = desk.treat(op) if op.op_id not in poisoned or op.op_id in taken else set_aside(op, "store")
            verdicts.append(verdict)
            workspace.lines.append(
                Line(op.operator, device.id, f"op.{op.kind}.{verdict.verdict.value}", op.record_id, digest.hex())
            )
        return verdicts


def _is_the_original(device: Device, request: PushRequest) -> bool:
    """Whether the sender holds a token that only the device itself can have. A late repeat of a batch does not: it is
    answered, since it changes nothing, but learns no token by which a copy could go on."""
    return request.fork_token in (device.token_current, device.token_held)


def _earlier(connection: Connection, ops: Sequence[Op]) -> tuple[dict[OpId, OpVerdict], frozenset[OpId]]:
    """Verdicts on what ops depend on and on ops that came before, and ids under which other content came before."""
    by_id = {op.op_id: op for op in ops}
    needed = {needed for op in ops for needed in op.depends if is_record_id(needed)}
    wanted = list(needed | {op.op_id for op in ops})
    found: dict[OpId, OpVerdict] = {}
    taken: set[OpId] = set()
    for start in range(0, len(wanted), 500):
        query = select(t.verdicts.c.op_id, t.verdicts.c.n, t.verdicts.c.digest, t.verdicts.c.body).where(
            t.verdicts.c.op_id.in_(wanted[start : start + 500]), t.verdicts.c.original == 1
        )
        for row in connection.execute(query):
            found[OpId(row.op_id)] = _VERDICT.decode(row.body)
            op = by_id.get(row.op_id)
            if op is not None and op_digest(msgspec.structs.replace(op, n=row.n)).hex() != row.digest:
                taken.add(op.op_id)
    return found, frozenset(taken)


def _keep_verdicts(
    connection: Connection,
    device: Device,
    ops: Sequence[Op],
    digests: Sequence[bytes],
    verdicts: Sequence[OpVerdict],
) -> None:
    rows = [
        {
            "device": device.id,
            "n": op.n,
            "op_id": op.op_id,
            "digest": digest.hex(),
            "original": int(verdict.verdict is not Verdict.DUPLICATE and verdict.code != OP_ID_TAKEN),
            "verdict": verdict.verdict.value,
            "body": msgspec.msgpack.encode(verdict),
        }
        for op, digest, verdict in zip(ops, digests, verdicts, strict=True)
    ]
    connection.execute(insert(t.verdicts), rows)
