"""The formulas of the draw: the published vectors, nobody favoured, and the choice of a few homes."""

from __future__ import annotations

import hashlib
import hmac
import random
import re
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.workflow.draw import (
    Suite,
    choice_of,
    commit_of,
    id_is_bad,
    list_hash,
    order_of,
    seed_of,
)
from tests.support.draws import (
    IDS,
    SECRETS,
    VECTOR_ENTROPY,
    VECTOR_IDS,
    VECTOR_SECRET,
    made,
)
from tests.support.tree import ROOT

ID = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda entry: not id_is_bad(entry))
ID_LISTS = st.lists(ID, min_size=1, max_size=20, unique=True)
SECRET = st.binary(min_size=32, max_size=32)
SEED = bytes.fromhex("cb7b285daae5d05f6378759af4b50eb589d9418efdee6d6caa6ff84811f3991f")


def test_the_published_vector() -> None:
    frozen = list_hash(VECTOR_IDS)
    assert frozen.hex() == "2fe5703b36972d109b6f03518489d33cd70f4fd309478744c3ac52f04482c469"
    assert commit_of(VECTOR_SECRET).hex() == "15a6c3492398b319fe3e743260a95060d301054b637e287d682111b9a9ad5655"
    assert seed_of(frozen, [VECTOR_SECRET], VECTOR_ENTROPY) == SEED
    assert order_of(VECTOR_IDS, SEED) == tuple(VECTOR_IDS[at - 1] for at in (2, 3, 1, 4, 5))


def test_the_vector_of_several_parties() -> None:
    frozen = list_hash(VECTOR_IDS)
    seed = seed_of(frozen, SECRETS, VECTOR_ENTROPY)
    assert seed.hex() == "7a695afef76a7b1ec63b4bf0f27d1d38633ebf6ccdaf5a277d86796cf75a3b01"
    assert order_of(VECTOR_IDS, seed) == tuple(VECTOR_IDS[at - 1] for at in (5, 4, 3, 1, 2))


def test_the_specification_holds_these_vectors() -> None:
    one, three = made(VECTOR_IDS, [VECTOR_SECRET], names=["a"]), made(VECTOR_IDS)
    wanted = {one.list_hash, one.seed, three.seed, *(party.commit for party in three.parties)}
    text = (ROOT / "docs" / "draw.md").read_text("utf-8")
    assert set(re.findall(r"\b[0-9a-f]{64}\b", text)) == wanted


@given(ID_LISTS, st.lists(SECRET, max_size=4), st.text())
def test_the_formulas_are_those_of_the_specification(ids: list[str], secrets: list[bytes], entropy: str) -> None:
    plain = made(ids, secrets, entropy, [""] * len(secrets))
    assert list_hash(ids).hex() == plain.list_hash
    assert [commit_of(secret).hex() for secret in secrets] == [party.commit for party in plain.parties]
    assert seed_of(list_hash(ids), secrets, entropy).hex() == plain.seed
    assert order_of(ids, bytes.fromhex(plain.seed)) == plain.order


@given(ID_LISTS, SECRET, st.randoms(use_true_random=False))
def test_where_an_id_stands_in_the_list_does_not_matter(ids: list[str], seed: bytes, chance: random.Random) -> None:
    mixed = ids.copy()
    chance.shuffle(mixed)
    assert (list_hash(mixed), order_of(mixed, seed)) == (list_hash(ids), order_of(ids, seed))


@given(ID_LISTS, SECRET)
def test_taking_others_away_leaves_the_order_of_the_rest(ids: list[str], seed: bytes) -> None:
    order = order_of(ids, seed)
    assert order_of(ids[::2], seed) == tuple(entry for entry in order if entry in set(ids[::2]))


def test_ids_are_sorted_by_their_bytes() -> None:
    """U+FF21 stands before U+1F600 in UTF-8, and after its first half in UTF-16."""
    assert list_hash(["\U0001f600", "Ａ"]) == hashlib.sha256("Ａ\n\U0001f600".encode()).digest()


def test_the_order_of_the_parties_counts() -> None:
    one, two, _ = SECRETS
    assert seed_of(SEED, [one, two], "") != seed_of(SEED, [two, one], "")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_parts_of_another_size_are_refused(size: int) -> None:
    part = bytes(size)
    for act in (
        lambda: commit_of(part),
        lambda: seed_of(part, [VECTOR_SECRET], ""),
        lambda: seed_of(SEED, [VECTOR_SECRET, part], ""),
        lambda: choice_of(["a"], part, "h", 1, 1),
    ):
        with pytest.raises(ValueError, match="32 bytes"):
            act()


def test_another_hash_is_one_more_suite() -> None:
    suite = Suite(hash=hashlib.sha3_256, commit_tag=b"c|", seed_tag=b"s|")

    def plain(data: bytes) -> bytes:
        return hashlib.sha3_256(data).digest()

    frozen = list_hash(VECTOR_IDS, suite)
    assert frozen == plain("\n".join(VECTOR_IDS).encode())
    assert commit_of(VECTOR_SECRET, suite) == plain(b"c|" + VECTOR_SECRET)
    seed = seed_of(frozen, [VECTOR_SECRET], "x", suite)
    assert seed == plain(b"s|" + frozen + VECTOR_SECRET + plain(b"x"))
    wanted = sorted(VECTOR_IDS, key=lambda entry: hmac.digest(seed, entry.encode(), "sha3_256"))
    assert order_of(VECTOR_IDS, seed, suite) == tuple(wanted)
    key = seed + b"h" * 200 + (1).to_bytes(4, "big")  # longer than the 136 bytes of a block, and hashed therefore
    wanted = sorted(VECTOR_IDS, key=lambda entry: hmac.digest(key, entry.encode(), "sha3_256"))
    assert choice_of(VECTOR_IDS, seed, "h" * 200, 1, 5, suite) == tuple(wanted)


def test_no_id_and_no_place_is_favoured() -> None:
    """Every order of four ids, and every id on every place of ten, under 6,000 seeds: chi-square stays ordinary."""
    draws = 6_000
    seeds = [hashlib.sha256(b"seed %d" % number).digest() for number in range(draws)]
    orders = Counter(order_of(IDS[:4], seed) for seed in seeds)
    expected = draws / 24
    chi = sum((orders[order] - expected) ** 2 / expected for order in permutations(IDS[:4]))
    assert abs(chi - 23) < 4 * (2 * 23) ** 0.5
    ids = [f"户{number}" for number in range(10)]
    places = Counter((entry, place) for seed in seeds for place, entry in enumerate(order_of(ids, seed)))
    expected = draws / 10
    chi = sum((places[entry, place] - expected) ** 2 / expected for entry in ids for place in range(10))
    assert abs(chi - 81) < 4 * (2 * 81) ** 0.5


# ---------------------------------------------------------------------------------------- choice of a few units


def test_the_vector_of_a_choice() -> None:
    """The key is seed ‖ household ‖ turn in four bytes, most significant first."""
    units = [f"XM01-1-{room}" for room in range(101, 109)]
    key = SEED + b"LH-440900-2026-000002" + bytes([0, 0, 0, 1])
    wanted = sorted(units, key=lambda unit: hmac.digest(key, unit.encode(), "sha256"))
    assert choice_of(units, SEED, "LH-440900-2026-000002", 1, 3) == tuple(wanted[:3])
    assert choice_of(units, SEED, "LH-440900-2026-000002", 1, 3) == ("XM01-1-104", "XM01-1-103", "XM01-1-106")
    key = SEED + "户".encode() + bytes([0, 0, 1, 2])
    wanted = sorted(units, key=lambda unit: hmac.digest(key, unit.encode(), "sha256"))
    assert choice_of(units, SEED, "户", 258, 8) == tuple(wanted)


@pytest.mark.parametrize("length", range(26, 31))
def test_a_key_around_the_length_of_a_block_is_that_of_hmac(length: int) -> None:
    """Seed and turn take 36 of the 64 bytes of a block; a longer key is hashed first."""
    key = SEED + b"h" * length + bytes([0, 0, 0, 1])
    wanted = sorted(IDS, key=lambda entry: hmac.digest(key, entry.encode(), "sha256"))
    assert choice_of(IDS, SEED, "h" * length, 1, 9) == tuple(wanted)


def test_a_choice_differs_by_household_and_turn() -> None:
    units = [f"unit {number}" for number in range(50)]
    seen = {choice_of(units, SEED, household, turn, 3) for household in ("h1", "h11", "h") for turn in (1, 2, 11, 111)}
    assert len(seen) == 12


def test_fewer_units_than_offered_are_all() -> None:
    assert set(choice_of(["a", "b"], SEED, "h", 1, 3)) == {"a", "b"}
    assert choice_of([], SEED, "h", 1, 3) == ()
    assert len(choice_of("abcdef", SEED, "h", 1, 1)) == 1


@pytest.mark.parametrize(
    ("household", "turn", "count"), [("", 1, 3), ("a\n", 1, 3), ("h", 0, 3), ("h", 2**32, 3), ("h", 1, 0)]
)
def test_a_choice_without_sense_is_refused(household: str, turn: int, count: int) -> None:
    with pytest.raises(ValueError, match="a choice needs"):
        choice_of(["a"], SEED, household, turn, count)
    assert choice_of(["a"], SEED, "h", 2**32 - 1, 1) == ("a",)


@pytest.mark.parametrize(
    ("entry", "bad"),
    [
        ("a", False),
        ("户 1 号", False),
        (" ", False),
        ("~\xa0", False),
        ("\U0001f600", False),
        ("\ud7ff\ue000\u2027\u202a", False),
        ("", True),
        ("a\nb", True),
        ("\x00", True),
        ("\x1f", True),
        ("\x7f", True),
        ("\x9f", True),
        ("a\u2028", True),
        ("a\u2029", True),
        ("a" * 256, False),
        ("a" * 257, True),
        ("户" * 85 + "a", False),
        ("户" * 85 + "aa", True),
    ],
)
def test_what_an_id_may_be(entry: str, bad: bool) -> None:
    assert id_is_bad(entry) is bad


@pytest.mark.parametrize("code", [0xD800, 0xDFFF])
def test_half_a_character_is_no_id(code: int) -> None:
    assert id_is_bad(f"a{chr(code)}")
