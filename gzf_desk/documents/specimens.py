"""Filled-in specimens of every document, with fictional people, for looking at a wording before it is used.

The names hold the rare characters that papers must show: extension A and B to F, the dot of longer names, a long name.
Region code 990101 does not exist; the ID numbers have valid check digits (GB 11643-1999).
"""

from __future__ import annotations

from datetime import UTC, datetime

from gzf_desk.documents.authorization import AuthorizationData, Authorizer, Guardian
from gzf_desk.documents.context import DocumentData, PaperState, PrintContext

CASE = "SQ990101-0003-00122-4"
REGION = "清平县"
LIN = "990101198803120020"
CHEN = "990101198607050037"
OUYANG = "990101195911230047"
CHILD = "990101201706180050"


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


SPECIMENS: tuple[DocumentData, ...] = (authorization_specimen(),)
