"""Parameters, ranks and draws that are not what was agreed in public."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.allocation import Batch, BatchHome, BatchState, HomeStanding, Person, Standing
from sync.model.draw_record import DrawCancellation
from sync.model.ids import OrgCode, RecordId
from sync.policy.moves import QueueEvent
from sync.policy.queue import Queue, QueueFacts, make_queue
from sync.workflow import draw
from sync.workflow.supervision.finding import Subject
from sync.workflow.supervision.order_rules import judge_draw, judge_policy, judge_queue
from tests.support.draws import finished
from tests.support.households import ORG, all_policies
from tests.support.road import POLICY
from tests.support.supervised import at

DAY = date(2026, 3, 31)


def approved(**changes: Any) -> Any:
    return msgspec.structs.replace(POLICY, approval=msgspec.structs.replace(POLICY.approval, **changes))


@pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.id)
def test_every_shipped_policy_was_made_by_two(policy: Any) -> None:
    assert judge_policy(policy) == ()
    assert judge_policy(policy, confirmed=True) == ()


def test_conditions_that_one_person_changed_or_that_reach_back() -> None:
    approval = POLICY.approval
    (alone,) = judge_policy(approved(confirmed_by=f" {approval.proposed_by} "))
    assert (alone.rule, alone.stage, dict(alone.figures)["alone"]) == ("R13", "", 1)
    assert alone.subject.object_id == f"{POLICY.id}@{POLICY.version}"
    assert judge_policy(approved(confirmed_by=""))[0].figures["alone"] == 1
    (reversed_,) = judge_policy(approved(confirmed_on=approval.proposed_on - timedelta(days=2)))
    assert dict(reversed_.figures)["reversed_days"] == 2
    (late,) = judge_policy(approved(confirmed_on=POLICY.effective_from + timedelta(days=3)))
    assert dict(late.figures)["back_dated_days"] == 3
    assert judge_policy(approved(confirmed_on=POLICY.effective_from)) == ()
    assert judge_policy(approved(confirmed_on=approval.proposed_on)) == ()
    (unconfirmed,) = judge_policy(POLICY, confirmed=False)
    assert dict(unconfirmed.figures)["unconfirmed"] == 1
    assert unconfirmed.fingerprint != alone.fingerprint


# ----------------------------------------------------------------------------------------------- ranks


def facts(number: str, score: int = 10) -> QueueFacts:
    return QueueFacts(
        number=number, org=OrgCode(ORG), household_size=2, group=2, score=score, entered_at=at("2026-01-05")
    )


def queue(*households: QueueFacts) -> Queue:
    return make_queue(households, POLICY.waiting.keys, as_of=DAY)


def test_a_rank_that_moves_without_a_listed_event() -> None:
    before, after = queue(facts("LH1"), facts("LH2")), queue(facts("LH1"), facts("LH2", score=30))
    entries = {name: Subject(machine="waiting", object_id=RecordId(name), org=OrgCode(ORG)) for name in ("LH1", "LH2")}
    (finding,) = judge_queue(before, after, (), entries, POLICY, DAY)
    assert (finding.rule, finding.subject.object_id, finding.stage) == ("R14", "LH2", "QUEUE")
    assert dict(finding.figures) == {"changes": "score"}
    listed = [QueueEvent(number="LH2", tag="rescored")]
    assert judge_queue(before, after, listed, entries, POLICY, DAY) == ()
    assert judge_queue(before, after, (), {}, POLICY, DAY) == ()  # not an entry of this office


# ----------------------------------------------------------------------------------------------- draws


def drawn(**changes: Any) -> Batch:
    run = finished()
    people = tuple(
        Person(waiting_id=RecordId(f"w{number}"), number=number, group=1, score=1, household_size=1)
        for number in run.ids
    )
    homes = tuple(
        BatchHome(
            unit_id=RecordId(f"u{n}"),
            code=f"U{n}",
            org=OrgCode(ORG),
            layout="1-1",
            area100=4000,
            suits_from=1,
            suits_to=9,
            barrier_free=False,
            standing=HomeStanding.FREE,
        )
        for n in range(3)
    )
    batch = Batch(
        id=RecordId(run.batch),
        org=OrgCode(ORG[:6]),
        state=BatchState.DRAWN,
        people=people,
        homes=homes,
        list_hash=run.list_hash,
        draw=msgspec.structs.replace(run, ids=(), order=()),
        order=tuple(run.ids.index(number) for number in run.order),
    )
    return msgspec.structs.replace(batch, **changes)


def fault(batch: Batch) -> str | None:
    found = judge_draw(batch, POLICY)
    assert all((one.rule, one.stage, one.subject.machine) == ("R15", "DRAW", "batch") for one in found)
    return str(found[0].figures["fault"]) if found else None


def test_the_published_draw_is_silent() -> None:
    assert fault(drawn()) is None
    assert fault(drawn(draw=None, order=())) is None  # by rank: a list, and no draw


@pytest.mark.parametrize("state", [BatchState.PLANNING, BatchState.INTENT_OPEN, BatchState.CANCELLED])
def test_before_the_list_is_frozen_there_is_nothing_to_judge(state: BatchState) -> None:
    assert fault(drawn(state=state, list_hash=None)) is None


def test_a_list_that_is_not_the_published_one() -> None:
    good = drawn()
    stranger = msgspec.structs.replace(good.people[0], number="LH-9901-2026-999999")
    assert fault(drawn(people=(stranger, *good.people[1:]))) == "list_changed"
    assert fault(drawn(people=(*good.people, good.people[0]))) == "entry_twice"
    assert fault(drawn(people=good.people[:-1])) == "list_changed"


def test_an_order_from_outside_and_somebody_twice_in_it() -> None:
    good = drawn()
    assert fault(drawn(order=(*good.order, len(good.people)))) == "order_outside_list"
    assert fault(drawn(order=(*good.order[:-1], good.order[0]))) == "order_outside_list"


def test_a_draw_that_does_not_give_this_seed() -> None:
    good = drawn()
    assert good.draw is not None
    other = msgspec.structs.replace(good.draw, seed="00" * 32)
    assert fault(drawn(draw=other)) == "result"


def test_a_second_draw_needs_a_public_cancellation() -> None:
    good = drawn()
    run = finished()
    assert good.draw is not None
    second = msgspec.structs.replace(good.draw, attempt=2)
    assert fault(drawn(past_draws=(run,), draw=second)) is not None
    cancelled = msgspec.structs.replace(
        run,
        cancelled=DrawCancellation(reason="名单有误", notice="公告 1 号", at=run.frozen_at - timedelta(days=1)),
    )
    assert fault(drawn(past_draws=(cancelled,), draw=second)) is not None


def test_homes_from_outside_and_homes_given_twice() -> None:
    good = drawn()

    def with_homes(*homes: int) -> Batch:
        people = list(good.people)
        for at_, home in enumerate(homes):
            people[at_] = msgspec.structs.replace(people[at_], standing=Standing.CHOSE, home=home)
        return drawn(people=tuple(people))

    assert fault(with_homes(0, 1)) is None
    assert fault(with_homes(0, 0)) == "home_twice"
    assert fault(with_homes(7)) == "home_outside_batch"
    assert draw.first_twice([person.number for person in good.people]) is None
