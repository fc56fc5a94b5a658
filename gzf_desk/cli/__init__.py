"""``gzf-desk`` on the command line: the same services as the window. See :mod:`gzf_desk.cli.frame`."""

from __future__ import annotations

import io
import logging
import sys
import traceback
from collections.abc import Sequence

import msgspec

from gzf_desk.cli.frame import run
from gzf_desk.clock import Clock

BUG = 70
STOPPED = 130

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None, clock: Clock | None = None) -> int:
    """Run ``gzf-desk``.

    Args:
        argv: arguments without the program's name; None takes the process's own.
        clock: another clock than the PC's own.

    Returns:
        The exit code, see :mod:`gzf_desk.cli.frame`.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return run(words, sys.stdout, sys.stderr, clock)
    except KeyboardInterrupt:
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes an exit code
        place = traceback.extract_tb(error.__traceback__)[-1]
        name = f"{type(error).__name__} at {place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        _log.error("command failed: %s", name)
        what = f"程序出错，其他内容不受影响。 / A bug; nothing else was touched. ({name})"
        if "--json" in words:
            print(msgspec.json.encode({"error": {"code": "bug", "message": what, "advice": ""}}).decode())
        else:
            print(what, file=sys.stderr)
        return BUG
