from __future__ import annotations

from datetime import timedelta

import pytest

from gzf_desk.errors import DeviceTrouble, Refused, StoreTrouble
from gzf_desk.services.views import SessionState
from sync.model.states import Role
from tests.support.desks import PASSPHRASE, DeskUnderTest, card


def test_from_an_empty_folder_to_somebody_at_work(bare: DeskUnderTest) -> None:
    session = bare.desk.services.session
    assert session.state() is SessionState.NOT_SET_UP
    session.set_up(PASSPHRASE)
    assert session.state() is SessionState.NO_OPERATOR
    assert session.site() is None
    site = session.enrol("GOOD-CODE", "http://province.example")
    assert (site.code, site.station, site.role) == ("990101003-W1", "0003", Role.STREET_WINDOW)
    assert session.operator() is None
    chosen = session.choose_operator("op-street_window")
    assert chosen.role_name == "street window"
    assert session.state() is SessionState.OPEN
    session.lock()
    assert session.state() is SessionState.LOCKED
    assert session.operator() is None
    with pytest.raises(Refused) as locked:
        bare.desk.services.intake.drafts()
    assert locked.value.code == "session.locked"
    session.unlock(PASSPHRASE)
    assert session.state() is SessionState.OPEN


def test_enrolment_tries_again_with_the_same_key_after_a_lost_reply(bare: DeskUnderTest) -> None:
    session = bare.desk.services.session
    session.set_up(PASSPHRASE)
    bare.province.online = False
    with pytest.raises(DeviceTrouble):
        session.enrol("GOOD-CODE", "http://province.example")
    bare.province.online = True
    session.enrol("GOOD-CODE", "http://province.example")
    (request,) = bare.province.enrolled
    with bare.desk.workspace.store.reading():
        identity = bare.desk.workspace.device()
    assert identity.private_key not in request.public_key
    with pytest.raises(Refused) as twice:
        session.enrol("GOOD-CODE", "http://province.example")
    assert twice.value.code == "session.already_enrolled"


def test_a_wrong_code_is_told_in_words(bare: DeskUnderTest) -> None:
    bare.desk.services.session.set_up(PASSPHRASE)
    with pytest.raises(Refused) as wrong:
        bare.desk.services.session.enrol("BAD-CODE", "http://province.example")
    assert wrong.value.code == "enrol.code_unknown"
    assert bare.desk.services.session.site() is None


def test_a_lease_that_ran_out_ends_the_work_until_a_sync(at_work: DeskUnderTest) -> None:
    session = at_work.desk.services.session
    at_work.clock.advance(timedelta(days=8))
    assert session.state() is SessionState.NO_OPERATOR
    with pytest.raises(Refused) as over:
        session.choose_operator("op-street_window")
    assert over.value.code == "session.lease_over"
    with pytest.raises(Refused):
        at_work.desk.services.intake.begin(card())
    fresh = at_work.province.grants[0].__class__
    at_work.province.grants = tuple(
        fresh(
            operator=grant.operator,
            name=grant.name,
            role=grant.role,
            org=grant.org,
            valid_until=at_work.clock.now() + timedelta(days=7),
        )
        for grant in at_work.province.grants
    )
    at_work.desk.services.sync.sync_once()
    assert session.state() is SessionState.OPEN


def test_a_store_that_is_gone_is_never_made_anew_in_silence(at_work: DeskUnderTest) -> None:
    at_work.desk.close()
    (at_work.folder / "desk.db").unlink()
    at_work.desk = at_work.open()
    with pytest.raises(StoreTrouble) as lost:
        at_work.desk.services.session.unlock(PASSPHRASE)
    assert lost.value.code == "store.lost"
    assert not (at_work.folder / "desk.db").exists()


def test_before_enrolment_nothing_is_taken_down(bare: DeskUnderTest) -> None:
    bare.desk.services.session.set_up(PASSPHRASE)
    with pytest.raises(Refused) as refused:
        bare.desk.services.intake.begin(card())
    assert refused.value.code in {"session.no_operator", "session.not_enrolled"}


def test_a_window_asks_anew_who_works(bare: DeskUnderTest) -> None:
    bare.ready(Role.STREET_WINDOW)
    bare.reopen()
    assert bare.desk.services.session.operator() is not None, "scripts go on"
    from gzf_desk.app.desk import Province, open_desk
    from gzf_desk.paths import DataDir
    from tests.support.desks import CHEAP

    bare.desk.close()
    bare.desk = open_desk(
        DataDir(bare.folder),
        bare.clock,
        "en",
        lanes=bare.lanes,
        province=Province(lambda _: bare.province, lambda _: bare.province),
        keyrings=(),
        cost=CHEAP,
    )
    bare.desk.services.session.unlock(PASSPHRASE)
    assert bare.desk.services.session.state() is SessionState.NO_OPERATOR


@pytest.mark.parametrize("off", [timedelta(days=-3650), timedelta(days=3650)])
def test_a_clock_that_is_years_off_keeps_nobody_from_work(bare: DeskUnderTest, off: timedelta) -> None:
    province_time = bare.clock.now()
    bare.clock.advance(off)
    bare.province.server_time = lambda: province_time
    bare.ready(Role.STREET_WINDOW)
    assert bare.desk.services.intake.begin(card()).case_id
    bare.desk.services.sync.sync_once()
    bare.reopen()
    assert bare.desk.services.session.state() is SessionState.OPEN
    bare.clock.advance(timedelta(days=8))
    assert bare.desk.services.session.state() is SessionState.NO_OPERATOR, "the lease of a week runs in real days"


def test_a_clock_that_jumps_is_put_right_by_the_next_contact(at_work: DeskUnderTest) -> None:
    session, province_time = at_work.desk.services.session, at_work.clock.now()
    at_work.province.server_time = lambda: province_time
    at_work.clock.advance(timedelta(days=3650))
    assert session.state() is SessionState.NO_OPERATOR
    at_work.desk.services.sync.sync_once()
    assert session.state() is SessionState.OPEN


def test_a_clock_set_back_brings_no_time_before_the_last_contact(at_work: DeskUnderTest) -> None:
    workspace = at_work.desk.workspace
    at_work.clock.advance(timedelta(days=3))
    at_work.desk.services.sync.sync_once()
    heard = at_work.clock.now()
    at_work.clock.advance(timedelta(days=-30))
    assert workspace.provincial_now() == heard
    assert workspace.away() == timedelta()
