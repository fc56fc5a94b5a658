"""Which message or paper an event calls for, and to whom. The texts are made by an outbox and at the windows.

Source: workflow description §3.2 (documents and messages of T1 to T24) and §10 (kinds of messages); the codes of the
papers are those of the document catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.workflow.application import events as happened
from sync.workflow.event import Event


class Message(StrEnum):
    """Kinds of short messages of an application."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    CORRECTION_NEEDED = "correction_needed"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    RETURNED = "returned"
    PUBLICITY_STARTED = "publicity_started"
    OBJECTION_RESULT = "objection_result"
    REJECTED = "rejected"
    QUALIFIED = "qualified"
    RECONSIDERATION_RESULT = "reconsideration_result"
    LAPSED = "lapsed"
    ENDED = "ended"
    ALERT = "alert"


class Receiver(StrEnum):
    """Whom it goes to."""

    APPLICANT = "applicant"
    OBJECTOR = "objector"
    """Who raised the objection, where there is a name."""
    BOARD = "board"
    """Everybody: it is posted."""
    REVIEWER = "reviewer"
    """The post of the stage that the case is at now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing to tell.

    Attributes:
        to: whom.
        message: kind of the short message, None = no message.
        document: code of the paper (``D07``), None = no paper.
    """

    to: Receiver
    message: Message | None = None
    document: str | None = None


def _applicant(message: Message | None, document: str | None = None) -> tuple[Notice, ...]:
    return (Notice(to=Receiver.APPLICANT, message=message, document=document),)


def _posted(document: str) -> Notice:
    return Notice(to=Receiver.BOARD, document=document)


NOTICES: Final[Mapping[type[Event], tuple[Notice, ...]]] = {
    happened.Submitted: _applicant(Message.RECEIVED, "D05"),
    happened.Accepted: _applicant(Message.ACCEPTED, "D06"),
    happened.CorrectionAsked: _applicant(Message.CORRECTION_NEEDED, "D07"),
    happened.AcceptanceRefused: _applicant(Message.ACCEPTANCE_REFUSED, "D08"),
    happened.Returned: _applicant(Message.RETURNED),
    happened.PublicityStarted: (*_applicant(Message.PUBLICITY_STARTED), _posted("D10")),
    happened.BrokenOff: (Notice(to=Receiver.REVIEWER, message=Message.ALERT),),
    happened.ObjectionRaised: (Notice(to=Receiver.OBJECTOR, document="D11"),),
    happened.ObjectionConcluded: (
        *_applicant(Message.OBJECTION_RESULT),
        Notice(to=Receiver.OBJECTOR, message=Message.OBJECTION_RESULT, document="D11"),
        _posted("D11"),
    ),
    happened.Qualified: _applicant(Message.QUALIFIED, "D14"),
    happened.Rejected: _applicant(Message.REJECTED, "D12"),
    happened.ReconsiderationConcluded: _applicant(Message.RECONSIDERATION_RESULT, "D13"),
    happened.Lapsed: _applicant(Message.LAPSED),
    happened.Terminated: _applicant(Message.ENDED),
}
"""Event -> what to tell. An event that is not named calls for nothing."""


def notices_of(event: Event) -> tuple[Notice, ...]:
    """What an event calls for, in the order in which it is told."""
    if isinstance(event, happened.Qualified) and event.subsidy_id is not None:
        return _applicant(Message.QUALIFIED, "D15")
    return NOTICES.get(type(event), ())
