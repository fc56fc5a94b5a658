"""A window over services that live in memory: for tests and pictures of ``gzf_desk.ui``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from gzf_desk.clock import FixedClock
from gzf_desk.errors import Refused, UserFacingError
from gzf_desk.services.api import DeskServices
from gzf_desk.services.device_views import ReaderView
from gzf_desk.services.submit_view import SubmitView
from gzf_desk.services.views import (
    ActView,
    CardTrouble,
    CardView,
    CaseRow,
    ConflictView,
    DraftView,
    OperatorView,
    PreviewView,
    PrintedView,
    PrintItemView,
    ReviewView,
    SessionState,
    SigningView,
    SiteView,
    SyncOutcomeView,
    SyncView,
    TimelineView,
    TodayView,
)
from sync.model.application import ApplicationDraft
from sync.model.case import CaseProcess, VerificationFact
from sync.model.fields import to_draft, to_fields
from sync.model.states import OpinionDecision, SignatureMethod, SourceMark, StorageState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from tests.support import window_cases, window_facts
from tests.support.straight_runner import StraightRunner as StraightRunner

T = TypeVar("T")
PASSPHRASE = "一个很长的口令 1"


@dataclass
class MemoryDesk:
    """Every service of the desk in one object, over plain values."""

    session_state: SessionState = SessionState.OPEN
    site_view: SiteView | None = window_facts.SITE
    who: OperatorView | None = window_facts.OPERATORS[0]
    card: CardView | CardTrouble = window_facts.LADY
    record: ApplicationDraft = field(default_factory=window_facts.filled_draft)
    history: list[ApplicationDraft] = field(default_factory=list)
    future: list[ApplicationDraft] = field(default_factory=list)
    today_view: TodayView = window_facts.TODAY
    preview_view: PreviewView = window_facts.PREVIEW
    plan_view: SigningView = window_facts.SIGNING
    review_view: ReviewView = window_cases.REVIEW
    timeline_view: TimelineView = window_cases.TIMELINE
    open_conflicts: tuple[ConflictView, ...] = (window_cases.CONFLICT,)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    refuse_next: UserFacingError | None = None
    counter: int = 0
    reader: tuple[str, str] = ("", "")
    watchers: list[Callable[[CardView | CardTrouble], None]] = field(default_factory=list)

    def services(self) -> DeskServices:
        return DeskServices(*([self] * 12))  # type: ignore[arg-type]  # one object plays every part

    # session
    def state(self) -> SessionState:
        return self.session_state

    def set_up(self, passphrase: str) -> None:
        self.calls.append(("set_up", len(passphrase)))
        self.session_state = SessionState.NO_OPERATOR

    def unlock(self, passphrase: str) -> None:
        if passphrase != PASSPHRASE:
            raise Refused("session.wrong_passphrase", "口令不对", "再试一次。")
        self.session_state = SessionState.NO_OPERATOR

    def lock(self) -> None:
        self.session_state, self.who = SessionState.LOCKED, None

    def site(self) -> SiteView | None:
        return self.site_view

    def enrol(self, code: str, server_url: str) -> SiteView:
        self.calls.append(("enrol", code, server_url))
        self.site_view = window_facts.SITE
        return window_facts.SITE

    def operators(self) -> tuple[OperatorView, ...]:
        return window_facts.OPERATORS

    def choose_operator(self, operator_id: str) -> OperatorView:
        self.who = next(o for o in window_facts.OPERATORS if o.id == operator_id)
        self.session_state = SessionState.OPEN
        return self.who

    def operator(self) -> OperatorView | None:
        return self.who

    # cards
    def read(
        self, *, driver: str | None = None, port: str | None = None, timeout_s: float = 10.0
    ) -> CardView | CardTrouble:
        return self.card

    def watch(self, on_card: Callable[[CardView | CardTrouble], None]) -> Callable[[], None]:
        self.watchers.append(on_card)
        return lambda: self.watchers.remove(on_card)

    def readers(self) -> tuple[ReaderView, ...]:
        kinds = (("sdt", "身份证读卡器"), ("pcsc", "社保卡读卡器"))
        driver, port = self.reader
        return tuple(
            ReaderView(driver=d, name=n, usable=d != "pcsc", chosen=d == driver, port=port if d == driver else "")
            for d, n in kinds
        )

    def use_reader(self, driver: str, port: str) -> None:
        self.reader = (driver, port)

    # intake
    def _view(self) -> DraftView:
        return DraftView(
            case_id="c6",
            org="990101003",
            draft=self.record,
            process=CaseProcess(),
            storage=StorageState.ON_THIS_PC,
            editable=True,
            problems=(),
            can_undo=bool(self.history),
            can_redo=bool(self.future),
        )

    def _keep(self, record: ApplicationDraft) -> DraftView:
        if self.refuse_next is not None:
            error, self.refuse_next = self.refuse_next, None
            raise error
        self.history.append(self.record)
        self.future.clear()
        self.record = record
        return self._view()

    def begin(self, card: CardView | None = None) -> DraftView:
        self.calls.append(("begin", card is not None))
        member = window_facts.MEMBERS["m1"] if card else msgspec.structs.replace(window_facts.MEMBERS["m1"], name=None)
        fresh = msgspec.structs.replace(member, phone=None, marital=None, local_hukou=None)
        if card is None:
            fresh = msgspec.structs.replace(fresh, sources={}, document_number=None, birth_date=None, sex=None)
        self.record = ApplicationDraft(local_number="SQ990101-0003-00122-4", members={"m1": fresh})
        return self._view()

    def draft(self, case_id: str) -> DraftView:
        return self._view()

    def drafts(self) -> tuple[CaseRow, ...]:
        return tuple(r for r in window_facts.ROWS if r.state.value == "draft")

    def add(self, case_id: str, collection: str) -> tuple[str, DraftView]:
        self.counter += 1
        key = f"n{self.counter}"
        entry: dict[str, Any] = {"kind": "60"} if collection == "materials" else {}
        return key, self._keep(to_draft({**to_fields(self.record), f"{collection}/{key}": entry}))

    def add_member_from_card(self, case_id: str, card: CardView, kinship: str | None = None) -> tuple[str, DraftView]:
        key, _ = self.add(case_id, "members")
        return key, self.set(case_id, f"members/{key}.name", card.name, SourceMark.CARD)

    def set(self, case_id: str, path: str, value: object, source: SourceMark = SourceMark.DECLARED) -> DraftView:
        self.calls.append(("set", path, value))
        fields = to_fields(self.record)
        entry, _, name = path.partition(".")
        if name:
            held = {**fields[entry], name: value}
            held = {k: v for k, v in held.items() if v is not None}
            fields[entry] = held
        else:
            fields[entry] = value
        return self._keep(to_draft(fields))

    def remove(self, case_id: str, entry: str) -> DraftView:
        self.calls.append(("remove", entry))
        return self._keep(to_draft({**to_fields(self.record), entry: None}))

    def undo(self, case_id: str) -> DraftView:
        if self.history:
            self.future.append(self.record)
            self.record = self.history.pop()
        return self._view()

    def redo(self, case_id: str) -> DraftView:
        if self.future:
            self.history.append(self.record)
            self.record = self.future.pop()
        return self._view()

    # preview, signing, submission
    def evaluate(self, case_id: str) -> PreviewView:
        return self.preview_view

    def plan(self, case_id: str) -> SigningView:
        return self.plan_view

    def sign_consent(
        self,
        case_id: str,
        member_id: str,
        *,
        signer_id: str,
        method: SignatureMethod,
        image_png: bytes,
        sensitive: bool,
    ) -> SigningView:
        self.calls.append(("sign_consent", member_id, signer_id, method, image_png[:4], sensitive))
        signers = tuple(
            replace(s, done=True) if (s.signs_for or s.member_id) == member_id else s for s in self.plan_view.signers
        )
        self.plan_view = replace(self.plan_view, signers=signers)
        return self.plan_view

    def sign_undertaking(
        self, case_id: str, signer_id: str, *, method: SignatureMethod, image_png: bytes
    ) -> SigningView:
        self.calls.append(("sign_undertaking", signer_id, method))
        signers = tuple(replace(s, done=s.done or s.member_id == signer_id) for s in self.plan_view.undertaking_signers)
        self.plan_view = replace(self.plan_view, undertaking_signers=signers)
        return self.plan_view

    def submit(self, case_id: str) -> SubmitView:
        self.calls.append(("submit", case_id))
        return SubmitView(
            sealed=True,
            local_number="SQ990101-0003-00122-4",
            storage=StorageState.ON_THIS_PC,
            sentence="已封好，存在本机。联网后送到省里，收到会有回执。",
        )

    # printing
    def available(self, case_id: str) -> tuple[PrintItemView, ...]:
        made = {call[1] for call in self.calls if call[0] == "render"}
        at = window_facts.NOW
        return tuple(replace(p, printed_at=at if p.document in made else None) for p in window_facts.PAPERS)

    def render(self, document: str, case_id: str) -> PrintedView:
        self.calls.append(("render", document))
        return PrintedView(document=document, pdf=b"%PDF-", pages=1, number="", content_sha256="0" * 64, watermark="")

    def save(self, printed: PrintedView, file: Path) -> None:
        self.calls.append(("save", printed.document))

    def send(self, printed: PrintedView) -> None:
        self.calls.append(("send", printed.document))

    # review
    def queue(self) -> tuple[CaseRow, ...]:
        return tuple(r for r in window_facts.ROWS if r.state.value != "draft")

    def page(self, case_id: str) -> ReviewView:
        return replace(self.review_view, case_id=case_id)

    def _act(self, *call: Any) -> ActView:
        self.calls.append(call)
        return ActView(done=True, sentence="已存在本机，等省里确认")

    def accept(self, case_id: str) -> ActView:
        return self._act("accept", case_id)

    def ask_correction(self, case_id: str, items: tuple[str, ...]) -> ActView:
        return self._act("ask_correction", items)

    def refuse_acceptance(self, case_id: str, reason_codes: tuple[str, ...], text: str) -> ActView:
        return self._act("refuse_acceptance", reason_codes, text)

    def launch_checks(self, case_id: str) -> ActView:
        return self._act("launch_checks", case_id)

    def record_manual_check(self, case_id: str, fact: VerificationFact) -> ActView:
        self.review_view = replace(self.review_view, unknown=())
        return self._act("record_manual_check", fact)

    def commit_opinion(
        self,
        case_id: str,
        decision: OpinionDecision,
        text: str,
        reason_codes: tuple[str, ...] = (),
        viewed: tuple[str, ...] = (),
    ) -> ActView:
        return self._act("commit_opinion", case_id, decision, text, reason_codes, viewed)

    def post_publicity(self, case_id: str, evidence: bytes) -> ActView:
        return self._act("post_publicity", evidence)

    def conclude_publicity(self, case_id: str) -> ActView:
        return self._act("conclude_publicity", case_id)

    def announce(self, case_id: str) -> ActView:
        return self._act("announce", case_id)

    def withdraw(self, case_id: str, reason: str) -> ActView:
        return self._act("withdraw", reason)

    # allocation
    def waiting(self) -> tuple[WaitingEntry, ...]:
        return window_cases.WAITING

    def units(self) -> tuple[Unit, ...]:
        return window_cases.UNITS

    def tenancies(self) -> tuple[Tenancy, ...]:
        return window_cases.TENANCIES

    def allocate(self, waiting_id: str, unit_id: str, term_from: date, term_years: int) -> ActView:
        return self._act("allocate", waiting_id, unit_id, term_from, term_years)

    def sign_contract(self, tenancy_id: str, *, explained: bool, method: SignatureMethod, image_png: bytes) -> ActView:
        return self._act("sign_contract", tenancy_id, explained, image_png[:4])

    # full numbers
    def reasons(self) -> tuple[tuple[str, str], ...]:
        return (("own_case", "正在办这一件"), ("compare_paper", "和纸上的号码对一遍"))

    def reveal(self, case_id: str, member_id: str, reason: str) -> str:
        self.calls.append(("reveal", member_id, reason))
        return self.record.members[member_id].document_number or ""

    # lists
    def today(self) -> TodayView:
        return self.today_view

    def search(self, text: str) -> tuple[CaseRow, ...]:
        return tuple(r for r in window_facts.ROWS if text in r.masked_name or text in r.number)

    def timeline(self, case_id: str) -> TimelineView:
        return self.timeline_view

    # sync
    def view(self) -> SyncView:
        return self.today_view.sync

    def sync_once(self, progress: Callable[[str, int, int], None] | None = None) -> SyncOutcomeView:
        if progress is not None:
            progress("push", 1, 2)
        return SyncOutcomeView(
            pushed=2, accepted=2, refused=0, conflicts=0, pulled=5, pending=0, sentence="对完了，都送到了。"
        )

    def conflicts(self) -> tuple[ConflictView, ...]:
        return self.open_conflicts

    def resolve(self, conflict_id: str, choice: str) -> ActView:
        self.open_conflicts = ()
        return self._act("resolve", conflict_id, choice)


def fixed_clock() -> FixedClock:
    """The morning of the pictures."""
    return FixedClock(window_facts.NOW)
