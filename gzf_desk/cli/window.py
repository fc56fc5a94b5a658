"""``gzf-desk`` (the window) and ``gzf-desk gallery``. Qt is loaded only when one of them runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from gzf_desk.cli.frame import DEFAULT_COMMAND, Commands, Frame


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    desk = commands.add(DEFAULT_COMMAND, "cli.window.desk", run_desk)
    desk.add_argument(
        "--screenshot", type=Path, default=None, metavar="FILE", help=commands.text("cli.window.screenshot")
    )
    commands.add("gallery", "cli.window.gallery", run_gallery)


def run_desk(args: argparse.Namespace, frame: Frame) -> int:
    """Open the window; returns when it is closed."""
    from gzf_desk.app.window import run_window

    language = frame.t.language if args.lang else None
    return run_window(frame.data_dir, language, frame.clock, args.screenshot)


def run_gallery(_args: argparse.Namespace, frame: Frame) -> int:
    """Show all parts of the window."""
    from gzf_desk.app.window import run_gallery as show

    return show(frame.t.language)
