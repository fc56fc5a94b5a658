"""Whose turn it is with a case: the act for who works now, else who else it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.road import Road
from gzf_desk.services.workspace import Workspace
from sync.model.states import CaseState, Role, TenancyState, WaitingState
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy import Policy
from sync.workflow.machines import commands_for

_ASKED: Final = (Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER)
"""Posts in the order in which a case meets them."""
_NOBODYS: Final = frozenset({CaseState.VERIFYING})
"""States in which the departments answer, not a post."""
_BACK: Final = frozenset({CaseState.CORRECTION, CaseState.RETURNED})
"""States in which the office that took the case in answers, whatever its stage."""


@dataclass(frozen=True)
class Turn:
    """Who acts next.

    Attributes:
        act: command tag for who works now; "" when it is somebody else's turn or nobody's.
        sentence: the act as a verb, or who has the turn.
    """

    act: str
    sentence: str


class Turns:
    """Finds whose turn it is.

    Args:
        workspace: shared state.
        road: acts and stages.
    """

    def __init__(self, workspace: Workspace, road: Road) -> None:
        self._workspace = workspace
        self._road = road

    def of(self, file: CaseFile, policy: Policy, waiting: WaitingEntry | None, tenancy: Tenancy | None) -> Turn:
        """The turn of one case.

        Args:
            file: the case.
            policy: its policy.
            waiting: its place on the waiting list, as far as this desk sees it.
            tenancy: its lease, as far as this desk sees it.
        """
        words = self._workspace.words
        if self._road.waits_for_province(file):
            return Turn("", words("services.todo.wait_province"))
        if file.process.state is CaseState.QUALIFIED:
            return self._homes(waiting, tenancy)
        if self._road.is_turn(file, policy):
            act = self._road.due_act(file)
            return Turn(act, words(f"services.act.{act}"))
        return self._waiting_for(self._post(file, policy), file)

    def _homes(self, waiting: WaitingEntry | None, tenancy: Tenancy | None) -> Turn:
        """After the qualification: a home, then the lease."""
        words, grant = self._workspace.words, self._workspace.working()
        if tenancy is not None and tenancy.state is TenancyState.CONTRACT_PENDING:
            post, act = Role.PROPERTY_COUNTER, "sign_contract"
        elif tenancy is None and waiting is not None and waiting.state is WaitingState.ACTIVE:
            post, act = Role.ALLOCATOR, "allocate_unit"
        else:
            return Turn("", words("services.todo.nothing"))
        if grant is not None and grant.role is post:
            return Turn(act, words(f"services.act.{act}"))
        return Turn("", words("services.todo.turn_of", who=words(f"services.role.{post}")))

    def _post(self, file: CaseFile, policy: Policy) -> Role | None:
        state, stage = file.process.state, policy.stage(file.process.stage)
        if stage is not None and state not in _BACK:
            return stage.role
        if state in _NOBODYS:
            return Role.DEPT_VERIFIER
        point = self._workspace.device().point
        acting = (role for role in _ASKED if self._road.moving(commands_for("case", state.value, role, point)))
        return next(acting, None)

    def _waiting_for(self, post: Role | None, file: CaseFile) -> Turn:
        words = self._workspace.words
        if file.process.state is CaseState.DRAFT:
            return Turn("", words("services.todo.fill_in"))
        if self._road.ended(file.process):
            return Turn("", words("services.todo.nothing"))
        if post is None:
            return Turn("", words("services.todo.wait"))
        return Turn("", words("services.todo.turn_of", who=words(f"services.role.{post}")))
