from __future__ import annotations

from datetime import timedelta

import msgspec

from sync.model.application import UndertakingSignature
from sync.model.promise import (
    bound,
    facts_sha256,
    is_about,
    person_sha256,
    signatures_of,
    standing_signatures,
    undertaking_of,
)
from sync.model.states import SignatureMethod, SourceMark
from tests.support.households import HASH, SIGNED, consent_for, family, with_member


def signed(signer: str, content: str, minutes: int = 0) -> UndertakingSignature:
    return UndertakingSignature(
        signer=signer,
        method=SignatureMethod.PAD if minutes else SignatureMethod.FINGERPRINT,
        signed_at=SIGNED + timedelta(minutes=minutes),
        text_version="1",
        text_sha256=HASH,
        signature_sha256=f"{minutes:064d}",
        witness=f"op-{minutes}",
        content_sha256=content,
    )


def test_every_signer_keeps_way_time_and_witness() -> None:
    draft = family()
    now = facts_sha256(draft)
    promise = undertaking_of({"m1": signed("m1", now, 0), "m2": signed("m2", now, 7)})
    assert [one.method for one in signatures_of(promise).values()] == ["fingerprint", "pad"]
    assert [one.witness for one in promise.signatures] == ["op-0", "op-7"]
    assert (promise.signers, promise.method, promise.witness) == (("m1", "m2"), "pad", "op-7")
    assert msgspec.json.decode(msgspec.json.encode(promise), type=type(promise)) == promise


def test_a_signature_stands_while_the_facts_are_what_was_signed() -> None:
    draft = msgspec.structs.replace(family(), undertaking=bound(family()))
    assert list(standing_signatures(draft)) == ["m1", "m2"]
    for other in (
        with_member(draft, "m1", employer="例镇例厂"),
        msgspec.structs.replace(draft, other_benefit=True),
        msgspec.structs.replace(draft, income={}),
    ):
        assert standing_signatures(other) == {}
    for same in (
        with_member(draft, "m1", sources={"name": SourceMark.CARD}),
        msgspec.structs.replace(draft, local_number="SQ", consents={}, materials={}, wishes=None),
    ):
        assert list(standing_signatures(same)) == ["m1", "m2"]


def test_a_promise_taken_on_paper_is_one_for_all_until_it_is_bound() -> None:
    draft = family()
    assert draft.undertaking is not None
    both = signatures_of(draft.undertaking)
    assert {one.content_sha256 for one in both.values()} == {""}
    assert list(standing_signatures(with_member(draft, "m1", employer="例镇例厂"))) == ["m1", "m2"]
    promise = bound(draft)
    assert promise is not None
    assert {one.content_sha256 for one in promise.signatures} == {facts_sha256(draft)}
    assert bound(family(undertaking=None)) is None
    assert standing_signatures(family(undertaking=None)) == {}


def test_a_consent_is_about_a_named_person() -> None:
    member = family().members["m2"]
    consent = msgspec.structs.replace(consent_for("m2"), person_sha256=person_sha256(member))
    assert is_about(consent, member)
    assert is_about(consent, msgspec.structs.replace(member, phone="19900000002"))
    assert not is_about(consent, msgspec.structs.replace(member, name="测试甲"))
    assert is_about(consent_for("m2"), msgspec.structs.replace(member, name="测试甲"))
