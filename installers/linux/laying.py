"""Lays out the tree of the package and packs it, so that the same input gives the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import stat
import subprocess
import textwrap
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from freezing import ROOT, BuildError, Distribution, Frozen
from needs import RECOMMENDED

HERE = Path(__file__).resolve().parent
PROGRAM = Path("opt/gzf-desk")
DOC = Path("usr/share/doc/gzf-desk")
CONFFILES = ("/etc/gzf-desk/environment",)
SCRIPTS = ("preinst", "postinst", "prerm")
SHARED_TEXTS = Path("/usr/share/common-licenses")
LGPL = ("PySide6_Essentials", "shiboken6")
KIB = 1024

SUMMARY = "service window for public rental housing (公租房窗口)"
DESCRIPTION = """\
Takes applications from the card on the reader to the signed contract, works without a network for weeks and syncs
with the province. Brings its own Python and Qt.
.
公租房业务受理窗口：读卡、录入、预审、签字、打印、审核、合同，断网可用，联网后与省平台同步。
.
Each user's data lie sealed in the home directory; removing or purging the package keeps them."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """What a package says of itself.

    Attributes:
        version: Debian version.
        architecture: Debian's name, e.g. ``amd64``.
        maintainer: ``Name <address>``; answers for the package and for the source offer in its copyright file.
        epoch: seconds since 1970 of every time stamp.
        python: version of the bundled interpreter.
        python_licence: its licence text.
    """

    version: str
    architecture: str
    maintainer: str
    epoch: int
    python: str
    python_licence: Path


def lay_out(tree: Path, frozen: Frozen, release: Release) -> None:
    """Fill an empty folder with all files of the package but ``DEBIAN``.

    Raises:
        BuildError: a licence text is missing.
    """
    shutil.copytree(HERE / "root", tree, dirs_exist_ok=True)
    shutil.copytree(frozen.folder, tree / PROGRAM, dirs_exist_ok=True, symlinks=True)
    for page in (tree / "usr/share/man").rglob("*.1"):
        compress(page)
    doc = tree / DOC
    doc.mkdir(parents=True)
    write_licences(doc, frozen.distributions, release)
    entry = f"gzf-desk ({release.version}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
    entry += f" -- {release.maintainer}  {formatdate(release.epoch)}\n"
    (doc / "changelog.Debian").write_text(entry, "utf-8")
    compress(doc / "changelog.Debian")
    shutil.copy(ROOT / "CHANGELOG.md", doc / "changelog")
    compress(doc / "changelog")
    set_modes(tree)


def compress(path: Path) -> None:
    """Replace a file by its gzip form without a time stamp."""
    Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    path.unlink()


def write_licences(doc: Path, distributions: tuple[Distribution, ...], release: Release) -> None:
    """Write ``copyright`` and the texts it names.

    Raises:
        BuildError: something in the bundle has no licence text.
    """
    folder = doc / "licences"
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", folder / "gzf-desk.txt")
    shutil.copy(release.python_licence, folder / "python.txt")
    shutil.copy(HERE / "control" / "licences" / "libmpdec.txt", folder)
    for name in ("LGPL-3", "GPL-3"):
        shutil.copy(SHARED_TEXTS / name, folder / f"{name}.txt")
    for text in sorted((ROOT / "resources" / "fonts").glob("*LICENSE*")):
        shutil.copy(text, folder / text.name)
    qt = ", ".join(f"{d.name} {d.version}" for d in distributions if d.name in LGPL)
    lines = [(HERE / "control" / "copyright").read_text("utf-8").format(qt=qt, python=release.python)]
    for distribution in distributions:
        if distribution.name in LGPL:
            continue
        texts = distribution.texts or tuple((HERE / "control" / "licences").glob(f"{distribution.name}.txt"))
        if not texts:
            raise BuildError(
                f"{distribution.name} comes without a licence text; add control/licences/{distribution.name}.txt"
            )
        target = folder / f"{distribution.name}.txt"
        target.write_text("\n\n".join(text.read_text("utf-8") for text in texts), "utf-8")
        lines.append(
            f"    {distribution.name} {distribution.version}: {distribution.licence}: licences/{target.name}\n"
        )
    (doc / "copyright").write_text("".join(lines), "utf-8")


def set_modes(tree: Path) -> None:
    """Give every file the mode that Debian expects, whatever the builder's umask was."""
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        program = path.is_file() and bool(path.stat().st_mode & stat.S_IXUSR) and ".so" not in path.name
        path.chmod(0o755 if path.is_dir() or program else 0o644)


def control_text(tree: Path, release: Release, depends: list[str]) -> str:
    """The text of ``DEBIAN/control``."""
    description = textwrap.indent(DESCRIPTION, " ")
    return (
        f"Package: gzf-desk\nVersion: {release.version}\nArchitecture: {release.architecture}\n"
        f"Maintainer: {release.maintainer}\nInstalled-Size: {installed_kib(tree)}\n"
        f"Depends: {', '.join(depends)}\nRecommends: {', '.join(RECOMMENDED)}\n"
        f"Section: misc\nPriority: optional\nDescription: {SUMMARY}\n{description}\n"
    )


def installed_kib(tree: Path) -> int:
    """Size of the tree in KiB, the same on every file system."""
    sizes = (path.lstat().st_size if path.is_file() and not path.is_symlink() else 0 for path in tree.rglob("*"))
    return sum(-(-size // KIB) or 1 for size in sizes)


def write_control(tree: Path, release: Release, depends: list[str]) -> None:
    """Write ``DEBIAN``: control, conffiles, checksums, maintainer scripts."""
    text = control_text(tree, release, depends)
    files = sorted(p for p in tree.rglob("*") if p.is_file() and not p.is_symlink())
    names = [path.relative_to(tree).as_posix() for path in files]
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {name}\n"
        for path, name in zip(files, names, strict=True)
        if f"/{name}" not in CONFFILES
    ]
    folder = tree / "DEBIAN"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "control").write_text(text, "utf-8")
    (folder / "conffiles").write_text("".join(f"{name}\n" for name in CONFFILES), "utf-8")
    (folder / "md5sums").write_text("".join(sums), "utf-8")
    for name in SCRIPTS:
        shutil.copy(HERE / "control" / name, folder / name)
        (folder / name).chmod(0o755)
    for name in ("control", "conffiles", "md5sums"):
        (folder / name).chmod(0o644)


def pack(tree: Path, target: Path, epoch: int) -> None:
    """Pack a tree into a .deb.

    Raises:
        BuildError: dpkg-deb refused it.
    """
    for path in [tree, *tree.rglob("*")]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)]
    env = dict(os.environ, SOURCE_DATE_EPOCH=str(epoch))
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(done.stderr)
