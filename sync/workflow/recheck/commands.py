"""Commands on a re-check."""

from __future__ import annotations

from datetime import date

from sync.model.application import Category
from sync.model.ids import RecordId
from sync.model.recheck import AdultSignature, RecheckFacts, RecheckKind, RecheckOutcome, SubjectKind
from sync.workflow.command import Command


class PlanRecheck(Command, frozen=True, kw_only=True, tag="plan_recheck"):
    """A household is to be looked at again."""

    subject: SubjectKind
    subject_id: RecordId
    kind: RecheckKind
    begins: date
    """The household is told on that day."""
    clue: str = ""
    """DYNAMIC, CLUE: what started it."""


class NotifyRecheck(Command, frozen=True, kw_only=True, tag="notify_recheck"):
    """The household is told, and has some days to declare."""


class DeclareRecheck(Command, frozen=True, kw_only=True, tag="declare_recheck"):
    """What the household declares, and who of the adults has signed it so far."""

    facts: RecheckFacts
    unchanged: bool
    signed: tuple[AdultSignature, ...]


class CompleteDeclaration(Command, frozen=True, kw_only=True, tag="complete_declaration"):
    """Every adult has signed: the departments are asked."""


class CloseCollecting(Command, frozen=True, kw_only=True, tag="close_collecting"):
    """The last day to declare is over, and the declaration is not there."""


class RecordFindings(Command, frozen=True, kw_only=True, tag="record_findings"):
    """What the departments found, or somebody by a manual check."""

    facts: RecheckFacts
    note: str = ""
    """A manual check says how it was made."""


class DecideRecheck(Command, frozen=True, kw_only=True, tag="decide_recheck"):
    """What comes out."""

    outcome: RecheckOutcome
    text: str
    new_category: Category | None = None
    """ADJUST: the category that the household belongs to."""
    from_month: date | None = None
    """ADJUST: from which month on."""


class PostRecheck(Command, frozen=True, kw_only=True, tag="post_recheck"):
    """The list hangs."""

    evidence_sha256: str


class ConcludeRecheckPublicity(Command, frozen=True, kw_only=True, tag="conclude_recheck_publicity"):
    """The publicity is over."""


class ObjectRecheck(Command, frozen=True, kw_only=True, tag="object_recheck"):
    """The household objects to what came out."""

    text: str


class AnswerObjection(Command, frozen=True, kw_only=True, tag="answer_objection"):
    """What becomes of the objection."""

    upheld: bool
    """The facts are looked at once more."""
    text: str


class CloseRecheck(Command, frozen=True, kw_only=True, tag="close_recheck"):
    """What came out takes effect."""


class CancelRecheck(Command, frozen=True, kw_only=True, tag="cancel_recheck"):
    """There is nothing to look at any more, e.g. the household has left."""

    text: str


AnyRecheckCommand = (
    PlanRecheck
    | NotifyRecheck
    | DeclareRecheck
    | CompleteDeclaration
    | CloseCollecting
    | RecordFindings
    | DecideRecheck
    | PostRecheck
    | ConcludeRecheckPublicity
    | ObjectRecheck
    | AnswerObjection
    | CloseRecheck
    | CancelRecheck
)
"""Every command of the machine ``recheck``."""
