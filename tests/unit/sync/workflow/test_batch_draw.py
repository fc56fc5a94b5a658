"""The frozen list and its draw: nobody is slipped in, no secret is left out, a known result is never drawn again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.allocation import Batch, BatchState, Method, Standing
from sync.model.draw_record import DrawProblem, DrawStep
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, ServicePoint
from sync.model.waiting import RemovalReason
from sync.policy.queue import sort_key
from sync.workflow import draw, draw_run, machines
from sync.workflow.allocation import commands as b
from sync.workflow.allocation import events as e
from sync.workflow.allocation.drawing import in_words
from sync.workflow.allocation.lists import ids_of, run_of
from sync.workflow.engine import Refusal
from sync.workflow.waiting import commands as w
from tests.support.road import actor
from tests.support.town import BATCH, ENTROPY, PARTIES, PROGRAM, SECRETS, Town

REVIEWER, PLATFORM = Role.DISTRICT_REVIEWER, Role.PLATFORM
HOUSE, NOTARY = PARTIES
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def rechecked(method: Method = Method.RANDOM_ORDER, people: str = "abcde") -> Town:
    """Everybody registered and passed."""
    town = Town()
    for at, key in enumerate(people):
        town.household(key, score=30 + at % 2)
    for key in ("h1", "h2", "h3"):
        town.home(key)
    town.plan(method, ("h1", "h2", "h3"))
    town.open()
    town.register(*people)
    town.recheck(*people)
    return town


def frozen(method: Method = Method.RANDOM_ORDER, **changes: Any) -> Town:
    town = rechecked(method)
    town.freeze(**changes)
    return town


def reveal(name: str, **changes: Any) -> b.RevealDraw:
    return msgspec.structs.replace(b.RevealDraw(party=name, secret=SECRETS[name].hex()), **changes)


def order_of(town: Town) -> list[str]:
    return [town.batch.people[at].waiting_id for at in town.batch.order]


# -------------------------------------------------------------------------------------------------- the list


def test_the_list_is_published_with_its_hash_and_its_program() -> None:
    town = frozen()
    batch = town.batch
    numbers = tuple(town.entry_of(key).number for key in "abcde")
    assert ids_of(batch) == numbers
    assert (batch.state, batch.program_sha256) == (BatchState.LIST_FROZEN, PROGRAM)
    assert batch.list_hash == draw.list_hash([str(number) for number in numbers]).hex()
    assert batch.draw is not None
    assert (batch.draw.list_hash, batch.draw.attempt, batch.draw.ids) == (batch.list_hash, 1, ())
    assert batch.order_public_to is None
    assert batch.order == ()


def test_nothing_is_frozen_before_its_time() -> None:
    town = rechecked()
    good = b.FreezeList(program_sha256=PROGRAM, draw=town.terms())
    assert town.office_refused(msgspec.structs.replace(good, program_sha256="")) == "program_missing"
    assert town.office_refused(msgspec.structs.replace(good, draw=None)) == "draw_terms"
    late = town.terms(commit_lead_s=86_399)
    assert town.office_refused(msgspec.structs.replace(good, draw=late)) == "draw_lead"
    alone = town.terms(parties=(HOUSE,))
    assert town.office_refused(msgspec.structs.replace(good, draw=alone)) == "draw_parties_number"
    ranked = rechecked(Method.BY_RANK)
    assert ranked.office_refused(good) == "draw_terms"


def test_an_open_re_check_keeps_the_list_open() -> None:
    town = Town()
    for key in "ab":
        town.household(key)
    town.home("h1")
    town.plan(Method.RANDOM_ORDER, ("h1",))
    town.open()
    town.register("a", "b")
    town.recheck("a")
    answer = town.answer(Role.ALLOCATOR, "batch", BATCH, b.FreezeList(program_sha256=PROGRAM, draw=town.terms()))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.details) == ("rechecks_open", {"count": 1})
    town.give(REVIEWER, "waiting", "a", w.RemoveEntry(reason=RemovalReason.MOVED, note="迁出"))
    town.says("b", w.WithdrawIntent(reason="不要"))
    assert town.office_refused(b.FreezeList(program_sha256=PROGRAM, draw=town.terms())) == "draw_list_empty"


# -------------------------------------------------------------------------------------------------- the draw


def test_a_draw_is_the_one_that_anybody_can_compute() -> None:
    town = frozen()
    town.draw_lots()
    batch = town.batch
    assert batch.state is BatchState.DRAWN
    ids = [str(town.entry_of(key).number) for key in "abcde"]
    seed = draw.seed_of(draw.list_hash(ids), [SECRETS[name] for name in PARTIES], ENTROPY)
    assert batch.draw is not None
    assert (batch.draw.seed, batch.draw.order) == (seed.hex(), ())
    assert [batch.people[at].number for at in batch.order] == list(draw.order_of(ids, seed))
    run = run_of(batch)
    assert run is not None
    assert (run.ids, run.order) == (tuple(ids), draw.order_of(ids, seed))
    assert draw_run.problems(run) == ()
    bundle = draw_run.bundle_of(run)
    assert not isinstance(bundle, DrawProblem)
    assert draw.verify(bundle).genuine
    assert batch.order_public_to is not None


def test_the_draw_does_not_depend_on_who_registered_first() -> None:
    one, two = rechecked(people="abcde"), Town()
    for at, key in enumerate("abcde"):
        two.household(key, score=30 + at % 2)
    for key in ("h1", "h2", "h3"):
        two.home(key)
    two.plan(Method.RANDOM_ORDER, ("h3", "h1", "h2"))
    two.open()
    two.register(*"dacbe")
    two.recheck(*"ecabd")
    for town in (one, two):
        town.freeze()
        town.draw_lots()
    assert order_of(one) == order_of(two)


def test_equals_by_lot_within_group_and_score() -> None:
    town = frozen(Method.SCORE_RANDOM)
    town.draw_lots()
    order = order_of(town)
    assert sorted(order[:2]) == ["b", "d"]  # 31 points each
    assert sorted(order[2:]) == ["a", "c", "e"]
    run = run_of(town.batch)
    assert run is not None
    lot = {number: at for at, number in enumerate(run.order)}
    keys = [town.entry_of(key) for key in order]
    assert order == [e.id for e in sorted(keys, key=lambda e: (e.group, -e.score, lot[str(e.number)]))]


def test_by_rank_needs_no_draw_and_is_the_order_of_the_list() -> None:
    town = rechecked(Method.BY_RANK)
    town.office(b.FreezeList(program_sha256=PROGRAM))
    batch = town.batch
    assert batch.draw is None
    assert run_of(batch) is None
    key = sort_key(town.policy.waiting.keys)
    assert [batch.people[at] for at in batch.order] == sorted(batch.people, key=key)
    assert order_of(town) == ["b", "d", "a", "c", "e"]
    assert batch.order_public_to is not None
    for command in (
        b.CommitDraw(party=HOUSE, commit="00" * 32),
        reveal(HOUSE),
        b.RecordEntropy(text=ENTROPY),
        b.CancelDraw(reason="x", notice="y"),
    ):
        assert town.office_refused(command) == "no_draw"


def test_the_guards_of_the_draw_speak_as_refusals() -> None:
    town = frozen()
    fixed = draw.commit_of(SECRETS[HOUSE]).hex()
    assert town.office_refused(b.CommitDraw(party="路人", commit=fixed)) == "draw_party_unknown"
    town.office(b.CommitDraw(party=HOUSE, commit=fixed, escrow="信封"))
    answer = town.answer(Role.ALLOCATOR, "batch", BATCH, b.CommitDraw(party=HOUSE, commit=fixed))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.details) == ("draw_commit_twice", {"party": HOUSE})
    assert town.office_refused(b.CommitDraw(party=NOTARY, commit=fixed)) == "draw_commit_copied"
    assert town.office_refused(reveal(HOUSE)) == "draw_commits_missing"
    assert town.office_refused(b.RecordEntropy(text=ENTROPY)) == "draw_reveals_missing"
    town.commit(BATCH, NOTARY)
    assert town.office_refused(reveal(HOUSE, secret="00" * 32)) == "draw_reveal_wrong"
    town.office(reveal(HOUSE))
    town.office(reveal(NOTARY))
    assert town.office_refused(b.RecordEntropy(text=ENTROPY)) == "draw_entropy_early"
    assert town.batch.draw is not None
    town.now = town.batch.draw.terms.entropy_at
    assert town.office_refused(b.RecordEntropy(text=" ")) == "draw_entropy_empty"
    watcher = actor(Role.SUPERVISOR, point=ServicePoint.COUNTY_OFFICE, org="990101")
    town.give(Role.SUPERVISOR, "batch", BATCH, b.RecordEntropy(text=ENTROPY), who=watcher)


def test_a_position_is_told() -> None:
    refusal = in_words(frozen().batch, DrawProblem(code=DrawStep.ID_TWICE, position=3))
    assert (refusal.code, refusal.details) == ("draw_id_twice", {"position": 3})


def test_every_step_has_the_same_words_here_and_there() -> None:
    for language in LANGUAGES:
        translate = Translator(language)
        for step in DrawStep:
            details = {"party": "甲", "position": 2}
            assert translate(f"refusal.draw_{step}", **details) == translate(f"draw.step.{step}", **details)


# ------------------------------------------------------------------------------------- withheld and cancelled


def test_a_withheld_secret_comes_out_of_its_envelope() -> None:
    town = frozen()
    town.commit()
    town.office(reveal(HOUSE))
    opened = reveal(NOTARY, opened_by="示例市监察员")
    assert town.office_refused(opened) == "draw_escrow_early"
    assert town.batch.draw is not None
    town.now = town.batch.draw.terms.reveal_by
    town.office(opened)
    town.now = town.batch.draw.terms.entropy_at
    town.office(b.RecordEntropy(text=ENTROPY))
    assert town.batch.state is BatchState.DRAWN


def test_a_second_draw_needs_the_public_cancellation_of_the_first() -> None:
    town = frozen()
    town.commit()
    assert town.office_refused(b.FreezeList(program_sha256=PROGRAM, draw=town.terms())) == "wrong_state"
    assert town.office_refused(b.CancelDraw(reason=" ", notice="示例公告")) == "draw_cancel_words"
    assert town.office_refused(b.CancelDraw(reason="断电", notice=" ")) == "draw_cancel_words"
    first = town.batch.list_hash
    town.office(b.CancelDraw(reason="公证处没有公开密数", notice="示例公告〔2026〕3 号"))
    batch = town.batch
    assert (batch.state, batch.draw, batch.list_hash, batch.program_sha256) == (BatchState.RECHECKING, None, None, None)
    past = batch.past_draws[0]
    assert (past.attempt, past.list_hash, past.ids, len(past.commits)) == (1, first, ids_of(batch), 2)
    assert past.cancelled is not None
    assert past.cancelled.reason == "公证处没有公开密数"
    town.says("c", w.WithdrawIntent(reason="不要了"))
    town.freeze()
    assert town.batch.draw is not None
    assert town.batch.draw.attempt == 2
    assert len(town.batch.people) == 4
    town.draw_lots()
    run = run_of(town.batch)
    assert run is not None
    assert draw_run.problems(run, town.batch.past_draws[-1]) == ()


def test_who_left_a_frozen_list_is_not_on_the_next_one() -> None:
    town = frozen()
    town.says("c", w.WithdrawIntent(reason="不要了"))
    assert [person.standing for person in town.batch.people].count(Standing.LEFT) == 1
    assert len(ids_of(town.batch)) == 5  # the published list stays what it is
    town.office(b.CancelDraw(reason="断电", notice="示例公告"))
    assert [person.waiting_id for person in town.batch.people] == ["a", "b", "d", "e"]


def test_a_result_that_is_known_is_not_drawn_again() -> None:
    town = frozen()
    town.draw_lots()
    assert town.office_refused(b.CancelDraw(reason="结果不好", notice="示例公告")) == "wrong_state"
    assert town.office_refused(b.RecordEntropy(text="another")) == "wrong_state"
    town.office(b.CancelBatch(reason="名单有错", notice="示例公告"))
    assert town.batch.draw is not None
    assert town.batch.draw.cancelled is not None
    assert (town.batch.draw.cancelled.reason, town.batch.draw.cancelled.notice) == ("名单有错", "示例公告")
    assert town.office_refused(b.FreezeList(program_sha256=PROGRAM, draw=town.terms())) == "wrong_state"


@pytest.mark.parametrize("state", [state for state in BatchState if state is not BatchState.NEW])
def test_places_stay_once_the_list_is_frozen(state: BatchState) -> None:
    batch = msgspec.structs.replace(frozen().batch, state=state)
    left = machines.apply("batch", batch, e.PersonLeft(at=NOW, by=OperatorId("op"), waiting_id=RecordId("c")))
    assert isinstance(left, Batch)
    before = state in {BatchState.PLANNING, BatchState.ANNOUNCED, BatchState.INTENT_OPEN, BatchState.RECHECKING}
    assert [person.waiting_id for person in left.people] == (["a", "b", "d", "e"] if before else list("abcde"))
    assert before or left.people[2].standing is Standing.LEFT
