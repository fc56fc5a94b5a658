#!/usr/bin/env python3
"""Builds the .deb of the desk by one command::

    python3 installers/linux/build_deb.py [--out DIR] [--version V] [--maintainer "NAME <ADDRESS>"] [--frozen]

Sets up ``.venv`` as ``dev.py`` does, freezes the desk with PyInstaller, works out what it needs of the distribution and
packs it. Build on the oldest distribution that shall run it: the package needs at least the C library it was built on.
``--frozen`` packs the program that the last run froze. The same frozen program gives the same bytes; time stamps are
``SOURCE_DATE_EPOCH``, or else the time of the last commit.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from freezing import ROOT, BuildError, Frozen, dev, freeze, read_frozen, set_up
from laying import PROGRAM, Release, lay_out, pack, write_control
from needs import depends

WORK = ROOT / "build" / "linux"
UNNAMED = "GZF Desk builders <builders@gzf-desk.invalid>"
VERSION = re.compile(r"[0-9][A-Za-z0-9.+~]*")
MIB = 1024 * 1024


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Build the .deb of the desk.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="where the package goes (dist)")
    parser.add_argument("--version", default="", metavar="V", help="another version than that of pyproject.toml")
    parser.add_argument("--maintainer", default=UNNAMED, metavar="WHO", help="who answers for the package")
    parser.add_argument("--frozen", action="store_true", help="pack the program that the last run froze")
    chosen = parser.parse_args(words)
    chosen.version = chosen.version or project_version()
    if not VERSION.fullmatch(chosen.version):
        parser.error(f"--version {chosen.version}: not a version that dpkg can order")
    return chosen


def project_version() -> str:
    """The version in ``pyproject.toml``."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def source_epoch() -> int:
    """Seconds since 1970 of the sources: ``SOURCE_DATE_EPOCH``, the last commit, or the change of the change log."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return int(os.environ["SOURCE_DATE_EPOCH"])
    try:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return int((ROOT / "CHANGELOG.md").stat().st_mtime)


def interpreter() -> tuple[str, Path]:
    """Version and licence text of the Python that is bundled.

    Raises:
        BuildError: its licence text is not on this machine.
    """
    ask = (
        "import platform, sys, sysconfig; print(platform.python_version(), sysconfig.get_paths()['stdlib'], sep='\\n')"
    )
    answer = subprocess.run([dev.PYTHON, "-c", ask], capture_output=True, text=True, check=True).stdout
    version, stdlib = answer.splitlines()
    series = ".".join(version.split(".")[:2])
    places = (Path(stdlib, "LICENSE.txt"), Path(f"/usr/share/doc/python{series}/copyright"))
    for text in places:
        if text.is_file():
            return version, text
    raise BuildError(f"the licence text of Python {version} is in none of: {', '.join(map(str, places))}")


def build(frozen: Frozen, release: Release, out: Path) -> Path:
    """Make the package.

    Args:
        frozen: the program.
        release: what the package says of itself.
        out: folder that receives it.

    Returns:
        The .deb.

    Raises:
        BuildError: a library, a licence text or a tool is missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"gzf-desk_{release.version}_{release.architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="gzf-deb-") as scratch:
        tree = Path(scratch, "tree")
        tree.mkdir()
        with dev.step("laying out the tree"):
            lay_out(tree, frozen, release)
        with dev.step("working out Depends"):
            needed = depends(tree, tree / PROGRAM)
        write_control(tree, release, needed)
        with dev.step(f"packing {target.name}"):
            pack(tree, target, release.epoch)
    print("Depends:", *(f"\n  {entry}" for entry in needed))
    size = target.stat().st_size
    print(f"{target}: {size / MIB:.1f} MiB, sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}", flush=True)
    return target


def main(words: list[str]) -> int:
    """Build; the exit code."""
    chosen = arguments(words)
    epoch = source_epoch()
    try:
        if chosen.frozen:
            frozen = read_frozen(WORK / "frozen" / "gzf-desk", WORK / "work" / "gzf-desk" / "bundled.json")
        else:
            set_up()
            frozen = freeze(WORK, epoch)
        architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
        version, licence = interpreter()
        release = Release(
            version=chosen.version,
            architecture=architecture.stdout.strip(),
            maintainer=chosen.maintainer,
            epoch=epoch,
            python=version,
            python_licence=licence,
        )
        build(frozen, release, chosen.out.resolve())
    except (BuildError, dev.SetupError) as error:
        print(f"build_deb: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
