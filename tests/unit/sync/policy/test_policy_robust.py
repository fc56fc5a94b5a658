"""Whatever stands in a policy file: a policy comes out, or an error that names the file. Nothing else, ever."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import InvalidPolicy
from sync.policy import Policy
from sync.policy.lint import lint
from sync.policy.parsing import plain_policy, policy_from_plain
from tests.support.households import example_calendar, example_policy
from tests.support.policy_texts import CITY, PROVINCE, book_of, shipped_texts

CALENDAR = example_calendar()
PLAIN = plain_policy(example_policy())
SMALL = {**shipped_texts()}
FILES = sorted(name for name in SMALL if name.startswith((PROVINCE, CITY)))

NUMBERS = st.integers(-(2**70), 2**70) | st.floats()
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.dates() | st.datetimes()
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


def used(texts: dict[str, str]) -> None:
    """Ask a book for everything that can be asked."""
    book = book_of(texts)
    for name, error in book.broken.items():
        assert isinstance(error, InvalidPolicy)
        assert error.where, name
    for policy in book.all():
        assert isinstance(policy, Policy)


@settings(max_examples=25, deadline=None)  # each reads the whole province
@given(name=st.sampled_from(FILES), at=st.floats(0, 1), cut=st.integers(0, 40), put=st.text(max_size=12))
def test_spoilt_text(name: str, at: float, cut: int, put: str) -> None:
    text = SMALL[name]
    begin = int(at * len(text))
    used({file: SMALL[file] for file in FILES} | {name: text[:begin] + put + text[begin + cut :]})


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="[]{}=.,\"'\n# ab1-", max_size=60))
def test_text_that_looks_like_toml(text: str) -> None:
    used({"city/1.toml": 'id = "city"\nversion = "1"\n' + text, "other/1.toml": text})


@settings(max_examples=100, deadline=None)
@given(
    extends=st.sampled_from(["a@1", "b@1", "c@1", "d@1", ""]),
    second=st.sampled_from(["a@1", "c@1", ""]),
    data=st.data(),
)
def test_layers_in_any_shape(extends: str, second: str, data: st.DataObject) -> None:
    def one(name: str, above: str) -> str:
        keys = data.draw(st.lists(st.sampled_from(["x", "y", "x.z", "y.z"]), max_size=2, unique=True))
        rest = data.draw(st.sampled_from(["x = 1", "[x]\nz = 1", "x = { value = 1, unit = 2 }", "[[x]]\nz = 1", ""]))
        head = f'id = "{name}"\nversion = "1"\n' + (f'extends = "{above}"\n' if above else "")
        return head + (f"without = {keys!r}\n" if keys else "") + rest

    used({"a/1.toml": one("a", extends), "b/1.toml": one("b", second), "c/1.toml": one("c", "")})


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a plain policy."""
    found = [path]
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, entry in entries:
        found += places(entry, (*path, key))
    return found


PLACES = places(PLAIN)[1:]


def with_value(path: tuple[Any, ...], value: Any, plain: Any = PLAIN) -> Any:
    """The plain policy with another value at one place."""
    if not path:
        return value
    if isinstance(plain, dict):
        return {**plain, path[0]: with_value(path[1:], value, plain[path[0]])}
    changed = list(plain)
    changed[path[0]] = with_value(path[1:], value, plain[path[0]])
    return changed


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(PLACES), value=ANYTHING)
def test_any_value_at_any_place(path: tuple[Any, ...], value: Any) -> None:
    before, policy, error = copy.deepcopy(value), None, None
    try:
        policy = policy_from_plain(with_value(path, value), "plain")
    except InvalidPolicy as refused:
        error = refused
    if error is not None:
        assert error.where == "plain"
        assert error.reason
        return
    assert policy is not None
    assert repr(value) == repr(before)
    assert policy_from_plain(plain_policy(policy), "again") == policy


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([p for p in PLACES if p[0] == "stages"]), SCALARS), max_size=3))
def test_the_linter_bears_every_policy_that_can_be_read(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    plain = PLAIN
    for path, value in changes:
        try:
            plain = with_value(path, value, plain)
        except (KeyError, IndexError, TypeError):
            return
    try:
        policy = policy_from_plain(plain, "plain")
    except InvalidPolicy:
        return
    for fault in lint(policy, CALENDAR):
        assert fault.key
        assert fault.reason


@pytest.mark.parametrize("plain", [None, 3, [], "text", {}, {"id": 1}, {1: 2}, {"clocks": {"total": None}}])
def test_what_is_no_policy_at_all(plain: Any) -> None:
    with pytest.raises(InvalidPolicy) as error:
        policy_from_plain(plain, "plain")
    assert error.value.where == "plain"


def test_the_first_of_two_wrong_entries_is_named() -> None:
    spoilt = with_value(("categories", "migrant", "rent_tier"), None)
    spoilt = with_value(("categories", "new_employee", "waiting_group"), "x", spoilt)
    first = next(key for key in spoilt["categories"] if key in {"migrant", "new_employee"})
    with pytest.raises(InvalidPolicy) as error:
        policy_from_plain(spoilt, "plain")
    assert error.value.key.split(".")[1] == first


def test_the_wrong_entry_of_a_map_is_named_though_the_others_are_good() -> None:
    for path, key in (
        (
            ("categories", "migrant", "limits", "applicant_age", "value"),
            "categories.migrant.limits.applicant_age.value",
        ),
        (("offline", "points", "kiosk", "draft"), "offline.points.kiosk.draft"),
        (("stages", 1, "role"), "stages[1].role"),
    ):
        with pytest.raises(InvalidPolicy) as error:
            policy_from_plain(with_value(path, "x"), "plain")
        assert error.value.key == key
    plain = with_value(("categories",), {**PLAIN["categories"], "martian": PLAIN["categories"]["migrant"]})
    with pytest.raises(InvalidPolicy) as error:
        policy_from_plain(plain, "plain")
    assert error.value.key == "categories.martian"
