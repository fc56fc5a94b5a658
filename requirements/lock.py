"""Resolves ``pyproject.toml`` once and writes every hashed requirement file from that one resolution.

    python3 dev.py lock                 keep the versions that still fit
    python3 dev.py lock --upgrade       take the newest that fit

The files hold no address of an index or a file, so they work with any mirror; markers make one set serve Linux and
Windows. ``run`` is the desk and the province, ``card`` the PC/SC binding (compiled from its source on Linux), ``build``
what compiling it and building the wheel needs, ``test`` and ``check`` the tools of development,
``package`` what the installers are built with.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "build" / "lock"
HEADER = "# Made by `python3 dev.py lock` from pyproject.toml ({name}); any index will do, the hashes decide.\n"


def needs() -> dict[str, list[str]]:
    """What each requirement file must hold, as ``pyproject.toml`` says it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    return {
        "run": [*project["project"]["dependencies"], *extras["platform"]],
        "card": extras["card"],
        **{name: groups[name] for name in ("build", "test", "check", "package")},
    }


def main(arguments: list[str]) -> int:
    """Write the files; ``arguments`` go to ``uv pip compile``."""
    uv = shutil.which("uv")
    if not uv:
        sys.exit("uv is needed to lock: pipx install uv, or pip install uv in an environment of its own")
    compiler = [uv, "pip", "compile", "-q", "--no-config", "--universal", "--python-version", "3.11"]
    compiler += ["--no-header", "--no-annotate"]
    WORK.mkdir(parents=True, exist_ok=True)
    wanted, whole = needs(), WORK / "whole.txt"
    (WORK / "whole.in").write_text("\n".join(line for lines in wanted.values() for line in lines), "utf-8")
    pins = [path.read_text("utf-8") for path in sorted(HERE.glob("*.txt"))]
    whole.write_text("".join(pins), "utf-8")  # uv keeps these versions unless told otherwise
    subprocess.run([*compiler, *arguments, WORK / "whole.in", "-o", whole], check=True)
    for name, lines in wanted.items():
        source, target = WORK / f"{name}.in", WORK / f"{name}.txt"
        source.write_text("\n".join(lines), "utf-8")
        subprocess.run([*compiler, "-U", "-c", whole, "--generate-hashes", source, "-o", target], check=True)
        (HERE / f"{name}.txt").write_text(HEADER.format(name=name) + target.read_text("utf-8"), "utf-8")
        print(f"requirements/{name}.txt: {target.read_text('utf-8').count('==')} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
