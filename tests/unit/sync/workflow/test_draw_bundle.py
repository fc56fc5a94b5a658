"""A bundle of a draw: what can be read, and a verdict that names everything that is wrong and nothing else."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import InvalidRecord
from sync.workflow import draw
from sync.workflow.draw import DrawBundle, DrawFault, DrawReason, DrawWeakness, id_is_bad, parse_bundle, verify
from tests.support.draws import IDS, NAMES, SECRETS, VECTOR_ENTROPY, VECTOR_IDS, VECTOR_SECRET, made, with_party

ID = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda entry: not id_is_bad(entry))
BUNDLES = st.builds(
    lambda ids, secrets, entropy: made(ids, secrets, entropy, [f"party {at}" for at in range(len(secrets))]),
    st.lists(ID, min_size=1, max_size=20, unique=True),
    st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=4, unique=True),
    st.text(min_size=1).filter(str.strip),
)


def changed(bundle: DrawBundle, **changes: Any) -> DrawBundle:
    return msgspec.structs.replace(bundle, **changes)


def reasons(bundle: DrawBundle) -> list[DrawReason]:
    report = verify(bundle)
    assert report.genuine == (not report.reasons)
    return list(report.reasons)


def flipped(digits: str, at: int = 0) -> str:
    """Hex with one digit changed."""
    return digits[:at] + f"{int(digits[at], 16) ^ 1:x}" + digits[at + 1 :]


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
        ({"parties": [{"name": "a", "commit": "b"}]}, "parties[0].secret"),
        ({"parties": ["a"]}, "parties[0]"),
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
    with pytest.raises(InvalidRecord, match="version: a version that is not known here"):
        parse_bundle(b'{"version":2,"list":[]}')
    with pytest.raises(InvalidRecord, match=r"^ids: .*missing required field `ids`"):
        parse_bundle(b'{"version":1,"list":[]}')
    with pytest.raises(InvalidRecord, match=r"^version: .*missing required field `version`"):
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
