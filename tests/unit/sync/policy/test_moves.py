"""A rank moves by listed events and nothing else; each move says by which, and what no event explains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.ids import OrgCode
from sync.policy.moves import LISTED, Move, QueueEvent, Unexplained, explain_move, unexplained
from sync.policy.queue import Queue, QueueFacts, make_queue
from sync.policy.sections.waiting import QueueKey
from sync.workflow.events import KnownEvent
from tests.support.households import example_policy

KEYS = example_policy().waiting.keys


def facts(number: str, **changes: Any) -> QueueFacts:
    known: dict[str, Any] = {"org": OrgCode("990101003"), "household_size": 3, "group": 2, "score": 30}
    return QueueFacts(number=number, **{**known, **changes})


def queue(*known: QueueFacts, day: int = 1, keys: tuple[QueueKey, ...] = KEYS, version: str = "1") -> Queue:
    return make_queue(known, keys, as_of=date(2026, 6, day), policy=("p", version))


BEFORE = queue(*(facts(name) for name in "ABCDE"))


def after(*known: QueueFacts, **more: Any) -> Queue:
    """The second day: these facts in place of the old ones; ``gone`` names who has no rank any more."""
    gone = more.pop("gone", "")
    changed = {one.number: one for one in known}
    kept = [one for one in BEFORE.facts if one.number not in changed and one.number not in gone]
    return queue(*kept, *changed.values(), day=2, **more)


def events(*pairs: tuple[str, str]) -> list[QueueEvent]:
    return [QueueEvent(number=number, tag=tag) for number, tag in pairs]


def move(later: Queue, number: str, *pairs: tuple[str, str]) -> Move:
    return explain_move(BEFORE, later, number, events(*pairs))


def test_nothing_happened_nothing_moved() -> None:
    found = move(after(), "C")
    assert (found.before, found.after, found.own, found.now_ahead, found.no_longer_ahead) == (3, 3, (), {}, {})
    assert found.explained
    assert not found.rules_changed


def test_others_get_homes_and_everybody_behind_moves_up() -> None:
    later = after(gone="AB")
    found = move(later, "D", ("A", "allocated"), ("B", "entry_removed"))
    assert (found.before, found.after) == (4, 2)
    assert found.no_longer_ahead == {"allocated": 1, "entry_removed": 1}
    assert found.now_ahead == {}
    assert found.explained


def test_more_points_pass_and_newcomers_of_an_earlier_group_come_first() -> None:
    later = after(facts("E", score=31), facts("N", group=1))
    found = move(later, "C", ("E", "rescored"), ("N", "waiting_entered"))
    assert (found.before, found.after) == (3, 5)
    assert found.now_ahead == {"rescored": 1, "waiting_entered": 1}
    assert found.explained


def test_who_gave_a_home_up_passes_back_and_knows_why() -> None:
    later = after(facts("B", group=3, score=20))
    found = move(later, "B", ("B", "requeued"), ("B", "rank_noted"))
    assert (found.before, found.after, found.own) == (2, 5, ("requeued",))
    assert found.now_ahead == {"requeued": 3}
    assert found.explained
    behind = move(later, "D", ("B", "requeued"))
    assert (behind.before, behind.after, behind.no_longer_ahead) == (4, 3, {"requeued": 1})


def test_own_and_others_moves_are_told_apart() -> None:
    later = after(facts("C", score=40), facts("A", score=50), facts("E", score=45), gone="B")
    found = move(later, "C", ("C", "rescored"), ("A", "rescored"), ("E", "rescored"), ("B", "rest_begun"))
    assert (found.before, found.after) == (3, 3)
    assert found.now_ahead == {"rescored": 1}  # E
    assert found.no_longer_ahead == {"rest_begun": 1}  # B; A was and is ahead
    up = move(after(facts("D", score=40)), "D", ("D", "rescored"))
    assert (up.before, up.after, up.no_longer_ahead) == (4, 1, {"rescored": 3})


def test_coming_and_going() -> None:
    new = move(after(facts("N")), "N", ("N", "waiting_entered"))
    assert (new.before, new.after, new.own) == (None, 6, ("waiting_entered",))
    assert new.explained
    gone = move(after(gone="C"), "C", ("C", "entry_frozen"))
    assert (gone.before, gone.after, gone.own) == (3, None, ("entry_frozen",))
    assert gone.explained
    assert move(after(), "nobody") == Move(
        before=None,
        after=None,
        own=(),
        now_ahead={},
        no_longer_ahead={},
        rules_changed=False,
        unexplained=(),
    )


def test_a_change_without_an_event_is_told_by_its_number() -> None:
    later = after(facts("E", score=31))
    found = move(later, "C")
    assert not found.explained
    assert found.unexplained == (Unexplained(number="E", changes=("score",)),)
    assert found.now_ahead == {}
    untouched = move(after(facts("E", score=29)), "C")
    assert untouched.explained  # E fell, and did so behind C
    assert move(after(facts("C", group=1)), "C").unexplained == (Unexplained(number="C", changes=("group",)),)


def test_all_changes_of_a_day_are_looked_at() -> None:
    later = after(facts("E", score=31, group=1), facts("N"), gone="A")
    pairs = events(("E", "rescored"), ("A", "invited"), ("X", "allocated"))
    assert unexplained(BEFORE, later, pairs) == (
        Unexplained(number="A", changes=("leaves",)),
        Unexplained(number="E", changes=("group",)),
        Unexplained(number="N", changes=("enters",)),
    )
    good = events(("E", "rescored"), ("E", "entry_reassessed"), ("A", "allocated"), ("N", "entry_unfrozen"))
    assert unexplained(BEFORE, later, good) == ()


@pytest.mark.parametrize(
    ("tag", "changes", "good"),
    [
        ("number_drawn", {"random_no": 3, "month": "2026-05"}, True),
        ("number_drawn", {"score": 31}, False),
        ("rescored", {"score": 31}, True),
        ("rescored", {"group": 1}, False),
        ("rescored", {"household_size": 4}, False),
        ("entry_reassessed", {"group": 1, "score": 31, "household_size": 4}, True),
        ("entry_reassessed", {"random_no": 1}, False),
        ("requeued", {"group": 3, "score": 20, "entered_at": datetime(2026, 7, 1, tzinfo=UTC)}, True),
        ("requeued", {"org": OrgCode("990102001")}, False),
        ("entry_unfrozen", {"score": 31, "random_no": 2, "month": "2026-05"}, True),
        ("waiting_entered", {"score": 31}, False),
        ("invited", {"score": 31}, False),
        ("rank_noted", {"score": 31}, False),
    ],
)
def test_what_an_event_may_change(tag: str, changes: dict[str, Any], good: bool) -> None:
    later = after(facts("C", **changes))
    assert (unexplained(BEFORE, later, events(("C", tag))) == ()) is good


@pytest.mark.parametrize(
    ("tag", "enters", "leaves"),
    [
        ("waiting_entered", True, False),
        ("requeued", True, False),
        ("entry_unfrozen", True, False),
        ("rest_ended", True, False),
        ("entry_frozen", False, True),
        ("rest_begun", False, True),
        ("entry_removed", False, True),
        ("allocated", False, True),
        ("rescored", False, False),
    ],
)
def test_who_may_come_and_go_by_which_event(tag: str, enters: bool, leaves: bool) -> None:
    assert (unexplained(BEFORE, after(facts("N")), events(("N", tag))) == ()) is enters
    assert (unexplained(BEFORE, after(gone="C"), events(("C", tag))) == ()) is leaves


def test_other_rules_are_told() -> None:
    assert move(after(version="2"), "C").rules_changed
    assert move(after(keys=(QueueKey.GROUP,)), "C").rules_changed


def test_listed_events_are_events_and_have_words() -> None:
    tags: Iterable[str] = (str(kind.__struct_config__.tag) for kind in KnownEvent.__args__)
    assert set(LISTED) <= set(tags)
    for language in LANGUAGES:
        translate = Translator(language)
        for tag in LISTED:
            assert "⟦" not in translate(f"services.event.{tag}")
