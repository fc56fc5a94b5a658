"""What cannot be right in the entries of an application, each named at its field. Pure; never raises on content.

These checks need nothing but the entry, its people and the day. What a *policy* asks for is checked in
``sync.policy.draft_checks``, which calls :func:`check_entries`; amounts, shares and unknown members are
``sync.policy.entries``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sync.model import codes
from sync.model.application import ApplicationDraft, Consent, ConsentPurpose, SignerKind, ValidToRule
from sync.model.case import Problem
from sync.model.entrustment import Entrustment, Power
from sync.model.household import (
    FamilyType,
    Household,
    HousingFact,
    IncomeItem,
    LegalCapacity,
    Member,
    MemberRole,
    Tenure,
    Vehicle,
)
from sync.model.numbers import NumberRefusal, parse_document_number
from sync.model.plates import parse_plate, parse_vin
from sync.model.value_checks import (
    MOST_FEN,
    in_future,
    is_phone,
    not_a_digest,
    not_a_month,
    not_a_region,
    not_an_organisation,
    not_listed,
    out_of_order,
    out_of_range,
)
from sync.model.work import Business, Contribution, Employment

_MOST_MONTHS = 12 * 60
_MOST_COPIES = 20
_SPOUSES = frozenset({"10", "11", "12"})
_NOT_BUILT_YET = frozenset({Tenure.PRE_SALE, Tenure.RESETTLE_UNDELIVERED})


def check_entries(draft: ApplicationDraft, today: date) -> Iterator[Problem]:
    """Everything in a draft that no policy is needed for to see that it cannot be right.

    Args:
        today: the civil day in China.
    """
    for key, member in draft.members.items():
        yield from check_member(f"members/{key}", member, today)
    for key, home in draft.housing.items():
        yield from check_home(f"housing/{key}", home, today)
    for key, income in draft.income.items():
        yield from check_income(f"income/{key}", income)
    for key, asset in draft.assets.items():
        yield from in_future(f"assets/{key}", asset.as_of, today)
    for key, vehicle in draft.vehicles.items():
        yield from check_vehicle(f"vehicles/{key}", vehicle, today)
    yield from _about_work(draft, today)
    for key, consent in _living(draft.consents).values():
        yield from check_consent(f"consents/{key}", consent, today)
    if draft.household is not None:
        yield from check_household(draft.household, draft)
    if draft.entrustment is not None:
        yield from check_entrustment(draft.entrustment, draft, today)


def check_member(path: str, member: Member, today: date) -> Iterator[Problem]:
    """Codes, days and papers of one person. Sex, age, kinship and marriage: ``sync.policy.draft_checks``."""
    yield from not_listed(path, member.nation, codes.nations())
    yield from not_listed(path, member.education, codes.educations())
    yield from not_listed(path, member.work, codes.jobs())
    yield from not_listed(path, member.disability_kind, codes.disability_kinds())
    if member.disability_grade is not None:
        yield from not_listed(path, str(member.disability_grade), codes.disability_grades())
    yield from not_a_region(path, member.hukou_region)
    yield from not_a_region(path, member.live_region)
    yield from not_an_organisation(path, member.employer_code)
    yield from out_of_range(path, member.monthly_income_fen, MOST_FEN)
    yield from out_of_range(path, member.insurance_months, _MOST_MONTHS)
    yield from _about_the_days(path, member, today)
    yield from _about_the_person(path, member)


def _about_the_days(path: str, member: Member, today: date) -> Iterator[Problem]:
    yield from out_of_order(path, member.birth_date, member.hukou_since)
    yield from out_of_order(path, member.birth_date, member.graduated_on)
    yield from out_of_order(path, member.residence_permit_from, member.residence_permit_to)
    yield from out_of_order(path, member.document_valid_from, member.document_valid_to)
    for day in (member.hukou_since, member.graduated_on, member.residence_permit_from, member.document_valid_from):
        yield from in_future(path, day, today)


def _about_the_person(path: str, member: Member) -> Iterator[Problem]:
    named: dict[str, str | int] = {"name": member.name or "?"}
    if member.capacity is not None and member.legal_capacity not in {None, member.capacity is LegalCapacity.FULL}:
        yield Problem(path=path, code="capacity_contradicted", details=named)
    if member.phone2 and not is_phone(member.phone2):
        yield Problem(path=path, code="phone_format", details=named)
    if member.deceased and member.role is not MemberRole.COUNTED_ONLY:
        yield Problem(path=path, code="deceased_applies", details=named)
    if member.away_reason is not None and member.lives_together:
        yield Problem(path=path, code="away_and_there", details=named)


def check_household(household: Household, draft: ApplicationDraft) -> Iterator[Problem]:
    """What is said about the family against who is in it."""
    yield from not_a_region("household", household.region)
    housed = [member for member in draft.members.values() if member.role is not MemberRole.COUNTED_ONLY]
    yield from out_of_range("household", household.protected, max(1, len(draft.members)))
    spouse = any(member.kinship in _SPOUSES for member in draft.members.values())
    alone = household.family_type is FamilyType.SINGLE and len(housed) > 1
    if alone or (household.family_type is FamilyType.SINGLE_PARENT and spouse):
        yield Problem(path="household", code="family_type")


def check_home(path: str, home: HousingFact, today: date) -> Iterator[Problem]:
    """Days of a home, and a promise that only a public tenancy can carry."""
    yield from out_of_order(path, home.acquired_on, home.disposed_on)
    if home.tenure not in _NOT_BUILT_YET:
        yield from in_future(path, home.acquired_on, today)
    if home.return_promised and home.tenure is not Tenure.PUBLIC_TENANCY:
        yield Problem(path=path, code="return_of_what")


def check_income(path: str, income: IncomeItem) -> Iterator[Problem]:
    """The period of an income is twelve months. Source: 穗府办规〔2024〕13号 art. 22."""
    begins, ends = income.period_from, income.period_to
    if begins is None or ends is None:
        return
    following = ends + timedelta(days=1) if ends < date.max else ends
    if (following.year, following.month, following.day) != (begins.year + 1, begins.month, begins.day):
        yield Problem(path=path, code="period_not_a_year")


def check_vehicle(path: str, vehicle: Vehicle, today: date) -> Iterator[Problem]:
    """Plate, number and day of a vehicle."""
    if vehicle.plate and parse_plate(vehicle.plate) is None:
        yield Problem(path=path, code="plate_format")
    if vehicle.vin and parse_vin(vehicle.vin) is None:
        yield Problem(path=path, code="vin_format")
    yield from in_future(path, vehicle.bought_on, today)


def _about_work(draft: ApplicationDraft, today: date) -> Iterator[Problem]:
    for key, paid in draft.contributions.items():
        path = f"contributions/{key}"
        yield from _of_a_member(path, paid.member, draft)
        yield from check_contribution(path, paid, today)
    for key, contract in draft.employments.items():
        path = f"employments/{key}"
        yield from _of_a_member(path, contract.member, draft)
        yield from check_employment(path, contract, today)
    for key, business in draft.businesses.items():
        path = f"businesses/{key}"
        yield from _of_a_member(path, business.member, draft)
        yield from check_business(path, business, today)
    if draft.no_business_declared and any(one.closed_on is None for one in draft.businesses.values()):
        yield Problem(path="no_business_declared", code="declared_against_entries")


def _of_a_member(path: str, member: str | None, draft: ApplicationDraft) -> Iterator[Problem]:
    if member is not None and member not in draft.members:
        yield Problem(path=path, code="member_unknown")


def check_contribution(path: str, paid: Contribution, today: date) -> Iterator[Problem]:
    """Months and base of what was paid: the continuous months lie within the total and within the months between."""
    yield from out_of_range(path, paid.months_total, _MOST_MONTHS)
    yield from out_of_range(path, paid.months_continuous, _MOST_MONTHS)
    yield from out_of_range(path, paid.base_fen, MOST_FEN)
    malformed = [*not_a_month(path, paid.first_month), *not_a_month(path, paid.last_month)]
    yield from malformed
    if malformed:
        return
    last = _month_number(paid.last_month)
    if last is not None and last > today.year * 12 + today.month:
        yield Problem(path=path, code="date_in_future")
    if _more_than_there_can_be(paid):
        yield Problem(path=path, code="months_order")


def _month_number(text: str | None) -> int | None:
    return None if text is None else int(text[:4]) * 12 + int(text[5:])


def _more_than_there_can_be(paid: Contribution) -> bool:
    first, last = _month_number(paid.first_month), _month_number(paid.last_month)
    between = None if first is None or last is None else last - first + 1
    limits = (paid.months_total, between)
    counts = (paid.months_continuous, paid.months_total)
    return any(count is not None and limit is not None and count > limit for count in counts for limit in limits)


def check_employment(path: str, contract: Employment, today: date) -> Iterator[Problem]:
    """Days of a labour contract, and who the employer is."""
    yield from not_an_organisation(path, contract.employer_code)
    yield from out_of_order(path, contract.starts_on, contract.ends_on)
    yield from in_future(path, contract.signed_on, today)
    if contract.open_ended and contract.ends_on is not None:
        yield Problem(path=path, code="open_ended_with_end")


def check_business(path: str, business: Business, today: date) -> Iterator[Problem]:
    """Days and number of a registered business."""
    yield from not_an_organisation(path, business.code)
    yield from out_of_order(path, business.registered_on, business.closed_on, today if business.closed_on else None)
    yield from in_future(path, business.registered_on, today)
    yield from out_of_range(path, business.capital_fen, MOST_FEN)


def _living(consents: Mapping[str, Consent]) -> dict[str, tuple[str, Consent]]:
    """Member -> the latest letter that was not withdrawn, with its key; what it took the place of is history."""
    found: dict[str, tuple[str, Consent]] = {}
    for key, consent in consents.items():
        known = found.get(consent.member)
        if consent.withdrawn_at is None and (known is None or consent.signed_at > known[1].signed_at):
            found[consent.member] = key, consent
    return found


def check_consent(path: str, consent: Consent, today: date) -> Iterator[Problem]:
    """One letter of authorization by itself: who signed in what right, for what, and for how long.

    Whether it is the *right* person for the member is ``sync.policy.people``.
    """
    if not consent.classes:
        yield Problem(path=path, code="consent_empty")
    own = consent.signer == consent.member
    if consent.signer_kind is not None and own != (consent.signer_kind is SignerKind.SELF):
        yield Problem(path=path, code="consent_signer_kind")
    for digest in (consent.text_sha256, consent.signature_sha256 or None):
        yield from not_a_digest(path, digest)
    yield from out_of_range(path, consent.copies, _MOST_COPIES)
    yield from out_of_order(path, consent.valid_from, consent.valid_to)
    if (consent.valid_to_rule is ValidToRule.FIXED) != (consent.valid_to is not None):
        yield Problem(path=path, code="consent_end")
    if consent.valid_to is not None and consent.valid_to < today:
        yield Problem(path=path, code="consent_expired")
    if consent.purpose not in {None, ConsentPurpose.APPLY}:
        yield Problem(path=path, code="consent_purpose")


def check_entrustment(letter: Entrustment, draft: ApplicationDraft, today: date) -> Iterator[Problem]:
    """The letter that lets somebody act for the applicant."""
    path = "entrustment"
    if not letter.powers:
        yield Problem(path=path, code="entrust_nothing")
    if letter.principal != draft.applicant_id():
        yield Problem(path=path, code="entrust_principal")
    yield from _about_the_agent(path, letter, today)
    yield from out_of_order(path, letter.valid_from, letter.valid_to)
    for digest in (letter.text_sha256, letter.signature_sha256, letter.agent_signature_sha256):
        yield from not_a_digest(path, digest)
    if letter.signed_at is not None and not (letter.signature_sha256 and letter.agent_signature_sha256):
        yield Problem(path=path, code="entrust_signatures")


def _about_the_agent(path: str, letter: Entrustment, today: date) -> Iterator[Problem]:
    named: dict[str, str | int] = {"name": letter.agent_name or "?"}
    if bool(letter.agent_name) == bool(letter.agent_point) or bool(letter.agent_point) != bool(letter.agent_staff):
        yield Problem(path=path, code="entrust_agent")
    if letter.agent_document_number is not None:
        parsed = parse_document_number(letter.agent_document_number, today)
        if isinstance(parsed, NumberRefusal):
            yield Problem(path=path, code="number_invalid", details={**named, "fault": parsed.fault.value})
        elif letter.agent_document_type not in {None, parsed.document_type.value}:
            yield Problem(path=path, code="number_of_other_document", details=named)
    if letter.agent_phone and not is_phone(letter.agent_phone):
        yield Problem(path=path, code="phone_format", details=named)


def allowed(draft: ApplicationDraft, power: Power, today: date) -> bool:
    """Whether an agent of this application may do something today; no letter, no power."""
    return draft.entrustment is not None and draft.entrustment.allows(power, today)
