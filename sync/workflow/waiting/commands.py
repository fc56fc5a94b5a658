"""Commands on a waiting entry."""

from __future__ import annotations

from datetime import date

from sync.model.ids import OrgCode, RecordId
from sync.model.waiting import ChangeKind, FreezeCause, GiveUpReason, RemovalReason
from sync.workflow.command import Command


class AllocateUnit(Command, frozen=True, kw_only=True, tag="allocate_unit"):
    """Direct allocation of one home to a waiting household."""

    unit_id: RecordId
    term_from: date
    term_years: int


class RegisterIntent(Command, frozen=True, kw_only=True, tag="register_intent"):
    """The household takes part in a batch. Within the time of registration it does not matter who comes first."""

    batch_id: RecordId
    no_change_sha256: str
    """Of the signed statement that nothing has changed in the family (家庭情况无变化承诺书)."""
    areas: tuple[OrgCode, ...] = ()
    """Where it would like to live, the best first; empty = anywhere."""
    barrier_free: bool = False
    smaller_layout_sha256: str | None = None
    """Of the signed choice of a smaller layout (户型选择承诺书)."""


class WithdrawIntent(Command, frozen=True, kw_only=True, tag="withdraw_intent"):
    """The household takes part no more, before its turn; it keeps its place on the list."""

    reason: str


class EndInvitation(Command, frozen=True, kw_only=True, tag="end_invitation"):
    """An invited household did not register."""


class BeginRecheck(Command, frozen=True, kw_only=True, tag="begin_recheck"):
    """The office looks at the qualification again."""


class ConcludeRecheck(Command, frozen=True, kw_only=True, tag="conclude_recheck"):
    """Still qualified, or not any more, with reasons."""

    passed: bool
    note: str
    reason_codes: tuple[str, ...] = ()


class ChooseHome(Command, frozen=True, kw_only=True, tag="choose_home"):
    """The household whose turn it is chooses."""

    unit_id: RecordId
    choice_sha256: str
    """Of the signed choice (选房承诺书)."""


class DeclineHome(Command, frozen=True, kw_only=True, tag="decline_home"):
    """The household gives up its turn, or the home that it chose."""

    note: str


class IssueContract(Command, frozen=True, kw_only=True, tag="issue_contract"):
    """The result stands: the contract of the chosen home is issued."""

    term_from: date
    term_years: int


class RecordGiveUp(Command, frozen=True, kw_only=True, tag="record_give_up"):
    """The household did not bring its papers, or did not come to sign, in time."""

    reason: GiveUpReason
    note: str


class EndCoolingOff(Command, frozen=True, kw_only=True, tag="end_cooling_off"):
    """The time without allocation is over."""


class FreezeEntry(Command, frozen=True, kw_only=True, tag="freeze_entry"):
    """Hold the entry while something is being looked at."""

    cause: FreezeCause
    note: str
    by_object: RecordId | None = None
    """The change, violation or objection."""


class UnfreezeEntry(Command, frozen=True, kw_only=True, tag="unfreeze_entry"):
    """Nothing holds the entry any more."""

    note: str


class BeginRest(Command, frozen=True, kw_only=True, tag="begin_rest"):
    """The household wishes to rest."""

    reason: str


class EndRest(Command, frozen=True, kw_only=True, tag="end_rest"):
    """The household is back, or its rest has lasted as long as it may."""


class LeaveList(Command, frozen=True, kw_only=True, tag="leave_list"):
    """The household leaves the list for good, at its own wish."""

    reason: str


class RemoveEntry(Command, frozen=True, kw_only=True, tag="remove_entry"):
    """Off the list, with the reason."""

    reason: RemovalReason
    note: str
    merged_into: RecordId | None = None
    """Entry of the household that it joins."""


class ReportChange(Command, frozen=True, kw_only=True, tag="report_change"):
    """The household reports what changed."""

    kinds: tuple[ChangeKind, ...]
    happened_on: date
    note: str


class SettleChange(Command, frozen=True, kw_only=True, tag="settle_change"):
    """What was reported has been looked at; what follows from it is its own event."""

    kinds: tuple[ChangeKind, ...]
    note: str


class Rescore(Command, frozen=True, kw_only=True, tag="rescore"):
    """Count half-years and homes given up anew."""


class NoteRank(Command, frozen=True, kw_only=True, tag="note_rank"):
    """Keep the rank that was computed for a day, for people to see. It orders nothing."""

    rank: int
    of: int
    as_of: date
    order_sha256: str
    """Of the published checkpoint."""


AnyWaitingCommand = (
    AllocateUnit
    | RegisterIntent
    | WithdrawIntent
    | EndInvitation
    | BeginRecheck
    | ConcludeRecheck
    | ChooseHome
    | DeclineHome
    | IssueContract
    | RecordGiveUp
    | EndCoolingOff
    | FreezeEntry
    | UnfreezeEntry
    | BeginRest
    | EndRest
    | LeaveList
    | RemoveEntry
    | ReportChange
    | SettleChange
    | Rescore
    | NoteRank
)
"""Every command of the machine ``waiting``."""
