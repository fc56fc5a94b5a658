"""The order of the waiting list: by keys, by nothing else, explained and verifiable."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import WaitingState
from sync.model.waiting import WaitingEntry
from sync.policy.calendar import CHINA
from sync.policy.queue import (
    Ahead,
    CheckpointFault,
    Queue,
    QueueFacts,
    Rank,
    Scope,
    facts_of,
    make_queue,
    sort_key,
    verify,
    waits_since,
)
from sync.policy.sections.waiting import QueueKey
from tests.support.households import example_policy

KEYS = example_policy().waiting.keys
GUANGZHOU = (QueueKey.GROUP, QueueKey.MONTH, QueueKey.RANDOM_NO)
DAY = date(2026, 6, 1)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
WORDS = [Translator(language) for language in LANGUAGES]


def facts(number: str, **changes: Any) -> QueueFacts:
    known: dict[str, Any] = {
        "org": OrgCode("990101003"),
        "household_size": 3,
        "group": 2,
        "score": 30,
        "month": "2026-05",
        "random_no": 5,
        "entered_at": MAY,
    }
    return QueueFacts(number=number, **{**known, **changes})


def numbers(queue: Queue) -> list[str]:
    return [one.number for one in queue.facts]


def queue_of(*known: QueueFacts, keys: tuple[QueueKey, ...] = KEYS) -> Queue:
    return make_queue(known, keys, as_of=DAY, policy=("yichun2", "2026-01"))


def test_group_then_score_then_lot_then_entry_then_number() -> None:
    found = queue_of(
        facts("F", entered_at=MAY, random_no=None),
        facts("E", random_no=9),
        facts("D2", random_no=5, entered_at=MAY + timedelta(seconds=1)),
        facts("D1b"),
        facts("D1a"),
        facts("C", random_no=1),
        facts("B", score=31, random_no=9),
        facts("A", group=1, score=0, random_no=9),
        facts("G", group=3, score=99, random_no=1),
        facts("F0", entered_at=None, random_no=None),
    )
    assert numbers(found) == ["A", "B", "C", "D1a", "D1b", "D2", "E", "F", "F0", "G"]


def test_guangzhou_goes_by_group_month_and_lot() -> None:
    found = queue_of(
        facts("later", month="2026-06", random_no=1, score=99),
        facts("none", month=None, random_no=None),
        facts("first", month="2026-05", random_no=7),
        facts("gave up", group=3, month="2026-01", random_no=1),
        keys=GUANGZHOU,
    )
    assert numbers(found) == ["first", "later", "none", "gave up"]
    last = queue_of(facts("none", random_no=None), facts("last of many", random_no=10**7), keys=GUANGZHOU)
    assert numbers(last) == ["last of many", "none"]


MANY = st.lists(
    st.builds(
        facts,
        st.text("0123456789", min_size=1, max_size=4),
        org=st.sampled_from(["990101003", "990101004", "990102001", "990201001"]).map(OrgCode),
        household_size=st.integers(1, 3),
        group=st.integers(1, 3),
        score=st.integers(0, 3),
        month=st.sampled_from([None, "2026-04", "2026-05"]),
        random_no=st.one_of(st.none(), st.integers(1, 3)),
        entered_at=st.one_of(st.none(), st.sampled_from([MAY, MAY + timedelta(days=1)])),
    ),
    max_size=25,
    unique_by=lambda one: one.number,
)


@given(known=MANY, data=st.data())
def test_the_order_depends_on_the_facts_alone(known: list[QueueFacts], data: st.DataObject) -> None:
    keys = tuple(data.draw(st.lists(st.sampled_from(QueueKey), unique=True)))
    shuffled = data.draw(st.permutations(known))
    one, two = queue_of(*known, keys=keys), queue_of(*shuffled, keys=keys)
    assert one == two
    assert one.checkpoint() == two.checkpoint()
    assert sorted(known, key=sort_key(keys)) == list(one.facts)
    for scope in Scope:
        assert one.ranks(scope) == two.ranks(scope)
        for place in known:
            rank = one.rank(place.number, scope)
            assert rank is not None
            reasons = one.reasons(place.number, scope)
            assert sum(reason.count for reason in reasons) == rank.rank - 1
            assert all(reason.count > 0 for reason in reasons)


@given(known=MANY)
def test_ranks_in_city_district_and_among_the_same_size(known: list[QueueFacts]) -> None:
    found = queue_of(*known)
    for scope, digits, by_size in (
        (Scope.CITY, 4, False),
        (Scope.DISTRICT, 6, False),
        (Scope.CITY_SIZE, 4, True),
        (Scope.DISTRICT_SIZE, 6, True),
    ):
        for place in known:
            others = [
                one.number
                for one in found.facts
                if one.org[:digits] == place.org[:digits]
                and (not by_size or one.household_size == place.household_size)
            ]
            assert found.rank(place.number, scope) == Rank(rank=others.index(place.number) + 1, of=len(others))


def test_every_rank_says_who_comes_before_and_why() -> None:
    found = queue_of(
        facts("A", group=1),
        facts("B", group=1),
        facts("C", score=31),
        facts("D", random_no=4),
        facts("E", entered_at=MAY - timedelta(days=1)),
        facts("M"),
        facts("N"),
        facts("Z", group=3),
        facts("elsewhere", group=1, org=OrgCode("990201001")),
    )
    assert found.reasons("N") == (
        Ahead(key="group", count=2, own="2"),
        Ahead(key="score", count=1, own="30"),
        Ahead(key="random_no", count=1, own="5"),
        Ahead(key="entered_at", count=1, own="2026-05-01"),
        Ahead(key="number", count=1, own="N"),
    )
    assert found.reasons("A") == ()
    assert [reason.key for reason in found.reasons("Z")] == ["group"]
    assert found.reasons("nobody") == ()
    assert found.rank("nobody") is None
    unknown = queue_of(facts("K", random_no=1), facts("L", random_no=None), keys=GUANGZHOU)
    assert unknown.reasons("L") == (Ahead(key="random_no", count=1, own=""),)


def test_a_rank_is_that_of_the_city_when_nothing_else_is_said() -> None:
    found = queue_of(facts("A", org=OrgCode("990102001")), facts("B"), facts("C", household_size=1))
    assert make_queue([], KEYS, as_of=DAY).policy == ("", "")
    assert found.ranks() == (1, 2, 3)
    assert [found.rank(name) for name in "ABC"] == [Rank(rank=at, of=3) for at in (1, 2, 3)]
    assert [sum(reason.count for reason in found.reasons(name)) for name in "ABC"] == [0, 1, 2]
    assert found.ranks(Scope.DISTRICT) == (1, 1, 2)
    assert found.ranks(Scope.CITY_SIZE) == (1, 2, 1)
    assert found.ranks(Scope.DISTRICT_SIZE) == (1, 1, 1)


def test_every_reason_and_scope_has_its_sentence() -> None:
    for translate in WORDS:
        for key in (*QueueKey, "number"):
            sentence = translate(f"allocation.rank.{key}", count=2, own="3")
            assert "⟦" not in sentence
            assert "{" not in sentence
        for scope in Scope:
            assert "⟦" not in translate(f"allocation.scope.{scope}")
        for fault in CheckpointFault:
            assert "⟦" not in translate(f"allocation.checkpoint.{fault}")


def test_a_number_twice_is_a_bug() -> None:
    with pytest.raises(ValueError, match="twice"):
        queue_of(facts("A"), facts("A", score=1))


def test_what_changed_since_gives_the_queue_of_a_later_day() -> None:
    before = queue_of(*(facts(name, random_no=at) for at, name in enumerate("ABCDE")))
    moved = facts("E", group=1)
    after = before.after({"B": None, "E": moved, "N": facts("N", random_no=2)}, date(2026, 6, 2))
    whole = make_queue(
        [facts("A", random_no=0), moved, facts("C", random_no=2), facts("D", random_no=3), facts("N", random_no=2)],
        KEYS,
        as_of=date(2026, 6, 2),
        policy=("yichun2", "2026-01"),
    )
    assert after == whole
    assert numbers(after) == ["E", "A", "C", "N", "D"]
    assert after.as_of == date(2026, 6, 2)


def test_a_checkpoint_names_what_does_not_fit() -> None:
    queue = queue_of(facts("A"), facts("B", random_no=6))
    kept = queue.checkpoint()
    assert (kept.count, kept.as_of, kept.keys) == (2, DAY, ("group", "score", "random_no", "entered_at"))
    assert verify(queue, kept) is None
    assert verify(queue_of(facts("A"), facts("B", random_no=6), keys=GUANGZHOU), kept) is CheckpointFault.RULES
    for other in ({"policy_id": "x"}, {"policy_version": "x"}):
        assert verify(queue, msgspec.structs.replace(kept, **other)) is CheckpointFault.RULES
    assert verify(queue_of(facts("A")), kept) is CheckpointFault.COUNT
    assert verify(queue, msgspec.structs.replace(kept, order_sha256="00" * 32)) is CheckpointFault.ORDER


@pytest.mark.parametrize(
    "change",
    [
        {"org": OrgCode("990101004")},
        {"household_size": 4},
        {"group": 1},
        {"score": 29},
        {"month": None},
        {"random_no": None},
        {"random_no": 0},
        {"entered_at": None},
        {"entered_at": MAY + timedelta(microseconds=1)},
    ],
)
def test_no_fact_can_change_under_a_checkpoint(change: dict[str, Any]) -> None:
    kept = queue_of(facts("A"), facts("B")).checkpoint()
    assert verify(queue_of(facts("A"), facts("B", **change)), kept) is CheckpointFault.FACTS


def test_the_time_of_entry_is_a_moment_and_not_a_way_to_write_it() -> None:
    same = queue_of(facts("A", entered_at=MAY.astimezone(CHINA)))
    assert same.checkpoint() == queue_of(facts("A")).checkpoint()


def entry(state: WaitingState = WaitingState.ACTIVE, **changes: Any) -> WaitingEntry:
    made = WaitingEntry(
        id=RecordId("w-1"),
        org=OrgCode("990101003"),
        case_id=RecordId("c"),
        state=state,
        number=FormalNumber("LH-1"),
        group=1,
        score=40,
        household_size=2,
        random_no=8,
        random_month="2026-04",
        entered_at=MAY,
    )
    return msgspec.structs.replace(made, **changes)


RANKED = {"active", "invited", "intent_registered", "recheck", "candidate", "requeued"}


@pytest.mark.parametrize("state", WaitingState)
def test_who_is_held_rests_or_has_a_home_has_no_rank(state: WaitingState) -> None:
    assert (facts_of(entry(state)) is not None) is (state.value in RANKED)


def test_the_facts_of_an_entry() -> None:
    assert facts_of(entry()) == QueueFacts(
        number="LH-1",
        org=OrgCode("990101003"),
        household_size=2,
        group=1,
        score=40,
        month="2026-04",
        random_no=8,
        entered_at=MAY,
    )
    unnumbered = facts_of(entry(number=None))
    assert unnumbered is not None
    assert unnumbered.number == "w-1"


def test_who_waits_anew_waits_since_then() -> None:
    anew = entry(queued_from=date(2026, 7, 1))
    assert waits_since(anew) == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert waits_since(entry()) == MAY
