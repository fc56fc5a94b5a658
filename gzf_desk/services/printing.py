"""Paper: from a case to a PDF in memory, to the printer, into the print journal."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gzf_desk.errors import DeviceTrouble
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.history import History
from gzf_desk.services.views import PrintedView, PrintItemView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.rows import PrintRow
from sync.model.states import CaseState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.workflow.tenancy.contract import content_sha256, contract_content

if TYPE_CHECKING:
    from gzf_desk.services.paper_press import Press

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
        printed = self._press(file).print(document)
        self._journal(file, printed)
        return printed

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
            found = self._history.of(file.record_id)
            tenancy, unit = found.tenancy, found.unit
            let = found.waiting is not None and found.waiting.tenancy_id is not None
            if let and (tenancy is None or unit is None):
                return "elsewhere"
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
        return self._press(file).made_before(lines[-1])

    def _press(self, file: CaseFile) -> Press:
        from gzf_desk.services.paper_press import Press  # half a second of drawing library: when first printed

        tenancy, unit = self._tenancy(file)
        return Press(self._workspace, file, self._views.policy(file), tenancy, unit)

    def _tenancy(self, file: CaseFile) -> tuple[Tenancy | None, Unit | None]:
        timeline = self._history.of(file.record_id)
        return timeline.tenancy, timeline.unit

    def _journal(self, file: CaseFile, printed: PrintedView) -> None:
        operator = self._workspace.operator().operator
        with self._workspace.store.unit() as unit:
            row = PrintRow(
                document=printed.document,
                subject=file.record_id,
                number=printed.number,
                content_sha256=printed.content_sha256,
                watermark=printed.watermark,
                printed_at=unit.clock.now().isoformat(),
                operator=operator,
            )
            unit.prints.add(row)
            unit.log.write(
                who=operator,
                dev=self._workspace.device().device,
                what=f"print.{printed.document}",
                obj=file.record_id,
                content=printed.content_sha256,
            )
