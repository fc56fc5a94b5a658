"""Which statuses of a household are confirmed, and what rent they bring it.

Source: 穗建规字〔2024〕5号 (read) for the groups; that a status without a department of its own counts when the
qualification was announced with it is assumed: a reviewer has seen its paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.model.application import ApplicationDraft
from sync.model.case import VerificationFact
from sync.model.household import MemberRole, SpecialGroup
from sync.model.states import DataClass
from sync.policy.figures import answers_of
from sync.policy.rent import Rent, conceded, concession
from sync.policy.sections.billing import BillingRules

_DEPARTMENTS: Mapping[SpecialGroup, DataClass] = {
    SpecialGroup.LOWSEC: DataClass.LOWSEC,
    SpecialGroup.DESTITUTE: DataClass.DESTITUTE,
    SpecialGroup.LOWSEC_EDGE: DataClass.LOWINC,
    SpecialGroup.LOWINC: DataClass.LOWINC,
    SpecialGroup.PREF: DataClass.PREF_TREAT,
}
"""Who confirms a status."""


def confirmed_groups(draft: ApplicationDraft, checks: Iterable[VerificationFact]) -> frozenset[SpecialGroup]:
    """Statuses of those who are housed that a department confirms, or that no department is asked about."""
    answers = answers_of(checks)
    found: set[SpecialGroup] = set()
    for member_id, member in draft.members.items():
        if member.role is MemberRole.COUNTED_ONLY:
            continue
        for group in member.special_groups:
            department = _DEPARTMENTS.get(group)
            answer = answers.get((department.value, member_id)) if department else None
            if department is None or (answer is not None and answer.outcome in {"match", "found"}):
                found.add(group)
    return frozenset(found)


def with_concession(
    usual: Rent, full: int, draft: ApplicationDraft, checks: Iterable[VerificationFact], rules: BillingRules
) -> Rent:
    """The rent with what the household's confirmed statuses bring it.

    Args:
        usual: as :func:`sync.policy.rent.rent` gives it.
        full: area in 1/100 m² times project standard in fen per m².
    """
    return conceded(usual, full, concession(confirmed_groups(draft, checks), rules), rules)
