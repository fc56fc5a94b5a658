"""The verifiable draw: the published formulas, the reading of a bundle, and a verdict that names what is wrong."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import InvalidRecord
from sync.workflow import draw
from sync.workflow.draw import (
    DrawBundle,
    DrawFault,
    DrawReason,
    DrawWeakness,
    Suite,
    choice_of,
    commit_of,
    id_is_bad,
    list_hash,
    order_of,
    parse_bundle,
    seed_of,
    verify,
)
from tests.support.draws import (
    IDS,
    NAMES,
    SECRETS,
    VECTOR_ENTROPY,
    VECTOR_IDS,
    VECTOR_SECRET,
    made,
    with_party,
)

ID = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda entry: not id_is_bad(entry))
ID_LISTS = st.lists(ID, min_size=1, max_size=20, unique=True)
SECRET = st.binary(min_size=32, max_size=32)
BUNDLES = st.builds(
    lambda ids, secrets, entropy: made(ids, secrets, entropy, [f"party {at}" for at in range(len(secrets))]),
    ID_LISTS,
    st.lists(SECRET, min_size=2, max_size=4, unique=True),
    st.text(min_size=1).filter(str.strip),
)
SEED = bytes.fromhex("cb7b285daae5d05f6378759af4b50eb589d9418efdee6d6caa6ff84811f3991f")


def changed(bundle: DrawBundle, **changes: Any) -> DrawBundle:
    return msgspec.structs.replace(bundle, **changes)


def reasons(bundle: DrawBundle) -> list[DrawReason]:
    report = verify(bundle)
    assert report.genuine == (not report.reasons)
    return list(report.reasons)


def flipped(digits: str, at: int = 0) -> str:
    """Hex with one digit changed."""
    return digits[:at] + f"{int(digits[at], 16) ^ 1:x}" + digits[at + 1 :]


# -------------------------------------------------------------------------------------------------- formulas


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
    suite = Suite(hash_name="sha3_256", commit_tag=b"c|", seed_tag=b"s|")

    def plain(data: bytes) -> bytes:
        return hashlib.sha3_256(data).digest()

    frozen = list_hash(VECTOR_IDS, suite)
    assert frozen == plain("\n".join(VECTOR_IDS).encode())
    assert commit_of(VECTOR_SECRET, suite) == plain(b"c|" + VECTOR_SECRET)
    seed = seed_of(frozen, [VECTOR_SECRET], "x", suite)
    assert seed == plain(b"s|" + frozen + VECTOR_SECRET + plain(b"x"))
    wanted = sorted(VECTOR_IDS, key=lambda entry: hmac.digest(seed, entry.encode(), "sha3_256"))
    assert order_of(VECTOR_IDS, seed, suite) == tuple(wanted)
    key = seed + b"h" + (1).to_bytes(4, "big")
    wanted = sorted(VECTOR_IDS, key=lambda entry: hmac.digest(key, entry.encode(), "sha3_256"))
    assert choice_of(VECTOR_IDS, seed, "h", 1, 5, suite) == tuple(wanted)


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


# --------------------------------------------------------------------------------------------------- reading


@given(BUNDLES)
def test_a_bundle_comes_back(bundle: DrawBundle) -> None:
    data = msgspec.json.encode(bundle)
    assert parse_bundle(data) == parse_bundle(data.decode()) == parse_bundle(b"\xef\xbb\xbf" + data) == bundle
    assert verify(bundle).genuine


def test_the_keys_are_those_that_were_agreed_and_more_may_come() -> None:
    plain = msgspec.to_builtins(made())
    assert list(plain) == ["version", "ids", "list_hash", "parties", "entropy", "seed", "order"]
    assert list(plain["parties"][0]) == ["name", "commit", "secret"]
    assert parse_bundle(msgspec.json.encode({**plain, "batch": {"no": 1}})) == made()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"version": "1"}, "version"),
        ({"version": 1.5}, "version"),
        ({"version": None}, "version"),
        ({"version": 2, "ids": 7}, "version"),
        ({"ids": "a"}, "ids"),
        ({"ids": ["a", 7]}, "ids[1]"),
        ({"list_hash": None}, "list_hash"),
        ({"parties": [{"name": "a", "commit": "b"}]}, "parties[0]"),
        ({"entropy": 1}, "entropy"),
        ({"order": {}}, "order"),
    ],
)
def test_a_field_that_does_not_fit_is_named(change: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        parse_bundle(msgspec.json.encode({**msgspec.to_builtins(made()), **change}))
    assert caught.value.where == where
    assert " - at " not in caught.value.reason


def test_an_unknown_version_of_another_shape_is_told_as_that() -> None:
    with pytest.raises(InvalidRecord, match="version: version 2 is not known here"):
        parse_bundle(b'{"version":2,"list":[]}')
    with pytest.raises(InvalidRecord, match="missing required field `ids`"):
        parse_bundle(b'{"version":1,"list":[]}')
    with pytest.raises(InvalidRecord, match="missing required field `version`"):
        parse_bundle(b"{}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"7",
        b"\xff\xfe",
        b"\x00",
        b'{"version":1',
        b'{"version":1,"ids":["\\ud800"]}',
        b'{"version":1,"ids":["\\udc00"]}',
        b'{"x":' + b"[" * 100_000,
        "\ufeff\ufeff{}",
        '{"version":1,"ids":["\ud800"]}',
    ],
)
def test_what_is_no_bundle_is_unreadable_and_no_bug(data: bytes | str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        parse_bundle(data)
    assert caught.value.where == ""
    assert caught.value.reason != draw.TOO_LARGE


def test_caps() -> None:
    def refused(data: bytes | str) -> str:
        with pytest.raises(InvalidRecord) as caught:
            parse_bundle(data)
        assert caught.value.reason == draw.TOO_LARGE
        return caught.value.where

    plain = msgspec.to_builtins(made())
    data = msgspec.json.encode(plain)
    filled = data + b" " * (draw.MAX_BYTES - len(data))
    assert draw.MAX_BYTES == 33_554_432
    assert parse_bundle(filled) == made()
    assert refused(filled + b" ") == ""
    characters = data.decode() + " " * (draw.MAX_BYTES - len(data.decode()))
    assert parse_bundle(characters) == made()
    assert refused(characters + " ") == ""
    for key, most, entry in (("ids", 300_000, "a"), ("order", 300_000, "a"), ("parties", 100, plain["parties"][0])):
        assert len(getattr(parse_bundle(msgspec.json.encode({**plain, key: [entry] * most})), key)) == most
        assert refused(msgspec.json.encode({**plain, key: [entry] * (most + 1)})) == key
    both = {**plain, "ids": ["a"] * 300_000, "order": ["a"] * 300_000}
    assert len(parse_bundle(msgspec.json.encode(both)).order) == 300_000
    head = data[:-1] + b',"more":['
    room = 1_210_000 - head.count(b'"')
    assert parse_bundle(head + b'"",' * (room // 2 - 1) + b'""]}') == made()
    assert refused(head + b'"",' * (room // 2) + b'""]}') == ""


# -------------------------------------------------------------------------------------------------- verdicts


def test_a_genuine_bundle() -> None:
    report = verify(made())
    assert (report.genuine, report.reasons, report.weaknesses) == (True, (), ())
    upper = msgspec.json.encode(made()).decode()
    for digits in (made().seed, made().list_hash, made().parties[1].commit, made().parties[1].secret):
        upper = upper.replace(digits, digits.upper())
    assert verify(parse_bundle(upper)).genuine  # hex has no case


def test_the_vector_of_one_party_is_genuine_and_weak() -> None:
    report = verify(made(VECTOR_IDS, [VECTOR_SECRET], VECTOR_ENTROPY, ["a"]))
    assert (report.genuine, report.weaknesses) == (True, (DrawWeakness.ONE_PARTY,))


def test_another_version_is_not_judged() -> None:
    assert reasons(changed(made(), version=2, seed="", ids=())) == [DrawReason(code=DrawFault.VERSION, stated=2)]
    assert verify(changed(made(), version=0, entropy="")).weaknesses == ()


def test_an_empty_list() -> None:
    assert reasons(made([])) == [DrawReason(code=DrawFault.LIST_EMPTY)]


def test_ids_that_could_be_mistaken() -> None:
    assert reasons(made(["a", "b\n", "", "c"])) == [DrawReason(code=DrawFault.ID_FORM, position=2)]


def test_an_id_twice() -> None:
    (reason,) = reasons(made(["a", "b", "c", "b", "a"]))
    assert reason == DrawReason(code=DrawFault.ID_TWICE, position=4, stated="b")


def test_a_changed_list() -> None:
    bundle = made()
    ids = (*IDS[:-1], "LH-990101-2026-000010")
    first, *others = reasons(changed(bundle, ids=ids))
    assert first == DrawReason(
        code=DrawFault.LIST_HASH, stated=bundle.list_hash, computed=hashlib.sha256("\n".join(ids).encode()).hexdigest()
    )
    assert [reason.code for reason in others] == [DrawFault.ORDER]


@pytest.mark.parametrize("stated", ["", "zz" * 32, "ab" * 31, "ab" * 33, "ab " * 32, "٠" * 64])
def test_hashes_that_are_none(stated: str) -> None:
    bundle = made()
    codes = [reason.code for reason in reasons(changed(bundle, list_hash=stated))]
    assert codes == [DrawFault.LIST_HASH, DrawFault.SEED]
    found = reasons(changed(bundle, list_hash=stated))[1]
    assert (found.stated, found.computed) == (bundle.seed, "")
    assert reasons(changed(bundle, seed=stated)) == [
        DrawReason(code=DrawFault.SEED, stated=stated, computed=bundle.seed)
    ]
    (found,) = reasons(with_party(bundle, 1, commit=stated))
    assert (found.code, found.stated) == (DrawFault.COMMIT, stated)
    first, second = reasons(with_party(bundle, 1, secret=stated))
    assert first == DrawReason(code=DrawFault.REVEAL, position=2, party=NAMES[1])
    assert second == DrawReason(code=DrawFault.SEED, stated=bundle.seed, computed="")


def test_nobody_took_part() -> None:
    assert reasons(made(secrets=[], names=[])) == [DrawReason(code=DrawFault.NO_PARTY)]


def test_a_changed_secret_is_told_for_its_party() -> None:
    bundle = made()
    first, second = reasons(with_party(bundle, 2, secret=flipped(bundle.parties[2].secret, 63)))
    stated = bundle.parties[2].commit
    computed = hashlib.sha256(b"gzf-lottery-v1|" + SECRETS[2][:31] + bytes([SECRETS[2][31] ^ 1])).hexdigest()
    assert first == DrawReason(code=DrawFault.COMMIT, position=3, party=NAMES[2], stated=stated, computed=computed)
    assert (second.code, second.stated) == (DrawFault.SEED, bundle.seed)


def test_a_changed_commit_is_nothing_else() -> None:
    bundle = made()
    wrong = flipped(bundle.parties[0].commit)
    assert reasons(with_party(bundle, 0, commit=wrong)) == [
        DrawReason(code=DrawFault.COMMIT, position=1, party=NAMES[0], stated=wrong, computed=bundle.parties[0].commit)
    ]


def test_parties_in_another_order() -> None:
    bundle = made()
    assert [reason.code for reason in reasons(changed(bundle, parties=bundle.parties[::-1]))] == [DrawFault.SEED]


def test_a_changed_seed_spoils_the_order_too() -> None:
    bundle = made()
    wrong = flipped(bundle.seed)
    first, second = reasons(changed(bundle, seed=wrong))
    assert first == DrawReason(code=DrawFault.SEED, stated=wrong, computed=bundle.seed)
    assert second.code is DrawFault.ORDER


def test_changed_entropy() -> None:
    assert [reason.code for reason in reasons(changed(made(), entropy=VECTOR_ENTROPY + " "))] == [DrawFault.SEED]


def test_two_places_swapped() -> None:
    order = list(made().order)
    order[3], order[5] = order[5], order[3]
    assert reasons(changed(made(), order=tuple(order))) == [
        DrawReason(code=DrawFault.ORDER, position=4, stated=order[3], computed=order[5])
    ]


def test_an_order_that_is_too_short_or_too_long() -> None:
    order = made().order
    assert reasons(changed(made(), order=order[:-1])) == [
        DrawReason(code=DrawFault.ORDER_LENGTH, stated=8, computed=9),
        DrawReason(code=DrawFault.ORDER, position=9, stated="", computed=order[-1]),
    ]
    assert reasons(changed(made(), order=(*order, ""))) == [
        DrawReason(code=DrawFault.ORDER_LENGTH, stated=10, computed=9),
        DrawReason(code=DrawFault.ORDER, position=10, stated="", computed=""),
    ]
    assert [reason.code for reason in reasons(changed(made(), order=(), seed=""))] == [
        DrawFault.SEED,
        DrawFault.ORDER_LENGTH,
    ]


def test_weaknesses() -> None:
    def weak(**changes: Any) -> list[DrawWeakness]:
        report = verify(made(**changes))
        assert report.genuine
        return list(report.weaknesses)

    two = list(SECRETS[:2])
    assert weak(secrets=two, names=["a", "b"]) == []
    assert weak(secrets=two, names=["a", " a"]) == [DrawWeakness.NAMES]
    assert weak(secrets=two, names=["a", "  "]) == [DrawWeakness.NAMES]
    assert weak(secrets=[two[0], two[0]], names=["a", "b"]) == [DrawWeakness.COPIED]
    assert weak(entropy="  ") == [DrawWeakness.NO_ENTROPY]
    bundle = made(secrets=[two[0], two[0]], names=["a", "b"])
    shouting = with_party(bundle, 0, secret=bundle.parties[0].secret.upper())
    assert verify(shouting).weaknesses == (DrawWeakness.COPIED,)
    no_secrets = with_party(with_party(bundle, 0, secret="x"), 1, secret="y")
    assert verify(no_secrets).weaknesses == ()


@given(BUNDLES, st.data())
def test_every_change_of_one_byte_is_found(bundle: DrawBundle, data: st.DataObject) -> None:
    """In any part but the parties' names, which are labels. Hex is changed in value, for its case means nothing."""
    plain = msgspec.json.decode(msgspec.json.encode(bundle))
    part = data.draw(st.sampled_from(["ids", "order", "list_hash", "seed", "entropy", "commit", "secret"]))
    if part in {"ids", "order"}:
        at = data.draw(st.integers(0, len(plain[part]) - 1))
        plain[part][at] = with_another_byte(plain[part][at], data)
    elif part == "entropy":
        plain[part] = with_another_byte(plain[part], data)
    else:
        holder = plain if part in plain else data.draw(st.sampled_from(plain["parties"]))
        holder[part] = flipped(holder[part], data.draw(st.integers(0, 63)))
    try:
        tampered = parse_bundle(msgspec.json.encode(plain))
    except InvalidRecord:
        return
    assert not verify(tampered).genuine


def with_another_byte(text: str, data: st.DataObject) -> str:
    raw = bytearray(text.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    return raw.decode("utf-8", "replace")
