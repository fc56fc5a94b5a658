"""Every enum of the model has a name in both languages, and every list says where it comes from."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType

import pytest

import sync.model
from gzf_desk.i18n import LANGUAGES, catalogue
from gzf_desk.services.disclosure import RevealReason
from sync import assets
from sync.model import codes, lists
from sync.model.desk_records import ViewPurpose
from sync.model.draw_record import DrawStep
from sync.model.numbers import DocumentType, NumberFault
from sync.model.sex import Sex
from sync.model.states import SENSITIVE_DATA_CLASSES, DataClass
from sync.model.verification import TaskState

SENTENCES = {NumberFault: "devices.number", DrawStep: "draw.step"}
"""Enums of what does not fit: a sentence of the catalogue stands for each value."""
ELSEWHERE = {Sex, *SENTENCES}
"""Named by the standard's own list, and by sentences: see below."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(sync.model.__path__, "sync.model."):
        yield importlib.import_module(found.name)


def enums() -> list[type[StrEnum]]:
    return sorted(
        {
            one
            for module in modules()
            for one in vars(module).values()
            if isinstance(one, type)
            and issubclass(one, StrEnum)
            and one is not StrEnum
            and one.__module__ == module.__name__
        },
        key=lambda one: one.__name__,
    )


@pytest.mark.parametrize("kind", [one for one in enums() if one not in ELSEWHERE], ids=lambda one: one.__name__)
def test_every_enum_is_named_in_both_languages(kind: type[StrEnum]) -> None:
    named = lists.names_of(kind)
    assert {entry.code for entry in named} == {value.value for value in kind}
    for value in kind:
        chinese, english = lists.name_of(value, "zh_CN"), lists.name_of(value, "en")
        assert chinese.strip() == chinese != ""
        assert english.strip() == english != ""
        assert english.isascii()


def test_no_name_is_kept_for_an_enum_that_is_gone() -> None:
    known = {lists.list_name(kind) for kind in enums()}
    assert lists.OF_ENUMS - known == set()
    assert len(lists.OF_ENUMS) > 90
    assert len({kind for kind in enums() if lists.list_name(kind) == "change_kind"}) == 1


def test_what_is_named_elsewhere() -> None:
    assert {sex.code for sex in Sex} == {entry.code for entry in codes.sexes()}
    for language in LANGUAGES:
        said = {f"{prefix}.{value.value}" for kind, prefix in SENTENCES.items() for value in kind}
        assert said - set(catalogue(language)) == set()


def test_an_enum_without_a_list_is_said() -> None:
    class Unknown(StrEnum):
        ONE = "one"

    with pytest.raises(KeyError, match="unknown"):
        lists.names_of(Unknown)
    assert lists.list_name(TaskState) == "task_state"
    assert lists.name_of(TaskState.OK, "en") == "Passed"
    assert lists.name_of(DataClass.VEHICLE, "zh_CN") == "车辆"


def files() -> list[str]:
    return assets.names("codes", ".toml")


@pytest.mark.parametrize("file", files())
def test_every_list_says_where_it_comes_from(file: str) -> None:
    name = file.removeprefix("codes/")
    kinds = {
        "countries.toml": codes.Country,
        "kinship.toml": codes.Kinship,
        "data_class.toml": lists.DataClassCode,
        "take_back.toml": lists.TakeBackCode,
        "change_kind.toml": lists.ChangeCode,
        "identity_document.toml": lists.IdentityCode,
    }
    found = codes.parse_code_list(codes.read_codes(name), kinds.get(name, codes.Code))
    for fact in (found.source, found.edition, found.confidence):
        assert fact.strip()
    assert len(found) >= 2
    assert len({entry.zh for entry in found}) == len(found)
    assert len({entry.en for entry in found}) == len(found)


def test_the_classes_of_data() -> None:
    classes = lists.data_classes()
    assert [one.code for one in classes] == [kind.value for kind in DataClass]
    thirteen = [one for one in classes if one.guangdong is not None]
    assert [one.guangdong for one in thirteen] == list(range(1, 14))
    assert [one.code for one in thirteen] == [f"V{number:02d}" for number in range(1, 14)]
    assert {one.code for one in classes if one.sensitive} == {kind.value for kind in SENSITIVE_DATA_CLASSES}
    assert classes["V01"].department("zh_CN") == "公安"
    assert classes["V01"].department("en") == "police"
    assert all(one.department_zh and one.department_en for one in classes)


def test_the_fourteen_cases_in_which_a_home_is_taken_back() -> None:
    found = lists.take_back_codes()
    assert [one.code for one in found] == [f"T{number:02d}" for number in range(15)]
    assert found["T00"].basis == ""
    assert {one.confidence for one in found} == {"read", "memory", "assumed"}
    for one in found:
        assert bool(one.basis) == (one.confidence != "assumed")
    assert {one.code for one in found if one.confidence == "read"} == {"T10", "T13"}


def test_the_counter_takes_seven_change_businesses() -> None:
    kinds = lists.change_kinds()
    assert [one.code for one in kinds if one.counter] == [
        "exit", "renew", "adjust_unit", "swap", "member_change", "tenant_change", "rent_reduction",
    ]  # fmt: skip
    assert {one.code for one in kinds if not one.counter} == {
        "contact_change", "bank_card_change", "category_change", "waiting_suspension", "succession",
    }  # fmt: skip


def test_documents_of_identity_map_to_their_numbers() -> None:
    documents = lists.identity_documents()
    judged = {one.document_type for one in documents if one.document_type}
    assert judged == {kind.value for kind in DocumentType} - {DocumentType.ORGANISATION.value}
    assert documents["resident"].number == "111"
    assert documents["hmt"].number == ""


def test_materials_exemptions_and_the_rest() -> None:
    kinds = [one.code for one in lists.material_kinds()]
    assert kinds == sorted(kinds)
    assert [code for code in kinds if code <= "25"] == [f"{number:02d}" for number in range(1, 26)]
    assert {"30", "34", "40", "42", "50", "60"} <= set(kinds)
    assert len(lists.exempt_reasons()) == 8
    assert {"public_rental", "dorm"} <= {one.code for one in lists.housing_kinds()}
    assert {"housed", "merged", "other"} <= {one.code for one in lists.wait_out_reasons()}
    assert len(lists.credit_events()) == 7
    assert lists.salutations()["male"].zh == "先生"
    assert all(len(one.code) == 2 for one in lists.compound_surnames())


def test_the_reasons_of_the_desk_are_purposes() -> None:
    assert {reason.value for reason in RevealReason} <= {purpose.value for purpose in ViewPurpose}
