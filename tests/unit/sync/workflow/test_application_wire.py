"""The names of an application's events on the wire: kept for ever in journals and timelines, so never renamed."""

from __future__ import annotations

from sync.workflow.application import events
from sync.workflow.application.events import AnyApplicationEvent

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
