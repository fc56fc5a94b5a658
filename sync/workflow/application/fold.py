"""What each event makes of a case. Folding asks nobody: an event carries all that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sync.model.case import Case, CaseProcess, Publicity, PublicityEnd
from sync.model.deadline import Deadline
from sync.model.states import CaseState
from sync.workflow.application import events as happened
from sync.workflow.application.checks import merged
from sync.workflow.application.fold_remedies import REMEDIES, on_publicity
from sync.workflow.application.guards import CORRECTION, VERIFY
from sync.workflow.clocks import put, stop
from sync.workflow.events import AnyEvent

Changes = dict[str, Any]


def apply(case: Case, event: AnyEvent) -> Case:
    """The case after the event. An event of a newer program changes only the count."""
    change = _CHANGES.get(type(event))
    changes = change(case.process, event) if change else {}
    process = msgspec.structs.replace(case.process, **changes, events=case.process.events + 1)
    return msgspec.structs.replace(case, process=process)


def _into(process: CaseProcess, state: CaseState, stage: str, clock: Deadline | None) -> Changes:
    """A stage begins: the clock of the one before stops."""
    left = stop(process.deadlines, process.stage) if process.stage else process.deadlines
    return {"state": state, "stage": stage, "deadlines": put(left, *_of(clock))}


def _of(clock: Deadline | None) -> tuple[Deadline, ...]:
    return () if clock is None else (clock,)


def _over(process: CaseProcess, state: CaseState, at: datetime, **more: Any) -> Changes:
    """The road ends: no clock runs, and no list hangs."""
    return {
        "state": state,
        "stage": None,
        "decided_at": at,
        "deadlines": (),
        "publicities": on_publicity(process, concluded_at=at, ended=PublicityEnd.ENDED),
        **more,
    }


def _submitted(process: CaseProcess, event: happened.Submitted) -> Changes:
    return {
        "state": CaseState.SUBMITTED,
        "variant": event.variant,
        "policy_id": event.policy_id,
        "policy_version": event.policy_version,
        "submitted_at": event.at,
        "submitted_by": event.by,
        "snapshot_sha256": event.snapshot_sha256,
        "warnings": event.warnings,
        "deadlines": put(process.deadlines, *_of(event.deadline)),
    }


def _accepted(_process: CaseProcess, event: happened.Accepted) -> Changes:
    return {
        "state": CaseState.ACCEPTED,
        "number": event.number,
        "accepted_at": event.at,
        "accepted_by": event.by,
        "deadlines": event.deadlines,
    }


def _correction_asked(process: CaseProcess, event: happened.CorrectionAsked) -> Changes:
    return {
        "state": CaseState.CORRECTION,
        "correction_items": event.items,
        "corrections": process.corrections + 1,
        "deadlines": put(process.deadlines, *event.clocks, *_of(event.deadline)),
    }


def _correction_answered(process: CaseProcess, event: happened.CorrectionAnswered) -> Changes:
    return {
        "state": CaseState.SUBMITTED,
        "snapshot_sha256": event.snapshot_sha256,
        "deadlines": put(stop(process.deadlines, CORRECTION), *event.clocks),
    }


def _acceptance_refused(process: CaseProcess, event: happened.AcceptanceRefused) -> Changes:
    return _over(process, CaseState.NOT_ACCEPTED, event.at, result_reasons=event.reason_codes)


def _checks_launched(process: CaseProcess, event: happened.ChecksLaunched) -> Changes:
    return {"verification_started": True, "deadlines": put(process.deadlines, *_of(event.deadline))}


def _checks_recorded(process: CaseProcess, event: happened.ChecksRecorded) -> Changes:
    facts = merged((*process.verification, *event.facts))
    running = stop(process.deadlines, VERIFY) if event.complete else process.deadlines
    return {"verification": facts, "deadlines": running}


def _verifying_entered(process: CaseProcess, event: happened.VerifyingEntered) -> Changes:
    return {**_into(process, CaseState.VERIFYING, event.stage, event.deadline), "verification_started": True}


def _stage_entered(process: CaseProcess, event: happened.StageEntered) -> Changes:
    return _into(process, CaseState.REVIEW, event.stage, event.deadline)


def _opinion(process: CaseProcess, event: happened.OpinionCommitted) -> Changes:
    return {"opinions": (*process.opinions, event.opinion)}


def _returned(process: CaseProcess, event: happened.Returned) -> Changes:
    return {"state": CaseState.RETURNED, "stage": event.stage, "deadlines": put(process.deadlines, *event.clocks)}


def _return_answered(process: CaseProcess, event: happened.ReturnAnswered) -> Changes:
    return {"state": CaseState.REVIEW, "stage": event.stage, "deadlines": put(process.deadlines, *event.clocks)}


def _publicity_started(process: CaseProcess, event: happened.PublicityStarted) -> Changes:
    period = Publicity(
        stage=event.stage, starts=event.starts, to=event.to, provisional=event.provisional, clock=event.clock
    )
    entered = _into(process, CaseState.PUBLICITY, event.stage, None)
    return {**entered, "publicities": (*process.publicities, period)}


def _publicity_posted(process: CaseProcess, _event: happened.PublicityPosted) -> Changes:
    return {"publicities": on_publicity(process, posted=True)}


def _publicity_concluded(process: CaseProcess, event: happened.PublicityConcluded) -> Changes:
    return {"publicities": on_publicity(process, concluded_at=event.at, ended=PublicityEnd.OVER)}


def _deciding_entered(process: CaseProcess, event: happened.DecidingEntered) -> Changes:
    return _into(process, CaseState.DECIDING, event.stage, event.deadline)


def _rejection_pending(process: CaseProcess, event: happened.RejectionPending) -> Changes:
    return {
        **_into(process, CaseState.DECIDING, event.stage, event.deadline),
        "rejecting": True,
        "decided_stage": event.decided_stage,
        "result_reasons": event.reason_codes,
        "result_text": event.text,
    }


def _announced(_process: CaseProcess, event: happened.Announced) -> Changes:
    return {"announced_at": event.at}


def _registering_entered(process: CaseProcess, event: happened.RegisteringEntered) -> Changes:
    return _into(process, CaseState.REGISTERING, event.stage, event.deadline)


def _qualified(process: CaseProcess, event: happened.Qualified) -> Changes:
    return _over(process, CaseState.QUALIFIED, event.at, waiting_id=event.waiting_id, subsidy_id=event.subsidy_id)


def _rejected(process: CaseProcess, event: happened.Rejected) -> Changes:
    return {
        **_over(process, CaseState.REJECTED, event.at),
        "rejecting": False,
        "decided_stage": event.stage,
        "result_reasons": event.reason_codes,
        "result_text": event.text,
        "deadlines": _of(event.deadline),
    }


def _lapsed(process: CaseProcess, event: happened.Lapsed) -> Changes:
    return _over(process, CaseState.LAPSED, event.at)


def _terminated(process: CaseProcess, event: happened.Terminated) -> Changes:
    return _over(process, CaseState.TERMINATED, event.at, ending=event.ending)


def _withdrawn(process: CaseProcess, event: happened.Withdrawn) -> Changes:
    return _over(process, CaseState.WITHDRAWN, event.at)


_CHANGES: Mapping[type[Any], Callable[[CaseProcess, Any], Changes]] = {
    happened.Submitted: _submitted,
    happened.Accepted: _accepted,
    happened.CorrectionAsked: _correction_asked,
    happened.CorrectionAnswered: _correction_answered,
    happened.AcceptanceRefused: _acceptance_refused,
    happened.ChecksLaunched: _checks_launched,
    happened.ChecksRecorded: _checks_recorded,
    happened.VerifyingEntered: _verifying_entered,
    happened.StageEntered: _stage_entered,
    happened.OpinionCommitted: _opinion,
    happened.Returned: _returned,
    happened.ReturnAnswered: _return_answered,
    happened.PublicityStarted: _publicity_started,
    happened.PublicityPosted: _publicity_posted,
    happened.PublicityConcluded: _publicity_concluded,
    happened.DecidingEntered: _deciding_entered,
    happened.RejectionPending: _rejection_pending,
    happened.Announced: _announced,
    happened.RegisteringEntered: _registering_entered,
    happened.Qualified: _qualified,
    happened.Rejected: _rejected,
    happened.Lapsed: _lapsed,
    happened.Terminated: _terminated,
    happened.Withdrawn: _withdrawn,
    **REMEDIES,
}
