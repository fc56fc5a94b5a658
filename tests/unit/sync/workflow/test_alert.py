"""Alerts: raised once, answered in words and in time, closed by two; a supervisor never changes anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.alert import (
    OPEN_ALERT_STATES,
    AlertNoteKind,
    AlertOutcome,
    AlertState,
)
from sync.model.states import Role
from sync.workflow import machines
from sync.workflow.alert import commands
from sync.workflow.command import Command
from sync.workflow.engine import Refusal
from tests.support.alerts import (
    ANSWER,
    WORDS,
    alert_of,
    do,
    reached,
)
from tests.support.conduct import due_now, give, happen, judge, person, refusal, timer
from tests.support.road import EVIDENCE, Road

PLATFORM, WINDOW, SUPERVISOR = Role.PLATFORM, Role.STREET_WINDOW, Role.SUPERVISOR
SHORT, STOCK = "已办", "情况属实同意情况属实同意"


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "alert", alert_of(road).id, person(role, operator), command, **facts)


def day(due: date) -> datetime:
    """Ten in the morning in China."""
    return datetime(due.year, due.month, due.day, 2, tzinfo=UTC)


def test_the_whole_road_of_an_answer() -> None:
    road = reached(AlertState.DISPOSING)
    assert (alert_of(road).notified_at, alert_of(road).taken_at) == (road.now, road.now)
    road.now += timedelta(hours=1)
    do(road, WINDOW, commands.AnswerAlert(text=ANSWER, evidence_sha256=(EVIDENCE,)), "op-other")
    answered = alert_of(road)
    assert (answered.state, answered.disposer, answered.deadline) == (AlertState.FEEDBACK, "op-other", None)
    assert answered.first_answer_at == road.now
    (answer,) = answered.answers
    assert (answer.at, answer.by, answer.text) == (road.now, "op-other", ANSWER)
    assert (answer.evidence_sha256, answer.claims_false) == ((EVIDENCE,), False)
    do(road, SUPERVISOR, commands.ReviewAlert(satisfied=True, text="可以"))
    assert alert_of(road).notes[-1].kind is AlertNoteKind.SATISFIED
    assert (alert_of(road).notes[-1].text, alert_of(road).notes[-1].by) == ("可以", "op-supervisor")
    do(road, PLATFORM, commands.CloseAlert())
    closed = alert_of(road)
    assert (closed.state, closed.outcome, closed.closed_at) == (AlertState.CLOSED, AlertOutcome.SETTLED, road.now)
    assert len(closed.notes) == 1  # nothing was said at the end
    assert not closed.is_open


def test_only_the_named_post_answers() -> None:
    road = reached(AlertState.NOTIFIED)
    assert refused(road, Role.STREET_REVIEWER, commands.TakeAlert()) == "not_the_disposer"
    do(road, WINDOW, commands.TakeAlert())
    assert refused(road, Role.STREET_REVIEWER, commands.AnswerAlert(text=ANSWER)) == "not_the_disposer"
    nobody = msgspec.structs.replace(alert_of(road), disposer_role=None)
    road.others["alert", nobody.id] = nobody
    assert refused(road, WINDOW, commands.AnswerAlert(text=ANSWER)) == "not_the_disposer"
    assert told(road, WINDOW, commands.AnswerAlert(text=ANSWER)) == {"role": ""}


def told(road: Road, role: Role, command: Command) -> dict[str, Any]:
    """What a refusal says besides its code."""
    answer = judge(road, "alert", alert_of(road).id, person(role), command)
    assert isinstance(answer, Refusal)
    return dict(answer.details)


def test_a_refusal_says_what_it_is_about() -> None:
    road = reached(AlertState.NOTIFIED)
    assert told(road, Role.STREET_REVIEWER, commands.TakeAlert()) == {"role": "street_window"}
    to = commands.TransferClue(to="纪检组", text=WORDS, accountability="nothing")
    assert told(road, SUPERVISOR, to) == {"item": "nothing"}
    road.others["alert", alert_of(road).id] = msgspec.structs.replace(alert_of(road), escalations=2)
    road.now += timedelta(days=30)
    assert told(road, PLATFORM, commands.EscalateAlert()) == {"times": 2}


@pytest.mark.parametrize(
    ("state", "role", "command"),
    [
        (AlertState.DISPOSING, WINDOW, lambda text: commands.AnswerAlert(text=text)),
        (AlertState.DISPOSING, WINDOW, lambda text: commands.AnswerAlert(text=text, claims_false=True)),
        (AlertState.NOTIFIED, SUPERVISOR, lambda text: commands.EscalateAlert(text=text)),
        (AlertState.NOTIFIED, SUPERVISOR, lambda text: commands.CommentAlert(text=text)),
        (AlertState.FEEDBACK, SUPERVISOR, lambda text: commands.ReviewAlert(satisfied=False, text=text)),
        (AlertState.FEEDBACK, SUPERVISOR, lambda text: commands.AgreeFalseAlert(text=text)),
        (AlertState.NOTIFIED, SUPERVISOR, lambda text: commands.TransferClue(to="纪检组", text=text)),
        (AlertState.TRANSFERRED, SUPERVISOR, lambda text: commands.CloseAlert(text=text)),
    ],
)
@pytest.mark.parametrize(
    ("text", "code"), [("", "opinion_too_short"), (SHORT, "opinion_too_short"), (STOCK, "opinion_boilerplate")]
)
def test_words_must_say_something(state: AlertState, role: Role, command: Any, text: str, code: str) -> None:
    assert refused(reached(state), role, command(text)) == code


def test_a_proof_has_a_digest() -> None:
    answer = commands.AnswerAlert(text=ANSWER, evidence_sha256=(EVIDENCE, "photo.jpg"))
    assert refused(reached(AlertState.DISPOSING), WINDOW, answer) == "digest_malformed"


def test_the_province_urges_twice_when_nobody_answers() -> None:
    road = reached(AlertState.RAISED)
    number = alert_of(road).id
    assert isinstance(due_now(road, "alert", number), commands.NotifyAlert)
    assert timer(road, "alert", number) == date(2026, 3, 2)
    happened: list[tuple[date, str]] = []
    for _ in range(12):
        found = due_now(road, "alert", number)
        while found is not None:
            give(road, "alert", number, person(PLATFORM), found)
            happened.append((road.now.date(), type(found).__name__))
            found = due_now(road, "alert", number)
        road.now += timedelta(days=1)
    # Due on Thursday the 5th; urged on the 6th, due on Monday the 9th, urged on the 10th; then people must.
    assert happened == [
        (date(2026, 3, 2), "NotifyAlert"),
        (date(2026, 3, 6), "EscalateAlert"),
        (date(2026, 3, 10), "EscalateAlert"),
    ]
    assert (alert_of(road).escalations, timer(road, "alert", number)) == (2, None)
    assert refused(road, PLATFORM, commands.EscalateAlert()) == "urged_enough"
    do(road, SUPERVISOR, commands.EscalateAlert(text=WORDS))
    assert alert_of(road).escalations == 3
    assert (alert_of(road).notes[-1].kind, alert_of(road).notes[-1].text) == (AlertNoteKind.URGE, WORDS)
    do(road, WINDOW, commands.TakeAlert())
    assert timer(road, "alert", number) is None


def test_the_timer_knows_the_day_after_the_last_one() -> None:
    road = reached(AlertState.DISPOSING)
    number = alert_of(road).id
    assert timer(road, "alert", number) == date(2026, 3, 6)
    road.now = day(date(2026, 3, 5))
    assert due_now(road, "alert", number) is None
    assert refused(road, PLATFORM, commands.EscalateAlert()) == "not_overdue"
    road.now = day(date(2026, 3, 6))
    assert isinstance(due_now(road, "alert", number), commands.EscalateAlert)
    do(road, PLATFORM, commands.EscalateAlert())
    urged = alert_of(road)
    assert (urged.state, urged.escalations, urged.notes) == (AlertState.ESCALATED, 1, ())
    assert urged.deadline is not None
    assert urged.deadline.due == date(2026, 3, 9)
    unowed = msgspec.structs.replace(urged, deadline=None)
    road.others["alert", number] = unowed
    assert refused(road, PLATFORM, commands.EscalateAlert()) == "not_overdue"
    assert timer(road, "alert", number) is None


def test_a_good_answer_is_closed_by_the_province_at_once() -> None:
    road = reached(AlertState.REVIEWED_OK)
    number = alert_of(road).id
    assert timer(road, "alert", number) == road.now.date()
    assert isinstance(due_now(road, "alert", number), commands.CloseAlert)
    for state in (AlertState.FEEDBACK, AlertState.TRANSFERRED, AlertState.CLOSED):
        assert due_now(reached(state), "alert", number) is None


def test_an_answer_that_does_not_do_comes_back_with_what_is_missing() -> None:
    road = reached(AlertState.FEEDBACK)
    do(road, SUPERVISOR, commands.ReviewAlert(satisfied=False, text=WORDS))
    back = alert_of(road)
    assert (back.state, back.notes[-1].kind, back.notes[-1].text) == (
        AlertState.ESCALATED,
        AlertNoteKind.NOT_SATISFIED,
        WORDS,
    )
    first = back.first_answer_at
    road.now += timedelta(hours=2)
    do(road, WINDOW, commands.TakeAlert())
    do(road, WINDOW, commands.AnswerAlert(text=ANSWER))
    assert alert_of(road).first_answer_at == first
    assert len(alert_of(road).answers) == 2


def false_claim(by: str = "op-street_window") -> Road:
    road = reached(AlertState.DISPOSING)
    do(road, WINDOW, commands.AnswerAlert(text=ANSWER, claims_false=True), by)
    return road


def test_a_false_alarm_takes_two_people() -> None:
    assert refused(reached(AlertState.FEEDBACK), SUPERVISOR, commands.AgreeFalseAlert(text=WORDS)) == "no_false_claim"
    road = false_claim()
    assert refused(road, SUPERVISOR, commands.ReviewAlert(satisfied=True)) == "false_claim_open"
    do(road, SUPERVISOR, commands.AgreeFalseAlert(text=WORDS))
    closed = alert_of(road)
    assert (closed.state, closed.outcome) == (AlertState.CLOSED, AlertOutcome.FALSE_ALARM)
    assert [note.kind for note in closed.notes] == [AlertNoteKind.FALSE_AGREED]
    assert closed.notes[0].text == WORDS


def test_a_claim_that_is_not_believed_goes_back() -> None:
    road = false_claim()
    do(road, SUPERVISOR, commands.ReviewAlert(satisfied=False, text=WORDS))
    assert alert_of(road).state is AlertState.ESCALATED


@pytest.mark.parametrize(
    "command",
    [
        commands.AgreeFalseAlert(text=WORDS),
        commands.ReviewAlert(satisfied=True),
        commands.ReviewAlert(satisfied=False, text=WORDS),
    ],
)
def test_nobody_reads_their_own_answer(command: Command) -> None:
    assert refused(false_claim("op-both"), SUPERVISOR, command, "op-both") == "second_person_needed"


def test_a_clue_is_handed_over_and_comes_back() -> None:
    road = reached(AlertState.NOTIFIED)
    assert refused(road, SUPERVISOR, commands.TransferClue(to=" ", text=WORDS)) == "receiver_missing"
    for item in ("nothing", "consent"):  # no such item; an item of other rules
        wrong = commands.TransferClue(to="纪检组", text=WORDS, accountability=item)
        assert refused(road, SUPERVISOR, wrong) == "accountability_unknown"
    do(road, SUPERVISOR, commands.TransferClue(to=" 纪检组 ", text=WORDS, accountability="late"))
    handed = alert_of(road)
    assert (handed.transferred_to, handed.accountability, handed.deadline) == ("纪检组", "late", None)
    assert (handed.notes[-1].kind, handed.notes[-1].text) == (AlertNoteKind.TRANSFER, WORDS)
    assert refused(road, PLATFORM, commands.CloseAlert()) == "opinion_too_short"
    do(road, SUPERVISOR, commands.CloseAlert(text=WORDS))
    closed = alert_of(road)
    assert (closed.outcome, closed.notes[-1].kind) == (AlertOutcome.TRANSFERRED, AlertNoteKind.CLOSE)
    assert closed.notes[-1].text == WORDS


def test_a_remark_changes_nothing_else() -> None:
    for state in sorted(OPEN_ALERT_STATES):
        road = reached(state)
        before = alert_of(road)
        do(road, SUPERVISOR, commands.CommentAlert(text=WORDS))
        after = alert_of(road)
        assert msgspec.structs.replace(after, notes=before.notes) == before
        assert after.notes[-1].kind is AlertNoteKind.COMMENT


def test_a_supervisor_acts_on_alerts_only_and_changes_no_data() -> None:
    rows = [
        (name, row.tag)
        for name, machine in machines.MACHINES.items()
        for row in machine.rows
        if SUPERVISOR in row.roles
    ]
    assert {tag for name, tag in rows if name == "alert"} == {
        "escalate_alert",
        "comment_alert",
        "review_alert",
        "agree_false_alert",
        "transfer_clue",
        "close_alert",
    }
    assert {name for name, _ in rows} <= {"alert", "batch"}  # a draw is watched by a supervisor
    for state in sorted(OPEN_ALERT_STATES):
        road = reached(state)
        for command in (commands.CommentAlert(text=WORDS), commands.TransferClue(to="纪检组", text=WORDS)):
            answer = judge(road, "alert", alert_of(road).id, person(SUPERVISOR), command)
            if not isinstance(answer, Refusal):
                happen(road, answer)
    assert {machine for machine, _, _ in road.history} == {"alert"}
