"""What the frame knows: office, operator, where work is stored, what the finder found."""

from __future__ import annotations

from collections.abc import Callable

from gzf_desk.services.api import DeskServices
from gzf_desk.services.device_views import ReaderView
from gzf_desk.services.views import CaseRow, OperatorView, SessionState, SiteView, SyncView
from gzf_desk.ui.presenters.base import Presenter, Runner
from gzf_desk.ui.widgets.sync_pill import LineState, StoredCounts

_FIND_AFTER_MS = 150


class ShellPresenter(Presenter):
    """The frame's knowledge.

    Args:
        services: the desk's services.
        runner: for slow work.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(runner)
        self._services = services
        self.site: SiteView | None = None
        self.operator: OperatorView | None = None
        self.session: SessionState | None = None
        self.sync: SyncView | None = None
        self.found: tuple[CaseRow, ...] = ()
        self.looked_for = ""
        self.readers: tuple[ReaderView, ...] = ()
        self._drop_search: Callable[[], None] = lambda: None

    def load(self, then: Callable[[], None] = lambda: None) -> None:
        """Ask where the session stands, then call ``then``."""
        session = self._services.session

        def work() -> tuple[SessionState, SiteView | None, OperatorView | None]:
            state = session.state()
            known = state is not SessionState.NOT_SET_UP and state is not SessionState.LOCKED
            return state, (session.site() if known else None), (session.operator() if known else None)

        def done(result: tuple[SessionState, SiteView | None, OperatorView | None]) -> None:
            self.session, self.site, self.operator = result
            then()

        self.ask("store", work, done)

    def refresh_sync(self) -> None:
        """Count anew."""
        if self.session is SessionState.OPEN:
            self.ask("store", self._services.sync.view, self._counted)

    def _counted(self, view: SyncView) -> None:
        self.sync = view

    def load_readers(self) -> None:
        """Ask which kinds of card reader there are."""

        def found(readers: tuple[ReaderView, ...]) -> None:
            self.readers = readers

        self.ask("store", self._services.cards.readers, found)

    def use_reader(self, driver: str, port: str, then: Callable[[], None]) -> None:
        """Use another card reader, then call ``then``."""

        def done(_: None) -> None:
            self.load_readers()
            then()

        self.ask("store", lambda: self._services.cards.use_reader(driver, port), done)

    def line(self) -> LineState:
        """The line in one of four words."""
        if self.sync is None or not self.sync.online:
            return LineState.OFFLINE
        return LineState.ONLINE

    def counts(self) -> StoredCounts:
        """Pieces of work by where they are."""
        if self.sync is None:
            return StoredCounts()
        return StoredCounts(self.sync.on_this_pc, self.sync.in_two_places, self.sync.received)

    def lock(self, then: Callable[[], None]) -> None:
        """Forget the keys, then call ``then``."""

        def done(_: None) -> None:
            self.session, self.operator, self.sync, self.found = SessionState.LOCKED, None, None, ()
            then()

        self.ask("store", self._services.session.lock, done)

    def look_for(self, text: str) -> None:
        """Search a moment after the last key."""
        self._drop_search()
        self.looked_for = text.strip()
        if not self.looked_for:
            self.found = ()
            self.changed()
            return
        wanted = self.looked_for

        def search() -> None:
            self.ask("store", lambda: self._services.worklist.search(wanted), self._found)

        self._drop_search = self.runner.later(_FIND_AFTER_MS, search)

    def _found(self, rows: tuple[CaseRow, ...]) -> None:
        self.found = rows[:9]
