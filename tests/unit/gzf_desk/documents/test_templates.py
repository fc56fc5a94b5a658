"""Templates: wording as data, fields filled in, doubts marked."""

from __future__ import annotations

import msgspec
import pytest

from gzf_desk.documents import data_classes, document_types, undertaking_clauses
from gzf_desk.documents.lease import LeaseWords
from gzf_desk.documents.templates import Basis, Words, fill, load_words, template_hash
from gzf_desk.documents.typesetting import Span
from gzf_desk.documents.undertaking import UndertakingWords
from gzf_desk.errors import BadInput
from sync import assets
from sync.model.states import SENSITIVE_DATA_CLASSES, DataClass

DICTIONARY = {kind.value for kind in DataClass}


def test_every_document_has_its_template_and_no_template_is_alone() -> None:
    codes = [kind.code for kind in document_types()]
    assert codes == ["D01", "D02", "D03", "D05", "D06", "D21"]
    assert assets.names("documents", ".toml") == [f"documents/{code}/2026-11.toml" for code in codes]


def test_templates_name_themselves() -> None:
    for name in assets.names("documents", ".toml"):
        _, code, file = name.split("/")
        found = msgspec.toml.decode(assets.read_text(name))
        assert (found["template_id"], found["version"]) == (code, file.removesuffix(".toml"))
        assert found["region"].isdigit()


def test_fields_are_filled_and_bold_is_marked() -> None:
    assert fill("租金{rent}元，**逾期**另计", {"rent": "560.00"}) == (
        Span("租金"),
        Span("560.00", "medium", underline=True),
        Span("元，"),
        Span("逾期", "bold"),
        Span("另计"),
    )
    assert fill("")[0].text == ""
    assert fill("{gap}", {"gap": ""})[0].text.strip() == ""
    with pytest.raises(KeyError):
        fill("{unknown}", {})


def test_a_template_that_is_not_there_or_does_not_fit_is_refused() -> None:
    with pytest.raises(BadInput, match=r"documents\.no_template"):
        load_words("D02", "1999-01", Words)
    with pytest.raises(BadInput, match=r"documents\.bad_template"):
        load_words("D02", "2026-11", UndertakingWords)


def test_the_hash_of_a_wording_is_its_own() -> None:
    hashes = {template_hash(kind.code, "2026-11") for kind in document_types()}
    assert len(hashes) == len(document_types())


def test_what_was_not_checked_carries_an_asterisk() -> None:
    assert Basis(text="", basis="某办法第一条", confidence="memory").reference == "某办法第一条＊"
    assert Basis(text="", basis="某办法第一条", confidence="assumption").reference.endswith("＊")
    assert Basis(text="", basis="某办法第一条", confidence="read").reference == "某办法第一条"
    assert Basis(text="").reference == ""


def test_the_authorization_knows_exactly_the_classes_of_the_data_dictionary() -> None:
    found = data_classes()
    assert {one.code for one in found} == DICTIONARY
    assert len(found) == len(DICTIONARY)
    assert {one.code for one in found if one.sensitive} == {kind.value for kind in SENSITIVE_DATA_CLASSES}


def test_the_lease_holds_the_fourteen_take_back_cases_each_with_its_basis() -> None:
    words = load_words("D21", "2026-11", LeaseWords)
    assert [case.code for case in words.take_back] == [f"T{n:02d}" for n in range(1, 15)]
    assert all(case.basis for case in words.take_back)
    assert sum(chapter.take_back for chapter in words.chapters) == 1


def test_the_undertaking_names_the_duty_to_report_within_a_month() -> None:
    assert any("1 个月" in clause for clause in undertaking_clauses())
