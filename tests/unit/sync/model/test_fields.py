"""An application as a flat map: there and back, what is not known is kept, what does not fit is named."""

from __future__ import annotations

import pytest

from sync.errors import InvalidRecord
from sync.model.application import ApplicationDraft
from sync.model.fields import COLLECTIONS, SCALARS, changed, check_field, to_draft, to_fields
from sync.model.household import Member, MemberRole
from tests.support.households import family


def test_there_and_back() -> None:
    fields = to_fields(family())
    assert to_draft(fields) == family()
    assert {"members/m1", "income/i2", "category", "no_housing_declared"} <= set(fields)
    assert set(COLLECTIONS) | set(SCALARS) == set(ApplicationDraft.__struct_fields__)


def test_what_is_removed_or_not_known_is_left_out_of_the_draft() -> None:
    fields = {**to_fields(family()), "members/m3": None, "category": None, "later": 1, "members": 1, "category/x": 1}
    draft = to_draft(fields)
    assert list(draft.members) == ["m1", "m2"]
    assert draft.category is None


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(InvalidRecord) as refused:
        to_draft({"members/m1": {"birth_date": "yesterday"}})
    assert refused.value.where == "members[...].birth_date"
    assert "date" in refused.value.reason


@pytest.mark.parametrize("path", ["", "/m1", "a/b/c", "x" * 81])
def test_malformed_paths(path: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        check_field(path, 1)
    assert refused.value.where == path[:80]


def test_fields_are_checked_one_by_one() -> None:
    check_field("category", "migrant")
    check_field("category", None)
    check_field("members/m1", {"name": "测试甲"})
    check_field("later/" + "x" * 74, 1)
    for path, value in (("category", "castle"), ("contributions/f1", {"months_total": "many"})):
        with pytest.raises(InvalidRecord):
            check_field(path, value)


def test_what_to_send() -> None:
    before, after = {"a": 1, "b": 2, "c": None, "d": 4}, {"a": 1, "b": 3, "e": 5}
    assert changed(before, after) == {"b": 3, "e": 5, "d": None}


def test_the_applicant_is_who_is_one_by_role_or_relation() -> None:
    assert ApplicationDraft().applicant_id() is None
    assert ApplicationDraft(members={"m1": Member(kinship="10")}).applicant_id() is None
    by_role = {"m1": Member(kinship="10"), "m2": Member(role=MemberRole.APPLICANT)}
    assert ApplicationDraft(members=by_role).applicant_id() == "m2"
    assert ApplicationDraft(members={"m1": Member(kinship="10"), "m2": Member(kinship="01")}).applicant_id() == "m2"
