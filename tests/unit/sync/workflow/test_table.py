"""The tables, whole: state × command × role × place. Allowed exactly where the table says, else refused by name."""

from __future__ import annotations

from itertools import product
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.case import Case, Tenancy, WaitingEntry
from sync.model.ids import OrgCode, RecordId
from sync.model.states import CaseState, OpinionDecision, Role, ServicePoint, TenancyState, WaitingState
from sync.workflow import case_machine, commands, machines, tenancy_machine, waiting_machine
from sync.workflow.engine import Decision, Refusal
from tests.support.households import ORG, answered
from tests.support.road import EVIDENCE, NUMBER, SNAPSHOT, Road, actor, allocation, opinion, signature, unit

COMMANDS: tuple[Any, ...] = (
    commands.Submit(snapshot_sha256=SNAPSHOT),
    commands.Accept(number=NUMBER),
    commands.AskCorrection(items=("户口本缺页",)),
    commands.AnswerCorrection(snapshot_sha256=SNAPSHOT),
    commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"),
    commands.LaunchChecks(),
    commands.RecordChecks(facts=answered(Road().case.draft)),
    opinion("R1"),
    commands.AnswerReturn(note="补了工资条"),
    commands.PostPublicity(stage="P1", evidence_sha256=EVIDENCE),
    commands.ConcludePublicity(stage="P1"),
    commands.Announce(),
    commands.Withdraw(reason="不申请了"),
    allocation(),
    signature(EVIDENCE),
)

# (command, roles, places, states): written down once more, apart from the code's own table
COLLECTING = "applicant entrusted_agent village_point street_window"
PLACES = "village_point kiosk street_window"
REVIEWERS = "street_reviewer district_reviewer city_approver"
CASE_RULES = {
    "submit": (COLLECTING, PLACES, "draft"),
    "accept": ("street_window", "street_window", "submitted"),
    "ask_correction": ("street_window", "street_window", "submitted"),
    "answer_correction": (COLLECTING, PLACES, "correction"),
    "refuse_acceptance": ("street_window", "street_window", "submitted"),
    "launch_checks": ("street_window platform", "street_window platform", "accepted"),
    "record_checks": (f"{REVIEWERS} dept_verifier platform", "street_window county_office platform", "review returned"),
    "commit_opinion": (REVIEWERS, "street_window county_office", "review"),
    "answer_return": (COLLECTING, PLACES, "returned"),
    "post_publicity": (f"{REVIEWERS} street_window", "street_window county_office", "publicity"),
    "conclude_publicity": (
        f"{REVIEWERS} street_window platform",
        "street_window county_office platform",
        "publicity",
    ),
    "announce": ("district_reviewer city_approver platform", "county_office platform", "deciding"),
    "withdraw": (COLLECTING, PLACES, "submitted correction accepted review returned publicity"),
}


def reached() -> dict[CaseState, Case]:
    """A case in every state that this variant reaches, each by the road itself."""
    found: dict[CaseState, Case] = {}

    def note(road: Road) -> Road:
        found[road.case.process.state] = road.case
        return road

    road = note(Road())
    road.submit()
    note(road)
    side = Road(case=road.case)
    side.do(Role.STREET_WINDOW, commands.AskCorrection(items=("户口本缺页",)))
    note(side)
    side = Road(case=road.case)
    side.do(Role.STREET_WINDOW, commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"))
    note(side)
    side = Road(case=road.case)
    side.do(Role.APPLICANT, commands.Withdraw(reason="不申请了"))
    note(side)
    road.accept()
    note(road)
    road.check()
    note(road)
    side = Road(case=road.case)
    side.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.RETURN))
    note(side)
    side = Road(case=road.case)
    side.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    note(side)
    road.agree(Role.STREET_REVIEWER, "R1")
    note(road)
    road.publicise(Role.STREET_REVIEWER, "P1")
    road.agree(Role.DISTRICT_REVIEWER, "R2")
    road.publicise(Role.DISTRICT_REVIEWER, "P2")
    note(road)
    road.do(Role.DISTRICT_REVIEWER, commands.Announce())
    note(road)
    return found


REACHED = reached()


def case_in(state: CaseState) -> Case:
    """A case in any state; those that this variant never reaches are set by hand."""
    if state in REACHED:
        return REACHED[state]
    process = msgspec.structs.replace(REACHED[CaseState.REVIEW].process, state=state)
    return msgspec.structs.replace(REACHED[CaseState.REVIEW], process=process)


def test_the_road_reaches_every_state_of_the_variant() -> None:
    assert set(CaseState) - set(REACHED) == {
        CaseState.VERIFYING,
        CaseState.OBJECTION,
        CaseState.RECONSIDERING,
        CaseState.LAPSED,
        CaseState.TERMINATED,
    }


def test_every_command_has_its_row_and_a_sample() -> None:
    tags = {commands.command_tag(command) for command in COMMANDS}
    assert tags == {str(kind.__struct_config__.tag) for kind in commands.AnyCommand.__args__}
    rows = (*case_machine.TRANSITIONS, *waiting_machine.TRANSITIONS, *tenancy_machine.TRANSITIONS)
    assert {row.tag for row in rows} == tags


def expected(tag: str, state: str, role: Role, point: ServicePoint) -> str | None:
    """Code of the table's refusal, None when the table lets it pass."""
    if tag not in CASE_RULES:
        return "wrong_machine"
    roles, points, states = (words.split() for words in CASE_RULES[tag])
    if state not in states:
        return "wrong_state"
    if role.value not in roles:
        return "wrong_role"
    return None if point.value in points else "wrong_point"


@pytest.mark.parametrize("state", CaseState)
def test_state_by_command_by_role_by_place(state: CaseState) -> None:
    words = [Translator(language) for language in LANGUAGES]
    before = case_in(state)
    road = Road(case=before)
    yes = 0
    for command, role, point in product(COMMANDS, Role, ServicePoint):
        org = None if role in {Role.DISTRICT_REVIEWER, Role.CITY_APPROVER, Role.ALLOCATOR} else ORG
        answer = road.judge(role, command, who=actor(role, point=point, org=org))
        tag = commands.command_tag(command)
        wanted = expected(tag, state.value, role, point)
        allowed = tag in machines.commands_for("case", state.value, role, point)
        assert allowed is (wanted is None)
        if wanted is not None:
            assert isinstance(answer, Refusal)
            assert (answer.code, answer.state) == (wanted, state.value)
        if isinstance(answer, Decision):
            yes += 1
            assert answer.effects
        else:
            for translate in words:
                sentence = translate(f"refusal.{answer.code}", **answer.details)
                assert "⟦" not in sentence
                assert "{" not in sentence
    assert road.case == before == case_in(state)  # deciding changes nothing
    assert (yes > 0) is any(state.value in states.split() for _, _, states in CASE_RULES.values())


@pytest.mark.parametrize("state", WaitingState)
def test_the_table_of_the_waiting_list(state: WaitingState) -> None:
    road = Road()
    entry = WaitingEntry(
        id=RecordId("w"),
        org=OrgCode(ORG),
        case_id=road.case.id,
        state=state,
        household_size=3,
        category="hukou_lowinc",
    )
    road.others["waiting", "w"] = entry
    for command, role, point in product(COMMANDS, Role, ServicePoint):
        answer = road.judge(role, command, "waiting", who=actor(role, point=point))
        ours = isinstance(command, commands.AllocateUnit)
        may = (role, point) == (Role.ALLOCATOR, ServicePoint.COUNTY_OFFICE)
        assert isinstance(answer, Decision) is (ours and may and state is WaitingState.ACTIVE)
        if not ours:
            assert isinstance(answer, Refusal)
            assert answer.code == "wrong_machine"


@pytest.mark.parametrize("state", TenancyState)
def test_the_table_of_the_tenancies(state: TenancyState) -> None:
    road = Road()
    tenancy = Tenancy(
        id=RecordId("t"),
        org=OrgCode(ORG),
        case_id=road.case.id,
        waiting_id=RecordId("w"),
        unit_id=RecordId("unit-1"),
        state=state,
        contract_content_sha256=EVIDENCE,
    )
    road.others["tenancy", "t"] = tenancy
    for command, role, point in product(COMMANDS, Role, ServicePoint):
        answer = road.judge(role, command, "tenancy", who=actor(role, point=point))
        ours = isinstance(command, commands.SignContract)
        may = role in {Role.PROPERTY_COUNTER, Role.STREET_WINDOW} and point in {
            ServicePoint.PROPERTY_COUNTER,
            ServicePoint.STREET_WINDOW,
        }
        assert isinstance(answer, Decision) is (ours and may and state is TenancyState.CONTRACT_PENDING)


def test_units_take_no_commands() -> None:
    answer = machines.decide("unit", unit(), commands.Announce(), Road().context(actor(Role.PLATFORM)))
    assert isinstance(answer, Refusal)
    assert answer.code == "wrong_machine"


@pytest.mark.parametrize(("machine", "record"), [("case", unit()), ("boat", unit()), ("unit", Road().case)])
def test_a_record_of_another_machine_is_a_bug(machine: str, record: Any) -> None:
    with pytest.raises(ValueError, match="does not move"):
        machines.decide(machine, record, commands.Announce(), Road().context(actor(Role.PLATFORM)))
    with pytest.raises(ValueError, match="does not move"):
        machines.apply(machine, record, Road().case)  # type: ignore[arg-type]  # the event does not come into play
