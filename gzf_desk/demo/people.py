"""A fictional family and what they tell the clerk. Nobody here exists; the region code 990101 does not either."""

from __future__ import annotations

from dataclasses import dataclass

from gzf_desk.services.api import IntakeService
from gzf_desk.services.views import CardView
from sync.model.application import Category, GuaranteeForm
from sync.model.household import AssetKind, IncomeKind, SpecialGroup, Tenure

APPLICANT_CARD = "lin-xiuli"
HUSBAND_CARD = "chen-dayang"
SON_CARD = "chen-xiaoyang"


@dataclass(frozen=True)
class Told:
    """One thing that a member says about themselves."""

    field: str
    value: object


ABOUT_APPLICANT = (
    Told("phone", "19900001234"),
    Told("marital", "21"),
    Told("local_hukou", True),
    Told("hukou_since", "1998-05-01"),
    Told("lives_together", True),
    Told("work", "24"),
    Told("legal_capacity", True),
    Told("special_groups", [SpecialGroup.LOWINC.value]),
)
ABOUT_HUSBAND = (
    Told("phone", "19900001235"),
    Told("marital", "21"),
    Told("local_hukou", True),
    Told("lives_together", True),
    Told("work", "24"),
    Told("legal_capacity", True),
)
ABOUT_SON = (Told("marital", "10"), Told("local_hukou", True), Told("lives_together", True), Told("work", "31"))


def tell(intake: IntakeService, case_id: str, entry: str, told: tuple[Told, ...]) -> None:
    """Type what somebody says, one field at a time, as a clerk does."""
    for one in told:
        intake.set(case_id, f"{entry}.{one.field}", one.value)


def take_family(intake: IntakeService, case_id: str, husband: CardView, son: CardView) -> dict[str, str]:
    """The whole family into a draft that was begun with the applicant's card; member ids by part."""
    applicant = next(iter(intake.draft(case_id).draft.members))
    tell(intake, case_id, f"members/{applicant}", ABOUT_APPLICANT)
    husband_id, _ = intake.add_member_from_card(case_id, husband, "11")
    tell(intake, case_id, f"members/{husband_id}", ABOUT_HUSBAND)
    son_id, _ = intake.add_member_from_card(case_id, son, "21")
    tell(intake, case_id, f"members/{son_id}", (*ABOUT_SON, Told("guardian", applicant)))
    return {"applicant": applicant, "husband": husband_id, "son": son_id}


def take_circumstances(intake: IntakeService, case_id: str, family: dict[str, str]) -> None:
    """Category, housing, income, assets: one field at a time."""
    intake.set(case_id, "category", Category.HUKOU_LOWINC.value)
    intake.set(case_id, "form", GuaranteeForm.UNIT.value)
    home, _ = intake.add(case_id, "housing")
    for field, value in (
        ("member", family["husband"]),
        ("tenure", Tenure.OWN.value),
        ("address", "示例省示例市示例区例街道一路1号101室"),
        ("area100", 3300),
        ("local", True),
        ("lived_in", True),
    ):
        intake.set(case_id, f"housing/{home}.{field}", value)
    for who, kind, fen in (
        (family["applicant"], IncomeKind.WAGE, 2_860_000),
        (family["husband"], IncomeKind.WAGE, 3_655_000),
    ):
        entry, _ = intake.add(case_id, "income")
        for field, value in (("member", who), ("kind", kind.value), ("amount_fen", fen)):
            intake.set(case_id, f"income/{entry}.{field}", value)
    entry, _ = intake.add(case_id, "assets")
    for field, value in (
        ("member", family["applicant"]),
        ("kind", AssetKind.DEPOSIT.value),
        ("value_fen", 1_200_000),
    ):
        intake.set(case_id, f"assets/{entry}.{field}", value)
    intake.set(case_id, "no_vehicles_declared", True)
    intake.set(case_id, "other_benefit", False)
    intake.set(case_id, "no_home_disposed", True)
