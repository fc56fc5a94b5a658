"""Filled-in specimens of every document, with fictional people, for looking at a wording before it is used.

The names hold the rare characters that papers must show: extension A and B to F, the dot of longer names, a long name.
Region code 990101 does not exist; the ID numbers have valid check digits (GB 11643-1999).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from gzf_desk.documents.authorization import AuthorizationData, Authorizer, Guardian
from gzf_desk.documents.context import DocumentData, PaperState, PrintContext, Signer
from gzf_desk.documents.receipt import ReceiptData, ReceivedMaterial
from gzf_desk.documents.undertaking import PromisedFact, UndertakingData

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
    authorization_specimen(),
    undertaking_specimen(),
    receipt_specimen(),
    acceptance_specimen(),
)
