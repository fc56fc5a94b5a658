"""Fictional facts for the window's tests and pictures: one family, one day, one case under review. Nobody real."""

from __future__ import annotations

from datetime import UTC, date, datetime

from gzf_desk.services.views import (
    CardView,
    CaseRow,
    ConditionView,
    OperatorView,
    PreviewView,
    PrintItemView,
    ProblemView,
    SignerView,
    SigningView,
    SiteView,
    StageView,
    SyncView,
    TodayView,
)
from sync.model.application import ApplicationDraft, Category, GuaranteeForm
from sync.model.case import ConditionResult, Evaluation
from sync.model.household import (
    AssetItem,
    AssetKind,
    HousingFact,
    IncomeItem,
    IncomeKind,
    Member,
    MemberRole,
    SpecialGroup,
    Tenure,
)
from sync.model.states import CaseState, Outcome, Role, ServicePoint, SourceMark, StorageState

NOW = datetime(2026, 11, 20, 1, 12, 30, tzinfo=UTC)
CARD, SHARED, DECLARED = SourceMark.CARD, SourceMark.SHARED, SourceMark.DECLARED
FROM_CARD = dict.fromkeys(("name", "sex", "birth_date", "document_number", "card_address"), CARD)

SITE = SiteView(
    code="990101003",
    name="清平县・云溪镇便民服务中心",
    point=ServicePoint.STREET_WINDOW,
    org="990101003",
    station="3 号窗口",
    server_url="https://province.example",
)
OPERATORS = (
    OperatorView(
        id="op-1",
        name="何例芳",
        role=Role.STREET_WINDOW,
        role_name="受理岗",
        lease_until=datetime(2026, 12, 20, tzinfo=UTC),
    ),
    OperatorView(
        id="op-2",
        name="周样平",
        role=Role.STREET_REVIEWER,
        role_name="镇初审岗",
        lease_until=datetime(2026, 12, 20, tzinfo=UTC),
    ),
)

LADY = CardView(
    document_type="resident",
    name="林秀例",
    name_latin=None,
    sex="female",
    nation="01",
    nation_name="汉",
    birth_date=date(1954, 3, 15),
    age=72,
    address="示例省清平县云溪镇石桥村 8 组 17 号",
    number="99010119540315002X",
    masked_number="990101**********2X",
    issuer="清平县公安局",
    valid_from=date(2012, 6, 1),
    valid_to=None,
    nationality=None,
    pass_number=None,
    reader="1 号读卡器",
    read_at=NOW,
    warnings=(),
    warning_texts=(),
    checks=(
        ("number", Outcome.PASS, "证号校验对"),
        ("validity", Outcome.PASS, "证件没过期"),
        ("duplicate", Outcome.PASS, "本县没有重复申请（本机名单，11-20 07:50）"),
        ("ban", Outcome.PASS, "不在限制名单"),
    ),
)

MEMBERS = {
    "m1": Member(
        name="林秀例",
        sex="2",
        birth_date=date(1954, 3, 15),
        document_type="resident",
        document_number="99010119540315002X",
        card_address="示例省清平县云溪镇石桥村 8 组 17 号",
        kinship="01",
        role=MemberRole.APPLICANT,
        marital="20",
        phone="19900000001",
        local_hukou=True,
        hukou_since=date(1979, 5, 1),
        work="80",
        special_groups=(SpecialGroup.LOWINC,),
        sources={**FROM_CARD, "marital": SHARED, "hukou_since": SHARED},
    ),
    "m2": Member(
        name="陈大样",
        sex="1",
        birth_date=date(1952, 8, 2),
        document_type="resident",
        document_number="990101195208020015",
        kinship="11",
        marital="20",
        special_groups=(SpecialGroup.DISABLED,),
        sources=FROM_CARD,
    ),
    "m3": Member(
        name="陈小例",
        sex="1",
        birth_date=date(2017, 2, 9),
        document_number="990101201702090033",
        kinship="41",
        guardian="m1",
    ),
}


def filled_draft() -> ApplicationDraft:
    """A family of three, nearly complete."""
    return ApplicationDraft(
        local_number="SQ990101-0003-00122-4",
        category=Category.HUKOU_LOWINC,
        form=GuaranteeForm.UNIT,
        members=dict(MEMBERS),
        housing={
            "h1": HousingFact(
                member="m1",
                tenure=Tenure.BORROWED,
                address="石桥村 8 组 17 号",
                area100=3500,
                local=True,
                lived_in=True,
            )
        },
        no_housing_declared=True,
        income={
            "i1": IncomeItem(member="m1", kind=IncomeKind.PENSION, amount_fen=2556000, sources={"amount_fen": SHARED}),
            "i2": IncomeItem(member="m2", kind=IncomeKind.PENSION, amount_fen=3956400),
        },
        assets={"a1": AssetItem(member="m1", kind=AssetKind.DEPOSIT, value_fen=1200000)},
        no_vehicles_declared=True,
        other_benefit=False,
    )


_STAGE_NAMES = ("申请", "受理", "联审核验", "初审", "一次公示", "复审", "二次公示")


def stages(now: int, notes: tuple[str, ...] = ()) -> tuple[StageView, ...]:
    """Seven stages, the one at index ``now`` is running."""
    todo = ("11-13", "5 天", "10 天", "5 天", "5 天", "5 天", "5 天")
    return tuple(
        StageView(
            code=f"S{n}",
            name=name,
            state="done" if n < now else "now" if n == now else "todo",
            note=notes[n] if n < len(notes) else todo[n],
        )
        for n, name in enumerate(_STAGE_NAMES)
    )


def _row(case_id: str, name: str, people: int, number: str, step: str, todo: str, now: int, **more: object) -> CaseRow:
    days = more.get("days")
    return CaseRow(
        case_id=case_id,
        masked_name=name,
        people=people,
        number=number,
        state=CaseState(str(more.get("state", "submitted"))),
        step=step,
        todo=todo,
        days_left=days if isinstance(days, int) else None,
        due=None,
        tone=str(more.get("tone", "ok")),
        storage=StorageState(str(more.get("storage", "received"))),
        stages=stages(now),
    )


ROWS = (
    _row("c1", "郑*明", 4, "SQ…00117-6", "材料补齐，等受理", "核对 2 份补正材料，当场受理", 1, days=0, tone="bad"),
    _row(
        "c2",
        "欧**娜",
        1,
        "SQ…00121-4",
        "还没受理",
        "告诉他一次说全：缺劳动合同",
        0,
        days=1,
        tone="near",
        storage="in_two_places",
    ),
    _row("c3", "马*德", 2, "NS…00034-9", "核验中", "请老伴来补签授权书", 2, days=2, tone="near", storage="on_this_pc"),
    _row("c4", "周*平", 3, "SQ…00109-2", "第一次公示中", "公示栏拍照（第 3 天）", 4, days=4),
    _row("c5", "吴*三", 5, "YY…00007-1", "异议核查", "打电话约入户时间", 4, days=5),
    _row("c6", "林*例", 3, "草稿", "填到第 4 步", "等本人带收入材料再来", 0, state="draft", storage="on_this_pc"),
)

SYNC = SyncView(online=False, line="断网 1 小时 20 分，照常办", on_this_pc=2, in_two_places=4, received=126)
TODAY = TodayView(
    greeting="早上好，何例芳",
    line="今天要办 6 件，1 件今天到期。先办最上面这件就好。",
    rows=ROWS,
    drafts=1,
    near_due=(("near", "合同 30 天内到期 3 户"), ("near", "轮候快满 5 年 1 户"), ("bad", "整改过了期限 1 户")),
    sync=SYNC,
    devices=(("读卡器", "ok", "好"), ("打印机", "ok", "好"), ("备份 U 盘", "near", "剩 9%")),
)

_EVALUATION = Evaluation(
    policy_id="yichun2",
    policy_version="2026-11-15",
    outcome=Outcome.UNKNOWN,
    conditions=(
        ConditionResult(code="C05", outcome=Outcome.PASS, near=True),
        ConditionResult(code="C07", outcome=Outcome.UNKNOWN),
    ),
)


def _condition(code: str, outcome: Outcome, name: str, sentence: str, **more: object) -> ConditionView:
    fraction = more.get("fraction")
    mark = more.get("mark")
    return ConditionView(
        code=code,
        outcome=outcome,
        near=bool(more.get("near")),
        name=name,
        sentence=sentence,
        value_text=str(more.get("value", "")),
        limit_text=str(more.get("limit", "")),
        fraction=fraction if isinstance(fraction, float) else None,
        mark=mark if isinstance(mark, SourceMark) else None,
        basis="示例依据",
    )


PREVIEW = PreviewView(
    headline="看起来符合，还差 2 件事",
    subline="15 条里没有一条不符合；3 条要等联网后部门来查。",
    outcome=Outcome.UNKNOWN,
    passed=11,
    near=1,
    failed=0,
    unknown=3,
    conditions=(
        _condition(
            "C05",
            Outcome.PASS,
            "家里收入",
            "人均 1,809 元，离 1,963 元的线只差 154 元",
            near=True,
            fraction=0.92,
            value="1,809",
            limit="1,963 元",
            mark=DECLARED,
        ),
        _condition("C07", Outcome.UNKNOWN, "车辆", "本人说家里没有车，等公安来查", value="本人说：没有", mark=DECLARED),
        _condition(
            "C04", Outcome.UNKNOWN, "房产", "本人说名下没有房，等不动产登记来查", value="本人说：没有", mark=DECLARED
        ),
        _condition("C06", Outcome.UNKNOWN, "存款理财", "等家庭经济状况核对，一般 20 秒出结果", value="没有填"),
        _condition(
            "C08",
            Outcome.PASS,
            "住房",
            "人均 11.66 ㎡，比标准 15 ㎡ 小",
            fraction=0.777,
            value="11.66",
            limit="15.00 ㎡",
            mark=DECLARED,
        ),
        _condition("C01", Outcome.PASS, "户口", "三人都是本镇户口，申请人满 47 年", value="1979-05 落户", mark=SHARED),
        _condition(
            "C14", Outcome.PASS, "没重复申请", "本县没有第二份（本机名单）", value="11-20 07:50 名单", mark=SHARED
        ),
        _condition(
            "C13", Outcome.PASS, "没有限制", "不在五年内不得申请的名单上", value="11-20 07:50 名单", mark=SHARED
        ),
        _condition("C03", Outcome.PASS, "申请人", "满 18 岁，能自己做主", mark=CARD),
    ),
    exempt=(
        ("户口证明", "公安可查"),
        ("低收入证明", "民政可查"),
        ("无房证明", "不动产可查"),
        ("养老金证明", "社保可查"),
    ),
    todo=(
        ProblemView(path="members/m3", code="parent_reason", sentence="小例的爸妈在哪里？"),
        ProblemView(path="members/m2.employer", code="employer", sentence="陈大样退休前在哪个单位？"),
        ProblemView(path="materials/@34", code="material_missing", sentence="租房或借住的说明", blocking=False),
    ),
    follow=("租房或借住的说明",),
    note="断网时算的。规则 2026-11-15 版（第 6 天，7 天内都能受理）。联网后自动重算。收入线是假设的数。",
    evaluation=_EVALUATION,
)

CONSENT_TEXT = (
    "授权人：林秀例、陈大样；陈小例（未成年，由监护人代签）\n同意谁来查：省、市、县住房保障部门和民政核对机构\n"
    "查来做什么：资格审核、公示、年审和监督，不作别的用\n\n同意查这几样：户籍、居住证、车辆、婚姻、低保特困、低收入、"
    "不动产、公积金、社保、税务*、残疾人证*、存款理财*\n* 敏感信息，单独同意。\n\n"
    "管多久：签字这天起，到不享受保障或本人收回为止。\n随时可以收回；收回后不再查，这件事也就办不下去。\n以上是真话；说假话要担责，五年内不能再申请。"
)
SIGNING = SigningView(
    consent_title="家庭经济状况核对授权书",
    consent_text=CONSENT_TEXT,
    consent_sha256="7f3a11c2d4e5" + "0" * 52,
    classes=(("V01", "户籍", False), ("V28", "存款理财", True)),
    signers=(
        SignerView(member_id="m1", name="林秀例", signs_for=None, done=True, line="手写签名・09:19・何例芳在场见证"),
        SignerView(
            member_id="m2", name="陈大样", signs_for=None, done=False, line="签名；写不了字可以按手印，要有人见证"
        ),
        SignerView(
            member_id="m1",
            name="林秀例",
            signs_for="m3",
            done=False,
            line="替陈小例（9 岁）签，写明是奶奶",
            for_name="陈小例",
        ),
    ),
    undertaking_text="我们填的都是真的。有变化，三十天内来说。说假话，五年内不能再申请。",
    undertaking_sha256="91aa" + "0" * 60,
    undertaking_signers=(
        SignerView(member_id="m1", name="林秀例", signs_for=None, done=False, line="申请人"),
        SignerView(member_id="m2", name="陈大样", signs_for=None, done=False, line="一起申请的大人"),
    ),
    missing=4,
)
PAPERS = (
    PrintItemView(document="D01", title="申请表", ready=True),
    PrintItemView(document="D02", title="授权书", ready=False, why_not="等人签完再打", copies=3),
    PrintItemView(document="D03", title="承诺书", ready=False, why_not="等人签完再打"),
    PrintItemView(document="D06", title="接收回执", ready=False, why_not="封好以后打"),
)
