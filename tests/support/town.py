"""A town that allots homes, in tests: many households, homes and batches, a clock, and a draw that is really run.

What a decision may read is what its machine's ``needs`` names and nothing else, as at the province.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.allocation import Batch, BatchState, Method
from sync.model.draw_record import DrawTerms
from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import Role, ServicePoint, WaitingState
from sync.model.stock import Unit
from sync.model.waiting import WaitingEntry
from sync.policy.calendar import CHINA, civil_day
from sync.workflow import draw, machines
from sync.workflow.allocation import commands as b
from sync.workflow.command import Command
from sync.workflow.engine import Actor, Context, Decision, Refusal
from sync.workflow.numbering import NumberKind, make
from sync.workflow.stock import commands as s
from sync.workflow.waiting import commands as w
from tests.support.households import ORG
from tests.support.road import Road, actor, unit

COUNTY = OrgCode("990101")
BATCH = RecordId("batch-1")
PROGRAM = "aa" * 32
POSTED = "bb" * 32
SIGNED = "cc" * 32
PARTIES = ("示例市住房保障中心", "示例市公证处")
SECRETS = {name: bytes([at + 1]) * 32 for at, name in enumerate(PARTIES)}
ENTROPY = "2026-03-20|示例指数收盘|3921.47"
WINDOW = Role.STREET_WINDOW
FACTS = {"batch", "case", "issue_number", "number", "unit", "waiting"}
WORDS = [Translator(language) for language in LANGUAGES]


@dataclass
class Town(Road):
    """A province in small, with many records of each machine."""

    steps: int = 0
    needed_only: bool = True
    events: list[Any] = field(default_factory=list)

    # records

    def household(self, key: str, size: int = 3, **changes: Any) -> WaitingEntry:
        """A household on the list."""
        at = len([one for one in self.others if one[0] == "waiting"]) + 1
        category = next(iter(self.policy.categories)).value
        facts: dict[str, Any] = {
            "org": OrgCode(ORG),
            "number": FormalNumber(make(NumberKind.WAITING, "990101", "0000", at)),
            "group": 2,
            "household_size": size,
            "category": category,
            "entered_at": datetime(2026, 1, 5, 2, at % 60, tzinfo=UTC),
        }
        entry = WaitingEntry(id=RecordId(key), case_id=self.case.id, **{**facts, **changes})
        self.others["waiting", entry.id] = entry
        return entry

    def home(self, key: str, **changes: Any) -> Unit:
        """An empty home that is ready: two rooms, for two to four."""
        made = unit(id=RecordId(key), **{"code": f"H-{key}", **changes})
        self.others["unit", made.id] = made
        return made

    def entry_of(self, key: str) -> WaitingEntry:
        found = self.others["waiting", RecordId(key)]
        assert isinstance(found, WaitingEntry)
        return found

    def unit_of(self, key: str) -> Unit:
        found = self.others["unit", RecordId(key)]
        assert isinstance(found, Unit)
        return found

    @property
    def batch(self) -> Batch:
        found = self.others["batch", BATCH]
        assert isinstance(found, Batch)
        return found

    def set(self, key: str, **changes: Any) -> None:
        """A record with other fields, by hand."""
        found = next(place for place in self.others if place[1] == key)
        self.others[found] = msgspec.structs.replace(self.others[found], **changes)  # type: ignore[type-var]

    # decisions

    def context_for(self, machine: str, record: Any, command: Command, who: Actor, **facts: Any) -> Context:
        self.steps += 1
        step = self.steps
        whole = self.context(who, **facts)
        wanted = set(machines.needs(machine, record, command))
        known = {key: value for key, value in whole.facts.records.items() if key in wanted}
        return replace(
            whole,
            facts=replace(whole.facts, records=known if self.needed_only else whole.facts.records),
            mint=lambda label: RecordId(hashlib.sha256(f"{step}{label}".encode()).hexdigest()[:32]),
        )

    def answer(
        self, role: Role, machine: str, key: str, command: Command, who: Actor | None = None, **facts: Any
    ) -> Decision | Refusal:
        """What a machine says; changes nothing."""
        record = self.others.get((machine, RecordId(key)))
        if record is None:
            record = machines.blank(machine, RecordId(key), COUNTY, command)
        assert record is not None
        actor_here = who or actor(role)
        return machines.decide(
            machine, record, command, self.context_for(machine, record, command, actor_here, **facts)
        )

    def give(self, role: Role, machine: str, key: str, command: Command, **facts: Any) -> None:
        """A command that must be accepted."""
        answer = self.answer(role, machine, key, command, **facts)
        assert isinstance(answer, Decision), answer
        self.take(answer)

    def refuse(self, role: Role, machine: str, key: str, command: Command, **facts: Any) -> str:
        """Code of a command that must be refused, and that changes nothing."""
        before = dict(self.others)
        answer = self.answer(role, machine, key, command, **facts)
        assert isinstance(answer, Refusal), answer
        assert self.others == before
        in_words(answer)
        assert answer.code != "fact_missing" or answer.details["fact"] in FACTS
        return answer.code

    def take(self, decision: Decision) -> None:
        super().take(decision)
        self.events.extend(effect.event for effect in decision.effects)

    def office(self, command: Command, key: str = BATCH) -> None:
        """The allocation clerk, on the batch."""
        self.give(Role.ALLOCATOR, "batch", key, command)

    def office_refused(self, command: Command, key: str = BATCH) -> str:
        return self.refuse(Role.ALLOCATOR, "batch", key, command)

    def says(self, key: str, command: Command) -> None:
        """A household, at a street window."""
        self.give(WINDOW, "waiting", key, command)

    def says_refused(self, key: str, command: Command) -> str:
        return self.refuse(WINDOW, "waiting", key, command)

    # time

    @property
    def today(self) -> date:
        return civil_day(self.now)

    def on(self, day: date, hour: int = 10) -> None:
        """Go to that hour of that day, in China."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)

    def after(self, day: date | None) -> None:
        """Go to the day after."""
        assert day is not None
        self.on(day + timedelta(days=1))

    def platform(self) -> list[str]:
        """Everything that the province does by itself now; tags of what it did."""
        done: list[str] = []
        while True:
            before = len(done)
            for machine, key in list(self.others):
                record = self.others[machine, key]
                day = machines.timer_of(machine, record, self.policy, self.today)
                command = machines.due(machine, record, self.policy, self.today)
                assert command is None or (day is not None and day <= self.today), (machine, key, day)
                if command is None or machine not in {"batch", "waiting"}:
                    continue
                answer = self.answer(Role.PLATFORM, machine, key, command)
                if isinstance(answer, Decision):
                    self.take(answer)
                    done.append(str(command.__struct_config__.tag))
            if len(done) == before:
                return done

    # the way of a batch

    def plan(self, method: Method, homes: tuple[str, ...] = (), key: str = BATCH, **more: Any) -> None:
        command = b.PlanBatch(title="2026 年第 1 批", plan_text="面向第二梯队家庭", method=method, **more)
        self.office(command, key)
        for home in homes:
            self.give(Role.ALLOCATOR, "unit", home, s.ReserveUnit(batch_id=RecordId(key)))

    def open(self, key: str = BATCH) -> None:
        """Announced, and registration open."""
        first = self.today + timedelta(days=1)
        self.office(
            b.AnnounceBatch(notice="示例公告〔2026〕2 号", intent_from=first, intent_to=first + timedelta(days=20)), key
        )
        self.on(first)
        self.office(b.OpenIntent(), key)

    def register(self, *keys: str, batch: str = BATCH, **more: Any) -> None:
        for key in keys:
            self.says(key, registration(batch, **more))

    def recheck(self, *keys: str) -> None:
        """Registration is over, and these pass."""
        if self.batch.state is BatchState.INTENT_OPEN:
            self.after(self.batch.closes)
            self.office(b.CloseIntent())
        for key in keys:
            if self.entry_of(key).state is WaitingState.INTENT_REGISTERED:
                self.give(Role.DISTRICT_REVIEWER, "waiting", key, w.BeginRecheck())
            self.give(Role.DISTRICT_REVIEWER, "waiting", key, w.ConcludeRecheck(passed=True, note="情况没有变化"))

    def freeze(self, key: str = BATCH, **changes: Any) -> None:
        self.office(b.FreezeList(program_sha256=PROGRAM, draw=self.terms(**changes)), key)

    def freeze_by_rank(self, key: str = BATCH) -> None:
        self.office(b.FreezeList(program_sha256=PROGRAM), key)

    def terms(self, **changes: Any) -> DrawTerms:
        terms = DrawTerms(
            parties=PARTIES,
            entropy_name="三天后示例指数收盘",
            reveal_by=self.now + timedelta(hours=60),
            entropy_at=self.now + timedelta(hours=72),
        )
        return msgspec.structs.replace(terms, **changes)

    def commit(self, key: str = BATCH, *names: str) -> None:
        for name in names or PARTIES:
            fixed = draw.commit_of(SECRETS[name]).hex()
            self.office(b.CommitDraw(party=name, commit=fixed, escrow=f"信封 {name}"), key)

    def draw_lots(self, key: str = BATCH) -> None:
        """Commits, reveals, entropy."""
        found = self.others["batch", RecordId(key)]
        assert isinstance(found, Batch)
        assert found.draw is not None
        self.commit(key)
        self.now += timedelta(hours=1)
        for name in PARTIES:
            self.office(b.RevealDraw(party=name, secret=SECRETS[name].hex()), key)
        self.now = found.draw.terms.entropy_at
        self.office(b.RecordEntropy(text=ENTROPY), key)

    def start(self) -> None:
        """The order was public; turns begin."""
        self.after(self.batch.order_public_to)
        self.office(b.StartSelecting(evidence_sha256=POSTED))

    def whose_turn(self) -> list[str]:
        """Keys of the households whose turn it is."""
        return [self.batch.people[turn.person].waiting_id for turn in self.batch.turns]

    def offered(self, key: str) -> list[str]:
        """Keys of the homes that were drawn for a household."""
        batch = self.batch
        turn = next(one for one in batch.turns if batch.people[one.person].waiting_id == key)
        return [batch.homes[at].unit_id for at in turn.offered]

    def choose(self, key: str, home: str) -> None:
        self.says(key, choice(home))

    def to_selecting(self, method: Method, homes: tuple[str, ...], people: tuple[str, ...]) -> None:
        """From the plan to the first turn."""
        self.plan(method, homes)
        self.open()
        self.register(*people)
        self.recheck(*people)
        if method is Method.BY_RANK:
            self.freeze_by_rank()
        else:
            self.freeze()
            self.draw_lots()
        self.start()

    def to_contracting(self) -> None:
        self.office(b.EndSelecting(evidence_sha256=POSTED))
        self.after(self.batch.publicity_to)
        self.platform()
        assert self.batch.state is BatchState.CONTRACTING

    def contract(self, key: str) -> None:
        self.give(Role.ALLOCATOR, "waiting", key, w.IssueContract(term_from=date(2026, 7, 1), term_years=3))


def in_words(refusal: Refusal) -> None:
    """A refusal has its sentence in both languages, and every figure that it speaks of."""
    for translate in WORDS:
        sentence = translate(f"refusal.{refusal.code}", **refusal.details)
        assert "⟦" not in sentence, refusal
        assert "{" not in sentence, refusal


def registration(batch: str = BATCH, **changes: Any) -> w.RegisterIntent:
    command = w.RegisterIntent(batch_id=RecordId(batch), no_change_sha256=SIGNED)
    return msgspec.structs.replace(command, **changes)


def choice(home: str) -> w.ChooseHome:
    return w.ChooseHome(unit_id=RecordId(home), choice_sha256=SIGNED)


def clerk(point: ServicePoint = ServicePoint.COUNTY_OFFICE, org: str | None = None) -> Actor:
    return actor(Role.ALLOCATOR, point=point, org=org)
