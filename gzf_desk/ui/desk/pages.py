"""Which page stands at which place. A builder holds the presenter, so that a page can be built anew."""

from __future__ import annotations

from collections.abc import Callable

from gzf_desk.clock import Clock
from gzf_desk.services.api import DeskServices
from gzf_desk.ui.desk.card_step import CardStep
from gzf_desk.ui.desk.case_page import CasePage
from gzf_desk.ui.desk.cases_page import CasesPage
from gzf_desk.ui.desk.done_step import DoneStep
from gzf_desk.ui.desk.home_step import HomeStep
from gzf_desk.ui.desk.homes_page import HomesPage
from gzf_desk.ui.desk.materials_step import MaterialsStep
from gzf_desk.ui.desk.money_step import MoneyStep
from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.desk.people_step import PeopleStep
from gzf_desk.ui.desk.result_step import ResultStep
from gzf_desk.ui.desk.review_page import ReviewPage
from gzf_desk.ui.desk.signing_step import SigningStep
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.desk.sync_page import SyncPage
from gzf_desk.ui.desk.today_page import TodayPage
from gzf_desk.ui.desk.unlock_page import UnlockPage
from gzf_desk.ui.presenters.base import Runner
from gzf_desk.ui.presenters.case import CasePresenter, HomesPresenter
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from gzf_desk.ui.presenters.lists import CasesPresenter, SyncPresenter, TodayPresenter, UnlockPresenter
from gzf_desk.ui.presenters.review import ReviewPresenter
from gzf_desk.ui.presenters.signing import SigningPresenter
from gzf_desk.ui.theme.look import Kit

PageBuilder = Callable[[Kit, Navigator], Page]
"""Makes the page of one place, any number of times, over the same presenter."""

_STEPS: dict[IntakeStep, type[StepPage]] = {
    IntakeStep.CARD: CardStep,
    IntakeStep.PEOPLE: PeopleStep,
    IntakeStep.HOME: HomeStep,
    IntakeStep.MONEY: MoneyStep,
    IntakeStep.MATERIALS: MaterialsStep,
    IntakeStep.RESULT: ResultStep,
}


def builder_of(
    place: Place, services: DeskServices, runner: Runner, clock: Clock, signed_in: Callable[[], None]
) -> PageBuilder:
    """The builder of a place; its presenter starts loading."""
    match place.name:
        case PlaceName.UNLOCK:
            unlock = UnlockPresenter(services, runner, signed_in)
            unlock.load()
            return lambda kit, nav: UnlockPage(kit, nav, unlock)
        case PlaceName.NEW:
            return _intake(place, services, runner)
        case PlaceName.CASES:
            cases = CasesPresenter(services, runner)
            cases.load()
            return lambda kit, nav: CasesPage(kit, nav, cases)
        case PlaceName.REVIEW:
            review = ReviewPresenter(services, runner, clock, place.case_id)
            review.load()
            return lambda kit, nav: ReviewPage(kit, nav, review)
        case PlaceName.CASE:
            case = CasePresenter(services, runner, place.case_id)
            case.load()
            return lambda kit, nav: CasePage(kit, nav, case)
        case PlaceName.HOMES:
            homes = HomesPresenter(services, runner, clock)
            homes.load()
            return lambda kit, nav: HomesPage(kit, nav, homes)
        case PlaceName.SYNC:
            sync = SyncPresenter(services, runner)
            sync.load()
            return lambda kit, nav: SyncPage(kit, nav, sync)
        case _:
            today = TodayPresenter(services, runner)
            today.load()
            return lambda kit, nav: TodayPage(kit, nav, today)


def _intake(place: Place, services: DeskServices, runner: Runner) -> PageBuilder:
    intake = IntakePresenter(services, runner)
    signing: dict[str, SigningPresenter] = {}
    if place.case_id:
        intake.open(place.case_id)
    elif place.with_card:
        intake.read_card()

    def build(kit: Kit, nav: Navigator) -> Page:
        if intake.step is IntakeStep.SIGN:
            known = signing.setdefault(intake.case_id, SigningPresenter(services, runner, intake.case_id))
            return SigningStep(kit, nav, intake, known)
        if intake.step is IntakeStep.DONE:
            return DoneStep(kit, nav, intake)
        return _STEPS[intake.step](kit, nav, intake)

    return build
