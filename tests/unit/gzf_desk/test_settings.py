from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk import settings
from gzf_desk.errors import BadInput
from gzf_desk.i18n import LANGUAGES, Language, Translator
from gzf_desk.settings import PrinterSettings, ReaderSettings, Settings, StationSettings, WindowSettings
from tests.support.tree import ROOT

ENGLISH = Translator("en")


def refused(text: str, language: Language = "en") -> BadInput:
    with pytest.raises(BadInput) as caught:
        settings.parse(text, Translator(language))
    assert "⟦" not in caught.value.what + caught.value.advice
    return caught.value


def test_a_desk_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "settings.toml", ENGLISH) == Settings()


def test_what_the_file_does_not_say_has_its_default() -> None:
    found = settings.parse('[window]\nscale_percent = 125\n[province]\nurl = "https://gzf.example.gov.cn"\n', ENGLISH)
    assert (found.window.scale_percent, found.window.theme) == (125, "light")
    assert found.province.url == "https://gzf.example.gov.cn"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        ("[window]\nscale_percent = 110", "window.scale_percent", "100 · 125 · 150"),
        ('[window]\nscale_percent = "125"', "window.scale_percent", "100 · 125 · 150"),
        ('[window]\ntheme = "pink"', "window.theme", "contrast · dark · light"),
        ('[window]\nlanguage = "fr"', "window.language", "en · zh_CN"),
        ("[province]\nsync_interval_s = 5", "province.sync_interval_s", "86400"),
        ('[province]\nurl = "ftp://x"', "province.url", "https://"),
        ('[province]\nurl = "https://"', "province.url", "https://"),
        ('[station]\ncode = "a b"', "station.code", "32"),
        ("[reader]\nport = 3", "reader.port", "120"),
        (f'[station]\nname = "{"长" * 121}"', "station.name", "120"),
        ("window = 3", "window", "[window]"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_key(language: Language, text: str, key: str, advice: str) -> None:
    error = refused(text, language)
    assert error.code == "settings.bad_value"
    assert error.exit_code == 2
    assert key in error.what
    assert advice in error.advice


@pytest.mark.parametrize(
    ("text", "key"),
    [("[window]\ncolour = 1", "window.colour"), ("[windows]\ntheme = 1", "windows"), ("theme = 1", "theme")],
)
def test_an_unknown_key_is_refused_and_the_known_ones_are_named(text: str, key: str) -> None:
    error = refused(text)
    assert error.code == "settings.unknown_key"
    assert f"“{key}”" in error.what
    assert "window.theme" in error.advice


def test_a_file_that_is_no_toml_names_the_line() -> None:
    error = refused("[window]\ntheme = \n")
    assert error.code == "settings.unreadable"
    assert "line 2" in error.what


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match=r"settings\.unreadable"):
        settings.load(path, ENGLISH)


def test_a_secret_in_a_wrong_place_is_not_repeated() -> None:
    error = refused('[province]\nurl = "hunter2hunter2"')
    assert "hunter2" not in str(error) + error.what + error.advice


@given(
    st.builds(
        Settings,
        window=st.builds(WindowSettings, theme=st.sampled_from(["light", "dark", "contrast"])),
        reader=st.builds(ReaderSettings, port=st.text(st.characters(codec="utf-8"), max_size=120)),
        station=st.builds(StationSettings, name=st.text(st.characters(codec="utf-8"), max_size=120)),
        printer=st.builds(PrinterSettings, name=st.sampled_from(["", "柜台 1", 'a"b\\c'])),
    )
)
def test_what_is_written_reads_back_the_same(wanted: Settings) -> None:
    assert settings.parse(settings.to_toml(wanted), ENGLISH) == wanted


def test_saving_replaces_the_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    settings.save(path, Settings(station=StationSettings(name="例镇窗口")))
    settings.save(path, Settings(station=StationSettings(name="例区窗口")))
    assert settings.load(path, ENGLISH).station.name == "例区窗口"
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def test_the_page_in_docs_is_fresh_and_names_every_key() -> None:
    page = settings.page()
    assert "⟦" not in page
    assert all(f"`{key.name}`" in page for key in settings.setting_keys())
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == page, "run: python3 dev.py docs"
