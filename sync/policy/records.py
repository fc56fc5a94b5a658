"""What a city may decide, as records. A policy is data; a case keeps the version that it was accepted under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from sync.model.application import Category, GuaranteeForm
from sync.model.states import DataClass, Role, ServicePoint
from sync.policy.figure import Figure, PolicyStruct, figures_in
from sync.policy.sections.alerts import AlertRules
from sync.policy.sections.allocation import AllocationRules
from sync.policy.sections.anomaly import AnomalyRules
from sync.policy.sections.approval import Approval
from sync.policy.sections.billing import BillingRules
from sync.policy.sections.categories import CategoryRules
from sync.policy.sections.change import ChangeRules
from sync.policy.sections.credit import CreditRules
from sync.policy.sections.disclosure import DisclosureRules
from sync.policy.sections.flags import FlagRules
from sync.policy.sections.inspections import InspectionRules
from sync.policy.sections.pauses import PauseRules
from sync.policy.sections.recheck import RecheckRules
from sync.policy.sections.remedies import RemedyRules
from sync.policy.sections.reminders import ReminderRules
from sync.policy.sections.score import ScoreSheet
from sync.policy.sections.subsidy import SubsidyRules
from sync.policy.sections.supervision import SupervisionRules
from sync.policy.sections.tenancy import TenancyRules
from sync.policy.sections.violations import ViolationRules
from sync.policy.sections.waiting import WaitingRules


class StageKind(StrEnum):
    """Kinds of links of the road."""

    ACCEPT = "accept"
    VERIFY = "verify"
    REVIEW = "review"
    PUBLICITY = "publicity"
    DECIDE = "decide"
    REGISTER = "register"
    """A record is made and nothing decided, e.g. the city files what the district decided."""


class Element(StrEnum):
    """What must be there before a stage may be left. Source: FJ-21 (要件)."""

    CONSENT = "consent"
    """Everybody who must has consented."""
    UNDERTAKING = "undertaking"
    MATERIALS = "materials"
    CHECKS = "checks"
    """Departments have answered, or a person has checked by hand and says so."""
    OPINION = "opinion"
    """Words of the reviewer's own."""
    PUBLICITY_EVIDENCE = "publicity_evidence"
    """Proof that the list hung where it had to."""
    OBJECTIONS_ANSWERED = "objections_answered"
    RESULT = "result"
    """What is announced or recorded."""


class Stage(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One link of the road: who may (``org``, ``role``), what it takes, how long, what comes next. Source: FJ-21."""

    UNITS: ClassVar[Mapping[str, str]] = {"limit": "days"}

    code: str
    kind: StageKind
    org: Literal["community", "street", "county", "city", "platform"]
    role: Role
    limit: Figure
    next: str = ""
    """Code of the next stage; "" ends the road."""
    parallel_with: str = ""
    """A VERIFY stage beside the stage of this code; without it the stage lies on the road and has ``next``."""
    may_reject: bool = False
    final: bool = False
    checks_first: bool = True
    """A review: whether every check must be answered before it may agree."""
    elements: tuple[Element, ...] = ()
    """What must be there before the stage may be left."""
    scope: tuple[str, ...] = ()
    """Places of a publicity."""
    link: str = ""
    """Where a city counts several stages as one link (环节): that link's name."""


class Condition(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One condition code: its basis and which department confirms it."""

    basis: str
    confirmed_by: tuple[DataClass, ...] = ()
    declared_is_enough: bool = True
    """False: a declaration alone stays UNKNOWN until a department has answered."""


class CheckRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of data that must be answered before a reviewer may agree."""

    data_class: DataClass
    who: Literal["all", "adults", "applicant"]


class ConsentRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which consents must stand before anything is checked."""

    UNITS: ClassVar[Mapping[str, str]] = {"adult_age": "years"}

    classes: tuple[DataClass, ...]
    minors_by_guardian: bool
    adult_age: Figure


class MaterialRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paper of the material list."""

    kind: str
    who: Literal["case", "applicant", "each", "adults"]
    categories: tuple[Category, ...] = ()
    """Empty = all."""
    exempt: tuple[str, ...] = ()
    """Reasons that stand in for the paper."""
    checked_by: tuple[DataClass, ...] = ()
    """Classes of data that show the same: who consents to one of them need not bring the paper (``network_check``)."""
    instead: tuple[str, ...] = ()
    """Papers that show the same (``other_material``)."""
    when: Literal["always", "married", "divorced", "widowed", "disabled", "rented"] = "always"
    """Of whom it is asked at all."""
    may_follow: bool = True
    """Whether the application may be submitted before the paper is there."""


class ReviewRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes an opinion an opinion (rule R06)."""

    UNITS: ClassVar[Mapping[str, str]] = {"least_own_characters": "count"}

    least_own_characters: Figure
    boilerplate: tuple[str, ...]


class RentRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the rent formula."""

    UNITS: ClassVar[Mapping[str, str]] = {
        "income_share": "permille",
        "floor_share": "permille",
        "reference_area": "area100",
        "reference_standard": "fen",
    }

    income_share: Figure
    """Most that rent may take of the household's monthly income, per mille."""
    floor_share: Figure
    """Never less than this share of the project standard, per mille."""
    preferential_fen: Figure
    """Never less than this, fen per month."""
    deposit_fen: Figure
    max_term_years: Figure
    reference_area: Figure
    """For the rent shown before a home is known, 1/100 m²."""
    reference_standard: Figure
    """For the same, fen per m² and month."""


class Act(StrEnum):
    """Acts that a service point may do without a link. Source: workflow description §9."""

    GUIDE = "guide"
    CAPTURE = "capture"
    DRAFT = "draft"
    PRINT_AND_SIGN = "print_and_sign"
    SUBMIT = "submit"
    CORRECTION_NOTICE = "correction_notice"
    ACCEPT = "accept"
    CHECK = "check"
    OPINION = "opinion"
    DECIDE = "decide"
    OBJECTION_INTAKE = "objection_intake"
    SIGN_CONTRACT = "sign_contract"
    WITHDRAW = "withdraw"
    INSPECT = "inspect"
    ACCEPT_CHANGE = "accept_change"
    """Formal acceptance of a change business: the seven kinds at a property counter."""
    NOTE_RECEIPT = "note_receipt"
    """Note the number of a receipt; nobody takes cash."""


class May(StrEnum):
    """How far."""

    YES = "yes"
    DRAFT_ONLY = "draft"
    WITNESSED = "witnessed"
    """Only with a staff or face check as witness."""
    ONLINE = "online"
    """Only with a link."""
    NO = "no"


class OfflineRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may go on without a link, and how long. Source: workflow description §9."""

    full_days: Figure
    """Formal acceptance rests after so many days without a sync."""
    intake_days: Figure
    points: dict[ServicePoint, dict[Act, May]]


class Totals(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clocks that belong to no single stage."""

    UNITS: ClassVar[Mapping[str, str]] = {"total": "days", "correction": "days"}

    total: Figure
    """Acceptance to result, publicity included."""
    correction: Figure


class Names(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Name in both languages."""

    zh: str
    en: str


class Policy(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A city's rules of one version."""

    id: str
    version: str
    extends: str = ""
    """The layer above, e.g. ``province@2026-01``; "" when it stands alone."""
    name: Names
    region: str
    """Region code of 2, 4, 6 or 9 digits: the records of this part of the tree are decided by it."""
    variant: str
    effective_from: date
    approval: Approval
    lessor: str
    forms: tuple[GuaranteeForm, ...]
    """What may be asked for."""
    clocks: Totals
    pauses: PauseRules
    remedies: RemedyRules
    stages: tuple[Stage, ...]
    conditions: dict[str, Condition]
    categories: dict[Category, CategoryRules]
    checks: tuple[CheckRule, ...]
    consent: ConsentRule
    materials: tuple[MaterialRule, ...]
    review: ReviewRules
    flags: FlagRules
    score: ScoreSheet
    waiting: WaitingRules
    allocation: AllocationRules
    rent: RentRules
    billing: BillingRules
    tenancy: TenancyRules
    subsidy: SubsidyRules
    change: ChangeRules
    recheck: RecheckRules
    offline: OfflineRules
    inspections: InspectionRules
    violations: ViolationRules
    credit: CreditRules
    alerts: AlertRules
    supervision: SupervisionRules
    reminders: ReminderRules
    disclosure: DisclosureRules
    anomaly: AnomalyRules

    def offered_to(self, category: Category | None) -> tuple[GuaranteeForm, ...]:
        """What a category may ask for; what the policy offers at all when the category narrows nothing."""
        rules = self.categories.get(category) if category else None
        return rules.forms if rules and rules.forms else self.forms

    def stage(self, code: str | None) -> Stage | None:
        """The stage of that code, or None."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        return None

    def first(self, kind: StageKind) -> Stage | None:
        """The first stage of a kind in the order of the road, or None."""
        for stage in self.stages:
            if stage.kind is kind:
                return stage
        return None

    def figures(self) -> dict[str, Figure]:
        """Every figure of the policy by its dotted place."""
        return {placed.where: placed.figure for placed in figures_in(self)}
