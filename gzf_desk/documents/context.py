"""What every paper shares: its identity, the circumstances of a print, what comes out."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal, Protocol

import msgspec

from gzf_desk.i18n import Language

Source = Literal["", "c", "s", "d"]
"""Where a value came from: c card, s shared by a department, d declared by the person."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A text of a form with its source mark."""

    text: str = ""
    source: Source = ""


class MarkedMoney(msgspec.Struct, frozen=True, kw_only=True):
    """An amount of a form with its source mark; ``fen`` None when unknown."""

    fen: int | None = None
    source: Source = ""


class MarkedArea(msgspec.Struct, frozen=True, kw_only=True):
    """An area of a form, in 1/100 m², with its source mark."""

    area100: int | None = None
    source: Source = ""


class MarkedDay(msgspec.Struct, frozen=True, kw_only=True):
    """A civil day of a form with its source mark."""

    day: date | None = None
    source: Source = ""


class DocumentData(msgspec.Struct, frozen=True, kw_only=True):
    """Root of all document contents: what is printed, signed and hashed, and nothing about the print itself.

    Attributes:
        number: the paper's own number, as it is to be shown.
        case_number: the application's number.
        region: name of the region whose window issues it.
        template_version: which wording, a file of ``resources/documents/<code>/``.
    """

    code: ClassVar[str] = ""

    number: str
    case_number: str
    region: str
    template_version: str = "2026-11"


class PaperState(StrEnum):
    """How far the paper is from being final."""

    DRAFT = "draft"
    OFFLINE = "offline"
    CONFIRMED = "confirmed"


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A signature given on a pad, shown on the paper; it signs the content's hash, so it is not part of it.

    Attributes:
        signer_key: who signed: the ``key`` of a signer in the document.
        signed_on: civil day.
        image: PNG of the writing, transparent; empty when only a fingerprint was given.
        fingerprint: PNG of a fingerprint scanned from paper; usually empty.
        note: printed below the line, e.g. how the identity was compared or who witnessed.
    """

    signer_key: str
    signed_on: date
    image: bytes = b""
    fingerprint: bytes = b""
    note: str = ""


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """A person who has to sign.

    Attributes:
        key: the caller's key for the person; signatures are found by it. Not printed.
        name: printed below or beside the line.
        role: in what part, e.g. 申请人 or 共同申请人.
    """

    key: str
    name: str
    role: str


class ContentSigner(Protocol):
    """Signs the text of a paper's QR code with the device's key, so that any window can verify it offline."""

    @property
    def key_id(self) -> str:
        """Short name of the key by which a verifier finds the public part; without ``|``."""
        ...

    def sign(self, content: bytes) -> bytes:
        """The signature of ``content``."""
        ...


class PrintContext(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of one print.

    Attributes:
        printed_at: aware time.
        station: name or number of the window, printed.
        operator: name of the person at the window, printed.
        hotline: telephone number, printed.
        state: decides the watermark and stands in the QR code.
        copy: 0 for an original, n for the n-th copy (副本 COPY n).
        training: the training mode's unmistakable watermark.
        signatures: what has been signed on the pad so far.
        signer: signs the QR code; None leaves it unsigned.
        language: of messages about what stops the print; the paper itself is Chinese.
    """

    printed_at: datetime
    station: str
    operator: str
    hotline: str
    state: PaperState = PaperState.DRAFT
    copy: int = 0
    training: bool = False
    signatures: tuple[Signature, ...] = ()
    signer: ContentSigner | None = None
    language: Language = "zh_CN"

    def signature_of(self, key: str) -> Signature | None:
        """The signature that the person ``key`` has given, if any."""
        return next((one for one in self.signatures if one.signer_key == key), None)


class PrintedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A paper ready for the printer.

    Attributes:
        pdf: the file.
        pages: how many.
        sha256: of the file, hexadecimal.
        content_hash: of the content, hexadecimal; what signatures bind to.
        proof: the text of the QR code.
    """

    pdf: bytes
    pages: int
    sha256: str
    content_hash: str
    proof: str
