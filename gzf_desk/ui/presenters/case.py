"""The course of one case and its papers; homes, waiting list and leases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gzf_desk.clock import Clock
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import ActView, PrintItemView, TimelineView
from gzf_desk.ui.presenters.base import Presenter, Runner
from sync.model.states import SignatureMethod, TenancyState, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry


class CasePresenter(Presenter):
    """One case, all events.

    Args:
        services: the desk's services.
        runner: for slow work.
        case_id: the case.
    """

    def __init__(self, services: DeskServices, runner: Runner, case_id: str) -> None:
        super().__init__(runner)
        self._services, self.case_id = services, case_id
        self.view: TimelineView | None = None
        self.papers: tuple[PrintItemView, ...] = ()
        self.saved = ""

    def load(self) -> None:
        """Ask for events and papers."""
        case_id = self.case_id
        self.ask("store", lambda: self._services.worklist.timeline(case_id), self._got)
        self.ask("store", lambda: self._services.printing.available(case_id), self._got_papers)

    def _got(self, view: TimelineView) -> None:
        self.view = view

    def _got_papers(self, papers: tuple[PrintItemView, ...]) -> None:
        self.papers = papers

    def save(self, document: str, file: Path) -> None:
        """Render a document and write it to the file a person chose."""
        case_id, printing = self.case_id, self._services.printing

        def work() -> None:
            printing.save(printing.render(document, case_id), file)

        def done(_: None) -> None:
            self.saved = document

        self.ask("store", work, done)


class HomesPresenter(Presenter):
    """Waiting list, homes in stock and leases.

    Args:
        services: the desk's services.
        runner: for slow work.
        clock: proposes the first day of a lease.
    """

    def __init__(self, services: DeskServices, runner: Runner, clock: Clock) -> None:
        super().__init__(runner)
        self._services, self._clock = services, clock
        self.waiting: tuple[WaitingEntry, ...] = ()
        self.units: tuple[Unit, ...] = ()
        self.tenancies: tuple[Tenancy, ...] = ()
        self.last_act: ActView | None = None

    def load(self) -> None:
        """Ask for all three."""
        allocation = self._services.allocation

        def work() -> tuple[tuple[WaitingEntry, ...], tuple[Unit, ...], tuple[Tenancy, ...]]:
            return allocation.waiting(), allocation.units(), allocation.tenancies()

        self.ask("store", work, self._got)

    def _got(self, found: tuple[tuple[WaitingEntry, ...], tuple[Unit, ...], tuple[Tenancy, ...]]) -> None:
        self.waiting, self.units, self.tenancies = found

    def free_units(self) -> list[Unit]:
        """Homes that may be allocated."""
        return [unit for unit in self.units if unit.state is UnitState.VACANT_READY]

    def active(self) -> list[WaitingEntry]:
        """Households that wait, in the order of the province; nothing here moves it."""
        return [entry for entry in self.waiting if entry.state is WaitingState.ACTIVE]

    def to_sign(self) -> list[Tenancy]:
        """Contracts that the province issued and nobody has signed."""
        return [tenancy for tenancy in self.tenancies if tenancy.state is TenancyState.CONTRACT_PENDING]

    def first_day(self) -> date:
        """The first day of the next month, as a proposal."""
        today = self._clock.today()
        return date(today.year + today.month // 12, today.month % 12 + 1, 1)

    def allocate(self, waiting_id: str, unit_id: str, term_from: date, years: int) -> None:
        """Direct allocation, as an intent."""
        allocation = self._services.allocation
        self.ask("store", lambda: allocation.allocate(waiting_id, unit_id, term_from, years), self._acted)

    def sign(self, tenancy_id: str, image_png: bytes, *, explained: bool) -> None:
        """The tenant signs the issued contract."""
        allocation = self._services.allocation

        def work() -> ActView:
            return allocation.sign_contract(
                tenancy_id, explained=explained, method=SignatureMethod.PAD, image_png=image_png
            )

        self.ask("store", work, self._acted)

    def _acted(self, act: ActView) -> None:
        self.last_act = act
        self.load()
