"""Paper: from a case to a PDF in memory, to the printer, into the print journal."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gzf_desk.clock import CHINA
from gzf_desk.documents import DocumentData, PaperState, PrintContext, PrintedDocument, Signature, content_hash, render
from gzf_desk.documents.registry import watermarks
from gzf_desk.errors import DeviceTrouble
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.history import History
from gzf_desk.services.paper_content import PaperSource, application_form, authorization, receipt, undertaking
from gzf_desk.services.paper_lease import lease
from gzf_desk.services.paper_words import paper_terms
from gzf_desk.services.views import PrintedView, PrintItemView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.rows import PrintRow
from sync.model.case import Tenancy, Unit
from sync.model.states import CaseState, StorageState
from sync.policy.people import live_consents
from sync.seal.signing import sign
from sync.workflow.contract import content_sha256, contract_content

DOCUMENTS = ("D01", "D02", "D03", "D06", "D21")
_COPIES = {"D01": 1, "D02": 3, "D03": 2, "D06": 2, "D21": 3}
_LP_TIMEOUT_S = 30.0

SendToPrinter = Callable[[bytes, str], None]
"""Hands a PDF with a title to the printer; raises OSError or subprocess.SubprocessError."""


def lp(printer: str) -> SendToPrinter:
    """CUPS ``lp`` reading standard input: nothing personal in a temporary file or a title.

    Args:
        printer: its name, "" for the system's default.
    """

    def send(pdf: bytes, title: str) -> None:
        command = ["lp", "-t", title, *(["-d", printer] if printer else []), "-"]
        subprocess.run(command, input=pdf, check=True, capture_output=True, timeout=_LP_TIMEOUT_S)

    return send


@dataclass(frozen=True)
class _DeviceSigner:
    """Signs QR codes with the device's key."""

    key_id: str
    private: bytes

    def sign(self, content: bytes) -> bytes:
        return sign(self.private, "paper", content.decode())


class Printing:
    """Fits ``PrintService``.

    Args:
        workspace: shared state.
        casebook: cases.
        views: policies.
        history: finds the tenancy of a case.
        send: hands a PDF to the printer.
    """

    def __init__(
        self, workspace: Workspace, casebook: Casebook, views: DraftViews, history: History, send: SendToPrinter
    ) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._views = views
        self._history = history
        self._send = send

    def available(self, case_id: str) -> tuple[PrintItemView, ...]:
        """See ``PrintService``."""
        words, file = self._workspace.words, self._casebook.get(case_id)
        found: list[PrintItemView] = []
        for document in DOCUMENTS:
            why = self._why_not(document, file)
            printed_at = None if why else self._printed(document, file)
            found.append(
                PrintItemView(
                    document=document,
                    title=words(f"services.paper.{document}"),
                    ready=not why,
                    why_not=words(f"services.paper.{why}") if why else "",
                    copies=_COPIES[document],
                    printed_at=printed_at,
                )
            )
        return tuple(found)

    def render(self, document: str, case_id: str) -> PrintedView:
        """See ``PrintService``."""
        file = self._casebook.get(case_id)
        words = self._workspace.words
        why = self._why_not(document, file) if document in DOCUMENTS else "unknown"
        if why:
            raise self._workspace.refused(
                "print.not_ready", "services.print_refused", why=words(f"services.paper.{why}")
            )
        data = self._content(document, file)
        context = self._context(document, file)
        printed = render(data, context)
        marks = " · ".join(watermarks(context))
        self._journal(document, file, data, printed, marks)
        return PrintedView(
            document=document,
            pdf=printed.pdf,
            pages=printed.pages,
            number=data.number,
            content_sha256=printed.content_hash,
            watermark=marks,
        )

    def save(self, printed: PrintedView, file: Path) -> None:
        """See ``PrintService``."""
        words = self._workspace.words
        try:
            file.write_bytes(printed.pdf)
        except OSError as error:
            raise DeviceTrouble(
                "print.file", words("services.print_file_what"), words("services.print_file_advice")
            ) from error

    def send(self, printed: PrintedView) -> None:
        """See ``PrintService``."""
        words = self._workspace.words
        try:
            self._send(printed.pdf, printed.document)
        except (OSError, subprocess.SubprocessError) as error:
            raise DeviceTrouble(
                "print.printer", words("services.printer_what"), words("services.printer_advice")
            ) from error

    def _why_not(self, document: str, file: CaseFile) -> str:
        if file.applicant is None:
            return "no_applicant"
        if document == "D06" and file.process.state is CaseState.DRAFT:
            return "not_submitted"
        if document == "D21":
            tenancy, unit = self._tenancy(file)
            if tenancy is None or unit is None or tenancy.contract_number is None:
                return "no_contract"
            agreed = contract_content(tenancy, unit, file.draft, self._views.policy(file))
            if content_sha256(agreed) != tenancy.contract_content_sha256:
                return "other_contract"
        return ""

    def _printed(self, document: str, file: CaseFile) -> datetime | None:
        """When the journal last had this very paper: same content, same mark, no signature since."""
        with self._workspace.store.reading() as unit:
            lines = [line for line in unit.prints.of(file.record_id) if line.document == document]
        if not lines:
            return None
        made = datetime.fromisoformat(lines[-1].printed_at)
        data, context = self._content(document, file), self._context(document, file)
        same = lines[-1].content_sha256 == content_hash(data)
        same = same and lines[-1].watermark == " · ".join(watermarks(context))
        return made if same and not _signed_after(document, file, made) else None

    def _tenancy(self, file: CaseFile) -> tuple[Tenancy | None, Unit | None]:
        timeline = self._history.of(file.record_id)
        return timeline.tenancy, timeline.unit

    def _content(self, document: str, file: CaseFile) -> DocumentData:
        source = PaperSource(
            file=file,
            policy=self._views.policy(file),
            now=self._workspace.clock.now(),
            today=self._workspace.clock.today(),
            office=self._workspace.device().site_name,
        )
        if document == "D21":
            tenancy, unit = self._tenancy(file)
            if tenancy is None or unit is None:
                raise ValueError("looked at before")
            return lease(source, tenancy, unit)
        makers = {"D01": application_form, "D02": authorization, "D03": undertaking, "D06": receipt}
        return makers[document](source)

    def _context(self, document: str, file: CaseFile) -> PrintContext:
        device = self._workspace.device()
        return PrintContext(
            printed_at=self._workspace.clock.now(),
            station=device.site_name,
            operator=self._workspace.operator().name,
            hotline=paper_terms().office.hotline,
            state=_state(document, file),
            signatures=self._signatures(document, file),
            signer=_DeviceSigner(device.device[:8], device.private_key),
            language=self._workspace.words.language,
        )

    def _signatures(self, document: str, file: CaseFile) -> tuple[Signature, ...]:
        """(member, signature) of what was signed on the pad."""
        wanted: list[tuple[str, str, Signature]] = []
        draft = file.draft
        if document == "D02":
            for key, consent in live_consents(draft).items():
                day = consent.signed_at.astimezone(CHINA).date()
                wanted.append((key, consent.signature_sha256, Signature(signer_key=key, signed_on=day)))
        elif document in {"D01", "D03"} and draft.undertaking is not None:
            day = draft.undertaking.signed_at.astimezone(CHINA).date()
            pairs = zip(draft.undertaking.signers, draft.undertaking.signature_sha256, strict=False)
            wanted += [(key, sha256, Signature(signer_key=key, signed_on=day)) for key, sha256 in pairs]
        elif document == "D21":
            tenancy, _ = self._tenancy(file)
            applicant_id = draft.applicant_id()
            if tenancy is not None and tenancy.signed_at is not None and applicant_id is not None:
                day = tenancy.signed_at.astimezone(CHINA).date()
                signature = Signature(signer_key=applicant_id, signed_on=day)
                wanted.append((applicant_id, tenancy.signature_sha256 or "", signature))
        return self._with_images(wanted)

    def _with_images(self, wanted: list[tuple[str, str, Signature]]) -> tuple[Signature, ...]:
        found: list[Signature] = []
        with self._workspace.store.reading() as unit:
            for key, sha256, bare in wanted:
                image = unit.attachments.get(sha256)
                if image is not None:
                    found.append(Signature(signer_key=key, signed_on=bare.signed_on, image=image))
        return tuple(found)

    def _journal(self, document: str, file: CaseFile, data: DocumentData, printed: PrintedDocument, marks: str) -> None:
        operator = self._workspace.operator().operator
        with self._workspace.store.unit() as unit:
            row = PrintRow(
                document=document,
                subject=file.record_id,
                number=data.number,
                content_sha256=printed.content_hash,
                watermark=marks,
                printed_at=unit.clock.now().isoformat(),
                operator=operator,
            )
            unit.prints.add(row)
            unit.log.write(
                who=operator,
                dev=self._workspace.device().device,
                what=f"print.{document}",
                obj=file.record_id,
                content=printed.content_hash,
            )


def _signed_after(document: str, file: CaseFile, moment: datetime) -> bool:
    """Whether somebody signed the paper after ``moment``."""
    promised = file.draft.undertaking
    if document == "D02":
        return any(consent.signed_at > moment for consent in live_consents(file.draft).values())
    return document in {"D01", "D03"} and promised is not None and promised.signed_at > moment


def _state(document: str, file: CaseFile) -> PaperState:
    if document == "D21":
        return PaperState.CONFIRMED
    if document == "D06":
        return PaperState.CONFIRMED if file.confirmed.number is not None else PaperState.OFFLINE
    if document == "D01" and file.process.state is CaseState.DRAFT:
        return PaperState.DRAFT
    received = file.storage is StorageState.RECEIVED and file.confirmed.state is not CaseState.DRAFT
    return PaperState.CONFIRMED if received else PaperState.OFFLINE
