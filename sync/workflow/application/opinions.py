"""What makes an opinion an opinion: own words, enough of them, and not somebody who already held a post.

Source: supervision rule R06 (no concrete review opinion); separation of duties over {accept, review, approve}, and of
whoever decided from whoever looks at it again.
"""

from __future__ import annotations

import re

from sync.model.case import CaseProcess
from sync.model.ids import OperatorId
from sync.policy.records import ReviewRules

_REPEATED = re.compile(r"^(.{1,8}?)\1+$", re.DOTALL)


def own_characters(text: str, rules: ReviewRules) -> int:
    """Letters, ideographs and digits that are left when stock phrases and mere repetition are taken away."""
    plain = bare(text)
    repeated = _REPEATED.match(plain)
    if repeated and len(plain) > len(repeated.group(1)):
        plain = repeated.group(1)
    for phrase in sorted((bare(phrase) for phrase in rules.boilerplate), key=len, reverse=True):
        plain = plain.replace(phrase, "")
    return len(plain)


def bare(text: str) -> str:
    """Only letters, ideographs and digits, lower case: marks and spaces are nobody's opinion."""
    return "".join(char for char in text.lower() if char.isalnum())


def opinion_fault(text: str, rules: ReviewRules) -> str | None:
    """``opinion_too_short``, ``opinion_boilerplate`` or None."""
    least = rules.least_own_characters.value
    if len(bare(text)) < least:
        return "opinion_too_short"
    return "opinion_boilerplate" if own_characters(text, rules) < least else None


def post_held(process: CaseProcess, operator: OperatorId, *, but: str | None = None) -> str | None:
    """Which post this person already held on the case, None when none.

    Posts are the acceptance, each review, the investigation of objections and the reconsideration.

    Args:
        but: a stage whose own opinions do not count.
    """
    if process.accepted_by == operator:
        return "accept"
    for opinion in process.opinions:
        if opinion.reviewer == operator and opinion.stage != but:
            return opinion.stage
    if any(objection.investigator == operator for objection in process.objections):
        return "objection"
    return "reconsideration" if process.reconsideration and process.reconsideration.by == operator else None


def held_another_post(process: CaseProcess, stage: str, operator: OperatorId) -> str | None:
    """Which post this person already held on the case, None when none but this stage."""
    return post_held(process, operator, but=stage)
