"""A difference of two policies in plain words: "单身申请人年龄：30 岁 → 35 岁（来源：…；公开网页；province 定）".

Fields have names under ``policy.part``, values that no code list names under ``policy.value``. What has no name yet is
shown as it is written; a test finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from sync.model.codes import Code, CodeList
from sync.model.lists import exempt_reasons, material_kinds, name_of
from sync.policy.diff import Change, ChangeKind, Step
from sync.policy.explain import Words, area, money
from sync.policy.figure import Figure, PolicyStruct, Unit
from sync.policy.records import CheckRule, MaterialRule, Names, Stage

_NO_TEXT = "⟦"
_CONDITIONS = "conditions"
_AGE = "age"
_WHOLE = 10
_LISTS: Mapping[str, Callable[[], CodeList[Code]]] = {"exempt": exempt_reasons, "instead": material_kinds}
"""Fields that hold codes of a list."""


class PolicyWords:
    """Says differences in one language.

    Args:
        words: the catalogue.
        language: ``zh_CN`` or ``en``, the same as that of ``words``.
    """

    def __init__(self, words: Words, language: str) -> None:
        self._words = words
        self._language = language

    def sentence(self, change: Change) -> str:
        """One difference, with what the new figure rests on and who set it."""
        field = change.path[-1].name
        basis = self._basis(change.after) if isinstance(change.after, Figure) else ""
        return self._words(
            f"policy.diff.{change.kind}{_what(change)}",
            place=self.place(change.path),
            before=self.shown(change.before, field),
            after=self.shown(change.after, field),
            basis=basis,
        )

    def place(self, path: tuple[Step, ...]) -> str:
        """A place, from the section down: "申请类别 · 低收入 · 单身申请人年龄"."""
        return " · ".join(self._step(path, at) for at in range(len(path)))

    def shown(self, value: object, field: str = "") -> str:
        """A value as people write it: yuan, square metres, days, names of codes."""
        if value is None or value in ("", ()):
            return self._words("policy.diff.nothing")
        if isinstance(value, Figure):
            return self._figure(value, field)
        if isinstance(value, tuple):
            return self._words("policy.diff.and").join(self.shown(item, field) for item in value)
        if isinstance(value, PolicyStruct):
            return self._entry(value) or self._words("policy.diff.entry")
        return self._plain(value, field)

    def _plain(self, value: object, field: str) -> str:
        if isinstance(value, bool):
            return self._words("policy.diff.yes" if value else "policy.diff.no")
        if isinstance(value, StrEnum):
            return self._code(value)
        if isinstance(value, date):
            return value.isoformat()
        text = str(value)
        if field == _CONDITIONS:
            return self._condition(text)
        if field in _LISTS:
            return _LISTS[field]().name(text, self._language)
        return self._known(f"policy.value.{text}", text)

    def _figure(self, figure: Figure, field: str) -> str:
        unit = _AGE if figure.unit is Unit.YEARS and _AGE in field.split("_") else figure.unit.value
        return self._words(f"policy.unit.{unit}", value=_NUMBERS.get(figure.unit, str)(figure.value))

    def _basis(self, figure: Figure) -> str:
        return self._words(
            "policy.diff.basis_of" if figure.set_by else "policy.diff.basis",
            source=figure.source,
            confidence=self._words(f"policy.confidence.{figure.confidence}"),
            layer=figure.set_by,
        )

    def _step(self, path: tuple[Step, ...], at: int) -> str:
        step = path[at]
        if isinstance(step.value, PolicyStruct):
            return self._entry(step.value) or step.name
        if isinstance(step.value, StrEnum):
            return self._code(step.value)
        if step.value is None:
            return self._known(f"policy.part.{step.name}", step.name)
        if path[at - 1].name == _CONDITIONS:
            return self._condition(step.name)
        return self._known(f"policy.value.{step.name}", step.name)

    def _entry(self, entry: PolicyStruct) -> str:
        """What an entry of an array is called, "" when it has but a code."""
        if isinstance(entry, Stage):
            return f"{entry.code} {self._known(f'services.stage.{entry.kind}_{entry.org}', entry.kind.value)}"
        if isinstance(entry, MaterialRule) and entry.kind in material_kinds():
            return material_kinds().name(entry.kind, self._language)
        if isinstance(entry, CheckRule):
            return self._code(entry.data_class)
        if isinstance(entry, Names):
            return entry.zh if self._language == "zh_CN" else entry.en
        return str(getattr(entry, "code", ""))

    def _condition(self, code: str) -> str:
        return f"{code} {self._known(f'rules.{code}.title', '')}".rstrip()

    def _code(self, value: StrEnum) -> str:
        try:
            name = name_of(value, self._language)
        except KeyError:
            name = value.value
        return self._known(f"policy.value.{value}", name) if name == value.value else name

    def _known(self, key: str, fallback: str) -> str:
        text = self._words(key)
        return fallback if text.startswith(_NO_TEXT) else text


def _what(change: Change) -> str:
    """Whether a whole entry came or went, or items of an array, or something at its place ("")."""
    if change.kind not in {ChangeKind.ADDED, ChangeKind.REMOVED}:
        return ""
    there = change.after if change.before is None else change.before
    if isinstance(there, tuple):
        return "_items"
    return "_entry" if isinstance(there, PolicyStruct) and not isinstance(there, Figure) else ""


def _percent(permille: int) -> str:
    whole, rest = divmod(permille, _WHOLE)
    return f"{whole}.{rest}" if rest else str(whole)


_NUMBERS: Mapping[Unit, Callable[[int], str]] = {Unit.FEN: money, Unit.AREA100: area, Unit.PERMILLE: _percent}
