"""The verifiable draw (摇号): what anybody can recompute from what was published. ``docs/draw.md`` specifies it.

A draw is a chain of four links, each a plain hash: the frozen list gives ``list_hash``; each party's secret gives its
``commit``; list hash, secrets and public entropy give the ``seed``; the seed gives the ``order``. :func:`verify` checks
every link against what stands before it, so that a broken one is named and does not hide the others.

``resources/draw/verify.html`` does the same in a browser, independently; a test compares the two on 1,000 draws.
How a draw is *run* (who may do what when) is :mod:`sync.workflow.draw_run`.

Another hash, e.g. SM3, is one more row of :data:`SUITES` under a new bundle version; version 1 never changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final, Protocol

import msgspec

from sync.errors import InvalidRecord

SECRET_BYTES: Final = 32
HASH_BYTES: Final = 32
MAX_ID_BYTES: Final = 256
MAX_IDS: Final = 300_000
MAX_PARTIES: Final = 100
MAX_BYTES: Final = 32 * 1024 * 1024
"""Of a bundle; 300,000 ids of thirty characters fit."""
MAX_TURN: Final = 2**32 - 1

TOO_LARGE: Final = "too large"
"""Reason of an ``InvalidRecord`` for what is over a cap."""
OTHER_VERSION: Final = "a version that is not known here"
"""Reason of an ``InvalidRecord`` for a bundle of another shape that says that it is of another version."""

_BYTE_ORDER_MARK: Final = "\ufeff"
_MAX_QUOTES: Final = 4 * MAX_IDS + 10_000
_BAD_ID: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
_WHERE: Final = re.compile(r" - at `\$\.?(.*)`$")
_MISSING: Final = re.compile(r"missing required field `(.*?)`")


class Digest(Protocol):
    """What a hash of ``hashlib`` answers with."""

    @property
    def block_size(self) -> int:
        """Bytes that it works at a time."""
        ...

    def digest(self) -> bytes:
        """The hash itself."""
        ...


@dataclass(frozen=True, kw_only=True)
class Suite:
    """The primitives of one bundle version.

    Attributes:
        hash: 32 bytes of some bytes.
        commit_tag: stands before a secret in its commit.
        seed_tag: stands before everything in the seed.
    """

    hash: Callable[[bytes], Digest]
    commit_tag: bytes
    seed_tag: bytes


SUITE_1: Final = Suite(hash=hashlib.sha256, commit_tag=b"gzf-lottery-v1|", seed_tag=b"gzf-seed-v1|")
SUITES: Final = {1: SUITE_1}
"""By bundle version."""


class DrawParty(msgspec.Struct, frozen=True, kw_only=True):
    """Who took part with a secret. The name is a label: no formula binds it, the published commit does."""

    name: str
    commit: str
    """Hex of 32 bytes."""
    secret: str
    """Hex of 32 bytes."""


class DrawBundle(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was published of a draw. Keys that are not known are ignored."""

    version: int
    ids: tuple[str, ...]
    list_hash: str
    parties: tuple[DrawParty, ...]
    """In the order that was published."""
    entropy: str
    """The public text, exactly as recorded."""
    seed: str
    order: tuple[str, ...]


class _Versioned(msgspec.Struct, frozen=True):
    version: int | None = None


class DrawFault(StrEnum):
    """Why a bundle is not genuine; stable. Text under ``draw.fault.<value>``."""

    VERSION = "version"
    LIST_EMPTY = "list_empty"
    ID_FORM = "id_form"
    ID_TWICE = "id_twice"
    LIST_HASH = "list_hash"
    NO_PARTY = "no_party"
    REVEAL = "reveal"
    COMMIT = "commit"
    SEED = "seed"
    ORDER_LENGTH = "order_length"
    ORDER = "order"


class DrawWeakness(StrEnum):
    """What makes a genuine draw prove less; stable. Text under ``draw.weakness.<value>``."""

    ONE_PARTY = "one_party"
    NAMES = "names"
    COPIED = "copied"
    NO_ENTROPY = "no_entropy"


class DrawReason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fault with its figures; what does not apply is left out."""

    code: DrawFault
    position: int | None = None
    """1 = the first id, party or place."""
    party: str | None = None
    stated: str | int | None = None
    """What the bundle says."""
    computed: str | int | None = None
    """What follows from what stands before it in the chain; "" where nothing does."""


class DrawReport(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a bundle: genuine exactly when there is no reason against it."""

    genuine: bool
    reasons: tuple[DrawReason, ...]
    weaknesses: tuple[DrawWeakness, ...]


def list_hash(ids: Iterable[str], suite: Suite = SUITE_1) -> bytes:
    """Fingerprint of a list: hash of the ids sorted bytewise and joined by one line feed, UTF-8, none at the end."""
    return _hash(suite, b"\n".join(sorted(entry.encode() for entry in ids)))


def commit_of(secret: bytes, suite: Suite = SUITE_1) -> bytes:
    """What a party publishes before it reveals its secret.

    Raises:
        ValueError: the secret does not have 32 bytes.
    """
    return _hash(suite, suite.commit_tag + _checked(secret, SECRET_BYTES))


def seed_of(frozen: bytes, secrets: Sequence[bytes], entropy: str, suite: Suite = SUITE_1) -> bytes:
    """The seed of a draw.

    Args:
        frozen: the list's fingerprint, 32 bytes.
        secrets: of all parties, in their published order; 32 bytes each, else two sets of parties could run together.
        entropy: the public text.

    Raises:
        ValueError: a part does not have 32 bytes.
    """
    parts = [_checked(frozen, HASH_BYTES), *(_checked(secret, SECRET_BYTES) for secret in secrets)]
    return _hash(suite, suite.seed_tag + b"".join(parts) + _hash(suite, entropy.encode()))


def order_of(ids: Iterable[str], seed: bytes, suite: Suite = SUITE_1) -> tuple[str, ...]:
    """The ids, ascending by the HMAC of each under the seed; the order in which they come does not matter."""
    entries = list(ids)
    tags = _tags(entries, seed, suite)
    return tuple(entries[at] for at in sorted(range(len(entries)), key=tags.__getitem__))


def _tags(entries: Sequence[str], key: bytes, suite: Suite) -> list[bytes]:
    """HMAC of each entry under one key, as RFC 2104 defines it: half the time of ``hmac`` for many short messages."""
    new = suite.hash
    size = new(b"").block_size
    block = (key if len(key) <= size else new(key).digest()).ljust(size, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C))
    return [new(outer + new(inner + entry.encode()).digest()).digest() for entry in entries]


def choice_of(
    units: Iterable[str], seed: bytes, household: str, turn: int, count: int, suite: Suite = SUITE_1
) -> tuple[str, ...]:
    """The first ``count`` units of a household's own order: all, when fewer are left.

    The key of that order is seed (32 bytes) ‖ household id (UTF-8) ‖ turn (4 bytes, most significant first). Fixed
    lengths at both ends keep any two pairs of household and turn apart.

    Args:
        units: the ids that are free at this moment.
        seed: of the batch's draw.
        household: its id in the draw.
        turn: 1 for its first choice in this batch.
        count: how many to offer, e.g. 3.

    Raises:
        ValueError: the household is no usable id, or a number is out of range.

    Source: random choice of three units as Guangzhou describes it; the formula is ours (assumed).
    """
    if id_is_bad(household) or not 1 <= turn <= MAX_TURN or count < 1:
        raise ValueError("a choice needs a household's id, a turn from 1 and a count from 1")
    key = _checked(seed, HASH_BYTES) + household.encode() + turn.to_bytes(4, "big")
    return order_of(units, key, suite)[:count]


def id_is_bad(entry: str) -> bool:
    """Whether an id could be mistaken in a joined list: empty, longer than 256 bytes, or with control characters."""
    return not entry or _BAD_ID.search(entry) is not None or len(entry.encode()) > MAX_ID_BYTES


def bytes_of(text: str) -> bytes | None:
    """The 32 bytes that 64 hex digits stand for, None when it is anything else."""
    return bytes.fromhex(text) if _HEX.fullmatch(text) else None


def _hash(suite: Suite, data: bytes) -> bytes:
    return suite.hash(data).digest()


def _checked(part: bytes, size: int) -> bytes:
    if len(part) != size:
        raise ValueError(f"{size} bytes are needed here, not {len(part)}")
    return part


# --------------------------------------------------------------------------------------------------------- reading


def parse_bundle(data: bytes | str) -> DrawBundle:
    """Read a bundle.

    Args:
        data: JSON as UTF-8 or text, at most ``MAX_BYTES`` bytes or characters; a byte order mark is forgiven.

    Raises:
        InvalidRecord: unreadable or over a cap. Names the field; "" when the whole is meant.
    """
    if len(data) > MAX_BYTES:
        raise InvalidRecord("", TOO_LARGE)
    try:
        text = (data.decode() if isinstance(data, bytes) else data).removeprefix(_BYTE_ORDER_MARK)
        # quotes bound the number of texts before memory is taken for them
        if text.count('"') > _MAX_QUOTES:
            raise InvalidRecord("", TOO_LARGE)
        bundle = msgspec.json.decode(text, type=DrawBundle)
    except msgspec.ValidationError as error:
        raise _misfit(text, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise InvalidRecord("", "not readable as JSON in UTF-8") from error
    for where, size, most in (
        ("ids", len(bundle.ids), MAX_IDS),
        ("order", len(bundle.order), MAX_IDS),
        ("parties", len(bundle.parties), MAX_PARTIES),
    ):
        if size > most:
            raise InvalidRecord(where, TOO_LARGE)
    return bundle


def _misfit(text: str, message: str) -> InvalidRecord:
    """Which field does not fit, or is missing; of a version that is not known here, that it is one."""
    try:
        version = msgspec.json.decode(text, type=_Versioned).version
    except msgspec.ValidationError:
        version = None
    if version is not None and version not in SUITES:
        return InvalidRecord("version", OTHER_VERSION)
    place, missing = _WHERE.search(message), _MISSING.search(message)
    path = [found[1] for found in (place, missing) if found]
    return InvalidRecord(".".join(path), _WHERE.sub("", message))


# ------------------------------------------------------------------------------------------------------- verifying


def verify(bundle: DrawBundle) -> DrawReport:
    """Recompute a draw and say whether all of it is as it must be, with every reason against it.

    A bundle of another version is not judged: its rules are not known here.
    """
    suite = SUITES.get(bundle.version)
    if suite is None:
        reason = DrawReason(code=DrawFault.VERSION, stated=bundle.version)
        return DrawReport(genuine=False, reasons=(reason,), weaknesses=())
    checks: tuple[Callable[[DrawBundle, Suite], Iterator[DrawReason]], ...] = (
        _check_list,
        _check_parties,
        _check_seed,
        _check_order,
    )
    reasons = tuple(reason for check in checks for reason in check(bundle, suite))
    return DrawReport(genuine=not reasons, reasons=reasons, weaknesses=tuple(_weaknesses(bundle)))


def _check_list(bundle: DrawBundle, suite: Suite) -> Iterator[DrawReason]:
    if not bundle.ids:
        yield DrawReason(code=DrawFault.LIST_EMPTY)
    for at, entry in enumerate(bundle.ids, 1):
        if id_is_bad(entry):
            yield DrawReason(code=DrawFault.ID_FORM, position=at)
            break
    twice = first_twice(bundle.ids)
    if twice is not None:
        yield DrawReason(code=DrawFault.ID_TWICE, position=twice, stated=bundle.ids[twice - 1])
    computed = list_hash(bundle.ids, suite)
    if bytes_of(bundle.list_hash) != computed:
        yield DrawReason(code=DrawFault.LIST_HASH, stated=bundle.list_hash, computed=computed.hex())


def first_twice(entries: Sequence[str]) -> int | None:
    """Place (from 1) of the first entry that stood before already, None when all differ."""
    seen: set[str] = set()
    for at, entry in enumerate(entries, 1):
        if entry in seen:
            return at
        seen.add(entry)
    return None


def _check_parties(bundle: DrawBundle, suite: Suite) -> Iterator[DrawReason]:
    if not bundle.parties:
        yield DrawReason(code=DrawFault.NO_PARTY)
    for at, party in enumerate(bundle.parties, 1):
        secret = bytes_of(party.secret)
        if secret is None:
            yield DrawReason(code=DrawFault.REVEAL, position=at, party=party.name)
            continue
        computed = commit_of(secret, suite)
        if bytes_of(party.commit) != computed:
            yield DrawReason(
                code=DrawFault.COMMIT,
                position=at,
                party=party.name,
                stated=party.commit,
                computed=computed.hex(),
            )


def _check_seed(bundle: DrawBundle, suite: Suite) -> Iterator[DrawReason]:
    """The stated list hash is used, so that a changed list is told as that and nothing else."""
    frozen = bytes_of(bundle.list_hash)
    secrets = [secret for party in bundle.parties if (secret := bytes_of(party.secret)) is not None]
    computed = b""
    if frozen is not None and len(secrets) == len(bundle.parties):
        computed = seed_of(frozen, secrets, bundle.entropy, suite)
    if not computed or bytes_of(bundle.seed) != computed:
        yield DrawReason(code=DrawFault.SEED, stated=bundle.seed, computed=computed.hex())


def _check_order(bundle: DrawBundle, suite: Suite) -> Iterator[DrawReason]:
    """From the stated seed. When that is no seed at all, the fault is told there and nothing follows from it."""
    if len(bundle.order) != len(bundle.ids):
        yield DrawReason(code=DrawFault.ORDER_LENGTH, stated=len(bundle.order), computed=len(bundle.ids))
    seed = bytes_of(bundle.seed)
    if seed is None:
        return
    computed = order_of(bundle.ids, seed, suite)
    if bundle.order != computed:
        pairs = enumerate(zip_longest(bundle.order, computed), 1)
        at, (stated, right) = next((at, pair) for at, pair in pairs if pair[0] != pair[1])
        yield DrawReason(code=DrawFault.ORDER, position=at, stated=stated or "", computed=right or "")


def _weaknesses(bundle: DrawBundle) -> Iterator[DrawWeakness]:
    parties = bundle.parties
    if len(parties) == 1:
        yield DrawWeakness.ONE_PARTY
    names = {party.name.strip(" ") for party in parties}
    if "" in names or len(names) < len(parties):
        yield DrawWeakness.NAMES
    if len({bytes_of(party.secret) or party.secret for party in parties}) < len(parties):
        yield DrawWeakness.COPIED
    if not bundle.entropy.strip(" "):
        yield DrawWeakness.NO_ENTROPY
