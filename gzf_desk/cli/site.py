"""``gzf-desk enroll``, ``operator …``, ``sync``, ``log verify``, ``unlock``: this PC, who works at it, and the link."""

from __future__ import annotations

import argparse
from pathlib import Path

from gzf_desk.cli.frame import Commands, Frame
from gzf_desk.cli.opening import opened_desk

NO = 1
FAILED = 3


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    enroll = commands.add("enroll", "cli_desk.enroll", run_enroll)
    enroll.add_argument("code", metavar="CODE")
    enroll.add_argument("--server", required=True, metavar="URL")
    commands.add("unlock", "cli_desk.unlock", run_unlock)
    operator = commands.add_group("operator", "cli_desk.operator")
    operator("list", "cli_desk.operator_list", run_operators)
    use = operator("use", "cli_desk.operator_use", run_use)
    use.add_argument("operator", metavar="ID")
    sync = commands.add("sync", "cli_desk.sync", run_sync)
    sync.add_argument("--once", action="store_true", required=True)
    log = commands.add_group("log", "cli_desk.log")
    verify = log("verify", "cli_desk.log_verify", run_log_verify)
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE")
    export = log("export", "cli_desk.log_export", run_log_export)
    export.add_argument("file", type=Path, metavar="FILE")


def run_enroll(args: argparse.Namespace, frame: Frame) -> int:
    """Make this PC a device of the site that the code names; the store is set up when there is none."""
    with opened_desk(frame, make=True) as desk:
        site = desk.services.session.enrol(args.code, args.server)
        people = desk.services.session.operators()
        fitting = [one for one in people if one.role is site.role] or people
        if len(fitting) == 1:
            desk.services.session.choose_operator(fitting[0].id)
    told = {"site": site.code, "name": site.name, "point": site.point, "org": site.org, "station": site.station}
    frame.show({**told, "operators": [one.id for one in people]}, frame.t("cli_desk.enrolled", name=site.name))
    return 0


def run_unlock(_args: argparse.Namespace, frame: Frame) -> int:
    """Try the passphrase and say where the session stands."""
    with opened_desk(frame) as desk:
        state, site = desk.services.session.state(), desk.services.session.site()
    frame.show(
        {"state": state, "site": site.code if site else None},
        frame.t("cli_desk.unlocked", name=site.name if site else "—"),
    )
    return 0


def run_operators(_args: argparse.Namespace, frame: Frame) -> int:
    """Who may work here."""
    with opened_desk(frame) as desk:
        people, working = desk.services.session.operators(), desk.services.session.operator()
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "role": one.role,
            "lease_until": one.lease_until,
            "works": working is not None and working.id == one.id,
        }
        for one in people
    ]
    lines = [
        f"{'*' if row['works'] else ' '} {row['id']}\t{one.name}\t{one.role_name}"
        for row, one in zip(rows, people, strict=True)
    ]
    frame.show({"operators": rows}, "\n".join(lines))
    return 0


def run_use(args: argparse.Namespace, frame: Frame) -> int:
    """Choose who works."""
    with opened_desk(frame) as desk:
        chosen = desk.services.session.choose_operator(args.operator)
    frame.show({"id": chosen.id, "name": chosen.name, "role": chosen.role}, f"{chosen.name} · {chosen.role_name}")
    return 0


def run_sync(_args: argparse.Namespace, frame: Frame) -> int:
    """One exchange; exit 3 when the province was not reached or said no."""
    with opened_desk(frame) as desk:
        outcome = desk.services.sync.sync_once()
    told = {
        "pushed": outcome.pushed,
        "accepted": outcome.accepted,
        "refused": outcome.refused,
        "conflicts": outcome.conflicts,
        "pulled": outcome.pulled,
        "pending": outcome.pending,
    }
    if outcome.trouble:
        told_error = {"code": outcome.trouble, "message": outcome.sentence, "advice": ""}
        frame.show({**told, "error": told_error}, outcome.sentence)
        return FAILED
    frame.show(told, outcome.sentence)
    return 0


def run_log_verify(args: argparse.Namespace, frame: Frame) -> int:
    """Check the chained log, of the store or of an exported file; exit 1 when it is broken."""
    from gzf_desk.audit import verify_file
    from gzf_desk.errors import BadInput

    if args.file is not None:
        try:
            report = verify_file(args.file)
        except OSError as error:
            raise BadInput("log.file", frame.t("cli_desk.log_file")) from error
    else:
        with opened_desk(frame) as desk, desk.workspace.store.reading() as unit:
            report = unit.log.verify()
    told = {
        "ok": report.ok,
        "count": report.count,
        "head": report.head,
        "first_bad": report.first_bad,
        "reason": report.reason,
    }
    key = "cli_desk.log_ok" if report.ok else "cli_desk.log_broken"
    frame.show(told, frame.t(key, count=report.count, at=report.first_bad or 0))
    return 0 if report.ok else NO


def run_log_export(args: argparse.Namespace, frame: Frame) -> int:
    """Write the chained log to a file; it carries no personal data."""
    from gzf_desk.audit import export
    from gzf_desk.errors import DeviceTrouble

    with opened_desk(frame) as desk, desk.workspace.store.reading() as unit:
        try:
            count = export(unit.log_rows.lines(), args.file)
        except OSError as error:
            raise DeviceTrouble("log.file", frame.t("cli_desk.log_file")) from error
    frame.show({"count": count}, frame.t("cli_desk.log_ok", count=count, at=0))
    return 0
