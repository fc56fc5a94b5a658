"""Fictional case under review, its course, homes and conflicts for the window's tests and pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime

from gzf_desk.services.views import ConflictView, FactRow, ReviewView, TimelineView
from sync.model.case import ConditionResult, Evaluation, TimelineEvent
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.states import Outcome, Role, TenancyState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from tests.support.window_facts import stages


def _fact(label: str, declared: str, verified: str, tone: str = "ok") -> FactRow:
    return FactRow(label=label, declared=declared, verified=verified, tone=tone)


_OK, _NEAR, _NA, _UNKNOWN, _GOOD = "ok", "near", "not_applicable", "unknown", "entitled"
_GRID = (
    ("户籍", (_OK, _OK, _OK, _OK)),
    ("婚姻", (_OK, _OK, _NA, _OK)),
    ("不动产", (_OK, _NEAR, _NA, _OK)),
    ("车辆", (_OK, _OK, _NA, _OK)),
    ("低收入", (_OK, _OK, _OK, _OK)),
    ("社保", (_NEAR, _OK, _NA, _OK)),
    ("公积金", (_OK, _OK, _NA, _NA)),
    ("税务", (_OK, _OK, _NA, _NA)),
    ("残联", (_OK, _OK, _OK, _GOOD)),
    ("经济核对", (_OK, _OK, _OK, _UNKNOWN)),
)

REVIEW = ReviewView(
    case_id="c9",
    title="孙*样・4 人・低收入・公租房",
    number="SQ990101-0003-00088-7",
    stages=stages(3, ("11-13", "11-16", "11-17", "还有 3 天")),
    stage_code="R1",
    household=(
        _fact("家里人", "4 人", "4 人・公安"),
        _fact("户口", "本镇 1998 年", "本镇 1998-03"),
        _fact("婚姻", "已婚", "已婚・民政"),
        _fact("人均住房", "9.50 ㎡", "9.50 ㎡・不动产"),
        _fact("外地房产", "没有", "邻县宅基 1 处，已拆", "near"),
        _fact("其他保障", "没享受过", "没有・省库"),
    ),
    finance=(
        _fact("人均收入", "1,690 元", "1,842 元・差 9%", "near"),
        _fact("存款理财", "12,000 元", "11,380 元・核对"),
        _fact("车辆", "电动三轮", "无机动车・公安"),
        _fact("应享未报", "没提", "残疾证・肢体 2 级", "entitled"),
    ),
    members=(("p1", "孙*样"), ("p2", "妻 王*一"), ("p3", "女 孙*可"), ("p4", "母 赵*二")),
    grid=tuple((name, tuple((tone, f"{name}查到的话") for tone in tones)) for name, tones in _GRID),
    oddities=(
        ("near", "王*一 邻县老宅 2019 年已拆，有协议"),
        ("near", "孙*样 社保断 2 个月，换厂，有流水"),
        ("entitled", "赵*二 有残疾证没申报，已记优先"),
        ("unknown", "赵*二 一家银行没回，已超时"),
    ),
    materials=(
        ("劳动合同", "清楚", "ok"),
        ("租房合同", "清楚", "ok"),
        ("拆迁协议", "清楚", "ok"),
        ("承诺书", "签好", "ok"),
    ),
    opinions=(("受理", "何*芳 11-16", "材料齐全，当场受理。"),),
    suggestion="看起来符合",
    draft_opinion="人均住房 9.50 ㎡，人均收入 1,842 元，均在规定以内。",
    allowed=("agree", "return", "disagree"),
    why_not="",
    unknown=(("V28", "p4", "赵*二 经济核对：一家银行没回"),),
    evaluation=Evaluation(
        policy_id="yichun2",
        policy_version="2026-11-15",
        outcome=Outcome.UNKNOWN,
        conditions=(
            ConditionResult(code="C05", outcome=Outcome.PASS, near=True),
            ConditionResult(code="C06", outcome=Outcome.FAIL),
        ),
    ),
)


def _event(number: int, kind: str) -> TimelineEvent:
    return TimelineEvent(
        id=RecordId(f"e{number}"),
        org=OrgCode("990101003"),
        machine="case",
        object_id=RecordId("c5"),
        sequence=number,
        type=kind,
        from_state="submitted",
        to_state="accepted",
        actor=OperatorId("op-1"),
        role=Role.STREET_WINDOW,
        at=datetime(2026, 11, 10 + number, 6, 2, tzinfo=UTC),
    )


TIMELINE = TimelineView(
    case_id="c5",
    title="吴*三・5 人・低收入・公租房",
    number="省里编号 SL990101-2026-0008842-3",
    stages=stages(4, ("11-06", "当天", "用 2 天", "用 2 天 / 限 5", "还有 2 天")),
    next_act="commit_opinion",
    turn="写审核意见",
    deadlines=(Deadline(name="TOTAL", started=date(2026, 11, 6), due=date(2026, 12, 6)),),
    events=tuple(_event(n, kind) for n, kind in enumerate(("accepted", "checked", "opinion", "publicity"), 1)),
    lines=(
        ("11-09 15:10", "当场受理", "何例芳・受理岗"),
        ("11-10 14:02", "部门都查回来了：11 类全部有结果，2 处和本人说的不同，已写说明", "省平台"),
        (
            "11-13 10:12",
            "镇里初审：同意。“人均住房 8.20 ㎡，人均收入 1,405 元，均在标准内；三名学生在读属实。”",
            "周样平・镇初审岗",
        ),
        ("11-17 08:30", "第一次公示开始：名字、证号、住址都已遮住再贴出", "周样平・镇初审岗"),
        ("今天 09:05", "公示结束（等省里确认）", "何例芳・受理岗"),
    ),
    pending=("公示结束，等省里确认",),
    receipt="HZ990101-5c1e",
)

CONFLICT = ConflictView(
    id="k1",
    case_id="c3",
    field_name="手机号（马*德）",
    mine="199 0000 0021",
    theirs="199 0000 0077",
    who="2 号窗口",
    when="11-19 16:20",
)

WAITING = (
    WaitingEntry(
        id=RecordId("w1"),
        org=OrgCode("990101"),
        case_id=RecordId("c7"),
        number=FormalNumber("LH990101-2026-0000031-2"),
        group=1,
        score=86,
        household_size=3,
    ),
    WaitingEntry(id=RecordId("w2"), org=OrgCode("990101"), case_id=RecordId("c8"), group=3, score=60, household_size=1),
)
UNITS = (
    Unit(
        id=RecordId("u1"),
        org=OrgCode("990101"),
        code="YX-3-502",
        project="云溪家园",
        building="3 幢",
        room="502",
        layout="2-1",
        area100=5120,
        rent_standard_fen_m2=900,
        suits_from=2,
        suits_to=4,
    ),
)
TENANCIES = (
    Tenancy(
        id=RecordId("t1"),
        org=OrgCode("990101"),
        case_id=RecordId("c7"),
        waiting_id=RecordId("w1"),
        unit_id=RecordId("u1"),
        state=TenancyState.CONTRACT_PENDING,
        contract_number=FormalNumber("HT990101-2026-0000007-4"),
        monthly_rent_fen=23040,
    ),
)
