"""Papers print what is recorded and leave blank what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from gzf_desk.documents import ReceiptData
from gzf_desk.i18n import Translator
from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.paper_content import PaperSource, application_form, authorization, receipt, undertaking
from gzf_desk.services.paper_lease import counted
from gzf_desk.services.rulebook import Rulebook
from sync.model.application import ApplicationDraft, Material, Wishes
from sync.model.case import CaseProcess
from sync.model.fields import to_fields
from sync.model.household import IncomeItem, IncomeKind
from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.states import CaseState, StorageState
from tests.support.households import family

SUBMITTED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ACCEPTED = SUBMITTED + timedelta(days=3)


def source(draft: ApplicationDraft, process: CaseProcess | None = None, accepted_by: str = "") -> PaperSource:
    rules, process = Rulebook(Translator("zh_CN")), process or CaseProcess()
    file = CaseFile(
        record_id=RecordId("01920000-0000-7000-8000-0000000000ee"),
        org=OrgCode("990101003"),
        base=5,
        fields=to_fields(draft),
        confirmed=process,
        process=process,
        waiting=(),
        storage=StorageState.RECEIVED,
        saved_at=None,
        receipt="",
    )
    return PaperSource(
        file=file,
        policy=rules.current(date(2026, 3, 2)),
        now=ACCEPTED + timedelta(days=9),
        today=date(2026, 3, 14),
        office="例镇便民服务中心",
        workdays=rules.calendar.workdays,
        accepted_by=accepted_by,
    )


def notice(**more: object) -> ReceiptData:
    accepted = CaseProcess(
        state=CaseState.ACCEPTED,
        submitted_at=SUBMITTED,
        accepted_at=ACCEPTED,
        accepted_by=OperatorId("op-street_window"),
        number=FormalNumber("SL990101000300001X"),
    )
    return receipt(source(family(**more), accepted, "测试甲"))


def test_the_notice_tells_submission_acceptance_and_who_accepted_apart() -> None:
    paper = notice()
    assert (paper.formal, paper.received_at, paper.handler) == (True, SUBMITTED, "测试甲")
    assert paper.accepted_on == date(2026, 3, 5)


def test_sheets_that_nobody_counted_and_originals_that_nobody_saw_stay_blank() -> None:
    given = {
        "a": Material(kind="02", member="m1", status="present"),
        "b": Material(kind="34", status="present", pages=3, original_seen=False),
        "c": Material(kind="06", status="to_follow"),
    }
    assert [(one.pages, one.kind) for one in notice(materials=given).materials] == [(None, ""), (3, "复印件")]
    form = application_form(source(family(materials=given)))
    assert [(one.pages, one.kind) for one in form.materials] == [(None, ""), (3, "复印件"), (0, "")]


def test_an_income_that_is_not_known_is_no_zero() -> None:
    income = {
        "i1": IncomeItem(member="m2", kind=IncomeKind.WAGE, amount_fen=120_000),
        "i2": IncomeItem(member="m2", kind=IncomeKind.OTHER),
    }
    spouse, child = application_form(source(family(income=income))).members
    assert (spouse.monthly_income.fen, spouse.monthly_income.source) == (None, "")
    assert child.monthly_income.fen is None
    known = {"i1": income["i1"], "i2": msgspec.structs.replace(income["i2"], amount_fen=0)}
    assert application_form(source(family(income=known))).members[0].monthly_income.fen == 10_000


def test_what_nobody_was_asked_is_not_answered() -> None:
    assert application_form(source(family())).wishes.barrier_free is None
    assert application_form(source(family(wishes=Wishes(note="一楼")))).wishes.barrier_free is None
    assert application_form(source(family(wishes=Wishes(barrier_free=False)))).wishes.barrier_free is False
    assert undertaking(source(family())).read_aloud is None
    (child,) = [one for one in authorization(source(family())).authorizers if one.guardian]
    assert child.guardian is not None
    assert child.guardian.basis == ""


def test_a_bare_number_of_a_house_or_door_gets_its_word() -> None:
    assert (counted("3", "幢"), counted("602", "室"), counted("甲", "幢")) == ("3幢", "602室", "甲")
