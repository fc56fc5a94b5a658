"""Fictional draws for tests, made by the plain formulas of ``docs/draw.md`` and not by the code under test."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from sync.workflow.draw import DrawBundle, DrawParty
from sync.workflow.draw_record import DrawTerms

VECTOR_IDS = tuple(f"LH-440900-2026-{number:06d}" for number in range(1, 6))
VECTOR_SECRET = bytes(range(32))
VECTOR_ENTROPY = "2026-11-20|SSE-CLOSE|3921.47"
IDS = tuple(f"LH-990101-2026-{number:06d}" for number in range(1, 10))
SECRETS = (bytes(range(32)), bytes(range(1, 33)), bytes(range(7, 39)))
NAMES = ("示例市住房保障中心", "示例市公证处", "住户代表")
FROZEN_AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
TERMS = DrawTerms(
    parties=NAMES,
    entropy_name="2026-11-20 上证综指收盘",
    reveal_by=datetime(2026, 11, 20, 4, tzinfo=UTC),
    entropy_at=datetime(2026, 11, 20, 7, tzinfo=UTC),
)
HOUR = timedelta(hours=1)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def made(
    ids: Sequence[str] = IDS,
    secrets: Sequence[bytes] = SECRETS,
    entropy: str = VECTOR_ENTROPY,
    names: Sequence[str] = NAMES,
) -> DrawBundle:
    """A genuine bundle."""
    frozen = sha256("\n".join(sorted(ids, key=str.encode)).encode())
    seed = sha256(b"gzf-seed-v1|" + frozen + b"".join(secrets) + sha256(entropy.encode()))
    return DrawBundle(
        version=1,
        ids=tuple(ids),
        list_hash=frozen.hex(),
        parties=tuple(
            DrawParty(name=name, commit=sha256(b"gzf-lottery-v1|" + secret).hex(), secret=secret.hex())
            for name, secret in zip(names, secrets, strict=True)
        ),
        entropy=entropy,
        seed=seed.hex(),
        order=tuple(sorted(ids, key=lambda entry: hmac.digest(seed, entry.encode(), "sha256"))),
    )


def with_party(bundle: DrawBundle, at: int, **changes: str) -> DrawBundle:
    """The bundle with something changed at one party, counted from 0."""
    parties = list(bundle.parties)
    parties[at] = msgspec.structs.replace(parties[at], **changes)
    return msgspec.structs.replace(bundle, parties=tuple(parties))
