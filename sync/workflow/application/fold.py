"""What each event makes of a case. Folding asks nobody: an event carries all that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from sync.model.case import Case, CaseProcess, Publicity
from sync.model.deadline import Deadline
from sync.model.states import CaseState
from sync.workflow.application import events as happened
from sync.workflow.application.checks import merged
from sync.workflow.application.guards import VERIFY
from sync.workflow.events import AnyEvent

Changes = dict[str, Any]


def apply(case: Case, event: AnyEvent) -> Case:
    """The case after the event. An event of a newer program changes only the count."""
    change = _CHANGES.get(type(event))
    changes = change(case.process, event) if change else {}
    process = msgspec.structs.replace(case.process, **changes, events=case.process.events + 1)
    return msgspec.structs.replace(case, process=process)


def _with(process: CaseProcess, *clocks: Deadline | None, without: tuple[str, ...] = ()) -> tuple[Deadline, ...]:
    """The running clocks with ``clocks`` set anew and those named ``without`` stopped."""
    fresh = {clock.name: clock for clock in clocks if clock is not None}
    kept = [clock for clock in process.deadlines if clock.name not in fresh and clock.name not in without]
    return (*kept, *fresh.values())


def _stage_clock(process: CaseProcess) -> tuple[str, ...]:
    return (process.stage,) if process.stage else ()


def _submitted(process: CaseProcess, event: happened.Submitted) -> Changes:
    return {
        "state": CaseState.SUBMITTED,
        "variant": event.variant,
        "policy_id": event.policy_id,
        "policy_version": event.policy_version,
        "submitted_at": event.at,
        "submitted_by": event.by,
        "snapshot_sha256": event.snapshot_sha256,
        "deadlines": _with(process, event.deadline),
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
    resting = tuple(msgspec.structs.replace(clock, paused=True) for clock in process.deadlines)
    return {
        "state": CaseState.CORRECTION,
        "correction_items": event.items,
        "corrections": process.corrections + 1,
        "deadlines": (*resting, *([event.deadline] if event.deadline else [])),
    }


def _correction_answered(_process: CaseProcess, event: happened.CorrectionAnswered) -> Changes:
    return {
        "state": CaseState.SUBMITTED,
        "snapshot_sha256": event.snapshot_sha256,
        "deadlines": (event.deadline,) if event.deadline else (),
    }


def _acceptance_refused(_process: CaseProcess, event: happened.AcceptanceRefused) -> Changes:
    return {
        "state": CaseState.NOT_ACCEPTED,
        "result_reasons": event.reason_codes,
        "decided_at": event.at,
        "deadlines": (),
    }


def _checks_launched(process: CaseProcess, event: happened.ChecksLaunched) -> Changes:
    return {"verification_started": True, "deadlines": _with(process, event.deadline)}


def _checks_recorded(process: CaseProcess, event: happened.ChecksRecorded) -> Changes:
    facts = merged((*process.verification, *event.facts))
    done = (VERIFY,) if event.complete else ()
    return {"verification": facts, "deadlines": _with(process, without=done)}


def _stage_entered(process: CaseProcess, event: happened.StageEntered) -> Changes:
    return {
        "state": CaseState.REVIEW,
        "stage": event.stage,
        "deadlines": _with(process, event.deadline, without=_stage_clock(process)),
    }


def _opinion(process: CaseProcess, event: happened.OpinionCommitted) -> Changes:
    return {"opinions": (*process.opinions, event.opinion)}


def _returned(process: CaseProcess, event: happened.Returned) -> Changes:
    resting = tuple(
        msgspec.structs.replace(clock, paused=True) if clock.name == event.stage else clock
        for clock in process.deadlines
    )
    return {"state": CaseState.RETURNED, "stage": event.stage, "deadlines": resting}


def _return_answered(process: CaseProcess, event: happened.ReturnAnswered) -> Changes:
    return {"state": CaseState.REVIEW, "stage": event.stage, "deadlines": _with(process, event.deadline)}


def _publicity_started(process: CaseProcess, event: happened.PublicityStarted) -> Changes:
    period = Publicity(stage=event.stage, starts=event.starts, to=event.to, provisional=event.provisional)
    return {
        "state": CaseState.PUBLICITY,
        "stage": event.stage,
        "publicities": (*process.publicities, period),
        "deadlines": _with(process, without=_stage_clock(process)),
    }


def _on_publicity(process: CaseProcess, stage: str, **changes: object) -> tuple[Publicity, ...]:
    return tuple(
        msgspec.structs.replace(period, **changes) if period.stage == stage and period.concluded_at is None else period
        for period in process.publicities
    )


def _publicity_posted(process: CaseProcess, event: happened.PublicityPosted) -> Changes:
    return {"publicities": _on_publicity(process, event.stage, posted=True)}


def _publicity_concluded(process: CaseProcess, event: happened.PublicityConcluded) -> Changes:
    return {"publicities": _on_publicity(process, event.stage, concluded_at=event.at)}


def _deciding_entered(process: CaseProcess, event: happened.DecidingEntered) -> Changes:
    return {"state": CaseState.DECIDING, "stage": event.stage, "deadlines": _with(process, event.deadline)}


def _qualified(_process: CaseProcess, event: happened.Qualified) -> Changes:
    return {
        "state": CaseState.QUALIFIED,
        "stage": None,
        "decided_at": event.at,
        "waiting_id": event.waiting_id,
        "deadlines": (),
    }


def _rejected(_process: CaseProcess, event: happened.Rejected) -> Changes:
    return {
        "state": CaseState.REJECTED,
        "stage": None,
        "decided_at": event.at,
        "result_reasons": event.reason_codes,
        "deadlines": (),
    }


def _withdrawn(_process: CaseProcess, event: happened.Withdrawn) -> Changes:
    return {"state": CaseState.WITHDRAWN, "stage": None, "decided_at": event.at, "deadlines": ()}


_CHANGES: Mapping[type[Any], Callable[[CaseProcess, Any], Changes]] = {
    happened.Submitted: _submitted,
    happened.Accepted: _accepted,
    happened.CorrectionAsked: _correction_asked,
    happened.CorrectionAnswered: _correction_answered,
    happened.AcceptanceRefused: _acceptance_refused,
    happened.ChecksLaunched: _checks_launched,
    happened.ChecksRecorded: _checks_recorded,
    happened.StageEntered: _stage_entered,
    happened.OpinionCommitted: _opinion,
    happened.Returned: _returned,
    happened.ReturnAnswered: _return_answered,
    happened.PublicityStarted: _publicity_started,
    happened.PublicityPosted: _publicity_posted,
    happened.PublicityConcluded: _publicity_concluded,
    happened.DecidingEntered: _deciding_entered,
    happened.Qualified: _qualified,
    happened.Rejected: _rejected,
    happened.Withdrawn: _withdrawn,
}
