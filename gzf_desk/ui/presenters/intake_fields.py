"""What each step of an application asks, field by field, in the operator's language."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from gzf_desk.i18n import Translator
from gzf_desk.ui.presenters.fields import FormField, Kind
from sync.model.application import Category, GuaranteeForm
from sync.model.codes import Code, jobs, kinships, marital_statuses
from sync.model.household import AssetKind, IncomeKind, MemberRole, SpecialGroup, Tenure, VehicleUse

Options = list[tuple[str, str]]

_AT_A_WINDOW = (
    Category.HUKOU_LOWSEC,
    Category.HUKOU_LOWINC,
    Category.HUKOU_MIDLOW,
    Category.NEW_EMPLOYEE,
    Category.MIGRANT,
)
"""Categories with a key of their own; the others come from employers and city systems and are shown as they are."""


def _codes(tr: Translator, codes: Iterable[Code]) -> Options:
    return [(code.code, code.name(tr.language)) for code in codes]


def _words(tr: Translator, table: str, values: Iterable[StrEnum]) -> Options:
    return [(value.value, tr(f"ui_intake.{table}.{value.value}")) for value in values]


def categories(tr: Translator) -> Options:
    """Applicant categories that a window offers."""
    return _words(tr, "category", _AT_A_WINDOW)


def forms(tr: Translator) -> Options:
    """What is asked for."""
    return _words(tr, "form", GuaranteeForm)


def special_groups(tr: Translator) -> Options:
    """Special status."""
    return _words(tr, "special", SpecialGroup)


def kinship_words(code: str | None, tr: Translator) -> str:
    """The relation to the applicant in words."""
    return kinships().name(code, tr.language) if code else ""


def _field(
    tr: Translator, name: str, kind: Kind = Kind.TEXT, options: Options | None = None, **more: object
) -> FormField:
    hint = tr(f"ui_intake.hint.{name}") if more.get("hint") else ""
    words = tr(f"ui_intake.field.{name}")
    return FormField(
        name=name, words=words, kind=kind, options=options or (), hint=hint, required=bool(more.get("required"))
    )


def applicant_fields(tr: Translator) -> list[FormField]:
    """The questions beside the card."""
    return [
        _field(tr, "phone", Kind.PHONE, hint=True, required=True),
        _field(tr, "marital", Kind.CHOICE, _codes(tr, marital_statuses()), required=True),
        _field(tr, "local_hukou", Kind.YES_NO, required=True),
        _field(tr, "hukou_since", Kind.DATE, hint=True),
        _field(tr, "card_address"),
        _field(tr, "work", Kind.CHOICE, _codes(tr, jobs())),
    ]


def identity_fields(tr: Translator) -> list[FormField]:
    """Typed by hand when there is no card."""
    return [
        _field(tr, "name", required=True),
        _field(tr, "document_number", required=True),
        _field(tr, "birth_date", Kind.DATE),
        _field(tr, "sex", Kind.CHOICE, [("1", tr("ui_intake.sex.1")), ("2", tr("ui_intake.sex.2"))]),
    ]


def member_fields(tr: Translator, names: Options) -> list[FormField]:
    """One person of the family."""
    return [
        *identity_fields(tr),
        _field(tr, "kinship", Kind.CHOICE, _codes(tr, kinships()), required=True),
        _field(tr, "role", Kind.CHOICE, _words(tr, "role", MemberRole)),
        _field(tr, "marital", Kind.CHOICE, _codes(tr, marital_statuses())),
        _field(tr, "phone", Kind.PHONE),
        _field(tr, "local_hukou", Kind.YES_NO),
        _field(tr, "lives_together", Kind.YES_NO),
        _field(tr, "work", Kind.CHOICE, _codes(tr, jobs())),
        _field(tr, "employer"),
        _field(tr, "legal_capacity", Kind.YES_NO, hint=True),
        _field(tr, "guardian", Kind.CHOICE, names),
    ]


def housing_fields(tr: Translator, names: Options) -> list[FormField]:
    """One home that the family owns, rents or uses."""
    return [
        _field(tr, "member", Kind.CHOICE, names, required=True),
        _field(tr, "tenure", Kind.CHOICE, _words(tr, "tenure", Tenure), required=True),
        _field(tr, "area100", Kind.AREA, hint=True, required=True),
        _field(tr, "address"),
        _field(tr, "local", Kind.YES_NO),
        _field(tr, "lived_in", Kind.YES_NO),
        _field(tr, "certificate"),
        _field(tr, "disposed_on", Kind.DATE),
    ]


def income_fields(tr: Translator, names: Options) -> list[FormField]:
    """Income of one kind of one person."""
    return [
        _field(tr, "member", Kind.CHOICE, names, required=True),
        _field(tr, "kind", Kind.CHOICE, _words(tr, "income", IncomeKind), required=True),
        _field(tr, "amount_fen", Kind.YUAN, hint=True, required=True),
    ]


def asset_fields(tr: Translator, names: Options) -> list[FormField]:
    """One asset."""
    return [
        _field(tr, "member", Kind.CHOICE, names, required=True),
        _field(tr, "kind", Kind.CHOICE, _words(tr, "asset", AssetKind), required=True),
        _field(tr, "value_fen", Kind.YUAN, required=True),
    ]


def vehicle_fields(tr: Translator, names: Options) -> list[FormField]:
    """One vehicle."""
    return [
        _field(tr, "member", Kind.CHOICE, names, required=True),
        _field(tr, "use", Kind.CHOICE, _words(tr, "vehicle", VehicleUse)),
        _field(tr, "plate"),
        _field(tr, "price_fen", Kind.YUAN),
    ]


def material_words(kind: str, tr: Translator) -> str:
    """The name of a paper; a kind without words is shown by its code."""
    words = tr(f"services.material.{kind}")
    return tr("ui_materials.other_kind", kind=kind) if words.startswith("⟦") else words
