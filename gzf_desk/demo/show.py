"""The demo with a screen: province, a street window with a simulated reader, ready to use."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from gzf_desk.app.window import show_window
from gzf_desk.clock import SystemClock
from gzf_desk.demo.desks import PASSPHRASE, ServicePointDesk
from gzf_desk.demo.people import APPLICANT_CARD
from gzf_desk.demo.province import Province
from gzf_desk.demo.road import say
from gzf_desk.devices import simulation
from gzf_desk.i18n import Language
from gzf_desk.settings import ReaderSettings, Settings, WindowSettings
from gzf_desk.ui.start import prepare_application
from sync.model.states import Role


def show(folder: Path, language: Language) -> int:
    """Open the window and stay until it is closed; the exit code."""
    clock = SystemClock()
    province = Province(folder / "province", folder / "province.log")
    point = ServicePointDesk("street", folder / "desks", clock)
    try:
        say("starting the province …")
        province.run("init")
        province.run("seed", "--city", "yichun2", "--households", "20")
        province.start()
        point.enrol(province, "street-001", Role.STREET_WINDOW)
        point.sync()
        simulation.lay(point.data_dir.simulated, simulation.load_card(APPLICANT_CARD))
        say(
            f"province at {province.url}; passphrase of this demonstration: {PASSPHRASE}\n"
            "a fictional card lies on the simulated reader: press F2 in the window.\n"
            f"other cards: gzf-desk --data-dir {point.data_dir.root} card lay chen-dayang"
        )
        prepare_application(["gzf-desk"])
        settings = Settings(reader=ReaderSettings(driver="simulated"), window=WindowSettings(language=language))
        window = show_window(point.desk, settings, clock, lambda _: None)
        code = QApplication.exec()
        window.close()
        return code
    finally:
        point.close()
        province.stop()
