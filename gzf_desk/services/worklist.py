"""Lists: the first page, search, one case's timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gzf_desk.clock import CHINA
from gzf_desk.services.casebook import Casebook
from gzf_desk.services.history import History
from gzf_desk.services.listing import Listing, urgency
from gzf_desk.services.views import CaseRow, SyncView, TimelineView, TodayView
from gzf_desk.services.workspace import Workspace
from sync.model.states import CaseState

FOUND_AT_MOST: Final = 9
"""Hits of a search: as many as there are digit keys."""
_ROWS = 50
_NEAR = 3
_MORNING, _NOON, _EVENING = 11, 13, 18

DeviceWords = Callable[[], tuple[tuple[str, str, str], ...]]
"""(name, tone, word) of every device."""


class Worklist:
    """Fits ``WorklistService``.

    Args:
        workspace: shared state.
        casebook: cases.
        listing: lines.
        history: timelines.
        sync_view: the state of the link.
        devices: the state of the devices, in words.
    """

    def __init__(
        self,
        workspace: Workspace,
        casebook: Casebook,
        listing: Listing,
        history: History,
        sync_view: Callable[[], SyncView],
        devices: DeviceWords,
    ) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._listing = listing
        self._history = history
        self._sync_view = sync_view
        self._devices = devices

    def today(self) -> TodayView:
        """See ``WorklistService``."""
        words, files = self._workspace.words, self._casebook.all()
        mine = [self._listing.row(file) for file in files if self._listing.is_turn(file)]
        rows = sorted(mine, key=urgency)
        drafts = sum(file.process.state is CaseState.DRAFT for file in files)
        due = [row for row in rows if row.tone in {"bad", "near"}]
        line = words("services.today.line", n=len(rows), near=len(due)) if rows else words("services.today.nothing")
        return TodayView(
            greeting=self._greeting(),
            line=line,
            rows=tuple(rows[:_ROWS]),
            drafts=drafts,
            near_due=tuple((row.tone, self._near(row)) for row in due[:_NEAR]),
            sync=self._sync_view(),
            devices=self._devices(),
        )

    def cases(self) -> tuple[CaseRow, ...]:
        """See ``WorklistService``."""
        return tuple(self._listing.row(file) for file in self._casebook.all())

    def search(self, text: str) -> tuple[CaseRow, ...]:
        """See ``WorklistService``."""
        return tuple(self._listing.row(file) for file in self._casebook.search(text, FOUND_AT_MOST))

    def timeline(self, case_id: str) -> TimelineView:
        """See ``WorklistService``."""
        return self._history.of(case_id)

    def _greeting(self) -> str:
        hour = self._workspace.clock.now().astimezone(CHINA).hour
        part = (
            "morning" if hour < _MORNING else "noon" if hour < _NOON else "afternoon" if hour < _EVENING else "evening"
        )
        return self._workspace.words(f"services.greeting.{part}", name=self._workspace.operator().name)

    def _near(self, row: CaseRow) -> str:
        left = row.days_left or 0
        key = "over" if left < 0 else "today" if left == 0 else "left"
        days = self._workspace.words(f"services.days.{key}", n=abs(left))
        return self._workspace.words("services.today.near", name=row.masked_name, step=row.step, days=days)
