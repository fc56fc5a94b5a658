import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import SealError
from sync.seal import envelope

KEY = bytes(range(32))
PLACE = envelope.context("record", "body", "018f", 1)


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again(body: bytes) -> None:
    sealed = envelope.seal(KEY, PLACE, body)
    assert envelope.unseal(KEY, PLACE, sealed) == body


@given(st.binary(min_size=1, max_size=300), st.data())
def test_any_flipped_bit_is_found(body: bytes, data: st.DataObject) -> None:
    sealed = bytearray(envelope.seal(KEY, PLACE, body))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealError):
        envelope.unseal(KEY, PLACE, bytes(sealed))


def test_a_body_does_not_open_in_another_place_or_under_another_key() -> None:
    sealed = envelope.seal(KEY, PLACE, b"x")
    with pytest.raises(SealError):
        envelope.unseal(KEY, envelope.context("record", "body", "0190", 1), sealed)
    with pytest.raises(SealError):
        envelope.unseal(envelope.new_key(), PLACE, sealed)


@given(st.binary(max_size=600))
def test_cut_off_or_strange_bytes_never_open(noise: bytes) -> None:
    with pytest.raises(SealError):
        envelope.unseal(KEY, PLACE, noise)


def test_length_is_hidden_in_buckets() -> None:
    lengths = {len(envelope.seal(KEY, PLACE, bytes(n))) for n in range(253)}
    assert len(lengths) == 1
    assert len(envelope.seal(KEY, PLACE, bytes(253))) == lengths.pop() + envelope.BUCKET


def test_the_same_body_never_seals_alike() -> None:
    assert envelope.seal(KEY, PLACE, b"x") != envelope.seal(KEY, PLACE, b"x")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SealError):
        envelope.Sealer(b"short")
