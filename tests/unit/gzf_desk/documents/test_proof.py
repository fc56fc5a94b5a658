"""The paper's proof: what is hashed, what the QR code says, what a change does to it."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gzf_desk.documents import (
    ApplicationFormData,
    AuthorizationData,
    Marked,
    PaperState,
    canonical_content,
    content_hash,
    matches,
    parse_proof,
    proof_text,
    read_content,
)
from gzf_desk.documents.painting import qr_modules
from gzf_desk.errors import BadInput
from sync.errors import InvalidRecord
from tests.support.papers import PAPERS

LETTER = msgspec.convert(PAPERS["D02"], AuthorizationData)


class DeviceKey:
    key_id = "dev-0003"

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

    def sign(self, content: bytes) -> bytes:
        return self.private.sign(content)


def test_the_hash_is_stable_and_belongs_to_one_content() -> None:
    hashes = [content_hash(one) for one in PAPERS.values()]
    assert len(set(hashes)) == len(PAPERS)
    assert hashes == [content_hash(one) for one in PAPERS.values()]
    assert all(len(one) == 64 for one in hashes)


def test_a_default_that_is_written_out_is_the_same_content() -> None:
    form = msgspec.convert(PAPERS["D01"], ApplicationFormData)
    facts = form.applicant
    same = msgspec.structs.replace(form, applicant=msgspec.structs.replace(facts, job=Marked(text="", source="")))
    blank = msgspec.structs.replace(form, applicant=msgspec.structs.replace(facts, job=Marked()))
    assert content_hash(same) == content_hash(blank) != content_hash(form)


def test_what_the_province_keeps_gives_the_paper_again() -> None:
    for one in PAPERS.values():
        kept = canonical_content(one)
        assert read_content(kept) == one
        assert canonical_content(read_content(kept)) == kept
        assert b'"template":"2026-11"' in kept


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b'{"document":"Z1","template":"x","data":{}}', b'{"document":"D05","template":"x","data":{}}'],
)
def test_other_bytes_are_not_a_paper(content: bytes) -> None:
    with pytest.raises(InvalidRecord, match="not the content of a paper"):
        read_content(content)


def test_the_hash_survives_a_round_trip_through_json() -> None:
    for one in PAPERS.values():
        again = msgspec.json.decode(msgspec.json.encode(one), type=type(one))
        assert content_hash(again) == content_hash(one)


def test_any_change_changes_the_hash() -> None:
    data = LETTER
    changed = (
        msgspec.structs.replace(data, number="SC990101-0003-00123-2"),
        msgspec.structs.replace(data, data_classes=data.data_classes[1:]),
        msgspec.structs.replace(data, authorizers=data.authorizers[:2]),
    )
    assert content_hash(data) not in {content_hash(one) for one in changed}


def test_an_unknown_wording_has_no_hash() -> None:
    with pytest.raises(BadInput, match=r"documents\.no_template"):
        content_hash(msgspec.structs.replace(LETTER, template_version="1999-01"))


def test_unsigned_text() -> None:
    data = LETTER
    text = proof_text(data, PaperState.OFFLINE)
    start = content_hash(data)[:32]
    assert text == f"GZF1|D02|2026-11|SC990101-0003-00122-4|offline|{start}"
    proof = parse_proof(text)
    assert proof is not None
    assert (proof.key_id, proof.signature, proof.signed) == ("", b"", text)
    assert matches(proof, data)
    assert not matches(proof, PAPERS["D03"])


def test_a_signed_code_verifies_offline_and_a_changed_one_does_not() -> None:
    key = DeviceKey()
    proof = parse_proof(proof_text(LETTER, PaperState.OFFLINE, key))
    assert proof is not None
    assert proof.key_id == "dev-0003"
    key.private.public_key().verify(proof.signature, proof.signed.encode())
    with pytest.raises(InvalidSignature):
        key.private.public_key().verify(proof.signature, proof.signed.replace("offline", "confirmed").encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.invalid/",
        "GZF2|D02|v|n|offline|" + "0" * 32,
        "GZF1|D02|v|n|offline|" + "0" * 16,
        "GZF1|D02|v|n|lost|" + "0" * 32,
        "GZF1|D02|v|n|offline|" + "0" * 32 + "|key",
        "GZF1|D02|v|n|offline|" + "0" * 32 + "|key|не base64",
    ],
)
def test_other_codes_are_not_ours(text: str) -> None:
    assert parse_proof(text) is None


def test_the_code_is_a_qr_code() -> None:
    modules = qr_modules(proof_text(LETTER, PaperState.OFFLINE, DeviceKey()))
    size = len(modules)
    assert (size - 17) % 4 == 0
    assert size <= 61  # version 11: 24 mm on paper leave 0.34 mm a module
    finder = [[max(abs(x - 3), abs(y - 3)) != 2 for x in range(7)] for y in range(7)]
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert [[modules[top + y][left + x] for x in range(7)] for y in range(7)] == finder
