"""Signed requests: an independent library reads ours, and we read its; anything else is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, algorithms
from http_message_signatures.resolvers import MappingKeyResolver
from hypothesis import given
from hypothesis import strategies as st

from referral_app.clock import seeded_randomness
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.request_signing import (
    SignedRequest,
    Target,
    authority,
    sign_request,
    verify_request,
)

KEYS = DeskKeys.generate(seeded_randomness(1))
NOW = 1_600_000_000
"""Long ago: the library takes nothing from the future."""
NONCE = bytes(range(16))
URL = "https://Hub.Commune.example:8443/v1/mailbox/00ff?after=3&wait=25"
POSITION = f"12:{'ab' * 32}"
COVERED = ("@method", "@authority", "@path", "@query", "content-digest", "relais-pos")


class Message:
    """A request as the library takes it."""

    def __init__(self, method: str, url: str, headers: dict[str, str]) -> None:
        self.method, self.url, self.headers = method, url, headers


def key_of(device: bytes) -> bytes | None:
    return KEYS.sign_key if device == KEYS.device else None


def verify(
    url: str, headers: dict[str, str], method: str = "POST", now: int = NOW
) -> SignedRequest:
    return verify_request(Target.of(method, url), headers, now, key_of)


def signed(position: str | None = POSITION, body: bytes = b"body", url: str = URL) -> Any:
    return sign_request(KEYS, Target.of("POST", url), position, body, NOW, NONCE)


def resolver() -> MappingKeyResolver:
    return MappingKeyResolver(
        public_keys={KEYS.device.hex(): Ed25519PublicKey.from_public_bytes(KEYS.sign_key)},
        private_keys={KEYS.device.hex(): Ed25519PrivateKey.from_private_bytes(KEYS.sign_seed)},
    )


URLS = st.builds(
    lambda host, path, query: f"http://{host}/{path}{query}",
    st.sampled_from(["a.example", "A.Example:8470", "a.example:80", "127.0.0.1:9", "[::1]:81"]),
    st.text("abcxyz0189-_.~%20/", max_size=20).map(lambda it: it.replace("%", "")),
    st.sampled_from(["", "?", "?a=1", "?a=%20&b=~", "?after=12&limit=2"]),
)


@given(URLS, st.binary(max_size=40), st.booleans())
def test_the_library_reads_what_we_sign(url: str, body: bytes, has_position: bool) -> None:
    headers = signed(POSITION if has_position else None, body, url)
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver())
    message = Message("POST", url, headers)
    # How old a request may be is for our own check: this one is dated years ahead.
    [found] = verifier.verify(message, max_age=None, expect_tag="rly-1", body=body)
    assert found.parameters["tag"] == "rly-1"


@given(URLS, st.binary(max_size=40))
def test_we_read_what_the_library_signs(url: str, body: bytes) -> None:
    digest = signed(POSITION, body, url)["content-digest"]
    headers = {"content-digest": digest, "relais-pos": POSITION}
    message = Message("POST", url, headers)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=resolver())
    signer.sign(
        message,
        key_id=KEYS.device.hex(),
        created=datetime.fromtimestamp(NOW, UTC),
        nonce=NONCE.hex(),
        tag="rly-1",
        label="sig1",
        include_alg=True,
        covered_component_ids=COVERED,
        use_existing_digest=True,
    )
    found = verify(url, {name.lower(): value for name, value in headers.items()})
    found.check_body(body)
    assert (found.device, found.created, found.nonce) == (KEYS.device, NOW, NONCE.hex())


def test_a_signature_says_who_and_when_and_what() -> None:
    found = verify(URL, signed())
    assert (found.device, found.created, found.nonce) == (KEYS.device, NOW, NONCE.hex())
    found.check_body(b"body")
    with pytest.raises(ForeignDataError, match="altered"):
        found.check_body(b"another")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("signature-input", None),
        ("signature", None),
        ("content-digest", None),
        ("signature", "sig1=:AAAA:"),
        ("content-digest", "sha-512=:AAAA:"),
        ("relais-pos", None),
    ],
)
def test_what_lacks_a_part_is_unsigned(name: str, value: str | None) -> None:
    headers = signed()
    if value is None:
        del headers[name]
    else:
        headers[name] = value
    with pytest.raises(ForeignDataError, match=r"request\.unsigned"):
        verify(URL, headers)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sig1=", "sig2="),
        ('"@path" ', ""),
        ('"@method" "@authority"', '"@authority" "@method"'),
        ('alg="ed25519"', 'alg="hmac-sha256"'),
        ('tag="rly-1"', 'tag="other"'),
        (';tag="rly-1"', ""),
        (";created=", ";expires="),
    ],
)
def test_another_profile_is_unsigned(old: str, new: str) -> None:
    headers = signed()
    assert old in headers["signature-input"]
    headers["signature-input"] = headers["signature-input"].replace(old, new, 1)
    with pytest.raises(ForeignDataError, match=r"request\.unsigned"):
        verify(URL, headers)


def test_a_position_that_was_not_signed_is_refused() -> None:
    headers = {**signed(None), "relais-pos": POSITION}
    with pytest.raises(ForeignDataError, match=r"request\.unsigned"):
        verify(URL, headers)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", URL),
        ("POST", URL.replace("8443", "8444")),
        ("POST", URL.replace("00ff", "00fe")),
        ("POST", URL.replace("wait=25", "wait=24")),
    ],
)
def test_another_request_is_not_the_one_signed(method: str, url: str) -> None:
    with pytest.raises(ForeignDataError, match=r"request\.bad_signature"):
        verify(url, signed(), method)


@pytest.mark.parametrize("name", ["relais-pos", "content-digest", "signature"])
def test_an_altered_header_is_noticed(name: str) -> None:
    headers = signed()
    at = headers[name].index("=:") + 2 if "=:" in headers[name] else 0
    other = "1" if headers[name][at] != "1" else "2"
    headers[name] = headers[name][:at] + other + headers[name][at + 1 :]
    with pytest.raises(ForeignDataError, match=r"request\.bad_signature"):
        verify(URL, headers)


@pytest.mark.parametrize(("off", "key"), [(300, ""), (301, "other_time"), (-301, "other_time")])
def test_it_holds_for_five_minutes(off: int, key: str) -> None:
    if not key:
        verify(URL, signed(), now=NOW + off)
        return
    with pytest.raises(ForeignDataError, match=key):
        verify(URL, signed(), now=NOW + off)


def test_a_desk_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ForeignDataError, match=r"request\.unknown_key"):
        verify_request(Target.of("POST", URL), signed(), NOW, lambda _device: None)


@pytest.mark.parametrize(
    ("host", "written"),
    [("A.Example", "a.example"), ("a:443", "a"), ("a:80", "a"), ("a:8470", "a:8470")],
)
def test_the_port_that_goes_without_saying_is_left_out(host: str, written: str) -> None:
    assert authority(host) == written
