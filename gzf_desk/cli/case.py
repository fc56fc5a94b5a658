"""``gzf-desk case …`` and ``print``: scripted desk work through the same services as the window.

A line of ``case import`` is one case: ``{"draft": {…}}``, fields as in ``sync.model.application.ApplicationDraft``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gzf_desk.cli.frame import Commands, Frame
from gzf_desk.cli.opening import opened_desk
from gzf_desk.errors import BadInput, DeviceTrouble

if TYPE_CHECKING:
    from gzf_desk.services.views import CaseRow

NO = 1


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    add = commands.add_group("case", "cli_desk.case.help")
    add("import", "cli_desk.case.import", run_import).add_argument("file", type=Path, metavar="FILE.jsonl")
    add("list", "cli_desk.case.list", run_list)
    add("show", "cli_desk.case.show", run_show).add_argument("case", metavar="ID")
    add("submit", "cli_desk.case.submit", run_submit).add_argument("case", metavar="ID")
    paper = commands.add("print", "cli_desk.case.print", run_print)
    paper.add_argument("document", metavar="DOCUMENT")
    paper.add_argument("case", metavar="CASE")
    paper.add_argument("--out", required=True, type=Path, metavar="FILE.pdf")


def run_import(args: argparse.Namespace, frame: Frame) -> int:
    """Make drafts from lines of JSON, all of them or none."""
    from sync.errors import InvalidRecord
    from sync.model.fields import to_fields

    drafts = []
    for at, line in enumerate(_lines(args.file, frame), 1):
        try:
            drafts.append(to_fields(_draft(line)))
        except InvalidRecord as error:
            raise BadInput(
                "case.line", frame.t("cli_desk.case.bad_line", at=at), f"{error.where} {error.reason}"
            ) from error
    with opened_desk(frame) as desk:
        made = desk.services.intake.take_over_all(drafts)
    frame.show({"imported": len(made), "cases": made}, frame.t("cli_desk.case.imported", n=len(made)))
    return 0


def run_list(_args: argparse.Namespace, frame: Frame) -> int:
    """All cases of this PC, masked."""
    with opened_desk(frame) as desk:
        rows = desk.services.worklist.cases()
    frame.show({"cases": [_row(row) for row in rows]}, "\n".join(_line(row) for row in rows))
    return 0


def run_show(args: argparse.Namespace, frame: Frame) -> int:
    """One case: fields, state, what is missing, events."""
    with opened_desk(frame) as desk:
        view = desk.services.intake.draft(args.case)
        timeline = desk.services.worklist.timeline(args.case)
    told = {
        "case": view.case_id,
        "org": view.org,
        "state": view.process.state,
        "stage": view.process.stage,
        "number": timeline.number,
        "storage": view.storage,
        "receipt": timeline.receipt,
        "editable": view.editable,
        "draft": view.draft,
        "process": view.process,
        "problems": [{"path": one.path, "code": one.code, "sentence": one.sentence} for one in view.problems],
        "events": timeline.events,
        "pending": timeline.pending,
        "waiting": timeline.waiting,
        "tenancy": timeline.tenancy,
    }
    lines = [timeline.title, f"{view.process.state} · {view.storage} · {timeline.number}"]
    lines += [" ".join(parts) for parts in timeline.lines]
    lines += [f"! {one.sentence}" for one in view.problems]
    frame.show(told, "\n".join(lines))
    return 0


def run_submit(args: argparse.Namespace, frame: Frame) -> int:
    """Seal a draft; exit 1 when something is missing."""
    with opened_desk(frame) as desk:
        done = desk.services.submission.submit(args.case)
    told = {
        "sealed": done.sealed,
        "number": done.local_number,
        "storage": done.storage,
        "problems": [{"path": one.path, "code": one.code, "sentence": one.sentence} for one in done.problems],
    }
    frame.show(told, "\n".join([done.sentence, *(f"! {one.sentence}" for one in done.problems)]))
    return 0 if done.sealed else NO


def run_print(args: argparse.Namespace, frame: Frame) -> int:
    """A paper of a case as a file."""
    with opened_desk(frame) as desk:
        printed = desk.services.printing.render(args.document.upper(), args.case)
        desk.services.printing.save(printed, args.out)
    told = {
        "document": printed.document,
        "number": printed.number,
        "pages": printed.pages,
        "watermark": printed.watermark,
        "content_sha256": printed.content_sha256,
        "bytes": len(printed.pdf),
    }
    frame.show(told, frame.t("cli_desk.case.printed", document=printed.document, pages=printed.pages))
    return 0


def _lines(file: Path, frame: Frame) -> list[bytes]:
    try:
        return [line for line in file.read_bytes().splitlines() if line.strip()]
    except OSError as error:
        raise DeviceTrouble("case.file", frame.t("cli_desk.case.no_file")) from error


def _draft(line: bytes) -> Any:
    import msgspec

    from sync.errors import InvalidRecord
    from sync.model.application import ApplicationDraft

    try:
        plain = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        if plain.keys() != {"draft"}:
            raise InvalidRecord("", "a line is one object with the key draft")
        return msgspec.json.decode(plain["draft"], type=ApplicationDraft)
    except msgspec.DecodeError as error:
        reason, _, where = str(error).partition(" - at `$.")
        raise InvalidRecord(where.rstrip("`"), reason) from error


def _row(row: CaseRow) -> dict[str, object]:
    return {
        "case": row.case_id,
        "name": row.masked_name,
        "people": row.people,
        "number": row.number,
        "state": row.state,
        "step": row.step,
        "todo": row.todo,
        "days_left": row.days_left,
        "storage": row.storage,
    }


def _line(row: CaseRow) -> str:
    return f"{row.case_id}\t{row.masked_name}\t{row.people}\t{row.number or '—'}\t{row.step}\t{row.storage}"
