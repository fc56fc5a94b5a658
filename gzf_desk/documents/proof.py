"""What the QR code says and how a window checks it without a network.

The code carries ``GZF1|D02|2026-11|<number>|<state>|<hash>`` and, when the window could sign,
``|<key id>|<signature>`` after it. ``<hash>`` is the first 32 hexadecimal digits of the content hash: 64 bits would be
too few, because whoever prepares two contents can find a pair with equal hashes in 2³² steps. The signature covers
everything before ``|<key id>``.
The PDF's bytes are not part of it: the same content may be rendered again at any window.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from functools import cache

import msgspec

from gzf_desk.documents.context import ContentSigner, DocumentData, PaperState
from gzf_desk.documents.templates import template_hash

_MAGIC = "GZF1"
HASH_DIGITS = 32


class PaperProof(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code taken apart.

    Attributes:
        signed: the text that the signature covers.
        key_id: empty when unsigned.
        signature: empty when unsigned.
    """

    code: str
    template_version: str
    number: str
    state: PaperState
    hash_start: str
    signed: str
    key_id: str = ""
    signature: bytes = b""


@cache
def _defaults(kind: type[msgspec.Struct]) -> dict[str, object]:
    return {field.name: field.default for field in msgspec.structs.fields(kind)}


def _lean(value: object) -> object:
    """``value`` as plain objects, without the fields that stand at their defaults."""
    if isinstance(value, msgspec.Struct):
        defaults = _defaults(type(value))
        given = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return {name: _lean(one) for name, one in given if one != defaults[name]}
    if isinstance(value, tuple):
        return [_lean(one) for one in value]
    return value


def canonical_content(document: DocumentData) -> bytes:
    """The bytes that are hashed, and what the province keeps of a paper: code, wording and data.

    JSON with sorted keys, no blanks, UTF-8. Fields at their defaults are left out, so a field that is added later, with
    a default, changes no older hash; a default must therefore never change. The wording enters by the hash of its
    template, so a changed word changes the hash.

    Raises:
        gzf_desk.errors.BadInput: the template is not installed.
    """
    content = {
        "document": document.code,
        "template": document.template_version,
        "wording": template_hash(document.code, document.template_version),
        "data": _lean(document),
    }
    return msgspec.json.encode(content, order="sorted")


def content_hash(document: DocumentData) -> str:
    """SHA-256 over :func:`canonical_content`, 64 hexadecimal digits.

    Raises:
        gzf_desk.errors.BadInput: the template is not installed.
    """
    return hashlib.sha256(canonical_content(document)).hexdigest()


def proof_text(document: DocumentData, state: PaperState, signer: ContentSigner | None = None) -> str:
    """The text of the paper's QR code."""
    start = content_hash(document)[:HASH_DIGITS]
    text = "|".join((_MAGIC, document.code, document.template_version, document.number, state.value, start))
    if signer is None:
        return text
    signature = base64.urlsafe_b64encode(signer.sign(text.encode())).rstrip(b"=").decode("ascii")
    return f"{text}|{signer.key_id}|{signature}"


def parse_proof(text: str) -> PaperProof | None:
    """Take a scanned QR code apart.

    Returns:
        None when it is not the code of one of our papers.
    """
    parts = text.split("|")
    if len(parts) not in (6, 8) or parts[0] != _MAGIC or len(parts[5]) != HASH_DIGITS:
        return None
    key_id, encoded = (parts[6], parts[7]) if len(parts) == 8 else ("", "")
    try:
        state = PaperState(parts[4])
        padded = encoded + "=" * (-len(encoded) % 4)
        signature = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    return PaperProof(
        code=parts[1],
        template_version=parts[2],
        number=parts[3],
        state=state,
        hash_start=parts[5],
        signed="|".join(parts[:6]),
        key_id=key_id,
        signature=signature,
    )


def matches(proof: PaperProof, document: DocumentData) -> bool:
    """Whether the content that the province keeps is the one on the paper."""
    return (
        proof.code == document.code
        and proof.number == document.number
        and proof.template_version == document.template_version
        and content_hash(document).startswith(proof.hash_start)
    )
