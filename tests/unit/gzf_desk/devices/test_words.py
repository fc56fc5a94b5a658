"""Every code that a device can show has its words in both languages."""

from __future__ import annotations

import pytest

from gzf_desk.devices.base import Code
from gzf_desk.devices.card import CardType, CardWarning
from gzf_desk.i18n import LANGUAGES, Language, catalogue
from sync.model.numbers import DocumentType, NumberFault
from sync.model.sex import Sex


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: Language) -> None:
    expected = {f"devices.fault.{code}.{part}" for code in Code for part in ("what", "advice")}
    expected |= {"devices.no_card.what", "devices.no_card.advice"}
    expected |= {f"devices.warning.{warning}" for warning in CardWarning}
    expected |= {f"devices.number.{fault}" for fault in NumberFault}
    expected |= {f"devices.document.{kind}" for kind in [*CardType, *DocumentType]}
    expected |= {f"devices.sex.{sex}" for sex in Sex}
    present = {key for key in catalogue(language) if key.startswith("devices.")}
    assert present == expected
