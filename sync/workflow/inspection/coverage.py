"""How far a yearly round has come: every tenancy is visited, and the next visit follows from the credit level.

Source: FJ-36 (every tenant, every year, results published), YC-07 (the level drives the frequency).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sync.model.credit import CreditLevel
from sync.model.ids import RecordId
from sync.model.inspection import Inspection, InspectionResult, InspectionState
from sync.policy.credit import supervision_of
from sync.policy.months import months_later
from sync.policy.sections.credit import CreditRules

_ENDED = frozenset({InspectionState.CLOSED, InspectionState.VIOLATION})


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """A round in numbers.

    Attributes:
        tenancies: that are to be visited.
        planned: of these, with an inspection of the round.
        met: of these, where somebody was in the home.
        done: of these, with an inspection that has ended.
        found: results of those that have ended.
        missing: tenancies without an inspection of the round, in order of their ids.
    """

    tenancies: int
    planned: int
    met: int
    done: int
    found: dict[InspectionResult, int]
    missing: tuple[RecordId, ...]

    @property
    def done_permille(self) -> int:
        """Share of the tenancies that are done, rounded down: only a whole round shows a thousand."""
        return 1000 if self.tenancies == 0 else self.done * 1000 // self.tenancies


def coverage(tenancies: Iterable[RecordId], inspections: Iterable[Inspection], plan: str) -> Coverage:
    """How far the round ``plan`` has come. A tenancy counts once, with the inspection that came farthest."""
    wanted = frozenset(tenancies)
    of_round: dict[RecordId, Inspection] = {}
    for one in inspections:
        if one.plan == plan and one.tenancy_id in wanted and one.tenancy_id is not None:
            of_round[one.tenancy_id] = max(of_round.get(one.tenancy_id, one), one, key=_how_far)
    ended = [one for one in of_round.values() if one.state in _ENDED]
    found: dict[InspectionResult, int] = {}
    for one in ended:
        if one.result is not None:
            found[one.result] = found.get(one.result, 0) + 1
    return Coverage(
        tenancies=len(wanted),
        planned=len(of_round),
        met=sum(one.visit is not None for one in of_round.values()),
        done=len(ended),
        found=found,
        missing=tuple(sorted(wanted - of_round.keys())),
    )


def next_visit(last: date, level: CreditLevel, rules: CreditRules) -> date:
    """The day by which somebody goes again after a visit on ``last``."""
    return months_later(last, supervision_of(level, rules).visit_months)


def _how_far(inspection: Inspection) -> tuple[bool, bool]:
    return inspection.state in _ENDED, inspection.visit is not None
