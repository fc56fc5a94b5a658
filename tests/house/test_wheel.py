"""The wheel: what is in it, that building leaves no trace, and that it runs where nothing of the checkout is.

The clean environment is a new virtual environment with the wheel alone; only the *dependencies* come from the running
environment's site-packages (by a path file, which brings no checkout along), so that the test needs no network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from check_wheel_contents.__main__ import main as check_wheel_contents
from click.testing import CliRunner

from tests.support.tree import ROOT, files, name

IN_THE_WHEEL = ("gzf_desk", "sync", "resources", "pyproject.toml", "setup.py", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a wheel is made from."""
    copy = tmp_path_factory.mktemp("wheel") / "source"
    for path in files():
        relative = path.relative_to(ROOT)
        if relative.parts[0] in IN_THE_WHEEL:
            (copy / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / relative)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    out = source.parent / "dist"
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=source.parent)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def clean(wheel: Path) -> Path:
    """The ``bin`` of an environment with nothing of ours but the wheel."""
    home = wheel.parent.parent / "clean"
    venv.create(home, with_pip=True)
    install = [home / "bin" / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run([str(word) for word in install], check=True)
    where = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    site = subprocess.run(
        [home / "bin" / "python", "-c", where], check=True, capture_output=True, text=True
    ).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return home / "bin"


def run_clean(clean: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the clean environment, far from the checkout."""
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    env["PATH"] = f"{clean}:/usr/bin:/bin"
    return subprocess.run([clean / command[0], *command[1:]], cwd=clean, env=env, capture_output=True, text=True)


def test_building_leaves_nothing_behind_but_build(source: Path, wheel: Path) -> None:
    made = {path.relative_to(source).parts[0] for path in source.rglob("*") if path.is_file()}
    assert made - set(IN_THE_WHEEL) <= {"build"}
    assert not list((source / "sync").rglob("_resources"))


def test_the_wheel_holds_the_two_packages_and_nothing_else(wheel: Path) -> None:
    result = CliRunner().invoke(check_wheel_contents, ["--config", str(ROOT / "pyproject.toml"), str(wheel)])
    assert result.exit_code == 0, result.output


def test_every_module_can_be_imported_by_its_path(wheel: Path) -> None:
    modules = [Path(entry).with_suffix("") for entry in zipfile.ZipFile(wheel).namelist() if entry.endswith(".py")]
    odd = [path for path in modules if not all(part.isidentifier() for part in path.parts)]
    assert [path for path in odd if "migrations" not in path.parts] == []


def test_every_resource_and_every_module_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = set()
    for path in files():
        top, _, rest = name(path).partition("/")
        if top == "resources":
            wanted.add(f"sync/_resources/{rest}")
        elif top in {"gzf_desk", "sync"}:
            wanted.add(name(path))
    assert wanted - inside == set()
    ours = {entry for entry in inside if ".dist-info/" not in entry}
    assert ours - wanted == set()


def test_both_packages_come_from_one_place_and_find_their_resources(clean: Path) -> None:
    code = (
        "import json, sync, gzf_desk, sync.assets as a; "
        "print(json.dumps([sync.__file__, gzf_desk.__file__, str(a.resources_root()), len(a.names('i18n', '.toml'))]))"
    )
    done = run_clean(clean, "python", "-c", code)
    assert done.returncode == 0, done.stderr
    sync_file, desk_file, resources, texts = json.loads(done.stdout)
    assert Path(sync_file).parents[1] == Path(desk_file).parents[1]
    assert Path(sync_file).is_relative_to(clean.parent)
    assert Path(resources) == Path(sync_file).parent / "_resources"
    assert texts > 0


@pytest.mark.parametrize("program", ["gzf-desk", "gzf-platform"])
def test_the_programs_start(clean: Path, program: str) -> None:
    done = run_clean(clean, program, "--help")
    assert done.returncode == 0, done.stderr
    assert program in done.stdout
