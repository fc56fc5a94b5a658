"""The account of a block: every number is somewhere, none is given out twice, nothing is voided by one person alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.ids import DeviceId, FormalNumber, OperatorId, RecordId
from sync.workflow.number_ledger import (
    Account,
    LedgerFault,
    LentBlock,
    MarkKind,
    NumberMark,
    account,
    check_block,
    check_mark,
    issue,
    next_sequence,
    rest_mark,
)
from sync.workflow.numbering import NumberKind, NumberReason, make, parse

BLOCK = LentBlock(
    device=DeviceId("dev-1"), kind=NumberKind.CONSENT, region="990101", station="0003", first=11, last=20, epoch=2
)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WINDOW, SECOND = OperatorId("op-window"), OperatorId("op-second")


def mark(kind: MarkKind, first: int, last: int | None = None, **more: object) -> NumberMark:
    subject = RecordId("case-1") if kind is MarkKind.USED else None
    fields: dict[str, object] = {"subject": subject, **more}
    return msgspec.structs.replace(
        NumberMark(kind=kind, first=first, last=first if last is None else last, by=WINDOW, at=NOW), **fields
    )


def void(first: int, last: int | None = None, **more: object) -> NumberMark:
    return mark(MarkKind.VOID, first, last, **{"reason": "spoilt", "second": SECOND, **more})


def used(first: int, **more: object) -> NumberMark:
    return mark(MarkKind.USED, first, **more)


def returned(first: int, last: int) -> NumberMark:
    return mark(MarkKind.RETURNED, first, last)


def test_a_fresh_block_is_open() -> None:
    found = account(BLOCK, ())
    assert found == Account(open=tuple(range(11, 21)))
    assert found.in_order
    assert issue(BLOCK, (), epoch=2) == make(NumberKind.CONSENT, "990101", "0003", 11)


def test_every_number_is_accounted_for() -> None:
    marks = (used(11), used(12), void(13), used(16), returned(18, 19))
    found = account(BLOCK, marks)
    assert (found.used, found.void, found.returned) == ((11, 12, 16), (13,), (18, 19))
    assert (found.open, found.gaps, found.doubles, found.strange) == ((20,), (14, 15, 17), (), ())
    assert not found.in_order
    assert next_sequence(BLOCK, marks) == 20


def test_two_marks_on_one_number_and_marks_of_elsewhere_are_named() -> None:
    marks = (used(11), void(11), used(11), void(20, 22), used(9), mark(MarkKind.VOID, 12, 11))
    found = account(BLOCK, marks)
    assert found.doubles == (11,)
    assert found.used == (11,)
    assert found.void == (20,)
    assert found.strange == marks[3:]
    assert not found.in_order
    assert not account(BLOCK, (used(11), used(11))).in_order
    assert not account(BLOCK, (used(5),)).in_order
    assert not account(BLOCK, (used(12),)).in_order


def test_the_end_of_a_block() -> None:
    assert issue(BLOCK, (used(19),), epoch=2) == BLOCK.number(20)
    assert issue(BLOCK, (used(20),), epoch=2) is LedgerFault.EXHAUSTED
    assert issue(BLOCK, (returned(15, 20),), epoch=2) is LedgerFault.EXHAUSTED
    assert next_sequence(BLOCK, (used(3),)) == 11


def test_a_fork_voids_the_rest() -> None:
    marks = [used(11), used(12)]
    rest = rest_mark(BLOCK, marks, MarkKind.VOID, by=OperatorId("platform"), at=NOW, reason="fork", second=SECOND)
    assert rest is not None
    assert (rest.first, rest.last, rest.kind, rest.reason, rest.second) == (13, 20, MarkKind.VOID, "fork", SECOND)
    assert check_mark(BLOCK, marks, rest) is None
    found = account(BLOCK, [*marks, rest])
    assert found.in_order
    assert found.void == tuple(range(13, 21))
    assert issue(BLOCK, [*marks, rest], epoch=2) is LedgerFault.EXHAUSTED
    for epoch in (1, 3):
        assert issue(BLOCK, marks, epoch=epoch) is LedgerFault.EPOCH
    assert rest_mark(BLOCK, [*marks, rest], MarkKind.VOID, by=WINDOW, at=NOW) is None


def test_what_nobody_will_use_is_returned() -> None:
    rest = rest_mark(BLOCK, [used(11)], MarkKind.RETURNED, by=WINDOW, at=NOW)
    assert rest is not None
    assert (rest.first, rest.last, rest.at, rest.by) == (12, 20, NOW, WINDOW)
    assert check_mark(BLOCK, [used(11)], rest) is None


@pytest.mark.parametrize(
    ("further", "fault"),
    [
        (used(12), None),
        (void(12), None),
        (void(12, 20), None),
        (returned(12, 20), None),
        (used(11), LedgerFault.TAKEN),
        (void(12, 15), None),
        (void(11, 15), LedgerFault.TAKEN),
        (used(10), LedgerFault.RANGE),
        (used(21), LedgerFault.RANGE),
        (void(20, 21), LedgerFault.RANGE),
        (void(13, 12), LedgerFault.RANGE),
        (used(12, subject=None), LedgerFault.SUBJECT),
        (void(12, subject=RecordId("case-1")), LedgerFault.SUBJECT),
        (used(12, last=13), LedgerFault.ONE_BY_ONE),
        (void(12, reason=" x "), LedgerFault.REASON),
        (void(12, reason="xy"), None),
        (void(12, second=None), LedgerFault.SECOND_PERSON),
        (void(12, second=WINDOW), LedgerFault.SECOND_PERSON),
    ],
)
def test_marks_that_may_be_made(further: NumberMark, fault: LedgerFault | None) -> None:
    assert check_mark(BLOCK, (used(11),), further) is fault


def test_a_mark_may_not_cover_a_later_one() -> None:
    assert check_mark(BLOCK, (used(15),), void(14, 15)) is LedgerFault.TAKEN
    assert check_mark(BLOCK, (used(15),), void(14, 14)) is None
    assert check_mark(BLOCK, (void(12, 15),), used(15)) is LedgerFault.TAKEN
    assert check_mark(BLOCK, (void(12, 15),), used(16)) is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"first": 20}, None),
        ({"first": 21}, LedgerFault.RANGE),
        ({"first": 0}, LedgerFault.RANGE),
        ({"first": 1}, None),
        ({"last": 99_999}, None),
        ({"last": 100_000}, LedgerFault.RANGE),
        ({"epoch": 0}, LedgerFault.EPOCH),
        ({"epoch": 1}, None),
    ],
)
def test_blocks_that_can_be_lent(changes: dict[str, int], fault: LedgerFault | None) -> None:
    assert check_block(msgspec.structs.replace(BLOCK, **changes)) is fault


def test_the_signed_statement_holds_everything() -> None:
    assert BLOCK.statement() == b"gzf-number-block|dev-1|SC|990101|0003|11|20|2"
    others = {"device": "dev-2", "kind": NumberKind.UNDERTAKING, "region": "990102", "station": "0004"}
    for name, value in {**others, "first": 12, "last": 19, "epoch": 3}.items():
        assert msgspec.structs.replace(BLOCK, **{name: value}).statement() != BLOCK.statement()


def test_whose_number_it_is() -> None:
    number = BLOCK.number(15)
    assert BLOCK.sequence(number) == 15
    assert BLOCK.sequence(number.lower()) == 15
    assert [BLOCK.sequence(BLOCK.number(at)) for at in (11, 20)] == [11, 20]
    strangers = [
        make(NumberKind.CONSENT, "990101", "0003", 10),
        make(NumberKind.CONSENT, "990101", "0003", 21),
        make(NumberKind.CONSENT, "990101", "0004", 15),
        make(NumberKind.CONSENT, "990102", "0003", 15),
        make(NumberKind.UNDERTAKING, "990101", "0003", 15),
        FormalNumber(number[:-1] + str((int(number[-1]) + 1) % 10)),
        FormalNumber(""),
    ]
    assert [BLOCK.sequence(one) for one in strangers] == [None] * len(strangers)
    for outside in (10, 21):
        with pytest.raises(ValueError, match="does not lie"):
            BLOCK.number(outside)


def test_every_single_wrong_digit_of_20_000_numbers_is_found() -> None:
    chance = random.Random(20_000)
    kinds = list(NumberKind)
    for _ in range(20_000):
        digits = (f"{chance.randrange(10**6):06d}", f"{chance.randrange(10**4):04d}")
        number = make(chance.choice(kinds), *digits, chance.randint(1, 99_999))
        at = chance.randrange(2, 18)
        wrong = number[:at] + str((int(number[at]) + chance.randint(1, 9)) % 10) + number[at + 1 :]
        assert parse(wrong) is NumberReason.CHECK_DIGIT


def test_every_kind_of_paper_has_a_code_of_its_own() -> None:
    codes = [kind.value for kind in NumberKind]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)
    assert {"SQ", "SL", "BZ", "SC", "CN", "WT", "XC", "NS", "YY"} <= set(codes)


KINDS = st.sampled_from(MarkKind)
MARKS = st.lists(st.builds(mark, KINDS, st.integers(8, 23), st.integers(8, 23)), max_size=8)


@given(MARKS)
def test_every_sequence_stands_in_exactly_one_place(marks: list[NumberMark]) -> None:
    found = account(BLOCK, marks)
    places = [*found.used, *found.void, *found.returned, *found.open, *found.gaps]
    assert sorted(places) == list(range(11, 21))
    assert set(found.doubles) <= {*found.used, *found.void, *found.returned}


@given(st.lists(st.sampled_from(["use", "void", "return", "fork"]), max_size=14))
def test_no_number_is_given_out_twice(acts: list[str]) -> None:
    marks: list[NumberMark] = []
    given_out: list[str] = []
    epoch = BLOCK.epoch
    for act in acts:
        number = issue(BLOCK, marks, epoch=epoch)
        if isinstance(number, LedgerFault):
            break
        sequence = BLOCK.sequence(number)
        assert sequence is not None
        if act in {"return", "fork"}:
            kind = MarkKind.RETURNED if act == "return" else MarkKind.VOID
            further = rest_mark(BLOCK, marks, kind, by=WINDOW, at=NOW, reason="fork", second=SECOND)
            assert further is not None
        else:
            given_out.append(number)
            further = used(sequence) if act == "use" else void(sequence)
        assert check_mark(BLOCK, marks, further) is None
        marks.append(further)
    assert len(set(given_out)) == len(given_out)
    assert account(BLOCK, marks).in_order
