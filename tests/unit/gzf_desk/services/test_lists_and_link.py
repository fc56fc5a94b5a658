from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from gzf_desk.errors import Refused
from sync.model.fields import PROCESS, to_fields
from sync.model.ids import OrgCode, RecordId
from sync.model.states import CaseState, Role, StorageState, Verdict
from sync.protocol.messages import Op, OpVerdict, Row
from tests.support.desks import ORG, DeskUnderTest, card, fill_in, submitted
from tests.support.households import family

OTHERS = RecordId("01920000-0000-7000-8000-0000000000aa")


def row(seq: int, state: str = "submitted", **more: object) -> Row:
    process = {"state": state, "policy_id": "yichun2", "policy_version": "2026-01"}
    return Row(
        seq=seq, kind="case", record_id=OTHERS, org=ORG, fields={**to_fields(family()), PROCESS: process}, **more
    )


def test_search_finds_by_name_part_phone_and_number_tail(at_work: DeskUnderTest) -> None:
    case = submitted(at_work.desk)
    worklist = at_work.desk.services.worklist
    draft = at_work.desk.services.intake.draft(case).draft
    number = next(iter(draft.members.values())).document_number or ""
    for text in ("林秀", "大样", "1234", "19900001234", number[-6:], number.lower(), draft.local_number or ""):
        assert [found.case_id for found in worklist.search(text)] == [case], text
    for text in ("", "王", "123", "99999999"):
        assert worklist.search(text) == ()
    (found,) = worklist.search("林")
    assert found.masked_name == "林*例"


def test_search_follows_every_change_and_a_restart(at_work: DeskUnderTest) -> None:
    intake, worklist = at_work.desk.services.intake, at_work.desk.services.worklist
    case = intake.begin(card()).case_id
    assert worklist.search("林秀例")
    member = next(iter(intake.draft(case).draft.members))
    intake.set(case, f"members/{member}.name", "测试甲")
    assert worklist.search("林秀例") == ()
    at_work.reopen()
    assert [found.case_id for found in at_work.desk.services.worklist.search("测试甲")] == [case]


def test_what_was_sent_is_received_only_with_a_receipt(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = submitted(at_work.desk)
    before = services.sync.view()
    assert (before.received, before.in_two_places) == (0, 0)
    assert before.on_this_pc == 1, "one case is one piece of work, however many ops it takes"
    assert before.oldest_unsent is not None
    at_work.province.online = False
    outcome = services.sync.sync_once()
    assert (outcome.trouble, outcome.pushed) == ("unreachable", 0)
    assert services.sync.view().online is False
    at_work.province.online = True
    outcome = services.sync.sync_once()
    assert outcome.pushed > 1
    assert (outcome.pushed, outcome.accepted, outcome.pending) == (outcome.pushed, outcome.pushed, 0)
    after = services.sync.view()
    assert (after.on_this_pc, after.received, after.online) == (0, 1, True)
    assert services.intake.draft(case).storage is StorageState.RECEIVED
    assert services.intake.draft(case).process.state is CaseState.SUBMITTED, "until the province's row is pulled"


def test_a_forged_receipt_is_no_receipt(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    services.intake.begin(card())
    from sync.seal.signing import new_key_pair

    at_work.province.keys = new_key_pair()
    outcome = services.sync.sync_once()
    assert outcome.trouble == "bad_reply"
    assert services.sync.view().received == 0


def test_a_refused_op_is_told_and_not_shown_as_done(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = submitted(at_work.desk)

    def no(op: object) -> OpVerdict | None:
        assert isinstance(op, Op)
        if op.kind != "command":
            return None
        return OpVerdict(op_id=op.op_id, n=op.n, verdict=Verdict.REFUSED, code="out_of_scope", state="draft")

    at_work.province.verdict_of = no
    outcome = services.sync.sync_once()
    assert outcome.refused == 1
    (told,) = services.sync.view().refused
    assert "another place" in told
    assert services.intake.draft(case).process.state is CaseState.DRAFT
    assert services.intake.draft(case).editable


def test_a_draft_under_rules_that_the_province_does_not_have_waits_for_a_person(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    services.intake.begin(card())

    def no(op: object) -> OpVerdict | None:
        assert isinstance(op, Op)
        details = {"policy": "yichun2", "version": "1999-01"}
        return OpVerdict(op_id=op.op_id, n=op.n, verdict=Verdict.REFUSED, code="unknown_policy", details=details)

    at_work.province.verdict_of = no
    services.sync.sync_once()
    told = services.worklist.today().sync.refused
    assert told
    assert all("yichun2 1999-01" in sentence for sentence in told)


def test_a_reason_of_a_newer_province_still_makes_a_sentence(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    services.intake.begin(card())
    at_work.province.verdict_of = lambda op: OpVerdict(
        op_id=op.op_id,
        n=op.n,
        verdict=Verdict.UNSUPPORTED,
        code="from_the_future",  # type: ignore[attr-defined]
    )
    services.sync.sync_once()
    (told,) = services.sync.view().refused
    assert "⟦" not in told


def test_other_peoples_cases_come_change_and_leave(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    at_work.province.rows = [row(5)]
    assert services.sync.sync_once().pulled == 1
    view = services.intake.draft(OTHERS)
    assert (view.storage, view.process.state) == (StorageState.RECEIVED, CaseState.SUBMITTED)
    assert [found.case_id for found in services.review.queue()] == [OTHERS]
    assert services.worklist.search("林秀例")
    changed = Row(seq=6, kind="case", record_id=OTHERS, org=ORG, whole=False, fields={"category": "migrant"})
    at_work.province.rows.append(changed)
    services.sync.sync_once()
    assert services.intake.draft(OTHERS).draft.category == "migrant"
    assert services.intake.draft(OTHERS).draft.members.keys() == {"m1", "m2", "m3"}
    at_work.province.rows.append(Row(seq=7, kind="case", record_id=OTHERS, org=ORG, gone="left_scope"))
    services.sync.sync_once()
    assert services.worklist.search("林秀例") == ()
    with pytest.raises(Refused) as gone:
        services.intake.draft(OTHERS)
    assert gone.value.code == "case.unknown"


def test_unsent_edits_stay_on_top_of_what_comes_in(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    at_work.province.rows = [row(5, "draft")]
    services.sync.sync_once()
    services.intake.set(OTHERS, "category", "migrant")
    newer = Row(seq=9, kind="case", record_id=OTHERS, org=ORG, whole=False, fields={"other_benefit": True})
    with at_work.desk.workspace.store.unit() as unit:
        from sync.client.ports import MirrorPage

        unit.touched.update(
            unit.mirror.apply(MirrorPage(rows=(newer,), cursor="x", scope_epoch=1, fresh=False, final=True)).touched
        )
    draft = services.intake.draft(OTHERS).draft
    assert (draft.category, draft.other_benefit) == ("migrant", True)
    with at_work.desk.workspace.store.reading() as unit:
        (stored,) = unit.outbox.of_record(OTHERS)
        assert (stored.op.kind, stored.op.base) == ("patch", 5)


def test_a_case_that_left_scope_after_sending_does_not_come_back(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = submitted(at_work.desk)
    services.sync.sync_once()
    at_work.province.rows = [Row(seq=900, kind="case", record_id=RecordId(case), org=ORG, gone="left_scope")]
    services.sync.sync_once()
    assert services.worklist.cases() == ()


def test_today_lists_what_waits_for_this_post(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    fill_in(at_work.desk)
    deadline = {"name": "ACCEPT", "started": "2026-03-02", "due": "2026-03-03"}
    process = {"state": "submitted", "policy_id": "yichun2", "policy_version": "2026-01", "deadlines": [deadline]}
    fields = {**to_fields(family()), PROCESS: process}
    at_work.province.rows = [Row(seq=5, kind="case", record_id=OTHERS, org=ORG, fields=fields)]
    services.sync.sync_once()
    today = services.worklist.today()
    (line,) = today.rows
    assert (line.case_id, line.todo, line.days_left, line.due) == (OTHERS, "accept", 1, date(2026, 3, 3))
    assert today.drafts == 1
    assert "测试street_window" in today.greeting
    at_work.clock.advance(timedelta(days=3))
    (line,) = services.worklist.today().rows
    assert (line.tone, line.days_left) == ("bad", -2)
    at_work.work_as(Role.ALLOCATOR)
    assert services.worklist.today().rows == ()
    assert "⟦" not in repr(services.worklist.today())


def test_what_rests_after_days_without_a_link(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    at_work.province.rows = [row(5)]
    services.sync.sync_once()
    grants = at_work.desk.workspace.staff().grants
    renewed = tuple(
        msgspec.structs.replace(grant, valid_until=at_work.clock.now() + timedelta(days=365)) for grant in grants
    )
    staff = msgspec.structs.replace(at_work.desk.workspace.staff(), grants=renewed)
    at_work.desk.workspace.keep_staff(staff, "test")
    at_work.clock.advance(timedelta(days=20))
    act = services.review.accept(OTHERS)
    assert (act.done, act.code) == (False, "offline_resting")
    assert "20 days" in act.sentence
    assert submitted(at_work.desk), "intake goes on"


def test_scope_of_the_desk_is_its_own(at_work: DeskUnderTest) -> None:
    view = at_work.desk.services.intake.begin(card())
    assert view.org == OrgCode("990101003")
