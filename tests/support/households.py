"""Plainly fictional households that are complete enough to be submitted under the example policy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec

from sync import assets
from sync.model.application import ApplicationDraft, Category, Channel, Consent, GuaranteeForm, Undertaking
from sync.model.case import VerificationFact
from sync.model.household import HousingFact, IncomeItem, IncomeKind, Member, MemberRole, SpecialGroup, Tenure
from sync.model.numbers import mod11_2_check
from sync.model.states import DataClass, SignatureMethod
from sync.policy import Policy, PolicyBook
from sync.policy.calendar import Calendar, parse_calendar

ORG = "990101003"
SIGNED = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
HASH = "ab" * 32


def example_policy() -> Policy:
    policy = policy_book().policy("yichun2", "2026-01")
    assert policy is not None
    return policy


def all_policies() -> tuple[Policy, ...]:
    """Every policy that is shipped and can be applied for under."""
    return tuple(policy_book().all())


@cache
def policy_book() -> PolicyBook:
    """The policies that are shipped."""
    return PolicyBook.in_resources(assets.names, assets.read_text)


def example_calendar() -> Calendar:
    return parse_calendar(assets.read_text("calendars/cn.json"))


def document_number(birth: date, serial: int, *, male: bool) -> str:
    """A fictional citizen number: region 990101, odd serials are men's."""
    first17 = f"990101{birth:%Y%m%d}{serial * 2 + male:03d}"
    return first17 + mod11_2_check(first17)


def person(name: str, birth: date, kinship: str, *, male: bool, serial: int = 1, **more: Any) -> Member:
    return Member(
        name=name,
        sex="1" if male else "2",
        nation="01",
        birth_date=birth,
        document_type="resident",
        document_number=document_number(birth, serial, male=male),
        kinship=kinship,
        **more,
    )


def consent_for(member: str, signer: str | None = None, classes: tuple[DataClass, ...] | None = None) -> Consent:
    return Consent(
        member=member,
        signer=signer or member,
        classes=classes if classes is not None else example_policy().consent.classes,
        method=SignatureMethod.PAPER,
        signed_at=SIGNED,
        text_version="1",
        text_sha256=HASH,
        signature_sha256=HASH,
        witness="op-window",
    )


def family(**changes: Any) -> ApplicationDraft:
    """A couple with a child, low income, 1,809 yuan per person and month, renting, complete for submission."""
    members = {
        "m1": person(
            "林秀例",
            date(1979, 5, 4),
            "01",
            male=False,
            role=MemberRole.APPLICANT,
            marital="20",
            phone="19900001234",
            local_hukou=True,
            hukou_since=date(1979, 5, 4),
            special_groups=(SpecialGroup.LOWSEC_EDGE,),
        ),
        "m2": person("陈大样", date(1976, 8, 1), "11", male=True, serial=2),
        "m3": person("陈小样", date(2016, 2, 29), "22", male=True, serial=3),
    }
    draft = ApplicationDraft(
        category=Category.HUKOU_LOWINC,
        form=GuaranteeForm.UNIT,
        channel=Channel.DESK_STREET,
        policy_id="yichun2",
        policy_version="2026-01",
        members=members,
        housing={"h1": HousingFact(member="m1", tenure=Tenure.RENTED, area100=6_000, local=True)},
        no_housing_declared=True,
        income={
            "i1": IncomeItem(member="m1", kind=IncomeKind.WAGE, amount_fen=3_512_400),
            "i2": IncomeItem(member="m2", kind=IncomeKind.WAGE, amount_fen=3_000_000),
        },
        no_assets_declared=True,
        no_vehicles_declared=True,
        other_benefit=False,
        no_home_disposed=True,
        consents={"c1": consent_for("m1"), "c2": consent_for("m2"), "c3": consent_for("m3", "m1")},
        undertaking=Undertaking(
            signers=("m1", "m2"),
            method=SignatureMethod.PAPER,
            signed_at=SIGNED,
            text_version="1",
            text_sha256=HASH,
            signature_sha256=(HASH, HASH),
            witness="op-window",
        ),
    )
    return msgspec.structs.replace(draft, **changes)


def with_member(draft: ApplicationDraft, member_id: str, **changes: Any) -> ApplicationDraft:
    """The draft with fields of one member changed."""
    member = msgspec.structs.replace(draft.members[member_id], **changes)
    return msgspec.structs.replace(draft, members={**draft.members, member_id: member})


def answered(draft: ApplicationDraft, as_of: date = date(2026, 3, 3)) -> tuple[VerificationFact, ...]:
    """Clean answers of all departments that the example policy asks."""
    outcomes = {"V01": "match", "V21": "not_found", "V03": "not_found", "V28": "match", "V32": "not_found"}
    return tuple(
        VerificationFact(data_class=kind, member=member_id, outcome=outcome, source="department", as_of=as_of)
        for kind, outcome in outcomes.items()
        for member_id in draft.members
    )
