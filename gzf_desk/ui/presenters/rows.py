"""From what services return to the cells and symbols that are shown."""

from __future__ import annotations

from collections.abc import Sequence

from gzf_desk.i18n import Translator
from gzf_desk.services.views import CaseRow, StageView
from gzf_desk.ui.widgets.forms import Source
from gzf_desk.ui.widgets.pills import StorageStep
from gzf_desk.ui.widgets.stages import Stage, StageState
from gzf_desk.ui.widgets.symbols import Mark
from gzf_desk.ui.widgets.tables import Cell, Column, PillCell, Row, StageCell, StorageCell, TextCell
from sync.model.masking import Audience, mask_number
from sync.model.states import Outcome, SourceMark, StorageState

_STORAGE = {
    StorageState.ON_THIS_PC: StorageStep.HERE,
    StorageState.IN_TWO_PLACES: StorageStep.TWO_PLACES,
    StorageState.RECEIVED: StorageStep.PROVINCE,
}
_SOURCE = {SourceMark.CARD: Source.CARD, SourceMark.SHARED: Source.SHARED, SourceMark.DECLARED: Source.DECLARED}
_OUTCOME = {
    Outcome.PASS: Mark.OK,
    Outcome.FAIL: Mark.BAD,
    Outcome.UNKNOWN: Mark.UNKNOWN,
    Outcome.NOT_APPLICABLE: Mark.NOT_APPLICABLE,
}


def mark_of_tone(tone: str) -> Mark:
    """A service's tone as a symbol; a tone that is not known here shows as unknown, never as ok."""
    return Mark(tone) if tone in {mark.value for mark in Mark} else Mark.UNKNOWN


def mark_of_outcome(outcome: Outcome, *, near: bool = False) -> Mark:
    """A result as a symbol; a condition met close to its limit is near."""
    return Mark.NEAR if near and outcome is Outcome.PASS else _OUTCOME[outcome]


def storage_step(state: StorageState) -> StorageStep:
    """Where a piece of work is."""
    return _STORAGE[state]


def source_of(mark: SourceMark | None) -> Source:
    """Where a value comes from."""
    return Source.EMPTY if mark is None else _SOURCE[mark]


def stages_of(stages: Sequence[StageView]) -> list[Stage]:
    """The stage bar."""
    known = {state.value for state in StageState}
    return [Stage(s.name, StageState(s.state if s.state in known else "todo"), s.note) for s in stages]


def case_columns(tr: Translator) -> list[Column]:
    """The columns of a work list, in the order a clerk thinks."""
    return [
        Column(tr("ui_lists.days"), 128),
        Column(tr("ui_lists.who"), 142),
        Column(tr("ui_lists.step"), 148),
        Column(tr("ui_lists.todo")),
        Column(tr("ui_lists.stored"), 128 if tr.language == "zh_CN" else 204),
    ]


def days_words(tr: Translator, row: CaseRow) -> str:
    """How long there is left."""
    if row.days_left is None:
        return tr("ui_lists.no_limit")
    if row.days_left < 0:
        return tr("ui_lists.overdue", n=-row.days_left)
    return tr("ui_lists.today") if row.days_left == 0 else tr("ui_lists.left", n=row.days_left)


def case_rows(tr: Translator, rows: Sequence[CaseRow]) -> list[Row]:
    """The rows of a work list."""
    return [Row(row.case_id, _cells(tr, row)) for row in rows]


def _cells(tr: Translator, row: CaseRow) -> tuple[Cell, ...]:
    pill = PillCell(days_words(tr, row), Mark.WAITING if row.days_left is None else mark_of_tone(row.tone))
    done = sum(1 for stage in row.stages if stage.state == "done")
    step: Cell = StageCell(row.step, done, len(row.stages)) if row.stages else TextCell(row.step)
    return (
        pill,
        TextCell(tr("ui_lists.people", name=row.masked_name, n=row.people), row.number, strong=True),
        step,
        TextCell(row.todo),
        StorageCell(storage_step(row.storage)),
    )


def masked(number: str | None) -> str:
    """A document number with only its first six digits; of a short one less."""
    return mask_number(number, Audience.SCREEN)
