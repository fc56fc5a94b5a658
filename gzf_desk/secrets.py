"""The machine secret: half of what opens the store, kept by the operating system where it can.

A copied disk without this secret stays shut even for somebody who knows the passphrase. The keeper that was used is
recorded in the key file and asked again by name: a PC that loses its keyring gets a clear error, never a silent change
to another keeper, never plaintext, never a question on standard input.

Order of choice at set-up: Secret Service (Linux), Credential Locker (Windows), Keychain (macOS), else a file sealed by
the passphrase. The back ends of ``keyring`` are named explicitly: its automatic choice may pick a plain file.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from keyring.errors import KeyringError

from gzf_desk.errors import BadInput, StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.paths import on_disk
from sync.errors import SealError
from sync.seal import envelope

SERVICE: Final = "gzf-desk"
SECRET_BYTES: Final = 32
PASSPHRASE_FILE: Final = "GZF_PASSPHRASE_FILE"  # noqa: S105 (the name of an environment variable)
_CONTEXT: Final = envelope.context("machine-secret", "file", "1")
_PLATFORM: str = sys.platform
"""As a plain string: the type checker must look at every branch."""


@dataclass(frozen=True, kw_only=True)
class Argon2Cost:
    """Cost of stretching a passphrase.

    Attributes:
        memory_kib: KiB of memory.
        iterations: passes.
        lanes: threads.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4

    def stretch(self, passphrase: str, salt: bytes) -> bytes:
        """32 bytes from a passphrase; about 0.2 s at the standard cost. Source: RFC 9106."""
        kdf = Argon2id(salt=salt, length=32, iterations=self.iterations, lanes=self.lanes, memory_cost=self.memory_kib)
        return kdf.derive(passphrase.encode())


STANDARD_COST: Final = Argon2Cost()
"""64 MiB, 3 passes, 4 lanes."""


class SecretKeeper(Protocol):
    """Who keeps the machine secret."""

    name: str
    """Recorded in the key file: ``secret_service``, ``windows``, ``macos`` or ``file``."""

    def load(self) -> bytes | None:
        """The secret, None when this keeper holds none.

        Raises:
            StoreTrouble: the keeper cannot be asked now (locked, gone, damaged).
        """
        ...

    def save(self, secret: bytes) -> None:
        """Keep ``secret``; replaces an older one.

        Raises:
            StoreTrouble: the keeper refuses.
        """
        ...


class KeyringKeeper:
    """The keyring of the operating system.

    Args:
        name: recorded name of the back end.
        backend: a ``keyring`` back-end object, chosen explicitly.
        account: which installation; several stores of one user do not share a secret.
        words: for errors.
    """

    def __init__(self, name: str, backend: Any, account: str, words: Translator) -> None:
        self.name = name
        self._backend = backend
        self._account = account
        self._words = words

    def load(self) -> bytes | None:
        """See :class:`SecretKeeper`."""
        try:
            text: str | None = self._backend.get_password(SERVICE, self._account)
        except (KeyringError, RuntimeError, OSError) as error:
            raise self._trouble() from error
        return None if text is None else base64.b64decode(text)

    def save(self, secret: bytes) -> None:
        """See :class:`SecretKeeper`."""
        try:
            self._backend.set_password(SERVICE, self._account, base64.b64encode(secret).decode())
        except (KeyringError, RuntimeError, OSError) as error:
            raise self._trouble() from error

    def _trouble(self) -> StoreTrouble:
        return StoreTrouble(
            "secrets.keyring_unavailable", self._words("store.keyring_what"), self._words("store.keyring_advice")
        )


class _SealedSecret(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    salt: bytes
    memory_kib: int
    iterations: int
    lanes: int
    sealed: bytes


class FileKeeper:
    """A file sealed by the passphrase, for machines without a keyring. It adds no second factor, and says so.

    Args:
        file: where.
        passphrase: the operator's.
        words: for errors.
        cost: of stretching, for new files; an existing file carries its own.
    """

    name = "file"

    def __init__(self, file: Path, passphrase: str, words: Translator, cost: Argon2Cost = STANDARD_COST) -> None:
        self._file = file
        self._passphrase = passphrase
        self._words = words
        self._cost = cost

    def load(self) -> bytes | None:
        """See :class:`SecretKeeper`. None also for a wrong passphrase.

        Raises:
            StoreTrouble: the file cannot be read, or is damaged.
        """
        try:
            raw = self._file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._damaged() from error
        try:
            kept = msgspec.json.decode(raw, type=_SealedSecret)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise self._damaged() from error
        cost = Argon2Cost(memory_kib=kept.memory_kib, iterations=kept.iterations, lanes=kept.lanes)
        try:
            return envelope.unseal(cost.stretch(self._passphrase, kept.salt), _CONTEXT, kept.sealed)
        except SealError:
            return None

    def _damaged(self) -> StoreTrouble:
        return StoreTrouble(
            "secrets.file_damaged", self._words("store.secret_file_what"), self._words("store.secret_file_advice")
        )

    def save(self, secret: bytes) -> None:
        """See :class:`SecretKeeper`."""
        salt = os.urandom(16)
        sealed = envelope.seal(self._cost.stretch(self._passphrase, salt), _CONTEXT, secret)
        kept = _SealedSecret(
            version=1,
            salt=salt,
            memory_kib=self._cost.memory_kib,
            iterations=self._cost.iterations,
            lanes=self._cost.lanes,
            sealed=sealed,
        )
        with on_disk(self._words):
            write_durably(self._file, msgspec.json.encode(kept))


def write_durably(file: Path, content: bytes) -> None:
    """Replace ``file`` in one step, readable by this user only; on disk when the call returns.

    Raises:
        OSError: the disk is full, read-only or gone; the old file is still there.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(file.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(file)
    if _PLATFORM != "win32":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@dataclass(frozen=True)
class KeeperShop:
    """Chooses and finds keepers for one installation.

    Attributes:
        file: of the fallback.
        words: for errors.
        cost: of the fallback's stretching.
        keyrings: names that may be tried before the file, in order; empty = the file only.
    """

    file: Path
    words: Translator
    cost: Argon2Cost = STANDARD_COST
    keyrings: tuple[str, ...] = ("secret_service", "windows", "macos")

    def choose(self, account: str, passphrase: str) -> SecretKeeper:
        """The best keeper that works here and now; used once, at set-up."""
        for name in self.keyrings:
            backend = _USABLE[name]()
            if backend is not None:
                return KeyringKeeper(name, backend, account, self.words)
        return FileKeeper(self.file, passphrase, self.words, self.cost)

    def named(self, name: str, account: str, passphrase: str) -> SecretKeeper:
        """The keeper that was recorded.

        Raises:
            StoreTrouble: it is not there any more.
        """
        if name == FileKeeper.name:
            if not self.file.exists():
                raise StoreTrouble(
                    "secrets.missing", self.words("store.secret_gone_what"), self.words("store.secret_gone_advice")
                )
            return FileKeeper(self.file, passphrase, self.words, self.cost)
        backend = _BACKENDS[name]() if name in _BACKENDS else None
        if backend is None:
            raise StoreTrouble(
                "secrets.keyring_unavailable", self.words("store.keyring_what"), self.words("store.keyring_advice")
            )
        return KeyringKeeper(name, backend, account, self.words)


def passphrase_from_file(environ: Mapping[str, str], words: Translator) -> str | None:
    """The passphrase from the file that ``GZF_PASSPHRASE_FILE`` names; None when nothing is named.

    Raises:
        BadInput: the file cannot be read or is empty.
    """
    named = environ.get(PASSPHRASE_FILE)
    if not named:
        return None
    try:
        lines = Path(named).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            "session.passphrase_file", words("store.passphrase_file_what"), words("store.passphrase_file_advice")
        ) from error
    if not lines or not lines[0]:
        raise BadInput(
            "session.passphrase_file", words("store.passphrase_file_what"), words("store.passphrase_file_advice")
        )
    return lines[0]


def _secret_service() -> Any | None:
    if not _PLATFORM.startswith("linux") or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    from keyring.backends import SecretService  # loads D-Bus, needed on Linux only

    try:
        _ = SecretService.Keyring.priority
    except RuntimeError:
        return None
    make: Any = SecretService.Keyring
    return make()


def _open_secret_service() -> Any | None:
    """The Secret Service, when it would answer without asking a person anything."""
    backend = _secret_service()
    if backend is None:
        return None
    import secretstorage

    try:
        bus = secretstorage.dbus_init()
        try:
            locked = secretstorage.Collection(bus).is_locked()  # the default one, never made here
        finally:
            bus.close()
    except secretstorage.SecretStorageException:
        return None
    return None if locked else backend


def _windows() -> Any | None:
    if _PLATFORM != "win32":
        return None
    from keyring.backends import Windows

    make: Any = Windows.WinVaultKeyring
    return make()


def _macos() -> Any | None:
    if _PLATFORM != "darwin":
        return None
    from keyring.backends import macOS

    make: Any = macOS.Keyring
    return make()


_BACKENDS: Final[Mapping[str, Callable[[], Any | None]]] = {
    "secret_service": _secret_service,
    "windows": _windows,
    "macos": _macos,
}
_USABLE: Final[Mapping[str, Callable[[], Any | None]]] = {**_BACKENDS, "secret_service": _open_secret_service}
