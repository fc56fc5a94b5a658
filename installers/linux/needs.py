"""Computes ``Depends`` from the libraries that the frozen program is linked against."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from freezing import BuildError, elf_files

LOADED_BY_NAME = ("libegl1", "libgl1", "libxcb-cursor0", "libfontconfig1", "libdbus-1-3")
"""Libraries that Qt may open while running: named even if nothing in the bundle is linked against them."""

RECOMMENDED = ("libpcsclite1", "pcscd", "libccid", "gnome-keyring | kwalletmanager", "cups-client")
"""PC/SC readers, a keyring for the secret of this PC, ``lp``: the desk starts without them and says what is missing."""

T64 = {"libglib2.0-0", "libssl3", "libcups2", "libpng16-16", "libgtk-3-0", "libdb5.3", "libreadline8", "libuv1"}
"""Renamed in Debian 13 and Ubuntu 24.04. Source: Debian, release goal "64bit-time"."""


def with_other_name(alternative: str) -> str:
    """One dependency with the name that the other generation of distributions gives the package.

    ``libglib2.0-0 (>= 2.49)`` becomes ``libglib2.0-0 (>= 2.49) | libglib2.0-0t64 (>= 2.49)``, and the other way round.
    """
    name, _, rest = alternative.partition(" ")
    old = name.removesuffix("t64")
    if old not in T64 or "|" in alternative:
        return alternative
    tail = f" {rest}" if rest else ""
    return f"{old}{tail} | {old}t64{tail}"


def depends(root: Path, folder: Path) -> list[str]:
    """What the package needs of the distribution that it is built on.

    Args:
        root: the package's tree.
        folder: the program inside of it.

    Returns:
        Alternatives for ``Depends``, sorted, each library with the least version that has the symbols used.

    Raises:
        BuildError: a library was not found on this machine.
    """
    files = elf_files(folder)
    private = sorted({path.parent for path in files})
    with tempfile.TemporaryDirectory() as scratch:
        stub = Path(scratch, "debian")
        stub.mkdir()
        (stub / "control").write_text("Source: gzf-desk\n\nPackage: gzf-desk\nArchitecture: any\n", "utf-8")
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", f"-S{root}", "-xgzf-desk"]
        command += [f"-l{place}" for place in private] + [f"-e{path}" for path in files]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"dpkg-shlibdeps could not find what the program is linked against:\n{done.stderr[-3000:]}")
    found = parse_shlibdeps(done.stdout)
    named = {re.split(r"[ (|]", entry)[0].removesuffix("t64") for entry in found}
    found += [name for name in LOADED_BY_NAME if name not in named]
    return sorted(with_other_name(entry) for entry in found)


def parse_shlibdeps(text: str) -> list[str]:
    """The entries of dpkg-shlibdeps' ``shlibs:Depends=a, b (>= 1)`` line."""
    for line in text.splitlines():
        if line.startswith("shlibs:Depends="):
            return [entry.strip() for entry in line.partition("=")[2].split(",") if entry.strip()]
    raise BuildError("dpkg-shlibdeps named no library at all")
