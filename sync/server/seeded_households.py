"""Fictional households that are complete enough to be submitted, varied but the same for the same chance."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from sync.model.application import ApplicationDraft, Category, Channel, Consent, GuaranteeForm, Undertaking
from sync.model.household import HousingFact, IncomeItem, IncomeKind, Member, MemberRole, SpecialGroup, Tenure
from sync.model.numbers import mod11_2_check
from sync.model.promise import bound
from sync.model.states import SignatureMethod
from sync.policy import Policy

REGION = "990101"
_FAMILY_NAMES = ("例", "样", "试", "林", "陈", "示")
_GIVEN_NAMES = ("秀例", "大样", "小样", "测试", "示例", "例文", "样安", "试平")
_PAPER = "00" * 32
"""Stands where a real paper's digest would: nobody signed anything."""
_UNMARRIED, _MARRIED, _DIVORCED = "10", "20", "40"
"""Source: GB/T 2261.2."""
_SHARE_OF_COUPLES = 0.6
_YOUNGEST_PARENT = 20
_MOST_CHILDREN = 3
_COUPLES = 0.6
"""Share of couples."""


@dataclass
class _Numbers:
    """Serials of document numbers, so that no two persons share one."""

    chance: random.Random
    taken: int = 0

    def next(self, born: date, *, male: bool) -> str:
        """A fictional citizen number: odd serials are men's. Source: GB 11643-1999."""
        self.taken += 1
        serial = (self.taken * 2 + male) % 1000
        first17 = f"{REGION}{born:%Y%m%d}{serial:03d}"
        return first17 + mod11_2_check(first17)


class HouseholdMaker:
    """Makes households one after the other.

    Args:
        policy: that they apply under.
        seed: the same seed makes the same households.
        today: civil day.
        witness: operator id under the consents.
    """

    def __init__(self, policy: Policy, seed: str, today: date, witness: str) -> None:
        self._policy = policy
        self._chance = random.Random(seed)  # noqa: S311 (fictional data, not secrets)
        self._numbers = _Numbers(self._chance)
        self._today = today
        self._witness = witness

    def next(self) -> ApplicationDraft:
        """The next household: one or two adults, up to three children, renting, with low income."""
        members = self._members()
        adults = [key for key, member in members.items() if member.kinship in ("01", "10")]
        draft = ApplicationDraft(
            category=Category.HUKOU_LOWINC,
            form=GuaranteeForm.UNIT,
            channel=Channel.DESK_STREET,
            policy_id=self._policy.id,
            policy_version=self._policy.version,
            members=members,
            housing={"h1": HousingFact(member="m1", tenure=Tenure.RENTED, area100=self._area(), local=True)},
            no_housing_declared=True,
            income={
                f"i{place}": IncomeItem(member=key, kind=IncomeKind.WAGE, amount_fen=self._wage())
                for place, key in enumerate(adults, start=1)
            },
            no_assets_declared=True,
            no_vehicles_declared=True,
            other_benefit=False,
            no_home_disposed=True,
            consents={f"c-{key}": self._consent(key, key if key in adults else "m1") for key in members},
            undertaking=self._undertaking(tuple(adults)),
        )
        return msgspec.structs.replace(draft, undertaking=bound(draft))

    def _members(self) -> dict[str, Member]:
        chance = self._chance
        age = chance.randrange(30, 62)
        married = chance.random() < _SHARE_OF_COUPLES
        members = {"m1": self._person(age, "01", MemberRole.APPLICANT, _MARRIED if married else _DIVORCED)}
        if married:
            members["m2"] = self._person(chance.randrange(30, 62), "10", MemberRole.CO_APPLICANT, _MARRIED)
        for child in range(chance.randrange(_MOST_CHILDREN)):
            years = chance.randrange(1, min(16, age - _YOUNGEST_PARENT))
            members[f"m{child + 3}"] = self._person(years, "20", MemberRole.CO_APPLICANT, _UNMARRIED)
        return members

    def _person(self, age: int, kinship: str, role: MemberRole, marital: str) -> Member:
        chance = self._chance
        born = self._today - timedelta(days=age * 366 + chance.randrange(200))
        male = chance.random() < 0.5
        adult = kinship in ("01", "10")
        if not adult:
            kinship = "20" if male else "30"
        return Member(
            name=chance.choice(_FAMILY_NAMES) + chance.choice(_GIVEN_NAMES),
            sex="1" if male else "2",
            nation="01",
            birth_date=born,
            document_type="resident",
            document_number=self._numbers.next(born, male=male),
            kinship=kinship,
            role=role,
            marital=marital,
            phone=f"1990000{chance.randrange(10_000):04d}" if kinship == "01" else None,
            local_hukou=True,
            hukou_since=born,
            special_groups=(SpecialGroup.LOWSEC_EDGE,) if kinship == "01" else (),
        )

    def _consent(self, member: str, signer: str) -> Consent:
        return Consent(
            member=member,
            signer=signer,
            classes=self._policy.consent.classes,
            method=SignatureMethod.PAPER,
            signed_at=self._signed(),
            text_version="1",
            text_sha256=_PAPER,
            signature_sha256=_PAPER,
            witness=self._witness,
        )

    def _undertaking(self, signers: tuple[str, ...]) -> Undertaking:
        return Undertaking(
            signers=signers,
            method=SignatureMethod.PAPER,
            signed_at=self._signed(),
            text_version="1",
            text_sha256=_PAPER,
            signature_sha256=(_PAPER,) * len(signers),
            witness=self._witness,
        )

    def _signed(self) -> datetime:
        return datetime.combine(self._today - timedelta(days=1), time(2), tzinfo=UTC)

    def _area(self) -> int:
        return self._chance.randrange(2_000, 6_000, 50)

    def _wage(self) -> int:
        return self._chance.randrange(1_800_000, 3_200_000, 10_000)
