"""``gzf-desk`` and ``python -m gzf_desk``: the way in, nothing else; the commands live in :mod:`gzf_desk.cli`."""

from __future__ import annotations

import sys

from gzf_desk.cli import main

if __name__ == "__main__":
    sys.exit(main())
