from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gzf_desk.devices import simulation
from gzf_desk.devices.base import Code
from gzf_desk.errors import BadInput
from gzf_desk.services.views import CardTrouble, CardView
from sync.model.states import Outcome
from tests.support.desks import DeskUnderTest


def lay(under_test: DeskUnderTest, name: str) -> None:
    simulation.lay(under_test.folder / "simulated", simulation.load_card(name))


def read(under_test: DeskUnderTest) -> CardView:
    (under_test.folder / "simulated").mkdir(parents=True, exist_ok=True)
    found = under_test.desk.services.cards.read(timeout_s=2)
    assert isinstance(found, CardView), found
    return found


@pytest.fixture
def reader(at_work: DeskUnderTest) -> DeskUnderTest:
    (at_work.folder / "simulated").mkdir(parents=True, exist_ok=True)
    return at_work


def test_a_card_is_shown_with_its_checks(reader: DeskUnderTest) -> None:
    lay(reader, "lin-xiuli")
    found = read(reader)
    assert found.name == "林秀例"
    assert found.masked_number is not None
    assert found.masked_number.startswith("990101*")
    assert found.number is not None
    assert found.masked_number[6:] == "*" * 12
    checks = {name: outcome for name, outcome, _ in found.checks}
    assert checks["number"] is Outcome.PASS
    assert checks["ban"] is Outcome.UNKNOWN, "offline nobody knows"
    assert checks["duplicate"] is Outcome.UNKNOWN
    assert all("⟦" not in sentence for _, _, sentence in found.checks)


def test_a_person_who_has_a_case_here_is_recognised(reader: DeskUnderTest) -> None:
    lay(reader, "lin-xiuli")
    case = reader.desk.services.intake.begin(read(reader)).case_id
    lay(reader, "lin-xiuli")
    again = read(reader)
    assert again.existing_case == case
    assert {name: outcome for name, outcome, _ in again.checks}["duplicate"] is Outcome.FAIL


def test_a_contradictory_card_comes_with_words(reader: DeskUnderTest) -> None:
    lay(reader, "contradictory")
    found = read(reader)
    assert found.warnings
    assert len(found.warnings) == len(found.warning_texts)
    assert all("⟦" not in text for text in found.warning_texts)


def test_no_card_and_a_fault_are_values_with_advice(reader: DeskUnderTest) -> None:
    nothing = reader.desk.services.cards.read(timeout_s=0.05)
    assert isinstance(nothing, CardTrouble)
    assert nothing.advice
    simulation.break_with(reader.folder / "simulated", Code.CARD_LIFTED)
    lifted = reader.desk.services.cards.read(timeout_s=1)
    assert isinstance(lifted, CardTrouble)
    assert (lifted.code, "⟦" in lifted.what) == ("card_lifted", False)


def test_an_unknown_driver_is_wrong_use(reader: DeskUnderTest) -> None:
    with pytest.raises(BadInput) as unknown:
        reader.desk.services.cards.read(driver="abacus")
    assert "simulated" in unknown.value.advice


def test_a_watch_tells_of_every_card(reader: DeskUnderTest) -> None:
    seen: list[CardView | CardTrouble] = []
    told = threading.Event()

    def on_card(card: CardView | CardTrouble) -> None:
        seen.append(card)
        told.set()

    stop = reader.desk.services.cards.watch(on_card)
    lay(reader, "chen-dayang")
    assert told.wait(5)
    stop()
    assert isinstance(seen[0], CardView)


def test_the_first_page_says_how_the_reader_is(reader: DeskUnderTest) -> None:
    simulation.lift(reader.folder / "simulated")
    ((_, tone, word),) = reader.desk.services.worklist.today().devices
    assert (tone, word) == ("ok", "ready")


def test_a_fresh_install_has_no_reader_and_a_person_can_set_one_up(tmp_path: Path) -> None:
    from gzf_desk import settings as settings_file
    from gzf_desk.app.desk import open_desk
    from gzf_desk.i18n import Translator
    from gzf_desk.paths import DataDir

    folder = DataDir(tmp_path / "fresh")
    folder.ensure()
    desk = open_desk(folder, language="en", keyrings=())
    try:
        cards = desk.services.cards
        trouble = cards.read(timeout_s=0.1)
        assert isinstance(trouble, CardTrouble)
        assert trouble.code == "not_set"
        assert "settings" in trouble.advice
        assert cards.states() == (("card reader", "unknown", "not set up"),)  # type: ignore[attr-defined]
        assert {reader.driver for reader in cards.readers()} >= {"sdt", "pcsc", "simulated"}
        assert not any(reader.chosen for reader in cards.readers())
        with pytest.raises(BadInput):
            cards.use_reader("nothing", "")
        cards.use_reader("sdt", " COM3 ")
        chosen = next(reader for reader in cards.readers() if reader.chosen)
        assert (chosen.driver, chosen.port) == ("sdt", "COM3")
        kept = settings_file.load(folder.settings, Translator("en"))
        assert (kept.reader.driver, kept.reader.port) == ("sdt", "COM3")
        read = cards.read(timeout_s=0.1)
        assert isinstance(read, CardTrouble)
        assert read.code == "port_missing"
    finally:
        desk.close()
