"""What becomes public by itself, and that nothing else ever does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from sync.model.allocation import Batch, BatchHome, Person
from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.states import Role
from sync.model.subsidy import SubsidyGrant
from sync.policy.sections.disclosure import Category, Shown
from sync.workflow.allocation.events import ListFrozen
from sync.workflow.application.events import Withdrawn
from sync.workflow.events import KnownEvent
from sync.workflow.supervision.disclosure import Disclosure, disclosures_of
from tests.support.households import ORG, all_policies, with_member
from tests.support.road import CALENDAR, NUMBER, POLICY, Road, unit
from tests.support.supervised import SupervisedRoad


def on_the_road() -> list[Disclosure]:
    """Everything that a road to the qualification makes public."""
    road, found = Road(), []
    take = road.take

    def telling(decision: object) -> None:
        take(decision)  # type: ignore[arg-type]
        for effect in decision.effects:  # type: ignore[attr-defined]
            record = road.case if effect.machine == "case" else road.others[effect.machine, effect.object_id]
            found.extend(disclosures_of(effect.machine, record, effect.event, POLICY, CALENDAR.workdays))

    road.take = telling  # type: ignore[method-assign]  # the road of the test tells what it takes
    road.to_qualified()
    return found


def test_a_road_publishes_acceptance_lists_and_result() -> None:
    found = on_the_road()
    assert [one.row for one in found] == ["acceptance_result", "publicity", "publicity", "qualification_result"]
    accepted, first, _, result = found
    assert accepted.category is Category.PROCESS
    assert accepted.content == {"masked_name": "林*例", "case_number": NUMBER[-6:], "result": "accepted"}
    assert first.content == {
        "masked_name": "林*例",
        "household_size": "3",
        "case_number": NUMBER[-6:],
        "stage": "P1",
        "period": "2026-03-02/2026-03-06",
    }
    assert result.content["result"] == "qualified"
    assert result.places == ("site",)
    assert (result.machine, result.object_id, result.org, result.event) == ("case", "case-1", ORG, "qualified")


def test_it_is_published_in_time_and_withdrawn_after_it() -> None:
    accepted = on_the_road()[0]
    rule = POLICY.disclosure.rows["acceptance_result"]
    assert accepted.happened_on == date(2026, 3, 2)
    assert accepted.due == CALENDAR.workdays(accepted.happened_on, rule.within.value)[0]
    assert accepted.until >= accepted.due + timedelta(days=rule.lasts.value)
    assert CALENDAR.is_workday(accepted.until)


def test_no_number_no_whole_name_and_no_minor_is_ever_public() -> None:
    road = SupervisedRoad.under()
    people = road.case.draft.members.values()
    for one in on_the_road():
        text = " ".join(one.content.values())
        for member in people:
            assert member.name not in text
            assert (member.document_number or "?")[:6] not in text
            assert (member.phone or "?") not in text
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    young = with_member(road.case.draft, "m1", birth_date=date(2012, 1, 1))
    case = msgspec.structs.replace(road.case, draft=young)
    (minor,) = disclosures_of("case", case, road.history[-1][2], POLICY, CALENDAR.workdays)
    assert "masked_name" not in minor.content


def test_a_case_without_an_applicant_has_no_name_to_show() -> None:
    road = SupervisedRoad.under()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    nobody = msgspec.structs.replace(road.case, draft=msgspec.structs.replace(road.case.draft, members={}))
    (row,) = disclosures_of("case", nobody, road.history[-1][2], POLICY, CALENDAR.workdays)
    assert "masked_name" not in row.content
    ended = msgspec.structs.replace(nobody, process=msgspec.structs.replace(nobody.process, publicities=(), stage=None))
    (row,) = disclosures_of("case", ended, road.history[-1][2], POLICY, CALENDAR.workdays)
    assert set(row.content) == {"case_number", "household_size"}


def test_the_frozen_list_of_a_batch() -> None:
    home = BatchHome(
        unit_id=RecordId("u"), code="U", org=OrgCode(ORG), layout="1-1", area100=4000, suits_from=1, suits_to=2,
        barrier_free=False,
    )  # fmt: skip
    person = Person(waiting_id=RecordId("w"), number="LH1", group=1, score=9, household_size=1)
    batch = Batch(
        id=RecordId("b"),
        org=OrgCode(ORG[:6]),
        number=FormalNumber("PZ9901010000000017"),
        homes=(home, home),
        people=(person,),
        list_hash="ab" * 32,
    )
    event = ListFrozen(at=datetime(2026, 3, 2, tzinfo=UTC), by=OperatorId("op"), **_needed(ListFrozen))
    (row,) = disclosures_of("batch", batch, event, POLICY, CALENDAR.workdays)
    assert row.content == {"count": "2/1", "list_hash": "ab" * 32}
    assert row.category is Category.PROCEDURE


def _needed(kind: type) -> dict[str, object]:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    made = {"list_hash": "ab" * 32, "program_sha256": "cd" * 32, "draw": None, "order": ()}
    return {name: made[name] for name in fields if name in made}


def test_a_subsidy_is_known_by_the_end_of_its_case() -> None:
    from sync.workflow.subsidy.events import GrantApproved

    grant = SubsidyGrant(id=RecordId("g"), org=OrgCode(ORG), case_id=RecordId("case-123456"))
    event = msgspec.convert(
        {"type": "grant_approved", "at": "2026-03-02T02:00:00Z", "by": "op", **_grant_fields(GrantApproved)},
        GrantApproved,
    )
    (row,) = disclosures_of("subsidy", grant, event, POLICY, CALENDAR.workdays)
    assert row.content == {"case_number": "123456", "result": "grant_approved"}


def _grant_fields(kind: type) -> dict[str, object]:
    made: dict[type, object] = {str: "x", int: 1}
    required = [field for field in msgspec.structs.fields(kind) if field.required and field.name not in {"at", "by"}]
    return {field.name: made.get(field.type, "2026-03-02") for field in required}


@pytest.mark.parametrize("policy", all_policies(), ids=lambda policy: policy.id)
def test_every_row_of_the_catalogue_names_real_happenings(policy: object) -> None:
    tags = {str(kind.__struct_config__.tag) for kind in KnownEvent.__args__}
    rows = policy.disclosure.rows  # type: ignore[attr-defined]
    assert {Category.PROCESS, Category.RESULT, Category.HOUSING, Category.PROCEDURE} <= {
        row.category for row in rows.values()
    }
    for row in rows.values():
        assert set(row.events) <= tags
        assert row.shown
        assert row.places
        assert set(row.shown) <= set(Shown)


@pytest.mark.parametrize("shown", Shown)
def test_what_a_record_does_not_have_is_not_shown(shown: Shown) -> None:
    """A city that asks too much of a row gets what there is, and no empty or foreign words."""
    row = msgspec.structs.replace(POLICY.disclosure.rows["publicity"], shown=(shown,))

    def content_of(machine: str, record: object) -> dict[str, str]:
        rows = {"row": msgspec.structs.replace(row, machine=machine, events=("withdrawn",))}
        policy = msgspec.structs.replace(POLICY, disclosure=msgspec.structs.replace(POLICY.disclosure, rows=rows))
        event = Withdrawn(at=datetime(2026, 3, 2, tzinfo=UTC), by=OperatorId("op"), reason="x")
        (found,) = disclosures_of(machine, record, event, policy, CALENDAR.workdays)
        return dict(found.content)

    always = {
        Shown.RESULT: {"result": "withdrawn"},
        Shown.POLICY: {"policy": f"{POLICY.id}@{POLICY.version} {POLICY.effective_from.isoformat()}"},
    }.get(shown, {})
    home = {Shown.PROJECT: {"project": "示例家园 2-1"}}.get(shown, {})
    assert content_of("unit", unit()) == {**always, **home}
    assert content_of("unit", unit(layout="")) == {**always, **({"project": "示例家园"} if home else {})}
    batch = Batch(id=RecordId("b"), org=OrgCode(ORG[:6]), number=FormalNumber("PZ9901010000000017"))
    of_batch = {Shown.CASE_NUMBER: {"case_number": "000017"}, Shown.COUNT: {"count": "0/0"}}.get(shown, {})
    assert content_of("batch", batch) == {**always, **of_batch}
    assert content_of("batch", msgspec.structs.replace(batch, number=None)) == {
        **always,
        **({} if shown is Shown.CASE_NUMBER else of_batch),
    }
