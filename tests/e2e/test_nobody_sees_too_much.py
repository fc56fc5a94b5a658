"""Who has no business with a family sees nothing of it: not on the wire, not in lists, not in any file."""

from __future__ import annotations

from pathlib import Path

import pytest

from gzf_desk.log import writing_to
from sync.model.ids import RecordId
from sync.model.states import Role, SignatureMethod
from tests.e2e.conftest import Sits
from tests.support.desks import PASSPHRASE, PNG, submitted
from tests.support.stories import Story, StoryDesk

CODINGS = ("utf-8", "utf-16-le", "gb18030")
PEOPLE = ("林秀例", "陈大样", "陈小样")


def test_another_streets_village_gets_no_row_of_the_case(story: Story) -> None:
    mine = story.desk("mine", "village-01", Role.VILLAGE_POINT)
    other = story.desk("other", "village-02", Role.VILLAGE_POINT)
    elsewhere = story.desk("elsewhere", "street-002", Role.STREET_WINDOW)
    street = story.street()
    case_id = submitted(mine.desk)
    mine.sync()
    street.sync()
    story.accepted_and_checked(street, case_id)
    for desk in story.desks.values():
        desk.sync()
    of_the_case = rows_about(street, case_id)
    assert len(of_the_case) > 4, "case and events"
    assert case_id in of_the_case
    assert rows_about(mine, case_id) <= of_the_case
    assert case_id in mine.digests()
    for stranger in (other, elsewhere):
        assert not of_the_case & stranger.digests().keys()
        assert case_id not in [row.case_id for row in stranger.do.worklist.cases()]
        for text in ("林秀例", "1234", street.process(case_id).number or ""):
            assert not stranger.do.worklist.search(text)


def rows_about(desk: StoryDesk, case_id: str) -> set[str]:
    """Ids of the case's record and of everything that belongs to it."""
    with desk.desk.workspace.store.reading() as unit:
        rows = [row for kind in unit.mirror.counts() for row in unit.mirror.of_kind(kind)]
    return {str(row.record_id) for row in rows if RecordId(case_id) in (row.record_id, row.parent)}


def test_lists_and_titles_show_no_whole_name_and_no_number(story: Story, sits_down: Sits) -> None:
    street = story.street()
    case_id = story.to_review(street)
    draft = street.do.intake.draft(case_id).draft
    secrets = [text for one in draft.members.values() for text in (one.name, one.document_number, one.phone) if text]
    assert len(secrets) >= 7
    street.as_role(Role.STREET_REVIEWER)
    clerk = sits_down(street)
    places = {}
    for digit in "13456":
        clerk.press(f"Ctrl+{digit}")
        places[clerk.window.place.name.value] = clerk.read()
    clerk.press("Ctrl+K")
    clerk.type(draft.members[next(iter(draft.members))].phone or "")
    clerk.wait_for("林*例")
    places["finder"] = clerk.read()
    clerk.press("Return")
    places["case"] = clerk.read()
    assert {"today", "cases", "review", "homes", "sync", "finder", "case"} == places.keys()
    for place, words in places.items():
        assert not [secret for secret in secrets if secret in words], place
    assert "林*例" in places["today"]
    for title in clerk.titles:
        assert not [secret for secret in (*secrets, "林*例", "SL9901") if secret in title]


def needles_of(desk: StoryDesk, case_id: str) -> list[bytes]:
    """Everything about the people of a case that must lie readable in no file."""
    draft = desk.do.intake.draft(case_id).draft
    texts = [text for one in draft.members.values() for text in (one.name, one.document_number, one.phone) if text]
    texts += [one.card_address for one in draft.members.values() if one.card_address]
    texts += [one.address for one in draft.housing.values() if one.address]
    texts += [PASSPHRASE]
    assert len(texts) > 8
    return [PNG] + [text.encode(coding) for text in texts for coding in CODINGS]


def walk_the_whole_road(story: Story) -> tuple[StoryDesk, str]:
    street = story.street()
    county = story.desk("county", "county-990101", Role.DISTRICT_REVIEWER)
    counter = story.desk("counter", "property-990101", Role.PROPERTY_COUNTER)
    case_id = story.to_review(street)
    story.to_qualified(street, county, case_id)
    county.as_role(Role.ALLOCATOR)
    entry = next(one for one in county.do.allocation.waiting() if one.case_id == case_id)
    home = next(u for u in county.do.allocation.units() if u.suits_from <= entry.household_size <= u.suits_to)
    county.send(county.do.allocation.allocate(entry.id, home.id, story.clock.today(), 3))
    counter.sync()
    tenancy = next(one for one in counter.do.allocation.tenancies() if one.case_id == case_id)
    counter.do.printing.send(counter.do.printing.render("D21", case_id))
    pad = SignatureMethod.PAD
    counter.send(counter.do.allocation.sign_contract(tenancy.id, explained=True, method=pad, image_png=PNG))
    street.sync()
    street.as_role(Role.STREET_WINDOW)
    for document in ("D01", "D02", "D03", "D06"):
        street.do.printing.send(street.do.printing.render(document, case_id))
    return street, case_id


def a_bug_that_names_people(street: StoryDesk, case_id: str) -> None:
    """Work that fails with a person's data in its error: the log may say where, not whom."""

    def stumble() -> None:
        raise ValueError(street.do.intake.draft(case_id).draft.members)

    assert isinstance(street.desk.lanes.store.submit(stumble).exception(), ValueError)


@pytest.mark.logs("lane store: ValueError")
def test_no_file_of_desk_or_province_holds_anything_readable(story: Story, tmp_path: Path, sits_down: Sits) -> None:
    log = tmp_path / "log" / "desk.log"
    with writing_to(log):
        street, case_id = walk_the_whole_road(story)
        clerk = sits_down(street)
        for digit in "13456":
            clerk.press(f"Ctrl+{digit}")
        a_bug_that_names_people(street, case_id)
        clerk.press("F12")
    street.do.session.unlock(PASSPHRASE)
    needles = needles_of(street, case_id)
    found_nowhere(needles, tmp_path)
    clerk.go_home()
    story.close()
    assert {"desk.db", "keys.json", "platform.db"} <= found_nowhere(needles, tmp_path)
    assert "ValueError" in log.read_text(encoding="utf-8"), "a log without a word proves nothing"


def found_nowhere(needles: list[bytes], folder: Path) -> set[str]:
    """Names of all the files that hold none of the needles."""
    files = [file for file in folder.rglob("*") if file.is_file() and "simulated" not in file.parts]
    assert sum(file.stat().st_size for file in files) > 300_000
    for file in files:
        content = file.read_bytes()
        assert not [needle for needle in needles if needle in content], file.relative_to(folder)
        assert not [name for name in PEOPLE if name in file.name]
    return {file.name for file in files}
