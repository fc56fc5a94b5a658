"""Walks the whole road and says how it went."""

from __future__ import annotations

import traceback
from pathlib import Path

from gzf_desk.demo.decision import Decision
from gzf_desk.demo.report import Report
from gzf_desk.demo.road import say


def walk(folder: Path) -> int:
    """Every step in order; stops at the first that is not proved.

    Args:
        folder: empty; pictures, papers, ``summary.json`` and the stores go there.

    Returns:
        0 if every step was proved, else 1.
    """
    say(f"GZF Desk 公租房窗口 · the whole road, headless · {folder}")
    report = Report(folder)
    road = Decision(folder, report)
    try:
        for part in (
            *(road.set_up, road.intake, road.sign_and_seal, road.deliver, road.accept_and_check),
            *(road.review, road.announce, road.allocate, road.come_home),
        ):
            part()
    except Exception:  # noqa: BLE001 (the top of a program: whatever it was, it is told and the exit code says no)
        say(traceback.format_exc())
    finally:
        road.close()
        report.write()
    done = all(step.ok for step in report.steps)
    say(f"{'all' if done else 'NOT ALL'} {len(report.steps)} steps proved; pictures, papers, summary.json in {folder}")
    return 0 if done else 1
