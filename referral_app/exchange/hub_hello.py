"""Who a hub says that it is: keys that its id names, signed by the hub itself."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Final

from referral_app.domain.identifiers import Moment
from referral_app.errors import RefusedError, UnavailableError
from referral_app.exchange.hub_wire import Answer
from referral_app.exchange.keys import hello_text, hub_id, is_signed
from referral_app.exchange.shape import is_name

API: Final = 1
_KEYS: Final = (32, 1216)
_SIGNATURE: Final = "relais-signature"
_LATEST: Final = 2**48


@dataclass(frozen=True, slots=True)
class Hello:
    """A hub, proved by its own signature; `time` is its clock, in ms."""

    hub_id: bytes
    name: str
    mode: str
    time: Moment
    sign_key: bytes
    kem_key: bytes


def read_hello(answer: Answer) -> Hello:
    """Read and check what a hub says of itself.

    Raises UnavailableError("hub.none_there") where no hub answers, RefusedError("hub.newer").
    """
    try:
        told: Any = json.loads(answer.body)
        if told["api"] != API:
            raise RefusedError("hub.newer")
        hello = _hello(told)
        signature = base64.b64decode(answer.headers[_SIGNATURE], validate=True)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise UnavailableError("hub.none_there") from error
    named = (len(hello.sign_key), len(hello.kem_key)) == _KEYS
    if not named or hub_id(hello.sign_key, hello.kem_key) != hello.hub_id:
        raise UnavailableError("hub.none_there")
    if not is_signed(hello.sign_key, signature, hello_text(answer.body)):
        raise UnavailableError("hub.none_there")
    return hello


def _hello(told: dict[str, Any]) -> Hello:
    name, mode, now = told["name"], told["mode"], told["time"]
    texts = isinstance(name, str) and isinstance(mode, str) and is_name(name)
    if not texts or type(now) is not int or not 0 <= now < _LATEST:
        raise ValueError
    keys = (bytes.fromhex(told["sign_key"]), bytes.fromhex(told["kem_key"]))
    return Hello(bytes.fromhex(told["hub_id"]), name, mode, Moment(now), *keys)
