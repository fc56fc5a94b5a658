"""The parts of the .deb's builder, on a program of three files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOT

sys.path.insert(0, str(ROOT / "installers" / "linux"))

import build_deb
import freezing
import laying
import needs

EPOCH = 1_700_000_000


def small_program(folder: Path) -> freezing.Frozen:
    internal = folder / "_internal"
    (internal / "sync" / "_resources" / "policies").mkdir(parents=True)
    (internal / "sync" / "_resources" / "fonts").mkdir()
    (internal / "sync" / "_resources" / "fonts" / "NotoSansSC-Regular.ttf").write_bytes(b"font")
    (internal / "libthing.so.1").write_bytes(b"library")
    (internal / "libthing.so.1").chmod(0o755)
    (internal / "libthing.so").symlink_to("libthing.so.1")
    (folder / "gzf-desk").write_text("#!/bin/sh\necho here\n")
    (folder / "gzf-desk").chmod(0o755)
    text = folder.parent / "LICENCE-of-thing"
    text.write_text("Do what is fair.")
    return freezing.Frozen(folder, (freezing.Distribution("thing", "1.2", "MIT", (text,)),))


def release(tmp_path: Path, version: str = "1.0") -> laying.Release:
    licence = tmp_path / "python-licence"
    licence.write_text("Python's licence")
    return laying.Release(
        version=version,
        architecture="all",
        maintainer="Somebody <somebody@gzf-desk.invalid>",
        epoch=EPOCH,
        python="3.11.2",
        python_licence=licence,
    )


def make(tmp_path: Path, name: str, umask: int) -> Path:
    before = os.umask(umask)
    try:
        frozen = small_program(tmp_path / name / "gzf-desk")
        tree = tmp_path / name / "tree"
        tree.mkdir()
        laying.lay_out(tree, frozen, release(tmp_path))
        laying.write_control(tree, release(tmp_path), ["libc6"])
        laying.pack(tree, tmp_path / f"{name}.deb", EPOCH)
    finally:
        os.umask(before)
    return tmp_path / f"{name}.deb"


def listed(deb: Path) -> dict[str, str]:
    """Modes by name of everything in a package."""
    lines = subprocess.run(["dpkg-deb", "-c", str(deb)], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split(maxsplit=5)[5].split(" -> ")[0].removeprefix("."): line.split()[0] for line in lines}


def field(deb: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "-f", str(deb), name], capture_output=True, text=True, check=True).stdout


def part(deb: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "-I", str(deb), name], capture_output=True, text=True, check=True).stdout


def test_the_same_program_gives_the_same_bytes_whoever_builds(tmp_path: Path) -> None:
    assert make(tmp_path, "one", 0o022).read_bytes() == make(tmp_path, "two", 0o077).read_bytes()


def test_a_package_holds_program_launcher_menu_entry_rules_and_licences(tmp_path: Path) -> None:
    files = listed(make(tmp_path, "one", 0o022))
    assert files["/"] == files["/opt/"] == "drwxr-xr-x"
    assert files["/opt/gzf-desk/gzf-desk"] == "-rwxr-xr-x"
    assert files["/usr/bin/gzf-desk"] == "-rwxr-xr-x"
    assert files["/opt/gzf-desk/_internal/libthing.so.1"] == "-rw-r--r--"
    assert files["/opt/gzf-desk/_internal/libthing.so"].startswith("l")
    for name in (
        "/usr/share/applications/gzf-desk.desktop",
        "/usr/share/icons/hicolor/scalable/apps/gzf-desk.svg",
        "/usr/share/man/man1/gzf-desk.1.gz",
        "/usr/lib/udev/rules.d/60-gzf-desk.rules",
        "/usr/share/doc/gzf-desk/copyright",
        "/usr/share/doc/gzf-desk/licences/LGPL-3.txt",
        "/usr/share/doc/gzf-desk/licences/NotoSansSC-LICENSE.txt",
        "/usr/share/doc/gzf-desk/licences/thing.txt",
    ):
        assert files[name] == "-rw-r--r--"


def test_what_the_administrator_edits_is_a_conffile_and_not_a_checksum(tmp_path: Path) -> None:
    deb = make(tmp_path, "one", 0o022)
    assert part(deb, "conffiles").split() == ["/etc/gzf-desk/environment"]
    sums = part(deb, "md5sums")
    assert "opt/gzf-desk/gzf-desk" in sums
    assert "environment" not in sums
    assert field(deb, "Depends").strip() == "libc6"
    assert int(field(deb, "Installed-Size")) > 60  # the licence texts alone


def test_no_script_of_the_package_deletes_anything() -> None:
    for name in laying.SCRIPTS:
        words = (laying.HERE / "control" / name).read_text("utf-8").split()
        assert not {"rm", "rmdir", "unlink", "find", "userdel"} & set(words)
    assert "postrm" not in laying.SCRIPTS


def test_code_without_a_licence_text_is_not_packed(tmp_path: Path) -> None:
    frozen = freezing.Frozen(
        small_program(tmp_path / "gzf-desk").folder, (freezing.Distribution("bare", "1", "MIT", ()),)
    )
    tree = tmp_path / "tree"
    tree.mkdir()
    with pytest.raises(freezing.BuildError, match="bare comes without a licence text"):
        laying.lay_out(tree, frozen, release(tmp_path))


def test_the_launcher_gives_the_program_the_settings_of_this_pc() -> None:
    text = (laying.HERE / "root" / "usr" / "bin" / "gzf-desk").read_text("utf-8")
    assert ". /etc/gzf-desk/environment" in text
    assert text.rstrip().endswith('exec /opt/gzf-desk/gzf-desk "$@"')


def test_a_bundle_is_checked_for_what_must_and_may_not_be_in_it(tmp_path: Path) -> None:
    folder = small_program(tmp_path / "gzf-desk").folder
    freezing.check_contents(folder, ["sync.client.engine", "sync.serverless"])
    for module in ("sync.server", "sync.server.app", "uvicorn.main"):
        with pytest.raises(freezing.BuildError, match="may not be shipped"):
            freezing.check_contents(folder, [module])
    (folder / "_internal" / "libqtvirtualkeyboardplugin.so").touch()
    with pytest.raises(freezing.BuildError, match="libqtvirtualkeyboardplugin"):
        freezing.check_contents(folder, [])


def test_a_bundle_without_its_fonts_is_refused(tmp_path: Path) -> None:
    folder = small_program(tmp_path / "gzf-desk").folder
    (folder / "_internal" / "sync" / "_resources" / "fonts" / "NotoSansSC-Regular.ttf").unlink()
    with pytest.raises(freezing.BuildError, match=r"is missing: .*NotoSansSC"):
        freezing.check_contents(folder, [])


def test_packing_again_needs_something_frozen(tmp_path: Path) -> None:
    with pytest.raises(freezing.BuildError, match="no frozen desk"):
        freezing.read_frozen(tmp_path, tmp_path / "bundled.json")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("libglib2.0-0 (>= 2.49)", "libglib2.0-0 (>= 2.49) | libglib2.0-0t64 (>= 2.49)"),
        ("libglib2.0-0t64 (>= 2.49)", "libglib2.0-0 (>= 2.49) | libglib2.0-0t64 (>= 2.49)"),
        ("libssl3", "libssl3 | libssl3t64"),
        ("libxcb1 (>= 1.8)", "libxcb1 (>= 1.8)"),
    ],
)
def test_renamed_libraries_are_named_both_ways(entry: str, expected: str) -> None:
    assert needs.with_other_name(entry) == expected


def test_programs_are_told_from_other_files(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    program = tree / "opt"
    program.mkdir(parents=True)
    (program / "thing").write_bytes(Path("/bin/ls").read_bytes())
    (program / "notes.txt").write_text("no program")
    assert freezing.elf_files(program) == [program / "thing"]


def test_the_answer_of_dpkg_shlibdeps_is_read() -> None:
    assert needs.parse_shlibdeps("shlibs:Depends=libc6 (>= 2.34), zlib1g\n") == ["libc6 (>= 2.34)", "zlib1g"]
    with pytest.raises(freezing.BuildError):
        needs.parse_shlibdeps("")


def test_the_version_is_the_projects_unless_told_otherwise() -> None:
    assert build_deb.arguments([]).version == build_deb.project_version()
    assert build_deb.arguments(["--version", "2.0~rc1"]).version == "2.0~rc1"
    with pytest.raises(SystemExit):
        build_deb.arguments(["--version", "new one"])


@pytest.mark.parametrize(("before", "after"), [({}, None), ({"LD_LIBRARY_PATH_ORIG": "/opt/own"}, "/opt/own")])
def test_programs_that_the_desk_starts_get_the_systems_libraries(before: dict[str, str], after: str | None) -> None:
    hook = (laying.HERE / "own_libraries_only.py").read_text("utf-8")
    ask = "import os, sys; exec(sys.argv[1]); print(os.environ.get('LD_LIBRARY_PATH'))"
    env = {**os.environ, "LD_LIBRARY_PATH": "/opt/gzf-desk/_internal", **before}
    told = subprocess.run([sys.executable, "-c", ask, hook], env=env, capture_output=True, text=True, check=True).stdout
    assert told.strip() == str(after)
