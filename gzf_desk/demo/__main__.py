"""``python -m gzf_desk.demo [--headless] [--out DIR]``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

_OUT = Path("out") / "demo"


def main(argv: list[str] | None = None) -> int:
    """Run the demo; 0 only if every step was proved."""
    parser = argparse.ArgumentParser(prog="dev.py demo", description=sys.modules["gzf_desk.demo"].__doc__)
    parser.add_argument("--headless", action="store_true", help="walk the whole road even when there is a screen")
    parser.add_argument("--out", type=Path, default=_OUT, help="pictures, papers, summary.json")
    parser.add_argument("--lang", choices=("zh_CN", "en"), default="zh_CN")
    chosen = parser.parse_args(argv)
    if chosen.out.exists():
        shutil.rmtree(chosen.out)
    chosen.out.mkdir(parents=True)
    if chosen.headless or not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from gzf_desk.demo.walk import walk

        return walk(chosen.out.resolve())
    from gzf_desk.demo.show import show

    return show(chosen.out.resolve(), chosen.lang)


def has_screen() -> bool:
    """Whether a window can be shown."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
