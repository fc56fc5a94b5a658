"""The sync engine's way into the store: ``sync.client.ports`` implemented; each method is one transaction."""

from __future__ import annotations

import msgspec

from gzf_desk.errors import Refused
from gzf_desk.i18n import Translator
from gzf_desk.store.outbox import OP_NUMBER
from gzf_desk.store.records import IDENTITY, POSITION, Identity, Position
from gzf_desk.store.search import reindex_all
from gzf_desk.store.unit_of_work import Store, UnitOfWork
from sync.client.ports import Acknowledgement, MirrorPage, PullState, PushState
from sync.protocol.messages import Op


class StorePort:
    """Fits ``SyncStorePort``.

    Args:
        store: the open store of an enrolled desk.
        words: for errors.
    """

    def __init__(self, store: Store, words: Translator) -> None:
        self._store = store
        self._words = words

    def push_state(self) -> PushState:
        """See ``OutboxPort``."""
        with self._store.reading() as unit:
            identity, position = self._identity(unit), _position(unit)
            return PushState(
                device=identity.device,
                platform_key=identity.platform_key,
                history_id=position.history_id,
                fork_token=position.fork_token,
                last_n=position.last_n,
                pending=unit.counters.now(OP_NUMBER) - position.last_n,
            )

    def next_ops(self, max_ops: int, max_bytes: int) -> tuple[Op, ...]:
        """See ``OutboxPort``. The ops are marked as handed out, durably, before they are returned."""
        with self._store.unit() as unit:
            return unit.outbox.hand_out(_position(unit).last_n, max_ops, max_bytes)

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """See ``OutboxPort``."""
        with self._store.unit() as unit:
            identity, position = self._identity(unit), _position(unit)
            if acknowledgement.last_n <= position.last_n:
                return
            now = unit.clock.now()
            receipt = acknowledgement.receipt
            unit.touched.update(unit.outbox.settle(acknowledgement.verdicts, receipt, now))
            unit.outbox.sweep(now)
            unit.singles.put(
                POSITION,
                msgspec.structs.replace(
                    position,
                    last_n=acknowledgement.last_n,
                    fork_token=acknowledgement.fork_token,
                    history_id=acknowledgement.history_id,
                    last_contact=now,
                ),
            )
            unit.log.write(
                who="desk",
                dev=identity.device,
                what="sync.acknowledged",
                obj=receipt.number,
                content=receipt.ops_sha256,
            )

    def begin_history(self, history_id: str, last_n: int, fork_token: str) -> None:
        """See ``OutboxPort``."""
        with self._store.unit() as unit:
            identity, position = self._identity(unit), _position(unit)
            unit.touched.update(unit.outbox.reopen(last_n))
            unit.singles.put(
                POSITION,
                msgspec.structs.replace(
                    position,
                    history_id=history_id,
                    last_n=min(last_n, position.last_n),
                    fork_token=fork_token,
                    cursor=None,
                    scope_epoch=0,
                ),
            )
            unit.log.write(
                who="desk", dev=identity.device, what="sync.new_history", obj=history_id, content={"last_n": last_n}
            )

    def pull_state(self) -> PullState:
        """See ``MirrorPort``."""
        with self._store.reading() as unit:
            position = _position(unit)
            return PullState(cursor=position.cursor, scope_epoch=position.scope_epoch)

    def apply_page(self, page: MirrorPage) -> None:
        """See ``MirrorPort``."""
        with self._store.unit() as unit:
            applied = unit.mirror.apply(page)
            unit.touched.update(applied.touched)
            reindex_all(unit, applied.cases)
            position = _position(unit)
            unit.singles.put(
                POSITION,
                msgspec.structs.replace(
                    position, cursor=page.cursor, scope_epoch=page.scope_epoch, last_contact=unit.clock.now()
                ),
            )

    def forget_cursor(self) -> None:
        """See ``MirrorPort``."""
        with self._store.unit() as unit:
            unit.singles.put(POSITION, msgspec.structs.replace(_position(unit), cursor=None))

    def _identity(self, unit: UnitOfWork) -> Identity:
        identity = unit.singles.get(IDENTITY, Identity)
        if identity is None:
            raise Refused(
                "session.not_enrolled", self._words("store.not_enrolled_what"), self._words("store.not_enrolled_advice")
            )
        return identity


def _position(unit: UnitOfWork) -> Position:
    return unit.singles.get(POSITION, Position) or Position()
