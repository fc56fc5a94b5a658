"""``gzf-platform``: argv only. See ``cli.py``."""

from __future__ import annotations

import sys

from sync.server.cli import run


def main() -> int:
    """Run one command; returns the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
