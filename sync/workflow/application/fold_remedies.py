"""What the events of objections, reconsiderations and recomputed clocks make of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from sync.model.case import CaseProcess, Publicity
from sync.model.deadline import Deadline
from sync.model.remedies import Objection, Reconsideration
from sync.model.states import CaseState
from sync.workflow.application import events as happened
from sync.workflow.application.guards import OBJECTION, RECONSIDER, WINDOW
from sync.workflow.clocks import put, stop

Changes = dict[str, Any]


def on_publicity(process: CaseProcess, **changes: object) -> tuple[Publicity, ...]:
    """The periods with the one that has not come to its end changed; there is one at most."""
    return tuple(
        period if period.concluded_at is not None else msgspec.structs.replace(period, **changes)
        for period in process.publicities
    )


def _with_period(process: CaseProcess, period: Deadline | None) -> tuple[Publicity, ...]:
    """The running publicity after its clock moved."""
    if period is None:
        return process.publicities
    return on_publicity(process, clock=period, to=period.due, provisional=period.provisional)


def _raised(process: CaseProcess, event: happened.ObjectionRaised) -> Changes:
    fresh = () if event.deadline is None else (event.deadline,)
    return {
        "state": CaseState.OBJECTION,
        "objections": (*process.objections, event.objection),
        "deadlines": put(process.deadlines, *event.clocks, *fresh),
        "publicities": _with_period(process, event.period),
    }


def _concluded(process: CaseProcess, event: happened.ObjectionConcluded) -> Changes:
    found = {objection.id: objection for objection in process.objections}
    known: Objection | None = found.get(event.objection)
    if known is None:
        return {}
    found[known.id] = msgspec.structs.replace(
        known,
        concluded_at=event.at,
        investigator=event.by,
        outcome=event.outcome,
        reason_codes=event.reason_codes,
        conclusion=event.text,
    )
    running = stop(process.deadlines, f"{OBJECTION}.{known.sequence}")
    return {"objections": tuple(found.values()), "deadlines": running}


def _resumed(process: CaseProcess, event: happened.PublicityResumed) -> Changes:
    moved = on_publicity(process, to=event.to, provisional=event.provisional)
    return {
        "state": CaseState.PUBLICITY,
        "stage": event.stage,
        "deadlines": put(process.deadlines, *event.clocks),
        "publicities": moved if event.period is None else _with_period(process, event.period),
    }


def _broken(process: CaseProcess, event: happened.BrokenOff) -> Changes:
    return {"publicities": on_publicity(process, concluded_at=event.at, ended=event.why)}


def _asked(process: CaseProcess, event: happened.ReconsiderationAsked) -> Changes:
    fresh = () if event.deadline is None else (event.deadline,)
    return {
        "state": CaseState.RECONSIDERING,
        "reconsideration": Reconsideration(asked_at=event.at, grounds=event.grounds),
        "deadlines": put(stop(process.deadlines, WINDOW), *fresh),
    }


def _reconsidered(process: CaseProcess, event: happened.ReconsiderationConcluded) -> Changes:
    if process.reconsideration is None:
        return {}
    done = msgspec.structs.replace(
        process.reconsideration, concluded_at=event.at, by=event.by, overturned=event.overturned, text=event.text
    )
    again: Changes = {"decided_at": None, "decided_stage": None, "result_reasons": (), "result_text": ""}
    running = stop(process.deadlines, RECONSIDER)
    return {"reconsideration": done, "deadlines": running, **(again if event.overturned else {})}


def _recomputed(process: CaseProcess, event: happened.ClocksRecomputed) -> Changes:
    return {
        "deadlines": put(process.deadlines, *event.clocks),
        "publicities": _with_period(process, event.period),
    }


REMEDIES: Final[Mapping[type[Any], Callable[[CaseProcess, Any], Changes]]] = {
    happened.ObjectionRaised: _raised,
    happened.ObjectionConcluded: _concluded,
    happened.PublicityResumed: _resumed,
    happened.BrokenOff: _broken,
    happened.ReconsiderationAsked: _asked,
    happened.ReconsiderationConcluded: _reconsidered,
    happened.ClocksRecomputed: _recomputed,
}
"""Event -> what it changes."""
