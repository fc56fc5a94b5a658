"""Fields of two desks come together; what clashes is shown to people, nothing is lost."""

from __future__ import annotations

from sync.model.fields import to_fields
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, Verdict
from sync.server.merge import FieldVersion, merge_patch
from sync.workflow.application.commands import Submit
from tests.support.households import family
from tests.support.province import COUNTY, MemoryDesk, Province


def two_desks_with_one_case(here: Province) -> tuple[MemoryDesk, MemoryDesk, RecordId]:
    one, two = here.desk(), here.desk()
    case = one.put()
    one.sync()
    two.sync()
    return one, two, case


def test_different_fields_merge(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    first = one.patch(case, {"income/i9": {"member": "m2", "kind": "farm", "amount_fen": 5}})
    second = two.patch(case, {"form": "subsidy"})
    one.sync()
    two.sync()
    one.sync()
    assert one.verdict(first).verdict is Verdict.ACCEPTED
    assert two.verdict(second).verdict is Verdict.MERGED
    fields = one.store.mirror[case].fields
    assert (fields["form"], fields["income/i9"]["amount_fen"]) == ("subsidy", 5)
    assert one.store.view() == two.store.view()
    assert one.rows("conflict") == []


def test_the_same_field_becomes_a_conflict_that_both_see(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    before = one.store.mirror[case].fields["category"]
    one.patch(case, {"category": "migrant"})
    late = two.patch(case, {"category": "new_employee", "other_benefit": True})
    one.sync()
    outcome = two.sync()
    one.sync()
    assert (outcome.conflicts, outcome.refused) == (1, 0)
    assert two.verdict(late).details == {"fields": ["category"]}
    for desk in (one, two):
        (conflict,) = desk.rows("conflict")
        told = conflict.fields
        assert (told["base"], told["theirs"], told["mine"]) == (before, "migrant", "new_employee")
        assert (told["mine_by"], told["record_id"], told["state"]) == (two.roles[Role.STREET_WINDOW], case, "open")
        assert desk.store.mirror[case].fields["category"] == "migrant"
        assert desk.store.mirror[case].fields["other_benefit"] is True


def test_who_saw_the_conflict_settles_it(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    one.patch(case, {"category": "migrant"})
    two.patch(case, {"category": "new_employee"})
    one.sync()
    two.sync()
    two.patch(case, {"category": "new_employee"})
    two.sync()
    one.sync()
    assert one.store.mirror[case].fields["category"] == "new_employee"
    assert one.rows("conflict")[0].fields["state"] == "resolved"


def test_keeping_the_other_value_settles_it_too(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    one.patch(case, {"category": "migrant"})
    two.patch(case, {"category": "new_employee"})
    one.sync()
    two.sync()
    two.patch(case, {"category": "migrant"})
    outcome = two.sync()
    assert (outcome.accepted, two.rows("conflict")[0].fields["state"]) == (1, "resolved")


def test_own_chained_edits_never_conflict(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    for form in ("subsidy", "unit", "subsidy"):
        desk.patch(case, {"form": form}, base=None)
    outcome = desk.sync()
    assert (outcome.accepted, outcome.conflicts) == (4, 0)
    for form in ("unit", "subsidy"):
        desk.patch(case, {"form": form})
    assert desk.sync().conflicts == 0
    assert desk.store.mirror[case].fields["form"] == "subsidy"


def test_the_same_value_from_two_desks_is_no_conflict(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    one.patch(case, {"category": "migrant"})
    two.patch(case, {"category": "migrant"})
    one.sync()
    assert two.sync().conflicts == 0


def test_a_removed_field_is_an_edit_like_any_other(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    one.patch(case, {"members/m3": None})
    late = two.patch(case, {"members/m3": {"name": "陈小样", "note": "x"}})
    one.sync()
    two.sync()
    one.sync()
    assert two.verdict(late).verdict is Verdict.CONFLICT
    assert "members/m3" not in one.store.mirror[case].fields
    (conflict,) = one.rows("conflict")
    assert "theirs" not in conflict.fields
    assert conflict.fields["mine"]["note"] == "x"
    assert conflict.fields["base"]["name"] == "陈小样"


def test_a_patch_after_submission_never_alters_the_snapshot(here: Province) -> None:
    one, two, case = two_desks_with_one_case(here)
    late = two.patch(case, {"wishes": {"note": "二楼"}})
    one.command(case, Role.STREET_WINDOW, Submit(snapshot_sha256=one.digest(case)))
    one.sync()
    outcome = two.sync()
    assert outcome.conflicts == 1
    assert two.verdict(late).code == "after_submission"
    assert "wishes" not in two.store.mirror[case].fields
    (conflict,) = two.rows("conflict")
    assert (conflict.fields["reason"], conflict.fields["mine"]) == ("after_submission", {"note": "二楼"})
    process = two.store.mirror[case].fields["process"]
    assert process["snapshot_sha256"] == two.digest(case)


def test_a_late_conflict_shows_what_really_stood_there_before(here: Province) -> None:
    """The base is the value that the person saw, also when nobody has written the field since."""
    one, two, case = two_desks_with_one_case(here)
    was = one.store.mirror[case].fields["category"]
    one.command(case, Role.STREET_WINDOW, Submit(snapshot_sha256=one.digest(case)))
    one.sync()
    two.patch(case, {"category": "migrant"})
    two.sync()
    (conflict,) = two.rows("conflict")
    assert (conflict.fields["base"], conflict.fields["mine"]) == (was, "migrant")


def test_the_same_person_on_two_cases_makes_an_alias_that_both_units_see(here: Province) -> None:
    one, two = here.desk(), here.desk(org=OrgCode(COUNTY + "004"))
    stranger = here.desk(org=OrgCode(COUNTY + "005"))
    first = one.put()
    one.sync()
    second = two.put(org=COUNTY + "004")
    two.patch(second, {"form": "subsidy"})
    two.sync()
    one.sync()
    stranger.sync()
    for desk in (one, two):
        (alias,) = desk.rows("alias")
        assert {alias.fields["first"], alias.fields["second"]} == {first, second}
    assert stranger.store.mirror == {}
    assert len(one.rows("case")) == len(two.rows("case")) == 1


def test_merge_is_by_version_and_device_only() -> None:
    versions = {"a": FieldVersion(5, "d1", 1), "b": FieldVersion(9, "d2", 1)}
    current = {"a": 1, "b": 2}
    mine = merge_patch(current, versions, {"a": 7, "b": 8}, base=6, device="d1")
    assert (mine.changes, [clash.field for clash in mine.clashes], mine.concurrent) == ({"a": 7}, ["b"], True)
    seen = merge_patch(current, versions, {"a": 7, "b": 8}, base=9, device="d1")
    assert (seen.changes, seen.clashes, seen.concurrent) == ({"a": 7, "b": 8}, (), False)
    own = merge_patch(current, versions, {"b": 8}, base=0, device="d2")
    assert (own.changes, own.concurrent) == ({"b": 8}, True)


def test_fields_of_a_newer_program_survive(here: Province) -> None:
    one, two, _ = two_desks_with_one_case(here)
    case = one.put({**to_fields(family()), "from_the_future": {"x": [1, 2]}, "members/m9": {"name": "试", "new": 1}})
    one.sync()
    two.sync()
    two.patch(case, {"form": "subsidy"})
    two.sync()
    one.sync()
    fields = one.store.mirror[case].fields
    assert (fields["from_the_future"], fields["members/m9"]["new"]) == ({"x": [1, 2]}, 1)
