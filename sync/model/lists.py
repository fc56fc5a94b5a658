"""Code lists of our own: the names of every enum of the model, and the lists that no enum stands for.

Each is a file of ``resources/codes`` with source, edition and confidence, like the lists of the national standards
(``sync.model.codes``). A new enum needs a file named after it (``TaskState`` -> ``task_state.toml``) and its name in
:data:`OF_ENUMS`; a test finds the enum that has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache

from sync.model.codes import Code, CodeList, parse_code_list, read_codes

OF_ENUMS = frozenset(
    {
        "alert_kind",
        "alert_level",
        "alert_note_kind",
        "alert_outcome",
        "alert_state",
        "allocation_method",
        "answer_outcome",
        "archive_kind",
        "asset_kind",
        "audience",
        "away_reason",
        "batch_state",
        "bill_state",
        "business_kind",
        "business_part",
        "capture_method",
        "case_state",
        "category",
        "change_signer",
        "change_state",
        "channel",
        "clue_source",
        "consent_purpose",
        "contract_kind",
        "credit_level",
        "credit_state",
        "datum",
        "degree",
        "document_type",
        "ending_reason",
        "evidence",
        "family_type",
        "flag_colour",
        "freeze_cause",
        "fund_kind",
        "gap",
        "give_up_reason",
        "grant_state",
        "guarantee_form",
        "hearing_outcome",
        "home_standing",
        "household_standing",
        "hukou_type",
        "income_kind",
        "inspection_kind",
        "inspection_result",
        "inspection_state",
        "layout",
        "legal_capacity",
        "level",
        "line_kind",
        "member_role",
        "meter_kind",
        "objection_outcome",
        "opinion_decision",
        "outcome",
        "owner_kind",
        "page_quality",
        "pay_method",
        "paying_state",
        "payout_result",
        "plate_kind",
        "power",
        "project_source",
        "proposal_state",
        "publicity_end",
        "recheck_kind",
        "recheck_outcome",
        "recheck_state",
        "rent_reason",
        "reported_change",
        "retention",
        "role",
        "rung",
        "safety_item",
        "scan_kind",
        "service_point",
        "session_business",
        "session_result",
        "signature_method",
        "signer_kind",
        "source_mark",
        "special_group",
        "storage_state",
        "subject_kind",
        "subsidy_end_reason",
        "task_state",
        "tenancy_state",
        "tenure",
        "ticket_kind",
        "unit_state",
        "valid_to_rule",
        "vehicle_use",
        "verdict",
        "view_purpose",
        "violation_state",
        "waiting_state",
    }
)
"""Files that name the values of an enum, in the order of the alphabet."""
_OTHERWISE = {
    "allocation.Method": "allocation_method",
    "allocation.Standing": "household_standing",
    "change.Signer": "change_signer",
    "subsidy.EndReason": "subsidy_end_reason",
    "waiting.ChangeKind": "reported_change",
    "waiting.RemovalReason": "wait_out_reason",
}
"""Module and enum -> list, where the bare name of the enum would not say enough."""
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class DataClassCode(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of shared data.

    Attributes:
        department_zh: who holds it, in Chinese.
        department_en: who holds it, in English.
        sensitive: asked for separately on the consent letter.
        guangdong: place among the thirteen of Guangdong's provincial check, or None.
    """

    department_zh: str
    department_en: str
    sensitive: bool = False
    guangdong: int | None = None

    def department(self, language: str) -> str:
        """Who holds it, in ``zh_CN`` or ``en``."""
        return self.department_zh if language.startswith("zh") else self.department_en


class TakeBackCode(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case in which a home is taken back.

    Attributes:
        basis: article that it rests on, "" where none is known.
        confidence: ``read``, ``memory`` or ``assumed``.
    """

    basis: str
    confidence: str


class ChangeCode(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change business.

    Attributes:
        counter: one of the seven that the estate's counter takes.
    """

    counter: bool = False


class IdentityCode(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document of identity.

    Attributes:
        number: three digits of the standard, "" where none is known.
        document_type: value of ``sync.model.numbers.DocumentType`` that its number is judged by, "" where none is.
    """

    number: str = ""
    document_type: str = ""


@cache
def _own(name: str) -> CodeList[Code]:
    return parse_code_list(read_codes(f"{name}.toml"), Code)


def list_name(kind: type[StrEnum]) -> str:
    """The name of the list of an enum: ``TaskState`` -> ``task_state``."""
    where = f"{kind.__module__.removeprefix('sync.model.')}.{kind.__name__}"
    return _OTHERWISE.get(where) or _WORD.sub("_", kind.__name__).lower()


def names_of(kind: type[StrEnum]) -> CodeList[Code]:
    """The names of an enum's values.

    Raises:
        KeyError: the enum has no list.
    """
    name = list_name(kind)
    if name in OF_ENUMS:
        return _own(name)
    return _WITH_MORE[name]()


def name_of(value: StrEnum, language: str) -> str:
    """The name of one value in ``zh_CN`` or ``en``.

    Raises:
        KeyError: its enum has no list.
    """
    return names_of(type(value)).name(value.value, language)


def material_kinds() -> CodeList[Code]:
    """Kinds of papers, MATERIAL_KIND: 01-25 are Shenzhen's, the rest ours."""
    return _own("material_kind")


def exempt_reasons() -> CodeList[Code]:
    """Why a paper is not asked for, EXEMPT_REASON."""
    return _own("exempt_reason")


def housing_kinds() -> CodeList[Code]:
    """Kinds of guaranteed housing, HOUSING_KIND."""
    return _own("housing_kind")


def wait_out_reasons() -> CodeList[Code]:
    """Why somebody leaves the waiting list, WAIT_OUT_REASON."""
    return _own("wait_out_reason")


def credit_events() -> CodeList[Code]:
    """Events of the credit file, CREDIT_EVENT."""
    return _own("credit_event")


def salutations() -> CodeList[Code]:
    """How somebody is addressed in a message: ``male``, ``female``, ``other``."""
    return _own("salutation")


def compound_surnames() -> CodeList[Code]:
    """Surnames of two characters. Source: 百家姓, from memory."""
    return _own("compound_surnames")


@cache
def take_back_codes() -> CodeList[TakeBackCode]:
    """T01-T14: why a home is taken back; T00: the tenant leaves of own will or at the normal end."""
    return parse_code_list(read_codes("take_back.toml"), TakeBackCode)


@cache
def change_kinds() -> CodeList[ChangeCode]:
    """Change businesses: the seven of the estate's counter first, then the further ones."""
    return parse_code_list(read_codes("change_kind.toml"), ChangeCode)


@cache
def data_classes() -> CodeList[DataClassCode]:
    """Classes of shared data, V01 …: Guangdong's thirteen, then those of other places."""
    return parse_code_list(read_codes("data_class.toml"), DataClassCode)


@cache
def identity_documents() -> CodeList[IdentityCode]:
    """Documents of identity, ID_TYPE: our names, with the standard's number where it is known."""
    return parse_code_list(read_codes("identity_document.toml"), IdentityCode)


_WITH_MORE: Mapping[str, Callable[[], CodeList[Code]]] = {
    "change_kind": change_kinds,
    "credit_event": credit_events,
    "data_class": data_classes,
    "exempt_reason": exempt_reasons,
    "housing_kind": housing_kinds,
    "take_back": take_back_codes,
    "wait_out_reason": wait_out_reasons,
}
"""Lists with a function of their own, by the name that an enum of the same values would have."""
