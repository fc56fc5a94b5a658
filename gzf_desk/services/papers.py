"""The policy's list of materials for one family: what is there, what need not be handed in and why, what may follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from gzf_desk.i18n import Translator
from sync.model.application import ApplicationDraft
from sync.policy import Policy
from sync.policy.draft_checks import missing_materials

ONLINE: Final = ("network_check", "internal_check")
"""Reasons for which nobody has to do anything: an office looks it up itself."""


@dataclass(frozen=True, kw_only=True)
class PaperStanding:
    """One paper of one person, or of the family.

    Attributes:
        kind: code of the paper.
        member: whose; None = the family's.
        status: ``present``, ``exempt`` or ``to_follow``.
        reason: why it is exempt, "" otherwise.
    """

    kind: str
    member: str | None
    status: str
    reason: str = ""


def standings(draft: ApplicationDraft, policy: Policy, today: date) -> tuple[PaperStanding, ...]:
    """Every paper of the list: as noted in the draft, else exempt when an office looks it up, else to follow."""
    found = [
        PaperStanding(
            kind=paper.kind, member=paper.member, status=paper.status, reason=_reason(paper.status, paper.exempt_reason)
        )
        for paper in draft.materials.values()
    ]
    noted = {(paper.kind, paper.member) for paper in found}
    rules = {rule.kind: rule for rule in policy.materials}
    for problem in missing_materials(draft, policy, today):
        _, kind, member = (*problem.path.split("@"), "")[:3]
        if (kind, member or None) in noted:
            continue
        online = next((reason for reason in ONLINE if reason in rules[kind].exempt), "")
        status = "exempt" if online else "to_follow"
        found.append(PaperStanding(kind=kind, member=member or None, status=status, reason=online))
    return tuple(sorted(found, key=lambda paper: (paper.kind, paper.member or "")))


def grouped(papers: Iterable[PaperStanding], status: str, words: Translator) -> tuple[tuple[str, str], ...]:
    """(name, why) of papers with a status, each kind once: ``身份证件 ×3``."""
    count = Counter((paper.kind, paper.reason) for paper in papers if paper.status == status)
    return tuple(
        (
            words(f"services.material.{kind}") + (f" ×{number}" if number > 1 else ""),
            words(f"services.exempt.{reason}") if reason else "",
        )
        for (kind, reason), number in count.items()
    )


def _reason(status: str, reason: str | None) -> str:
    return reason or "" if status == "exempt" else ""
