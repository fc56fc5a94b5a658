"""What makes an opinion an opinion: own words, enough of them, and not somebody who already held a post.

Source: supervision rule R06 (no concrete review opinion); separation of duties over {accept, review, approve}.
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


def held_another_post(process: CaseProcess, stage: str, operator: OperatorId) -> str | None:
    """Which post of {accept, review, approve} this person already held on the case, None when none but this stage."""
    if process.accepted_by == operator:
        return "accept"
    for opinion in process.opinions:
        if opinion.reviewer == operator and opinion.stage != stage:
            return opinion.stage
    return None
