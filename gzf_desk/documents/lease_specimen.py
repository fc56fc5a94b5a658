"""A filled-in lease with fictional parties, for looking at a wording before it is used."""

from __future__ import annotations

from datetime import date

from gzf_desk.documents.lease_content import CoResident, Equipment, Home, LeaseData, Organisation, Tenant


def lease_specimen() -> LeaseData:
    """D21 for the family of four of the other specimens."""
    return LeaseData(
        number="HT990101-0001-00031-5",
        case_number="SQ990101-0003-00122-4",
        region="清平县",
        lessor=Organisation(
            key="lessor",
            name="清平县住房保障服务中心",
            credit_code="91350100M000100Y43",
            address="清平县城关镇示例路 1 号",
            phone="000-00000002",
            representative="示例乙",
        ),
        operator=Organisation(
            key="operator",
            name="清平县安居运营有限公司",
            credit_code="91350100M000100Y43",
            address="清平县云溪镇安居里 1 号",
            phone="000-00000003",
            representative="示例丙",
        ),
        tenant=Tenant(
            key="1",
            name="林𠮷例",
            id_type="居民身份证",
            id_number="990101198803120020",
            phone="19900000001",
            address="清平县云溪镇新街 8 号 2 栋 301 室",
        ),
        home=Home(
            address="清平县云溪镇安居里 6 号",
            project="云溪安居里一期",
            building="3 栋",
            unit="1 单元",
            room="502 室",
            floor="5",
            structure="钢筋混凝土",
            layout="两室一厅",
            build_area100=5980,
            inner_area100=4612,
        ),
        category="城镇中等偏下收入家庭",
        form="实物配租",
        qualification_number="ZG990101-0001-00027-3",
        term_from=date(2026, 12, 1),
        term_to=date(2029, 11, 30),
        standard_fen=1010,
        tier="第二档（标准租金的 70%）",
        monthly_rent_fen=42279,
        pay_cycle="月",
        due="每月 10 日",
        method="银行代扣",
        late_fee="万分之五",
        deposit_fen=100000,
        deposit_days=7,
        property_fee="每月每平方米 0.80 元，由承租人缴纳",
        notice_days=3,
        transition_months=6,
        transition_rent="原租金标准的 1.5 倍",
        vacancy_months=6,
        arrears_months=6,
        dispute="向住房所在地人民法院起诉",
        signed_place="清平县云溪镇便民服务中心",
        co_residents=(
            CoResident(name="陈䶮样", relation="丈夫", id_number="990101198607050037", phone="19900000002"),
            CoResident(name="欧阳·娜娜㐂龘𬱖尔古丽", relation="妻子的母亲", id_number="990101195911230047"),
            CoResident(name="陈小例", relation="长子", id_number="990101201706180050"),
        ),
        equipment=(
            Equipment(name="入户防盗门", count=1, condition="完好"),
            Equipment(name="厨房灶台和水槽", count=1, condition="完好"),
            Equipment(name="卫生间洁具", count=1, condition="完好", note="坐便器盖有划痕"),
            Equipment(name="热水器", count=1, condition="待修", note="2026年12月5日前修好"),
            Equipment(name="烟感报警器", count=2, condition="完好"),
        ),
        assumed=("standard_fen", "tier", "monthly_rent_fen", "late_fee", "transition_rent", "notice_days"),
    )
