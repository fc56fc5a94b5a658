"""How a draw is run: every act in its time, nobody left out, no second try without a public cancellation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest

from sync.model.draw_record import (
    COMMIT_LEAD_S,
    DrawCommit,
    DrawEntropy,
    DrawProblem,
    DrawReveal,
    DrawStep,
    DrawTerms,
)
from sync.workflow.draw import (
    DrawBundle,
    verify,
)
from sync.workflow.draw_run import (
    bundle_of,
    freeze,
    holds_citizen_number,
    last_commit_at,
    may_cancel,
    may_commit,
    may_freeze,
    may_give_entropy,
    may_reveal,
    missing_commits,
    missing_reveals,
    must_cancel,
    opens,
    problems,
    with_cancellation,
    with_commit,
    with_entropy,
    with_result,
    with_reveal,
    withheld,
)
from tests.support.draws import (
    BUNDLE,
    CANCELLATION,
    ENTROPY,
    FROZEN_AT,
    HOUR,
    HOUSE,
    IDS,
    NOTARY,
    PEOPLE,
    SECOND,
    SECRETS,
    TERMS,
    VECTOR_ENTROPY,
    code,
    codes,
    commit,
    finished,
    record,
    reveal,
)

# ------------------------------------------------------------------------------------------------- a clean run


def test_a_run_from_the_list_to_the_order() -> None:
    run = record()
    assert may_freeze("batch-1", IDS, TERMS, FROZEN_AT) is None
    assert (run.batch, run.attempt, run.list_hash, run.frozen_at) == ("batch-1", 1, BUNDLE.list_hash, FROZEN_AT)
    for at in range(3):
        assert may_commit(run, commit(at)) is None
        run = with_commit(run, commit(at))
    for at in range(3):
        assert may_reveal(run, reveal(at)) is None
        run = with_reveal(run, reveal(at))
    assert may_give_entropy(run, ENTROPY) is None
    run = with_entropy(run, ENTROPY)
    assert bundle_of(run) == BUNDLE
    assert problems(run) == ()
    assert problems(with_result(run, BUNDLE)) == ()


def test_secrets_enter_in_the_published_order_whoever_comes_first() -> None:
    run = record()
    for at in (2, 0, 1):
        run = with_commit(run, commit(at))
    for at in (1, 2, 0):
        run = with_reveal(run, reveal(at))
    assert bundle_of(with_entropy(run, ENTROPY)) == BUNDLE


# ---------------------------------------------------------------------------------------------------- the list


def with_terms(**changes: Any) -> DrawTerms:
    return msgspec.structs.replace(TERMS, **changes)


@pytest.mark.parametrize(
    ("ids", "wanted"),
    [
        ((), (DrawStep.LIST_EMPTY, None)),
        (("a", "b\n"), (DrawStep.ID_FORM, 2)),
        (("a", "b", "a"), (DrawStep.ID_TWICE, 3)),
        (("a", "990101199003071018"), (DrawStep.ID_PERSONAL, 2)),
        (("a",), None),
    ],
)
def test_lists_that_cannot_be_drawn(ids: tuple[str, ...], wanted: tuple[DrawStep, int | None] | None) -> None:
    problem = may_freeze("batch-1", ids, TERMS, FROZEN_AT)
    assert (None if problem is None else (problem.code, problem.position)) == wanted


def test_a_list_has_an_end() -> None:
    ids = [str(number) for number in range(300_001)]
    assert may_freeze("b", ids[:-1], TERMS, FROZEN_AT) is None
    assert code(may_freeze("b", ids, TERMS, FROZEN_AT)) == "list_long"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("990101199003071018", True),
        ("x990101199003071018y", True),
        ("99010119900307100X", True),
        ("99010119900307100x", True),
        ("990101199003071019", False),
        ("9990101199003071018", False),
        ("9901011990030710189", False),
        ("99010119900307101", False),
        ("LH9901010003001228", False),
        ("1 990101199003071019 990101199003071018", True),
    ],
)
def test_what_holds_a_citizens_number(text: str, holds: bool) -> None:
    assert holds_citizen_number(text) is holds


@pytest.mark.parametrize(
    ("terms", "wanted"),
    [
        (with_terms(parties=()), "parties_number"),
        (with_terms(parties=(HOUSE,)), "parties_number"),
        (with_terms(parties=(HOUSE, NOTARY)), None),
        (with_terms(parties=tuple(f"p{number}" for number in range(100))), None),
        (with_terms(parties=tuple(f"p{number}" for number in range(101))), "parties_number"),
        (with_terms(parties=(HOUSE, " ")), "party_name"),
        (with_terms(parties=(HOUSE, HOUSE + " ")), "party_name"),
        (with_terms(entropy_name=" "), "entropy_unnamed"),
        (with_terms(reveal_by=TERMS.entropy_at), "times"),
        (with_terms(reveal_by=TERMS.entropy_at - SECOND), None),
        (with_terms(reveal_by=last_commit_at(TERMS)), None),
        (with_terms(reveal_by=last_commit_at(TERMS) - SECOND), "times"),
        (with_terms(commit_lead_s=-1), "times"),
        (with_terms(commit_lead_s=int((TERMS.entropy_at - FROZEN_AT).total_seconds())), "times"),
        (with_terms(commit_lead_s=int((TERMS.entropy_at - FROZEN_AT).total_seconds()) - 1), None),
    ],
)
def test_terms_that_prove_nothing(terms: DrawTerms, wanted: str | None) -> None:
    assert code(may_freeze("batch-1", IDS, terms, FROZEN_AT)) == wanted


def test_commits_end_a_day_before_the_entropy() -> None:
    assert COMMIT_LEAD_S == 24 * 60 * 60
    assert last_commit_at(TERMS) == datetime.fromisoformat("2026-11-19T07:00:00Z")


# ----------------------------------------------------------------------------------------------------- commits


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        (commit(), None),
        (commit(party="somebody"), "party_unknown"),
        (commit(at=FROZEN_AT), None),
        (commit(at=FROZEN_AT - SECOND), "commit_early"),
        (commit(at=last_commit_at(TERMS)), None),
        (commit(at=last_commit_at(TERMS) + SECOND), "commit_late"),
        (commit(1), "commit_twice"),
        (commit(commit="00"), "commit_form"),
        (commit(commit=BUNDLE.parties[1].commit), "commit_copied"),
        (commit(commit=BUNDLE.parties[1].commit.upper()), "commit_copied"),
    ],
)
def test_who_may_commit(act: DrawCommit, wanted: str | None) -> None:
    problem = may_commit(with_commit(record(), commit(1)), act)
    assert code(problem) == wanted
    assert problem is None or problem.party == act.party


# ----------------------------------------------------------------------------------------------------- reveals


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        (reveal(), None),
        (reveal(party="somebody"), "party_unknown"),
        (reveal(1), "reveal_twice"),
        (reveal(at=TERMS.entropy_at - SECOND), None),
        (reveal(at=TERMS.entropy_at), "reveal_late"),
        (reveal(secret=SECRETS[1].hex()), "reveal_wrong"),
        (reveal(secret="00"), "reveal_wrong"),
        (reveal(opened_by="公证员", at=TERMS.reveal_by), None),
        (reveal(opened_by="公证员", at=TERMS.reveal_by - SECOND), "escrow_early"),
        (reveal(opened_by="公证员", at=TERMS.entropy_at), "reveal_late"),
        (reveal(2, opened_by="公证员", at=TERMS.reveal_by), "escrow_none"),
        (reveal(2), None),
    ],
)
def test_which_secret_may_come_when(act: DrawReveal, wanted: str | None) -> None:
    run = with_commit(record(2), commit(2, escrow=""))
    problem = may_reveal(with_reveal(run, reveal(1)), act)
    assert code(problem) == wanted
    assert problem is None or problem.party == act.party


def test_no_secret_before_everybody_has_committed() -> None:
    assert code(may_reveal(record(2), reveal(0))) == "commits_missing"
    assert code(may_reveal(record(2), reveal(2))) == "commits_missing"


def test_a_secret_opens_its_commit_only() -> None:
    assert opens(BUNDLE.parties[0].commit, SECRETS[0].hex())
    assert opens(BUNDLE.parties[0].commit.upper(), SECRETS[0].hex().upper())
    assert not opens(BUNDLE.parties[0].commit, SECRETS[1].hex())
    assert not opens("", SECRETS[0].hex())
    assert not opens("", "")


def test_who_is_still_awaited() -> None:
    run = record(2)
    assert missing_commits(run) == (PEOPLE,)
    assert missing_commits(record(3)) == ()
    run = with_reveal(record(3), reveal(1))
    assert missing_reveals(run) == (HOUSE, PEOPLE)
    assert withheld(run, TERMS.reveal_by - SECOND) == ()
    assert withheld(run, TERMS.reveal_by) == (HOUSE, PEOPLE)
    assert withheld(record(3, 3), TERMS.entropy_at) == ()


# ---------------------------------------------------------------------------- withheld: escrow, else cancellation


def test_a_withheld_secret_comes_out_of_the_escrow() -> None:
    run = record(3, 2)
    act = reveal(2, at=TERMS.reveal_by, opened_by="公证员")
    assert may_reveal(run, act) is None
    run = with_entropy(with_reveal(run, act), ENTROPY)
    assert bundle_of(run) == BUNDLE
    assert problems(run) == ()


def test_nothing_goes_on_without_a_party() -> None:
    run = record(3, 2)
    assert code(may_give_entropy(run, ENTROPY)) == "reveals_missing"
    assert bundle_of(with_entropy(run, ENTROPY)) == DrawProblem(code=DrawStep.REVEALS_MISSING)
    assert not must_cancel(run, TERMS.entropy_at - SECOND)
    assert must_cancel(run, TERMS.entropy_at)
    assert not must_cancel(record(3, 3), TERMS.entropy_at)
    assert must_cancel(with_cancellation(run, CANCELLATION), TERMS.entropy_at) is False


def test_a_commit_that_never_came_ends_the_draw() -> None:
    assert not must_cancel(record(2), last_commit_at(TERMS))
    assert must_cancel(record(2), last_commit_at(TERMS) + SECOND)
    assert not must_cancel(record(3), last_commit_at(TERMS) + SECOND)


def test_a_cancelled_draw_stays_cancelled() -> None:
    run = with_cancellation(finished(), CANCELLATION)
    assert code(may_commit(run, commit())) == "cancelled"
    assert code(may_reveal(run, reveal())) == "cancelled"
    assert code(may_give_entropy(run, ENTROPY)) == "cancelled"
    assert code(may_cancel(run, CANCELLATION)) == "cancelled"
    assert bundle_of(run) == DrawProblem(code=DrawStep.CANCELLED)
    assert problems(run) == ()


@pytest.mark.parametrize(
    ("change", "wanted"), [({}, None), ({"reason": " "}, "cancel_words"), ({"notice": ""}, "cancel_words")]
)
def test_a_cancellation_needs_words(change: dict[str, str], wanted: str | None) -> None:
    assert code(may_cancel(record(), msgspec.structs.replace(CANCELLATION, **change))) == wanted


def test_a_second_draw_needs_the_public_cancellation_of_the_first() -> None:
    first, later = finished(), TERMS.entropy_at + HOUR
    terms = with_terms(reveal_by=TERMS.reveal_by + 100 * HOUR, entropy_at=TERMS.entropy_at + 100 * HOUR)
    assert code(may_freeze("batch-1", IDS, terms, later, first)) == "not_cancelled"
    gone = with_cancellation(first, CANCELLATION)
    assert may_freeze("batch-1", IDS, terms, CANCELLATION.at, gone) is None
    assert code(may_freeze("batch-1", IDS, terms, CANCELLATION.at - SECOND, gone)) == "not_cancelled"
    assert code(may_freeze("batch-2", IDS, terms, later, gone)) == "other_batch"
    assert code(may_freeze("batch-1", (), terms, later, gone)) == "list_empty"
    second = freeze("batch-1", IDS, terms, later, gone)
    assert second.attempt == 2
    assert codes(second, gone) == []
    assert codes(second) == ["attempt"]
    assert codes(second, first) == ["not_cancelled"]
    assert codes(first, gone) == ["not_cancelled", "attempt"]


# ----------------------------------------------------------------------------------------------------- entropy


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        (ENTROPY, None),
        (DrawEntropy(text=VECTOR_ENTROPY, at=TERMS.entropy_at - SECOND), "entropy_early"),
        (DrawEntropy(text=" \n", at=TERMS.entropy_at), "entropy_empty"),
    ],
)
def test_when_the_entropy_may_be_recorded(act: DrawEntropy, wanted: str | None) -> None:
    assert code(may_give_entropy(record(3, 3), act)) == wanted


def test_entropy_is_recorded_once() -> None:
    assert code(may_give_entropy(with_entropy(record(3, 3), ENTROPY), ENTROPY)) == "entropy_twice"


def test_no_bundle_without_entropy_or_with_a_broken_secret() -> None:
    assert bundle_of(record(3, 3)) == DrawProblem(code=DrawStep.ENTROPY_MISSING)
    broken = with_entropy(with_reveal(record(3, 2), reveal(2, secret="x")), ENTROPY)
    assert bundle_of(broken) == DrawProblem(code=DrawStep.REVEAL_WRONG)


def test_a_bundle_without_a_commit_is_not_genuine() -> None:
    run = with_entropy(record(2, 3), ENTROPY)
    bundle = bundle_of(run)
    assert isinstance(bundle, DrawBundle)
    assert [reason.code for reason in verify(bundle).reasons] == ["commit"]
