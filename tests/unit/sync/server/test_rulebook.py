"""The province's rules: a policy that cannot be used stops its own city, with a line in the log, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from sync.model.ids import OrgCode
from sync.server.rulebook import Rulebook
from tests.support.households import example_calendar
from tests.support.policy_texts import CITY, book_of, shipped_texts

DAY = date(2026, 3, 2)


def test_a_policy_by_name_and_by_region() -> None:
    rules = Rulebook.from_resources()
    example = rules.policy("yichun2", "2026-01")
    assert example is not None
    assert rules.policy("yichun2", None) is example
    assert rules.policy_for(OrgCode("990101003"), DAY) is example
    for policy_id, version in (
        (None, None),
        (None, "2026-01"),
        ("nowhere", None),
        ("yichun2", "1999"),
        ("province", None),
    ):
        assert rules.policy(policy_id, version) is None
    assert rules.policy_for(OrgCode("1101"), DAY) is None
    assert rules.workdays(date(2026, 2, 12), 5) == (date(2026, 2, 26), False)


def test_the_newest_version_is_the_one_that_begins_last() -> None:
    text = shipped_texts()[CITY].replace('version = "2026-01"', 'version = "0"', 1)
    texts = {
        **shipped_texts(),
        "yichun2/0.toml": text.replace("effective_from = 2026-01-01", "effective_from = 2026-09-01"),
    }
    newest = Rulebook(book_of(texts), example_calendar()).policy("yichun2", None)
    assert newest is not None
    assert newest.version == "0"


@pytest.mark.logs("a policy cannot be used: yichun2/2026-01.toml:")
def test_a_policy_that_cannot_be_used_is_as_if_it_were_not_there(caplog: pytest.LogCaptureFixture) -> None:
    texts = {**shipped_texts(), CITY: shipped_texts()[CITY].replace("may_reject = true", "may_reject = 1", 1)}
    rules = Rulebook(book_of(texts), example_calendar())
    assert rules.policy("yichun2", "2026-01") is rules.policy("yichun2", None) is None
    assert rules.policy_for(OrgCode("990101"), DAY) is None
    assert len(caplog.messages) == 3
    assert all(f"{CITY}:" in message and "may_reject" in message for message in caplog.messages)
    assert rules.policy("zhuhai3", "2026-01") is not None
    assert rules.policy_for(OrgCode("440402"), DAY) is not None
