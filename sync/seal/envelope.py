"""Sealed bodies: AES-256-GCM with a bound context.

Layout: ``suite (1) | nonce (12) | ciphertext and tag``. Suite ``0x01`` is AES-256-GCM with a random 96-bit nonce; a
byte is kept free for SM4-GCM. The additional data binds a body to its place (``table|column|row-id|schema-version``):
a body that is copied to another row does not open. Plaintexts are padded to 256-byte buckets, so that the length of a
body says little about what is in it.

Source: NIST SP 800-38D (GCM, random nonces: at most 2^32 seals per key).
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import SealError

SUITE_AES_256_GCM: Final = 0x01
KEY_BYTES: Final = 32
BUCKET: Final = 256
"""Plaintexts are padded to a multiple of this, bytes."""
_NONCE = 12
_TAG = 16
_LENGTH = 4
_LABEL = b"gzf-envelope-v1\x00"


def new_key() -> bytes:
    """A fresh 256-bit key from the system's chance."""
    return os.urandom(KEY_BYTES)


def context(table: str, column: str, row_id: str, version: int = 1) -> str:
    """The context string that binds a body to its place."""
    return f"{table}|{column}|{row_id}|{version}"


class Sealer:
    """Seals and opens under one key; keeps the expanded key, so use one for many bodies.

    Args:
        key: 32 bytes.

    Raises:
        SealError: the key has the wrong length.
    """

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SealError("a sealing key has 32 bytes")
        self._aead = AESGCM(key)

    def seal(self, context: str, plaintext: bytes) -> bytes:
        """Seal ``plaintext`` for the place ``context``."""
        nonce = os.urandom(_NONCE)
        length = len(plaintext)
        fill = -(length + _LENGTH) % BUCKET
        padded = length.to_bytes(_LENGTH, "big") + plaintext + bytes(fill)
        return b"\x01" + nonce + self._aead.encrypt(nonce, padded, _bound(context))

    def unseal(self, context: str, sealed: bytes) -> bytes:
        """Open what was sealed for the place ``context``.

        Raises:
            SealError: another suite, key or place, or the bytes were changed.
        """
        if len(sealed) < 1 + _NONCE + _TAG + _LENGTH:
            raise SealError("sealed body is too short")
        if sealed[0] != SUITE_AES_256_GCM:
            raise SealError(f"sealed by suite {sealed[0]}, which this version cannot open")
        try:
            padded = self._aead.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _bound(context))
        except InvalidTag as error:
            raise SealError("sealed body does not verify") from error
        length = int.from_bytes(padded[:_LENGTH], "big")
        if length > len(padded) - _LENGTH:
            raise SealError("sealed body has a wrong length")
        return padded[_LENGTH : _LENGTH + length]


def seal(key: bytes, context: str, plaintext: bytes) -> bytes:
    """Seal one body. See :class:`Sealer`."""
    return Sealer(key).seal(context, plaintext)


def unseal(key: bytes, context: str, sealed: bytes) -> bytes:
    """Open one body.

    Raises:
        SealError: another suite, key or place, or the bytes were changed.
    """
    return Sealer(key).unseal(context, sealed)


def _bound(context: str) -> bytes:
    return _LABEL + b"\x01" + context.encode()
