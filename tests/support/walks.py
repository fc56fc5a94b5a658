"""The road of an application under any policy: it finds its own way by the policy's stages, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from sync.model.application import ApplicationDraft, Category, GuaranteeForm
from sync.model.case import Case, CaseProcess, VerificationFact
from sync.model.household import IncomeItem, IncomeKind
from sync.model.ids import OrgCode, RecordId
from sync.model.states import CaseState, Role
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.records import Stage
from sync.workflow.application import commands
from sync.workflow.application.checks import required_checks
from tests.support.households import ORG, consent_for, family
from tests.support.road import EVIDENCE, Road, opinion

OUTCOMES = {"V01": "match", "V21": "not_found", "V03": "not_found", "V28": "match", "V32": "not_found"}
PER_HEAD, PEOPLE = 180_900, 3
"""Income of the usual family per person and month, fen; and how many they are."""
ENDED = frozenset(
    {
        CaseState.NOT_ACCEPTED,
        CaseState.QUALIFIED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.LAPSED,
        CaseState.TERMINATED,
    }
)


def family_under(policy: Policy, **changes: Any) -> ApplicationDraft:
    """The usual family, applying under this policy for what it offers to their category; poor enough for it."""
    classes = policy.consent.classes
    rules = policy.categories[Category.HUKOU_LOWINC]
    forms = rules.forms or policy.forms
    fields: dict[str, Any] = {
        "policy_id": policy.id,
        "policy_version": policy.version,
        "form": GuaranteeForm.UNIT if GuaranteeForm.UNIT in forms else forms[0],
        "consents": {
            "c1": consent_for("m1", classes=classes),
            "c2": consent_for("m2", classes=classes),
            "c3": consent_for("m3", "m1", classes=classes),
        },
    }
    limit = rules.limits.income_at_most
    if limit is not None and limit.value < PER_HEAD:
        wage = limit.value * 12 * PEOPLE // 2
        fields["income"] = {
            f"i{at}": IncomeItem(member=f"m{at}", kind=IncomeKind.WAGE, amount_fen=wage) for at in (1, 2)
        }
    return family(**{**fields, **changes})


def road_under(policy: Policy, now: datetime | None = None, **changes: Any) -> Road:
    """A road at its very beginning."""
    draft = family_under(policy, **changes)
    case = Case(id=RecordId("case-1"), org=OrgCode(ORG), draft=draft, process=CaseProcess())
    road = Road(case=case, policy=policy)
    if now is not None:
        road.now = now
    return road


def answers(road: Road) -> tuple[VerificationFact, ...]:
    """Clean answers of all departments that this policy asks."""
    case = road.case
    return tuple(
        VerificationFact(
            data_class=data_class.value,
            member=member,
            outcome=OUTCOMES.get(data_class.value, "match"),
            source="department",
            as_of=civil_day(road.now),
        )
        for data_class, member in required_checks(case.draft, road.policy, civil_day(road.now))
    )


def at(road: Road) -> Stage:
    """The stage of the case."""
    stage = road.policy.stage(road.case.process.stage)
    assert stage is not None
    return stage


def morning(day: date) -> datetime:
    """Ten in the morning in China."""
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def post_list(road: Road) -> None:
    """The list hangs."""
    road.do(at(road).role, commands.PostPublicity(stage=at(road).code, evidence_sha256=EVIDENCE))


def wait_out(road: Road) -> None:
    """The day after the last day of the publicity."""
    road.now = morning(road.case.process.publicities[-1].to + timedelta(days=1))


def step(road: Road) -> None:
    """The next thing that happens when all goes well."""
    process = road.case.process
    match process.state:
        case CaseState.DRAFT:
            road.submit()
        case CaseState.SUBMITTED:
            road.accept()
        case CaseState.ACCEPTED:
            road.do(Role.STREET_WINDOW, commands.LaunchChecks())
        case CaseState.VERIFYING:
            road.do(Role.PLATFORM, commands.RecordChecks(facts=answers(road)))
        case CaseState.REVIEW:
            if at(road).checks_first and not process.verification:
                road.do(Role.PLATFORM, commands.RecordChecks(facts=answers(road)))
            road.do(at(road).role, opinion(at(road).code))
        case CaseState.PUBLICITY:
            post_list(road)
            wait_out(road)
            road.do(Role.PLATFORM, commands.ConcludePublicity(stage=at(road).code))
        case CaseState.DECIDING:
            road.do(at(road).role, commands.Announce())
        case CaseState.REGISTERING:
            road.do(at(road).role, commands.Register(stage=at(road).code))
        case state:
            raise AssertionError(f"nothing goes on from {state}")


def walk(policy: Policy, now: datetime | None = None, **changes: Any) -> Iterator[Road]:
    """The same road again and again: as a draft, after each step, and with its result."""
    road = road_under(policy, now, **changes)
    yield road
    while road.case.process.state not in ENDED:
        step(road)
        yield road


def walked_to(policy: Policy, state: CaseState, stage: str | None = None, **changes: Any) -> Road | None:
    """The road as far as the first time that the case stands in a state (and stage); None where it never does."""
    for road in walk(policy, **changes):
        process = road.case.process
        if process.state is state and stage in {None, process.stage}:
            return road
    return None


def at_hand(policy: Policy, state: CaseState, stage: str | None = None, **changes: Any) -> Road:
    """As :func:`walked_to`, where the policy surely leads there."""
    road = walked_to(policy, state, stage, **changes)
    assert road is not None, (policy.id, state, stage)
    return road


def with_process(road: Road, **changes: Any) -> None:
    """Put something into the state of the case that no step of a test leads to."""
    process = msgspec.structs.replace(road.case.process, **changes)
    road.case = msgspec.structs.replace(road.case, process=process)
