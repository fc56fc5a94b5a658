"""The table of the changes of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.regulation import PolicyProposal, ProposalState
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.regulation import commands
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import Road

TEXT = "5e" * 32
CHANGES = ("单身申请人年龄 30 岁 → 35 岁",)
OFFICES = "county_office platform"
RULES: dict[str, Rule] = {
    "propose_policy": Rule(roles="sysadmin", places=OFFICES, states="new", to="proposed"),
    "confirm_policy": Rule(roles="sysadmin city_approver", places=OFFICES, states="proposed", to="confirmed"),
    "refuse_policy": Rule(roles="sysadmin city_approver", places=OFFICES, states="proposed", to="refused"),
    "withdraw_proposal": Rule(roles="sysadmin", places=OFFICES, states="proposed", to="withdrawn"),
}


def proposing(**changes: Any) -> commands.ProposePolicy:
    """A good proposal."""
    command = commands.ProposePolicy(
        layer="yichun2",
        layer_version="2026-07",
        text_sha256=TEXT,
        changes=CHANGES,
        reason="示例修订",
        document="示例〔2026〕7号",
        effective_from=date(2026, 7, 1),
    )
    return msgspec.structs.replace(command, **changes)


def proposal(state: str = "proposed", by: str = "op-sysadmin") -> PolicyProposal:
    """A proposal for the example street, as ``by`` made it."""
    new = PolicyProposal(id=RecordId("proposal-1"), org=OrgCode(ORG))
    if state == "new":
        return new
    command = proposing()
    facts = {name: getattr(command, name) for name in command.__struct_fields__}
    made = {"proposed_by": OperatorId(by), "proposed_at": datetime(2026, 3, 1, 2, 0, tzinfo=UTC)}
    return msgspec.structs.replace(new, state=ProposalState(state), **facts, **made)


def in_state(state: str, _policy: Policy) -> tuple[Road, PolicyProposal]:
    """A proposal of the system administrator."""
    record = proposal(state)
    return Road(others={("regulation", record.id): record}), record


def samples(_road: Road, record: PolicyProposal) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        proposing(),
        commands.ConfirmPolicy(text_sha256=record.text_sha256 or TEXT),
        commands.RefusePolicy(reason="依据不足"),
        commands.WithdrawProposal(reason="另行提出"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
