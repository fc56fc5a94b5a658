"""Papers: content to PDF bytes, the same bytes every time.

``render(document, context)`` takes a frozen struct of plain values (what is printed, signed and hashed) and the
circumstances of the print, and returns a :class:`PrintedDocument`. The wording is data in ``resources/documents``, the
layout is code, the fonts are embedded glyph by glyph, and a character that no font has stops the print.

To add a document:

1. ``resources/documents/<code>/<version>.toml``: its wording, with ``template_id``, ``version``, ``region``, ``title``.
   Write your own words; give clauses a ``basis`` with its ``confidence``.
2. A module here with the content (a frozen ``DocumentData`` with ``code``), the texts it asks for (a ``Words``) and
   ``lay_out(data, context) -> Paper``, built from the blocks in :mod:`blocks`, :mod:`tables` and :mod:`ink`.
3. A line in :mod:`registry`, the field names in ``resources/i18n/*/documents.toml``, a specimen with rare names beside
   the template (:mod:`specimens`). The tests go over all specimens: margins, overlaps, fonts, extraction, pictures.
4. Look at every page of the specimen, then keep its picture: ``python -m tests.golden.documents.make``.
"""

from gzf_desk.documents.application_content import (
    ApplicantFacts,
    ApplicationFormData,
    AssetFacts,
    FormMaterial,
    HousingFacts,
    IncomeFacts,
    MemberFacts,
    StatusFacts,
    Wishes,
)
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
from gzf_desk.documents.lease import FACE_CONSENT, ExplainedClause, explained_clauses
from gzf_desk.documents.lease_content import CoResident, Equipment, Home, LeaseData, Organisation, Tenant
from gzf_desk.documents.material_list import MaterialListData
from gzf_desk.documents.proof import PaperProof, canonical_content, content_hash, matches, parse_proof, proof_text
from gzf_desk.documents.receipt import ReceiptData, ReceivedMaterial
from gzf_desk.documents.registry import compose, document_types, read_content, render
from gzf_desk.documents.undertaking import PromisedFact, UndertakingData, undertaking_clauses

__all__ = [
    "FACE_CONSENT",
    "ApplicantFacts",
    "ApplicationFormData",
    "AssetFacts",
    "AuthorizationData",
    "Authorizer",
    "CoResident",
    "ContentSigner",
    "DataClass",
    "DocumentData",
    "Equipment",
    "ExplainedClause",
    "FormMaterial",
    "Guardian",
    "Home",
    "HousingFacts",
    "IncomeFacts",
    "LeaseData",
    "Marked",
    "MarkedArea",
    "MarkedDay",
    "MarkedMoney",
    "MaterialListData",
    "MemberFacts",
    "Organisation",
    "PaperProof",
    "PaperState",
    "PrintContext",
    "PrintedDocument",
    "PromisedFact",
    "ReceiptData",
    "ReceivedMaterial",
    "Signature",
    "Signer",
    "StatusFacts",
    "Tenant",
    "UndertakingData",
    "Wishes",
    "amount_in_capitals",
    "canonical_content",
    "compose",
    "content_hash",
    "data_classes",
    "document_types",
    "explained_clauses",
    "font_paths",
    "matches",
    "missing",
    "parse_proof",
    "proof_text",
    "read_content",
    "render",
    "undertaking_clauses",
]
