"""Every specimen, looked at by machine: nothing outside the margins or on top of something, fonts, extraction, code."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from gzf_desk.documents import (
    FACE_CONSENT,
    ApplicationFormData,
    DocumentData,
    LeaseData,
    Marked,
    PaperState,
    PrintedDocument,
    compose,
    content_hash,
    explained_clauses,
    parse_proof,
    render,
)
from gzf_desk.documents.painting import qr_modules
from gzf_desk.documents.registry import watermarks
from gzf_desk.documents.sheet import MM, PAGE_HEIGHT, PAGE_WIDTH, Code, Frame, Picture, Rule, Sheet, Text, Tick
from gzf_desk.documents.specimens import specimen_context
from gzf_desk.errors import BadInput
from tests.support.papers import PAPERS, context_for, page_picture, poppler, signed

PAGES = {"D01": 2, "D02": 2, "D03": 2, "D05": 1, "D06": 1, "D06-formal": 1, "D21": 6}
EVERY = pytest.mark.parametrize("name", sorted(PAPERS))
FAMILY = ("林𠮷例", "陈䶮样", "欧阳·娜娜㐂龘𬱖尔古丽")


def sheets(name: str) -> tuple[Sheet, ...]:
    return compose(PAPERS[name], context_for(PAPERS[name]))


def printed(name: str) -> PrintedDocument:
    return render(PAPERS[name], context_for(PAPERS[name]))


def texts(sheet: Sheet) -> list[Text]:
    return [mark for mark in sheet.marks if isinstance(mark, Text) and mark.text.strip()]


@EVERY
def test_pages(name: str, tmp_path: Path) -> None:
    paper = printed(name)
    assert paper.pages == PAGES[name]
    told = poppler("pdfinfo", paper.pdf, tmp_path).decode()
    assert f"Pages:           {PAGES[name]}" in told
    assert "(A4)" in told


@EVERY
def test_nothing_stands_outside_the_printable_area(name: str) -> None:
    for sheet in sheets(name):
        for mark in sheet.marks:
            match mark:
                case Text():
                    left, top, right, bottom = mark.box
                case Rule():
                    left, top, right, bottom = mark.x1, mark.y1, mark.x2, mark.y2
                case Frame() | Picture():
                    left, top, right, bottom = mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
                case Tick() | Code():
                    left, top, right, bottom = mark.x, mark.y, mark.x + mark.size, mark.y + mark.size
                case _:
                    r = mark.radius
                    left, top, right, bottom = mark.x - r, mark.y - r, mark.x + r, mark.y + r
            assert left >= 19.9 * MM, mark
            assert top >= 14.9 * MM, mark
            assert right <= PAGE_WIDTH - 8 * MM, mark
            assert bottom <= PAGE_HEIGHT - 5 * MM, mark


@EVERY
def test_no_text_stands_on_another(name: str) -> None:
    for sheet in sheets(name):
        boxes = [(mark.box, mark.text) for mark in texts(sheet)]
        for index, ((l1, t1, r1, b1), first) in enumerate(boxes):
            for (l2, t2, r2, b2), second in boxes[index + 1 :]:
                apart = r1 <= l2 + 0.3 or r2 <= l1 + 0.3 or b1 <= t2 + 0.3 or b2 <= t1 + 0.3
                assert apart, (first, second)


@EVERY
def test_text_stays_inside_its_cell(name: str) -> None:
    for sheet in sheets(name):
        frames = [mark for mark in sheet.marks if isinstance(mark, Frame)]
        for mark in texts(sheet):
            left, top, right, bottom = mark.box
            for frame in frames:
                inside_x = frame.x <= left < frame.x + frame.width
                inside_y = frame.y <= (top + bottom) / 2 < frame.y + frame.height
                if inside_x and inside_y:
                    assert right <= frame.x + frame.width + 0.01, mark
                    assert top >= frame.y - 0.5, mark
                    assert bottom <= frame.y + frame.height + 0.5, mark


@EVERY
def test_only_our_fonts_and_all_embedded(name: str, tmp_path: Path) -> None:
    lines = poppler("pdffonts", printed(name).pdf, tmp_path).decode().splitlines()[2:]
    assert lines
    for line in lines:
        font, *rest = line.split()
        assert re.fullmatch(r"[A-Z]{6}\+(NotoSansSC-(Regular|Medium|Bold)|GZFRare[AB])", font), line
        assert rest[0] == "TrueType"
        assert rest[2:5] == ["yes", "yes", "yes"], line  # embedded, subset, with a map to Unicode


@EVERY
def test_names_and_numbers_extract_right(name: str, tmp_path: Path) -> None:
    document = PAPERS[name]
    said = re.sub(r"\s", "", poppler("pdftotext", printed(name).pdf, tmp_path, "-raw").decode())
    assert document.number in said
    assert document.case_number in said
    family = FAMILY if name in ("D01", "D02", "D03", "D21") else FAMILY[:1]
    for person in family:
        assert person in said
    assert not re.search(r"[\ue000-\uf8ff\ufffd□]", said.replace("□无", "").replace("□有", ""))


@EVERY
def test_no_word_of_the_content_is_lost(name: str) -> None:
    def words(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            return [one for key, inner in value.items() if key not in UNPRINTED for one in words(inner)]
        if isinstance(value, list):
            return [one for inner in value for one in words(inner)]
        return []

    said = "".join(mark.text for sheet in sheets(name) for mark in sheet.marks if isinstance(mark, Text))
    lost = [
        word
        for word in words(msgspec.to_builtins(PAPERS[name]))
        if re.sub(r"\s", "", word) not in said.replace(" ", "")
    ]
    assert lost == []


UNPRINTED = {
    "key",
    "data_classes",  # ticks
    "sensitive_classes",  # ticks
    "purposes",  # in the template's words
    "assumed",  # printed as （暂定）
    "received_at",
    "birth_date",
    "hukou_since",
    "applied_on",
    "as_of",
    "term_from",
    "term_to",
    "limit_date",
    "photo",
}


@EVERY
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    first, second = printed(name), printed(name)
    assert first == second
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()
    assert first.content_hash == content_hash(PAPERS[name])


def test_papers_are_drawn_right_from_many_threads() -> None:
    names = sorted(PAPERS) * 3

    def work(name: str) -> tuple[str, str]:
        return name, printed(name).sha256

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, names))
    assert len(set(found)) == len(PAPERS)


@EVERY
def test_the_code_on_paper_is_the_proof(name: str, tmp_path: Path) -> None:
    document, paper = PAPERS[name], printed(name)
    proof = parse_proof(paper.proof)
    assert proof is not None
    assert (proof.code, proof.number) == (document.code, document.number)
    assert paper.content_hash.startswith(proof.hash_start)
    modules = qr_modules(paper.proof)
    (code,) = [mark for mark in sheets(name)[-1].marks if isinstance(mark, Code)]
    dpi = 300
    picture = page_picture(paper.pdf, tmp_path, paper.pages, dpi)
    side = code.size / (len(modules) + 8)
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            x, y = code.x + (column + 4.5) * side, code.y + (row + 4.5) * side
            grey = picture.getpixel((round(x * dpi / 72), round(y * dpi / 72)))
            assert isinstance(grey, int)
            assert (grey < 128) == dark, (row, column)


def test_watermarks() -> None:
    context = specimen_context(PaperState.DRAFT)
    assert watermarks(context) == ("草稿 DRAFT",)
    assert watermarks(specimen_context(PaperState.OFFLINE)) == ("离线打印 待平台确认",)
    assert watermarks(specimen_context(PaperState.CONFIRMED)) == ()
    assert watermarks(msgspec.structs.replace(context, copy=2, training=True)) == (
        "训练 TRAINING",
        "草稿 DRAFT",
        "副本 COPY 2",
    )


@pytest.mark.parametrize(
    ("state", "copy", "training"), [("draft", 0, False), ("offline", 3, True), ("confirmed", 0, True)]
)
def test_watermarks_stand_across_the_paper(state: str, copy: int, training: bool, tmp_path: Path) -> None:
    context = msgspec.structs.replace(specimen_context(PaperState(state)), copy=copy, training=training)
    said = poppler("pdftotext", render(PAPERS["D02"], context).pdf, tmp_path, "-raw").decode()
    for words in watermarks(context):
        for character in words.replace(" ", ""):
            assert said.count(character) >= 2  # on both pages


def test_a_signature_shows_and_leaves_the_content_alone(tmp_path: Path) -> None:
    document, context = PAPERS["D02"], specimen_context()
    bare, inked = render(document, context), render(document, signed(context, "1", "4"))
    assert bare.content_hash == inked.content_hash
    assert bare.proof == inked.proof
    assert bare.sha256 != inked.sha256
    said = poppler("pdftotext", inked.pdf, tmp_path, "-raw").decode()
    assert said.count("2026年11月20日") == 2 + inked.pages  # two signatures, and the foot of every page
    assert said.count("已比对证件和本人") == 2
    images = poppler("pdfimages", inked.pdf, tmp_path, "-list").decode()
    assert " image " in images


def test_every_explained_clause_needs_its_own_initials() -> None:
    lease = msgspec.convert(PAPERS["D21"], LeaseData)
    clauses = explained_clauses(lease)
    ids = [one.id for one in clauses]
    assert len(set(ids)) == len(ids)
    assert {f"T{number:02d}" for number in range(1, 15)} <= set(ids)
    assert not any("{" in one.text for one in clauses)

    def pictures(*keys: str) -> int:
        pages = compose(lease, signed(specimen_context(), *keys))
        return sum(isinstance(mark, Picture) for page in pages for mark in page.marks)

    assert pictures("1") == 1  # the lease itself, no clause and no consent to face recognition
    assert pictures("1", "1#T06", "1#4.3") == 3
    assert pictures(f"1#{FACE_CONSENT}") == 1
    assert pictures("1", *(f"1#{one}" for one in ids), f"1#{FACE_CONSENT}") == len(ids) + 2


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_missing_glyph_stops_the_print_and_names_the_field(language: str) -> None:
    form = msgspec.convert(PAPERS["D01"], ApplicationFormData)
    member = msgspec.structs.replace(form.members[1], name=Marked(text="欧\U00031350阳", source="c"))
    form = msgspec.structs.replace(form, members=(form.members[0], member, form.members[2]))
    context = msgspec.convert(
        {**msgspec.structs.asdict(specimen_context()), "language": language}, type(specimen_context())
    )
    with pytest.raises(BadInput) as stopped:
        render(form, context)
    assert stopped.value.code == "documents.missing_glyph"
    assert "U+31350" in stopped.value.what
    assert {"zh_CN": "家庭成员 2 · 姓名", "en": "member 2 · name"}[language] in stopped.value.what
    assert "欧" not in stopped.value.what
    assert stopped.value.advice


def test_a_missing_glyph_of_the_window_is_named_too() -> None:
    context = msgspec.structs.replace(specimen_context(), operator="何\ue001")
    with pytest.raises(BadInput, match=r"经办人.*U\+E001"):
        render(PAPERS["D02"], context)


def test_content_without_a_layout_is_a_bug() -> None:
    with pytest.raises(TypeError, match="no layout"):
        render(DocumentData(number="1", case_number="2", region="3"), specimen_context())


def test_longer_households_flow_onto_more_pages() -> None:
    form = msgspec.convert(PAPERS["D01"], ApplicationFormData)
    more = msgspec.structs.replace(form, members=form.members * 8, materials=form.materials * 6)
    many = compose(more, specimen_context())
    assert len(many) > len(compose(form, specimen_context()))
    for one, other in pairwise(many):
        assert one != other
