"""The whole road on real desks and the real province: draft, acceptance, reviews, publicities, home, contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gzf_desk.app.desk import Desk
from gzf_desk.services.views import ActView
from sync.model.states import (
    CaseState,
    OpinionDecision,
    Role,
    SignatureMethod,
    StorageState,
    TenancyState,
    UnitState,
    WaitingState,
)
from tests.support.desks import PNG, fill_in, sign_all, submitted
from tests.support.linked_desks import LinkedDesks

OPINION = "收入和住房都和部门查到的一样，家里三口人租房住，应当照顾。"


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[LinkedDesks]:
    made = LinkedDesks(tmp_path)
    yield made
    made.close()


def done(act: ActView) -> None:
    assert act.done, act


def state(desk: Desk, case: str) -> CaseState:
    return desk.services.intake.draft(case).process.state


def test_the_whole_road(linked: LinkedDesks) -> None:
    street = linked.at("street", Role.STREET_WINDOW)
    case = submitted(street)
    assert street.services.intake.draft(case).storage is StorageState.ON_THIS_PC
    outcome = linked.sync("street")["street"]
    assert (outcome.refused, outcome.conflicts, outcome.pending) == (0, 0, 0)
    view = street.services.intake.draft(case)
    assert view.storage is StorageState.RECEIVED
    assert view.process.state is CaseState.SUBMITTED
    assert street.services.worklist.timeline(case).receipt
    assert case in [row.case_id for row in street.services.review.queue()]

    done(street.services.review.accept(case))
    assert "accept" not in street.services.review.page(case).allowed, "one act at a time"
    linked.sync("street")
    assert state(street, case) is CaseState.ACCEPTED
    done(street.services.review.launch_checks(case))
    linked.sync("street")
    assert state(street, case) is CaseState.REVIEW
    assert street.services.review.page(case).why_not
    linked.tick()
    linked.sync()

    street = linked.at("street", Role.STREET_REVIEWER)
    page = street.services.review.page(case)
    assert page.unknown == ()
    assert {"agree", "return", "disagree"} <= set(page.allowed)
    assert "⟦" not in repr(page)
    short = street.services.review.commit_opinion(case, OpinionDecision.AGREE, "同意")
    assert (short.done, short.code) == (False, "opinion_too_short")
    done(street.services.review.commit_opinion(case, OpinionDecision.AGREE, OPINION))
    linked.sync()
    publicise(linked, street, case)
    assert state(street, case) is CaseState.REVIEW

    county = linked.at("county", Role.DISTRICT_REVIEWER)
    assert "⟦" not in repr(county.services.review.page(case))
    done(county.services.review.commit_opinion(case, OpinionDecision.AGREE, OPINION))
    linked.sync()
    publicise(linked, county, case)
    assert state(county, case) is CaseState.QUALIFIED, "the province's timers concluded and announced"
    assert state(street, case) is CaseState.QUALIFIED
    house(linked, case)


def publicise(linked: LinkedDesks, desk: Desk, case: str) -> None:
    """The list hangs, the period passes, the province's timer concludes it."""
    process = desk.services.intake.draft(case).process
    assert process.state is CaseState.PUBLICITY
    done(desk.services.review.post_publicity(case, PNG))
    linked.sync()
    period = desk.services.intake.draft(case).process.publicities[-1]
    assert period.posted
    linked.move_to(period.to + timedelta(days=1))
    assert desk.services.session.operator() is not None, "the lease was renewed by the sync"
    assert state(desk, case) is not CaseState.PUBLICITY


def house(linked: LinkedDesks, case: str) -> None:
    county = linked.at("county", Role.ALLOCATOR)
    entry = next(one for one in county.services.allocation.waiting() if one.case_id == case)
    home = next(
        unit
        for unit in county.services.allocation.units()
        if unit.suits_from <= entry.household_size <= unit.suits_to and unit.state is UnitState.VACANT_READY
    )
    done(county.services.allocation.allocate(entry.id, home.id, linked.clock.today(), 3))
    preview = next(one for one in county.services.allocation.waiting() if one.id == entry.id)
    assert preview.state is WaitingState.ALLOCATED, "waiting for the province, previewed here"
    linked.sync()
    counter = linked.at("property", Role.PROPERTY_COUNTER)
    tenancy = next(one for one in counter.services.allocation.tenancies() if one.case_id == case)
    assert tenancy.state is TenancyState.CONTRACT_PENDING
    lease = counter.services.printing.render("D21", case)
    assert lease.watermark == ""
    refused = counter.services.allocation.sign_contract(
        tenancy.id, explained=False, method=SignatureMethod.PAD, image_png=PNG
    )
    assert refused.code == "not_explained"
    done(
        counter.services.allocation.sign_contract(tenancy.id, explained=True, method=SignatureMethod.PAD, image_png=PNG)
    )
    linked.sync("property", "street")
    signed = next(one for one in counter.services.allocation.tenancies() if one.id == tenancy.id)
    assert signed.state is TenancyState.SIGNED
    timeline = linked.desks["street"].services.worklist.timeline(case)
    assert timeline.tenancy is not None
    assert timeline.tenancy.state is TenancyState.SIGNED
    assert timeline.waiting is not None
    assert timeline.unit is None, "homes of the county lie outside the street's scope"
    assert counter.services.worklist.timeline(case).unit is not None
    assert "⟦" not in repr(timeline)
    types = [event.type for event in timeline.events]
    assert types[0] == "submitted"
    assert types[-1] == "contract_signed"
    for desk in linked.desks.values():
        with desk.workspace.store.reading() as unit:
            assert unit.log.verify().ok
    needles_at_rest(linked, case)


def needles_at_rest(linked: LinkedDesks, case: str) -> None:
    """No name, number, phone or address of anybody lies readable in any file of any desk."""
    draft = linked.desks["street"].services.intake.draft(case).draft
    texts = [text for one in draft.members.values() for text in (one.name, one.document_number, one.phone) if text]
    texts += ["例镇例村", draft.local_number or "none"]
    assert len(texts) > 6
    needles = [text.encode(coding) for text in texts[:-1] for coding in ("utf-8", "utf-16-le", "gb18030")]
    needles += [PNG, b"a fictional passphrase"]
    files = [file for name in linked.desks for file in (linked.folder / name).rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) > 100_000
    for file in files:
        content = file.read_bytes()
        assert [needle for needle in needles if needle in content] == [], file.name


def test_two_clerks_change_one_field_and_both_values_are_kept(linked: LinkedDesks, tmp_path: Path) -> None:
    one = linked.at("street", Role.STREET_WINDOW)
    case = fill_in(one).case_id
    linked.sync("street")
    linked.desks["other"] = linked.enrol("other", "street-003")
    other = linked.at("other", Role.STREET_WINDOW)
    linked.sync("other")
    one.services.intake.set(case, "category", "hukou_midlow")
    other.services.intake.set(case, "category", "hukou_lowsec")
    linked.sync("street")
    assert linked.sync("other")["other"].conflicts == 1
    linked.sync("street")
    (conflict,) = other.services.sync.conflicts()
    words = other.workspace.words
    assert conflict.mine == words("services.category.hukou_lowsec")
    assert conflict.theirs == words("services.category.hukou_midlow")
    assert one.services.sync.conflicts()[0].mine == conflict.theirs, "each desk calls its own value mine"
    assert other.services.sync.view().conflicts == 1
    assert one.services.sync.view().conflicts == 1
    assert other.services.sync.resolve(conflict.id, "mine").done
    linked.sync("other", "street")
    assert one.services.sync.conflicts() == ()
    assert one.services.intake.draft(case).draft.category == "hukou_lowsec"


def test_a_refusal_is_told_and_the_draft_is_still_there(linked: LinkedDesks) -> None:
    """Two desks submit the same draft: the second act is refused and says why."""
    one = linked.at("street", Role.STREET_WINDOW)
    case = fill_in(one).case_id
    sign_all(one, case)
    linked.sync("street")
    linked.desks["other"] = linked.enrol("other", "street-003")
    other = linked.at("other", Role.STREET_WINDOW)
    linked.sync("other")
    assert one.services.submission.submit(case).sealed
    assert other.services.submission.submit(case).sealed
    linked.sync("street")
    outcome = linked.sync("other")["other"]
    assert outcome.refused + outcome.conflicts > 0
    linked.sync("other")
    view = other.services.intake.draft(case)
    assert view.process.state is CaseState.SUBMITTED
    assert view.storage is StorageState.RECEIVED
    assert other.services.sync.view().refused
    assert "⟦" not in repr(other.services.sync.view())
