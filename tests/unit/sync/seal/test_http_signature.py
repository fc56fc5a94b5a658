from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms

from sync.errors import SealError
from sync.seal import http_signature as h
from sync.seal import signing

PAIR = signing.new_key_pair()
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
URL = "http://127.0.0.1:8080/v1/push"


class Plain:
    def __init__(self, method: str, url: str) -> None:
        self.method, self.url, self.headers = method, url, dict[str, str]()


def key_of(device: str) -> bytes | None:
    return PAIR.public if device == "dev-1" else None


def signed(body: bytes = b"body", key_id: str = "dev-1") -> dict[str, str]:
    return h.sign_request(
        method="POST", url=URL, body=body, key_id=key_id, private=PAIR.private, now=NOW, nonce=h.new_nonce()
    )


def check(
    headers: dict[str, str], *, body: bytes = b"body", method: str = "POST", url: str = URL, now: datetime = NOW
) -> h.VerifiedRequest:
    return h.verify_request(method=method, url=url, headers=headers, body=body, key_of=key_of, now=now)


@pytest.mark.parametrize("body", [b"body", b""])
def test_a_signed_request_verifies(body: bytes) -> None:
    verified = check(signed(body), body=body)
    assert verified.key_id == "dev-1"
    assert verified.created == NOW
    assert len(verified.nonce) >= 16


def test_a_swapped_body_method_host_or_path_is_found() -> None:
    headers = signed()
    for change in (
        {"body": b"other"},
        {"body": b""},
        {"method": "GET"},
        {"url": URL.replace("push", "pull")},
        {"url": URL.replace("127.0.0.1", "elsewhere.example")},
        {"url": URL + "?x=1"},
    ):
        with pytest.raises(SealError):
            check(headers, **change)


def test_a_swapped_body_with_its_own_digest_is_found() -> None:
    headers = signed()
    headers["Content-Digest"] = signed(b"other")["Content-Digest"]
    with pytest.raises(SealError):
        check(headers, body=b"other")


def test_an_unknown_device_and_a_foreign_key_are_refused() -> None:
    with pytest.raises(SealError):
        check(signed(key_id="dev-2"))
    foreign = signing.new_key_pair()
    headers = h.sign_request(
        method="POST", url=URL, body=b"body", key_id="dev-1", private=foreign.private, now=NOW, nonce=h.new_nonce()
    )
    with pytest.raises(SealError):
        check(headers)


@pytest.mark.parametrize("off", [timedelta(minutes=7), timedelta(minutes=-2), timedelta(days=3650)])
def test_a_request_outside_its_time_is_too_old(off: timedelta) -> None:
    with pytest.raises(h.SignatureTooOld):
        check(signed(), now=NOW + off)


def test_a_small_skew_is_borne() -> None:
    check(signed(), now=NOW + timedelta(minutes=4))
    check(signed(), now=NOW - timedelta(seconds=50))


@pytest.mark.parametrize("missing", ["@method", "@target-uri", "@authority"])
def test_every_covered_component_is_demanded(missing: str) -> None:
    covered = [name for name in h.COVERED if name != missing]
    with pytest.raises(SealError):
        check(_by_hand(covered=covered))


@pytest.mark.parametrize(
    "change",
    [{"nonce": None}, {"nonce": "short"}, {"nonce": "x" * 65}, {"expires": None}, {"tag": None}, {"tag": "other"}],
)
def test_every_parameter_is_demanded(change: dict[str, object]) -> None:
    with pytest.raises(SealError):
        check(_by_hand(**change))
    check(_by_hand())


def test_a_long_lived_signature_is_refused() -> None:
    with pytest.raises(SealError):
        check(_by_hand(expires=NOW + timedelta(days=1)))


def test_no_signature_at_all_is_refused() -> None:
    with pytest.raises(SealError):
        check({})
    with pytest.raises(SealError):
        check({"Signature-Input": "((((", "Signature": "gzf=:AA==:"})


def _by_hand(**change: object) -> dict[str, str]:
    message = Plain("POST", URL)
    keys = MappingKeyResolver(
        public_keys={}, private_keys={"dev-1": Ed25519PrivateKey.from_private_bytes(PAIR.private)}
    )
    options: dict[str, object] = {
        "created": NOW,
        "expires": NOW + h.MAX_AGE,
        "nonce": "n" * 20,
        "tag": h.TAG,
        "covered_component_ids": h.COVERED,
    }
    covered = change.pop("covered", None)
    if covered is not None:
        options["covered_component_ids"] = covered
    options |= change
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    signer.sign(message, key_id="dev-1", body=b"body", **options)  # type: ignore[arg-type]  # options are mixed
    return message.headers
