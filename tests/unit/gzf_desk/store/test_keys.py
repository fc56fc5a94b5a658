from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from gzf_desk.clock import FixedClock
from gzf_desk.errors import Refused, StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.secrets import KeeperShop
from gzf_desk.store.keys import FREE_FAILURES, DeskKeys, KeyRing
from tests.unit.gzf_desk.store.conftest import CHEAP, PASSPHRASE


def test_the_same_passphrase_opens_the_same_keys(ring: KeyRing, clock: FixedClock) -> None:
    made = ring.create(PASSPHRASE)
    opened = ring.open(PASSPHRASE, clock.now())
    assert opened.token("phone", "19900000001") == made.token("phone", "19900000001")
    assert opened.installation == made.installation
    assert ring.keeper() == "file"


def test_key_files_are_for_this_user_only_and_hold_no_passphrase(ring: KeyRing, tmp_path: Path) -> None:
    ring.create(PASSPHRASE)
    for name in ("keys.json", "machine.secret"):
        file = tmp_path / name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert PASSPHRASE.encode() not in file.read_bytes()


def test_a_wrong_passphrase_is_refused_and_then_pauses(ring: KeyRing, clock: FixedClock) -> None:
    ring.create(PASSPHRASE)
    for _ in range(FREE_FAILURES):
        with pytest.raises(Refused) as wrong:
            ring.open("another passphrase", clock.now())
        assert wrong.value.code == "session.wrong_passphrase"
    with pytest.raises(Refused) as paused:
        ring.open(PASSPHRASE, clock.now())
    assert paused.value.code == "session.locked_out"
    clock.advance(timedelta(minutes=1))
    ring.open(PASSPHRASE, clock.now())
    with pytest.raises(Refused):
        ring.open("another passphrase", clock.now())
    ring.open(PASSPHRASE, clock.now())  # success has reset the count


def test_a_clock_set_back_by_years_does_not_lock_for_years(ring: KeyRing, clock: FixedClock) -> None:
    ring.create(PASSPHRASE)
    for _ in range(FREE_FAILURES):
        with pytest.raises(Refused):
            ring.open("another passphrase", clock.now())
    clock.advance(timedelta(days=-3650))
    ring.open(PASSPHRASE, clock.now())


def test_a_short_passphrase_is_refused(ring: KeyRing) -> None:
    with pytest.raises(Refused) as weak:
        ring.create("123456")
    assert weak.value.code == "session.weak_passphrase"
    assert not ring.exists()


def test_a_copied_key_file_without_the_machine_secret_stays_shut(
    ring: KeyRing, tmp_path: Path, words: Translator, clock: FixedClock
) -> None:
    ring.create(PASSPHRASE)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keys.json").write_bytes((tmp_path / "keys.json").read_bytes())
    shop = KeeperShop(elsewhere / "machine.secret", words, CHEAP, keyrings=())
    copied = KeyRing(elsewhere / "keys.json", shop, words, CHEAP)
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(StoreTrouble) as gone:
            copied.open(PASSPHRASE, clock.now())
        assert gone.value.code == "secrets.missing", "no wrong passphrase, and none is counted"


def test_a_disk_that_takes_nothing_is_told_in_words(tmp_path: Path, words: Translator) -> None:
    (tmp_path / "file").write_bytes(b"")
    beneath = tmp_path / "file" / "keys.json"
    shop = KeeperShop(beneath.with_name("machine.secret"), words, CHEAP, keyrings=())
    with pytest.raises(StoreTrouble) as full:
        KeyRing(beneath, shop, words, CHEAP).create(PASSPHRASE)
    assert (full.value.code, full.value.exit_code) == ("store.disk", 3)


def test_keys_know_whether_their_store_was_made(ring: KeyRing) -> None:
    ring.create(PASSPHRASE)
    assert not ring.store_made()
    ring.note_store()
    assert ring.store_made()


def test_a_damaged_key_file_says_so(ring: KeyRing, tmp_path: Path, clock: FixedClock) -> None:
    ring.create(PASSPHRASE)
    (tmp_path / "keys.json").write_bytes(b"{")
    with pytest.raises(StoreTrouble) as damaged:
        ring.open(PASSPHRASE, clock.now())
    assert damaged.value.code == "store.key_file_damaged"


def test_subject_keys_open_only_under_their_own_master() -> None:
    one, other = DeskKeys.from_master("i", b"a" * 32), DeskKeys.from_master("i", b"b" * 32)
    key, wrapped = one.new_subject_key()
    assert one.open_subject_key(wrapped) == key
    with pytest.raises(StoreTrouble):
        other.open_subject_key(wrapped)


def test_index_tokens_of_different_columns_differ() -> None:
    keys = DeskKeys.from_master("i", b"a" * 32)
    assert keys.token("phone", "1") != keys.token("number", "1")
