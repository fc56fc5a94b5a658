"""The application as it is filled in: what a desk may write and what is merged field by field."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.entrustment import Entrustment
from sync.model.household import AssetItem, Count, Household, HousingFact, IncomeItem, Member, MemberRole, Vehicle
from sync.model.states import DataClass, SignatureMethod
from sync.model.work import Business, Contribution, Employment


class Category(StrEnum):
    """Applicant category. Source: data dictionary, list APPLICANT_CATEGORY."""

    HUKOU_LOWSEC = "hukou_lowsec"
    HUKOU_LOWINC = "hukou_lowinc"
    HUKOU_MIDLOW = "hukou_midlow"
    NEW_EMPLOYEE = "new_employee"
    MIGRANT = "migrant"
    TALENT = "talent"
    EMPLOYER_COLLECTIVE = "employer_collective"
    """An employer applies for its staff."""
    SPECIAL_TRADE = "special_trade"
    """Front-line trades such as sanitation and public transport."""


class GuaranteeForm(StrEnum):
    """What is asked for."""

    UNIT = "unit"
    SUBSIDY = "subsidy"


class Channel(StrEnum):
    """Where an application began."""

    DESK_STREET = "desk_street"
    DESK_VILLAGE = "desk_village"
    KIOSK = "kiosk"
    VIDEO = "video"
    PORTAL = "portal"
    APP = "app"
    CITY_SYSTEM = "city_system"
    HOTLINE = "hotline"


class SignerKind(StrEnum):
    """In what right somebody signs a consent."""

    SELF = "self"
    GUARDIAN = "guardian"
    AGENT = "agent"


class ConsentPurpose(StrEnum):
    """What the data may be asked for."""

    APPLY = "apply"
    RECHECK = "recheck"
    CHANGE = "change"


class ValidToRule(StrEnum):
    """When a consent ends by itself."""

    END_OF_MATTER = "end_of_matter"
    """With the benefit, or when it is withdrawn."""
    FIXED = "fixed"
    """On a day that is named."""


class Consent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person's consent to checks (授权书). No check may start without it."""

    member: str
    """Whose data may be asked for."""
    signer: str
    """Member who signed: the person, or the guardian."""
    classes: tuple[DataClass, ...]
    method: SignatureMethod
    signed_at: datetime
    text_version: str
    text_sha256: str
    """Of the text that was shown, hex."""
    signature_sha256: str
    """Of the signature image or the paper scan, hex; the image itself travels as an attachment."""
    witness: str
    """Operator id."""
    number: str | None = None
    withdrawn_at: datetime | None = None
    person_sha256: str = ""
    """Of the name and number that the letter was signed for, hex; "" where that was not noted."""
    signer_kind: SignerKind | None = None
    """None = as the signer says: the person, else the guardian."""
    purpose: ConsentPurpose | None = None
    """None = the application."""
    departments: tuple[str, ...] = ()
    """Departments that may be asked; none = those that hold the classes."""
    processors: tuple[str, ...] = ()
    """Who works with the data on behalf of the housing office."""
    valid_from: date | None = None
    valid_to_rule: ValidToRule | None = None
    """None = END_OF_MATTER."""
    valid_to: date | None = None
    """Last day of a FIXED consent."""
    copies: Count | None = None


class UndertakingSignature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person's signature under the promise."""

    signer: str
    method: SignatureMethod
    signed_at: datetime
    text_version: str
    text_sha256: str
    signature_sha256: str
    """Of the image or the scan, hex; "" for a paper whose scan follows."""
    witness: str
    content_sha256: str = ""
    """Of the facts that were promised, hex (``sync.model.promise``); "" where that was not noted."""


class Undertaking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The promise that all is true (承诺书), signed by applicant and adult co-applicants.

    The single signatures say who signed how, when and for what; the fields beside them are those of the last.
    """

    signers: tuple[str, ...]
    method: SignatureMethod
    signed_at: datetime
    text_version: str
    text_sha256: str
    signature_sha256: tuple[str, ...]
    witness: str
    replaces: tuple[str, ...] = ()
    """Material kinds that the promise stands for."""
    number: str | None = None
    signatures: tuple[UndertakingSignature, ...] = ()


class Material(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper of the material list: handed in, exempt, or to follow."""

    kind: str
    member: str | None = None
    status: str = "to_follow"
    """``present``, ``exempt`` or ``to_follow``."""
    exempt_reason: str | None = None
    original_seen: bool | None = None
    pages: Count | None = None


class Wishes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the family would like."""

    areas: tuple[str, ...] = ()
    barrier_free: bool | None = None
    note: str | None = None


class ApplicationDraft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that is collected for an application. All optional until submission."""

    local_number: str | None = None
    category: Category | None = None
    form: GuaranteeForm | None = None
    channel: Channel | None = None
    policy_id: str | None = None
    policy_version: str | None = None
    household: Household | None = None
    members: dict[str, Member] = {}
    housing: dict[str, HousingFact] = {}
    no_housing_declared: bool | None = None
    """The family says that nobody owns a home (an empty list alone says nothing)."""
    income: dict[str, IncomeItem] = {}
    assets: dict[str, AssetItem] = {}
    no_assets_declared: bool | None = None
    vehicles: dict[str, Vehicle] = {}
    no_vehicles_declared: bool | None = None
    contributions: dict[str, Contribution] = {}
    employments: dict[str, Employment] = {}
    businesses: dict[str, Business] = {}
    no_business_declared: bool | None = None
    other_benefit: bool | None = None
    """Somebody already enjoys another housing benefit."""
    home_disposed_on: date | None = None
    no_home_disposed: bool | None = None
    materials: dict[str, Material] = {}
    consents: dict[str, Consent] = {}
    undertaking: Undertaking | None = None
    entrustment: Entrustment | None = None
    wishes: Wishes | None = None

    def applicant_id(self) -> str | None:
        """Member id of the applicant, None while there is none."""
        for member_id, member in self.members.items():
            if member.role is MemberRole.APPLICANT or member.kinship == "01":
                return member_id
        return None
