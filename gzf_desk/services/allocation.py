"""After qualification: waiting list, homes, direct allocation, the contract."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import msgspec

from gzf_desk.errors import BadInput
from gzf_desk.services.acts import Acts
from gzf_desk.services.casebook import Casebook
from gzf_desk.services.foresight import Foresight
from gzf_desk.services.history import typed
from gzf_desk.services.pictures import is_png
from gzf_desk.services.signing import keep_image
from gzf_desk.services.views import ActView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.mirror import MirrorRow
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.case import Case
from sync.model.ids import RecordId
from sync.model.states import SignatureMethod
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy import Policy
from sync.workflow.engine import Key
from sync.workflow.machines import Record
from sync.workflow.tenancy.commands import SignContract
from sync.workflow.waiting.commands import AllocateUnit

R = TypeVar("R", bound=msgspec.Struct)


class Allocation:
    """Fits ``AllocationService``.

    Args:
        workspace: shared state.
        casebook: cases.
        foresight: previews waiting commands.
        acts: judges and queues.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, foresight: Foresight, acts: Acts) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._foresight = foresight
        self._acts = acts

    def waiting(self) -> tuple[WaitingEntry, ...]:
        """See ``AllocationService``: by group, then score, then time."""
        found = self._all("waiting", WaitingEntry)
        return tuple(sorted(found, key=lambda entry: (entry.group, -entry.score, str(entry.entered_at), entry.id)))

    def units(self) -> tuple[Unit, ...]:
        """See ``AllocationService``: by their codes."""
        return tuple(sorted(self._all("unit", Unit), key=lambda unit: unit.code))

    def tenancies(self) -> tuple[Tenancy, ...]:
        """See ``AllocationService``."""
        return tuple(self._all("tenancy", Tenancy))

    def allocate(self, waiting_id: str, unit_id: str, term_from: date, term_years: int) -> ActView:
        """See ``AllocationService``."""
        with self._workspace.store.unit() as unit:
            entry, base = self._record(unit, "waiting", waiting_id, WaitingEntry)
            home, _ = self._record(unit, "unit", unit_id, Unit)
            command = AllocateUnit(unit_id=RecordId(unit_id), term_from=term_from, term_years=term_years)
            known: dict[Key, object] = {("unit", home.id): home}
            case = self._case(entry.case_id)
            if case is not None:
                known["case", case.id] = case
            refused = self._acts.refusal("waiting", entry, command, self._policy(entry), known)
            return refused or self._acts.queue(unit, "waiting", waiting_id, base, command)

    def sign_contract(self, tenancy_id: str, *, explained: bool, method: SignatureMethod, image_png: bytes) -> ActView:
        """See ``AllocationService``."""
        words = self._workspace.words
        if not is_png(image_png):
            raise BadInput("signing.image", words("services.image_what"), words("services.image_advice"))
        with self._workspace.store.unit() as unit:
            tenancy, base = self._record(unit, "tenancy", tenancy_id, Tenancy)
            command = SignContract(
                content_sha256=tenancy.contract_content_sha256 or "",
                explained=explained,
                method=method,
                signature_sha256=keep_image(unit, tenancy_id, "signature", image_png),
            )
            case = self._case(tenancy.case_id)
            policy = self._policy(case) if case is not None else self._policy(tenancy)
            refused = self._acts.refusal("tenancy", tenancy, command, policy)
            return refused or self._acts.queue(unit, "tenancy", tenancy_id, base, command)

    def _case(self, case_id: str) -> Case | None:
        file = self._casebook.find(case_id)
        return None if file is None else file.as_case()

    def _policy(self, record: Record) -> Policy:
        kept: Any = record.process if isinstance(record, Case) else record
        policy_id = getattr(kept, "policy_id", None)
        version = getattr(kept, "policy_version", None)
        return self._workspace.rulebook.of(policy_id, version, self._workspace.clock.today())

    def _all(self, kind: str, into: type[R]) -> list[R]:
        with self._workspace.store.reading() as unit:
            return [self._previewed(unit, row, into) for row in unit.mirror.of_kind(kind)]

    def _record(self, unit: UnitOfWork, kind: str, record_id: str, into: type[R]) -> tuple[R, int]:
        row = unit.mirror.get(record_id)
        if row is None or row.kind != kind:
            raise self._workspace.refused("record.unknown", "services.case_unknown")
        return self._previewed(unit, row, into), row.seq

    def _previewed(self, unit: UnitOfWork, row: MirrorRow, into: type[R]) -> R:
        record: Any = typed(row, into)
        ops = unit.outbox.of_record(row.record_id)
        commands = tuple(stored for stored in ops if stored.op.kind == "command" and not stored.settled)
        previewed: Any = self._foresight.record(row.kind, record, commands) if commands else record
        return previewed if isinstance(previewed, into) else record
