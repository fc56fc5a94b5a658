"""Freezes the desk into one folder with PyInstaller and proves what is and what is not in it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import dev as dev  # noqa: E402  (the set-up of the checkout, standard library only)

ELF = b"\x7fELF"
BUILD_TOOLS = ["binutils", "dpkg-dev"]  # objdump and strip; dpkg-shlibdeps
MUST_HOLD = ("_internal/sync/_resources/policies", "_internal/sync/_resources/fonts/NotoSansSC-Regular.ttf")
FILES_NOT_SHIPPED = (
    "libqgtk3", "libgtk", "virtualkeyboard", "VirtualKeyboard", "WaylandCompositor", "Qt6Quick", "Qt6Qml",
    "libpcsclite",
)  # fmt: skip
MODULES_NOT_SHIPPED = ("sync.server", "litestar", "uvicorn", "psycopg", "tkinter", "pytest", "PyInstaller")


class BuildError(Exception):
    """The package cannot be built; the message says why."""


@dataclass(frozen=True)
class Distribution:
    """A Python distribution whose code is in the bundle.

    Attributes:
        name: as on the index.
        version: exactly.
        licence: as its metadata say it, first line only.
        texts: files with the licence's wording.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


@dataclass(frozen=True)
class Frozen:
    """A frozen desk.

    Attributes:
        folder: holds the program ``gzf-desk`` and ``_internal``.
        distributions: whose code is in it.
    """

    folder: Path
    distributions: tuple[Distribution, ...]


def read_frozen(folder: Path, listing: Path) -> Frozen:
    """A frozen desk that stands on the disk.

    Args:
        folder: the program's folder.
        listing: the ``bundled.json`` of the same build.

    Raises:
        BuildError: one of the two is not there.
    """
    if not (folder / "gzf-desk").is_file() or not listing.is_file():
        raise BuildError(f"{folder}: no frozen desk here; build without --frozen first")
    found = [
        Distribution(
            name=entry["name"],
            version=entry["version"],
            licence=entry["licence"].splitlines()[0],
            texts=tuple(Path(text) for text in entry["texts"]),
        )
        for entry in json.loads(listing.read_text("utf-8"))
    ]
    return Frozen(folder, tuple(found))


def set_up() -> None:
    """Bring ``.venv`` to what freezing needs.

    Raises:
        dev.SetupError: something could not be installed.
    """
    dev.set_up(development=False)
    dev.system_packages(BUILD_TOOLS)
    probe = [str(dev.PYTHON), "-c", "import PyInstaller"]
    if subprocess.run(probe, stderr=subprocess.DEVNULL, check=False).returncode:
        with dev.step("pip install package.txt (hashes checked)"):
            dev.pip_install(["package"], "--only-binary", ":all:")


def freeze(work: Path, epoch: int) -> Frozen:
    """Freeze the desk of this checkout.

    Args:
        work: folder for everything that the build writes.
        epoch: seconds since 1970 for every time stamp inside.

    Raises:
        dev.SetupError: PyInstaller failed.
        BuildError: the bundle lacks something, or holds what may not be shipped.
    """
    spec = ROOT / "installers" / "linux" / "gzf-desk.spec"
    command = [
        *("env", "PYTHONHASHSEED=0", f"SOURCE_DATE_EPOCH={epoch}", f"PATH={dev.BIN}{os.pathsep}{os.environ['PATH']}"),
        *(dev.PYTHON, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", work / "frozen", "--workpath", work / "work", spec),
    ]
    with dev.step("freezing with PyInstaller"):
        dev.quiet(command, "The lines above are PyInstaller's.")
    frozen = read_frozen(work / "frozen" / "gzf-desk", work / "work" / "gzf-desk" / "bundled.json")
    with dev.step("taking out debugging symbols"):
        strip(frozen.folder)
    check_contents(frozen.folder, archived_modules(work / "work" / "gzf-desk"))
    return frozen


def elf_files(folder: Path) -> list[Path]:
    """The programs and libraries below ``folder``, sorted; symbolic links left out."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(ELF)) == ELF


def strip(folder: Path) -> None:
    """Take the debugging symbols out of what some wheels bring along with them, and see that it still loads.

    Raises:
        BuildError: a library does not load any more.
        dev.SetupError: strip refused one.
    """
    done = []
    for path in elf_files(folder):
        sections = subprocess.run(["objdump", "-h", str(path)], capture_output=True, text=True, check=True).stdout
        if ".debug_info" in sections:
            dev.quiet(["strip", "--strip-unneeded", path], "")
            done.append(str(path))
    load = "import ctypes, sys\nfor path in sys.argv[1:]: ctypes.CDLL(path)"
    loaded = subprocess.run([str(dev.PYTHON), "-c", load, *done], capture_output=True, text=True, check=False)
    if loaded.returncode:
        raise BuildError(f"a library does not load any more:\n{loaded.stderr[-800:]}")


def archived_modules(work: Path) -> list[str]:
    """Names of the Python modules inside the program's archive."""
    return [str(entry[0]) for entry in ast.literal_eval((work / "PYZ-00.toc").read_text("utf-8"))[1]]


def check_contents(folder: Path, modules: list[str]) -> None:
    """Compare a bundle with what it must and must not hold.

    Raises:
        BuildError: names everything that is wrong.
    """
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    wrong = [f"is missing: {name}" for name in MUST_HOLD if name not in files]
    wrong += [f"may not be shipped: {file}" for file in files if any(part in file for part in FILES_NOT_SHIPPED)]
    rooms = tuple(f"{name}." for name in MODULES_NOT_SHIPPED)
    wrong += [f"may not be shipped: {name}" for name in modules if f"{name}.".startswith(rooms)]
    if wrong:
        raise BuildError("the bundle is not right:\n  " + "\n  ".join(wrong[:20]))
