"""D02, the letter by which every adult lets the departments look; no check may start without it."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from gzf_desk.documents.blocks import (
    FORM,
    SMALL,
    TITLE,
    Block,
    Gap,
    Paragraph,
    Ticks,
    Together,
    heading,
    plain,
    strong,
)
from gzf_desk.documents.capitals import chinese_day
from gzf_desk.documents.context import DocumentData, PrintContext
from gzf_desk.documents.flow import FORM_MARGINS, Paper
from gzf_desk.documents.ink import Signing
from gzf_desk.documents.problems import problem
from gzf_desk.documents.tables import Cell, Table, label, row
from gzf_desk.documents.templates import Words, fill, load_words
from gzf_desk.documents.typesetting import Style

_TEXT = Style(10.0, 15.5, indent=2, align="justify")


class Guardian(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs for a person of limited or no capacity; ``basis`` e.g. 户口簿 or a judgment."""

    name: str
    relation: str
    basis: str
    id_number: str = ""


class Authorizer(msgspec.Struct, frozen=True, kw_only=True):
    """One person whose data may be looked up.

    Attributes:
        key: the caller's key for the person's signature; a guardian signs under the same key. Not printed.
        relation: to the applicant.
        sensitive_classes: codes of sensitive classes to which this person said yes, one by one.
        sensitive_refused: codes of those to which the person said no; neither leaves both boxes to a pen.
    """

    key: str
    name: str
    id_type: str
    id_number: str
    relation: str
    guardian: Guardian | None = None
    sensitive_classes: tuple[str, ...] = ()
    sensitive_refused: tuple[str, ...] = ()


class AuthorizationData(DocumentData, frozen=True, kw_only=True):
    """Content of D02.

    Attributes:
        authorizers: at least one.
        data_classes: codes of the data dictionary, the ones that may be looked up (ticked).
        purposes: keys of the template's purposes.
        processor: name of the body that runs the platform.
    """

    code: ClassVar[str] = "D02"

    authorizers: tuple[Authorizer, ...]
    data_classes: tuple[str, ...]
    processor: str
    purposes: tuple[str, ...] = ("APPLY", "PUBLICITY", "RECHECK", "SUPERVISE")


class DataClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tick box: a class of data and who holds it."""

    code: str
    label: str
    holder: str
    sensitive: bool = False


class AuthorizationWords(Words, frozen=True, kw_only=True):
    """Texts of D02."""

    head: str
    to_whom: str
    purpose: str
    classes_head: str
    classes_note: str
    sensitive_head: str
    duty: str
    validity: str
    withdraw: str
    truth: str
    minors: str
    signing_head: str
    guardian_note: str
    witness: str
    copies: str
    basis_note: str
    purposes: dict[str, str]
    classes: tuple[DataClass, ...]


def data_classes(version: str = "2026-11") -> tuple[DataClass, ...]:
    """The tick boxes of a version of the letter, for a window that asks for each."""
    return load_words("D02", version, AuthorizationWords).classes


def _check(data: AuthorizationData, words: AuthorizationWords, context: PrintContext) -> None:
    known = {one.code for one in words.classes}
    spoken = ((*person.sensitive_classes, *person.sensitive_refused) for person in data.authorizers)
    asked = set(data.data_classes).union(*spoken)
    if unknown := sorted(asked - known):
        raise problem("unknown_class", context.language, classes="、".join(unknown))
    if any(set(person.sensitive_classes) & set(person.sensitive_refused) for person in data.authorizers):
        raise problem("yes_and_no", context.language)
    if not data.authorizers:
        raise problem("nobody_signs", context.language)


def _people(data: AuthorizationData) -> Table:
    rows = [row(label("授权人"), label("与申请人关系"), label("证件类型"), label("证件号码"), label("签字方式"))]
    for person in data.authorizers:
        how = "监护人代签" if person.guardian else "本人签"
        cells = (person.name, person.relation, person.id_type, person.id_number, how)
        rows.append(row(*(Cell(plain(text), align="center") for text in cells)))
    return Table((22, 17, 24, 34, 18), tuple(rows), headers=1)


def _sensitive(data: AuthorizationData, words: AuthorizationWords) -> list[Block]:
    asked = [one for one in words.classes if one.sensitive and one.code in data.data_classes]
    if not asked:
        return []
    rows = [row(label("授权人"), *(label(f"{one.label}＊") for one in asked))]
    for person in data.authorizers:
        boxes = (
            Cell(
                ticks=(
                    ("同意", one.code in person.sensitive_classes),
                    ("不同意", one.code in person.sensitive_refused),
                )
            )
            for one in asked
        )
        rows.append(row(Cell(plain(person.name), align="center"), *boxes))
    table = Table((22, *(34.0 for _ in asked)), tuple(rows), headers=1, together=True)
    return [Together((heading(words.sensitive_head, 10.0), table)), Gap(1.5)]


def _signatures(data: AuthorizationData, words: AuthorizationWords, context: PrintContext) -> list[Block]:
    found: list[Block] = []
    for person in data.authorizers:
        given = context.signature_of(person.key)
        notes = [given.note] if given and given.note else []
        if person.guardian:
            values = {
                "guardian": person.guardian.name,
                "relation": person.guardian.relation,
                "basis": person.guardian.basis or "____________",
            }
            notes.insert(0, words.guardian_note.format(**values))
        found.append(
            Signing(
                role="授权人",
                name=person.name,
                day=chinese_day(given.signed_on if given else None),
                image=given.image if given else b"",
                print_image=given.fingerprint if given else b"",
                note="　".join(notes),
            )
        )
    found.append(Signing(role="经办人", name=context.operator, day=chinese_day(None), fingerprint=False))
    return found


def lay_out(data: AuthorizationData, context: PrintContext) -> Paper:
    """D02 as blocks."""
    words = load_words(data.code, data.template_version, AuthorizationWords)
    _check(data, words, context)
    values = {
        "names": "、".join(person.name for person in data.authorizers),
        "region": data.region,
        "processor": data.processor,
        "purposes": "、".join(words.purposes[key] for key in data.purposes),
    }
    boxes = tuple(
        (f"{one.label}{'＊' if one.sensitive else ''}（{one.holder}）", one.code in data.data_classes)
        for one in words.classes
    )
    signatures = _signatures(data, words, context)
    blocks: list[Block] = [
        Paragraph(strong(words.title), TITLE),
        Paragraph(plain(f"编号 {data.number}"), Style(9, 15, align="center"), grey=0.25, after_mm=1.5),
        Paragraph(fill(words.head, values), _TEXT),
        Gap(1),
        _people(data),
        Gap(1.5),
        Paragraph(fill(words.to_whom, values), _TEXT),
        Paragraph(fill(words.purpose, values), _TEXT),
        heading(words.classes_head, 10.0),
        Ticks(boxes, 4, Style(8.0, 12.0)),
        Paragraph(plain(words.classes_note), SMALL, grey=0.2, after_mm=1),
        *_sensitive(data, words),
        *(
            Paragraph(fill(text), _TEXT)
            for text in (words.duty, words.validity, words.withdraw, words.truth, words.minors)
        ),
        Together((heading(words.signing_head), signatures[0])),
        *signatures[1:-1],
        Together((Gap(2), Paragraph(plain(words.witness), FORM), signatures[-1])),
        Paragraph(plain(f"{words.copies}{words.basis_note}"), SMALL, grey=0.2),
    ]
    return Paper(words.title, tuple(blocks), FORM_MARGINS)
