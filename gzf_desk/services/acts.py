"""Saving an intent: judged here by the province's own machines first, then queued. It never counts as done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from gzf_desk.services.foresight import Foresight
from gzf_desk.services.pen import Pen
from gzf_desk.services.views import ActView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.policy import Policy
from sync.workflow.commands import AnyCommand, command_tag
from sync.workflow.engine import Key, Refusal
from sync.workflow.machines import Record
from sync.workflow.offline import may_command_offline

LINK_FRESH: Final = timedelta(hours=24)
"""So long after an exchange with the province a desk counts as linked; what is queued is decided there anyway."""


class Acts:
    """Judges and queues commands.

    Args:
        workspace: shared state.
        pen: writes.
        foresight: the machines.
    """

    def __init__(self, workspace: Workspace, pen: Pen, foresight: Foresight) -> None:
        self._workspace = workspace
        self._pen = pen
        self._foresight = foresight

    def refusal(
        self,
        machine: str,
        record: Record,
        command: AnyCommand,
        policy: Policy,
        known: Mapping[Key, object] | None = None,
    ) -> ActView | None:
        """Why the command may not be saved here, None when it may."""
        resting = self._resting(command, policy)
        if resting is not None:
            return resting
        judged = self._foresight.judge(machine, record, command, known)
        return self.in_words(judged) if isinstance(judged, Refusal) else None

    def queue(self, unit: UnitOfWork, machine: str, record_id: str, base: int | None, command: AnyCommand) -> ActView:
        """Put the command into the outbox."""
        self._pen.command(unit, machine, record_id, base, command)
        words = self._workspace.words
        return ActView(
            done=True, sentence=words("services.act_saved", act=words(f"services.act.{command_tag(command)}"))
        )

    def in_words(self, refusal: Refusal) -> ActView:
        """A refusal as a sentence."""
        words = self._workspace.words
        return ActView(done=False, code=refusal.code, sentence=words(f"refusal.{refusal.code}", **refusal.details))

    def _resting(self, command: AnyCommand, policy: Policy) -> ActView | None:
        """What rests after days without a link, counted in the province's time."""
        away = self._workspace.away()
        if away < LINK_FRESH:
            return None
        point, tag = self._workspace.device().point, command_tag(command)
        if may_command_offline(policy, point, tag, away.days):
            return None
        words = self._workspace.words
        sentence = words("services.resting", act=words(f"services.act.{tag}"), days=away.days)
        return ActView(done=False, code="offline_resting", sentence=sentence)
