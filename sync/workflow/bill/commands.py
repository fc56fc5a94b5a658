"""Commands on a rent bill. Payments are booked on its tenancy: they go into the oldest bill first."""

from __future__ import annotations

from sync.model.billing import PayMethod
from sync.workflow.command import Command


class NoteReceipt(Command, frozen=True, kw_only=True, tag="note_receipt"):
    """A counter notes the number of a receipt. Nothing is paid by that: the province books what came in."""

    receipt_number: str
    amount_fen: int
    method: PayMethod


class MarkOverdue(Command, frozen=True, kw_only=True, tag="mark_overdue"):
    """The last day to pay is over."""


class ServeDemand(Command, frozen=True, kw_only=True, tag="serve_demand"):
    """The next demand was served."""

    proof_sha256: str


class VoidBill(Command, frozen=True, kw_only=True, tag="void_bill"):
    """The bill was wrong: what it wanted goes into the next one, what was paid stays paid."""

    reason: str


AnyBillCommand = NoteReceipt | MarkOverdue | ServeDemand | VoidBill
"""Every command of the machine ``bill``."""
