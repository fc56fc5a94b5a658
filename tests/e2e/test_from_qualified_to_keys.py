"""A household on the waiting list gets a home, a contract and its signature, and every desk knows the same."""

from __future__ import annotations

from datetime import timedelta

from sync.model.states import Role, SignatureMethod, TenancyState, UnitState
from tests.support.desks import PNG
from tests.support.stories import Story, StoryDesk


def again_on_paper(street: StoryDesk, case_id: str) -> None:
    """Every paper of the road can be printed again long after, the notice of acceptance with its date."""
    street.as_role(Role.STREET_WINDOW)
    for document in ("D01", "D02", "D03", "D06"):
        assert street.do.printing.render(document, case_id).pdf.startswith(b"%PDF"), document


def test_from_the_waiting_list_to_the_signed_lease(story: Story) -> None:
    street = story.street()
    county = story.desk("county", "county-990101", Role.DISTRICT_REVIEWER)
    counter = story.desk("counter", "property-990101", Role.PROPERTY_COUNTER)
    case_id = story.to_review(street)
    story.to_qualified(street, county, case_id)

    county.as_role(Role.ALLOCATOR)
    entry = next(one for one in county.do.allocation.waiting() if one.case_id == case_id)
    home = next(u for u in county.do.allocation.units() if u.suits_from <= entry.household_size <= u.suits_to)
    first_day = story.clock.today() + timedelta(days=10)
    county.send(county.do.allocation.allocate(entry.id, home.id, first_day, 3))
    twice = county.do.allocation.allocate(entry.id, home.id, first_day, 3)
    assert not twice.done, "the same home could be given away twice"
    assert twice.sentence

    counter.sync()
    counter.as_role(Role.PROPERTY_COUNTER)
    tenancy = next(one for one in counter.do.allocation.tenancies() if one.case_id == case_id)
    assert tenancy.state is TenancyState.CONTRACT_PENDING
    lease = counter.do.printing.render("D21", case_id)
    assert lease.watermark == "", "a lease that the province issued needs no watermark"
    counter.do.printing.send(lease)
    assert counter.papers == [lease.pdf]
    unread = counter.do.allocation.sign_contract(tenancy.id, explained=False, method=SignatureMethod.PAD, image_png=PNG)
    assert not unread.done, "nobody signs what was not explained"
    counter.send(
        counter.do.allocation.sign_contract(tenancy.id, explained=True, method=SignatureMethod.PAD, image_png=PNG)
    )

    for desk in story.desks.values():
        desk.sync()
    again_on_paper(street, case_id)
    line = street.do.worklist.timeline(case_id)
    assert line.tenancy is not None
    assert line.tenancy.state is TenancyState.SIGNED
    given = next(unit for unit in county.do.allocation.units() if unit.id == home.id)
    assert given.state is not UnitState.VACANT_READY
    theirs = story.province.digests()
    for name, desk in story.desks.items():
        mine = desk.digests()
        assert {record: theirs.get(record) for record in mine} == mine, name
        assert desk.chain_is_whole(), name
    assert tenancy.id in counter.digests()
    assert story.province.run("log-verify")["ok"]
    assert set(story.province.verdicts()) <= {"accepted", "merged", "refused"}
