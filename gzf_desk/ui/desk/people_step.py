"""Step 2: the people of the household. Each adult lays a card down; children are written in."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gzf_desk.i18n import Translator
from gzf_desk.ui.desk.collection import CollectionEditor
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.card_words import banner_content
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from gzf_desk.ui.presenters.intake_fields import kinship_words, member_fields, special_groups
from gzf_desk.ui.presenters.rows import masked, source_of
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.card_banner import CardBanner
from gzf_desk.ui.widgets.cards import Advice
from gzf_desk.ui.widgets.forms import MaskedLine, TickBox
from gzf_desk.ui.widgets.labels import clear, label, row
from gzf_desk.ui.widgets.symbols import Mark
from gzf_desk.ui.widgets.tables import Cell, Column, PillCell, TextCell
from sync.model.household import Member


class SpecialGroups(QWidget):
    """Tick boxes of the special status of one person.

    Args:
        kit: look and words.
        presenter: the application.
    """

    def __init__(self, kit: Kit, presenter: IntakePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._entry = ""
        self.boxes: dict[str, TickBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(kit.px(14), 0, kit.px(14), 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(label(kit, kit.tr("ui_intake.field.special_groups"), Role.LABEL), 0, 0, 1, 5)
        wide = 5 if kit.full and kit.tr.language == "zh_CN" else 3
        for number, (value, words) in enumerate(special_groups(kit.tr)):
            box = TickBox(kit, words)
            box.clicked.connect(self._ticked)
            self.boxes[value] = box
            grid.addWidget(box, 1 + number // wide, number % wide)

    def show_entry(self, entry: str) -> None:
        """Show another person's."""
        self._entry = entry
        held = self._presenter.value(f"{entry}.special_groups") if entry else None
        names = {str(getattr(v, "value", v)) for v in held} if isinstance(held, (list, tuple)) else set()
        for value, box in self.boxes.items():
            box.setChecked(value in names)
        self.setVisible(bool(entry))

    def _ticked(self) -> None:
        chosen = [value for value, box in self.boxes.items() if box.isChecked()]
        if self._entry:
            self._presenter.edit(f"{self._entry}.special_groups", list(chosen))


class PeopleStep(StepPage):
    """The second step."""

    step = IntakeStep.PEOPLE

    def build(self) -> None:
        """Make the parts of the step."""
        kit, tr = self.kit, self.kit.tr
        columns = [
            Column(tr("ui_people.name"), 210 if kit.full else 0),
            Column(tr("ui_people.kinship"), 120),
            Column(tr("ui_people.born"), 130 if tr.language == "zh_CN" else 160),
            Column(tr("ui_people.role"), 130),
            *([Column(tr("ui_people.special"))] if kit.full else []),
            Column(tr("ui_people.consent"), 150),
        ]
        self.editor = CollectionEditor(
            kit,
            self.presenter,
            "members",
            tr("ui_people.title"),
            columns,
            partial(member_cells, tr, self.presenter, with_special=kit.full),
            member_fields(tr, self.presenter.names()),
            add_words=tr("ui_people.add"),
            add_keys="Ins",
            remove_keys="Alt+Del",
            note=tr("ui_people.note"),
            form_columns=3 if kit.full else 2,
        )
        card = KeyButton(kit, tr("ui_people.next_card"), "primary", keys="F2", icon="card")
        card.clicked.connect(self.presenter.add_person_from_card)
        self.editor.buttons.insertWidget(0, card)
        self.editor.removed.connect(self.say_removed)
        self.special = SpecialGroups(kit, self.presenter)
        self.editor.body.insertWidget(self.editor.body.count() - 1, self.special)
        self.editor.table.moved.connect(lambda _: self.special.show_entry(self.editor.current()))
        self._put_number_question()
        self.reading = CardBanner(kit)
        self.keys.bind_button(card, tr("ui_people.next_card"))
        self.keys.bind_button(self.editor.add_button, tr("ui_people.add"))
        self.keys.bind_button(self.editor.remove_button, tr("ui_intake.remove_row"))
        self.body.addWidget(self.reading)
        self.body.addWidget(self.editor)
        self.body.addStretch(1)

    def _put_number_question(self) -> None:
        kit, tr = self.kit, self.kit.tr
        self.full_number = KeyButton(kit, tr("ui_people.full_number"), "quiet", keys="Alt+H")
        self.full_number.clicked.connect(self.presenter.ask_reasons)
        self.keys.bind_button(self.full_number, tr("ui_people.full_number"))
        if kit.full:
            self.editor.buttons.insertWidget(self.editor.buttons.count() - 1, self.full_number)
        else:
            self.editor.body.addLayout(row(self.full_number, None, margins=(kit.px(12), 0, kit.px(12), 0)))
        self.why = Advice(kit, Mark.WAITING, tr("ui_people.why"), tr("ui_people.why_more"))
        self.reason_keys = QVBoxLayout()
        self.why.body.addLayout(self.reason_keys)
        self.body.addWidget(self.why)
        self._asked: tuple[tuple[str, str], ...] = ()
        for number in range(1, 4):
            self.keys.bind(f"Alt+{number}", partial(self._give_reason, number - 1))

    def show_state(self) -> None:
        """Show what changed."""
        p = self.presenter
        waiting = p.reading or (p.card is not None and not hasattr(p.card, "name"))
        self.reading.setVisible(waiting)
        if waiting:
            self.reading.show_content(banner_content(self.kit.tr, p.card, reading=p.reading))
        self.editor.refresh()
        self.special.show_entry(self.editor.current())
        self._show_number()

    def _show_number(self) -> None:
        p, kit = self.presenter, self.kit
        who, _ = p.revealed
        field = self.editor.form.rows["document_number"].field
        if isinstance(field, MaskedLine):
            field.reveal(bool(who) and self.editor.current() == f"members/{who}")
        self.full_number.setVisible(bool(p.record.members))
        self.why.setVisible(bool(p.reasons))
        if p.reasons == self._asked:
            return
        self._asked = p.reasons
        clear(self.reason_keys)
        for number, (_, words) in enumerate(p.reasons):
            button = KeyButton(kit, words, keys=f"Alt+{number + 1}")
            button.clicked.connect(partial(self._give_reason, number))
            self.reason_keys.addLayout(row(button, None))
        if p.reasons:
            self.scroller.verticalScrollBar().setValue(0)  # the question stands above the table

    def _give_reason(self, number: int) -> None:
        entry = self.editor.current()
        if entry and number < len(self.presenter.reasons):
            self.presenter.reveal(entry.partition("/")[2], self.presenter.reasons[number][0])

    def leave(self) -> bool:
        """Store what is typed, hide what was shown."""
        self.presenter.hide_number()
        return super().leave()

    def go_step(self, number: int) -> None:
        """Another step shows no number."""
        self.presenter.hide_number()
        super().go_step(number)

    def first_focus(self) -> QWidget:
        """The table of people."""
        return self.editor.table


def member_cells(
    tr: Translator, presenter: IntakePresenter, key: str, record: msgspec.Struct, *, with_special: bool = True
) -> tuple[Cell, ...]:
    """The cells of one person. The special status has its own ticks below; in large text it stands only there."""
    member = record if isinstance(record, Member) else Member()
    path = f"members/{key}"
    shown_member, whole = presenter.revealed
    number = whole if shown_member == key else masked(member.document_number)
    source = source_of(presenter.source(f"{path}.name"))
    groups = tr("ui_common.and").join(tr(f"ui_intake.special.{group.value}") for group in member.special_groups)
    return (
        TextCell(member.name or tr("ui_people.no_name"), number, strong=True, source=source),
        TextCell(kinship_words(member.kinship, tr) or tr("ui_people.which")),
        TextCell(_born(tr, member)),
        TextCell(tr(f"ui_intake.role.{member.role.value}")),
        *((TextCell(groups),) if with_special else ()),
        _consent(tr, presenter, key),
    )


def _born(tr: Translator, member: Member) -> str:
    born = member.birth_date.isoformat() if member.birth_date else ""
    sex = tr(f"ui_intake.sex.{member.sex}") if member.sex in ("1", "2") else ""
    return f"{born} {sex}".strip()


def _consent(tr: Translator, presenter: IntakePresenter, key: str) -> Cell:
    signed = key in {consent.member for consent in presenter.record.consents.values()}
    return PillCell(tr("ui_people.signed" if signed else "ui_people.to_sign"), Mark.OK if signed else Mark.WAITING)
