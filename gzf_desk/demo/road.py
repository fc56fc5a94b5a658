"""The road without a screen: every step is done with real parts and proved before the next one begins."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from gzf_desk.clock import CHINA, FixedClock
from gzf_desk.demo import people
from gzf_desk.demo.desks import ServicePointDesk
from gzf_desk.demo.pictures import Camera, signature
from gzf_desk.demo.province import Province
from gzf_desk.demo.reader import ReaderProcess
from gzf_desk.demo.report import Report, Step, Unproved
from gzf_desk.services.views import CardView
from gzf_desk.settings import ReaderSettings
from gzf_desk.ui.desk.navigation import Place, PlaceName
from sync.model.states import Outcome, Role, SignatureMethod, StorageState

BEGINS = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
"""A Monday morning. The demo's time is injected; thirty days pass in a minute."""
VILLAGE_ORG = "990101001001"


class Road:
    """Everything up to the sealed application at the village.

    Args:
        folder: ``out/demo``.
        report: where the steps are written down.
    """

    def __init__(self, folder: Path, report: Report) -> None:
        self.folder = folder
        self.papers = folder / "papers"
        self.papers.mkdir(parents=True, exist_ok=True)
        self.report = report
        self.clock = FixedClock(BEGINS)
        self.province = Province(folder / "province", folder / "province.log")
        self.province.set_clock(BEGINS)
        self.reader = ReaderProcess()
        sdt = ReaderSettings(driver="sdt", port=self.reader.port)
        stores = folder / "desks"
        self.village = ServicePointDesk("village", stores, self.clock, sdt)
        self.street = ServicePointDesk("street", stores, self.clock)
        self.county = ServicePointDesk("county", stores, self.clock)
        self.counter = ServicePointDesk("counter", stores, self.clock)
        self.desks = (self.village, self.street, self.county, self.counter)
        self.camera = Camera(folder / "pictures", self.clock)
        self.case_id = ""
        self.family: dict[str, str] = {}

    def pass_time(self, delta: timedelta) -> None:
        """Time goes on, at the desks and in the province."""
        self.clock.advance(delta)
        self.province.set_clock(self.clock.now())

    def close(self) -> None:
        """Let everything go."""
        for point in self.desks:
            point.close()
        self.province.stop()
        self.reader.close()

    def set_up(self) -> None:
        """The province is made, four service points are enrolled, and the link goes."""
        with self.report.step("province made and started") as step:
            self.province.run("init")
            seeded = self.province.run("seed", "--city", "yichun2", "--households", "6")
            self.province.run(
                *("site", "add", "--site", "village-01", "--name", "例州市示例街道石桥村代办点（示例）"),
                *("--point", "village_point", "--org", VILLAGE_ORG, "--station", "0011"),
            )
            step.fact(homes=seeded["units"], households=seeded["households"], up_s=round(self.province.start(), 2))
        with self.report.step("four service points enrolled by one-time codes") as step:
            self.village.enrol(self.province, "village-01", Role.VILLAGE_POINT)
            self.street.enrol(self.province, "street-001", Role.STREET_WINDOW)
            self.county.enrol(self.province, "county-990101", Role.DISTRICT_REVIEWER)
            self.counter.enrol(self.province, "property-990101", Role.PROPERTY_COUNTER)
            sites = [point.do.session.site() for point in self.desks]
            step.prove(all(sites), "a desk does not know its site")
            step.prove(not self.village.sync().trouble, "the first sync did not work")
            step.fact(desks=len(sites))
        with self.report.step("the link goes: the province is out of reach") as step:
            self.province.stop()
            outcome = self.village.sync()
            step.prove(bool(outcome.trouble), "a sync worked without a province")
            step.fact(told=outcome.trouble)

    def intake(self) -> None:
        """Cards over the serial line, the family, the reading."""
        with self.report.step("cards read over the serial line") as step:
            applicant = self._read(step, people.APPLICANT_CARD)
            husband = self._read(step, people.HUSBAND_CARD)
            son = self._read(step, people.SON_CARD)
        with self.report.step("draft: every edit durable") as step:
            began = time.perf_counter()
            intake = self.village.do.intake
            self.case_id = intake.begin(applicant).case_id
            self.family = people.take_family(intake, self.case_id, husband, son)
            people.take_circumstances(intake, self.case_id, self.family)
            before = intake.draft(self.case_id)
            step.fact(seconds_of_edits=round(time.perf_counter() - began, 3), members=len(before.draft.members))
            self.village.reopen()
            self.village.as_role(Role.VILLAGE_POINT)
            after = self.village.do.intake.draft(self.case_id)
            step.prove(after.draft == before.draft, "the draft is not the same after a cold start")
            step.prove(after.storage is StorageState.ON_THIS_PC, "a draft claims to be safer than it is")
        with self.report.step("undo and redo") as step:
            self._undo(step)
        with self.report.step("pre-review with reasons, without a link") as step:
            reading = self.village.do.preview.evaluate(self.case_id)
            step.prove(reading.failed == 0, f"{reading.failed} conditions fail")
            step.prove(reading.outcome is Outcome.UNKNOWN, "what nobody checked yet must stay unknown")
            step.prove(all(c.sentence for c in reading.conditions), "a condition has no sentence")
            step.fact(passed=reading.passed, near=reading.near, unknown=reading.unknown, headline=reading.headline)

    def _read(self, step: Step, card: str) -> CardView:
        self.reader.lay(card)
        began = time.perf_counter()
        seen = self.village.do.cards.read(timeout_s=5.0)
        took = round((time.perf_counter() - began) * 1000)
        self.reader.lift()
        if not isinstance(seen, CardView):
            raise Unproved(f"{card}: {seen.code} {seen.what}")
        step.prove(not seen.warnings, f"{card}: {seen.warnings}")
        step.fact(**{f"{card}_ms": took}, reader=seen.reader)
        return seen

    def _undo(self, step: Step) -> None:
        intake, path = self.village.do.intake, f"members/{self.family['applicant']}.phone"
        before = intake.draft(self.case_id).draft
        intake.set(self.case_id, path, "19900009999")
        step.prove(intake.undo(self.case_id).draft == before, "undo did not bring the old value back")
        step.prove(intake.redo(self.case_id).draft != before, "redo did nothing")
        step.prove(intake.undo(self.case_id).draft == before, "the second undo did not work")

    def sign_and_seal(self) -> None:
        """Consent, undertaking, paper, submission into the outbox."""
        with self.report.step("consent for everybody, undertaking") as step:
            signing, image = self.village.do.signing, signature()
            for signer in signing.plan(self.case_id).signers:
                signing.sign_consent(
                    self.case_id,
                    signer.signs_for or signer.member_id,
                    signer_id=signer.member_id,
                    method=SignatureMethod.PAD,
                    image_png=image,
                    sensitive=True,
                )
            for signer in signing.plan(self.case_id).undertaking_signers:
                signing.sign_undertaking(self.case_id, signer.member_id, method=SignatureMethod.PAD, image_png=image)
            plan = signing.plan(self.case_id)
            step.prove(plan.missing == 0, f"{plan.missing} signatures are missing")
            step.fact(consents=len(plan.signers), text=plan.consent_sha256[:12])
        self._window_at_the_village()
        with self.report.step("application form, consent letter, undertaking on paper") as step:
            for document in ("D01", "D02", "D03"):
                self.print(step, self.village, document)
        with self.report.step("sealed without a link: on this PC, and not a word more") as step:
            sealed = self.village.do.submission.submit(self.case_id)
            step.prove(sealed.sealed, f"not sealed: {[p.sentence for p in sealed.problems]}")
            step.prove(sealed.storage is StorageState.ON_THIS_PC, "a sealed case claims to be safer than it is")
            view = self.village.do.sync.view()
            step.prove(view.received == 0, "something counts as received before the province was reached")
            self.print(step, self.village, "D06")
            step.fact(number=sealed.local_number, waiting=view.on_this_pc)

    def _window_at_the_village(self) -> None:
        with self.report.step("the village's window, photographed") as step:
            window = self.camera.show(self.village)
            self.camera.take(window, "home")
            self.camera.take(window, "application", Place(PlaceName.NEW, self.case_id))
            for name, steps in (("household", 1), ("housing", 1), ("money", 1), ("materials", 1), ("preview", 1)):
                self.camera.press(window, Qt.Key.Key_Right, steps, ctrl=True)
                self.camera.take(window, name)
            self.camera.press(window, Qt.Key.Key_Right, ctrl=True)
            self.camera.take(window, "signing")
            window.close()
            step.fact(pictures=7)

    def print(self, step: Step, point: ServicePointDesk, document: str) -> None:
        """Render a paper and keep it."""
        printed = point.do.printing.render(document, self.case_id)
        step.prove(printed.pdf.startswith(b"%PDF") and printed.pages > 0, f"{document} is not a PDF")
        point.do.printing.save(printed, self.papers / f"{document}-{point.name}.pdf")
        step.fact(**{document: f"{printed.pages} p. {printed.watermark}".strip()})


def say(words: str) -> None:
    """A line for whoever watches."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
