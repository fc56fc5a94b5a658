"""The platform's keys: one secret in a key file, everything else derived from it.

Destroying the key file destroys what is readable of the database and its backups. An HSM takes the file's place behind
the same class.
"""

from __future__ import annotations

import hmac
import json
import os
import threading
from pathlib import Path
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import SealError
from sync.seal import signing
from sync.seal.envelope import Sealer, context

_VERSION = 1
_LEVEL = 1
_SECRET_BYTES = 32
_MAX_BODY = 8 * 1024 * 1024


class PlatformKeys:
    """Seals bodies, signs receipts, keys the indexes.

    Args:
        secret: 32 bytes from the key file.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._threads = threading.local()
        self._sealer = Sealer(self._derive("bodies"))
        self._index = self._derive("index")
        self._cursor = self._derive("cursor")
        self._signing = self._derive("signing")
        self.commit_key = self._derive("journal")
        self.public = signing.public_key(self._signing)

    @classmethod
    def load(cls, path: Path) -> PlatformKeys:
        """Read the key file; it is made on first use, readable by its owner only.

        Raises:
            SealError: the file is not a key file.
        """
        if not path.exists():
            _write_new(path)
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
            secret, version = bytes.fromhex(plain["secret"]), plain["version"]
        except (ValueError, KeyError, TypeError) as error:
            raise SealError(f"{path.name} is not a key file") from error
        if version != _VERSION or len(secret) != _SECRET_BYTES:
            raise SealError(f"{path.name} is not a key file of this version")
        return cls(secret)

    def seal(self, table: str, row: str, value: Any) -> bytes:
        """Seal plain data for its row: msgpack, zstd, AES-256-GCM."""
        return self.seal_packed(table, row, msgspec.msgpack.encode(value))

    def seal_packed(self, table: str, row: str, packed: bytes) -> bytes:
        """Seal what is msgpack already."""
        return self._sealer.seal(context(table, "body", row), self._packer().compress(packed))

    def open(self, table: str, row: str, sealed: bytes) -> Any:
        """Open what was sealed for this row.

        Raises:
            SealError: changed, or from another row.
        """
        return msgspec.msgpack.decode(self.open_packed(table, row, sealed))

    def open_packed(self, table: str, row: str, sealed: bytes) -> bytes:
        """Open, but leave the msgpack as it is."""
        packed = self._sealer.unseal(context(table, "body", row), sealed)
        return self._opener().decompress(packed, max_output_size=_MAX_BODY)

    def sign(self, purpose: str, value: Any) -> bytes:
        """Sign as the platform."""
        return signing.sign(self._signing, purpose, value)

    @property
    def signing_key(self) -> bytes:
        """The platform's private signing key, raw."""
        return self._signing

    def index(self, purpose: str, value: str) -> str:
        """A keyed hash for exact look-up, hex."""
        return hmac.digest(self._index, f"{purpose}\x00{value}".encode(), "sha256").hex()

    def tag(self, payload: bytes) -> bytes:
        """Authenticates a cursor, 16 bytes."""
        return hmac.digest(self._cursor, payload, "sha256")[:16]

    def _packer(self) -> zstandard.ZstdCompressor:
        """One compressor a thread: making one costs more than using it, and none may be shared."""
        found: zstandard.ZstdCompressor | None = getattr(self._threads, "packer", None)
        if found is None:
            found = self._threads.packer = zstandard.ZstdCompressor(level=_LEVEL)
        return found

    def _opener(self) -> zstandard.ZstdDecompressor:
        """One decompressor a thread, for the same reasons."""
        found: zstandard.ZstdDecompressor | None = getattr(self._threads, "opener", None)
        if found is None:
            found = self._threads.opener = zstandard.ZstdDecompressor()
        return found

    def _derive(self, purpose: str) -> bytes:
        info = f"gzf-platform|{purpose}|1".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._secret)


def _write_new(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"version": _VERSION, "secret": os.urandom(_SECRET_BYTES).hex()})
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
