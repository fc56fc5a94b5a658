"""What services return: plain, frozen, ready to be shown. Sentences are already in the operator's language.

Nothing here is masked by accident: fields named ``masked_…`` are safe on any screen, the others need a reason to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sync.model.application import ApplicationDraft
from sync.model.case import CaseProcess, Evaluation, TimelineEvent
from sync.model.deadline import Deadline
from sync.model.states import CaseState, Outcome, Role, ServicePoint, SourceMark, StorageState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry


class SessionState(StrEnum):
    """Where the session of this PC stands."""

    NOT_SET_UP = "not_set_up"
    LOCKED = "locked"
    NO_OPERATOR = "no_operator"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class OperatorView:
    """A member of staff who may work here."""

    id: str
    name: str
    role: Role
    role_name: str
    lease_until: datetime


@dataclass(frozen=True, kw_only=True)
class SiteView:
    """The service point that this PC belongs to."""

    code: str
    name: str
    point: ServicePoint
    org: str
    station: str
    server_url: str
    role: Role | None = None
    """Whose desk it is, told at enrolment only."""


@dataclass(frozen=True, kw_only=True)
class CardView:
    """A card as read. In memory only, until its facts are taken into a draft."""

    document_type: str
    name: str | None
    name_latin: str | None
    sex: str | None
    """``male``, ``female``, ``unknown``, ``unspecified``."""
    nation: str | None
    """Two-digit code or raw text."""
    nation_name: str | None
    birth_date: date | None
    age: int | None
    address: str | None
    number: str | None
    masked_number: str | None
    issuer: str | None
    valid_from: date | None
    valid_to: date | None
    """None = long-term, when ``valid_from`` is known."""
    nationality: str | None
    pass_number: str | None
    reader: str
    read_at: datetime
    warnings: tuple[str, ...]
    """Stable codes."""
    warning_texts: tuple[str, ...]
    checks: tuple[tuple[str, Outcome, str], ...] = ()
    """(name, result, sentence): number, validity, duplicate by local list, ban list."""
    existing_case: str | None = None
    """A draft or case of this person on this PC."""


@dataclass(frozen=True, kw_only=True)
class CardTrouble:
    """Why there is no card data, as a conversation."""

    code: str
    """``no_card``, ``not_connected``, ``lifted``, ``checksum``, ``silence``, …"""
    what: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class ProblemView:
    """Something that is missing or contradictory in a draft."""

    path: str
    """Field path, e.g. ``members/m1.phone``; "" for the whole."""
    code: str
    sentence: str
    blocking: bool = True


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """A case as the desk sees it: authoritative fields with unsent work on top."""

    case_id: str
    org: str
    draft: ApplicationDraft
    process: CaseProcess
    storage: StorageState
    editable: bool
    problems: tuple[ProblemView, ...]
    can_undo: bool = False
    can_redo: bool = False
    saved_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionView:
    """One condition of the pre-review, in words."""

    code: str
    outcome: Outcome
    near: bool
    name: str
    sentence: str
    value_text: str = ""
    limit_text: str = ""
    fraction: float | None = None
    """value / limit for the meter, may exceed 1."""
    mark: SourceMark | None = None
    basis: str = ""
    assumed: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PreviewView:
    """The pre-review: a reading, not a decision."""

    headline: str
    subline: str
    outcome: Outcome
    passed: int
    near: int
    failed: int
    unknown: int
    conditions: tuple[ConditionView, ...]
    """Near and failed first, unknown second, passed last."""
    exempt: tuple[tuple[str, str], ...]
    """(paper, why it is not needed)."""
    todo: tuple[ProblemView, ...]
    """What is missing before signing; papers that may follow are not ``blocking``."""
    note: str
    """Policy version, its age, "reference only", assumed figures."""
    evaluation: Evaluation
    follow: tuple[str, ...] = ()
    """Papers that may be handed in later, each kind once: ``身份证件 ×3``."""


@dataclass(frozen=True, kw_only=True)
class SignerView:
    """One person who must sign."""

    member_id: str
    name: str
    signs_for: str | None
    """Member id when a guardian signs for somebody."""
    done: bool
    line: str
    """Who signs in what capacity; once it is done: how, when and in whose presence."""
    for_name: str = ""
    """Name of the person that ``signs_for`` is; empty when everybody signs for themselves."""


@dataclass(frozen=True, kw_only=True)
class SigningView:
    """Who signs what, and the exact text."""

    consent_title: str
    consent_text: str
    consent_sha256: str
    classes: tuple[tuple[str, str, bool], ...]
    """(code, name, sensitive)."""
    signers: tuple[SignerView, ...]
    undertaking_text: str
    undertaking_sha256: str
    undertaking_signers: tuple[SignerView, ...]
    missing: int


@dataclass(frozen=True, kw_only=True)
class PrintItemView:
    """A document that can be printed for a case."""

    document: str
    """``D01`` …"""
    title: str
    ready: bool
    why_not: str = ""
    copies: int = 2
    printed_at: datetime | None = None
    """When the paper was last made as it would be made now; None when it never was, or has changed since."""


@dataclass(frozen=True, kw_only=True)
class PrintedView:
    """A rendered document. The PDF stays in memory unless a person chooses a file."""

    document: str
    pdf: bytes
    pages: int
    number: str
    content_sha256: str
    watermark: str


@dataclass(frozen=True, kw_only=True)
class StageView:
    """One stage of the bar."""

    code: str
    name: str
    state: str
    """``done``, ``now``, ``paused``, ``todo``."""
    note: str
    """Date, or days left."""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of a list. Safe on screen: masked."""

    case_id: str
    masked_name: str
    people: int
    number: str
    state: CaseState
    step: str
    """Where it is, in words."""
    todo: str
    """What to do now: a verb."""
    days_left: int | None
    due: date | None
    tone: str
    """``ok``, ``near``, ``bad``, ``waiting``, ``unknown``."""
    storage: StorageState
    stages: tuple[StageView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SyncView:
    """The sync pill and its details. ``received`` counts only verified receipts."""

    online: bool | None
    """None = not tried yet."""
    line: str
    on_this_pc: int
    in_two_places: int
    received: int
    oldest_unsent: datetime | None = None
    last_contact: datetime | None = None
    refused: tuple[str, ...] = ()
    """Sentences."""
    conflicts: int = 0


@dataclass(frozen=True, kw_only=True)
class SyncOutcomeView:
    """What one sync did. Keys as ``gzf-desk sync --once --json``."""

    pushed: int
    accepted: int
    refused: int
    conflicts: int
    pulled: int
    pending: int
    trouble: str = ""
    """Code of what stopped it; empty when it finished."""
    sentence: str = ""


@dataclass(frozen=True, kw_only=True)
class TodayView:
    """The first page."""

    greeting: str
    line: str
    rows: tuple[CaseRow, ...]
    drafts: int
    near_due: tuple[tuple[str, str], ...]
    """(tone, sentence)."""
    sync: SyncView
    devices: tuple[tuple[str, str, str], ...]
    """(name, tone, word)."""


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """Declared against verified."""

    label: str
    declared: str
    verified: str
    tone: str
    mark: SourceMark | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewView:
    """All facts of a case on one page."""

    case_id: str
    title: str
    """Masked name · persons · category."""
    number: str
    stages: tuple[StageView, ...]
    stage_code: str
    household: tuple[FactRow, ...]
    finance: tuple[FactRow, ...]
    members: tuple[tuple[str, str], ...]
    """(member id, masked name with kinship)."""
    grid: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """(class name, (tone, sentence) per member)."""
    oddities: tuple[tuple[str, str], ...]
    """(tone, sentence) of everything that is not plain ok."""
    materials: tuple[tuple[str, str, str], ...]
    """(name, status word, tone)."""
    opinions: tuple[tuple[str, str, str], ...]
    """(stage, who and when, text) of earlier stages."""
    suggestion: str
    """Machine's reading, apart from the human opinion."""
    draft_opinion: str
    """Fact lines to start from; must be changed into own words."""
    allowed: tuple[str, ...]
    """``agree``, ``return``, ``disagree``, ``accept``, ``ask_correction``, ``launch_checks`` …"""
    why_not: str
    """Why this operator may not decide here; empty when they may."""
    unknown: tuple[tuple[str, str, str], ...]
    """(data class, member id, sentence) still unanswered: needs a manual check or waiting."""
    evaluation: Evaluation


@dataclass(frozen=True, kw_only=True)
class ActView:
    """What became of an act: it waits for the province, or was refused here already."""

    done: bool
    """Saved as an intent; never "decided"."""
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineView:
    """One case, all events."""

    case_id: str
    title: str
    number: str
    stages: tuple[StageView, ...]
    deadlines: tuple[Deadline, ...]
    events: tuple[TimelineEvent, ...]
    lines: tuple[tuple[str, str, str], ...]
    """(when, what in words, who) parallel to ``events``; then pending acts marked as waiting for the province."""
    pending: tuple[str, ...]
    waiting: WaitingEntry | None = None
    tenancy: Tenancy | None = None
    unit: Unit | None = None
    receipt: str = ""
    """Number of the receipt that covers the last op; empty while there is none."""
    next_act: str = ""
    """What who works now does next (``accept``, ``allocate_unit`` …); empty when it is not their turn."""
    turn: str = ""
    """The next act as a verb, or whose turn it is."""


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """Two clashing values of one field; both kept until a person decides."""

    id: str
    case_id: str
    field_name: str
    mine: str
    theirs: str
    who: str
    when: str
    path: str = ""
    extra: dict[str, str] = field(default_factory=dict)
