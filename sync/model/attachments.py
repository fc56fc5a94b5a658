"""Pages of papers: what was captured, by whom, and how well (附件)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from sync.model.case import Problem
from sync.model.ids import OperatorId, RecordId
from sync.model.lists import exempt_reasons, material_kinds
from sync.model.value_checks import not_a_digest, not_an_identifier, not_listed

MOST_PAGE_BYTES = 2 * 1024 * 1024
"""One page after compression. Source: assumed."""
MOST_PAGES = 500
PAGE_TYPES = frozenset({"image/jpeg", "application/pdf"})
"""Source: DA/T 31-2017 (JPEG, from memory), DA/T 85-2019 (PDF/A, from memory)."""


class OwnerKind(StrEnum):
    """What kind of record a paper belongs to."""

    CASE = "case"
    CONSENT = "consent"
    TENANCY = "tenancy"
    UNIT = "unit"
    PROJECT = "project"
    CHANGE = "change"
    RECHECK = "recheck"
    INSPECTION = "inspection"
    VIOLATION = "violation"
    BATCH = "batch"
    PUBLICITY = "publicity"


class CaptureMethod(StrEnum):
    """How a page came in."""

    SCANNER = "scanner"
    CAMERA = "camera"
    UPLOAD = "upload"
    E_CERT = "e_cert"
    """Electronic certificate from its issuer."""


class ScanKind(StrEnum):
    """Why a page was captured. Source: Shenzhen's lists of 2014."""

    NEW = "new"
    CORRECTION = "correction"
    CHANGE = "change"


class PageQuality(StrEnum):
    """Whether a page can be read."""

    OK = "ok"
    BLURRED = "blurred"


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page: the reference to its sealed content."""

    sha256: str
    """Of the content before sealing, hex."""
    size: int
    """Bytes."""
    mime: str
    quality: PageQuality = PageQuality.OK


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper of a record: its pages, or why there are none."""

    id: RecordId
    owner_kind: OwnerKind
    owner_id: RecordId
    kind: str
    """List MATERIAL_KIND."""
    member: str | None = None
    title: str = ""
    pages: tuple[Page, ...] = ()
    captured_by: OperatorId
    captured_at: datetime
    method: CaptureMethod | None = None
    original_seen: bool = False
    original_seen_by: OperatorId | None = None
    scan_kind: ScanKind = ScanKind.NEW
    exempt_reason: str | None = None
    """List EXEMPT_REASON: why the paper is not asked for."""
    watermark: str = ""

    @property
    def readable(self) -> bool:
        """Whether every page can be read."""
        return all(page.quality is PageQuality.OK for page in self.pages)


def check_attachment(attachment: Attachment) -> tuple[Problem, ...]:
    """What cannot be right about a paper; paths are field names, ``pages/0`` the first page."""
    found = list(not_an_identifier("owner_id", attachment.owner_id))
    found.extend(not_listed("kind", attachment.kind, material_kinds()))
    found.extend(not_listed("exempt_reason", attachment.exempt_reason, exempt_reasons()))
    found.extend(_about_presence(attachment))
    if attachment.original_seen != (attachment.original_seen_by is not None):
        found.append(Problem(path="original_seen_by", code="original_unsigned"))
    for number, page in enumerate(attachment.pages):
        found.extend(_about_a_page(f"pages/{number}", page))
    return tuple(found)


def _about_presence(attachment: Attachment) -> Iterator[Problem]:
    if not attachment.pages and attachment.exempt_reason is None:
        yield Problem(path="pages", code="pages_missing")
    if attachment.pages and attachment.exempt_reason is not None:
        yield Problem(path="exempt_reason", code="exempt_and_there")
    if attachment.pages and attachment.method is None:
        yield Problem(path="method", code="method_missing")
    if len(attachment.pages) > MOST_PAGES:
        yield Problem(path="pages", code="too_large")


def _about_a_page(path: str, page: Page) -> Iterator[Problem]:
    yield from not_a_digest(path, page.sha256)
    if not 0 < page.size <= MOST_PAGE_BYTES:
        yield Problem(path=path, code="page_size", details={"most": MOST_PAGE_BYTES // 1024 // 1024})
    if page.mime not in PAGE_TYPES:
        yield Problem(path=path, code="page_type")
