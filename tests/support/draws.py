"""Fictional draws for tests, made by the plain formulas of ``docs/draw.md`` and not by the code under test."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sync.model.draw_record import (
    DrawCancellation,
    DrawCommit,
    DrawEntropy,
    DrawProblem,
    DrawRecord,
    DrawReveal,
    DrawTerms,
)
from sync.workflow.draw import DrawBundle, DrawParty
from sync.workflow.draw_run import bundle_of, freeze, problems, with_commit, with_entropy, with_result, with_reveal

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


BUNDLE = made()
SECOND = timedelta(seconds=1)
HOUSE, NOTARY, PEOPLE = NAMES
COMMIT_AT = FROZEN_AT + HOUR
REVEAL_AT = TERMS.reveal_by - HOUR
ENTROPY = DrawEntropy(text=VECTOR_ENTROPY, at=TERMS.entropy_at)
CANCELLATION = DrawCancellation(reason="公证处没有公开密数", notice="示例公告〔2026〕1号", at=TERMS.entropy_at)


def commit(who: int = 0, **changes: Any) -> DrawCommit:
    """The commit of a party, counted from 0."""
    fixed = DrawCommit(party=NAMES[who], commit=BUNDLE.parties[who].commit, at=COMMIT_AT, escrow=f"E-{who}")
    return msgspec.structs.replace(fixed, **changes)


def reveal(who: int = 0, **changes: Any) -> DrawReveal:
    """The reveal of a party, counted from 0."""
    plain = DrawReveal(party=NAMES[who], secret=SECRETS[who].hex(), at=REVEAL_AT)
    return msgspec.structs.replace(plain, **changes)


def record(commits: int = 0, reveals: int = 0) -> DrawRecord:
    """A run with so many commits and reveals, no entropy."""
    run = freeze("batch-1", IDS, TERMS, FROZEN_AT)
    for at in range(commits):
        run = with_commit(run, commit(at))
    for at in range(reveals):
        run = with_reveal(run, reveal(at))
    return run


def finished() -> DrawRecord:
    """A run with its result."""
    run = with_entropy(record(3, 3), ENTROPY)
    bundle = bundle_of(run)
    assert isinstance(bundle, DrawBundle)
    return with_result(run, bundle)


def code(problem: DrawProblem | None) -> str | None:
    return None if problem is None else problem.code.value


def codes(run: DrawRecord, previous: DrawRecord | None = None) -> list[str]:
    """Of everything that was not as it should be in a run."""
    return [problem.code.value for problem in problems(run, previous)]
