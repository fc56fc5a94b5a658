"""A draft being edited: what it holds, where values come from, edits that are durable at once, undo and redo.

Every edit reaches the store within 300 ms of the key (``SAVE_AFTER_MS``), so that it is durable within a second.
"""

from __future__ import annotations

import msgspec

from gzf_desk.errors import UserFacingError
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import DraftView, ProblemView
from gzf_desk.ui.presenters.base import Cancel, Presenter, Runner
from gzf_desk.ui.presenters.fields import Plain, read_field
from sync.model.application import ApplicationDraft
from sync.model.states import SourceMark

SAVE_AFTER_MS = 250


class DraftPresenter(Presenter):
    """One draft.

    Args:
        services: the desk's services.
        runner: for slow work.

    Attributes:
        draft: the case as stored; None before there is one.
        restored: counts undo and redo; then the text of fields must replace what stands in them.
        focus_entry: id of an entry that was just added; whoever shows it takes the focus there and empties this.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(runner)
        self.services = services
        self.draft: DraftView | None = None
        self.restored = 0
        self.focus_entry = ""
        self._pending: dict[str, Plain] = {}
        self._sent: dict[str, Plain] = {}
        self._drop_timer: Cancel | None = None

    @property
    def case_id(self) -> str:
        """Id of the case, empty before there is one."""
        return self.draft.case_id if self.draft else ""

    @property
    def record(self) -> ApplicationDraft:
        """What is filled in so far."""
        return self.draft.draft if self.draft else ApplicationDraft()

    def _take(self, view: DraftView) -> None:
        self.draft = view

    def reload(self) -> None:
        """Ask for the draft anew, e.g. after signatures changed it."""
        case_id = self.case_id
        if case_id:
            self.ask("store", lambda: self.services.intake.draft(case_id), self._take)

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
