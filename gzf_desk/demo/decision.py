"""The road's second half: from the outbox to a signed lease, decided by the province, seen again at the village."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gzf_desk.demo.desks import ServicePointDesk
from gzf_desk.demo.pictures import board_photo, signature
from gzf_desk.demo.report import Step
from gzf_desk.demo.road import Road
from gzf_desk.ui.desk.navigation import Place, PlaceName
from sync.model.case import VerificationFact
from sync.model.ids import OperatorId
from sync.model.states import CaseState, OpinionDecision, Role, SignatureMethod, StorageState, TenancyState

_OWN_WORDS = {
    "R1": "入户看过，一家三口住在一间33平方米的老屋，人均11平方米，收入和部门查到的一致，同意初审通过。",
    "R2": "镇里入户记录与部门核验一致，人均月收入低于规定线，名下没有车，同意确认资格。",
}
_AFTER_THE_LAST = frozenset({CaseState.DECIDING, CaseState.QUALIFIED})
"""The province's timers announce at once when nothing stands in the way."""


class Decision(Road):
    """What follows when the link is back."""

    def deliver(self) -> None:
        """The province starts again and receives the case, once."""
        with self.report.step("the province is back: everything sent once, receipt verified") as step:
            step.fact(up_s=round(self.province.start(), 2))
            outcome = self.village.sync()
            step.prove(not outcome.trouble and outcome.refused == 0 and outcome.pending == 0, f"not sent: {outcome}")
            again = self.village.sync()
            step.prove(again.pushed == 0, "something was sent twice")
            draft = self.village.do.intake.draft(self.case_id)
            step.prove(draft.storage is StorageState.RECEIVED, "no receipt")
            step.prove(bool(self.village.do.worklist.timeline(self.case_id).receipt), "the receipt has no number")
            step.prove(draft.process.state is CaseState.SUBMITTED, f"the province says {draft.process.state}")
            step.fact(pushed=outcome.pushed, accepted=outcome.accepted, pulled=outcome.pulled)

    def accept_and_check(self) -> None:
        """Acceptance on the spot at the street window, then the departments are asked."""
        with self.report.step("street window: accepted, with a number from its block") as step:
            self.street.sync()
            self._photograph(self.street, "street-home")
            self.street.send(self.street.do.review.accept(self.case_id))
            process = self._process(self.street)
            step.prove(process.state is CaseState.ACCEPTED, f"the province says {process.state}")
            self.print(step, self.street, "D06")
            step.fact(number=process.number)
        with self.report.step("departments asked, answers in") as step:
            self.street.send(self.street.do.review.launch_checks(self.case_id))
            self.province.run("tick")
            self.street.sync()
            process = self._process(self.street)
            step.prove(process.state is CaseState.REVIEW and process.stage == "R1", f"{process.state} {process.stage}")
            step.prove(bool(process.verification), "no department answered")
            step.fact(answers=len(process.verification))

    def review(self) -> None:
        """Two reviews by two people, each followed by a publicity."""
        with self.report.step("the acceptor may not review: refused before anything is sent") as step:
            self.street.as_role(Role.STREET_WINDOW)
            act = self.street.do.review.commit_opinion(self.case_id, OpinionDecision.AGREE, _OWN_WORDS["R1"])
            step.prove(not act.done, "a window clerk could give an opinion")
            step.fact(refused=act.code)
        self._review_stage(self.street, Role.STREET_REVIEWER, "R1", "P1")
        self._publicity(self.street, Role.STREET_REVIEWER, "P1", frozenset({CaseState.REVIEW}))
        self._review_stage(self.county, Role.DISTRICT_REVIEWER, "R2", "P2")
        self._publicity(self.county, Role.DISTRICT_REVIEWER, "P2", _AFTER_THE_LAST)

    def _review_stage(self, point: ServicePointDesk, role: Role, stage: str, then: str) -> None:
        with self.report.step(f"{stage}: reviewed on one page, in own words") as step:
            point.sync()  # brings the operators' leases too
            point.as_role(role)
            page = point.do.review.page(self.case_id)
            step.prove(page.stage_code == stage, f"the page is at {page.stage_code}")
            step.prove(not page.why_not, page.why_not)
            if stage == "R1":
                self._photograph(point, "review", Place(PlaceName.REVIEW, self.case_id))
            for fact in self._manual_checks(point):
                point.send(point.do.review.record_manual_check(self.case_id, fact))
            act = point.do.review.commit_opinion(
                self.case_id, OpinionDecision.AGREE, _OWN_WORDS[stage], viewed=("household", "finance", "checks")
            )
            point.send(act)
            process = self._process(point)
            step.prove(process.state is CaseState.PUBLICITY and process.stage == then, f"{process.state}")
            step.fact(manual_checks=len(page.unknown))

    def _manual_checks(self, point: ServicePointDesk) -> list[VerificationFact]:
        operator = point.do.session.operator()
        return [
            VerificationFact(
                data_class=data_class,
                member=member,
                outcome="match",
                source="manual",
                as_of=self.clock.today(),
                manual_by=OperatorId(operator.id) if operator else None,
                manual_note="电话向原单位核实，与申报一致",
            )
            for data_class, member, _ in point.do.review.page(self.case_id).unknown
        ]

    def _publicity(self, point: ServicePointDesk, role: Role, stage: str, then: frozenset[CaseState]) -> None:
        with self.report.step(f"{stage}: posted, the whole period waited for") as step:
            point.as_role(role)
            point.send(point.do.review.post_publicity(self.case_id, board_photo()))
            early = self._process(point)
            step.prove(early.state is CaseState.PUBLICITY, "the publicity ended before its period")
            last_day = next(p.to for p in early.publicities if p.stage == stage)
            days = (last_day - self.clock.today()).days
            self.pass_time(timedelta(days=days))
            self.province.run("tick")
            point.sync()
            step.prove(self._process(point).state is CaseState.PUBLICITY, "the last day of the period was cut off")
            self.pass_time(timedelta(days=1))
            self.province.run("tick")
            point.sync()
            step.prove(self._process(point).state in then, f"still {self._process(point).state}")
            step.fact(last_day=last_day, days=days + 1)

    def announce(self) -> None:
        """The result is announced; the household enters the waiting list."""
        with self.report.step("qualified, on the waiting list") as step:
            if self._process(self.county).state is CaseState.DECIDING:
                self.county.send(self.county.do.review.announce(self.case_id))
            process = self._process(self.county)
            step.prove(process.state is CaseState.QUALIFIED, f"the province says {process.state}")
            entry = next(w for w in self.county.do.allocation.waiting() if w.case_id == self.case_id)
            step.fact(number=entry.number, group=entry.group, score=entry.score)

    def allocate(self) -> None:
        """A home, a contract, a signature."""
        with self.report.step("a home allocated: once, and to nobody else") as step:
            self.county.sync()
            self.county.as_role(Role.ALLOCATOR)
            allocation = self.county.do.allocation
            entry = next(w for w in allocation.waiting() if w.case_id == self.case_id)
            home = next(u for u in allocation.units() if u.suits_from <= entry.household_size <= u.suits_to)
            term_from = self.clock.today() + timedelta(days=10)
            self.county.send(allocation.allocate(entry.id, home.id, term_from, 3))
            again = allocation.allocate(entry.id, home.id, term_from, 3)
            step.prove(not again.done, "the same home could be allocated twice")
            step.fact(home=home.code, area100=home.area100, refused_again=again.code)
        with self.report.step("lease printed and signed at the counter") as step:
            self.counter.sync()
            self.counter.as_role(Role.PROPERTY_COUNTER)
            tenancy = next(t for t in self.counter.do.allocation.tenancies() if t.case_id == self.case_id)
            step.prove(tenancy.state is TenancyState.CONTRACT_PENDING, f"the tenancy is {tenancy.state}")
            self.print(step, self.counter, "D21")
            act = self.counter.do.allocation.sign_contract(
                tenancy.id, explained=True, method=SignatureMethod.PAD, image_png=signature()
            )
            self.counter.send(act)
            step.fact(contract=tenancy.contract_number, rent_fen=tenancy.monthly_rent_fen)

    def come_home(self) -> None:
        """The village sees it all; both ends hold the same, byte by byte; every log is whole."""
        with self.report.step("back at the village: the signed lease") as step:
            self.village.sync()
            self.village.as_role(Role.VILLAGE_POINT)
            line = self.village.do.worklist.timeline(self.case_id)
            step.prove(line.tenancy is not None and line.tenancy.state is TenancyState.SIGNED, "no signed lease here")
            self._photograph(self.village, "timeline", Place(PlaceName.CASE, self.case_id))
            self._photograph(self.village, "home-after")
            step.fact(events=len(line.events))
        with self.report.step("both stores agree, record by record") as step:
            held = self.province.run("inspect")
            theirs = {record["id"]: record["digest"] for record in held["records"]}
            compared = 0
            for point in self.desks:
                point.sync()
                for record_id, mine in point.digests().items():
                    step.prove(theirs.get(record_id) == mine, f"{point.name} holds another {record_id}")
                    compared += 1
                step.prove(self.case_id in point.digests() or point is self.counter, f"{point.name} lost the case")
            step.fact(records=len(theirs), compared=compared, verdicts=held["verdicts"])
            step.prove(not set(held["verdicts"]) & {"set_aside", "conflict", "unsupported"}, f"{held['verdicts']}")
        with self.report.step("every chained log is whole") as step:
            self._logs(step)

    def _logs(self, step: Step) -> None:
        journal: dict[str, Any] = self.province.run("log-verify")
        step.prove(bool(journal["ok"]), f"the province's journal: {journal}")
        lines = 0
        for point in self.desks:
            chain = point.chain()
            step.prove(chain.ok, f"{point.name}: {chain.reason}")
            lines += chain.count
        step.fact(province=journal["count"], desks=lines)

    def _photograph(self, point: ServicePointDesk, name: str, place: Place | None = None) -> None:
        window = self.camera.show(point)
        self.camera.take(window, name, place)
        window.close()

    def _process(self, point: ServicePointDesk) -> Any:
        return point.do.intake.draft(self.case_id).process
