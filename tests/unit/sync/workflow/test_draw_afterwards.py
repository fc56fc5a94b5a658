"""What a run of a draw looks like afterwards: a clean one has no problems, and every breach is found."""

from __future__ import annotations

from datetime import datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync.model.draw_record import (
    DrawEntropy,
    DrawRecord,
)
from sync.workflow.draw import (
    DrawBundle,
    verify,
)
from sync.workflow.draw_run import (
    bundle_of,
    may_cancel,
    may_commit,
    may_give_entropy,
    may_reveal,
    problems,
    with_cancellation,
    with_commit,
    with_entropy,
    with_reveal,
)
from tests.support.draws import (
    CANCELLATION,
    COMMIT_AT,
    ENTROPY,
    FROZEN_AT,
    HOUR,
    IDS,
    NAMES,
    REVEAL_AT,
    SECOND,
    SECRETS,
    VECTOR_ENTROPY,
    codes,
    commit,
    finished,
    record,
    reveal,
)

# -------------------------------------------------------------------------------------------------- afterwards


def test_acts_out_of_time_are_found_afterwards() -> None:
    early = msgspec.structs.replace(record(2), commits=(commit(0), commit(1), commit(2, at=REVEAL_AT - HOUR)))
    assert codes(early) == ["commit_late"]
    run = with_reveal(with_reveal(record(3), reveal(0, at=COMMIT_AT - SECOND)), reveal(1))
    assert codes(run) == ["commits_missing"]
    late = with_entropy(with_reveal(record(3, 2), reveal(2, at=ENTROPY.at + SECOND)), ENTROPY)
    assert codes(late) == ["reveals_missing", "reveal_late"]
    after = with_cancellation(record(3, 3), msgspec.structs.replace(CANCELLATION, at=REVEAL_AT - SECOND))
    assert codes(after) == ["cancelled"] * 3
    assert codes(with_cancellation(record(), msgspec.structs.replace(CANCELLATION, notice=""))) == ["cancel_words"]


def test_a_changed_list_or_result_is_found_afterwards() -> None:
    run = finished()
    assert codes(msgspec.structs.replace(run, ids=(*IDS[:-1], "x"))) == ["list_changed", "result"]
    assert codes(msgspec.structs.replace(run, order=run.order[::-1])) == ["result"]
    assert codes(msgspec.structs.replace(run, order=())) == ["result"]
    assert codes(msgspec.structs.replace(run, seed="")) == ["result"]
    assert codes(msgspec.structs.replace(run, seed=run.seed.upper())) == ["result"]
    assert codes(msgspec.structs.replace(run, entropy=None)) == ["result"]
    assert codes(msgspec.structs.replace(run, ids=())) == ["list_empty", "list_changed", "result"]


# a move: which act, whose, with a right or a wrong secret, and how far the clock goes before it
MOVES = st.tuples(
    st.sampled_from(["commit", "reveal", "open", "entropy", "cancel"]),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([0, 1, 20, 60]),
)


@given(st.lists(MOVES, max_size=25))
def test_what_the_guards_let_through_is_a_clean_run(moves: list[tuple[str, int, bool, int]]) -> None:
    run, now = record(), FROZEN_AT
    for kind, who, right, hours in moves:
        now += hours * HOUR
        run = moved(run, kind, who, right, now)
    assert problems(run) == ()
    bundle = bundle_of(run)
    if isinstance(bundle, DrawBundle):
        assert len(run.reveals) == len(NAMES)
        assert verify(bundle).genuine
        assert verify(bundle).weaknesses == ()


def moved(run: DrawRecord, kind: str, who: int, right: bool, now: datetime) -> DrawRecord:
    """The record after a move, if its guard lets it through."""
    if kind == "commit":
        fixed = commit(who, at=now, escrow="E" if right else "")
        return with_commit(run, fixed) if may_commit(run, fixed) is None else run
    if kind in {"reveal", "open"}:
        secret = SECRETS[who if right else (who + 1) % 3].hex()
        shown = reveal(who, at=now, secret=secret, opened_by="公证员" if kind == "open" else "")
        return with_reveal(run, shown) if may_reveal(run, shown) is None else run
    if kind == "entropy":
        entropy = DrawEntropy(text=VECTOR_ENTROPY if right else "", at=now)
        return with_entropy(run, entropy) if may_give_entropy(run, entropy) is None else run
    gone = msgspec.structs.replace(CANCELLATION, at=now)
    return with_cancellation(run, gone) if may_cancel(run, gone) is None else run
