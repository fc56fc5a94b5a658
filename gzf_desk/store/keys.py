"""Keys of the store.

::

    passphrase --argon2id--+
    machine secret --------+--HKDF--> KEK of a slot --AES-KW--> device master key
    device master key --HKDF--> wrapping key (one data key per subject), index key, log key, local key

A subject is a case or another record; destroying its wrapped key makes its bodies unreadable for good.
Source: RFC 9106 (argon2id), RFC 3394 (AES key wrap), RFC 5869 (HKDF).
"""

from __future__ import annotations

import hmac
import os
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from gzf_desk.errors import Refused, StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.paths import on_disk
from gzf_desk.secrets import SECRET_BYTES, STANDARD_COST, Argon2Cost, KeeperShop, write_durably
from sync.seal.envelope import Sealer, new_key

MIN_PASSPHRASE: Final = 10
"""Characters. A six-digit PIN alone would fall in hours offline."""
FREE_FAILURES: Final = 5
"""Wrong passphrases before the first pause."""
_PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
_TOKEN_BYTES: Final = 16


class _Slot(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    salt: bytes
    memory_kib: int
    iterations: int
    lanes: int
    wrapped: bytes


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    installation: str
    keeper: str
    slots: tuple[_Slot, ...]
    failures: int = 0
    not_before: datetime | None = None
    store_made: bool = True
    """False between the making of the keys and of the store: only then an empty store may be made."""


@dataclass(frozen=True)
class DeskKeys:
    """The open keys, in memory only while the store is unlocked.

    Attributes:
        installation: random id of this installation, no secret.
    """

    installation: str
    _wrap: bytes
    _index: bytes
    _log: bytes
    _local: Sealer

    @classmethod
    def from_master(cls, installation: str, master: bytes) -> DeskKeys:
        """All working keys of a device master key."""
        return cls(
            installation,
            _derive(master, b"gzf-wrap-v1"),
            _derive(master, b"gzf-index-v1"),
            _derive(master, b"gzf-log-v1"),
            Sealer(_derive(master, b"gzf-local-v1")),
        )

    @property
    def local(self) -> Sealer:
        """Seals what belongs to no subject: identity, sync position, operators."""
        return self._local

    @property
    def log(self) -> bytes:
        """Key of the log's commitments."""
        return self._log

    def new_subject_key(self) -> tuple[bytes, bytes]:
        """A fresh data key: (key, wrapped)."""
        key = new_key()
        return key, aes_key_wrap(self._wrap, key)

    def open_subject_key(self, wrapped: bytes) -> bytes:
        """A data key from its wrapped form.

        Raises:
            StoreTrouble: wrapped by other keys, or damaged.
        """
        try:
            return aes_key_unwrap(self._wrap, wrapped)
        except (InvalidUnwrap, ValueError) as error:
            raise StoreTrouble("store.damaged_key", "a data key does not open") from error

    def token(self, column: str, value: str) -> bytes:
        """Blind index token of an exact value; columns have separate domains."""
        message = column.encode() + b"\x00" + value.encode()
        return hmac.digest(self._index, message, "sha256")[:_TOKEN_BYTES]


class KeyRing:
    """The key file of one installation: making, opening, counting failures.

    Args:
        file: ``keys.json`` of the data folder.
        shop: keepers of the machine secret.
        words: for errors.
        cost: of stretching, for new slots.
    """

    def __init__(self, file: Path, shop: KeeperShop, words: Translator, cost: Argon2Cost = STANDARD_COST) -> None:
        self._file = file
        self._shop = shop
        self._words = words
        self._cost = cost

    def exists(self) -> bool:
        """Whether this installation was set up."""
        return self._file.exists()

    def keeper(self) -> str:
        """Recorded name of the keeper, "" before set-up."""
        return self._read().keeper if self.exists() else ""

    def create(self, passphrase: str) -> DeskKeys:
        """First use: make master key and machine secret, keep both.

        Raises:
            Refused: the passphrase is too short, or keys exist already.
        """
        if self.exists():
            raise self._refused("session.already_set_up")
        if len(passphrase) < MIN_PASSPHRASE:
            raise self._refused("session.weak_passphrase", minimum=MIN_PASSPHRASE)
        installation = uuid.uuid4().hex
        keeper = self._shop.choose(installation, passphrase)
        secret, master = os.urandom(SECRET_BYTES), new_key()
        keeper.save(secret)
        slot = self._slot("operator", passphrase, secret, master)
        self._write(_KeyFile(version=1, installation=installation, keeper=keeper.name, slots=(slot,), store_made=False))
        return DeskKeys.from_master(installation, master)

    def store_made(self) -> bool:
        """Whether a store was made for these keys: one that is not there now has been lost.

        Raises:
            StoreTrouble: the key file is damaged.
        """
        return self._read().store_made

    def note_store(self) -> None:
        """The store was made.

        Raises:
            StoreTrouble: the disk does not take it.
        """
        self._write(msgspec.structs.replace(self._read(), store_made=True))

    def open(self, passphrase: str, now: datetime) -> DeskKeys:
        """The keys for a passphrase.

        Raises:
            Refused: wrong passphrase, or too many wrong ones lately.
            StoreTrouble: the machine secret is gone, or the key file is damaged.
        """
        kept = self._read()
        if kept.not_before is not None and now < kept.not_before:
            seconds = int((kept.not_before - now).total_seconds()) + 1
            if seconds <= _PAUSES[-1].total_seconds():  # a clock set back must not lock the desk for years
                raise self._refused("session.locked_out", seconds=seconds)
        secret = self._shop.named(kept.keeper, kept.installation, passphrase).load()
        if secret is None and kept.keeper != "file":
            raise StoreTrouble(
                "secrets.missing", self._words("store.secret_missing_what"), self._words("store.secret_missing_advice")
            )
        master = None if secret is None else _unwrap_any(kept.slots, passphrase, secret)
        if master is None:
            self._count_failure(kept, now)
            raise self._refused("session.wrong_passphrase")
        if kept.failures:
            self._write(msgspec.structs.replace(kept, failures=0, not_before=None))
        return DeskKeys.from_master(kept.installation, master)

    def _count_failure(self, kept: _KeyFile, now: datetime) -> None:
        failures = kept.failures + 1
        over = failures - FREE_FAILURES
        not_before = now + _PAUSES[min(over, len(_PAUSES) - 1)] if over >= 0 else None
        self._write(msgspec.structs.replace(kept, failures=failures, not_before=not_before))

    def _slot(self, name: str, passphrase: str, secret: bytes, master: bytes) -> _Slot:
        salt, cost = os.urandom(16), self._cost
        return _Slot(
            name=name,
            salt=salt,
            memory_kib=cost.memory_kib,
            iterations=cost.iterations,
            lanes=cost.lanes,
            wrapped=aes_key_wrap(_kek(cost.stretch(passphrase, salt), secret), master),
        )

    def _read(self) -> _KeyFile:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_KeyFile)
        except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
            raise StoreTrouble(
                "store.key_file_damaged", self._words("store.key_file_what"), self._words("store.key_file_advice")
            ) from error

    def _write(self, kept: _KeyFile) -> None:
        with on_disk(self._words):
            write_durably(self._file, msgspec.json.encode(kept))

    def _refused(self, code: str, **fields: object) -> Refused:
        key = "store." + code.rpartition(".")[2]
        return Refused(code, self._words(f"{key}_what", **fields), self._words(f"{key}_advice", **fields))


def _unwrap_any(slots: tuple[_Slot, ...], passphrase: str, secret: bytes) -> bytes | None:
    for slot in slots:
        cost = Argon2Cost(memory_kib=slot.memory_kib, iterations=slot.iterations, lanes=slot.lanes)
        try:
            return aes_key_unwrap(_kek(cost.stretch(passphrase, slot.salt), secret), slot.wrapped)
        except (InvalidUnwrap, ValueError):
            continue
    return None


def _kek(stretched: bytes, secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=secret, info=b"gzf-kek-v1").derive(stretched)


def _derive(master: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(master)
