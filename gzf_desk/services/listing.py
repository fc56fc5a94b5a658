"""Lines of lists: masked, with the next act and the days left."""

from __future__ import annotations

from gzf_desk.errors import StoreTrouble
from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.masking import masked_name
from gzf_desk.services.road import Road
from gzf_desk.services.views import CaseRow
from sync.workflow.numbering import display

_TONES = {"bad": 0, "near": 1, "ok": 2, "waiting": 3, "unknown": 4}


class Listing:
    """Makes lines.

    Args:
        views: finds a case's policy.
        road: stages and clocks.
    """

    def __init__(self, views: DraftViews, road: Road) -> None:
        self._views = views
        self._road = road

    def row(self, file: CaseFile) -> CaseRow:
        """The line of one case; one that cannot be shown says so in its line."""
        if file.trouble is not None:
            return self._without_rules(file, "unreadable")
        try:
            policy = self._views.policy(file)
        except StoreTrouble:
            return self._without_rules(file, "no_policy")
        applicant = file.applicant
        clock = self._road.clock(file.process)
        return CaseRow(
            case_id=file.record_id,
            masked_name=masked_name(applicant.name if applicant else None),
            people=len(file.draft.members),
            number=display(file.number),
            state=file.process.state,
            step=self._road.step(file.process, policy),
            todo=self._road.todo(file, policy),
            days_left=None if clock is None else self._road.days_left(clock),
            due=None if clock is None else clock.due,
            tone=self._road.tone(file, policy),
            storage=file.storage,
            stages=self._road.stages(file.process, policy),
        )

    def is_turn(self, file: CaseFile) -> bool:
        """Whether the case waits for who works now."""
        if file.trouble is not None:
            return False
        try:
            return self._road.is_turn(file, self._views.policy(file))
        except StoreTrouble:
            return False

    def _without_rules(self, file: CaseFile, why: str) -> CaseRow:
        applicant, (step, todo) = file.applicant, self._road.unshown(why)
        return CaseRow(
            case_id=file.record_id,
            masked_name=masked_name(applicant.name if applicant else None),
            people=len(file.draft.members),
            number=display(file.number),
            state=file.process.state,
            step=step,
            todo=todo,
            days_left=None,
            due=None,
            tone="bad",
            storage=file.storage,
        )


def urgency(row: CaseRow) -> tuple[int, int, str]:
    """Sort key: the most urgent first."""
    return _TONES[row.tone], row.days_left if row.days_left is not None else 10_000, row.case_id
