"""The names of an application on the wire: kept for ever in journals and timelines, so never renamed."""

from __future__ import annotations

import msgspec

from sync.model.case import CaseProcess, PublicityEnd
from sync.model.remedies import EndingReason, Gap, ObjectionOutcome
from sync.policy.sections.pauses import ClockKind
from sync.workflow.application import commands, events
from sync.workflow.application.events import AnyApplicationEvent
from sync.workflow.clocks import Colour
from sync.workflow.commands import parse_command

TAGS = {
    events.Submitted: "submitted",
    events.Accepted: "accepted",
    events.CorrectionAsked: "correction_asked",
    events.CorrectionAnswered: "correction_answered",
    events.AcceptanceRefused: "acceptance_refused",
    events.ChecksLaunched: "checks_launched",
    events.ChecksRecorded: "checks_recorded",
    events.VerifyingEntered: "verifying_entered",
    events.StageEntered: "stage_entered",
    events.OpinionCommitted: "opinion_committed",
    events.Returned: "returned",
    events.ReturnAnswered: "return_answered",
    events.PublicityStarted: "publicity_started",
    events.PublicityPosted: "publicity_posted",
    events.PublicityConcluded: "publicity_concluded",
    events.BrokenOff: "broken_off",
    events.ObjectionRaised: "objection_raised",
    events.ObjectionConcluded: "objection_concluded",
    events.PublicityResumed: "publicity_resumed",
    events.DecidingEntered: "deciding_entered",
    events.RejectionPending: "rejection_pending",
    events.Announced: "result_announced",
    events.RegisteringEntered: "registering_entered",
    events.Registered: "case_registered",
    events.Qualified: "qualified",
    events.Rejected: "rejected",
    events.ReconsiderationAsked: "reconsideration_asked",
    events.ReconsiderationConcluded: "reconsideration_concluded",
    events.Lapsed: "case_lapsed",
    events.Terminated: "case_terminated",
    events.ClocksRecomputed: "clocks_recomputed",
    events.Withdrawn: "withdrawn",
}


def test_the_names_of_the_events() -> None:
    found = {kind: kind.__struct_config__.tag for kind in AnyApplicationEvent.__args__}
    assert found == TAGS


def test_the_small_lists() -> None:
    lists = {
        Gap: ["applicant", "office"],
        ObjectionOutcome: ["unfounded", "review", "reject"],
        EndingReason: ["death", "duplicate", "left_area"],
        PublicityEnd: ["over", "objection", "contradicted", "ended"],
        ClockKind: ["accept", "total", "verify", "stage", "publicity"],
        Colour: ["resting", "calm", "reminder", "yellow", "red"],
    }
    for kind, values in lists.items():
        assert [member.value for member in kind] == values


def test_what_an_older_desk_leaves_out() -> None:
    """A command of a program that did not know a field yet means what it meant then."""
    given = {"type": "commit_opinion", "stage": "R1", "decision": "return", "text": "补工资条"}
    assert getattr(parse_command(given), "gap", None) is Gap.OFFICE
    raised = parse_command({"type": "raise_objection", "stage": "P1", "grounds": "另有住房"})
    assert raised == commands.RaiseObjection(
        stage="P1", grounds="另有住房", named=False, evidence_sha256=(), number=None
    )
    concluded = {"type": "conclude_objection", "objection": "o", "outcome": "unfounded", "text": "查无此事"}
    assert getattr(parse_command(concluded), "reason_codes", None) == ()


def test_a_case_of_an_older_program_is_read() -> None:
    plain = {
        "state": "publicity",
        "stage": "P1",
        "publicities": [{"stage": "P1", "starts": "2026-03-02", "to": "2026-03-06"}],
    }
    process = msgspec.convert(plain, CaseProcess)
    assert (process.rejecting, process.objections, process.reconsideration, process.ending) == (False, (), None, None)
    assert (process.warnings, process.decided_stage, process.announced_at, process.result_text) == ((), None, None, "")
    (period,) = process.publicities
    assert (period.clock, period.ended, period.posted) == (None, None, False)
