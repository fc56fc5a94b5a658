"""Credit files: at the price of the rules, shown, appealed before somebody else, repaired; bans can be lifted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.credit import CreditEvent, CreditLevel, CreditState, PersonKey, credit_id, is_person_key
from sync.model.ids import OrgCode, is_record_id
from sync.model.states import Outcome, Role
from sync.model.take_back import TakeBack
from sync.policy.credit import level_on, live_ban, points_on
from sync.policy.evaluation import evaluate
from sync.workflow import machines
from sync.workflow.application.commands import Submit
from sync.workflow.command import Command
from sync.workflow.credit import commands
from sync.workflow.engine import Decision, Refusal
from tests.support.conduct import due_now, give, judge, person, refusal
from tests.support.credit_files import FILE, LONG_AGO, SOMEBODY, WORDS, at_work, banned, do, entering, file_of, reached
from tests.support.households import family
from tests.support.road import EVIDENCE, SNAPSHOT, Road, actor

STATES = CreditState
PLATFORM, WINDOW, COUNTY, CITY = Role.PLATFORM, Role.STREET_WINDOW, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "credit", FILE, person(role, operator), command, **facts)


def test_an_entry_costs_what_the_rules_say() -> None:
    road = at_work()
    do(road, COUNTY, entering())
    file = file_of(road)
    (entry,) = file.entries
    assert (file.person, file.state, entry.number, entry.event) == (SOMEBODY, STATES.KEPT, 1, CreditEvent.ARREARS)
    assert (entry.points, entry.on, entry.expires_on) == (10, LONG_AGO, date(2029, 6, 3))
    assert (entry.recorded_by, entry.source_machine, entry.source_id) == ("op-district_reviewer", "tenancy", "t")
    assert (entry.evidence_sha256, entry.shown_on, entry.appeal_by) == (EVIDENCE, None, None)
    do(road, COUNTY, entering(event=CreditEvent.GIVE_UP_ALLOC))
    assert [one.number for one in file_of(road).entries] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "6b" * 32}, "person_key_malformed"),
        ({"person": "nobody"}, "person_key_malformed"),
        ({"on": date(2026, 3, 3)}, "date_in_future"),
        ({"evidence_sha256": "photo"}, "digest_malformed"),
    ],
)
def test_what_is_not_entered(changes: dict[str, Any], code: str) -> None:
    assert refused(at_work(), COUNTY, entering(**changes)) == code
    do(at_work(), COUNTY, entering(on=date(2026, 3, 2)))


def test_the_same_thing_is_entered_once() -> None:
    road = at_work()
    do(road, COUNTY, entering())
    assert refused(road, PLATFORM, entering(on=date(2025, 1, 1))) == "credit_entered_already"
    for other in ({"source_id": "t2"}, {"source_machine": "waiting"}, {"event": CreditEvent.MISSED_RECHECK}):
        do(road, PLATFORM, entering(**other))
    assert len(file_of(road).entries) == 4


def test_an_event_without_a_price_is_not_entered() -> None:
    road = at_work()
    credit = msgspec.structs.replace(road.policy.credit, costs_points={})
    road.policy = msgspec.structs.replace(road.policy, credit=credit)
    assert refused(road, COUNTY, entering()) == "credit_event_unpriced"


def test_the_person_is_told_of_what_is_new() -> None:
    road = reached(STATES.KEPT)
    show = commands.ShowCredit(evidence_sha256=EVIDENCE)
    assert refused(road, WINDOW, commands.ShowCredit(evidence_sha256="x")) == "digest_malformed"
    do(road, WINDOW, show)
    (entry,) = file_of(road).entries
    assert (entry.shown_on, entry.appeal_by) == (date(2026, 3, 2), date(2026, 3, 16))
    assert refused(road, WINDOW, show) == "nothing_to_show"
    road.now += timedelta(days=1)
    do(road, COUNTY, entering(event=CreditEvent.MISSED_RECHECK))
    do(road, WINDOW, show)
    assert [one.shown_on for one in file_of(road).entries] == [date(2026, 3, 2), date(2026, 3, 3)]


def test_an_appeal_is_taken_and_has_its_clock() -> None:
    road = reached(STATES.KEPT)
    assert refused(road, WINDOW, commands.AppealCredit(entry=2, text="我交了")) == "entry_unknown"
    assert refused(road, WINDOW, commands.AppealCredit(entry=1, text=" ")) == "words_missing"
    do(road, WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    appeal = file_of(road).entries[0].appeal
    assert appeal is not None
    assert (appeal.text, appeal.taken_by, appeal.late, appeal.upheld) == ("我交了", "op-street_window", False, None)
    assert (appeal.at, appeal.deadline.name, appeal.deadline.due) == (road.now, "APPEAL", date(2026, 3, 16))
    assert file_of(road).state is STATES.APPEALED
    assert refused(road, WINDOW, commands.AppealCredit(entry=1, text="再说一遍")) == "appealed_already"


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_a_late_appeal_is_marked_and_still_taken(days: int, late: bool) -> None:
    road = reached(STATES.KEPT)
    do(road, WINDOW, commands.ShowCredit(evidence_sha256=EVIDENCE))
    road.now += timedelta(days=days)
    do(road, WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    appeal = file_of(road).entries[0].appeal
    assert appeal is not None
    assert appeal.late is late


@pytest.mark.parametrize("upheld", [True, False])
def test_an_appeal_is_decided_by_somebody_else(upheld: bool) -> None:
    road = reached(STATES.KEPT)
    decide = commands.DecideAppeal(entry=1, upheld=upheld, text=WORDS)
    do(road, WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    assert refused(road, COUNTY, decide, "op-platform") == "second_person_needed"  # entered it
    assert refused(road, COUNTY, decide, "op-street_window") == "second_person_needed"  # took the appeal down
    assert refused(road, COUNTY, msgspec.structs.replace(decide, text="对")) == "opinion_too_short"
    assert refused(road, COUNTY, msgspec.structs.replace(decide, entry=2)) == "no_open_appeal"
    do(road, COUNTY, decide)
    (entry,) = file_of(road).entries
    assert entry.appeal is not None
    assert (entry.appeal.upheld, entry.appeal.answer, entry.appeal.decided_by) == (
        upheld,
        WORDS,
        "op-district_reviewer",
    )
    assert (entry.appeal.decided_at, entry.cancelled, file_of(road).state) == (road.now, upheld, STATES.KEPT)
    points = points_on(file_of(road), road.now.date(), road.policy.credit)
    assert points == (100 if upheld else 90)


def test_each_appeal_is_decided_once_and_the_others_stay_open() -> None:
    road = reached(STATES.KEPT)
    do(road, COUNTY, entering(event=CreditEvent.MISSED_RECHECK))
    assert refused(reached(STATES.APPEALED), COUNTY, commands.DecideAppeal(entry=9, upheld=True, text=WORDS)) == (
        "no_open_appeal"
    )
    for number in (1, 2):
        do(road, WINDOW, commands.AppealCredit(entry=number, text="我交了"))
    do(road, CITY, commands.DecideAppeal(entry=2, upheld=True, text=WORDS))
    assert file_of(road).state is STATES.APPEALED
    assert refused(road, CITY, commands.DecideAppeal(entry=2, upheld=True, text=WORDS)) == "no_open_appeal"
    assert [entry.cancelled for entry in file_of(road).entries] == [False, True]
    do(road, CITY, commands.DecideAppeal(entry=1, upheld=False, text=WORDS))
    assert file_of(road).state is STATES.KEPT


def test_what_was_entered_on_the_way_is_not_appealed_by_itself() -> None:
    road = reached(STATES.KEPT)
    do(road, COUNTY, entering(event=CreditEvent.MISSED_RECHECK))
    do(road, WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    assert refused(road, COUNTY, commands.DecideAppeal(entry=2, upheld=True, text=WORDS)) == "no_open_appeal"
    decided = machines.apply("credit", file_of(road), file_event(road, upheld=True))
    assert decided == file_of(road)


def file_event(road: Road, *, upheld: bool) -> Any:
    """A decision about an entry that nobody appealed, as an older or broken sender might tell it."""
    side = reached(STATES.APPEALED)
    do(side, COUNTY, commands.DecideAppeal(entry=1, upheld=upheld, text=WORDS))
    return msgspec.structs.replace(side.history[-1][2], number=2)


def test_repair_takes_twelve_quiet_months() -> None:
    road = at_work()
    do(road, COUNTY, entering(on=date(2025, 3, 3)))
    ask = commands.AskRepair(text="一年没有新记录")
    assert refused(road, WINDOW, ask) == "repair_too_early"  # 2 March 2026
    road.now += timedelta(days=1)
    do(road, WINDOW, ask)
    (repair,) = file_of(road).repairs
    assert (repair.asked_on, repair.taken_by, repair.text, repair.granted) == (
        date(2026, 3, 3),
        "op-street_window",
        "一年没有新记录",
        None,
    )
    assert file_of(road).state is STATES.REPAIR_ASKED
    granted = commands.DecideRepair(granted=True, text=WORDS)
    assert refused(road, COUNTY, granted, "op-street_window") == "second_person_needed"
    assert refused(road, COUNTY, msgspec.structs.replace(granted, text="好")) == "opinion_too_short"
    do(road, COUNTY, granted)
    file = file_of(road)
    assert (file.state, file.entries[0].repaired_on) == (STATES.KEPT, date(2026, 3, 3))
    assert (file.repairs[0].granted, file.repairs[0].answer, file.repairs[0].decided_by) == (
        True,
        WORDS,
        "op-district_reviewer",
    )
    assert file.repairs[0].decided_on == date(2026, 3, 3)
    assert points_on(file, date(2026, 3, 3), road.policy.credit) == 100
    assert refused(road, WINDOW, ask) == "nothing_to_repair"


def test_a_repair_that_is_not_granted_changes_no_entry_and_may_be_asked_again() -> None:
    road = reached(STATES.REPAIR_ASKED)
    do(road, COUNTY, commands.DecideRepair(granted=False, text=WORDS))
    file = file_of(road)
    assert (file.state, file.entries[0].repaired_on, file.repairs[0].granted) == (STATES.KEPT, None, False)
    do(road, WINDOW, commands.AskRepair())
    do(road, COUNTY, commands.DecideRepair(granted=True, text=WORDS))
    assert [repair.granted for repair in file_of(road).repairs] == [False, True]


def test_a_new_entry_on_the_way_ends_the_hope() -> None:
    road = reached(STATES.REPAIR_ASKED)
    do(road, COUNTY, entering(event=CreditEvent.BREACH_USE, on=date(2026, 3, 1)))
    assert refused(road, COUNTY, commands.DecideRepair(granted=True, text=WORDS)) == "repair_too_early"
    do(road, COUNTY, commands.DecideRepair(granted=False, text=WORDS))


def test_what_was_found_wrong_needs_no_repair_and_is_not_touched() -> None:
    road = reached(STATES.KEPT)
    do(road, COUNTY, entering(event=CreditEvent.MISSED_RECHECK))
    do(road, WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    do(road, CITY, commands.DecideAppeal(entry=1, upheld=True, text=WORDS))
    do(road, WINDOW, commands.AskRepair())
    do(road, CITY, commands.DecideRepair(granted=True, text=WORDS))
    assert [entry.repaired_on for entry in file_of(road).entries] == [None, date(2026, 3, 2)]
    wrong = reached(STATES.APPEALED)
    do(wrong, CITY, commands.DecideAppeal(entry=1, upheld=True, text=WORDS))
    assert refused(wrong, WINDOW, commands.AskRepair()) == "nothing_to_repair"


def test_an_appeal_comes_before_a_repair() -> None:
    road = reached(STATES.REPAIR_ASKED)
    do(road, WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    assert file_of(road).state is STATES.APPEALED
    do(road, CITY, commands.DecideAppeal(entry=1, upheld=False, text=WORDS))
    assert file_of(road).state is STATES.REPAIR_ASKED


def test_while_a_ban_lives_nothing_is_repaired() -> None:
    road = reached(STATES.KEPT)
    banned(road, starts=date(2025, 1, 1), ends=date(2026, 3, 2))
    assert refused(road, WINDOW, commands.AskRepair()) == "ban_live"
    road.now += timedelta(days=1)
    do(road, WINDOW, commands.AskRepair())


def test_a_ban_is_lifted_by_another_person_with_a_paper() -> None:
    road = reached(STATES.KEPT)
    banned(road, starts=date(2026, 1, 1), ends=date(2031, 1, 1))
    lift = commands.LiftBan(ban=2, text=WORDS, document_sha256=EVIDENCE)
    assert refused(road, CITY, lift, "op-county") == "second_person_needed"
    assert refused(road, CITY, msgspec.structs.replace(lift, ban=3)) == "ban_unknown"
    assert refused(road, CITY, msgspec.structs.replace(lift, text="好")) == "opinion_too_short"
    assert refused(road, CITY, msgspec.structs.replace(lift, document_sha256="x")) == "digest_malformed"
    assert live_ban(file_of(road), road.now.date()) is not None
    do(road, CITY, lift)
    assert [ban.lifted_on for ban in file_of(road).bans] == [None, road.now.date()]
    assert live_ban(file_of(road), road.now.date()) is None
    assert refused(road, CITY, lift) == "ban_unknown"


def test_a_ban_is_kept_whole() -> None:
    road = reached(STATES.KEPT)
    (ban,) = file_of(road).bans
    assert (ban.number, ban.reason, ban.scope, ban.co_resident) == (1, TakeBack.SUBLET, "99", False)
    assert (ban.source_machine, ban.source_id, ban.decided_by) == ("violation", "v", "op-county")


def test_no_command_bans_anybody() -> None:
    for row in machines.MACHINES["credit"].rows:
        assert "ban" not in row.tag or row.tag == "lift_ban"


def test_a_banned_person_may_apply_and_is_told() -> None:
    road = Road()
    reading = evaluate(family(), road.policy, today=road.now.date(), banned=True)
    (found,) = [one.outcome for one in reading.conditions if one.code == "C13"]
    assert found is Outcome.FAIL
    context = road.context(actor(WINDOW), banned=True)
    answer = machines.decide("case", road.case, Submit(snapshot_sha256=SNAPSHOT), context)
    assert isinstance(answer, Decision)


def test_anybody_is_heard_in_the_county_of_the_file_and_nobody_outside() -> None:
    road = reached(STATES.KEPT)
    appeal = commands.AppealCredit(entry=1, text="我交了")
    assert isinstance(judge(road, "credit", FILE, actor(WINDOW, org="990101009"), appeal), Decision)
    assert refusal(road, "credit", FILE, actor(WINDOW, org="990102001"), appeal) == "out_of_scope"
    give(road, "credit", FILE, actor(WINDOW, org="990101009"), appeal)


def test_nothing_happens_by_itself() -> None:
    for state in CreditState:
        assert due_now(reached(state), "credit", FILE) is None


def test_a_person_stands_here_under_a_key_only() -> None:
    assert is_person_key(SOMEBODY)
    for wrong in ("", "5a" * 31, "5a" * 33, "5A" * 32, "zz" * 32):
        assert not is_person_key(wrong)
    assert is_record_id(FILE)
    assert credit_id(PersonKey("5b" * 32)) != FILE
    file = file_of(reached(STATES.KEPT))
    assert file.org == OrgCode("990101")
    assert level_on(file, date(2026, 3, 2), Road().policy.credit) is CreditLevel.A


def test_another_machines_event_changes_nothing() -> None:
    road = Road()
    road.submit()
    foreign = road.history[-1][2]
    file = file_of(reached(STATES.KEPT))
    assert machines.apply("credit", file, foreign) == file


def told(road: Road, role: Role, command: Command) -> dict[str, Any]:
    """What a refusal says besides its code."""
    answer = judge(road, "credit", FILE, person(role), command)
    assert isinstance(answer, Refusal)
    return {"code": answer.code, **answer.details}


def test_a_refusal_says_what_it_is_about() -> None:
    road = reached(STATES.KEPT)
    assert told(road, WINDOW, commands.AppealCredit(entry=7, text="x")) == {"code": "entry_unknown", "number": 7}
    lift = commands.LiftBan(ban=8, text=WORDS, document_sha256=EVIDENCE)
    assert told(road, CITY, lift) == {"code": "ban_unknown", "number": 8}
    banned(road, starts=date(2025, 1, 1), ends=date(2026, 3, 2))
    assert told(road, WINDOW, commands.AskRepair()) == {"code": "ban_live", "to": "2026-03-02"}
    do(road, COUNTY, entering(event=CreditEvent.BREACH_USE, on=date(2026, 3, 1)))
    assert told(road, WINDOW, commands.AskRepair()) == {"code": "repair_too_early", "from": "2027-03-01"}
    credit = msgspec.structs.replace(road.policy.credit, costs_points={})
    road.policy = msgspec.structs.replace(road.policy, credit=credit)
    assert told(road, COUNTY, entering(event=CreditEvent.MISSED_RECHECK)) == {
        "code": "credit_event_unpriced",
        "event": "missed_recheck",
    }
