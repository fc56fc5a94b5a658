"""``gzf-desk workdays START N``: the last day of a period of working days."""

from __future__ import annotations

import argparse
from datetime import date

from gzf_desk.cli.frame import Commands, Frame
from gzf_desk.errors import BadInput

CALENDAR = "calendars/cn.json"


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("workdays", "rules.cli.workdays_help", run_workdays)
    parser.add_argument("start", metavar="START")
    parser.add_argument("count", metavar="N")


def run_workdays(args: argparse.Namespace, frame: Frame) -> int:
    """Count ``N`` working days from the day after ``START``."""
    from gzf_desk import assets
    from sync.policy.calendar import parse_calendar

    calendar = parse_calendar(assets.read_text(CALENDAR))
    try:
        due, provisional = calendar.workdays(date.fromisoformat(args.start), int(args.count))
    except (ValueError, OverflowError) as error:
        raise BadInput("usage", frame.t("rules.cli.workdays_bad"), frame.t("rules.cli.workdays_advice")) from error
    words = due.isoformat()
    if provisional:
        words += " " + frame.t("rules.cli.provisional")
    frame.show({"due": due, "provisional": provisional}, words)
    return 0
