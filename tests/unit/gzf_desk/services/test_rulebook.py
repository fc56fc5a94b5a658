"""The desk's rules: in force today, kept by a case, or missing with a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from gzf_desk import assets
from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.services.rulebook import Rulebook

DAY = date(2026, 3, 2)
WORDS = Translator("en")


def test_the_city_of_the_desk_and_the_version_of_a_case() -> None:
    rules = Rulebook(WORDS)
    current = rules.current(DAY)
    assert (current.id, current.version) == ("yichun2", "2026-01")
    assert rules.current(date(2020, 1, 1)) is current  # before the first version, the first
    assert rules.of(None, None, DAY) is rules.of("yichun2", None, DAY) is rules.of("yichun2", "2026-01", DAY) is current
    assert Rulebook(WORDS, "zhuhai3").current(DAY).id == "zhuhai3"
    assert rules.calendar.is_workday(DAY)


@pytest.mark.parametrize(("policy_id", "version"), [("nowhere", None), ("yichun2", "1999"), ("province", "2026-01")])
def test_rules_that_this_desk_does_not_have(policy_id: str, version: str | None) -> None:
    with pytest.raises(StoreTrouble) as error:
        Rulebook(WORDS).of(policy_id, version, DAY)
    assert error.value.code == "policy.missing"
    with pytest.raises(StoreTrouble):
        Rulebook(WORDS, "nowhere").current(DAY)


def test_rules_that_cannot_be_used_are_missing_and_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "read_text", lambda _name: "x = ")
    with pytest.raises(StoreTrouble) as error:
        Rulebook(WORDS).current(DAY)
    assert error.value.code == "policy.missing"
    assert "yichun2/2026-01.toml:1" in str(error.value.__cause__)
