"""What each service point may do without a link. Going offline never moves a legal power.

Source: workflow description §9; the table itself is the policy's (``[offline.points.*]``).
"""

from __future__ import annotations

from collections.abc import Mapping

from sync.model.states import ServicePoint
from sync.policy.records import Act, May, Policy
from sync.workflow.machines import MACHINES

ACT_OF_COMMAND: Mapping[str, Act] = {row.tag: row.act for machine in MACHINES.values() for row in machine.rows}
"""Command tag -> the act that the table speaks of."""

_INTAKE = frozenset(
    {Act.GUIDE, Act.CAPTURE, Act.DRAFT, Act.PRINT_AND_SIGN, Act.SUBMIT, Act.OBJECTION_INTAKE, Act.WITHDRAW}
)


def may_offline(policy: Policy, point: ServicePoint, act: Act, days_since_sync: int = 0) -> May:
    """How far an act may go at a place without a link; what the table does not name, may not.

    Args:
        days_since_sync: full days since the last exchange with the province. After ``full_days`` only intake goes on,
            after ``intake_days`` nothing but guidance and capture does.
    """
    allowed = policy.offline.points.get(point, {}).get(act, May.NO)
    if days_since_sync > policy.offline.intake_days.value and act not in {Act.GUIDE, Act.CAPTURE}:
        return May.NO
    if days_since_sync > policy.offline.full_days.value and act not in _INTAKE:
        return May.ONLINE if allowed in {May.YES, May.ONLINE} else allowed
    return allowed


def may_command_offline(policy: Policy, point: ServicePoint, command_tag: str, days_since_sync: int = 0) -> bool:
    """Whether a desk without a link may put this command into its queue."""
    act = ACT_OF_COMMAND.get(command_tag)
    return act is not None and may_offline(policy, point, act, days_since_sync) in {May.YES, May.WITNESSED}
