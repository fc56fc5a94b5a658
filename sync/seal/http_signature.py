"""Signed HTTP requests by RFC 9421 with Ed25519.

Covered are ``@method``, ``@target-uri``, ``@authority`` and ``content-digest``; ``created``, ``expires`` (at most five
minutes later), ``nonce``, ``keyid`` and ``tag`` are required. The traps of the library are closed here: the body is
always checked against its digest, the covered components are demanded, the age is short, and the caller gets the nonce
and must remember it (``NONCE_TTL``).

Source: RFC 9421; RFC 9530 (Content-Digest).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    MappingKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sync.errors import SealError

COVERED: Final = ("@method", "@target-uri", "@authority", "content-digest")
TAG: Final = "gzf-sync-v1"
MAX_AGE: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=60)
"""How far a signer's clock may be ahead or behind."""
NONCE_TTL: Final = timedelta(minutes=10)
"""How long the verifier must remember a nonce."""
_NONCE_CHARS = range(16, 65)


class SignatureTooOld(SealError):
    """The signature is good but its time is not: the signer's clock is off, or the request was kept back."""


@dataclass(frozen=True)
class VerifiedRequest:
    """Who signed a request.

    Attributes:
        key_id: the device.
        nonce: to be remembered for :data:`NONCE_TTL`; a second use is a replay.
        created: the signer's time.
    """

    key_id: str
    nonce: str
    created: datetime


@dataclass
class _Message:
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _PublicKeys(HTTPSignatureKeyResolver):
    """The library takes whatever a resolver raises for a bad signature; ``failed`` tells the two apart."""

    def __init__(self, key_of: Callable[[str], bytes | None]) -> None:
        self._key_of = key_of
        self.failed = False

    def resolve_public_key(self, key_id: Any) -> Ed25519PublicKey | None:
        if not isinstance(key_id, str):
            return None
        self.failed = True
        raw = self._key_of(key_id)
        self.failed = False
        return None if raw is None else Ed25519PublicKey.from_public_bytes(raw)


class _Verifier(HTTPMessageVerifier):
    """The library asks the system's clock; times are checked by us against an injected one."""

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        created, expires = sig_input.params.get("created"), sig_input.params.get("expires")
        if type(created) is not int or type(expires) is not int:
            raise InvalidSignature("created and expires are required")
        if max_age is not None and not 0 < expires - created <= max_age.total_seconds():
            raise InvalidSignature("valid for too long")


def new_nonce() -> str:
    """A fresh 128-bit nonce."""
    return secrets.token_urlsafe(16)


def sign_request(
    *, method: str, url: str, body: bytes, key_id: str, private: bytes, now: datetime, nonce: str
) -> dict[str, str]:
    """Headers to add to a request.

    Args:
        method: upper case.
        url: absolute, as the server will see it.
        body: the bytes on the wire (after compression).
        key_id: device id.
        private: device key.
        now: aware UTC; the server's time as far as known.
        nonce: from :func:`new_nonce`; a fresh one for every attempt.
    """
    message = _Message(method, url)
    keys = MappingKeyResolver(public_keys={}, private_keys={key_id: Ed25519PrivateKey.from_private_bytes(private)})
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    signer.sign(
        message,
        key_id=key_id,
        created=now,
        expires=now + MAX_AGE,
        nonce=nonce,
        tag=TAG,
        label="gzf",
        covered_component_ids=COVERED,
        body=body,
    )
    return message.headers


def verify_request(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    key_of: Callable[[str], bytes | None],
    now: datetime,
) -> VerifiedRequest:
    """Check a signed request. Remembering the nonce is the caller's part.

    Args:
        method: upper case.
        url: absolute, with the authority that this server answers for.
        headers: of the request.
        body: the bytes on the wire.
        key_of: device id -> public key, or None for a device that is unknown or revoked.
        now: this end's time, aware UTC.

    Raises:
        SignatureTooOld: the signature is genuine but outside its time.
        SealError: anything else that does not fit.
        Exception: what ``key_of`` raised, as it is: a store that is away says nothing about the signature.
    """
    keys = _PublicKeys(key_of)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    try:
        results = verifier.verify(
            _Message(method, url, dict(headers)),
            max_age=MAX_AGE,
            expect_tag=TAG,
            require_components=COVERED,
            body=body,
        )
    except (HTTPMessageSignaturesException, ValueError) as error:
        if keys.failed and error.__cause__ is not None:
            raise error.__cause__ from None
        raise SealError(f"request signature: {error}") from error
    if len(results) != 1:
        raise SealError("request signature: exactly one is expected")
    result = results[0]
    return _checked(result.parameters, result.nonce, now)


def _checked(parameters: Mapping[str, Any], nonce: str | None, now: datetime) -> VerifiedRequest:
    if nonce is None or len(nonce) not in _NONCE_CHARS:
        raise SealError("request signature: a nonce of 16 to 64 characters is required")
    try:
        created = datetime.fromtimestamp(parameters["created"], tz=UTC)
        expires = datetime.fromtimestamp(parameters["expires"], tz=UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise SealError("request signature: impossible times") from error
    if created > now + SKEW or expires < now - SKEW:
        raise SignatureTooOld("request signature: outside its time")
    return VerifiedRequest(str(parameters["keyid"]), nonce, created)
