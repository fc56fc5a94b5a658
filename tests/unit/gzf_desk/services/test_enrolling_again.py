"""A desk that the province no longer takes becomes a new device; nothing that was saved is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gzf_desk.app.desk import Desk
from gzf_desk.errors import Refused
from gzf_desk.services.views import SyncOutcomeView
from sync.model.ids import DeviceId
from sync.model.states import Role, StorageState
from sync.server import accounts
from tests.support.desks import PASSPHRASE, card
from tests.support.households import document_number
from tests.support.linked_desks import SITES, LinkedDesks

URL = "http://province.example"


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[LinkedDesks]:
    found = LinkedDesks(tmp_path)
    yield found
    found.close()


def _sync(linked: LinkedDesks) -> SyncOutcomeView:
    return linked.desks["street"].services.sync.sync_once()


def _begin(desk: Desk, serial: int) -> str:
    number = document_number(date(1979, 5, 4), serial, male=False)
    return desk.services.intake.begin(replace(card(), number=number)).case_id


def _again(linked: LinkedDesks) -> Desk:
    street = linked.desks["street"]
    street.services.session.enrol(linked.code(SITES["street"]), URL)
    return linked.at("street", Role.STREET_WINDOW)


def test_a_restored_image_enrols_anew_and_sends_everything(linked: LinkedDesks) -> None:
    street = linked.at("street", Role.STREET_WINDOW)
    first = _begin(street, 1)
    linked.sync("street")
    sent_later = _begin(street, 2)
    street.close()
    shutil.copytree(linked.folder / "street", linked.folder / "image")
    street = linked.desks["street"] = linked.open("street")
    street.services.session.unlock(PASSPHRASE)
    linked.sync("street")
    _begin(street, 5)
    linked.sync("street")
    street.close()
    shutil.rmtree(linked.folder / "street")
    shutil.move(linked.folder / "image", linked.folder / "street")
    street = linked.desks["street"] = linked.open("street")
    street.services.session.unlock(PASSPHRASE)
    new = _begin(street, 3)
    former = street.workspace.device().device
    assert _sync(linked).trouble == "fork"

    with pytest.raises(Refused) as wrong:
        street.services.session.enrol("NO-SUCH-CODE", URL)
    assert wrong.value.code == "enrol.bad_code"
    street = _again(linked)
    assert street.workspace.device().device != former
    outcome = _sync(linked)
    assert (outcome.trouble, outcome.pending) == ("", 0)
    for case in (first, sent_later, new):
        assert street.services.intake.draft(case).storage is StorageState.RECEIVED
    with street.workspace.store.reading() as unit:
        assert unit.log.verify().ok
    another = _begin(street, 4)
    linked.sync("street")
    assert street.services.intake.draft(another).storage is StorageState.RECEIVED


def test_a_revoked_device_keeps_its_work_and_enrols_anew(linked: LinkedDesks) -> None:
    street = linked.at("street", Role.STREET_WINDOW)
    case = _begin(street, 1)
    with linked.platform.database.write() as connection:
        accounts.revoke_device(connection, DeviceId(street.workspace.device().device))
    assert _sync(linked).trouble == "unknown_device"
    street = _again(linked)
    assert _sync(linked).trouble == ""
    assert street.services.intake.draft(case).storage is StorageState.RECEIVED


def test_a_device_in_good_standing_is_not_enrolled_twice(linked: LinkedDesks) -> None:
    street = linked.at("street", Role.STREET_WINDOW)
    with pytest.raises(Refused) as twice:
        street.services.session.enrol(linked.code(SITES["street"]), URL)
    assert twice.value.code == "session.already_enrolled"
