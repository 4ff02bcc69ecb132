"""Signed requests to the hub: RFC 9421 in one fixed profile (exchange.md 7.6).

    Signature-Input: sig1=("@method" "@authority" "@path" "@query" "content-digest" "relais-pos");
        created=<unix seconds>;keyid="<desk, hex>";alg="ed25519";nonce="<16 bytes, hex>";tag="rly-1"

`relais-pos` is covered whenever it is sent; a desk that meets the hub for the first time has none.
Nothing else is accepted: no other label, component, order, algorithm or digest.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from referral_app.domain.identifiers import DeviceId
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import DeskKeys, is_signed

POSITION_HEADER: Final = "relais-pos"
KEY_HEADER: Final = "relais-key"
ADMISSION_HEADER: Final = "relais-admission"
WINDOW: Final = 300
"""Seconds by which a request may differ from the hub's clock."""
NONCE: Final = 16

_TAG: Final = "rly-1"
_DEFAULT_PORTS: Final = (":443", ":80")
_COVERED: Final = '"@method" "@authority" "@path" "@query" "content-digest"'
_INPUT: Final = re.compile(
    r'sig1=(\(("@method" "@authority" "@path" "@query" "content-digest"(?: "relais-pos")?)\)'
    r';created=([0-9]{1,12});keyid="([0-9a-f]{32})";alg="ed25519";nonce="([0-9a-f]{32})"'
    r';tag="rly-1")'
)
_SIGNATURE: Final = re.compile(r"sig1=:([A-Za-z0-9+/]{86}==):")
_DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, as both sides see it: nothing decoded, nothing normalised but case.

    `path` and `query` as they stand on the request line; `query` without its question mark.
    """

    method: str
    authority: str
    path: str
    query: str

    @classmethod
    def of(cls, method: str, url: str) -> Target:
        """Read a URL that a desk is about to ask."""
        parts = urlsplit(url)
        return cls(method, parts.netloc.rpartition("@")[2], parts.path or "/", parts.query)


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a good signature says: who asks, when (unix seconds), and the digest of the body."""

    device: DeviceId
    nonce: str
    created: int
    digest: bytes

    def check_body(self, body: bytes) -> None:
        """Raise ForeignDataError("request.altered") for another body than was signed."""
        if sha256(body).digest() != self.digest:
            raise ForeignDataError("request.altered")


def authority(host: str) -> str:
    """Write a host as it is signed: lower case, without the port that goes without saying."""
    host = host.lower()
    port = next((port for port in _DEFAULT_PORTS if host.endswith(port)), "")
    return host.removesuffix(port)


def sign_request(
    keys: DeskKeys, target: Target, position: str | None, body: bytes, now: int, nonce: bytes
) -> dict[str, str]:
    """Return the headers to add to a request.

    `position` is the hub's last journal position that this desk saw, `<seq>:<chain, hex>`, None on
    first contact; `now` unix seconds of the hub's time; `nonce` 16 random bytes, never used before.
    """
    digest = f"sha-256=:{_encode(sha256(body).digest())}:"
    covered = _COVERED if position is None else f'{_COVERED} "{POSITION_HEADER}"'
    params = (
        f'({covered});created={now};keyid="{keys.device.hex()}";alg="ed25519"'
        f';nonce="{nonce.hex()}";tag="{_TAG}"'
    )
    signature = keys.sign(_base(target, digest, position, params))
    headers = {
        "content-digest": digest,
        "signature-input": f"sig1={params}",
        "signature": f"sig1=:{_encode(signature)}:",
    }
    return headers if position is None else {**headers, POSITION_HEADER: position}


def verify_request(
    target: Target,
    headers: Mapping[str, str],
    now: int,
    key_of: Callable[[DeviceId], bytes | None],
) -> SignedRequest:
    """Check a request's signature before its body is read; `headers` by lower-case name.

    `key_of` gives a desk's Ed25519 key. Raises ForeignDataError: "request.unsigned",
    "request.other_time", "request.unknown_key" or "request.bad_signature".
    """
    asked = _INPUT.fullmatch(headers.get("signature-input", ""))
    signed = _SIGNATURE.fullmatch(headers.get("signature", ""))
    digest = _DIGEST.fullmatch(headers.get("content-digest", ""))
    if asked is None or signed is None or digest is None:
        raise ForeignDataError("request.unsigned")
    params, covered, created, device, nonce = asked.groups()
    position = headers.get(POSITION_HEADER)
    if (position is not None) != covered.endswith(f'"{POSITION_HEADER}"'):
        raise ForeignDataError("request.unsigned")
    if abs(int(created) - now) > WINDOW:
        raise ForeignDataError("request.other_time")
    key = key_of(DeviceId(bytes.fromhex(device)))
    if key is None:
        raise ForeignDataError("request.unknown_key")
    base = _base(target, headers["content-digest"], position, params)
    if not is_signed(key, _decode(signed[1]), base):
        raise ForeignDataError("request.bad_signature")
    return SignedRequest(DeviceId(bytes.fromhex(device)), nonce, int(created), _decode(digest[1]))


def _base(target: Target, digest: str, position: str | None, params: str) -> bytes:
    """Return the signature base (RFC 9421, 2.5)."""
    lines = [
        f'"@method": {target.method}',
        f'"@authority": {authority(target.authority)}',
        f'"@path": {target.path}',
        f'"@query": ?{target.query}',
        f'"content-digest": {digest}',
    ]
    if position is not None:
        lines.append(f'"{POSITION_HEADER}": {position.strip()}')
    lines.append(f'"@signature-params": {params}')
    return "\n".join(lines).encode()


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:  # stray bits at the end
        raise ForeignDataError("request.unsigned") from None
