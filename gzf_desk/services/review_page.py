"""All facts of a case on one page: declared against verified, what is odd, what is still unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from gzf_desk.clock import CHINA
from gzf_desk.i18n import Translator
from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.masking import masked_name
from gzf_desk.services.papers import grouped, standings
from gzf_desk.services.preview import Preview
from gzf_desk.services.road import Road
from gzf_desk.services.views import FactRow, PreviewView, ReviewView
from gzf_desk.services.workspace import Workspace
from sync.model.case import VerificationFact
from sync.model.codes import kinships, marital_statuses
from sync.model.household import OWNED_TENURES
from sync.model.states import CaseState, Outcome, SourceMark
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.explain import area, money
from sync.workflow.application.checks import merged, open_checks, required_checks
from sync.workflow.application.opinions import held_another_post
from sync.workflow.numbering import display

_TONES: Final = {"match": "ok", "not_found": "ok", "found": "near", "mismatch": "bad", "unavailable": "unknown"}
_TONE_OF: Final = {Outcome.PASS: "ok", Outcome.FAIL: "bad", Outcome.UNKNOWN: "unknown", Outcome.NOT_APPLICABLE: "ok"}
_ODD_FIRST: Final = {"mismatch": 0, "found": 1, "unavailable": 2, "match": 3, "not_found": 4}
_HUKOU, _HOME, _MARRIAGE, _BENEFIT = "V01", "V21", "V22", "V32"
_INCOME, _ASSETS, _VEHICLE = ("V24", "V28"), ("V28",), ("V03",)


class ReviewPages:
    """Makes review pages.

    Args:
        workspace: shared state.
        views: policies.
        preview: evaluations.
        road: stages and acts.
    """

    def __init__(self, workspace: Workspace, views: DraftViews, preview: Preview, road: Road) -> None:
        self._workspace = workspace
        self._views = views
        self._preview = preview
        self._road = road

    def of(self, file: CaseFile) -> ReviewView:
        """The page of one case."""
        words, policy = self._workspace.words, self._views.policy(file)
        reading = self._preview.of(file)
        facts = merged(file.process.verification)
        day = self._day(file)
        unknown = self._unknown(file, policy, day)
        grid = _grid(file, facts, policy, day, words)
        asked = frozenset(kind.value for kind, _ in required_checks(file.draft, policy, day))
        return ReviewView(
            case_id=file.record_id,
            title=self._title(file),
            number=display(file.number),
            stages=self._road.stages(file.process, policy),
            stage_code=file.process.stage or "",
            household=_household(_Compared(file, facts, reading, asked, words)),
            finance=_finance(_Compared(file, facts, reading, asked, words)),
            members=_members(file, words),
            grid=grid,
            oddities=(*self._aliases(file), *_oddities(reading, grid)),
            materials=_materials(file, policy, day, words),
            opinions=self._opinions(file, policy),
            suggestion=f"{reading.headline} · {reading.note}",
            draft_opinion="；".join(c.sentence for c in reading.conditions if c.outcome is not Outcome.UNKNOWN),
            allowed=self._allowed(file, policy),
            why_not=self._why_not(file, policy),
            unknown=unknown,
            evaluation=reading.evaluation,
        )

    def _day(self, file: CaseFile) -> date:
        submitted = file.process.submitted_at
        return civil_day(submitted) if submitted else self._workspace.clock.today()

    def _title(self, file: CaseFile) -> str:
        words, applicant, category = self._workspace.words, file.applicant, file.draft.category
        return words(
            "services.case_title",
            name=masked_name(applicant.name if applicant else None),
            n=len(file.draft.members),
            category=words(f"services.category.{category or 'none'}"),
        )

    def _unknown(self, file: CaseFile, policy: Policy, day: date) -> tuple[tuple[str, str, str], ...]:
        words = self._workspace.words
        return tuple(
            (
                kind.value,
                member,
                words(
                    "services.fact.open",
                    name=masked_name(file.draft.members[member].name),
                    kind=words(f"services.data_class.{kind.value}"),
                ),
            )
            for kind, member in open_checks(file.draft, file.process.verification, policy, day)
        )

    def _aliases(self, file: CaseFile) -> tuple[tuple[str, str], ...]:
        """The province has noticed the same applicant on another living case; a person decides."""
        with self._workspace.store.reading() as unit:
            pairs = [row.fields for row in unit.mirror.of_kind("alias")]
        if any(file.record_id in {pair.get("first"), pair.get("second")} for pair in pairs):
            return (("bad", self._workspace.words("services.same_applicant")),)
        return ()

    def _opinions(self, file: CaseFile, policy: Policy) -> tuple[tuple[str, str, str], ...]:
        words = self._workspace.words
        found: list[tuple[str, str, str]] = []
        for opinion in file.process.opinions:
            stage = policy.stage(opinion.stage)
            grant = self._workspace.grant_of(opinion.reviewer)
            who = grant.name if grant else words("services.somebody_else")
            when = opinion.at.astimezone(CHINA).strftime("%m-%d %H:%M")
            decision = words(f"services.decision.{opinion.decision}")
            name = self._road.stage_name(stage) if stage else opinion.stage
            found.append((name, f"{who} {when}", f"{decision}：{opinion.text}"))
        return tuple(found)

    def _allowed(self, file: CaseFile, policy: Policy) -> tuple[str, ...]:
        if self._road.waits_for_province(file):
            return ()
        acts = list(self._road.acts(file))
        if "commit_opinion" in acts:
            acts.remove("commit_opinion")
            stage = policy.stage(file.process.stage)
            if stage is not None and not self._why_not(file, policy):
                acts = ["agree", "return", *(["disagree"] if stage.may_reject else []), *acts]
        return tuple(acts)

    def _why_not(self, file: CaseFile, policy: Policy) -> str:
        """Why this operator gives no opinion here; "" when they may, or when no opinion is asked for."""
        words, grant, stage = self._workspace.words, self._workspace.operator(), policy.stage(file.process.stage)
        if self._road.waits_for_province(file):
            return words("services.todo.wait_province")
        if file.process.state is not CaseState.REVIEW or stage is None:
            return "" if self._road.is_turn(file, policy) else words("refusal.wrong_role")
        if grant.role is not stage.role:
            return words("refusal.wrong_role")
        if held_another_post(file.process, stage.code, grant.operator):
            return words("refusal.separation_of_duties")
        return ""


@dataclass(frozen=True)
class _Compared:
    """What a row of declared against verified is made from."""

    file: CaseFile
    facts: tuple[VerificationFact, ...]
    reading: PreviewView
    asked: frozenset[str]
    """Data classes that the policy asks for."""
    words: Translator

    def row(self, label: str, declared: str, classes: tuple[str, ...], code: str) -> FactRow:
        """One row; its tone is the condition's, where there is one."""
        words = self.words
        mine = [fact for fact in self.facts if fact.data_class in classes]
        condition = next((c for c in self.reading.conditions if c.code == code), None)
        if condition is not None:
            tone = "near" if condition.near else _TONE_OF[condition.outcome]
        elif mine:
            tone = _worst([_TONES.get(fact.outcome, "unknown") for fact in mine])
        else:
            tone = "unknown" if self.asked & set(classes) else "not_applicable"
        silent = "not_answered" if self.asked & set(classes) else "not_asked"
        return FactRow(
            label=words(f"services.fact.{label}"),
            declared=declared or words("services.nothing_there"),
            verified=self._verified(mine) or words(f"services.fact.{silent}"),
            tone=tone,
            mark=SourceMark.SHARED if mine else SourceMark.DECLARED,
        )

    def _verified(self, mine: list[VerificationFact]) -> str:
        """What was found, what is odd first; with names where it was not the same for everybody."""
        whose: dict[str, list[str]] = {}
        for fact in sorted(mine, key=lambda fact: _ODD_FIRST.get(fact.outcome, 0)):
            member = self.file.draft.members.get(fact.member or "")
            whose.setdefault(_said(fact, self.words), []).append(masked_name(member.name if member else None))
        if len(whose) <= 1:
            return next(iter(whose), "")
        said = (
            self.words("services.fact.of", said=text, names=self.words("services.preview.and").join(names))
            for text, names in whose.items()
        )
        return self.words("services.preview.then").join(said)


def _household(compared: _Compared) -> tuple[FactRow, ...]:
    words, file = compared.words, compared.file
    draft, applicant = file.draft, file.applicant
    owned = sum(
        (home.area100 or 0) * home.share_num // max(1, home.share_den)
        for home in draft.housing.values()
        if home.tenure in OWNED_TENURES
    )
    hukou = applicant.local_hukou if applicant else None
    marital = marital_statuses().name(applicant.marital, words.language) if applicant and applicant.marital else ""
    home = words("services.fact.square", area=area(owned)) if draft.housing or draft.no_housing_declared else ""
    benefit = "" if draft.other_benefit is None else words("services.yes" if draft.other_benefit else "services.no")
    return (
        compared.row("family", words("services.fact.people", n=len(draft.members)), (), ""),
        compared.row("hukou", _yes_no(hukou, words), (_HUKOU,), "C01"),
        compared.row("marital", marital, (_MARRIAGE,), ""),
        compared.row("home", home, (_HOME,), "C04"),
        compared.row("benefit", benefit, (_BENEFIT,), "C11"),
    )


def _finance(compared: _Compared) -> tuple[FactRow, ...]:
    words, found = compared.words, compared.reading.evaluation
    by_code = {result.code: result for result in found.conditions}
    income = "" if found.per_capita_income_fen is None else money(found.per_capita_income_fen)
    assets, vehicles = by_code.get("C06"), by_code.get("C07")
    held = "" if assets is None or assets.value is None else words("services.yuan", amount=money(assets.value))
    cars = "" if vehicles is None or vehicles.value is None else words("services.fact.cars", n=vehicles.value)
    monthly = words("services.fact.monthly", amount=income) if income else ""
    return (
        compared.row("income", monthly, _INCOME, "C05"),
        compared.row("assets", held, _ASSETS, "C06"),
        compared.row("vehicles", cars, _VEHICLE, "C07"),
    )


def _grid(
    file: CaseFile, facts: tuple[VerificationFact, ...], policy: Policy, day: date, words: Translator
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    answers = {(fact.data_class, fact.member): fact for fact in facts}
    wanted = {(kind.value, member) for kind, member in required_checks(file.draft, policy, day)}
    classes = sorted({kind for kind, _ in wanted} | {kind for kind, _ in answers})
    return tuple(
        (
            words(f"services.data_class.{kind}"),
            tuple(_cell(answers.get((kind, member)), (kind, member) in wanted, words) for member in file.draft.members),
        )
        for kind in classes
    )


def _cell(fact: VerificationFact | None, wanted: bool, words: Translator) -> tuple[str, str]:
    if fact is not None:
        return _TONES.get(fact.outcome, "unknown"), _said(fact, words)
    return ("unknown", words("services.fact.not_answered")) if wanted else ("ok", words("services.fact.not_asked"))


def _oddities(
    reading: PreviewView, grid: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
) -> tuple[tuple[str, str], ...]:
    found = [
        ("near" if condition.near else _TONE_OF[condition.outcome], condition.sentence)
        for condition in reading.conditions
        if condition.near or condition.outcome is not Outcome.PASS
    ]
    found += [(tone, f"{name}：{text}") for name, cells in grid for tone, text in cells if tone in {"bad", "near"}]
    return tuple(dict.fromkeys(found))


def _members(file: CaseFile, words: Translator) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            key,
            f"{masked_name(member.name)} · "
            + (kinships().name(member.kinship, words.language) if member.kinship else words("services.nothing_there")),
        )
        for key, member in file.draft.members.items()
    )


def _materials(file: CaseFile, policy: Policy, day: date, words: Translator) -> tuple[tuple[str, str, str], ...]:
    """The policy's list: what follows later first, then what is there, then what need not be handed in and why."""
    papers = standings(file.draft, policy, day)
    found: list[tuple[str, str, str]] = []
    for status, tone in (("to_follow", "near"), ("present", "ok"), ("exempt", "ok")):
        word = words(f"services.material_status.{status}")
        found += [
            (name, words("services.material_status.because", status=word, why=why) if why else word, tone)
            for name, why in grouped(papers, status, words)
        ]
    return tuple(found)


def _said(fact: VerificationFact, words: Translator) -> str:
    text = words(f"services.answer.{fact.outcome}")
    return f"{text} {fact.verified}" if fact.verified else text


def _yes_no(value: bool | None, words: Translator) -> str:
    return "" if value is None else words("services.yes" if value else "services.no")


def _worst(tones: list[str]) -> str:
    return next((tone for tone in ("bad", "near", "unknown") if tone in tones), "ok")
