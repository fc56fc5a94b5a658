"""Filled-in specimens of every document, with fictional people, for looking at a wording before it is used.

The names hold the rare characters that papers must show: extension A and B to F, the dot of longer names, a long name.
Region code 990101 does not exist; the ID numbers have valid check digits (GB 11643-1999).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from gzf_desk.documents.application_content import (
    ApplicantFacts,
    ApplicationFormData,
    AssetFacts,
    FormMaterial,
    HousingFacts,
    IncomeFacts,
    MemberFacts,
    StatusFacts,
    Wishes,
)
from gzf_desk.documents.authorization import AuthorizationData, Authorizer, Guardian
from gzf_desk.documents.context import (
    DocumentData,
    Marked,
    MarkedArea,
    MarkedDay,
    MarkedMoney,
    PaperState,
    PrintContext,
    Signer,
)
from gzf_desk.documents.lease_specimen import lease_specimen
from gzf_desk.documents.material_list import MaterialListData
from gzf_desk.documents.receipt import ReceiptData, ReceivedMaterial
from gzf_desk.documents.undertaking import PromisedFact, UndertakingData

YEAR = "2025-11 至 2026-10"
CASE = "SQ990101-0003-00122-4"
REGION = "清平县"
LIN = "990101198803120020"
CHEN = "990101198607050037"
OUYANG = "990101195911230047"
CHILD = "990101201706180050"

SIGNERS = (
    Signer(key="1", name="林𠮷例", role="申请人"),
    Signer(key="2", name="陈䶮样", role="共同申请人"),
    Signer(key="3", name="欧阳·娜娜㐂龘𬱖尔古丽", role="共同申请人"),
)


def specimen_context(state: PaperState = PaperState.OFFLINE) -> PrintContext:
    """A print at a fictional window."""
    return PrintContext(
        printed_at=datetime(2026, 11, 20, 1, 41, tzinfo=UTC),
        station="云溪镇便民服务中心 3 号窗口",
        operator="何例芳",
        hotline="000-00000000",
        state=state,
    )


def _applicant() -> ApplicantFacts:
    return ApplicantFacts(
        name=Marked(text="林𠮷例", source="c"),
        sex=Marked(text="女", source="c"),
        nation=Marked(text="汉", source="c"),
        birth_date=MarkedDay(day=date(1988, 3, 12), source="c"),
        id_type=Marked(text="居民身份证", source="c"),
        id_number=Marked(text=LIN, source="c"),
        marital=Marked(text="已婚", source="s"),
        phone=Marked(text="19900000001", source="d"),
        hukou_address=Marked(text="清平县云溪镇石桥村 12 号", source="c"),
        hukou_since=MarkedDay(day=date(2011, 5, 20), source="s"),
        present_address=Marked(text="清平县云溪镇新街 8 号 2 栋 301 室", source="d"),
        tenure=Marked(text="租住私房", source="d"),
        employer=Marked(text="清平县示例环卫服务站", source="d"),
        job=Marked(text="环卫工人", source="d"),
        education=Marked(text="高中", source="d"),
        insurance_months=Marked(text="累计 86 个月，连续 26 个月", source="s"),
        fund_months=Marked(text="没有缴存", source="s"),
    )


def _members() -> tuple[MemberFacts, ...]:
    return (
        MemberFacts(
            name=Marked(text="陈䶮样", source="c"),
            kinship=Marked(text="丈夫", source="s"),
            id_number=Marked(text=CHEN, source="c"),
            age=40,
            role=Marked(text="共同申请", source="d"),
            hukou=Marked(text="本县", source="s"),
            monthly_income=MarkedMoney(fen=185000, source="d"),
            special=Marked(text="零工", source="d"),
        ),
        MemberFacts(
            name=Marked(text="欧阳·娜娜㐂龘𬱖尔古丽", source="c"),
            kinship=Marked(text="妻子的母亲", source="d"),
            id_number=Marked(text=OUYANG, source="c"),
            age=66,
            role=Marked(text="共同申请", source="d"),
            hukou=Marked(text="本县", source="s"),
            monthly_income=MarkedMoney(fen=124550, source="s"),
            disability=Marked(text="肢体 三级", source="s"),
        ),
        MemberFacts(
            name=Marked(text="陈小例", source="d"),
            kinship=Marked(text="长子", source="d"),
            id_number=Marked(text=CHILD, source="d"),
            age=9,
            role=Marked(text="共同居住", source="d"),
            hukou=Marked(text="本县", source="s"),
        ),
    )


def application_specimen() -> ApplicationFormData:
    """D01 for the family of four."""
    return ApplicationFormData(
        number=CASE,
        case_number=CASE,
        region=REGION,
        category="城镇中等偏下收入家庭",
        form="实物配租",
        channel="街道（乡镇）窗口",
        applied_on=date(2026, 11, 20),
        applicant=_applicant(),
        members=_members(),
        housing=(
            HousingFacts(
                address=Marked(text="清平县云溪镇新街 8 号 2 栋 301 室", source="d"),
                owner=Marked(text="测试甲", source="d"),
                tenure=Marked(text="租住", source="d"),
                area=MarkedArea(area100=4860, source="d"),
            ),
            HousingFacts(
                address=Marked(text="清平县云溪镇石桥村 12 号", source="s"),
                owner=Marked(text="林𠮷例等三人", source="s"),
                tenure=Marked(text="共有三分之一", source="s"),
                area=MarkedArea(area100=9000, source="s"),
                certificate=Marked(text="清房字第 990101-0007 号", source="s"),
            ),
        ),
        income=(
            IncomeFacts(person="林𠮷例", kind="工资", amount=MarkedMoney(fen=3360000, source="d"), period=YEAR),
            IncomeFacts(person="陈䶮样", kind="零工", amount=MarkedMoney(fen=2220000, source="d"), period=YEAR),
            IncomeFacts(
                person="欧阳·娜娜㐂龘𬱖尔古丽",
                kind="养老金",
                amount=MarkedMoney(fen=1494600, source="s"),
                period=YEAR,
            ),
        ),
        assets=(
            AssetFacts(
                person="林𠮷例", kind="存款", value=MarkedMoney(fen=1850030, source="d"), as_of=date(2026, 10, 31)
            ),
            AssetFacts(
                person="陈䶮样",
                kind="二轮摩托车",
                detail="谋生用",
                value=MarkedMoney(fen=320000, source="s"),
            ),
        ),
        statuses=(
            StatusFacts(
                person="欧阳·娜娜㐂龘𬱖尔古丽",
                status=Marked(text="残疾人（肢体三级）", source="s"),
                certificate=Marked(text="残疾人证，电子证照", source="s"),
            ),
        ),
        other_benefits=Marked(text="没有", source="s"),
        homes_disposed=Marked(text="没有", source="d"),
        wishes=Wishes(areas="云溪镇、城关镇", barrier_free=True, layout="两室一厅"),
        materials=(
            FormMaterial(name="居民身份证", pages=4, kind="复印件"),
            FormMaterial(name="居民户口簿", pages=5, kind="复印件"),
            FormMaterial(name="结婚证", exempt="部门共享可以查到"),
            FormMaterial(name="收入证明", exempt="书面承诺代替"),
            FormMaterial(name="残疾人证", exempt="电子证照"),
        ),
        stages=("乡镇初审", "县住房保障部门终审"),
        signers=SIGNERS,
    )


def authorization_specimen() -> AuthorizationData:
    """D02 for a family of four, one of them a child."""
    return AuthorizationData(
        number="SC990101-0003-00122-4",
        case_number=CASE,
        region=REGION,
        processor="省住房保障信息中心",
        data_classes=(
            "D01",
            "D02",
            "D03",
            "D04",
            "D05",
            "D06",
            "D07",
            "D08",
            "D09",
            "D12",
            "D13",
            "E01",
            "E02",
            "E03",
            "E04",
            "E08",
            "E11",
        ),
        authorizers=(
            Authorizer(
                key="1",
                name="林𠮷例",
                id_type="居民身份证",
                id_number=LIN,
                relation="本人",
                sensitive_classes=("D13", "E04", "E08"),
            ),
            Authorizer(
                key="2",
                name="陈䶮样",
                id_type="居民身份证",
                id_number=CHEN,
                relation="丈夫",
                sensitive_classes=("E08",),
            ),
            Authorizer(
                key="3",
                name="欧阳·娜娜㐂龘𬱖尔古丽",
                id_type="居民身份证",
                id_number=OUYANG,
                relation="妻子的母亲",
            ),
            Authorizer(
                key="4",
                name="陈小例",
                id_type="居民身份证",
                id_number=CHILD,
                relation="长子",
                guardian=Guardian(name="林𠮷例", relation="母亲", basis="户口簿"),
                sensitive_classes=("D13", "E04", "E08"),
            ),
        ),
    )


def undertaking_specimen() -> UndertakingData:
    """D03 of three adults."""
    return UndertakingData(
        number="CN990101-0003-00122-7",
        case_number=CASE,
        region=REGION,
        signers=SIGNERS,
        ticked=(1, 2, 3, 4, 5, 6),
        promised=(
            PromisedFact(fact="陈䶮样自 2026 年 3 月起无固定工作，月均零工收入约 1,850 元", material="收入证明"),
            PromisedFact(fact="家庭在本县没有自有住房，也没有在建的自建房", material="无房证明"),
        ),
        read_aloud=True,
    )


def _materials() -> tuple[ReceivedMaterial, ...]:
    return (
        ReceivedMaterial(name="公共租赁住房申请表", pages=3, kind="原件"),
        ReceivedMaterial(name="家庭经济状况核对授权书", pages=2, kind="原件"),
        ReceivedMaterial(name="住房保障诚信承诺书", pages=1, kind="原件"),
        ReceivedMaterial(name="居民身份证", pages=4, kind="复印件", note="原件已当面核对"),
        ReceivedMaterial(name="居民户口簿", pages=5, kind="复印件", note="原件已当面核对"),
        ReceivedMaterial(name="残疾人证", pages=1, kind="电子证照"),
    )


def material_list_specimen() -> MaterialListData:
    """D05 with one material still to come."""
    return MaterialListData(
        number="CL990101-0003-00019-8",
        case_number=CASE,
        region=REGION,
        giver=Signer(key="1", name="林𠮷例", role="交件人"),
        received_at=datetime(2026, 11, 20, 1, 38, tzinfo=UTC),
        materials=_materials(),
        still_missing=("租房合同（住房现状证明）",),
    )


def receipt_specimen() -> ReceiptData:
    """D06 without network: 接收回执."""
    return ReceiptData(
        number="SL990101-0003-00045-1",
        case_number=CASE,
        region=REGION,
        formal=False,
        applicant="林𠮷例",
        category="城镇中等偏下收入家庭",
        received_at=datetime(2026, 11, 20, 1, 38, tzinfo=UTC),
        materials=_materials(),
        office="云溪镇人民政府",
        query_code="7K3M-92QX",
        supervision_phone="000-00000001",
        confirmation="窗口联网后 1 个工作日内（暂定）由平台确认，并以短信告知。",
    )


def acceptance_specimen() -> ReceiptData:
    """D06 confirmed by the platform: 受理通知书."""
    return msgspec.structs.replace(
        receipt_specimen(),
        number="SL990101-0003-00046-9",
        formal=True,
        limit_date=date(2026, 12, 20),
        limit_words="30 日内",
        limit_assumed=True,
        confirmation="",
    )


SPECIMENS: tuple[DocumentData, ...] = (
    application_specimen(),
    authorization_specimen(),
    undertaking_specimen(),
    material_list_specimen(),
    receipt_specimen(),
    acceptance_specimen(),
    lease_specimen(),
)
