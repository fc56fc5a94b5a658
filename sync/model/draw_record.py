"""What is kept of a draw that is run: terms, acts of the parties, result. Who may do what is ``draw_run``."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

COMMIT_LEAD_S: Final = 86_400
"""Least time between the last commit and the entropy, seconds. Source: assumed, one day; a batch may say otherwise."""


class DrawTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What is announced with the list, before any secret is fixed."""

    parties: tuple[str, ...]
    """Names, in the order in which their secrets enter the seed."""
    entropy_name: str
    """What the public entropy will be, so that anybody can look it up, e.g. the closing index of a named day."""
    reveal_by: datetime
    """When a reveal that has not come counts as withheld, and escrow may be opened."""
    entropy_at: datetime
    """From when on the entropy can be known; nothing may be revealed any more."""
    commit_lead_s: int = COMMIT_LEAD_S


class DrawCommit(msgspec.Struct, frozen=True, kw_only=True):
    """A party fixes its secret."""

    party: str
    commit: str
    at: datetime
    escrow: str = ""
    """Mark of the sealed envelope with the secret, and who keeps it; "" when none was left."""


class DrawReveal(msgspec.Struct, frozen=True, kw_only=True):
    """A secret becomes public: by its party, or out of the escrow."""

    party: str
    secret: str
    at: datetime
    opened_by: str = ""
    """Who opened the escrow; "" when the party itself reveals."""


class DrawEntropy(msgspec.Struct, frozen=True, kw_only=True):
    """The public text, exactly as it goes into the seed."""

    text: str
    at: datetime


class DrawCancellation(msgspec.Struct, frozen=True, kw_only=True):
    """A draw is publicly given up."""

    reason: str
    notice: str
    """Where it was published: number or place of the notice."""
    at: datetime


class DrawRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One draw of one batch, with everything that was done for it."""

    batch: str
    attempt: int
    """1, and one more after every public cancellation."""
    ids: tuple[str, ...]
    list_hash: str
    frozen_at: datetime
    terms: DrawTerms
    commits: tuple[DrawCommit, ...] = ()
    reveals: tuple[DrawReveal, ...] = ()
    entropy: DrawEntropy | None = None
    seed: str = ""
    order: tuple[str, ...] = ()
    cancelled: DrawCancellation | None = None


class DrawStep(StrEnum):
    """Why an act may not be done, or should not have been; stable. Text under ``draw.step.<value>``."""

    LIST_EMPTY = "list_empty"
    LIST_LONG = "list_long"
    ID_FORM = "id_form"
    ID_TWICE = "id_twice"
    ID_PERSONAL = "id_personal"
    PARTIES_NUMBER = "parties_number"
    PARTY_NAME = "party_name"
    ENTROPY_UNNAMED = "entropy_unnamed"
    TIMES = "times"
    OTHER_BATCH = "other_batch"
    ATTEMPT = "attempt"
    NOT_CANCELLED = "not_cancelled"
    CANCELLED = "cancelled"
    PARTY_UNKNOWN = "party_unknown"
    COMMIT_EARLY = "commit_early"
    COMMIT_LATE = "commit_late"
    COMMIT_TWICE = "commit_twice"
    COMMIT_FORM = "commit_form"
    COMMIT_COPIED = "commit_copied"
    COMMITS_MISSING = "commits_missing"
    REVEAL_LATE = "reveal_late"
    REVEAL_TWICE = "reveal_twice"
    REVEAL_WRONG = "reveal_wrong"
    ESCROW_NONE = "escrow_none"
    ESCROW_EARLY = "escrow_early"
    REVEALS_MISSING = "reveals_missing"
    ENTROPY_EARLY = "entropy_early"
    ENTROPY_TWICE = "entropy_twice"
    ENTROPY_EMPTY = "entropy_empty"
    ENTROPY_MISSING = "entropy_missing"
    CANCEL_WORDS = "cancel_words"
    LIST_CHANGED = "list_changed"
    RESULT = "result"


class DrawProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One "no", with what it is about."""

    code: DrawStep
    party: str | None = None
    position: int | None = None
    """Of an id, from 1."""
