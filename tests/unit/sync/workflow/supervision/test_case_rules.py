"""What happens on an application and should not: each rule at its breach, and silent where there is none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.alert import AlertKind, AlertLevel
from sync.model.case import Case, Opinion, PublicityEnd, VerificationFact
from sync.model.household import AssetItem, AssetKind
from sync.model.ids import OperatorId, RecordId
from sync.model.remedies import Objection, ObjectionOutcome
from sync.model.states import CaseState, OpinionDecision, Role
from sync.workflow.application import events
from sync.workflow.event import Event
from sync.workflow.supervision.case_rules import Happened, judge, words_of
from tests.support.households import answered
from tests.support.road import CALENDAR, OWN_WORDS, POLICY
from tests.support.supervised import SupervisedRoad, at, with_process

BY = OperatorId("op-x")
AGREE, DISAGREE, RETURN = OpinionDecision.AGREE, OpinionDecision.DISAGREE, OpinionDecision.RETURN


def in_review(**process: Any) -> Case:
    road = SupervisedRoad.under()
    road.to_review()
    return with_process(road.case, **process)


def seen(case: Case, event: Event, same_words: int = 1) -> list[tuple[str, dict[str, Any]]]:
    happened = Happened(case=case, event=event, policy=POLICY, workdays=CALENDAR.workdays, same_words=same_words)
    found = judge(happened)
    for finding in found:
        assert finding.subject.object_id == case.id
        assert finding.subject.org == case.org
        assert finding.fingerprint
    return [(finding.rule, dict(finding.figures)) for finding in found]


def opinion(
    decision: OpinionDecision = AGREE, text: str = OWN_WORDS, stage: str = "R1", by: str = "op-x", codes: Any = ()
) -> events.OpinionCommitted:
    given = Opinion(
        stage=stage, reviewer=OperatorId(by), decision=decision, text=text, reason_codes=codes, at=at("2026-03-04")
    )
    return events.OpinionCommitted(at=at("2026-03-04"), by=OperatorId(by), opinion=given)


# --------------------------------------------------------------------------------------- R02, R03


def notice(items: int) -> events.CorrectionAsked:
    return events.CorrectionAsked(at=at("2026-03-03"), by=BY, items=tuple(f"缺 {n}" for n in range(items)))


def submitted() -> Case:
    road = SupervisedRoad.under()
    road.submit()
    return road.case


def test_a_notice_must_name_every_gap() -> None:
    case = submitted()
    ((rule, figures),) = seen(case, notice(1))
    assert rule == "R02"
    gaps = figures["gaps"]
    assert (figures["notices"], figures["items"]) == (1, 1)
    assert gaps > 1
    assert seen(case, notice(gaps)) == []
    assert [rule for rule, _ in seen(case, notice(gaps - 1))] == ["R02"]


def test_a_second_notice_is_one_too_many() -> None:
    case = with_process(submitted(), corrections=1)
    ((rule, figures),) = seen(case, notice(50))
    assert (rule, figures["notices"]) == ("R02", 2)


def recorded(*facts: VerificationFact) -> events.ChecksRecorded:
    return events.ChecksRecorded(at=at("2026-03-03"), by=BY, facts=facts)


def fact(kind: str, member: str = "m1") -> VerificationFact:
    return VerificationFact(data_class=kind, member=member, outcome="match", source="x", as_of=date(2026, 3, 3))


def test_nobody_asks_without_a_consent_that_somebody_witnessed() -> None:
    case = in_review()
    assert seen(case, recorded(*answered(case.draft))) == []
    assert seen(case, recorded(fact("V01"), fact("V10"))) == [("R03", {"class": "V10", "unwitnessed": 0})]
    ended = {**case.draft.consents}
    ended["c1"] = msgspec.structs.replace(ended["c1"], valid_to=date(2026, 3, 2))
    past = msgspec.structs.replace(case, draft=msgspec.structs.replace(case.draft, consents=ended))
    assert seen(past, recorded(fact("V01"))) == [("R03", {"class": "V01", "unwitnessed": 0})]
    consents = dict(case.draft.consents)
    consents["c2"] = msgspec.structs.replace(consents["c2"], witness="")
    case = msgspec.structs.replace(case, draft=msgspec.structs.replace(case.draft, consents=consents))
    assert seen(case, recorded(fact("V01"))) == []
    assert seen(case, recorded(fact("V01"), fact("V01", "m2"))) == [("R03", {"class": "V01", "unwitnessed": 1})]


# ------------------------------------------------------------------------------------------ opinions


def test_agreeing_while_a_class_is_open() -> None:
    case = in_review(verification=())
    found = dict(seen(case, opinion()))
    assert found["R04"] == {"count": 12, "class": "V01"}
    assert "R04" not in dict(seen(case, opinion(DISAGREE, codes=("C05",))))
    assert "R04" not in dict(seen(in_review(), opinion()))
    later = msgspec.structs.replace(
        POLICY,
        stages=tuple(msgspec.structs.replace(one, checks_first=False) for one in POLICY.stages),
    )
    happened = Happened(case=case, event=opinion(), policy=later, workdays=CALENDAR.workdays)
    assert judge(happened) == ()
    assert "R04" not in dict(seen(case, opinion(stage="R9")))


@pytest.mark.parametrize(
    ("text", "same", "fault"),
    [
        ("同意", 1, "opinion_too_short"),
        ("经审核情况属实同意上报", 1, "opinion_boilerplate"),
        (OWN_WORDS, 21, "opinion_repeated"),
        (OWN_WORDS, 20, None),
    ],
)
def test_words_of_ones_own(text: str, same: int, fault: str | None) -> None:
    found = dict(seen(in_review(), opinion(text=text), same))
    assert (found.get("R06") or {}).get("fault") == fault
    if fault:
        assert found["R06"]["same"] == same
        assert found["R06"]["least"] == POLICY.review.least_own_characters.value


def test_words_are_counted_without_marks_and_spaces() -> None:
    assert words_of(opinion(text="入户看过， 属实。")) == words_of(opinion(text="入户看过属实"))
    assert words_of(notice(1)) is None


def test_a_decision_against_the_facts() -> None:
    good = in_review()
    rich = msgspec.structs.replace(
        good,
        draft=msgspec.structs.replace(
            good.draft,
            no_assets_declared=None,
            assets={"a": AssetItem(member="m1", kind=AssetKind.DEPOSIT, value_fen=90_000_000)},
        ),
    )
    assert dict(seen(rich, opinion()))["R10"] == {"decision": "agree", "conditions": "C06"}
    assert "R10" not in dict(seen(good, opinion()))
    assert "R10" not in dict(seen(rich, opinion(DISAGREE, codes=("C06",))))
    assert dict(seen(good, opinion(DISAGREE, codes=("C04",))))["R10"] == {"decision": "disagree", "conditions": "C04"}
    assert dict(seen(good, opinion(DISAGREE)))["R10"] == {"decision": "disagree", "conditions": "-"}
    assert "R10" not in dict(seen(good, opinion(DISAGREE, codes=("C04", "C13"))))  # a ban is not known: open
    assert "R10" not in dict(seen(rich, opinion(RETURN)))


def test_one_person_in_two_posts() -> None:
    case = in_review()
    assert dict(seen(case, opinion(by="op-street_window")))["R12"] == {"post": "accept", "stage": "R1"}
    assert "R12" not in dict(seen(case, opinion(by="op-street_reviewer")))


# -------------------------------------------------------------------------------------- stages, publicity


def entered(stage: str) -> events.StageEntered:
    return events.StageEntered(at=at("2026-03-04"), by=BY, stage=stage)


def test_no_stage_is_skipped_or_reversed() -> None:
    case = in_review()
    posted = events.PublicityStarted(
        at=at("2026-03-04"), by=BY, stage="P1", starts=date(2026, 3, 4), to=date(2026, 3, 10)
    )
    assert seen(case, posted) == []
    assert seen(case, entered("R2")) == [("R12", {"from": "R1", "to": "R2"})]
    assert seen(case, events.DecidingEntered(at=at("2026-03-04"), by=BY, stage="ANNOUNCE")) == [
        ("R12", {"from": "R1", "to": "ANNOUNCE"})
    ]
    assert seen(submitted(), entered("R1")) == []
    assert seen(submitted(), entered("R2")) == [("R12", {"from": "ACCEPT", "to": "R2"})]
    assert seen(in_review(stage="what"), entered("R2")) == [("R12", {"from": "what", "to": "R2"})]


@pytest.mark.parametrize("state", CaseState)
def test_a_way_back_needs_a_state_that_opens_it(state: CaseState) -> None:
    case = in_review(stage="P2", state=state)
    open_ = state in {
        CaseState.OBJECTION,
        CaseState.PUBLICITY,
        CaseState.DECIDING,
        CaseState.REGISTERING,
        CaseState.RECONSIDERING,
    }
    assert (seen(case, entered("R1")) == []) is open_
    assert (seen(case, entered("R2")) == []) is open_
    assert seen(case, entered("P1")) != []


def test_a_reconsideration_leads_back_to_the_review_that_decided() -> None:
    case = in_review(stage=None, state=CaseState.RECONSIDERING, decided_stage="R2")
    assert seen(case, entered("R2")) == []
    assert seen(case, entered("P2")) != []


def concluded(day: str) -> events.PublicityConcluded:
    return events.PublicityConcluded(at=at(day), by=BY, stage="P1")


def published(**changes: Any) -> Case:
    road = SupervisedRoad.under()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    period = msgspec.structs.replace(road.case.process.publicities[-1], **{"posted": True, **changes})
    return with_process(road.case, publicities=(period,))


def test_a_publicity_lasts_as_long_as_it_is_set() -> None:
    case = published()
    last = case.process.publicities[-1].to
    after = (last + timedelta(days=1)).isoformat()
    assert seen(case, concluded(after)) == []
    assert seen(case, concluded(last.isoformat())) == [
        ("R07", {"posted": 1, "short_days": 1, "until": last.isoformat()})
    ]
    shortened = published(to=case.process.publicities[-1].starts)
    assert [rule for rule, _ in seen(shortened, concluded(last.isoformat()))] == ["R07"]
    assert seen(published(posted=False), concluded(after)) == [
        ("R07", {"posted": 0, "short_days": 0, "until": last.isoformat()})
    ]
    assert seen(with_process(case, publicities=()), concluded(after)) == []


@pytest.mark.parametrize("why", PublicityEnd)
def test_a_publicity_is_broken_off_for_a_reason_only(why: PublicityEnd) -> None:
    event = events.BrokenOff(at=at("2026-03-06"), by=BY, stage="P1", why=why)
    figures = {"posted": 1, "short_days": 1, "until": "2026-03-06"}
    assert seen(published(), event) == ([("R07", figures)] if why is PublicityEnd.OVER else [])


def test_the_conclusion_on_an_objection_is_published() -> None:
    objection = Objection(
        id=RecordId("o"),
        stage="P1",
        period=1,
        sequence=3,
        grounds="有房",
        received_at=at("2026-03-05"),
        received_by=BY,
    )
    case = with_process(published(), objections=(objection,))

    def done(which: str, text: str) -> events.ObjectionConcluded:
        return events.ObjectionConcluded(
            at=at("2026-03-06"), by=BY, objection=RecordId(which), outcome=ObjectionOutcome.UNFOUNDED, text=text
        )

    assert seen(case, done("o", "经查无房，公示继续")) == []
    happened = Happened(case=case, event=done("o", " "), policy=POLICY, workdays=CALENDAR.workdays)
    (finding,) = judge(happened)
    assert (finding.rule, finding.stage, finding.level, finding.kind) == (
        "R08",
        "OBJECTION.3",
        AlertLevel.RED,
        AlertKind.ABNORMAL,
    )
    assert finding.figures == {"published": 0}
    happened = Happened(case=case, event=done("unknown", ""), policy=POLICY, workdays=CALENDAR.workdays)
    assert [(one.rule, one.stage, one.figures) for one in judge(happened)] == [("R08", "OBJECTION", {"published": 0})]


def test_an_event_that_no_rule_knows_breaks_none() -> None:
    assert seen(in_review(), events.Withdrawn(at=at("2026-03-04"), by=BY, reason="x")) == []


def test_levels_and_kinds_are_those_of_the_policy() -> None:
    case = in_review()
    happened = Happened(case=case, event=opinion(text="同意"), policy=POLICY, workdays=CALENDAR.workdays)
    (finding,) = judge(happened)
    assert (finding.level, finding.kind, finding.disposer) == (
        AlertLevel.YELLOW,
        AlertKind.IRREGULAR,
        Role.STREET_REVIEWER,
    )
