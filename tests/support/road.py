"""The road of a case in tests: who acts, a clock that is moved by hand, and the platform's part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.case import Case, CaseProcess
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.states import OpinionDecision, Role, ServicePoint, SignatureMethod
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy import Policy
from sync.policy.calendar import Calendar
from sync.workflow import machines
from sync.workflow.application import commands
from sync.workflow.engine import Actor, Context, Decision, Facts, Refusal
from sync.workflow.numbering import NumberKind, make
from sync.workflow.tenancy.commands import SignContract
from sync.workflow.waiting.commands import AllocateUnit
from tests.support.households import ORG, answered, example_calendar, example_policy, family

WORDS = [Translator(language) for language in LANGUAGES]
CALENDAR = example_calendar()
POLICY = example_policy()
SNAPSHOT = "cd" * 32
EVIDENCE = "ef" * 32
OWN_WORDS = "入户看过，三口人租住六十平方米，收入与工资条一致。"
NUMBER = make(NumberKind.ACCEPTANCE, "990101", "0003", 122)

POINTS = {
    Role.STREET_WINDOW: ServicePoint.STREET_WINDOW,
    Role.STREET_REVIEWER: ServicePoint.STREET_WINDOW,
    Role.DISTRICT_REVIEWER: ServicePoint.COUNTY_OFFICE,
    Role.CITY_APPROVER: ServicePoint.COUNTY_OFFICE,
    Role.ALLOCATOR: ServicePoint.COUNTY_OFFICE,
    Role.PROPERTY_COUNTER: ServicePoint.PROPERTY_COUNTER,
    Role.VILLAGE_POINT: ServicePoint.VILLAGE_POINT,
    Role.APPLICANT: ServicePoint.KIOSK,
    Role.PLATFORM: ServicePoint.PLATFORM,
}
ORGS = {Role.DISTRICT_REVIEWER: "990101", Role.ALLOCATOR: "990101", Role.CITY_APPROVER: "9901"}


def actor(role: Role, operator: str | None = None, point: ServicePoint | None = None, org: str | None = None) -> Actor:
    return Actor(
        operator=OperatorId(operator or f"op-{role.value}"),
        role=role,
        org=OrgCode(org or ORGS.get(role, ORG)),
        point=point or POINTS.get(role, ServicePoint.STREET_WINDOW),
    )


def unit(**changes: Any) -> Unit:
    home = Unit(
        id=RecordId("unit-1"),
        org=OrgCode(ORG),
        code="U-1",
        project="示例家园",
        building="1",
        room="101",
        layout="2-1",
        area100=5_000,
        rent_standard_fen_m2=3_000,
        suits_from=2,
        suits_to=4,
    )
    return msgspec.structs.replace(home, **changes)


@dataclass
class Road:
    """A little province: records by machine and id, and a clock."""

    now: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    policy: Policy = field(default_factory=lambda: POLICY)
    case: Case = field(
        default_factory=lambda: Case(id=RecordId("case-1"), org=OrgCode(ORG), draft=family(), process=CaseProcess())
    )
    others: dict[tuple[str, str], machines.Record] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=lambda: CALENDAR)
    issued: int = 0
    history: list[tuple[str, str, Any]] = field(default_factory=list)

    def context(self, who: Actor, **facts: Any) -> Context:
        known: dict[str, Any] = {"fields_sha256": SNAPSHOT, "number_in_block": True, "authoritative": True}
        records: dict[Any, Any] = {("unit", "unit-1"): unit(), **self.others, ("case", self.case.id): self.case}
        home = facts.pop("unit", None)
        if home is not None:
            records["unit", home.id] = home
        for unknown in facts.pop("without", ()):
            records = {key: record for key, record in records.items() if key[0] != unknown}
        known["records"] = records
        return Context(
            actor=who,
            now=self.now,
            policy=self.policy,
            workdays=self.calendar.workdays,
            mint=lambda label: RecordId(hashlib.sha256(f"{self.case.id}{label}".encode()).hexdigest()[:32]),
            issue_number=self._issue,
            facts=Facts(**{**known, **facts}),
        )

    def _issue(self, kind: str) -> str:
        self.issued += 1
        return make(NumberKind(kind), "990101", "0000", self.issued)

    def record(self, machine: str) -> machines.Record:
        if machine == "case":
            return self.case
        return next(record for (of, _), record in self.others.items() if of == machine)

    def judge(self, role: Role, command: Any, machine: str = "case", **facts: Any) -> Decision | Refusal:
        who = facts.pop("who", None) or actor(role)
        return machines.decide(machine, self.record(machine), command, self.context(who, **facts))

    def refused(self, role: Role, command: Any, machine: str = "case", **facts: Any) -> str:
        answer = self.judge(role, command, machine, **facts)
        assert isinstance(answer, Refusal), answer
        if machine == "case":
            assert answer.state == self.case.process.state
            tells_all(answer)
        return answer.code

    def do(self, role: Role, command: Any, machine: str = "case", **facts: Any) -> None:
        answer = self.judge(role, command, machine, **facts)
        assert isinstance(answer, Decision), answer
        self.take(answer)

    def take(self, decision: Decision) -> None:
        for effect in decision.effects:
            self.history.append((effect.machine, effect.object_id, effect.event))
            if effect.machine == "case":
                folded = machines.apply("case", self.case, effect.event)
                assert isinstance(folded, Case)
                self.case = folded
                continue
            key = (effect.machine, effect.object_id)
            if effect.creates is not None:
                assert key not in self.others
                self.others[key] = machines.create(effect.machine, effect.creates)
            before = self.others.get(key) or unit()
            self.others[key] = machines.apply(effect.machine, before, effect.event)

    # the usual steps

    def submit(self) -> None:
        self.do(Role.STREET_WINDOW, commands.Submit(snapshot_sha256=SNAPSHOT))

    def accept(self) -> None:
        self.do(Role.STREET_WINDOW, commands.Accept(number=NUMBER))

    def check(self) -> None:
        self.do(Role.STREET_WINDOW, commands.LaunchChecks())
        self.do(Role.PLATFORM, commands.RecordChecks(facts=answered(self.case.draft)))

    def agree(self, role: Role, stage: str) -> None:
        self.do(role, opinion(stage))

    def publicise(self, role: Role, stage: str) -> None:
        self.do(role, commands.PostPublicity(stage=stage, evidence_sha256=EVIDENCE))
        last = self.case.process.publicities[-1].to
        self.now = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
        self.do(Role.PLATFORM, commands.ConcludePublicity(stage=stage))

    def to_review(self) -> None:
        self.submit()
        self.accept()
        self.check()

    def to_qualified(self) -> None:
        self.to_review()
        self.agree(Role.STREET_REVIEWER, "R1")
        self.publicise(Role.STREET_REVIEWER, "P1")
        self.agree(Role.DISTRICT_REVIEWER, "R2")
        self.publicise(Role.DISTRICT_REVIEWER, "P2")
        self.do(Role.DISTRICT_REVIEWER, commands.Announce())

    def entry(self) -> WaitingEntry:
        found = self.record("waiting")
        assert isinstance(found, WaitingEntry)
        return found

    def tenancy(self) -> Tenancy:
        found = self.record("tenancy")
        assert isinstance(found, Tenancy)
        return found

    def allocate(self) -> None:
        self.do(Role.ALLOCATOR, allocation(), "waiting")

    def sign(self) -> None:
        self.do(Role.PROPERTY_COUNTER, signature(self.tenancy().contract_content_sha256 or ""), "tenancy")


SAID = {
    "wrong_state": ["command"],
    "wrong_role": ["command role", "role stage"],
    "wrong_point": ["command point"],
    "wrong_machine": ["command"],
    "wrong_stage": ["stage"],
    "wrong_policy": ["policy version"],
    "out_of_scope": ["org"],
    "not_complete": ["count problems"],
    "number_invalid": ["reason"],
    "number_kind": ["expected kind"],
    "number_region": ["region"],
    "fact_missing": ["fact"],
    "consent_missing": ["class", "count"],
    "materials_missing": ["count"],
    "checks_open": ["classes count"],
    "class_unknown": ["class"],
    "outcome_unknown": ["outcome"],
    "manual_check_unsigned": ["class"],
    "manual_note_missing": ["class"],
    "contradicts_facts": ["conditions"],
    "separation_of_duties": ["post stage"],
    "opinion_too_short": ["least"],
    "opinion_boilerplate": ["least"],
    "may_not_reject": ["stage"],
    "stage_unknown": ["stage"],
    "objections_open": ["count"],
    "publicity_running": ["to"],
    "publicity_over": ["to"],
    "correction_running": ["to"],
    "window_over": ["to"],
}
"""Refusal of an application -> the details that it brings; those that are not named bring none."""


def tells_all(refusal: Refusal) -> None:
    """The sentence is there in both languages; the refusal brings all that stands in it, and what else it should."""
    assert " ".join(sorted(refusal.details)) in SAID.get(refusal.code, [""]), refusal
    for translate in WORDS:
        sentence = translate(f"refusal.{refusal.code}", **refusal.details)
        assert "⟦" not in sentence, refusal
        assert "{" not in sentence, refusal


def opinion(stage: str, decision: OpinionDecision = OpinionDecision.AGREE, **more: Any) -> commands.CommitOpinion:
    return commands.CommitOpinion(stage=stage, decision=decision, text=more.pop("text", OWN_WORDS), **more)


def allocation(**changes: Any) -> AllocateUnit:
    command = AllocateUnit(unit_id=RecordId("unit-1"), term_from=date(2026, 5, 1), term_years=3)
    return msgspec.structs.replace(command, **changes)


def signature(content: str, *, explained: bool = True) -> SignContract:
    return SignContract(
        content_sha256=content, explained=explained, method=SignatureMethod.PAD, signature_sha256=EVIDENCE
    )
