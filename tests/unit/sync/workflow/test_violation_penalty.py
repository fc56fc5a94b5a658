"""A penalty: nobody unheard, by somebody else, within the bounds; and the ban that comes with the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.credit import CreditRecord, credit_id
from sync.model.states import Role
from sync.model.take_back import TakeBack
from sync.model.violation import HearingOutcome, Rung, ViolationState
from sync.policy.credit import live_ban
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.engine import Decision
from sync.workflow.violation import commands
from sync.workflow.violation.penalties import most_fen
from tests.support.breaches import (
    CO_RESIDENT,
    FACTS,
    HEARD,
    REASON,
    RETURNED,
    SILENT,
    TENANT,
    at_work,
    concluded,
    do,
    measure,
    notice,
    penalty,
    reached,
    violation_of,
    walk,
)
from tests.support.conduct import due_now, give, judge, person, refusal
from tests.support.road import Road

STATES = ViolationState
PLATFORM, STREET, COUNTY, CITY = Role.PLATFORM, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "violation", "v", person(role, operator), command, **facts)


def heard(**changes: Any) -> Road:
    """Established as told, notice given where one can be, heard, and the time is over."""
    road = reached(STATES.VERIFYING)
    do(road, STREET, concluded(**changes))
    if violation_of(road).kind not in road.policy.violations.nothing_to_rectify:
        do(road, COUNTY, notice())
    do(road, COUNTY, commands.OfferHearing(text=FACTS))
    do(road, COUNTY, HEARD)
    road.now += timedelta(days=30)
    return road


def test_nobody_is_punished_unheard() -> None:
    road = reached(STATES.RECTIFY_NOTICE)
    road.now += timedelta(days=30)
    assert refused(road, COUNTY, penalty()) == "hearing_first"
    assert refused(road, COUNTY, HEARD) == "hearing_not_offered"
    assert refused(road, COUNTY, commands.OfferHearing(text="罚款")) == "opinion_too_short"
    do(road, COUNTY, commands.OfferHearing(text=FACTS))
    hearing = violation_of(road).hearing
    assert hearing is not None
    assert (hearing.text, hearing.told_at, hearing.told_by) == (FACTS, road.now, "op-district_reviewer")
    assert (hearing.deadline.name, hearing.deadline.due) == ("HEARING", date(2026, 4, 13))
    assert refused(road, COUNTY, penalty()) == "hearing_first"
    assert refused(road, COUNTY, commands.OfferHearing(text=FACTS)) == "hearing_offered_already"
    assert refused(road, COUNTY, msgspec.structs.replace(HEARD, statement=" ")) == "statement_missing"
    do(road, COUNTY, HEARD)
    hearing = violation_of(road).hearing
    assert hearing is not None
    assert (hearing.outcome, hearing.statement, hearing.recorded_by) == (
        HearingOutcome.HEARD,
        HEARD.statement,
        "op-district_reviewer",
    )
    assert refused(road, COUNTY, HEARD) == "hearing_recorded_already"
    do(road, COUNTY, penalty())


def test_silence_counts_only_after_the_last_day_and_who_speaks_late_is_heard() -> None:
    road = reached(STATES.RECTIFY_NOTICE)  # Thursday, 5 March
    do(road, COUNTY, commands.OfferHearing(text=FACTS))
    road.now += timedelta(days=7)
    assert refused(road, COUNTY, SILENT) == "hearing_running"
    road.now += timedelta(days=1)
    do(road, COUNTY, SILENT)
    do(road, COUNTY, commands.RecordHearing(outcome=HearingOutcome.WAIVED))
    do(road, COUNTY, HEARD)


def test_a_hearing_that_was_never_offered_stays_so() -> None:
    road = reached(STATES.PENALTY)
    recorded = next(event for _, _, event in road.history if type(event).__name__ == "HearingRecorded")
    unheard = msgspec.structs.replace(violation_of(road), hearing=None)
    assert machines.apply("violation", unheard, recorded) == unheard


def test_the_time_to_put_it_right_runs_out_first() -> None:
    road = reached(STATES.RECTIFY_NOTICE)
    do(road, COUNTY, commands.OfferHearing(text=FACTS))
    do(road, COUNTY, HEARD)
    road.now += timedelta(days=15)  # its last day
    assert refused(road, COUNTY, penalty()) == "rectification_running"
    road.now += timedelta(days=1)
    do(road, COUNTY, penalty())
    assert violation_of(road).rectify_deadline is None


def test_without_a_notice_only_what_cannot_be_put_right_is_punished() -> None:
    road = reached(STATES.ESTABLISHED)
    do(road, COUNTY, commands.OfferHearing(text=FACTS))
    do(road, COUNTY, HEARD)
    assert refused(road, COUNTY, penalty()) == "notice_first"
    fraud = heard(kind=TakeBack.FRAUD)
    assert refused(fraud, COUNTY, penalty()) == "rung_skipped"  # not even persuaded
    do(fraud, STREET, measure())
    do(fraud, COUNTY, penalty())
    assert violation_of(fraud).state is STATES.PENALTY


def test_who_found_it_does_not_decide_it() -> None:
    road = heard()
    assert refused(road, COUNTY, penalty(), "op-street_reviewer") == "second_person_needed"
    checked = msgspec.structs.replace(violation_of(road), verifier="op-checker")
    road.others["violation", "v"] = checked
    assert refused(road, COUNTY, penalty(), "op-checker") == "second_person_needed"
    do(road, CITY, penalty())


@pytest.mark.parametrize(
    ("kind", "gain", "most"),
    [
        (TakeBack.SUBLET, 0, 100_000),
        (TakeBack.VACANT, 0, 100_000),
        (TakeBack.SUBLET, 1, 3),
        (TakeBack.SUBLET, 1_000_000, 3_000_000),
        (TakeBack.SUBLET, 1_000_001, 3_000_000),
        (TakeBack.FRAUD, 0, 100_000),
        (TakeBack.FRAUD, 9_000_000, 100_000),
        (TakeBack.ARREARS, 0, 0),
        (TakeBack.ARREARS, 500, 0),
    ],
)
def test_the_bounds_of_a_fine(kind: TakeBack, gain: int, most: int) -> None:
    road = heard(kind=kind)
    if kind is TakeBack.FRAUD:
        do(road, STREET, measure())
    assert most_fen(road.policy.violations.fine_rule(kind), gain) == most
    good = penalty(fine_fen=most, gain_fen=gain)
    assert isinstance(judge(road, "violation", "v", person(COUNTY), good), Decision)
    for fine, of_gain in ((most + 1, gain), (-1, gain), (0, -1)):
        assert refused(road, COUNTY, penalty(fine_fen=fine, gain_fen=of_gain)) == "fine_out_of_bounds"


def test_a_rule_without_a_cap_has_none() -> None:
    rule = Road().policy.violations.fine_rule(TakeBack.SUBLET)
    assert rule is not None
    assert most_fen(msgspec.structs.replace(rule, gain_most_fen=None), 2_000_000) == 6_000_000
    assert rule.most_fen.assumed  # recalled, to be looked up
    assert most_fen(None, 5) == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "罚"}, "opinion_too_short"),
        ({"market_rent_from": date(2026, 1, 9)}, "rent_before_breach"),
        ({"market_rent_from": date(2026, 4, 3)}, "date_in_future"),
        ({"ban_also": ("nobody",), "ban_also_reason": REASON}, "person_key_malformed"),
        ({"ban_also": (CO_RESIDENT, CO_RESIDENT), "ban_also_reason": REASON}, "banned_twice"),
        ({"ban_also": (TENANT,), "ban_also_reason": REASON}, "banned_twice"),
        ({"ban_also": (CO_RESIDENT,), "ban_also_reason": "同住"}, "opinion_too_short"),
    ],
)
def test_a_penalty_that_cannot_be(changes: dict[str, Any], code: str) -> None:
    assert refused(heard(), COUNTY, penalty(**changes)) == code  # 2 April


def test_market_rent_needs_the_day_of_the_breach_and_may_begin_today() -> None:
    unknown = heard(breach_from=None)
    assert refused(unknown, COUNTY, penalty()) == "rent_before_breach"
    do(unknown, COUNTY, penalty(market_rent_from=None))
    road = heard()
    do(road, COUNTY, penalty(market_rent_from=road.now.date()))


def test_a_penalty_is_kept_whole_and_is_the_administrative_rung() -> None:
    road = heard()
    command = penalty(gain_fen=5_000, fine_fen=15_000, ban_also=(CO_RESIDENT,), ban_also_reason=REASON)
    do(road, COUNTY, command)
    kept = violation_of(road).penalty
    assert kept is not None
    for name in ("text", "fine_fen", "gain_fen", "return_home", "market_rent_from", "ban_also", "ban_also_reason"):
        assert getattr(kept, name) == getattr(command, name), name
    assert (kept.at, kept.by) == (road.now, "op-district_reviewer")
    assert [entry.rung for entry in violation_of(road).measures] == [Rung.PERSUASION, Rung.ADMINISTRATIVE]


def test_arrears_bring_no_ban_to_anybody() -> None:
    road = heard(kind=TakeBack.ARREARS)
    also = penalty(fine_fen=0, return_home=False, ban_also=(CO_RESIDENT,), ban_also_reason=REASON)
    assert refused(road, COUNTY, also) == "no_ban_for_this"
    do(road, COUNTY, penalty(fine_fen=0, return_home=False))
    do(road, Role.STREET_WINDOW, commands.AnswerReport(text=FACTS))
    do(road, COUNTY, commands.CloseViolation(note=FACTS))
    assert violation_of(road).ban_until is None
    assert not [key for key in road.others if key[0] == "credit"]


def test_a_home_comes_back_once_and_only_when_it_has_to() -> None:
    road = heard()
    do(road, COUNTY, penalty(return_home=False))
    assert refused(road, COUNTY, RETURNED) == "no_return_ordered"
    road = heard()
    do(road, COUNTY, penalty())  # 2 April
    future = msgspec.structs.replace(RETURNED, returned_on=date(2026, 4, 3))
    assert refused(road, COUNTY, future) == "date_in_future"
    assert refused(road, COUNTY, msgspec.structs.replace(RETURNED, evidence_sha256="x")) == "digest_malformed"
    do(road, COUNTY, msgspec.structs.replace(RETURNED, returned_on=date(2026, 4, 2)))
    assert refused(road, COUNTY, RETURNED) == "returned_already"
    lost = msgspec.structs.replace(violation_of(road), penalty=None)
    road.others["violation", "v"] = lost
    assert refused(road, COUNTY, RETURNED) == "no_return_ordered"


def test_the_end_waits_for_the_reporter_the_words_and_the_home() -> None:
    road = walk(at_work(), 7)
    close = commands.CloseViolation(note=FACTS)
    assert refused(road, COUNTY, close) == "report_unanswered"
    do(road, Role.STREET_WINDOW, commands.AnswerReport(text=FACTS))
    assert refused(road, COUNTY, commands.CloseViolation(note="完")) == "opinion_too_short"
    assert refused(road, COUNTY, close) == "home_not_returned"
    assert refused(road, PLATFORM, commands.CloseViolation()) == "opinion_too_short"
    assert due_now(road, "violation", "v") is None


def ban_of(road: Road, who: str) -> Any:
    file = road.others["credit", credit_id(who)]
    assert isinstance(file, CreditRecord)
    (ban,) = file.bans
    return ban


def test_the_ban_runs_five_years_from_the_return_of_the_home() -> None:
    road = walk(at_work(), 10)
    closed = violation_of(road)
    assert (closed.state, closed.returned_on, closed.ban_until) == (
        STATES.CLOSED,
        date(2026, 3, 27),
        date(2031, 3, 27),
    )
    ban = ban_of(road, TENANT)
    assert (ban.starts, ban.ends, ban.reason, ban.scope) == (
        date(2026, 3, 27),
        date(2031, 3, 27),
        TakeBack.SUBLET,
        "99",
    )
    assert (ban.source_machine, ban.source_id, ban.co_resident) == ("violation", "v", False)
    assert (ban.decided_by, ban.number) == ("op-district_reviewer", 1)
    file = road.others["credit", credit_id(TENANT)]
    assert isinstance(file, CreditRecord)
    assert (file.id, file.org, file.person) == (credit_id(TENANT), "990101", TENANT)
    assert live_ban(file, date(2031, 3, 27)) == ban
    assert live_ban(file, date(2031, 3, 28)) is None


def test_without_a_return_it_runs_from_the_decision_and_co_residents_only_by_name() -> None:
    road = heard()
    decided = road.now.date()
    also = {"ban_also": (CO_RESIDENT,), "ban_also_reason": REASON}
    do(road, COUNTY, penalty(return_home=False, **also))
    do(road, Role.STREET_WINDOW, commands.AnswerReport(text=FACTS))
    road.now += timedelta(days=40)
    wanted = machines.needs("violation", violation_of(road), commands.CloseViolation())
    assert wanted == (("credit", credit_id(TENANT)), ("credit", credit_id(CO_RESIDENT)))
    give(road, "violation", "v", person(CITY), commands.CloseViolation(note=FACTS))
    tenant, other = ban_of(road, TENANT), ban_of(road, CO_RESIDENT)
    assert (tenant.starts, other.starts) == (decided, decided)
    assert (tenant.co_resident, other.co_resident) == (False, True)
    assert tenant.decided_by == "op-district_reviewer"  # who decided, not who closed


def test_a_second_ban_goes_into_the_same_file() -> None:
    road = walk(at_work(), 9)
    old = CreditRecord(id=credit_id(TENANT), org="990201", person=TENANT)
    road.others["credit", old.id] = old
    do(road, COUNTY, commands.CloseViolation(note=FACTS))
    file = road.others["credit", old.id]
    assert isinstance(file, CreditRecord)
    assert (file.org, len(file.bans)) == ("990201", 1)


def test_a_desk_previews_the_end_without_the_file() -> None:
    road = walk(at_work(), 9)
    close = commands.CloseViolation(note=FACTS)
    answer = judge(road, "violation", "v", person(COUNTY), close, authoritative=False)
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["violation"]


@pytest.mark.parametrize("lost", [{"person": None}, {"kind": None}, {"penalty": None}])
def test_whom_nobody_can_name_nobody_bans(lost: dict[str, Any]) -> None:
    """Records of an older program: the end is reached, no ban is made up."""
    road = walk(at_work(), 9)
    road.others["violation", "v"] = msgspec.structs.replace(violation_of(road), **lost)
    do(road, COUNTY, commands.CloseViolation(note=FACTS))
    assert (violation_of(road).state, violation_of(road).ban_until) == (STATES.CLOSED, None)
    assert not [key for key in road.others if key[0] == "credit"]


def test_who_may_record_the_return() -> None:
    for role in (Role.PROPERTY_COUNTER, Role.INSPECTOR, COUNTY):
        road = walk(at_work(), 8)
        road.now += timedelta(days=3)
        do(road, role, RETURNED)
        assert violation_of(road).returned_on == RETURNED.returned_on
