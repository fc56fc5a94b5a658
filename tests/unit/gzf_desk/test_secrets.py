from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gzf_desk.errors import BadInput, StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.secrets import FileKeeper, KeeperShop, KeyringKeeper, passphrase_from_file
from tests.support.desks import CHEAP
from tests.support.tree import ROOT

WORDS = Translator("en")
SECRET = b"s" * 32

IN_A_SESSION = """
import sys
from pathlib import Path
from gzf_desk.i18n import Translator
from gzf_desk.secrets import KeeperShop
shop = KeeperShop(Path(sys.argv[1]), Translator("en"))
account = sys.argv[2]
keeper = shop.choose(account, "a fictional passphrase")
print(keeper.name, keeper.load())
keeper.save(b"x" * 32)
again = shop.named("secret_service", account, "")
print(again.load() == b"x" * 32, shop.named("secret_service", "another", "").load())
"""


def in_a_session(start: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script above on a D-Bus of its own, after the shell command ``start``."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    env = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "XDG_RUNTIME_DIR": str(home),
    }
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    script = f'{start} "{sys.executable}" -c "$0" "{folder}/machine.secret" account'
    command = ["dbus-run-session", "--", "sh", "-c", script, IN_A_SESSION]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


def test_the_secret_service_keeps_the_secret(tmp_path: Path) -> None:
    """Real D-Bus, real gnome-keyring."""
    unlock = "printf keyring-pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null &&"
    done = in_a_session(unlock, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["secret_service None", "True None"]
    assert not (tmp_path / "machine.secret").exists()


def test_a_locked_keyring_is_not_chosen_and_asks_nobody(tmp_path: Path) -> None:
    """A daemon without an open keyring would ask for a password: the sealed file is taken instead."""
    start = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1 &&"
    done = in_a_session(start, tmp_path)
    assert done.stdout.startswith("file None"), done
    assert (tmp_path / "machine.secret").exists()


def test_without_a_keyring_the_sealed_file_is_chosen(tmp_path: Path) -> None:
    shop = KeeperShop(tmp_path / "machine.secret", WORDS, CHEAP, keyrings=())
    keeper = shop.choose("account", "a fictional passphrase")
    assert (keeper.name, keeper.load()) == ("file", None)
    keeper.save(SECRET)
    assert shop.named("file", "account", "a fictional passphrase").load() == SECRET
    assert shop.named("file", "account", "another passphrase").load() is None
    assert SECRET not in (tmp_path / "machine.secret").read_bytes()


def test_a_recorded_keyring_that_is_gone_is_an_error_not_another_keeper(tmp_path: Path) -> None:
    shop = KeeperShop(tmp_path / "machine.secret", WORDS, CHEAP)
    for name in ("windows", "macos", "kwallet"):
        with pytest.raises(StoreTrouble) as gone:
            shop.named(name, "account", "a fictional passphrase")
        assert gone.value.code == "secrets.keyring_unavailable"
    assert not (tmp_path / "machine.secret").exists()


class BrokenKeyring:
    def get_password(self, service: str, account: str) -> str:
        raise RuntimeError("locked")

    def set_password(self, service: str, account: str, password: str) -> None:
        raise RuntimeError("locked")


def test_a_keyring_that_fails_is_told_in_words() -> None:
    keeper = KeyringKeeper("secret_service", BrokenKeyring(), "account", WORDS)
    with pytest.raises(StoreTrouble):
        keeper.load()
    with pytest.raises(StoreTrouble) as failed:
        keeper.save(SECRET)
    assert failed.value.what
    assert failed.value.advice


def test_a_damaged_secret_file_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "machine.secret"
    file.write_bytes(b"{}")
    with pytest.raises(StoreTrouble):
        FileKeeper(file, "a fictional passphrase", WORDS, CHEAP).load()


def test_the_passphrase_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    assert passphrase_from_file({}, WORDS) is None
    file.write_text("a fictional passphrase\nsecond line\n", "utf-8")
    assert passphrase_from_file({"GZF_PASSPHRASE_FILE": str(file)}, WORDS) == "a fictional passphrase"
    for content in ("", "\n", None):
        if content is None:
            file.unlink()
        else:
            file.write_text(content, "utf-8")
        with pytest.raises(BadInput):
            passphrase_from_file({"GZF_PASSPHRASE_FILE": str(file)}, WORDS)
