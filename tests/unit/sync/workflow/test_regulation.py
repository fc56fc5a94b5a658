"""Nobody changes the rules alone, unread, or for a day that is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.model.regulation import PolicyProposal, ProposalState
from sync.model.states import Role, ServicePoint
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.engine import Decision, Refusal
from sync.workflow.regulation import commands
from tests.support.machines.regulation import CHANGES, TEXT, proposal, proposing
from tests.support.road import Road, actor

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def judged(
    record: PolicyProposal, command: Command, role: Role = Role.SYSADMIN, who: str = "op-second", now: datetime = NOON
) -> Decision | Refusal:
    return machines.decide(
        "regulation", record, command, Road(now=now).context(actor(role, who, ServicePoint.COUNTY_OFFICE))
    )


def after(record: PolicyProposal, decision: Decision | Refusal) -> PolicyProposal:
    assert isinstance(decision, Decision), decision
    for effect in decision.effects:
        record = machines.apply("regulation", record, effect.event)  # type: ignore[assignment]  # it stays a proposal
    return record


def code_of(answer: Decision | Refusal) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_proposal_comes_into_being_with_everything_that_a_second_person_reads() -> None:
    decision = judged(proposal("new"), proposing(), who="op-first")
    assert isinstance(decision, Decision)
    (effect,) = decision.effects
    assert effect.creates == {"id": "proposal-1", "org": "990101003"}
    record = after(machines.create("regulation", effect.creates), decision)  # type: ignore[arg-type]  # a proposal
    assert record.state is ProposalState.PROPOSED
    assert (record.layer, record.layer_version, record.text_sha256) == ("yichun2", "2026-07", TEXT)
    assert record.changes == CHANGES
    assert (record.reason, record.document) == ("示例修订", "示例〔2026〕7号")
    assert record.effective_from == date(2026, 7, 1)
    assert (record.proposed_by, record.proposed_at) == ("op-first", NOON)
    assert machines.policy_of("regulation", record) == (None, None)  # the rules that it proposes are not those it keeps


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"layer": "Yichun"}, "proposal_target"),
        ({"layer": ""}, "proposal_target"),
        ({"layer": "a" * 42}, "proposal_target"),
        ({"layer_version": "2026/07"}, "proposal_target"),
        ({"layer_version": "../x"}, "proposal_target"),
        ({"text_sha256": "5e"}, "proposal_digest"),
        ({"changes": ()}, "proposal_unchanged"),
        ({"changes": (" ",)}, "proposal_unchanged"),
        ({"reason": " "}, "reason_missing"),
        ({"document": " "}, "proposal_document"),
        ({"effective_from": date(2026, 3, 1)}, "proposal_back_dated"),
    ],
)
def test_a_proposal_that_is_not_whole_is_refused_by_name(changes: dict[str, Any], code: str) -> None:
    assert code_of(judged(proposal("new"), proposing(**changes))) == code


@pytest.mark.parametrize(
    ("layer", "version", "good"),
    [
        ("a" * 41, "2026-07", True),
        ("a", "7", True),
        ("yichun_2", "A_b-9", True),
        ("2yichun", "2026-07", False),
        ("_yichun", "2026-07", False),
        ("yichun-2", "2026-07", False),
        ("yichun", "a" * 41, True),
        ("yichun", "a" * 42, False),
        ("yichun", "-7", False),
        ("yichun", "", False),
        ("yichun\n", "2026-07", False),
    ],
)
def test_a_layer_and_a_version_can_be_names_of_files(layer: str, version: str, good: bool) -> None:
    answer = judged(proposal("new"), proposing(layer=layer, layer_version=version))
    assert isinstance(answer, Decision) is good


def test_one_change_that_says_something_is_enough() -> None:
    assert isinstance(judged(proposal("new"), proposing(changes=(" ", "一处"))), Decision)


def test_it_may_begin_today_and_the_day_is_chinas() -> None:
    today = proposing(effective_from=date(2026, 3, 2))
    assert isinstance(judged(proposal("new"), today), Decision)
    late = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # midnight in China
    answer = judged(proposal("new"), today, now=late)
    assert code_of(answer) == "proposal_back_dated"
    assert isinstance(answer, Refusal)
    assert answer.details == {"today": "2026-03-03"}


def test_somebody_else_confirms_what_was_proposed() -> None:
    record = after(proposal(by="op-first"), judged(proposal(by="op-first"), commands.ConfirmPolicy(text_sha256=TEXT)))
    assert record.state is ProposalState.CONFIRMED
    assert (record.decided_by, record.decided_at, record.note) == ("op-second", NOON, "")
    assert record.proposed_by == "op-first"


def test_nobody_decides_on_the_own_proposal_whatever_the_post() -> None:
    record = proposal(by="op-first")
    for command in (commands.ConfirmPolicy(text_sha256=TEXT), commands.RefusePolicy(reason="再议")):
        for role in (Role.SYSADMIN, Role.CITY_APPROVER):
            assert code_of(judged(record, command, role, "op-first")) == "second_person_needed"


def test_another_text_is_not_confirmed() -> None:
    answer = judged(proposal(by="op-first"), commands.ConfirmPolicy(text_sha256="6f" * 32))
    assert code_of(answer) == "proposal_differs"


def test_what_was_confirmed_too_late_needs_a_new_proposal() -> None:
    record, confirm = proposal(by="op-first"), commands.ConfirmPolicy(text_sha256=TEXT)
    day = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    assert isinstance(judged(record, confirm, now=day), Decision)
    assert code_of(judged(record, confirm, now=day + timedelta(days=1))) == "proposal_back_dated"
    undated = msgspec.structs.replace(record, effective_from=None)
    assert isinstance(judged(undated, confirm), Decision)


def test_who_refuses_says_why() -> None:
    record = proposal(by="op-first")
    assert code_of(judged(record, commands.RefusePolicy(reason="  "))) == "reason_missing"
    refused = after(record, judged(record, commands.RefusePolicy(reason="依据不足"), Role.CITY_APPROVER))
    assert (refused.state, refused.note, refused.decided_by) == (ProposalState.REFUSED, "依据不足", "op-second")


def test_only_who_proposed_takes_it_back() -> None:
    record = proposal(by="op-first")
    assert code_of(judged(record, commands.WithdrawProposal(reason="另行提出"))) == "not_the_proposer"
    assert code_of(judged(record, commands.WithdrawProposal(reason=""), who="op-first")) == "reason_missing"
    taken = after(record, judged(record, commands.WithdrawProposal(reason="另行提出"), who="op-first"))
    assert (taken.state, taken.note, taken.decided_by) == (ProposalState.WITHDRAWN, "另行提出", "op-first")


def test_events_of_others_change_nothing() -> None:
    decision = Road().judge(Role.STREET_WINDOW, proposing())
    assert code_of(decision) == "wrong_machine"
    foreign = machines.MACHINES["unit"]
    assert foreign.apply is not machines.MACHINES["regulation"].apply
    road = Road()
    road.submit()
    event = road.history[0][2]
    assert machines.apply("regulation", proposal(), event) == proposal()


class Proposals(RuleBasedStateMachine):
    """Three people at one proposal, in any order, over a hundred days."""

    @initialize()
    def begin(self) -> None:
        self.record = proposal("new")
        self.now = NOON
        self.first: str | None = None

    @rule(
        who=st.sampled_from(["op-1", "op-2", "op-3"]),
        role=st.sampled_from([Role.SYSADMIN, Role.CITY_APPROVER, Role.DISTRICT_REVIEWER]),
        command=st.sampled_from(
            [
                proposing(),
                commands.ConfirmPolicy(text_sha256=TEXT),
                commands.ConfirmPolicy(text_sha256="6f" * 32),
                commands.RefusePolicy(reason="再议"),
                commands.WithdrawProposal(reason="另行提出"),
            ]
        ),
        days=st.integers(0, 60),
    )
    def somebody_acts(self, who: str, role: Role, command: Command, days: int) -> None:
        self.now += timedelta(days=days)
        before = self.record
        answer = judged(before, command, role, who, self.now)
        assert answer == judged(before, command, role, who, self.now)
        if isinstance(answer, Refusal):
            return
        self.record = after(before, answer)
        row = next(row for row in machines.MACHINES["regulation"].rows if row.command is type(command))
        assert before.state in row.states
        assert self.record.state in row.to
        self.first = self.first or who

    @invariant()
    def two_people_stand_behind_what_is_confirmed(self) -> None:
        if self.record.state is ProposalState.CONFIRMED:
            assert self.record.proposed_by == self.first
            assert self.record.decided_by != self.first
            assert self.record.decided_at is not None
            assert self.record.effective_from is not None
            assert self.record.decided_at <= datetime(2026, 7, 1, 16, 0, tzinfo=UTC)


TestProposals = Proposals.TestCase
TestProposals.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
