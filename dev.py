#!/usr/bin/env python3
"""Set-up and daily commands of GZF Desk. Standard library only; every step says what it does and how long it took.

    python3 dev.py demo  [options]      set up, then walk the main job (with a screen: open the window)
    python3 dev.py test  [pytest args]  set up, then the whole test suite, or what the arguments name
    python3 dev.py check                set up, then lint, format, types, import contracts and house tests
    python3 dev.py bench [names]        set up, then the benchmarks; tables in out/bench/
    python3 dev.py setup                only set up, everything that the commands above need
    python3 dev.py docs                 write the generated pages of docs/ anew
    python3 dev.py lock  [uv options]   resolve pyproject.toml into requirements/*.txt again (needs uv)

Set-up finds missing system libraries (Debian, Ubuntu, UOS, Kylin: installed with apt-get, through sudo when not root;
elsewhere: named), makes ``.venv`` from the hashed files in ``requirements/`` and puts the project on its path. Settings
of pip (``PIP_INDEX_URL``, proxies, ...) are left alone: the hashes decide what is accepted, wherever it comes from.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "gzf-setup.json"
OLDEST = (3, 11)

# Debian's names. ``t64`` variants (Debian 13, Ubuntu 24.04) are tried by themselves; a final ``?`` marks what is
# installed where the distribution has it. Fonts come with the project.
RUN_PACKAGES = (
    "ca-certificates libglib2.0-0 libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 "  # Qt without a screen
    "libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0? libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
    "libxcb-render-util0 libxcb-shape0 libxcb-xkb1 "  # Qt on X11
    "libpcsclite1 pcscd? vsmartcard-vpcd?"  # card readers, real and virtual
).split()
BUILD_PACKAGES = ["gcc", "libc6-dev", "libpcsclite-dev", "pkg-config", "swig"]  # pyscard has no Linux wheel
TEST_PACKAGES = (
    "postgresql xvfb xauth poppler-utils dbus gnome-keyring? libsecret-tools? strace util-linux nodejs".split()
)


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Print one line: what is being done, and how long it took."""
    sys.stdout.write(f"dev: {what} … ")
    sys.stdout.flush()
    started = time.perf_counter()
    try:
        yield
    except BaseException:
        print("failed")
        raise
    print(f"{time.perf_counter() - started:.1f} s", flush=True)


def quiet(command: Sequence[object], advice: str) -> None:
    """Run a command without its chatter.

    Raises:
        SetupError: it failed; carries the end of what it printed and ``advice``.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    except OSError as error:
        raise SetupError(f"{words[0]}: {error}\n{advice}") from error
    if done.returncode:
        tail = "\n".join(done.stdout.decode("utf-8", "replace").splitlines()[-25:])
        raise SetupError(f"{tail}\n\n`{' '.join(words[:8])} …` ended with {done.returncode}. {advice}")


# ---------------------------------------------------------------------------------------------- system packages


def debian_names(name: str) -> list[str]:
    """The names under which distributions carry a library, the newest first."""
    return [name + "t64", name] if name.startswith("lib") and not name.endswith("-dev") else [name]


def installed(names: Iterable[str]) -> set[str]:
    """Those of ``names`` that dpkg has fully installed."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    found = subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout.decode()
    return {line.split()[0] for line in found.splitlines() if line.endswith(" installed")}


def candidates(names: Iterable[str]) -> set[str]:
    """Those of ``names`` that apt could install from the lists it has."""
    env = dict(os.environ, LC_ALL="C")
    policy = ["apt-cache", "policy", *names]
    done = subprocess.run(policy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, check=False)
    found, name = set(), ""
    for line in done.stdout.decode().splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            found.add(name)
    return found


def wanted_packages(development: bool, cards_built: bool) -> list[str]:
    """What this command needs of the system, by Debian's names."""
    names = [*RUN_PACKAGES, *(TEST_PACKAGES if development else [])]
    if not cards_built:
        names += BUILD_PACKAGES
        import sysconfig

        if not Path(sysconfig.get_paths()["include"], "Python.h").exists():
            names.append(python_package("dev"))
    try:
        import ensurepip  # noqa: F401  (Debian keeps it in a package of its own)
    except ImportError:
        names.append(python_package("venv"))
    return names


def python_package(part: str) -> str:
    """``python3-venv``, or ``python3.12-venv`` for a second Python."""
    own = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return f"python3-{part}" if os.path.realpath("/usr/bin/python3").endswith(own) else f"{own}-{part}"


def apt_get(*arguments: str) -> None:
    """Run apt-get as root, through sudo when needed.

    Raises:
        SetupError: no rights, or apt-get failed.
    """
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", "-y", *arguments]
    if os.geteuid() != 0:
        command = ["sudo", *([] if sys.stdin.isatty() else ["-n"]), *command]
    quiet(command, "")


def choose(missing: Sequence[str], available: set[str]) -> tuple[list[str], list[str]]:
    """Split ``missing`` into the names to install here and those that this distribution does not have."""
    chosen: list[str] = []
    absent: list[str] = []
    for name in missing:
        here = [variant for variant in debian_names(name.rstrip("?")) if variant in available]
        (chosen if here else absent).append(here[0] if here else name)
    return chosen, absent


def system_packages(wanted: Sequence[str]) -> None:
    """Install the system packages that are missing; where that cannot be done, say what to install and go on."""
    if not sys.platform.startswith("linux"):
        return
    if not shutil.which("apt-get"):
        if not STAMP.exists():
            print("dev: no apt here; please install what these Debian packages hold:\n  ", *wanted, flush=True)
        return
    every = [variant for name in wanted for variant in debian_names(name.rstrip("?"))]
    there = installed(every)
    missing = [name for name in wanted if there.isdisjoint(debian_names(name.rstrip("?")))]
    chosen, absent = choose(missing, candidates(every)) if missing else ([], [])
    try:
        if any(not name.endswith("?") for name in absent):
            with step("apt-get update"):
                apt_get("update")
            chosen, absent = choose(missing, candidates(every))
        if chosen:
            with step(f"apt-get install {' '.join(chosen)}"):
                install_packages(chosen)
    except SetupError as error:
        names = " ".join(chosen or (name.rstrip("?") for name in missing))
        print(f"{error}\ndev: going on; please run: sudo apt-get install --no-install-recommends {names}", flush=True)
    needed = [name for name in absent if not name.endswith("?")]
    if needed:
        print("dev: not found by apt:", *needed, "- going on; Qt or a reader may miss it", flush=True)


def install_packages(names: Sequence[str]) -> None:
    """Install by apt-get; once more with new lists, for these may be older than the mirror."""
    try:
        apt_get("install", "--no-install-recommends", *names)
    except SetupError:
        apt_get("update")
        apt_get("install", "--no-install-recommends", *names)


# ------------------------------------------------------------------------------------------ virtual environment


def fingerprint() -> str:
    """A hash of everything that the contents of ``.venv`` depend on."""
    digest = hashlib.sha256(os.path.realpath(str(PYTHON)).encode())
    for path in (*sorted(REQUIREMENTS.glob("*.txt")), VENV / "pyvenv.cfg", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes() if path.exists() else b"")
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def recorded() -> dict[str, object]:
    """What the last set-up left, or nothing when it no longer fits."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if stamp.get("fingerprint") == fingerprint() and PYTHON.exists() else {}


def make_venv() -> None:
    """Make ``.venv`` with the Python that runs this; keep one that works."""
    for command in (["-c", "import pip"], ["-m", "ensurepip"]):  # a .venv made by another tool may have no pip
        with contextlib.suppress(SetupError):
            quiet([PYTHON, *command], "")
            return
    with step(f"making .venv with Python {sys.version.split()[0]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        quiet([sys.executable, "-m", "venv", VENV], "Is the venv part of Python installed (python3-venv)?")


def pip_install(files: Sequence[str], *options: str) -> None:
    """Install hashed requirement files.

    Raises:
        SetupError: a download failed or a hash did not match.
    """
    command = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--disable-pip-version-check",
        "--no-input",
        *options,
    ]
    for name in files:
        command += ["-r", REQUIREMENTS / f"{name}.txt"]
    quiet(command, "Check the network, or set PIP_INDEX_URL to a mirror that you can reach.")


def install_cards() -> bool:
    """Install pyscard; on Linux it is compiled here from its hashed source. False when that is not possible."""
    build = ("--no-build-isolation", "--no-binary", "pyscard") if sys.platform.startswith("linux") else ()
    try:
        with step("pip install card.txt (PC/SC; compiled on Linux)"):
            os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
            pip_install(["card"], *build)
    except SetupError as error:
        print(f"{error}\ndev: going on without PC/SC readers; it needs {' '.join(BUILD_PACKAGES)} and python3-dev")
        return False
    return True


def link_project() -> None:
    """Put the checkout on the path of ``.venv`` and its commands into the folder of scripts."""
    import tomllib

    where = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    site = Path(subprocess.run(where, stdout=subprocess.PIPE, check=True).stdout.decode().strip())
    (site / "gzf_desk_checkout.pth").write_text(f"{ROOT}\n", "utf-8")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    for name, target in scripts.items():
        module = target.split(":")[0].removesuffix(".__main__")
        if WINDOWS:
            (BIN / f"{name}.cmd").write_text(f'@"%~dp0python.exe" -P -m {module} %*\r\n', "utf-8")
            continue
        here = '"$(dirname -- "$(readlink -f -- "$0")")"'
        (BIN / name).write_text(f'#!/bin/sh\nexec {here}/python -P -m {module} "$@"\n', "utf-8")
        (BIN / name).chmod(0o755)


def set_up(development: bool) -> None:
    """Bring system and ``.venv`` to what the command needs; quick when nothing has changed.

    Raises:
        SetupError: something could not be installed.
    """
    stamp = recorded()
    system_packages(wanted_packages(development, cards_built=bool(stamp.get("cards"))))
    if stamp.get("cards") and (stamp.get("development") or not development):
        return
    make_venv()
    development = development or bool(stamp.get("development"))
    files = ["build", "run", *(["test", "check"] if development else [])]
    with step(f"pip install {' '.join(f'{name}.txt' for name in files)} (hashes checked)"):
        pip_install(files, "--only-binary", ":all:")
    cards = install_cards()
    link_project()
    done = {"fingerprint": fingerprint(), "development": development, "cards": cards}
    STAMP.write_text(json.dumps(done), "utf-8")


# ----------------------------------------------------------------------------------------------------- commands


def run(*words: object) -> int:
    """Run a Python module of ``.venv`` from the project's folder; its exit code."""
    env = dict(os.environ, PATH=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", PYTHONUTF8="1")
    sys.stdout.flush()
    return subprocess.run([str(PYTHON), *map(str, words)], cwd=ROOT, env=env, check=False).returncode


def demo(arguments: list[str]) -> int:
    """The main job, shown."""
    set_up(development=False)
    return run("-m", "gzf_desk.demo", *arguments)


def test(arguments: list[str]) -> int:
    """The test suite; the runner's own last line is the last line printed."""
    set_up(development=True)
    return run("-m", "pytest", *(arguments or ["-n", "2", "--dist", "loadfile"]))


def check(arguments: list[str]) -> int:
    """Everything that judges the code without running the product."""
    set_up(development=True)
    steps = (
        ("lint", ["-m", "ruff", "check", "."]),
        ("format", ["-m", "ruff", "format", "--check", "."]),
        ("types", ["-m", "mypy"]),
        ("house tests (import contracts, sizes, wheel, words)", ["-m", "pytest", "tests/house", *arguments]),
    )
    failed = []
    for name, words in steps:
        started = time.perf_counter()
        code = run(*words)
        print(f"dev: {name}: {'FAILED' if code else 'fine'}, {time.perf_counter() - started:.1f} s", flush=True)
        failed += [name] if code else []
    print("dev: check failed: " + ", ".join(failed) if failed else "dev: check is fine", flush=True)
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Benchmarks against the physical limit."""
    set_up(development=True)
    return run("-m", "tests.bench.run", *arguments)


def setup(arguments: list[str]) -> int:
    """Only the set-up."""
    set_up(development="--run-only" not in arguments)
    return 0


def docs(arguments: list[str]) -> int:
    """Write the generated pages."""
    set_up(development=False)
    return run("-m", "gzf_desk.settings", "docs/settings.md", *arguments) or run("docs/workflow/make.py")


def lock(arguments: list[str]) -> int:
    """Resolve the requirement files anew."""
    return subprocess.call([sys.executable, str(REQUIREMENTS / "lock.py"), *arguments], cwd=ROOT)


COMMANDS = {"demo": demo, "test": test, "check": check, "bench": bench, "setup": setup, "docs": docs, "lock": lock}


def newer_python() -> NoReturn:
    """Go on with a newer Python when there is one, else say what is needed."""
    for minor in range(20, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and not WINDOWS:
            print(f"dev: python3 is {sys.version.split()[0]}; going on with {found}", flush=True)
            os.execv(found, [found, *sys.argv])  # noqa: S606  (the same program under a newer Python)
    sys.exit(
        f"GZF Desk needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install python3.11 and try again."
    )


def main() -> int:
    """Run one command; its exit code."""
    if sys.version_info[:2] < OLDEST:
        newer_python()
    name, arguments = (sys.argv[1:2] or ["--help"])[0], sys.argv[2:]
    try:
        if name in COMMANDS:
            return COMMANDS[name](arguments)
    except SetupError as error:
        print(f"dev: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    print(__doc__)
    return 0 if name in {"-h", "--help", "help"} else 2


if __name__ == "__main__":
    sys.exit(main())
