"""How a draw is run: who may do what when, and what a finished or broken run looks like. Pure; times are handed in.

The order of acts (``docs/draw.md``): the list is frozen and published together with the terms (parties, name and hour
of the public entropy); every party commits and leaves its secret in a sealed escrow; every party reveals; the entropy,
which nobody could know until then, is recorded; the order follows. Nobody is ever left out: a reveal that is withheld
is replaced by the opened escrow, or the draw is publicly cancelled. A second draw of a batch needs that cancellation.

Each act has a guard, ``may_…(record, act)``, which answers None or the first :class:`DrawProblem`, and a fold,
``with_…(record, act)``, which only adds it. A machine asks the guard when it decides and folds when it applies;
:func:`problems` runs the same guards over a whole record afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from sync.model.draw_record import (
    DrawCancellation,
    DrawCommit,
    DrawEntropy,
    DrawProblem,
    DrawRecord,
    DrawReveal,
    DrawStep,
    DrawTerms,
)
from sync.model.numbers import mod11_2_check
from sync.workflow import draw
from sync.workflow.draw import DrawBundle, DrawParty

MIN_PARTIES: Final = 2
_CITIZEN: Final = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


# ------------------------------------------------------------------------------------------------------- the list


def may_freeze(
    batch: str, ids: Sequence[str], terms: DrawTerms, at: datetime, previous: DrawRecord | None = None
) -> DrawProblem | None:
    """Whether a list may be frozen under these terms.

    Args:
        batch: id of the allocation batch.
        ids: pseudonymous numbers, in any order.
        terms: what is announced with it.
        at: now.
        previous: the batch's last draw, if there was one.
    """
    problem = _list_problem(ids) or _terms_problem(terms, at)
    if problem is None and previous is not None:
        if previous.batch != batch:
            return DrawProblem(code=DrawStep.OTHER_BATCH)
        if previous.cancelled is None or at < previous.cancelled.at:
            return DrawProblem(code=DrawStep.NOT_CANCELLED)
    return problem


def freeze(
    batch: str, ids: Sequence[str], terms: DrawTerms, at: datetime, previous: DrawRecord | None = None
) -> DrawRecord:
    """The record of a draw whose list is frozen; ``list_hash`` is what must be published."""
    return DrawRecord(
        batch=batch,
        attempt=_next_attempt(previous),
        ids=tuple(ids),
        list_hash=draw.list_hash(ids).hex(),
        frozen_at=at,
        terms=terms,
    )


def _next_attempt(previous: DrawRecord | None) -> int:
    return 1 if previous is None else previous.attempt + 1


def _list_problem(ids: Sequence[str]) -> DrawProblem | None:
    if not ids:
        return DrawProblem(code=DrawStep.LIST_EMPTY)
    if len(ids) > draw.MAX_IDS:
        return DrawProblem(code=DrawStep.LIST_LONG)
    for at, entry in enumerate(ids, 1):
        if draw.id_is_bad(entry):
            return DrawProblem(code=DrawStep.ID_FORM, position=at)
        if holds_citizen_number(entry):
            return DrawProblem(code=DrawStep.ID_PERSONAL, position=at)
    twice = draw.first_twice(ids)
    return None if twice is None else DrawProblem(code=DrawStep.ID_TWICE, position=twice)


def holds_citizen_number(text: str) -> bool:
    """Whether a text holds what can be a citizen's number, which no public list may."""
    return any(mod11_2_check(found[0][:17]) == found[0][17].upper() for found in _CITIZEN.finditer(text))


def _terms_problem(terms: DrawTerms, at: datetime) -> DrawProblem | None:
    names = {name.strip() for name in terms.parties}
    if not MIN_PARTIES <= len(terms.parties) <= draw.MAX_PARTIES:
        return DrawProblem(code=DrawStep.PARTIES_NUMBER)
    if "" in names or len(names) < len(terms.parties):
        return DrawProblem(code=DrawStep.PARTY_NAME)
    if not terms.entropy_name.strip():
        return DrawProblem(code=DrawStep.ENTROPY_UNNAMED)
    last = last_commit_at(terms)
    if not at < last <= terms.reveal_by < terms.entropy_at:
        return DrawProblem(code=DrawStep.TIMES)
    return None


def last_commit_at(terms: DrawTerms) -> datetime:
    """The last moment for a commit."""
    return terms.entropy_at - timedelta(seconds=terms.commit_lead_s)


# -------------------------------------------------------------------------------------------- commits and reveals


def may_commit(record: DrawRecord, act: DrawCommit) -> DrawProblem | None:
    """Whether a party may fix this commit now."""
    found = _first(
        _general(record, act.party),
        (DrawStep.COMMIT_EARLY, act.at < record.frozen_at),
        (DrawStep.COMMIT_LATE, act.at > last_commit_at(record.terms)),
        (DrawStep.COMMIT_TWICE, any(other.party == act.party for other in record.commits)),
        (DrawStep.COMMIT_FORM, draw.bytes_of(act.commit) is None),
        # who copies a commit copies the reveal after it, and two parties are one
        (DrawStep.COMMIT_COPIED, any(other.commit.lower() == act.commit.lower() for other in record.commits)),
    )
    return None if found is None else DrawProblem(code=found, party=act.party)


def with_commit(record: DrawRecord, act: DrawCommit) -> DrawRecord:
    """The record with one more commit."""
    return msgspec.structs.replace(record, commits=(*record.commits, act))


def may_reveal(record: DrawRecord, act: DrawReveal) -> DrawProblem | None:
    """Whether this secret may be revealed now, by its party or out of the escrow.

    Once all have committed a secret can only be the one that was committed to, so that the escrow gives nobody a
    choice; before, a reveal would let the others choose theirs.
    """
    commit = next((other for other in record.commits if other.party == act.party), None)
    found = _first(
        _general(record, act.party),
        (DrawStep.COMMITS_MISSING, bool(missing_commits(record))),
        (DrawStep.REVEAL_TWICE, any(other.party == act.party for other in record.reveals)),
        (DrawStep.REVEAL_LATE, act.at >= record.terms.entropy_at),
        (DrawStep.ESCROW_NONE, bool(act.opened_by) and (commit is None or not commit.escrow)),
        (DrawStep.ESCROW_EARLY, bool(act.opened_by) and act.at < record.terms.reveal_by),
        (DrawStep.REVEAL_WRONG, commit is None or not opens(commit.commit, act.secret)),
    )
    return None if found is None else DrawProblem(code=found, party=act.party)


def with_reveal(record: DrawRecord, act: DrawReveal) -> DrawRecord:
    """The record with one more secret."""
    return msgspec.structs.replace(record, reveals=(*record.reveals, act))


def opens(commit: str, secret: str) -> bool:
    """Whether a secret (hex) is the one that a commit (hex) was made of."""
    plain = draw.bytes_of(secret)
    return plain is not None and draw.commit_of(plain) == draw.bytes_of(commit)


def missing_commits(record: DrawRecord) -> tuple[str, ...]:
    """Parties that have not committed."""
    there = {act.party for act in record.commits}
    return tuple(name for name in record.terms.parties if name not in there)


def missing_reveals(record: DrawRecord) -> tuple[str, ...]:
    """Parties whose secret is not public yet."""
    there = {act.party for act in record.reveals}
    return tuple(name for name in record.terms.parties if name not in there)


def withheld(record: DrawRecord, now: datetime) -> tuple[str, ...]:
    """Parties that should have revealed by now: their escrow is to be opened."""
    return missing_reveals(record) if now >= record.terms.reveal_by else ()


def must_cancel(record: DrawRecord, now: datetime) -> bool:
    """Whether nothing but a public cancellation is left, because a commit or a secret did not come in its time."""
    if record.cancelled is not None:
        return False
    commits_over = bool(missing_commits(record)) and now > last_commit_at(record.terms)
    return commits_over or (bool(missing_reveals(record)) and now >= record.terms.entropy_at)


def _general(record: DrawRecord, party: str) -> tuple[DrawStep, bool]:
    if record.cancelled is not None:
        return DrawStep.CANCELLED, True
    return DrawStep.PARTY_UNKNOWN, party not in record.terms.parties


def _first(*checks: tuple[DrawStep, bool]) -> DrawStep | None:
    return next((code for code, holds in checks if holds), None)


# --------------------------------------------------------------------------------- entropy, result, cancellation


def may_give_entropy(record: DrawRecord, act: DrawEntropy) -> DrawProblem | None:
    """Whether the public text may be recorded now: after its hour, and after every secret."""
    found = _first(
        (DrawStep.CANCELLED, record.cancelled is not None),
        (DrawStep.REVEALS_MISSING, bool(missing_reveals(record))),
        (DrawStep.ENTROPY_EARLY, act.at < record.terms.entropy_at),
        (DrawStep.ENTROPY_TWICE, record.entropy is not None),
        (DrawStep.ENTROPY_EMPTY, not act.text.strip()),
    )
    return None if found is None else DrawProblem(code=found)


def with_entropy(record: DrawRecord, act: DrawEntropy) -> DrawRecord:
    """The record with the public text."""
    return msgspec.structs.replace(record, entropy=act)


def bundle_of(record: DrawRecord) -> DrawBundle | DrawProblem:
    """What is published and verified, computed from the acts; a problem when they do not suffice."""
    found = _first(
        (DrawStep.CANCELLED, record.cancelled is not None),
        (DrawStep.REVEALS_MISSING, bool(missing_reveals(record))),
    )
    if found is not None or record.entropy is None:
        return DrawProblem(code=found or DrawStep.ENTROPY_MISSING)
    commits = {act.party: act.commit for act in record.commits}
    reveals = {act.party: act.secret for act in record.reveals}
    parties = tuple(
        DrawParty(name=name, commit=commits.get(name, ""), secret=reveals[name]) for name in record.terms.parties
    )
    secrets = [plain for party in parties if (plain := draw.bytes_of(party.secret)) is not None]
    if len(secrets) < len(parties):
        return DrawProblem(code=DrawStep.REVEAL_WRONG)
    frozen = draw.list_hash(record.ids)
    seed = draw.seed_of(frozen, secrets, record.entropy.text)
    return DrawBundle(
        version=1,
        ids=record.ids,
        list_hash=frozen.hex(),
        parties=parties,
        entropy=record.entropy.text,
        seed=seed.hex(),
        order=draw.order_of(record.ids, seed),
    )


def with_result(record: DrawRecord, bundle: DrawBundle) -> DrawRecord:
    """The record with seed and order."""
    return msgspec.structs.replace(record, seed=bundle.seed, order=bundle.order)


def may_cancel(record: DrawRecord, act: DrawCancellation) -> DrawProblem | None:
    """Whether a draw may be given up: once, at any moment, with reason and public notice."""
    found = _first(
        (DrawStep.CANCELLED, record.cancelled is not None),
        (DrawStep.CANCEL_WORDS, not act.reason.strip() or not act.notice.strip()),
    )
    return None if found is None else DrawProblem(code=found)


def with_cancellation(record: DrawRecord, act: DrawCancellation) -> DrawRecord:
    """The record of a draw that was given up."""
    return msgspec.structs.replace(record, cancelled=act)


# ------------------------------------------------------------------------------------------------------ afterwards


def problems(record: DrawRecord, previous: DrawRecord | None = None) -> tuple[DrawProblem, ...]:
    """Everything that was not as it should be in a run, in the order in which it happened; empty for a clean one.

    Args:
        record: finished, cancelled or still running.
        previous: the draw of the same batch before it.
    """
    return tuple(problem for problem in _problems(record, previous) if problem is not None)


def _problems(record: DrawRecord, previous: DrawRecord | None) -> Iterator[DrawProblem | None]:
    yield may_freeze(record.batch, record.ids, record.terms, record.frozen_at, previous)
    if record.attempt != _next_attempt(previous):
        yield DrawProblem(code=DrawStep.ATTEMPT)
    if record.list_hash != draw.list_hash(record.ids).hex():
        yield DrawProblem(code=DrawStep.LIST_CHANGED)
    run = msgspec.structs.replace(record, commits=(), reveals=(), entropy=None, seed="", order=(), cancelled=None)
    for act in _acts(record):
        match act:
            case DrawCommit():
                yield may_commit(run, act)
                run = with_commit(run, act)
            case DrawReveal():
                yield may_reveal(run, act)
                run = with_reveal(run, act)
            case DrawEntropy():
                yield may_give_entropy(run, act)
                run = with_entropy(run, act)
            case _:
                yield may_cancel(run, act)
                run = with_cancellation(run, act)
    yield _result_problem(record)


def _acts(record: DrawRecord) -> list[DrawCommit | DrawReveal | DrawEntropy | DrawCancellation]:
    """All acts in the order of their times; at the same moment in the order in which they have to be."""
    single = [act for act in (record.entropy, record.cancelled) if act is not None]
    return sorted([*record.commits, *record.reveals, *single], key=lambda act: act.at)


def _result_problem(record: DrawRecord) -> DrawProblem | None:
    if not record.seed and not record.order:
        return None
    bundle = bundle_of(msgspec.structs.replace(record, cancelled=None))
    if isinstance(bundle, DrawProblem) or (bundle.seed, bundle.order) != (record.seed, record.order):
        return DrawProblem(code=DrawStep.RESULT)
    return None
