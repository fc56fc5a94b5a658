"""Filling in: every change is one durable transaction, can be undone, and waits in the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gzf_desk.errors import BadInput
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.entries import (
    ENTRY_TYPES,
    LETTERS,
    bound_to_content,
    changed_group,
    check_filled_in,
    check_taken_over,
    member_from_card,
    parse_path,
)
from gzf_desk.services.listing import Listing
from gzf_desk.services.pen import Pen
from gzf_desk.services.undoing import stepped
from gzf_desk.services.views import CardView, CaseRow, DraftView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.ids import new_entry_id
from gzf_desk.store.rows import Edit
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.errors import InvalidRecord
from sync.model.application import Channel
from sync.model.fields import check_field
from sync.model.states import CaseState, Role, ServicePoint, SourceMark

_CHANNELS = {
    ServicePoint.VILLAGE_POINT: Channel.DESK_VILLAGE,
    ServicePoint.KIOSK: Channel.KIOSK,
    ServicePoint.VIDEO_END: Channel.VIDEO,
}
_TAKES_APPLICATIONS = frozenset({Role.VILLAGE_POINT, Role.STREET_WINDOW, Role.ENTRUSTED_AGENT, Role.APPLICANT})


class Intake:
    """Fits ``IntakeService``.

    Args:
        workspace: shared state.
        casebook: cases.
        pen: writes.
        views: makes draft views.
        listing: makes lines of lists.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, pen: Pen, views: DraftViews, listing: Listing) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._pen = pen
        self._views = views
        self._listing = listing

    def begin(self, card: CardView | None = None) -> DraftView:
        """See ``IntakeService``."""
        first = {} if card is None else {f"members/{new_entry_id('m')}": member_from_card(card, None, kinship="01")}
        return self.draft(self._create([first])[0])

    def take_over(self, fields: Mapping[str, object]) -> DraftView:
        """See ``IntakeService``."""
        try:
            check_taken_over(fields, self._given())
        except InvalidRecord as error:
            raise self._bad(error) from error
        return self.draft(self._create([fields])[0])

    def take_over_all(self, lines: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
        """See ``IntakeService``."""
        given, words = self._given(), self._workspace.words
        for at, fields in enumerate(lines, 1):
            try:
                check_taken_over(fields, given)
            except InvalidRecord as error:
                raise BadInput(
                    "case.line",
                    words("services.bad_line_what", at=at, field=error.where),
                    words("services.bad_line_advice"),
                ) from error
        return self._create(lines)

    def _given(self) -> dict[str, Any]:
        """What a new draft starts with."""
        policy = self._workspace.rulebook.current(self._workspace.clock.today())
        fields: dict[str, Any] = {
            "channel": _CHANNELS.get(self._workspace.device().point, Channel.DESK_STREET).value,
            "policy_id": policy.id,
            "policy_version": policy.version,
        }
        if len(policy.forms) == 1:
            fields["form"] = policy.forms[0].value
        return fields

    def _create(self, lines: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
        """New drafts in one transaction."""
        grant, given = self._workspace.operator(), self._given()
        if grant.role not in _TAKES_APPLICATIONS:
            raise self._workspace.refused("draft.role", "services.may_not_draft")
        with self._workspace.store.unit() as unit:
            return tuple(self._pen.create(unit, grant.org, bound_to_content({**given, **fields})) for fields in lines)

    def draft(self, case_id: str) -> DraftView:
        """See ``IntakeService``."""
        return self._views.of(self._casebook.get(case_id))

    def drafts(self) -> tuple[CaseRow, ...]:
        """See ``IntakeService``."""
        return tuple(self._listing.row(file) for file in self._casebook.all() if file.process.state is CaseState.DRAFT)

    def add(self, case_id: str, collection: str) -> tuple[str, DraftView]:
        """See ``IntakeService``."""
        if collection not in LETTERS:
            raise self._bad(InvalidRecord(collection, "nothing can be added here"))
        key = new_entry_id(LETTERS[collection])
        entry: dict[str, Any] = {"kind": ""} if ENTRY_TYPES[collection].__name__ == "Material" else {}
        self._change(case_id, {f"{collection}/{key}": entry})
        return key, self.draft(case_id)

    def add_member_from_card(self, case_id: str, card: CardView, kinship: str | None = None) -> tuple[str, DraftView]:
        """See ``IntakeService``. A person who is in the household already is brought up to date instead."""
        file = self._casebook.get(case_id)
        same = [
            key
            for key, member in file.draft.members.items()
            if card.number and (member.document_number or "").upper() == card.number.upper()
        ]
        key = same[0] if same else new_entry_id("m")
        before = file.fields.get(f"members/{key}")
        first = not file.draft.members
        entry = member_from_card(card, before, kinship=kinship or ("01" if first else None))
        self._change(case_id, {f"members/{key}": entry})
        return key, self.draft(case_id)

    def set(self, case_id: str, path: str, value: object, source: SourceMark = SourceMark.DECLARED) -> DraftView:
        """See ``IntakeService``."""
        try:
            where = parse_path(path)
            check_filled_in(where)
            with self._workspace.store.unit() as unit:
                file = self._casebook.get(case_id)
                group = changed_group(file.fields.get(where.group), where, value, source)
                self.change(unit, file, {where.group: group})
        except InvalidRecord as error:
            raise self._bad(error) from error
        return self.draft(case_id)

    def remove(self, case_id: str, entry: str) -> DraftView:
        """See ``IntakeService``. What belongs to a member who goes, goes too: undo brings all of it back."""
        file = self._casebook.get(case_id)
        if entry not in file.fields:
            raise self._bad(InvalidRecord(entry, "there is no such entry"))
        collection, _, key = entry.partition("/")
        gone: dict[str, Any] = {entry: None}
        if collection == "members":
            gone.update(
                {
                    path: None
                    for path, value in file.fields.items()
                    if isinstance(value, Mapping) and value.get("member") == key
                }
            )
        self._change(case_id, gone)
        return self.draft(case_id)

    def undo(self, case_id: str) -> DraftView:
        """See ``IntakeService``."""
        return self._step(case_id, undone=False)

    def redo(self, case_id: str) -> DraftView:
        """See ``IntakeService``."""
        return self._step(case_id, undone=True)

    def change(
        self,
        unit: UnitOfWork,
        file: CaseFile,
        changes: Mapping[str, Any],
        *,
        undoable: bool = True,
        seen: int = 0,
    ) -> None:
        """Write field changes within a transaction of the caller.

        Args:
            unit: the transaction.
            file: the case as read in it.
            changes: whole groups; None removes.
            undoable: remember the step for undo.
            seen: version up to which the person has seen more than the case itself (a conflict that this settles);
                the change is written even when it changes nothing.

        Raises:
            Refused: the case is sealed.
            InvalidRecord: a value does not fit its field.
        """
        if not file.editable:
            raise self._workspace.refused("draft.sealed", "services.draft_sealed")
        for path, value in changes.items():
            check_field(path, value)
        before = {path: file.fields.get(path) for path in changes}
        if before == dict(changes) and not seen:
            return
        self._pen.edit(unit, file, changes, seen)
        if undoable:
            unit.edits.push(file.record_id, Edit(before=before, after=dict(changes)))

    def _change(self, case_id: str, changes: Mapping[str, Any]) -> None:
        try:
            with self._workspace.store.unit() as unit:
                self.change(unit, self._casebook.get(case_id), changes)
        except InvalidRecord as error:
            raise self._bad(error) from error

    def _step(self, case_id: str, *, undone: bool) -> DraftView:
        with self._workspace.store.unit() as unit:
            file = self._casebook.get(case_id)
            edit = unit.edits.take(case_id, undone=undone)
            if edit is None:
                return self.draft(case_id)
            left, back = (edit.before, edit.after) if undone else (edit.after, edit.before)
            changes = stepped(file.fields, left, back)
            if changes is not None:
                self.change(unit, file, changes, undoable=False)
        if changes is None:  # the step is passed over for good: the next one may still be taken back
            raise self._workspace.refused("draft.changed_since", "services.changed_since")
        return self.draft(case_id)

    def _bad(self, error: InvalidRecord) -> BadInput:
        words = self._workspace.words
        return BadInput(
            "draft.bad_value", words("services.bad_value_what", field=error.where), words("services.bad_value_advice")
        )
