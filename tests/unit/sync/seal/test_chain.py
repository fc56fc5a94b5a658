import random
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import SealError
from sync.seal import chain, signing
from sync.seal.canonical import canonical

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def a_log(count: int) -> list[chain.LogEntry]:
    entries: list[chain.LogEntry] = []
    head = chain.GENESIS
    for seq in range(1, count + 1):
        entry = chain.LogEntry(
            seq=seq,
            prev=head,
            t=AT,
            who="op-1",
            dev="dev-1",
            what="op.patch",
            obj=f"r{seq}",
            commit=chain.commitment(b"k" * 32, {"n": seq}),
        )
        entries.append(entry)
        head = chain.leaf(entry)
    return entries


def test_an_untouched_log_verifies_in_every_form() -> None:
    entries = a_log(20)
    for form in (
        entries,
        [canonical(e) for e in entries],
        [canonical(e).decode() + "\n" for e in entries],
        [msgspec.to_builtins(e) for e in entries],
    ):
        report = chain.verify_chain(form)
        assert report.ok
        assert report.count == 20
        assert report.head == chain.leaf(entries[-1])


def test_the_empty_log_is_whole() -> None:
    assert chain.verify_chain([]) == chain.ChainReport(ok=True, count=0, head=chain.GENESIS)


@given(st.integers(0, 10_000))
def test_every_tampering_is_found_under_a_checkpoint(seed: int) -> None:
    chance = random.Random(seed)
    entries = a_log(12)
    checkpoint = chain.Checkpoint(dev="d", size=12, head=chain.leaf(entries[-1]), t=AT)
    lines = [canonical(e) for e in entries]
    bad = _tamper(lines, chance)
    assert chain.verify_chain(lines, checkpoint).ok
    assert bad != lines
    assert not chain.verify_chain(bad, checkpoint).ok


def _tamper(lines: list[bytes], chance: random.Random) -> list[bytes]:
    bad = list(lines)
    place = chance.randrange(len(bad))
    match chance.randrange(5):
        case 0:
            line = bytearray(bad[place])
            line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
            bad[place] = bytes(line)
        case 1:
            del bad[place]
        case 2:
            other = (place + 1 + chance.randrange(len(bad) - 1)) % len(bad)
            bad[place], bad[other] = bad[other], bad[place]
        case 3:
            bad = bad[:place]
        case _:
            bad.insert(place, bad[chance.randrange(len(bad))])
    return bad


def test_a_whole_rehash_is_found_by_the_checkpoint_only() -> None:
    checkpoint = chain.Checkpoint(dev="d", size=5, head=chain.leaf(a_log(5)[-1]), t=AT)
    forged: list[chain.LogEntry] = []
    head = chain.GENESIS
    for entry in a_log(5):
        entry = msgspec.structs.replace(entry, who="op-2", prev=head)
        forged.append(entry)
        head = chain.leaf(entry)
    assert chain.verify_chain(forged).ok
    report = chain.verify_chain(forged, checkpoint)
    assert (report.ok, report.reason, report.first_bad) == (False, "checkpoint_mismatch", 5)


@given(st.lists(st.one_of(st.binary(), st.text(), st.dictionaries(st.text(), st.integers())), min_size=1))
def test_garbage_is_reported_and_never_raises(noise: list[Any]) -> None:
    report = chain.verify_chain(noise)
    assert (report.ok, report.first_bad, report.reason) == (False, 1, "unreadable")


def test_the_report_names_the_first_bad_entry() -> None:
    entries = a_log(6)
    entries[3] = msgspec.structs.replace(entries[3], obj="other")
    report = chain.verify_chain(entries)
    assert (report.first_bad, report.reason, report.count) == (5, "broken_link", 4)


def test_a_checkpoint_is_signed() -> None:
    pair = signing.new_key_pair()
    checkpoint = chain.sign_checkpoint(pair.private, dev="d", size=3, head="0", t=AT)
    chain.verify_checkpoint(pair.public, checkpoint)
    with pytest.raises(SealError):
        chain.verify_checkpoint(pair.public, msgspec.structs.replace(checkpoint, size=2))


def test_a_commitment_tells_nothing_without_its_key() -> None:
    one = chain.commitment(b"a" * 32, {"x": 1})
    assert one == chain.commitment(b"a" * 32, {"x": 1})
    assert one != chain.commitment(b"b" * 32, {"x": 1})
    assert one != chain.commitment(b"a" * 32, {"x": 2})
