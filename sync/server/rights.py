"""Role × action × region, enforced here; the desk's own check is only for comfort."""

from __future__ import annotations

from sync.model.ids import DeviceId, OrgCode, covers, is_org_code
from sync.model.states import CaseState, Role, ServicePoint
from sync.server.accounts import Grant
from sync.workflow.engine import Actor

MAY_DRAFT = frozenset({Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT, Role.STREET_WINDOW})
"""Posts that collect applications."""
_SMALLEST_DRAFT_ORG = 6
OPEN_FOR_FACTS = frozenset({CaseState.DRAFT, CaseState.CORRECTION, CaseState.RETURNED})
"""States in which the facts of a case may still be added to; later edits become conflicts."""


def drafting_post(posts: tuple[Grant, ...], org: OrgCode) -> Grant | None:
    """The first post that may collect applications of this unit."""
    if not is_org_code(org) or len(org) < _SMALLEST_DRAFT_ORG:
        return None
    return next((post for post in posts if post.role in MAY_DRAFT and covers(post.org, org)), None)


def actor_of(post: Grant, point: ServicePoint, device: DeviceId) -> Actor:
    """The person who acts, as the machines know them."""
    return Actor(operator=post.operator, role=post.role, org=post.org, point=point, device=device)
