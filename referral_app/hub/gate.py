"""Who may come in: signature, freshness, share, membership and a common past, in this order."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection

from referral_app.domain.identifiers import DeviceId
from referral_app.errors import ForeignDataError
from referral_app.exchange.request_signing import (
    KEY_HEADER,
    POSITION_HEADER,
    WINDOW,
    SignedRequest,
    Target,
    verify_request,
)
from referral_app.hub.database import JOURNAL_END, Database, End
from referral_app.hub.journal import GUESTS
from referral_app.hub.limits import Limits, Nonces, Rates
from referral_app.hub.mailboxes import holds
from referral_app.hub.members import STANDING, Asker, Standing, guest_key, standing_of
from referral_app.hub.refusal import REWOUND, RefusedRequest, forbidden, malformed, unsigned
from referral_app.hub.trips import Asked, ask_all

_POSITION: Final = re.compile(r"(0|[1-9][0-9]{0,18}):([0-9a-f]{64})")
_LATEST: Final = (1 << 63) - 1
_KEYS: Final = 32 + 1216
_WORDS: Final = {
    "request.unsigned": "unsigned",
    "request.other_time": "other_time",
    "request.unknown_key": "unknown_key",
    "request.bad_signature": "bad_signature",
}


class Entered(NamedTuple):
    """A request that came in: who asks, what was signed, and the journal's end just now."""

    asker: Asker
    signed: SignedRequest
    end: End


class RewoundRequest(RefusedRequest):
    """The journal has lost what this desk saw."""

    def __init__(self, end: End) -> None:
        super().__init__(409, REWOUND)
        self.end = end


class Gate:
    """Lets requests in; safe on several threads."""

    def __init__(self, database: Database, limits: Limits, seconds: Callable[[], float]) -> None:
        self._database = database
        self._seconds = seconds
        self._rates = Rates(limits.per_minute, limits.burst, seconds)
        self._guests = Rates(limits.guests_per_minute, limits.guests_per_minute, seconds)
        self._nonces = Nonces(2 * WINDOW, seconds)

    def enter(self, target: Target, headers: Mapping[str, str]) -> Entered:
        """Check a request before its body is read. Raises RefusedRequest."""
        with self._database.reading() as connection:
            found: list[tuple[Standing | None, End]] = []

            def key_of(device: DeviceId) -> bytes | None:
                found.append(_standing_and_end(connection, device))
                known = found[-1][0]
                return known.sign_key if known else _shown_key(device, headers)

            try:
                signed = verify_request(target, headers, int(self._seconds()), key_of)
            except ForeignDataError as error:
                raise unsigned(_WORDS[error.key]) from None
            standing, end = found[-1]
            asker = self._admit(signed, standing)
            _check_common_past(connection, headers.get(POSITION_HEADER), end)
        return Entered(asker, signed, end)

    def _admit(self, signed: SignedRequest, standing: Standing | None) -> Asker:
        if not self._nonces.is_new(signed.device, signed.nonce):
            raise unsigned("replayed")
        self._rates.take(signed.device)
        if standing is None:
            self._guests.take(GUESTS)
            return Asker(signed.device, frozenset())
        if standing.is_retired:
            raise forbidden("retired")
        if not standing.is_admitted:
            raise forbidden("not_admitted")
        return Asker(signed.device, standing.centres)


def _shown_key(device: DeviceId, headers: Mapping[str, str]) -> bytes | None:
    shown = headers.get(KEY_HEADER)
    if shown is None:
        return None
    try:
        keys = base64.b64decode(shown, validate=True)
    except (binascii.Error, ValueError):
        raise malformed() from None
    if len(keys) != _KEYS:
        raise malformed()
    return guest_key(device, keys)


def _standing_and_end(connection: Connection, device: bytes) -> tuple[Standing | None, End]:
    asked: tuple[Asked, Asked] = ((STANDING, {"device": device}), (JOURNAL_END, {}))
    standing, ((seq, chain),) = ask_all(connection, asked)
    return standing_of(standing), End(seq, bytes(chain))


def _check_common_past(connection: Connection, text: str | None, end: End) -> None:
    """Raise RewoundRequest when the journal has lost the position that a desk saw."""
    if text is None:
        return
    seen = _POSITION.fullmatch(text.strip())
    if seen is None or int(seen[1]) > _LATEST:
        raise malformed()
    if not holds(connection, End(int(seen[1]), bytes.fromhex(seen[2]))):
        raise RewoundRequest(end)
