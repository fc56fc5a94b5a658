"""What a signature was given for: it stands only while the content that was signed is still the same."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import msgspec

from sync.model.application import ApplicationDraft, Consent, Undertaking, UndertakingSignature
from sync.model.household import Member

_FACTS: Final = (
    "category",
    "form",
    "household",
    "members",
    "housing",
    "no_housing_declared",
    "income",
    "assets",
    "no_assets_declared",
    "vehicles",
    "no_vehicles_declared",
    "contributions",
    "employments",
    "businesses",
    "no_business_declared",
    "other_benefit",
    "home_disposed_on",
    "no_home_disposed",
)
"""What the household states and promises to be true; papers, wishes, numbers and signatures are not among it."""
_MARKS: Final = "sources"


def facts_sha256(draft: ApplicationDraft) -> str:
    """Digest of the facts of an application, hex; where a value comes from makes no difference."""
    plain: dict[str, Any] = msgspec.to_builtins(draft, str_keys=True)
    facts = {name: _unmarked(plain[name]) for name in _FACTS if plain.get(name) is not None}
    return _digest(facts)


def person_sha256(member: Member) -> str:
    """Digest of who a letter of authorization is about, hex: name and document number."""
    return _digest([member.name or "", (member.document_number or "").upper()])


def signatures_of(undertaking: Undertaking) -> dict[str, UndertakingSignature]:
    """Signer -> signature. A promise without single signatures (taken on paper) has one way and time for all."""
    if undertaking.signatures:
        return {signature.signer: signature for signature in undertaking.signatures}
    images = dict(zip(undertaking.signers, undertaking.signature_sha256, strict=False))
    return {
        signer: UndertakingSignature(
            signer=signer,
            method=undertaking.method,
            signed_at=undertaking.signed_at,
            text_version=undertaking.text_version,
            text_sha256=undertaking.text_sha256,
            signature_sha256=images.get(signer, ""),
            witness=undertaking.witness,
        )
        for signer in undertaking.signers
    }


def standing_signatures(draft: ApplicationDraft) -> dict[str, UndertakingSignature]:
    """Signer -> signature, without those that were given for other facts than are stated now."""
    if draft.undertaking is None:
        return {}
    now = {"", facts_sha256(draft)}
    return {key: one for key, one in signatures_of(draft.undertaking).items() if one.content_sha256 in now}


def undertaking_of(
    signatures: dict[str, UndertakingSignature], *, replaces: tuple[str, ...] = (), number: str | None = None
) -> Undertaking:
    """The promise of at least one signature; the common fields are those of the last."""
    last = max(signatures.values(), key=lambda signature: signature.signed_at)
    return Undertaking(
        signers=tuple(signatures),
        method=last.method,
        signed_at=last.signed_at,
        text_version=last.text_version,
        text_sha256=last.text_sha256,
        signature_sha256=tuple(signature.signature_sha256 for signature in signatures.values()),
        witness=last.witness,
        replaces=replaces,
        number=number,
        signatures=tuple(signatures.values()),
    )


def bound(draft: ApplicationDraft) -> Undertaking | None:
    """The promise with every signature that names no content bound to what is stated now."""
    if draft.undertaking is None or not draft.undertaking.signers:
        return draft.undertaking
    now = facts_sha256(draft)
    signatures = {
        key: one if one.content_sha256 else msgspec.structs.replace(one, content_sha256=now)
        for key, one in signatures_of(draft.undertaking).items()
    }
    return undertaking_of(signatures, replaces=draft.undertaking.replaces, number=draft.undertaking.number)


def is_about(consent: Consent, member: Member) -> bool:
    """Whether a consent was given for this person as named now."""
    return consent.person_sha256 in {"", person_sha256(member)}


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unmarked(entry) for key, entry in value.items() if key != _MARKS and entry is not None}
    return value


def _digest(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()
