"""What makes a breach this one is kept with its alert: other parts in a later release would raise every one anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.alert import breach_fingerprint
from sync.model.allocation import Batch, BatchState, Person
from sync.model.case import Opinion, PublicityEnd, VerificationFact
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.remedies import ObjectionOutcome
from sync.model.states import OpinionDecision, Role
from sync.policy.queue import QueueFacts, make_queue
from sync.workflow.application import events
from sync.workflow.clock_moments import Laid
from sync.workflow.supervision.case_rules import Happened, judge
from sync.workflow.supervision.clock_rules import look
from sync.workflow.supervision.finding import Finding, Subject
from sync.workflow.supervision.order_rules import judge_draw, judge_policy, judge_queue
from tests.support.households import ORG
from tests.support.road import CALENDAR, OWN_WORDS, POLICY
from tests.support.supervised import SupervisedRoad, at, with_process

BY = OperatorId("op-street_window")
WHEN = at("2026-03-04")
HEAD: dict[str, Any] = {"at": WHEN, "by": BY}


def opinion(text: str, codes: tuple[str, ...] = (), decision: str = "disagree") -> events.OpinionCommitted:
    given = Opinion(stage="R1", reviewer=BY, decision=OpinionDecision(decision), text=text, reason_codes=codes, at=WHEN)
    return events.OpinionCommitted(**HEAD, opinion=given)


FACT = VerificationFact(data_class="V10", member="m1", outcome="match", source="x", as_of=date(2026, 3, 3))
BREACHES: dict[str, tuple[Any, tuple[str, str], tuple[str | int, ...]]] = {
    # event, rule and stage, parts
    "a second notice": (events.CorrectionAsked(**HEAD, items=("a",)), ("R02", "CORRECTION"), (2,)),
    "without a consent": (
        events.ChecksRecorded(**HEAD, facts=(FACT,)), ("R03", "CHECKS"), ("V10", WHEN.isoformat()),
    ),
    "agreed while open": (opinion(OWN_WORDS, decision="agree"), ("R04", "R1"), ("R1", "open")),
    "stock words": (opinion("同意"), ("R06", "R1"), ("R1", WHEN.isoformat())),
    "against the facts": (opinion(OWN_WORDS, ("C04",)), ("R10", "R1"), ("R1", WHEN.isoformat())),
    "two posts": (opinion(OWN_WORDS, ("C04",)), ("R12", "R1"), ("R1", "accept")),
    "out of order": (events.StageEntered(**HEAD, stage="R2"), ("R12", "R2"), ("R1", "R2")),
    "cut short": (events.PublicityConcluded(**HEAD, stage="P1"), ("R07", "P1"), ("P1", "2026-03-02")),
    "broken off": (events.BrokenOff(**HEAD, stage="P1", why=PublicityEnd.OVER), ("R07", "P1"), ("P1", "broken")),
    "silent": (
        events.ObjectionConcluded(**HEAD, objection=RecordId("o"), outcome=ObjectionOutcome.UNFOUNDED, text=""),
        ("R08", "OBJECTION"),
        ("OBJECTION", "silent"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("breach", BREACHES)
def test_the_parts_of_a_breach_of_the_road(breach: str) -> None:
    event, (rule, stage), parts = BREACHES[breach]
    road = SupervisedRoad.under()
    road.to_review()
    before = with_process(road.case, corrections=1, verification=())
    road.agree(Role.STREET_REVIEWER, "R1")
    before = with_process(before, publicities=road.case.process.publicities)
    found = judge(Happened(case=before, event=event, policy=POLICY, workdays=CALENDAR.workdays))
    one = next(finding for finding in found if finding.rule == rule)
    assert (one.stage, one.fingerprint) == (stage, breach_fingerprint(rule, *parts))
    assert (one.subject.machine, one.key) == ("case", (rule, "case", before.id, stage))


def test_a_list_that_never_hung() -> None:
    road = SupervisedRoad.under()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    case = with_process(road.case, deadlines=())
    (finding,) = look("case", case, POLICY, at("2026-04-01"), Laid(CALENDAR.workdays)).findings
    assert finding.fingerprint == breach_fingerprint("R07", "unposted", "P1", "2026-03-02")


def policy_by(**approval: Any) -> Finding:
    changed = msgspec.structs.replace(POLICY.approval, **approval)
    (finding,) = judge_policy(msgspec.structs.replace(POLICY, approval=changed), confirmed=False)
    return finding


def test_parameters_are_one_breach_per_version_and_faults() -> None:
    same = POLICY.approval.proposed_on
    finding = policy_by(confirmed_by="", confirmed_on=same - timedelta(days=1))
    parts = (POLICY.id, POLICY.version, "alone", "reversed_days", "unconfirmed")
    assert finding.fingerprint == breach_fingerprint("R13", *parts)
    assert finding.figures == {
        "alone": 1, "reversed_days": 1, "unconfirmed": 1, "policy": POLICY.id, "version": POLICY.version,
    }  # fmt: skip
    assert finding.subject == Subject(
        machine="regulation", object_id=RecordId(f"{POLICY.id}@{POLICY.version}"), org=OrgCode(POLICY.region)
    )
    assert finding.key == ("R13", "regulation", f"{POLICY.id}@{POLICY.version}", "")


def test_ranks_are_one_breach_per_day_and_changes() -> None:
    def queue(score: int, size: int) -> Any:
        facts = QueueFacts(
            number="LH1", org=OrgCode(ORG), household_size=size, group=2, score=score, entered_at=at("2026-01-05")
        )
        return make_queue([facts], POLICY.waiting.keys, as_of=date(2026, 3, 31))

    entry = Subject(machine="waiting", object_id=RecordId("w"), org=OrgCode(ORG))
    (finding,) = judge_queue(queue(1, 2), queue(9, 3), (), {"LH1": entry}, POLICY, date(2026, 3, 31))
    changes = str(finding.figures["changes"]).split(", ")
    assert len(changes) == 2
    assert finding.fingerprint == breach_fingerprint("R14", "2026-03-31", *changes)
    assert finding.subject == entry


def test_a_draw_is_one_breach_per_attempt_and_fault() -> None:
    person = Person(waiting_id=RecordId("w"), number="LH1", group=1, score=1, household_size=1)
    batch = Batch(
        id=RecordId("b"),
        org=OrgCode(ORG[:6]),
        state=BatchState.LIST_FROZEN,
        people=(person, person),
        list_hash="00" * 32,
    )
    (finding,) = judge_draw(batch, POLICY)
    assert finding.figures == {"position": 2, "fault": "entry_twice"}
    assert finding.fingerprint == breach_fingerprint("R15", "entry_twice", 1)
    (other,) = judge_draw(msgspec.structs.replace(batch, people=(person,)), POLICY)
    assert other.figures == {"count": 1, "fault": "list_changed"}
    assert other.subject == Subject(machine="batch", object_id=RecordId("b"), org=OrgCode(ORG[:6]))
