"""Papers: content to PDF bytes, the same bytes every time.

``render(document, context)`` takes a frozen struct of plain values (what is printed, signed and hashed) and the
circumstances of the print, and returns a :class:`PrintedDocument`. The wording is data in ``resources/documents``, the
layout is code, the fonts are embedded glyph by glyph, and a character that no font has stops the print.

To add a document:

1. ``resources/documents/<code>/<version>.toml``: its wording, with ``template_id``, ``version``, ``region``, ``title``.
   Write your own words; give clauses a ``basis`` with its ``confidence``.
2. A module here with the content (a frozen ``DocumentData`` with ``code``), the texts it asks for (a ``Words``) and
   ``lay_out(data, context) -> Paper``, built from the blocks in :mod:`blocks`, :mod:`tables` and :mod:`ink`.
3. A line in :mod:`registry`, the field names in ``resources/i18n/*/documents.toml``, a specimen with rare names in
   :mod:`specimens`. The tests go over all specimens: margins, overlaps, fonts, extraction, pictures.
4. Look at every page of the specimen, then keep its picture: ``python tests/golden/documents/make.py``.
"""

from gzf_desk.documents.authorization import AuthorizationData, Authorizer, DataClass, Guardian, data_classes
from gzf_desk.documents.capitals import amount_in_capitals
from gzf_desk.documents.context import (
    ContentSigner,
    DocumentData,
    Marked,
    MarkedArea,
    MarkedDay,
    MarkedMoney,
    PaperState,
    PrintContext,
    PrintedDocument,
    Signature,
    Signer,
)
from gzf_desk.documents.fonts import font_paths, missing
from gzf_desk.documents.proof import PaperProof, content_hash, matches, parse_proof, proof_text
from gzf_desk.documents.registry import compose, document_types, render

__all__ = [
    "AuthorizationData",
    "Authorizer",
    "ContentSigner",
    "DataClass",
    "DocumentData",
    "Guardian",
    "Marked",
    "MarkedArea",
    "MarkedDay",
    "MarkedMoney",
    "PaperProof",
    "PaperState",
    "PrintContext",
    "PrintedDocument",
    "Signature",
    "Signer",
    "amount_in_capitals",
    "compose",
    "content_hash",
    "data_classes",
    "document_types",
    "font_paths",
    "matches",
    "missing",
    "parse_proof",
    "proof_text",
    "render",
]
