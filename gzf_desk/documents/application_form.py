"""D01, the application form, laid out as the ruled form that offices know."""

from __future__ import annotations

from collections.abc import Iterable

from gzf_desk.documents.application_content import ApplicantFacts, ApplicationFormData, FormMaterial
from gzf_desk.documents.blocks import SMALL, TITLE, Block, Columns, Gap, Paragraph, Together, heading, plain, strong
from gzf_desk.documents.capitals import area, chinese_day, money, yearless
from gzf_desk.documents.context import Marked, MarkedArea, MarkedDay, MarkedMoney, PrintContext
from gzf_desk.documents.flow import FORM_MARGINS, Paper
from gzf_desk.documents.ink import PictureBox, signing_line
from gzf_desk.documents.problems import problem
from gzf_desk.documents.sheet import MM, PAGE_WIDTH
from gzf_desk.documents.tables import Cell, Row, Table, label, row
from gzf_desk.documents.templates import Words, load_words
from gzf_desk.documents.typesetting import Align, Style

_PHOTO_MM = 30.0
_STYLE = Style(9.0, 12.5)


class ApplicationFormWords(Words, frozen=True, kw_only=True):
    """Texts of D01."""

    legend: str
    photo: str
    statement: str
    statement_head: str
    official_head: str
    opinion_foot: str
    publicity_label: str
    publicity: str
    decision_label: str
    acceptance_label: str
    no_members: str
    none: str
    copies: str


def _cell(value: Marked | MarkedMoney | MarkedArea | MarkedDay | str, columns: int = 1, center: bool = False) -> Cell:
    text, source = "", ""
    match value:
        case str():
            text = value
        case Marked():
            text, source = value.text, value.source
        case MarkedMoney():
            text, source = "" if value.fen is None else money(value.fen), value.source
        case MarkedArea():
            text, source = "" if value.area100 is None else area(value.area100), value.source
        case MarkedDay():
            text, source = yearless(value.day), value.source
    align: Align = "center" if center else "right" if isinstance(value, MarkedMoney | MarkedArea) else "left"
    return Cell(plain(text), columns, align, source if text else "")


def _table(columns: tuple[float, ...], heads: tuple[str, ...], rows: Iterable[Row], none: str) -> Table:
    body = tuple(rows) or (row(Cell(plain(none), len(columns), "center")),)
    return Table(columns, (row(*(label(words) for words in heads)), *body), headers=1, style=_STYLE)


def _head(data: ApplicationFormData) -> Table:
    return Table(
        (20, 37, 20, 37, 20, 40),
        (
            row(
                label("申请区域"),
                _cell(data.region),
                label("申请类别"),
                _cell(data.category),
                label("保障方式"),
                _cell(data.form),
            ),
            row(
                label("申请编号"),
                _cell(data.case_number, 3),
                label("申请日期"),
                _cell(chinese_day(data.applied_on)),
            ),
        ),
        style=_STYLE,
    )


def _beside_photo(facts: ApplicantFacts) -> Table:
    return Table(
        (20, 34, 14, 26, 20, 30),
        (
            row(label("姓名"), _cell(facts.name), label("性别"), _cell(facts.sex), label("民族"), _cell(facts.nation)),
            row(
                label("出生日期"),
                _cell(facts.birth_date),
                label("婚姻"),
                _cell(facts.marital),
                label("文化程度"),
                _cell(facts.education),
            ),
            row(label("证件类型"), _cell(facts.id_type), label("号码"), _cell(facts.id_number, 3)),
            row(label("手机"), _cell(facts.phone), label("职业"), _cell(facts.job, 3)),
            row(label("工作单位"), _cell(facts.employer, 5)),
        ),
        style=_STYLE,
    )


def _below_photo(facts: ApplicantFacts) -> Table:
    return Table(
        (20, 74, 24, 56),
        (
            row(label("户籍地址"), _cell(facts.hukou_address), label("迁入日期"), _cell(facts.hukou_since)),
            row(label("现住址"), _cell(facts.present_address), label("居住方式"), _cell(facts.tenure)),
            row(label("社保缴存"), _cell(facts.insurance_months), label("公积金缴存"), _cell(facts.fund_months)),
        ),
        style=_STYLE,
    )


def _applicant(data: ApplicationFormData, words: ApplicationFormWords) -> list[Block]:
    facts = data.applicant
    width = PAGE_WIDTH - (FORM_MARGINS.left + FORM_MARGINS.right) * MM
    beside = _beside_photo(facts)
    room = width - _PHOTO_MM * MM
    photo = PictureBox(sum(one.height for one in beside.slices(room)), words.photo, data.photo)
    joined = Columns(((room, (beside,)), (_PHOTO_MM * MM, (photo,))))
    return [Together((heading("一、申请人"), joined)), _below_photo(facts)]


def _members(data: ApplicationFormData, words: ApplicationFormWords) -> Table:
    rows = (
        row(
            _cell(one.name),
            _cell(one.kinship, center=True),
            _cell(one.id_number),
            _cell("" if one.age is None else str(one.age), center=True),
            _cell(one.role, center=True),
            _cell(one.hukou),
            _cell(one.monthly_income),
            _cell(one.special),
            _cell(one.disability),
        )
        for one in data.members
    )
    heads = ("姓名", "关系", "证件号码", "年龄", "身份", "户籍", "月收入", "特殊情况", "残疾")
    return _table((25, 16, 38, 9, 18, 14, 19, 18, 17), heads, rows, words.no_members)


def _money_blocks(data: ApplicationFormData, words: ApplicationFormWords) -> list[Block]:
    homes = (
        row(_cell(one.address), _cell(one.owner), _cell(one.tenure), _cell(one.area), _cell(one.certificate))
        for one in data.housing
    )
    income = (row(_cell(one.person), _cell(one.kind), _cell(one.period), _cell(one.amount)) for one in data.income)
    assets = (
        row(_cell(one.person), _cell(one.kind), _cell(one.detail), _cell(yearless(one.as_of)), _cell(one.value))
        for one in data.assets
    )
    statuses = (row(_cell(one.person), _cell(one.status), _cell(one.certificate)) for one in data.statuses)
    return [
        heading("三、住房情况"),
        _table((62, 24, 26, 20, 42), ("地址", "权利人", "权属或使用", "面积", "证号"), homes, words.none),
        heading("四、最近 12 个月收入"),
        _table((40, 50, 54, 30), ("姓名", "种类", "期间", "金额"), income, words.none),
        heading("五、财产和车辆"),
        _table((34, 36, 46, 28, 30), ("姓名", "种类", "说明", "截止日期", "价值"), assets, words.none),
        heading("六、特殊身份和证件"),
        _table((40, 60, 74), ("姓名", "身份", "证件"), statuses, words.none),
    ]


def _wishes(data: ApplicationFormData) -> Table:
    wishes = data.wishes
    return Table(
        (40, 134),
        (
            row(label("已享受的其他住房优惠"), _cell(data.other_benefits)),
            row(label(f"近 {data.disposed_years} 年转让、分割的住房"), _cell(data.homes_disposed)),
            row(label("意向区域和户型"), _cell("　".join(part for part in (wishes.areas, wishes.layout) if part))),
            row(
                label("无障碍住房"),
                Cell(ticks=(("需要", wishes.barrier_free is True), ("不需要", wishes.barrier_free is False))),
            ),
        ),
        style=_STYLE,
    )


def _handed_in(one: FormMaterial) -> Cell:
    if one.pages != 0:
        pages = "____" if one.pages is None else one.pages
        return Cell(ticks=((f"已交 {pages} 页 {one.kind}".rstrip(), True),))
    return _cell("免交" if one.exempt else "后补", center=True)


def _materials(data: ApplicationFormData, words: ApplicationFormWords) -> Table:
    rows = (
        row(
            _cell(str(number), center=True),
            _cell(one.name),
            _handed_in(one),
            _cell(one.exempt),
        )
        for number, one in enumerate(data.materials, 1)
    )
    return _table((10, 62, 40, 62), ("序号", "材料", "提交情况", "免交原因"), rows, words.none)


def _official(data: ApplicationFormData, words: ApplicationFormWords) -> list[Block]:
    rows = [row(label(words.acceptance_label), Cell(plain(""), foot=words.opinion_foot), height_mm=15)]
    for index, stage in enumerate(data.stages):
        rows.append(row(label(f"{stage}意见"), Cell(plain(""), foot=words.opinion_foot), height_mm=19))
        if index < len(data.stages) - 1:
            rows.append(row(label(words.publicity_label), _cell(words.publicity)))
    rows.append(row(label(words.decision_label), Cell(plain(""), foot=words.opinion_foot), height_mm=17))
    return [heading(words.official_head), Table((26, 148), tuple(rows), style=_STYLE)]


def lay_out(data: ApplicationFormData, context: PrintContext) -> Paper:
    """D01 as blocks."""
    words = load_words(data.code, data.template_version, ApplicationFormWords)
    if not data.signers:
        raise problem("nobody_signs", context.language)
    signatures = [signing_line(one, context) for one in data.signers]
    statement = Paragraph(plain(words.statement), Style(10, 16, indent=2, align="justify"))
    subtitle = f"编号 {data.number}　　办理渠道 {data.channel}"
    blocks: list[Block] = [
        Paragraph(strong(words.title), TITLE),
        Paragraph(plain(subtitle), Style(9, 15, align="center"), grey=0.25, after_mm=1),
        _head(data),
        *_applicant(data, words),
        heading("二、家庭成员"),
        _members(data, words),
        *_money_blocks(data, words),
        heading("七、其他住房优惠和意愿"),
        _wishes(data),
        heading("八、材料清单"),
        _materials(data, words),
        Gap(1),
        Paragraph(plain(f"{words.legend}{words.copies}"), SMALL, grey=0.2),
        Together((heading(words.statement_head), statement, signatures[0])),
        *signatures[1:],
        *_official(data, words),
    ]
    return Paper(words.title, tuple(blocks), FORM_MARGINS)
