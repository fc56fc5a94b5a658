"""Contents that contradict themselves are not printed; the reason is said in the operator's language."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import msgspec
import pytest

from gzf_desk.documents import (
    ApplicationFormData,
    AuthorizationData,
    DocumentData,
    LeaseData,
    MaterialListData,
    PaperState,
    PrintContext,
    ReceiptData,
    Signature,
    UndertakingData,
    compose,
)
from gzf_desk.documents.registry import _label, _texts
from gzf_desk.documents.sheet import Tick
from gzf_desk.documents.specimens import specimen_context
from gzf_desk.errors import BadInput
from gzf_desk.i18n import LANGUAGES, Translator
from tests.support.papers import PAPERS

D = TypeVar("D", bound=DocumentData)


def paper(name: str, kind: type[D]) -> D:
    found = PAPERS[name]
    assert isinstance(found, kind)
    return found


FORM = paper("D01", ApplicationFormData)
LETTER = paper("D02", AuthorizationData)
UNDERTAKING = paper("D03", UndertakingData)
MATERIALS = paper("D05", MaterialListData)
RECEIPT = paper("D06", ReceiptData)
NOTICE = paper("D06-formal", ReceiptData)
LEASE = paper("D21", LeaseData)
REPLACE = msgspec.structs.replace
FIRST = LETTER.authorizers[0]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (REPLACE(FORM, signers=()), "nobody_signs"),
        (REPLACE(LETTER, authorizers=()), "nobody_signs"),
        (REPLACE(UNDERTAKING, signers=()), "nobody_signs"),
        (REPLACE(LETTER, data_classes=("D01", "Z99")), "unknown_class"),
        (REPLACE(LETTER, authorizers=(REPLACE(FIRST, sensitive_classes=("Z98",)),)), "unknown_class"),
        (REPLACE(LETTER, authorizers=(REPLACE(FIRST, sensitive_refused=("V28",)),)), "yes_and_no"),
        (REPLACE(MATERIALS, materials=()), "no_materials"),
        (REPLACE(RECEIPT, confirmation=""), "no_confirmation"),
        (REPLACE(NOTICE, limit_date=None), "no_limit"),
        (NOTICE, "not_confirmed"),
        (REPLACE(LEASE, term_to=LEASE.term_from), "lease_term"),
        (REPLACE(LEASE, term_to=date(LEASE.term_from.year + 5, 12, 2)), "lease_term"),
        (REPLACE(LEASE, assumed=("rent",)), "unknown_field"),
        (REPLACE(LEASE, template_version="1999-01"), "no_template"),
    ],
)
def test_refused(document: DocumentData, code: str) -> None:
    with pytest.raises(BadInput) as stopped:
        compose(document, specimen_context(PaperState.OFFLINE))
    assert stopped.value.code == f"documents.{code}"
    assert stopped.value.what
    assert stopped.value.advice
    assert "⟦" not in stopped.value.what + stopped.value.advice


def test_a_lease_of_five_years_to_the_day_is_fine() -> None:
    start = LEASE.term_from
    assert compose(REPLACE(LEASE, term_to=date(start.year + 5, start.month, start.day)), specimen_context())


def test_yes_and_no_to_a_sensitive_class_are_both_ticks() -> None:
    def ticked(**answers: tuple[str, ...]) -> int:
        person = REPLACE(FIRST, sensitive_classes=(), **answers)
        sheets = compose(REPLACE(LETTER, authorizers=(person,)), specimen_context())
        return sum(mark.ticked for sheet in sheets for mark in sheet.marks if isinstance(mark, Tick))

    assert ticked(sensitive_refused=("V28",)) == ticked() + 1


def test_every_printed_field_has_a_name_in_both_languages() -> None:
    context: PrintContext = REPLACE(
        specimen_context(), signatures=(Signature(signer_key="1", signed_on=date(2026, 11, 20), note="注"),)
    )
    for language in LANGUAGES:
        say = Translator(language)
        for document in (*PAPERS.values(), context):
            for parts, _ in _texts(document):
                assert "⟦" not in _label(parts, say), parts
