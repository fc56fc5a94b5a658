"""Reading and changing one entry of a draft by its path, and what a card says about a member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from gzf_desk.services.views import CardView
from sync.errors import InvalidRecord
from sync.model.application import Consent, Material, Undertaking, Wishes
from sync.model.entrustment import Entrustment
from sync.model.fields import COLLECTIONS, SCALARS, check_field, to_draft
from sync.model.household import AssetItem, Household, HousingFact, IncomeItem, Member, MemberRole, Vehicle
from sync.model.numbers import DocumentNumber, parse_document_number
from sync.model.promise import bound
from sync.model.sex import Sex
from sync.model.states import SourceMark
from sync.model.work import Business, Contribution, Employment

ENTRY_TYPES: Mapping[str, type[msgspec.Struct]] = {
    "members": Member,
    "housing": HousingFact,
    "income": IncomeItem,
    "assets": AssetItem,
    "vehicles": Vehicle,
    "contributions": Contribution,
    "employments": Employment,
    "businesses": Business,
    "materials": Material,
    "consents": Consent,
    "household": Household,
    "undertaking": Undertaking,
    "entrustment": Entrustment,
    "wishes": Wishes,
}
"""Types behind the groups that have fields of their own."""

LETTERS: Mapping[str, str] = {
    "members": "m",
    "housing": "h",
    "income": "i",
    "assets": "a",
    "vehicles": "v",
    "contributions": "f",
    "employments": "e",
    "businesses": "b",
    "materials": "d",
}
"""Collections that a person may add to, with the first letter of their keys."""

_GIVEN_BY_THE_DESK = frozenset({"policy_id", "policy_version", "local_number"})
"""Scalars that nobody fills in: the rules in force and the number of the desk's own block."""
_VALIDITY = frozenset({"document_valid_to", "document_long_term"})
_KEPT_BY_HAND = frozenset({"document_type", "sources"})


@dataclass(frozen=True)
class FieldPath:
    """``category`` · ``members/m1`` · ``members/m1.phone`` · ``wishes.note``.

    Attributes:
        group: what merges as one.
        name: field within the group, "" for the whole.
    """

    group: str
    name: str

    @property
    def collection(self) -> str:
        """Name of the collection or scalar."""
        return self.group.partition("/")[0]


def parse_path(text: str) -> FieldPath:
    """A path as the window names it.

    Raises:
        InvalidRecord: no such field.
    """
    group, _, name = text.partition(".")
    collection, slash, key = group.partition("/")
    known = collection in COLLECTIONS if slash else collection in SCALARS
    kind = ENTRY_TYPES.get(collection)
    if not known or (slash and not key) or (name and (kind is None or name not in kind.__struct_fields__)):
        raise InvalidRecord(text[:80], "not a field of an application")
    return FieldPath(group, name)


def check_filled_in(path: FieldPath) -> None:
    """Whether people fill this field in.

    Raises:
        InvalidRecord: the desk itself writes it.
    """
    if path.group in _GIVEN_BY_THE_DESK:
        raise InvalidRecord(path.group, "given by the desk")


def check_taken_over(fields: Mapping[str, object], given: Mapping[str, object]) -> None:
    """Check fields that were collected elsewhere before a draft is made of them.

    Args:
        fields: the flat map.
        given: what this desk gives a new draft itself; a line may only say the same.

    Raises:
        InvalidRecord: not a field, a value that does not fit, or one that only this desk gives.
    """
    for path, value in fields.items():
        where = parse_path(path)
        if where.name:
            raise InvalidRecord(path[:80], "not a field of an application")
        if where.group not in given or given[where.group] != value:
            check_filled_in(where)
        check_field(path, value)


def bound_to_content(fields: Mapping[str, object]) -> dict[str, Any]:
    """Fields that were collected elsewhere, their promise bound to what they state: later changes end it."""
    promised = bound(to_draft(fields))
    return dict(fields) if promised is None else {**fields, "undertaking": msgspec.to_builtins(promised)}


def changed_group(before: Mapping[str, Any] | None, path: FieldPath, value: object, source: SourceMark) -> Any:
    """The group's new plain value after one field was set; None clears.

    Raises:
        InvalidRecord: the entry does not exist.
    """
    plain = msgspec.to_builtins(value)
    if not path.name:
        return plain
    if before is None and "/" in path.group:
        raise InvalidRecord(path.group, "there is no such entry")
    entry = dict(before or {})
    if plain is None:
        entry.pop(path.name, None)
    else:
        entry[path.name] = plain
    _mark(entry, path, plain, source)
    if path.collection == "members" and path.name == "document_number" and isinstance(plain, str):
        _from_number(entry, plain, source)
    return entry


def _mark(entry: dict[str, Any], path: FieldPath, plain: object, source: SourceMark) -> None:
    kind = ENTRY_TYPES[path.collection]
    if "sources" not in kind.__struct_fields__ or path.name in _KEPT_BY_HAND:
        return
    marks = dict(entry.get("sources") or {})
    if plain is None:
        marks.pop(path.name, None)
    else:
        marks[path.name] = source.value
    entry["sources"] = marks


def _from_number(entry: dict[str, Any], number: str, source: SourceMark) -> None:
    """A typed number says birth date, sex and kind of document; what is filled in already stays."""
    parsed = parse_document_number(number)
    if not isinstance(parsed, DocumentNumber):
        return
    entry["document_number"] = parsed.number
    entry["document_type"] = parsed.document_type.value
    says = {
        "birth_date": parsed.birth_date.isoformat() if parsed.birth_date else None,
        "sex": parsed.sex.code if parsed.sex else None,
    }
    for name, value in says.items():
        if value is not None and entry.get(name) is None:
            entry[name] = value
            entry.setdefault("sources", {})[name] = source.value


def member_from_card(card: CardView, before: Mapping[str, Any] | None, *, kinship: str | None) -> dict[str, Any]:
    """A member's plain entry with everything that the card says, marked as read from it."""
    parsed = parse_document_number(card.number or "")
    says: dict[str, Any] = {
        "name": card.name or card.name_latin,
        "sex": Sex(card.sex).code if card.sex else None,
        "nation": card.nation,
        "nationality": card.nationality if card.nationality != "CHN" else None,
        "birth_date": _iso(card.birth_date),
        "document_number": card.number,
        "card_address": card.address,
    }
    if card.document_type != "social":
        says["document_valid_to"] = _iso(card.valid_to)
        says["document_long_term"] = True if card.valid_from and card.valid_to is None else None
    entry = dict(before or {})
    marks = dict(entry.get("sources") or {})
    for name, value in says.items():
        if value is not None:
            entry[name] = value
            marks[name] = SourceMark.CARD.value
        elif name in _VALIDITY & says.keys() and (card.valid_from or card.valid_to):
            entry.pop(name, None)  # the new card says the other of the two
            marks.pop(name, None)
    entry["sources"] = marks
    if isinstance(parsed, DocumentNumber):
        entry["document_type"] = parsed.document_type.value
    if kinship is not None:
        entry["kinship"] = kinship
        entry["role"] = (MemberRole.APPLICANT if kinship == "01" else MemberRole.CO_APPLICANT).value
    return entry


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
