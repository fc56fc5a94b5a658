"""States and small closed lists. The window reads these; the machines that move them live in ``sync.workflow``."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Posts. Source: workflow description, roles; ``property_counter`` is the operating company's window."""

    APPLICANT = "applicant"
    ENTRUSTED_AGENT = "entrusted_agent"
    VILLAGE_POINT = "village_point"
    STREET_WINDOW = "street_window"
    STREET_REVIEWER = "street_reviewer"
    DISTRICT_REVIEWER = "district_reviewer"
    CIVIL_AFFAIRS = "civil_affairs"
    CITY_APPROVER = "city_approver"
    DEPT_VERIFIER = "dept_verifier"
    ALLOCATOR = "allocator"
    PROPERTY_COUNTER = "property_counter"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    ARCHIVIST = "archivist"
    SYSADMIN = "sysadmin"
    PLATFORM = "platform"
    """The province itself: timers and effects, never a person."""


class ServicePoint(StrEnum):
    """Kinds of places that a device can stand at."""

    VILLAGE_POINT = "village_point"
    KIOSK = "kiosk"
    STREET_WINDOW = "street_window"
    COUNTY_OFFICE = "county_office"
    PROPERTY_COUNTER = "property_counter"
    VIDEO_END = "video_end"
    PLATFORM = "platform"


class CaseState(StrEnum):
    """States of the application machine. Those between ACCEPTED and the result carry their stage beside them."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    VERIFYING = "verifying"
    REVIEW = "review"
    RETURNED = "returned"
    PUBLICITY = "publicity"
    OBJECTION = "objection"
    DECIDING = "deciding"
    REGISTERING = "registering"
    """What others decided is put on record."""
    QUALIFIED = "qualified"
    REJECTED = "rejected"
    RECONSIDERING = "reconsidering"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    TERMINATED = "terminated"


class WaitingState(StrEnum):
    """States of a waiting entry."""

    ACTIVE = "active"
    INVITED = "invited"
    INTENT_REGISTERED = "intent_registered"
    RECHECK = "recheck"
    CANDIDATE = "candidate"
    ALLOCATED = "allocated"
    HOUSED = "housed"
    FROZEN = "frozen"
    SUSPENDED = "suspended"
    REQUEUED = "requeued"
    """Waits anew after a home was given up; not before the cooling-off is over for a home."""
    REMOVED = "removed"


class UnitState(StrEnum):
    """States of a home in stock. NEW: nothing is registered yet."""

    NEW = "new"
    PLANNED = "planned"
    """Being built or bought."""
    VACANT_CHECK = "vacant_check"
    """Empty, and to be looked over before anybody may have it."""
    VACANT_READY = "vacant_ready"
    RESERVED = "reserved"
    ALLOCATED = "allocated"
    RENTED = "rented"
    REPAIR = "repair"
    WITHDRAWN = "withdrawn"


class TenancyState(StrEnum):
    """States of a tenancy. While a household lives in its home, the state says what has to be looked after first."""

    CONTRACT_PENDING = "contract_pending"
    SIGNED = "signed"
    MOVE_IN_PENDING = "move_in_pending"
    ACTIVE = "active"
    ARREARS = "arrears"
    RECHECK = "recheck"
    RENEWAL = "renewal"
    RECTIFYING = "rectifying"
    TRANSITION = "transition"
    """No longer eligible and cannot leave yet."""
    VACATING = "vacating"
    ENFORCEMENT = "enforcement"
    SETTLED = "settled"
    CLOSED = "closed"


class Verdict(StrEnum):
    """The platform's answer to one op; kept for ever."""

    ACCEPTED = "accepted"
    MERGED = "merged"
    CONFLICT = "conflict"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    UNSUPPORTED = "unsupported"
    SET_ASIDE = "set_aside"


class StorageState(StrEnum):
    """The three honest states of a piece of work."""

    ON_THIS_PC = "on_this_pc"
    IN_TWO_PLACES = "in_two_places"
    RECEIVED = "received"
    """Only from a receipt that the province signed and this desk verified."""


class SourceMark(StrEnum):
    """Where a value comes from."""

    CARD = "c"
    SHARED = "s"
    DECLARED = "d"


class Outcome(StrEnum):
    """Result of one eligibility condition. UNKNOWN never counts as PASS."""

    PASS = "pass"  # noqa: S105 (a word, not a secret)
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class FlagColour(StrEnum):
    """Colour of a watched figure; each has a symbol of its own, so that colour is never the only carrier."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"
    BLUE = "blue"
    """An entitlement that the family forgot: to its benefit."""

    @property
    def symbol(self) -> str:
        """What stands beside the colour."""
        return {"green": "●", "yellow": "▲", "red": "■", "grey": "?", "blue": "◆"}[self.value]


class OpinionDecision(StrEnum):
    """What a reviewer decides."""

    AGREE = "agree"
    RETURN = "return"
    DISAGREE = "disagree"


class SignatureMethod(StrEnum):
    """How a person signed."""

    PAD = "pad"
    PAPER = "paper"
    FINGERPRINT = "fingerprint"
    """Ink on paper, with a witness; the print itself is never stored as a template."""


class DataClass(StrEnum):
    """Classes of shared data that a consent may open. Source: data dictionary, verifier registry (V… by ruling)."""

    HUKOU = "V01"
    RESIDENCE_PERMIT = "V02"
    VEHICLE = "V03"
    LOWSEC = "V04"
    DESTITUTE = "V05"
    LOWINC = "V06"
    HOUSING_FUND = "V07"
    SELF_EMPLOYED = "V08"
    ENTERPRISE = "V09"
    VETERAN = "V10"
    RETIRED_NONMIL = "V11"
    PREF_TREAT = "V12"
    DISABILITY = "V13"
    REAL_ESTATE = "V21"
    MARRIAGE = "V22"
    SOCIAL_INSURANCE = "V23"
    TAX = "V24"
    HOUSE_TRADE = "V25"
    TALENT_SUBSIDY = "V26"
    ILLEGAL_BUILD = "V27"
    ECON_CHECK = "V28"
    FIVE_GUARANTEE = "V29"
    PUBLIC_EMPLOYEE = "V30"
    DEATH = "V31"
    OTHER_HOUSING_BENEFIT = "V32"


SENSITIVE_DATA_CLASSES = frozenset({DataClass.ECON_CHECK, DataClass.TAX, DataClass.DISABILITY})
"""Asked for separately on the consent letter. Source: PIPL arts. 28-29 (from memory, to be checked)."""
