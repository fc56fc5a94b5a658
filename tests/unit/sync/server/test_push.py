"""Ops at the province: exactly once, numbered, never lost silently."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from sync.errors import ProtocolError
from sync.model.fields import to_fields
from sync.model.ids import OpId, OrgCode, RecordId
from sync.model.states import Role, Verdict
from sync.protocol.messages import Op, PushReply, PushRequest
from sync.protocol.receipts import verify_receipt
from sync.server import journal
from sync.workflow.application.commands import Submit
from tests.support.households import family
from tests.support.province import COUNTY, MemoryDesk, Province, plain


def push(desk: MemoryDesk, ops: list[Op], token: str | None = None, **changes: Any) -> PushReply:
    request = PushRequest(history_id=desk.store.history_id, fork_token=token or desk.store.fork_token, ops=tuple(ops))
    return desk.api.push(msgspec.structs.replace(request, **changes))


def refused(desk: MemoryDesk, ops: list[Op], token: str | None = None, **changes: Any) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        push(desk, ops, token, **changes)
    return caught.value


def test_a_saved_draft_reaches_the_province_and_comes_back(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    outcome = desk.sync()
    assert (outcome.pushed, outcome.accepted, outcome.pending, outcome.pulled) == (1, 1, 0, 1)
    assert desk.store.mirror[case].fields == plain(to_fields(family()))


def test_the_same_batch_twice_has_one_effect_and_the_same_answer(here: Province) -> None:
    desk = here.desk()
    desk.put()
    desk.put()
    first = push(desk, desk.store.ops)
    second = push(desk, desk.store.ops)
    assert first.verdicts == second.verdicts
    assert [verdict.verdict for verdict in first.verdicts] == [Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert second.last_n == 2
    desk.sync()
    assert len(desk.rows("case")) == 2


def test_a_lost_reply_may_be_followed_by_a_smaller_or_a_longer_batch(here: Province) -> None:
    desk = here.desk()
    for _ in range(6):
        desk.put()
    token = desk.store.fork_token
    push(desk, desk.store.ops[:4], token)
    push(desk, desk.store.ops[:2], token)
    push(desk, desk.store.ops[:5], token)
    reply = push(desk, desk.store.ops[:6], token)
    assert reply.last_n == 6
    desk.sync()
    assert len(desk.rows("case")) == 6


def test_a_gap_is_refused_and_says_what_is_wanted(here: Province) -> None:
    desk = here.desk()
    for _ in range(3):
        desk.put()
    error = refused(desk, desk.store.ops[1:])
    assert (error.code, error.details["want"]) == ("gap", 1)
    assert refused(desk, [desk.store.ops[0], desk.store.ops[2]]).code == "bad_request"


def test_a_restored_image_is_a_fork(here: Province) -> None:
    desk = here.desk()
    desk.put()
    image = (desk.store.fork_token, desk.store.last_n)
    desk.sync()
    desk.put()
    desk.sync()
    token, last_n = image
    other = msgspec.structs.replace(desk.store.ops[0], op_id=OpId(str(uuid.uuid4())), n=last_n + 1)
    assert refused(desk, [other], token).code == "fork"
    with here.platform.database.read() as connection:
        assert journal.check(connection).ok
    assert desk.api.refresh().blocks == ()


def test_a_batch_that_comes_again_late_is_a_repeat_and_no_fork(here: Province) -> None:
    desk = here.desk()
    desk.put()
    late = (list(desk.store.ops), desk.store.fork_token)
    for _ in range(3):
        desk.sync()
        desk.put()
    blocks = desk.api.refresh().blocks
    reply = push(desk, *late)
    assert [verdict.verdict for verdict in reply.verdicts] == [Verdict.ACCEPTED]
    assert reply.fork_token == late[1], "a copy learns no newer token"
    assert desk.api.refresh().blocks == blocks != ()
    assert desk.sync().accepted == 1
    assert refused(desk, [], late[1]).code == "fork"


def test_another_op_under_a_known_number_is_a_fork(here: Province) -> None:
    desk = here.desk()
    desk.put()
    push(desk, desk.store.ops)
    changed = msgspec.structs.replace(desk.store.ops[0], fields={"category": "migrant"})
    assert refused(desk, [changed]).code == "fork"


def test_the_receipt_covers_exactly_what_was_sent(here: Province) -> None:
    desk = here.desk()
    desk.put()
    desk.put()
    reply = push(desk, desk.store.ops)
    assert reply.receipt is not None
    verify_receipt(here.platform.keys.public, reply.receipt, device=desk.store.identity.device, ops=desk.store.ops)


def test_a_poison_op_is_set_aside_and_the_others_go_on(here: Province) -> None:
    desk = here.desk()
    desk.put()
    bad = desk.put({"members/m1": {"sex": 5}})
    worse = desk.put({"process": {"state": "qualified"}})
    endless = desk.put({"a/b/c": 1})
    good = desk.put()
    outcome = desk.sync()
    assert (outcome.pushed, outcome.accepted, outcome.refused) == (5, 2, 3)
    assert {verdict.verdict for verdict in outcome.verdicts} == {Verdict.SET_ASIDE}
    assert good in desk.store.mirror
    assert not {bad, worse, endless} & set(desk.store.mirror)


def forbid(here: Province, record_id: RecordId) -> None:
    """Make the database itself refuse one record."""
    with here.platform.database.write() as connection:
        if here.platform.database.is_sqlite:
            connection.exec_driver_sql(
                f"CREATE TRIGGER forbidden BEFORE INSERT ON records WHEN NEW.id = '{record_id}' "
                "BEGIN SELECT RAISE(ABORT, 'forbidden'); END"
            )
        else:
            connection.exec_driver_sql(f"ALTER TABLE records ADD CHECK (id <> '{record_id}')")


def test_what_only_the_database_refuses_is_set_aside_alone(here: Province, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="psycopg")  # it says that it cleaned up after the failed batch
    desk = here.desk()
    first = desk.put()
    bad = desk.put()
    last = desk.put()
    forbid(here, bad)
    outcome = desk.sync()
    assert [desk.store.verdicts[n].verdict for n in (1, 2, 3)] == ["accepted", "set_aside", "accepted"]
    assert outcome.refused == 1
    assert [row.record_id for row in desk.rows("case")] == [first, last]


def test_malformed_ids_never_reach_the_database(here: Province) -> None:
    desk = here.desk()
    desk.put(record_id="a\0b")
    desk.patch(RecordId("a\0b"), {"form": "unit"})
    desk.command(RecordId("a\0b"), Role.STREET_WINDOW, Submit(snapshot_sha256="ab" * 32))
    desk.put(depends=(OpId("a\0b"),))
    desk.sync()
    assert [desk.store.verdicts[n].verdict for n in (1, 2, 3, 4)] == ["refused"] * 4
    desk.put(op_id="a\0b")
    assert refused(desk, desk.store.ops[-1:]).code == "bad_request"


def test_an_op_that_came_by_another_way_is_a_duplicate(here: Province) -> None:
    first, second = here.desk(), here.desk()
    case = first.put()
    first.sync()
    again = first.store.ops[0]
    second.store.ops.append(msgspec.structs.replace(again, n=1))
    outcome = second.sync()
    told = second.store.verdicts[1]
    assert (told.verdict, told.details["verdict"]) == (Verdict.DUPLICATE, "accepted")
    assert (outcome.accepted, outcome.refused) == (1, 0)
    assert [row.record_id for row in second.rows("case")] == [case]


def test_what_depends_on_a_refused_op_is_refused_with_it(here: Province) -> None:
    desk = here.desk()
    case = desk.put({"category": "migrant"})
    submit = desk.command(case, Role.STREET_WINDOW, Submit(snapshot_sha256="ab" * 32))
    then = desk.patch(case, {"form": "unit"}, depends=(submit.op_id,))
    after = desk.patch(case, {"form": "subsidy"}, depends=(then.op_id,))
    unknown = desk.patch(case, {"form": "subsidy"}, depends=(OpId(str(uuid.uuid4())),))
    desk.sync()
    assert desk.verdict(submit).verdict is Verdict.REFUSED
    assert [desk.verdict(op).code for op in (then, after, unknown)] == [
        "depends_on_refused",
        "depends_on_refused",
        "depends_on_unknown",
    ]
    assert "form" not in desk.store.mirror[case].fields


def test_what_this_version_does_not_know_is_unsupported(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    strange = desk.save("command", case, Role.STREET_WINDOW, command={"type": "from_the_future"})
    kind = desk.save("put", case, Role.STREET_WINDOW, record_kind="waiting", org="990101003")
    desk.sync()
    assert desk.verdict(strange).verdict is desk.verdict(kind).verdict is Verdict.UNSUPPORTED


def test_region_and_post_are_enforced_here(here: Province) -> None:
    desk = here.desk(Role.STREET_WINDOW, Role.STREET_REVIEWER)
    elsewhere = here.desk(org=OrgCode(COUNTY + "004"))
    theirs = elsewhere.put(org="990101004")
    elsewhere.sync()
    desk.put(org="990101004")
    desk.put(org="9901")
    desk.put(role=Role.STREET_REVIEWER)
    desk.put(operator="o-unknown")
    desk.patch(theirs, {"form": "unit"})
    desk.command(theirs, Role.STREET_WINDOW, Submit(snapshot_sha256="ab" * 32))
    outcome = desk.sync()
    assert outcome.refused == 6
    assert {(verdict.code, verdict.state) for verdict in outcome.verdicts} == {("no_right", "")}, (
        "not even where it stands"
    )
    assert desk.store.mirror == {}


def test_a_batch_beyond_the_limits_is_refused_whole(here: Province) -> None:
    small = here.with_settings(limits=msgspec.structs.replace(here.platform.settings.limits, max_ops=2))
    desk = small.desk()
    for _ in range(3):
        desk.put()
    assert refused(desk, desk.store.ops).code == "too_large"
    assert desk.sync().pushed == 3


def test_a_revoked_device_is_nobody(here: Province) -> None:
    from sync.server import accounts

    desk = here.desk()
    desk.put()
    with here.platform.database.write() as connection:
        accounts.revoke_device(connection, desk.store.identity.device)
    assert refused(desk, desk.store.ops).code == "unknown_device"
    with pytest.raises(ProtocolError, match="unknown_device"):
        desk.sync()


def test_the_journal_chains_every_op(here: Province) -> None:
    desk = here.desk()
    for _ in range(3):
        desk.put()
    desk.sync()
    with here.platform.database.read() as connection:
        report = journal.check(connection)
        lines = list(journal.read(connection))
    assert (report.ok, report.count) == (True, 4), "the enrolment and three ops"
    assert all(b"op.put.accepted" in line for line in lines[1:])
    assert "林秀例".encode() not in b"".join(lines)


def test_after_a_restore_the_desk_sends_again_what_the_province_lost(here: Province) -> None:
    desk = here.desk()
    kept = desk.put()
    desk.sync()
    renewed = Province(platform=here.platform.begin_history(), clock=here.clock)
    desk.api = renewed.service(desk)
    more = desk.put()
    desk.sync()
    assert {row.record_id for row in desk.rows("case")} == {kept, more}
    assert desk.store.history_id == renewed.platform.history_id
    stranger = msgspec.structs.replace(desk.store.identity, history_id="elsewhere")
    desk.store.history_id = stranger.history_id
    desk.put()
    assert refused(desk, desk.store.ops[-1:]).code == "unknown_history"


@pytest.mark.parametrize("odd", [msgspec.msgpack.Ext(5, b"x"), {1: 2, "a": 3}, {b"a": 1}, {1.5: 2}])
def test_an_odd_value_is_set_aside_and_blocks_nothing(here: Province, odd: Any) -> None:
    desk = here.desk()
    desk.put()
    bad = desk.put({"note_x": odd})
    desk.put()
    outcome = desk.sync()
    assert (outcome.pushed, outcome.accepted, outcome.refused) == (3, 2, 1)
    assert outcome.verdicts[0].verdict is Verdict.SET_ASIDE
    assert bad not in desk.store.mirror
    assert push(desk, desk.store.ops).verdicts[1] == outcome.verdicts[0], "told again as before"


def test_other_content_under_a_known_op_id_is_refused_and_the_same_is_a_duplicate(here: Province) -> None:
    first = here.desk()
    first.put()
    first.put()
    first.sync()
    second = here.device(first.store.identity.site, first.roles, Role.STREET_WINDOW)
    same = msgspec.structs.replace(first.store.ops[1], n=1)
    other = msgspec.structs.replace(
        first.store.ops[0], n=2, record_id=RecordId(str(uuid.uuid4())), fields={"category": "migrant"}
    )
    second.store.ops += [same, other]
    second.sync()
    told = [second.store.verdicts[n] for n in (1, 2)]
    assert [(verdict.verdict, verdict.code) for verdict in told] == [
        (Verdict.DUPLICATE, ""),
        (Verdict.REFUSED, "op_id_taken"),
    ]
    assert other.record_id not in second.store.mirror
    assert push(second, second.store.ops).verdicts == tuple(told)


def test_after_a_restore_no_version_and_no_number_is_given_out_again(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    desk.sync()
    site = desk.store.identity.site
    renewed = replace(here, platform=here.platform.begin_history())
    later = renewed.device(site, desk.roles, Role.STREET_WINDOW)
    assert min(block.first for block in later.store.identity.blocks) > 5000
    anew = renewed.desk()
    assert min(block.first for block in anew.store.identity.blocks) > 5000, "a counter that the backup did not have"
    later.sync()
    later.patch(case, {"form": "subsidy"})
    later.sync()
    lost_base = desk.store.mirror[case].seq + 50
    mine = desk.patch(case, {"form": "unit"}, base=lost_base)
    desk.api = renewed.service(desk)
    desk.sync()
    assert desk.verdict(mine).verdict is Verdict.CONFLICT


def test_a_base_that_was_never_given_out_counts_as_none(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    desk.sync()
    other = here.device(desk.store.identity.site, desk.roles, Role.STREET_WINDOW)
    other.sync()
    other.patch(case, {"form": "subsidy"})
    other.sync()
    forged = desk.patch(case, {"form": "unit"}, base=10**15)
    desk.sync()
    assert desk.verdict(forged).verdict is Verdict.CONFLICT
