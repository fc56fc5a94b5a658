"""A new application: card → draft → people, home, money, materials → pre-review → signatures → sealed.

Every edit reaches the store within 300 ms of the key (``SAVE_AFTER_MS``), so that it is durable within a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import msgspec

from gzf_desk.errors import UserFacingError
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import CardTrouble, CardView, DraftView, PreviewView, ProblemView, SubmitView
from gzf_desk.ui.presenters.base import Cancel, Presenter, Runner
from gzf_desk.ui.presenters.fields import Plain, read_field
from sync.model.application import ApplicationDraft
from sync.model.states import SourceMark

SAVE_AFTER_MS = 250
_CARD_TIMEOUT_S = 10.0


class IntakeStep(IntEnum):
    """The steps, in order; the name is the last part of the key ``ui_intake.step.<name>``."""

    CARD = 0
    PEOPLE = 1
    HOME = 2
    MONEY = 3
    MATERIALS = 4
    RESULT = 5
    SIGN = 6
    DONE = 7


@dataclass(frozen=True)
class MaterialRow:
    """A paper: its entry in the draft (empty = none yet), kind, person, status, what stands in for it."""

    entry: str
    kind: str
    member: str | None
    status: str
    exempt_reason: str | None


class IntakePresenter(Presenter):
    """The application being filled in.

    Args:
        services: the desk's services.
        runner: for slow work.

    Attributes:
        draft: the case as stored; None before the person is confirmed.
        card: the last card or why there is none.
        reading: a card is being read now.
        restored: text of fields that undo or redo changed must replace what stands in them.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(runner)
        self.services = services
        self.step = IntakeStep.CARD
        self.draft: DraftView | None = None
        self.card: CardView | CardTrouble | None = None
        self.reading = False
        self.restored = 0
        self.preview: PreviewView | None = None
        self.submitted: SubmitView | None = None
        self.focus_entry: str = ""
        self._pending: dict[str, Plain] = {}
        self._sent: dict[str, Plain] = {}
        self._drop_timer: Cancel | None = None
        self._stop_watch: Cancel | None = None

    # --- the case --------------------------------------------------------------------------------------------------

    @property
    def case_id(self) -> str:
        """Id of the case, empty before there is one."""
        return self.draft.case_id if self.draft else ""

    @property
    def record(self) -> ApplicationDraft:
        """What is filled in so far."""
        return self.draft.draft if self.draft else ApplicationDraft()

    def open(self, case_id: str) -> None:
        """Go on with a draft."""
        self.ask("store", lambda: self.services.intake.draft(case_id), self._opened)

    def reload(self) -> None:
        """Ask for the draft anew, e.g. after signatures changed it."""
        case_id = self.case_id
        if case_id:
            self.ask("store", lambda: self.services.intake.draft(case_id), self._take)

    def _opened(self, view: DraftView) -> None:
        self._take(view)
        self.step = IntakeStep.CARD if not view.draft.members else self.step

    def _take(self, view: DraftView) -> None:
        self.draft = view

    def begin(self, card: CardView | None) -> None:
        """Start a draft with the card's person as applicant, or an empty one."""
        self.stop_watching()
        self.ask("store", lambda: self.services.intake.begin(card), self._take)

    # --- the card --------------------------------------------------------------------------------------------------

    def read_card(self, then: Callable[[CardView], None] | None = None) -> None:
        """Read the card on the reader; ``then`` gets it."""
        if self.reading:
            return
        self.reading = True
        self.changed()

        def done(found: CardView | CardTrouble) -> None:
            self.reading = False
            self.card = found
            if then is not None and isinstance(found, CardView):
                then(found)

        self.ask("device", lambda: self.services.cards.read(timeout_s=_CARD_TIMEOUT_S), done)

    def fail(self, error: UserFacingError) -> None:
        """Keep an error; the card may be read again."""
        self.reading = False
        super().fail(error)

    def watch(self) -> None:
        """Take the next card that is laid down, without a key, until the person is known or :meth:`stop_watching`."""
        if self.draft is not None or self._stop_watch is not None:
            return

        def laid(found: CardView | CardTrouble) -> None:
            self.runner.post(lambda: self._laid(found))

        def watching(stop: Cancel) -> None:
            self._stop_watch = stop
            if self.draft is not None:
                self.stop_watching()

        self.runner.run("device", lambda: self.services.cards.watch(laid), watching, lambda _: None)

    def stop_watching(self) -> None:
        """Look for cards no more."""
        stop, self._stop_watch = self._stop_watch, None
        if stop is not None:
            stop()

    def _laid(self, found: CardView | CardTrouble) -> None:
        watching = self._stop_watch is not None and self.draft is None and not self.reading
        if watching and isinstance(found, CardView):
            self.card = found
            self.changed()

    def put_card_away(self) -> None:
        """It is not this person: forget the card."""
        self.card = None
        self.changed()

    def add_person_from_card(self) -> None:
        """The next member of the family lays the card down."""
        case_id = self.case_id

        def add(card: CardView) -> None:
            self.ask("store", lambda: self.services.intake.add_member_from_card(case_id, card), self._added)

        self.read_card(add)

    # --- edits -----------------------------------------------------------------------------------------------------

    def value(self, path: str) -> object:
        """What a field holds now, typed but unsaved text included: ``category`` or ``members/<id>.phone``."""
        for typed in (self._pending, self._sent):
            if path in typed:
                return typed[path]
        entry, _, name = path.partition(".")
        collection, _, key = entry.partition("/")
        if not key:
            return read_field(self.record, collection)
        return read_field(getattr(self.record, collection, {}).get(key), name)

    def source(self, path: str) -> SourceMark | None:
        """Where a field of an entry comes from; None for scalars and what nobody gave yet."""
        entry, _, name = path.partition(".")
        collection, _, key = entry.partition("/")
        held = getattr(self.record, collection, None)
        found = held.get(key) if isinstance(held, dict) else None
        if found is None or read_field(found, name) is None:
            return None
        sources = read_field(found, "sources")
        return sources.get(name, SourceMark.DECLARED) if isinstance(sources, dict) else SourceMark.DECLARED

    def edit(self, path: str, value: Plain) -> None:
        """A person changed a field: keep it, and store it within 300 ms."""
        if self.draft is None or not self.draft.editable:
            return
        self._pending[path] = value
        if self._drop_timer is None:
            self._drop_timer = self.runner.later(SAVE_AFTER_MS, self.flush)

    def flush(self) -> None:
        """Store what is typed, now."""
        if self._drop_timer is not None:
            self._drop_timer()
            self._drop_timer = None
        pending, self._pending = self._pending, {}
        for path, value in pending.items():
            self._store(path, value)

    def _store(self, path: str, value: Plain) -> None:
        case_id, intake = self.case_id, self.services.intake
        self._sent[path] = value

        def done(view: DraftView) -> None:
            self._arrived(path, value)
            self.trouble = None
            self._take(view)
            self.changed()

        def failed(error: UserFacingError) -> None:
            self._arrived(path, value)
            self._pending.setdefault(path, value)
            self.fail(error)

        self.runner.run("store", lambda: intake.set(case_id, path, value), done, failed)

    def _arrived(self, path: str, value: Plain) -> None:
        if self._sent.get(path) == value:
            self._sent.pop(path, None)

    @property
    def unsaved(self) -> bool:
        """Something typed is not in the store yet."""
        return bool(self._pending or self._sent)

    def add(self, collection: str) -> None:
        """A new entry, e.g. ``members``."""
        self.flush()
        case_id = self.case_id
        self.ask("store", lambda: self.services.intake.add(case_id, collection), self._added)

    def _added(self, result: tuple[str, DraftView]) -> None:
        self.focus_entry, view = result
        self._take(view)

    def remove(self, entry: str) -> None:
        """Take an entry out, e.g. ``members/<id>``."""
        self.flush()
        case_id = self.case_id
        self.ask("store", lambda: self.services.intake.remove(case_id, entry), self._restored)

    def undo(self) -> None:
        """Take the last change back."""
        if self.draft is not None:
            self.flush()
            case_id = self.case_id
            self.ask("store", lambda: self.services.intake.undo(case_id), self._restored)

    def redo(self) -> None:
        """Make it again."""
        if self.draft is not None:
            self.flush()
            case_id = self.case_id
            self.ask("store", lambda: self.services.intake.redo(case_id), self._restored)

    def _restored(self, view: DraftView) -> None:
        self.restored += 1
        self._take(view)

    # --- materials -------------------------------------------------------------------------------------------------

    def mark_material(self, row: MaterialRow, status: str, exempt_reason: str | None = None) -> None:
        """Note that a paper is here, follows later, or is stood in for; an entry is made when there is none yet."""
        self.flush()
        case_id, intake = self.case_id, self.services.intake
        values: dict[str, Plain] = {"kind": row.kind, "member": row.member, "status": status}
        values |= {"exempt_reason": exempt_reason, "original_seen": True if status == "present" else None}

        def work() -> DraftView:
            entry = row.entry
            if not entry:
                key, view = intake.add(case_id, "materials")
                entry = f"materials/{key}"
            for name, value in values.items():
                view = intake.set(case_id, f"{entry}.{name}", value)
            return view

        self.ask("store", work, self._take)
        self.evaluate()

    def material_rows(self) -> list[MaterialRow]:
        """Papers that are noted, then those the policy still asks for."""
        rows = [
            MaterialRow(f"materials/{key}", m.kind, m.member, m.status, m.exempt_reason)
            for key, m in self.record.materials.items()
        ]
        have = {(row.kind, row.member) for row in rows}
        for problem in self.preview.todo if self.preview else ():
            parts = problem.path.split("@")
            if parts[0] != "materials/" or len(parts) < 2:
                continue
            member = parts[2] if len(parts) > 2 else None
            if (parts[1], member) not in have:
                rows.append(MaterialRow("", parts[1], member, "missing", None))
        return rows

    # --- result and sealing ----------------------------------------------------------------------------------------

    def evaluate(self) -> None:
        """Hold the household against the policy."""
        self.flush()
        case_id = self.case_id
        if case_id:
            self.ask("store", lambda: self.services.preview.evaluate(case_id), self._evaluated)

    def _evaluated(self, view: PreviewView) -> None:
        self.preview = view

    def submit(self) -> None:
        """Seal it into the outbox."""
        self.flush()
        case_id = self.case_id
        self.ask("store", lambda: self.services.submission.submit(case_id), self._sealed)

    def _sealed(self, view: SubmitView) -> None:
        self.submitted = view
        if view.sealed:
            self.step = IntakeStep.DONE

    # --- people ----------------------------------------------------------------------------------------------------

    def names(self) -> list[tuple[str, str]]:
        """(member id, name) of everybody, the applicant first."""
        first = self.record.applicant_id()
        people = sorted(self.record.members.items(), key=lambda item: item[0] != first)
        return [(member_id, member.name or "") for member_id, member in people]

    def problems_at(self, path: str) -> list[ProblemView]:
        """Problems of one field."""
        return [p for p in (self.draft.problems if self.draft else ()) if p.path == path]

    def problem_count(self, prefixes: tuple[str, ...]) -> int:
        """How many blocking problems lie in the fields of a step."""
        problems = self.draft.problems if self.draft else ()
        return sum(1 for p in problems if p.blocking and p.path.startswith(prefixes))

    def entries(self, collection: str) -> dict[str, msgspec.Struct]:
        """The entries of a collection by id."""
        held: dict[str, msgspec.Struct] = getattr(self.record, collection)
        return held
