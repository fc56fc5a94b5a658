import pytest

from sync.errors import SealError
from sync.seal import signing


def test_a_signature_holds_for_its_key_purpose_and_value_only() -> None:
    pair, other = signing.new_key_pair(), signing.new_key_pair()
    signature = signing.sign(pair.private, "receipt", {"b": 1, "a": "例"})
    signing.verify(pair.public, "receipt", {"a": "例", "b": 1}, signature)
    for public, purpose, value in (
        (other.public, "receipt", {"a": "例", "b": 1}),
        (pair.public, "consent", {"a": "例", "b": 1}),
        (pair.public, "receipt", {"a": "例", "b": 2}),
        (b"not a key", "receipt", {"a": "例", "b": 1}),
    ):
        with pytest.raises(SealError):
            signing.verify(public, purpose, value, signature)


def test_the_public_half_follows_from_the_private() -> None:
    pair = signing.new_key_pair()
    assert signing.public_key(pair.private) == pair.public
    with pytest.raises(SealError):
        signing.public_key(b"short")


def test_known_vector() -> None:
    """RFC 8032 §7.1, test 1: the key derivation."""
    private = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert signing.public_key(private) == public
