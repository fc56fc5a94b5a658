from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gzf_desk.clock import FixedClock
from gzf_desk.i18n import Translator
from gzf_desk.secrets import Argon2Cost, KeeperShop
from gzf_desk.store.keys import DeskKeys, KeyRing
from gzf_desk.store.unit_of_work import Store

CHEAP = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "a fictional passphrase"


@pytest.fixture
def words() -> Translator:
    return Translator("en")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))


@pytest.fixture
def ring(tmp_path: Path, words: Translator) -> KeyRing:
    shop = KeeperShop(tmp_path / "machine.secret", words, CHEAP, keyrings=())
    return KeyRing(tmp_path / "keys.json", shop, words, CHEAP)


@pytest.fixture
def keys() -> DeskKeys:
    return DeskKeys.from_master("installation", b"k" * 32)


@pytest.fixture
def store(tmp_path: Path, keys: DeskKeys, words: Translator, clock: FixedClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "desk.db", keys, words, clock)
    yield opened
    opened.close()
