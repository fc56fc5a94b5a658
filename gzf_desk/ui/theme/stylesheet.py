"""The style sheet: one template filled from tokens and sizes.

Dynamic properties choose variants: ``role`` on labels, ``tone`` on panels, ``card`` on frames. Lengths always carry a
selector, because a bare ``min-height`` would reach every child.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from gzf_desk.ui.theme.look import Look, Role

_TEMPLATE = Template(
    """
* { font-family: $families; }
QWidget { color: $ink; }
QWidget[ground="canvas"] { background: $canvas; }
QWidget[ground="surface"] { background: $surface; }
QScrollArea, QScrollArea > QWidget > QWidget[ground="clear"] { background: transparent; border: none; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line2; padding: ${p4}px; }

QLabel { background: transparent; font-size: ${body}px; }
QLabel[role="page_title"] { font-size: ${page_title}px; font-weight: 700; }
QLabel[role="card_title"] { font-size: ${card_title}px; font-weight: 700; }
QLabel[role="person"] { font-size: ${person}px; font-weight: 700; }
QLabel[role="figure"] { font-size: ${figure}px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="value"] { font-weight: 500; }
QLabel[role="label"] { font-size: ${label}px; color: $ink2; }
QLabel[role="hint"] { font-size: ${hint}px; color: $ink3; }
QLabel[tone="brand"] { color: $brand7; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="near"] { color: $near; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="entitled"] { color: $info; }
QLabel[tone="unknown"] { color: $unknown; }
QLabel[tone="waiting"] { color: $waiting; }

QFrame[card="true"] { background: $surface; border: ${border}px solid $line; border-radius: ${p8}px; }
QFrame[card="true"][tone="soft"] { background: $brand0; }
QFrame[card="true"][tone="quiet"] { background: $surface2; }
QFrame[card="true"][tone="current"] { background: $brand0; border: 2px solid $brand; }
QFrame[card="true"][tone="dashed"] { background: $surface; border: 2px dashed $line2; }
QFrame[card="true"][tone="ok"] { background: $ok_tint; border-color: $ok_edge; }
QFrame[card="true"][tone="near"] { background: $near_tint; border-color: $near_edge; }
QFrame[card="true"][tone="bad"] { background: $bad_tint; border-color: $bad_edge; }
QFrame[card="true"][tone="entitled"] { background: $info_tint; border-color: $info_edge; }
QFrame[card="true"][tone="waiting"] { background: $waiting_tint; border-color: $waiting_edge; }
QFrame[card="true"][tone="unknown"] { background: $unknown_tint; border-color: $unknown_edge; }
QFrame[flat="true"] { border: none; border-bottom: 1px solid $line; border-radius: 0; background: $surface; }
QFrame[flat="true"][tone="near"] { background: $near_tint; border-left: ${flat_edge}px solid $near; }
QFrame[flat="true"][tone="bad"] { background: $bad_tint; border-left: ${flat_edge}px solid $bad; }
QFrame[rule="true"] { background: $line; border: none; }

QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QDateEdit {
  background: $surface; color: $ink; border: ${border}px solid $line2; border-radius: ${p6}px;
  font-size: ${body}px; font-weight: 500; selection-background-color: $brand; selection-color: $on_brand;
}
QLineEdit, QComboBox { min-height: ${control}px; max-height: ${control}px; padding: 0 ${p12}px; }
QPlainTextEdit { padding: ${p6}px ${p8}px; font-weight: 400; }
QLineEdit:read-only { background: $surface2; border-color: $line; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { color: $ink3; background: $surface2; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] { border: 2px solid $bad; }
QComboBox::drop-down { border: none; width: ${p28}px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QComboBox QAbstractItemView {
  background: $surface; color: $ink; border: 1px solid $line2; padding: ${p4}px; outline: none;
  selection-background-color: $brand1; selection-color: $brand7; font-size: ${body}px;
}
QComboBox QAbstractItemView::item { min-height: ${control}px; padding: 0 ${p8}px; }

QCheckBox, QRadioButton { font-size: ${body}px; spacing: ${p8}px; background: transparent; }
QCheckBox { min-height: ${p28}px; }
QCheckBox::indicator {
  width: ${p18}px; height: ${p18}px;
  border: ${check_border}px solid $line2; border-radius: ${p4}px; background: $surface;
}
QCheckBox::indicator:checked { background: $brand; border-color: $brand; }
QCheckBox:disabled { color: $ink3; }

QTableView { background: $surface; border: none; gridline-color: $line; font-size: ${body}px; outline: none; }
QTableView::item { border: none; }
QHeaderView { background: $surface2; }
QHeaderView::section {
  background: $surface2; color: $ink3; border: none; border-bottom: 1px solid $line;
  font-size: ${hint}px; font-weight: 400; padding: ${p6}px ${p8}px;
}

QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar::handle:vertical { background: $line2; min-height: ${p32}px; border-radius: ${p4}px; margin: 2px ${p4}px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $track; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $brand; border-radius: 3px; }
QDialog { background: $surface; border: 1px solid $line2; }
QMenu { background: $surface; color: $ink; border: 1px solid $line2; padding: ${p4}px; font-size: ${body}px; }
QMenu::item { padding: ${p8}px ${p16}px; }
QMenu::item:selected { background: $brand1; color: $brand7; }

QWidget#topBar { background: $top; }
QWidget#topBar QLabel { color: $on_top; }
QWidget#topBar QLabel[role="label"] { color: $on_top2; }
QWidget#rail, QWidget#steps { background: $surface; border-right: 1px solid $line; }
QWidget#aside { background: $surface; border-left: 1px solid $line; }
QWidget#keyBar { background: $surface; border-top: 1px solid $line; }
"""
)

_STATES = ("ok", "near", "bad", "unknown", "info", "waiting")


def _mix(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` of ``other`` in it."""
    parts = [round(int(one[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{p:02X}" for p in parts)


def stylesheet(look: Look) -> str:
    """QSS of a look; set it once on each top-level window."""
    tokens = look.tokens
    names: dict[str, object] = {k: v for k, v in asdict(tokens).items() if isinstance(v, str)}
    for state in _STATES:
        ink, tint = getattr(tokens, state), getattr(tokens, f"{state}_tint")
        names[f"{state}_edge"] = ink if tokens.flat_states else _mix(tint, ink, 0.25)
    names.update({role.value: look.size_of(role) for role in Role})
    names.update({f"p{n}": look.px(n) for n in (4, 6, 8, 12, 16, 18, 28, 32)})
    names["families"] = ", ".join(f'"{family}"' for family in look.chain.families) or "sans-serif"
    names["border"] = tokens.border_px
    names["flat_edge"] = 4 if tokens.flat_states else 0
    names["check_border"] = max(2, tokens.border_px)
    names["control"] = look.px(36) - 2 * tokens.border_px
    return _TEMPLATE.substitute(names)
