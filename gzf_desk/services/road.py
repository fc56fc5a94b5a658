"""Where a case stands on its road: stages with days left, the step and the next act in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.views import StageView
from gzf_desk.services.workspace import Workspace
from sync.model.case import CaseProcess
from sync.model.deadline import Deadline
from sync.model.states import CaseState, StorageState
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.records import Stage, StageKind
from sync.workflow.application.guards import TOTAL
from sync.workflow.clocks import Colour, colour_of, steps_of
from sync.workflow.machines import commands_for

_ENDED = frozenset(
    {
        CaseState.NOT_ACCEPTED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.LAPSED,
        CaseState.TERMINATED,
        CaseState.QUALIFIED,
    }
)
_PAUSED = frozenset({CaseState.CORRECTION, CaseState.RETURNED, CaseState.OBJECTION})
_ACTS_IN_ORDER = (
    "submit",
    "accept",
    "launch_checks",
    "commit_opinion",
    "post_publicity",
    "conclude_publicity",
    "announce",
    "answer_correction",
    "answer_return",
)
"""The act that moves a case on, before those that only may be."""
_TONES = {Colour.YELLOW: "near", Colour.RED: "bad"}


class Road:
    """Stages, clocks and words of cases.

    Args:
        workspace: shared state.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def stages(self, process: CaseProcess, policy: Policy) -> tuple[StageView, ...]:
        """The stage bar."""
        main = [stage for stage in policy.stages if not stage.parallel_with]
        at = self._position(process, main)
        return tuple(self._stage(stage, index, at, process) for index, stage in enumerate(main))

    def stage_name(self, stage: Stage) -> str:
        """The name of a stage, by its kind and office."""
        return self._workspace.words(f"services.stage.{stage.kind}_{stage.org}")

    def step(self, process: CaseProcess, policy: Policy) -> str:
        """Where the case is, in words."""
        stage = policy.stage(process.stage)
        if stage is not None and process.state in {CaseState.REVIEW, CaseState.PUBLICITY, CaseState.RETURNED}:
            return self._workspace.words(f"services.step.{process.state}", stage=self.stage_name(stage))
        return self._workspace.words(f"services.state.{process.state}")

    def unshown(self, why: str) -> tuple[str, str]:
        """(step, what to do) of a case that cannot be shown (``unreadable``, ``no_policy``), in words."""
        return self._workspace.words(f"services.unshown.{why}"), self._workspace.words("services.unshown.todo")

    def acts(self, file: CaseFile) -> tuple[str, ...]:
        """Commands that the operator's post may give now, the one that moves the case on first."""
        grant = self._workspace.working()
        if grant is None:
            return ()
        allowed = commands_for("case", file.process.state.value, grant.role, self._workspace.device().point)
        first = [tag for tag in _ACTS_IN_ORDER if tag in allowed]
        return (*first, *(tag for tag in allowed if tag not in first))

    def is_turn(self, file: CaseFile, policy: Policy) -> bool:
        """Whether the case waits for the operator who works now; drafts wait for the family."""
        if file.process.state is CaseState.DRAFT:
            return False
        acts = [tag for tag in self.acts(file) if tag in _ACTS_IN_ORDER]
        if not acts or self.waits_for_province(file):
            return False
        stage, grant = policy.stage(file.process.stage), self._workspace.working()
        if stage is None or grant is None or file.process.state is CaseState.RETURNED:
            return True
        at_the_board = stage.kind is StageKind.PUBLICITY and stage.org == "street" and "post_publicity" in acts
        return stage.role is grant.role or at_the_board

    def waits_for_province(self, file: CaseFile) -> bool:
        """Whether a command of this desk has no answer yet."""
        return any(stored.op.kind == "command" for stored in file.waiting)

    def todo(self, file: CaseFile, policy: Policy) -> str:
        """What to do now: a verb."""
        words = self._workspace.words
        if self.waits_for_province(file):
            return words("services.todo.wait_province")
        if file.process.state is CaseState.DRAFT:
            return words("services.todo.fill_in")
        if self.is_turn(file, policy):
            act = self.due_act(file)
            return words(f"services.act.{act}")
        return words("services.todo.nothing" if file.process.state in _ENDED else "services.todo.wait")

    def clock(self, process: CaseProcess) -> Deadline | None:
        """The clock that counts now: the stage's own, else the total."""
        running = [clock for clock in process.deadlines if not clock.paused]
        own = [clock for clock in running if clock.name == process.stage]
        if own:
            return own[0]
        other = [clock for clock in running if clock.name != TOTAL] or running
        return min(other, key=lambda clock: clock.due, default=None)

    def days_left(self, clock: Deadline) -> int:
        """Working days until a clock runs out, negative when it has."""
        return self._workspace.rulebook.calendar.count_workdays(self._workspace.clock.today(), clock.due)

    def tone(self, file: CaseFile, policy: Policy) -> str:
        """``ok``, ``near``, ``bad``, ``waiting`` or ``unknown``."""
        clock = self.clock(file.process)
        if clock is None or file.process.state in _ENDED:
            return "ok" if file.storage is StorageState.RECEIVED else "waiting"
        return self.tone_of(clock, policy)

    def tone_of(self, clock: Deadline, policy: Policy) -> str:
        """``ok``, ``near`` or ``bad`` for one clock."""
        now, calendar = self._workspace.clock.now(), self._workspace.rulebook.calendar
        said = colour_of(clock, now, calendar, steps_of(policy.pauses))
        return _TONES.get(said.colour, "ok")

    def ended(self, process: CaseProcess) -> bool:
        """Whether the road of the application is over."""
        return process.state in _ENDED

    def moving(self, acts: Iterable[str]) -> tuple[str, ...]:
        """Those among ``acts`` that move a case on."""
        return tuple(tag for tag in acts if tag in _ACTS_IN_ORDER)

    def due_act(self, file: CaseFile) -> str:
        """The act among the allowed ones that the case waits for."""
        acts = [tag for tag in self.acts(file) if tag in _ACTS_IN_ORDER]
        if file.process.state is CaseState.PUBLICITY and "conclude_publicity" in acts:
            running = [period for period in file.process.publicities if period.concluded_at is None]
            if running and running[-1].posted:
                return "conclude_publicity"
        return acts[0]

    def _position(self, process: CaseProcess, main: list[Stage]) -> int:
        """Index of the stage that runs; len(main) when the road is done, -1 before it."""
        if process.state is CaseState.QUALIFIED:
            return len(main)
        if process.state is CaseState.DRAFT:
            return -1
        codes = [stage.code for stage in main]
        if process.stage in codes:
            return codes.index(process.stage)
        if process.state is CaseState.ACCEPTED:
            return next((at for at, stage in enumerate(main) if stage.kind is StageKind.REVIEW), 0)
        if process.state in {CaseState.REJECTED, CaseState.RECONSIDERING}:
            decided = process.decided_stage or (process.opinions[-1].stage if process.opinions else None)
            return codes.index(decided) if decided in codes else 0
        return 0

    def _stage(self, stage: Stage, index: int, at: int, process: CaseProcess) -> StageView:
        if index < at:
            return StageView(
                code=stage.code, name=self.stage_name(stage), state="done", note=self._done_note(stage, process)
            )
        if index > at or process.state in _ENDED:
            return StageView(code=stage.code, name=self.stage_name(stage), state="todo", note="")
        state = "paused" if process.state in _PAUSED else "now"
        clock = self.clock(process)
        note = "" if clock is None or state == "paused" else self.days_note(clock)
        return StageView(code=stage.code, name=self.stage_name(stage), state=state, note=note)

    def days_note(self, clock: Deadline) -> str:
        """``剩 3 天``, ``今天到期``, ``过了 2 天``."""
        left, words = self.days_left(clock), self._workspace.words
        if left == 0:
            return words("services.days.today")
        return words("services.days.left", n=left) if left > 0 else words("services.days.over", n=-left)

    def _done_note(self, stage: Stage, process: CaseProcess) -> str:
        day: date | None = None
        if stage.kind is StageKind.ACCEPT and process.accepted_at:
            day = civil_day(process.accepted_at)
        for opinion in process.opinions:
            if opinion.stage == stage.code:
                day = civil_day(opinion.at)
        for period in process.publicities:
            if period.stage == stage.code and period.concluded_at:
                day = civil_day(period.concluded_at)
        if stage.kind is StageKind.DECIDE and process.decided_at:
            day = civil_day(process.decided_at)
        return f"{day.month}-{day.day:02d}" if day else ""
