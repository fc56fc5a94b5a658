"""Ed25519 signatures with a purpose, so that a signature for one thing never passes for another.

Private keys are raw 32-byte seeds, public keys raw 32 bytes. Source: RFC 8032.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import SealError
from sync.seal.canonical import canonical


class KeyPair(NamedTuple):
    """An Ed25519 pair, raw bytes."""

    private: bytes
    public: bytes


def new_key_pair() -> KeyPair:
    """A fresh pair."""
    private = Ed25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def public_key(private: bytes) -> bytes:
    """The public half of a private key.

    Raises:
        SealError: not a private key.
    """
    return _private(private).public_key().public_bytes_raw()


def sign(private: bytes, purpose: str, value: Any) -> bytes:
    """Sign the canonical bytes of ``value`` for ``purpose``.

    Raises:
        SealError: not a private key.
    """
    return _private(private).sign(_message(purpose, value))


def verify(public: bytes, purpose: str, value: Any, signature: bytes) -> None:
    """Check a signature made by :func:`sign`.

    Raises:
        SealError: another key, purpose or value.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(purpose, value))
    except (InvalidSignature, ValueError) as error:
        raise SealError(f"signature for {purpose} does not verify") from error


def _private(private: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(private)
    except ValueError as error:
        raise SealError("a private key has 32 bytes") from error


def _message(purpose: str, value: Any) -> bytes:
    return b"gzf-sign-v1\x00" + purpose.encode() + b"\x00" + canonical(value)
