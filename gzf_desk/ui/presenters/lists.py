"""Today, the lists of cases, the exchange with the province, unlocking: presenters of the simple pages."""

from __future__ import annotations

from collections.abc import Callable

from gzf_desk.errors import UserFacingError
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import (
    ActView,
    CaseRow,
    ConflictView,
    OperatorView,
    SessionState,
    SiteView,
    SyncOutcomeView,
    SyncView,
    TodayView,
)
from gzf_desk.ui.presenters.base import Presenter, Runner


class TodayPresenter(Presenter):
    """The first page.

    Args:
        services: the desk's services.
        runner: for slow work.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(runner)
        self._services = services
        self.view: TodayView | None = None
        self.looked_at = ""

    def load(self) -> None:
        """Ask for today."""
        self.ask("store", self._services.worklist.today, self._got)

    def _got(self, view: TodayView) -> None:
        self.view = view
        if self.row(self.looked_at) is None:
            self.looked_at = view.rows[0].case_id if view.rows else ""

    def row(self, case_id: str) -> CaseRow | None:
        """A row by its case."""
        return next((r for r in self.view.rows if r.case_id == case_id), None) if self.view else None

    def look(self, case_id: str) -> None:
        """Quick look at a row."""
        if case_id and case_id != self.looked_at:
            self.looked_at = case_id
            self.changed()


class CasesPresenter(Presenter):
    """Drafts on this PC, and what waits for the operator's post.

    Args:
        services: the desk's services.
        runner: for slow work.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(runner)
        self._services = services
        self.drafts: tuple[CaseRow, ...] = ()
        self.queue: tuple[CaseRow, ...] = ()

    def load(self) -> None:
        """Ask for both lists."""
        self.ask("store", self._services.intake.drafts, self._got_drafts)
        self.ask("store", self._services.review.queue, self._got_queue)

    def _got_drafts(self, rows: tuple[CaseRow, ...]) -> None:
        self.drafts = rows

    def _got_queue(self, rows: tuple[CaseRow, ...]) -> None:
        self.queue = rows

    def find(self, case_id: str) -> CaseRow | None:
        """A row of either list."""
        return next((r for r in (*self.drafts, *self.queue) if r.case_id == case_id), None)


class SyncPresenter(Presenter):
    """The exchange with the province, and what two places changed.

    Args:
        services: the desk's services.
        runner: for slow work.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(runner)
        self._services = services
        self.view: SyncView | None = None
        self.conflicts: tuple[ConflictView, ...] = ()
        self.outcome: SyncOutcomeView | None = None
        self.phase = ""
        self.running = False
        self.choices: dict[str, str] = {}
        self.last_act: ActView | None = None

    def load(self) -> None:
        """Ask for counts and conflicts."""
        self.ask("store", self._services.sync.view, self._got_view)
        self.ask("store", self._services.sync.conflicts, self._got_conflicts)

    def _got_view(self, view: SyncView) -> None:
        self.view = view

    def _got_conflicts(self, conflicts: tuple[ConflictView, ...]) -> None:
        self.conflicts = conflicts
        self.choices = {k: v for k, v in self.choices.items() if k in {c.id for c in conflicts}}

    def start(self) -> None:
        """Push, then pull."""
        if self.running:
            return
        self.running, self.outcome, self.phase = True, None, ""
        self.changed()

        def progress(phase: str, done: int, total: int) -> None:
            self.runner.post(lambda: self._progress(phase, done, total))

        def work() -> SyncOutcomeView:
            return self._services.sync.sync_once(progress)

        self.runner.run("net", work, self._done, self.fail)

    def _progress(self, phase: str, done: int, total: int) -> None:
        self.phase = f"{phase} {done}/{total}"
        self.changed()

    def _done(self, outcome: SyncOutcomeView) -> None:
        self.running, self.outcome, self.trouble = False, outcome, None
        self.load()
        self.changed()

    def fail(self, error: UserFacingError) -> None:
        """Keep an error; the button works again."""
        self.running = False
        super().fail(error)

    def choose(self, conflict_id: str, choice: str) -> None:
        """Choose ``mine`` or ``theirs``; nothing is settled yet."""
        self.choices[conflict_id] = choice
        self.changed()

    def settle(self, conflict_id: str) -> None:
        """Settle a conflict by what was chosen."""
        choice = self.choices.get(conflict_id)
        if choice is None:
            return

        def done(act: ActView) -> None:
            self.last_act = act
            self.load()

        self.ask("store", lambda: self._services.sync.resolve(conflict_id, choice), done)


class UnlockPresenter(Presenter):
    """First use, unlocking, enrolling, choosing who works here.

    Args:
        services: the desk's services.
        runner: for slow work.
        signed_in: called when somebody works here from now on.
    """

    LEAST_CHARACTERS = 8

    def __init__(self, services: DeskServices, runner: Runner, signed_in: Callable[[], None]) -> None:
        super().__init__(runner)
        self._session = services.session
        self._signed_in = signed_in
        self.state: SessionState | None = None
        self.site: SiteView | None = None
        self.operators: tuple[OperatorView, ...] = ()
        self.busy = False

    def load(self) -> None:
        """Ask where the session stands."""
        session = self._session

        def work() -> tuple[SessionState, SiteView | None, tuple[OperatorView, ...]]:
            state = session.state()
            if state in (SessionState.NOT_SET_UP, SessionState.LOCKED):
                return state, None, ()
            return state, session.site(), session.operators()

        def done(result: tuple[SessionState, SiteView | None, tuple[OperatorView, ...]]) -> None:
            self.state, self.site, self.operators = result
            self.busy = False
            if self.state is SessionState.OPEN:
                self._signed_in()

        self.ask("store", work, done)

    def _then_load(self, work: Callable[[], object]) -> None:
        if self.busy:
            return
        self.busy = True
        self.changed()
        self.ask("store", work, lambda _: self.load())

    def fail(self, error: UserFacingError) -> None:
        """Keep an error; the button works again."""
        self.busy = False
        super().fail(error)

    def set_up(self, passphrase: str) -> None:
        """First use."""
        self._then_load(lambda: self._session.set_up(passphrase))

    def unlock(self, passphrase: str) -> None:
        """Open the store."""
        self._then_load(lambda: self._session.unlock(passphrase))

    def enrol(self, code: str, server_url: str) -> None:
        """This PC becomes a device of a site."""
        if not self.busy:
            self.busy = True
            self.changed()
            self.ask("net", lambda: self._session.enrol(code.strip(), server_url.strip()), lambda _: self.load())

    def choose(self, operator_id: str) -> None:
        """Who works from now on."""
        self._then_load(lambda: self._session.choose_operator(operator_id))
