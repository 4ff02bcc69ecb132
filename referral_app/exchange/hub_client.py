"""What a desk asks of a hub: each request signed, each answer checked (exchange.md 7).

A hub is never believed more than that it keeps envelopes: it must be the hub that was met first, by
the keys that its id names, and whatever it gives is opened and checked as from a stick.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NoReturn

from referral_app.clock import Clock, Randomness
from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError, RefusedError, UnavailableError
from referral_app.exchange.envelope import MAX_ENVELOPE
from referral_app.exchange.hub_hello import Hello, read_hello
from referral_app.exchange.hub_wire import Answer, Ask, Wire
from referral_app.exchange.keys import Identity
from referral_app.exchange.request_signing import (
    ADMISSION_HEADER,
    KEY_HEADER,
    NONCE,
    POSITION_HEADER,
    Target,
    sign_request,
)
from referral_app.exchange.sequence import (
    MEDIA_TYPE,
    Placed,
    read_page,
    read_sequence,
    write_sequence,
)
from referral_app.exchange.transport import Laid, Parcel, Row
from referral_app.journal.commit import MAX_COMMIT_SIZE
from referral_app.journal.registry import MAX_FILE as MAX_REGISTRY

PAGE: Final = 32
"""Envelopes asked for at once: at most 10 MB of memory."""
MOST_CENTRES: Final = 200
"""Centres of a commune, at most."""
MOST_NAMES: Final = 2000
"""Ids in one question of what is missing."""
MOST_MEMBERS: Final = 5000
"""Membership commits of one centre that a hub keeps, and their bytes."""
_MEMBERS: Final = 16 << 20
_PAGE_HEAD: Final = 12
_ANSWER: Final = 512 * 1024
_JSON: Final = {"content-type": "application/json"}
_FRAMES: Final = {"content-type": MEDIA_TYPE}
_CHAIN: Final = 32
_REDIRECTS: Final = range(300, 400)
_NOT_US: Final = frozenset({400, 401, 403})
_BUSY: Final = frozenset({408, 413, 429, 503})
_FORBIDDEN: Final = {
    "not_admitted": "hub.not_admitted",
    "retired": "hub.retired",
    "wrong_mode": "hub.mode_differs",
    "unknown_key": "hub.desk_unknown",
    "other_time": "hub.other_time",
}


class RewoundError(UnavailableError):
    """The hub was put back to an earlier day; `row` is where its journal stands now."""

    def __init__(self, row: Row) -> None:
        super().__init__("hub.rewound")
        self.row = row


class NotAdmittedError(RefusedError):
    """The hub does not know this centre, or this desk, yet."""


class NothingThereError(UnavailableError):
    """The hub answers, and holds nothing under this name."""


class BusyError(UnavailableError):
    """The hub asks to be left alone for `after` seconds."""

    def __init__(self, after: int) -> None:
        super().__init__("hub.busy")
        self.after = after


class HubClient:
    """One desk's talk with one hub; `hello` comes first.

    `row` is the last journal row that was seen there, None on first contact. As a guest, a desk
    that is nobody's yet names its own keys.
    """

    def __init__(self, wire: Wire, identity: Identity, clock: Clock, chance: Randomness) -> None:
        self._wire = wire
        self._identity = identity
        self._clock = clock
        self._chance = chance
        self._ahead = 0
        self.row: Row | None = None
        self.is_guest = False

    @property
    def origin(self) -> str:
        """The hub's address."""
        return self._wire.origin

    @property
    def ahead(self) -> int:
        """Milliseconds by which the hub's clock is ahead of ours."""
        return self._ahead

    def hello(self, pinned: bytes | None) -> Hello:
        """Ask who is there; `pinned` is the id of the hub that was met first.

        Raises RefusedError("hub.another", "hub.mode_differs", "hub.newer"), UnavailableError when
        what answers is no hub.
        """
        answer = self._wire.send(Ask("GET", "/v1/hello", {}))
        _check(answer)
        hello = read_hello(answer)
        if pinned is not None and hello.hub_id != pinned:
            raise RefusedError("hub.another")
        if hello.mode != self._identity.mode:
            raise RefusedError("hub.mode_differs")
        self._ahead = hello.time - self._clock.now()
        return hello

    def page(
        self, mailbox: CentreId, after: int, limit: int, wait: int = 0
    ) -> tuple[tuple[Placed, ...], int, bool]:
        """Read envelopes behind a position: themselves, the position behind them, whether more."""
        path = f"/v1/mailbox/{mailbox.hex()}?after={after}&limit={limit}"
        if wait:
            path += f"&wait={wait}"
        most = limit * (MAX_ENVELOPE + _PAGE_HEAD)
        answer = self._ask(Ask("GET", path, {}, b"", most, wait))
        try:
            items = read_page(answer.body, limit, MAX_ENVELOPE)
        except ForeignDataError as error:
            raise UnavailableError("hub.garbled") from error
        behind = _number(answer.headers.get("relais-next", ""))
        more = answer.headers.get("relais-more") == "1"
        last = max([after, *(item.seq for item in items)])
        first_old = bool(items) and items[0].seq <= after
        end = self.row[0] if self.row else 0
        if first_old or not last <= behind <= max(end, last) or (more and behind == after):
            raise UnavailableError("hub.garbled")
        return items, behind, more

    def deposit(self, parcels: Sequence[Parcel]) -> tuple[Laid, ...]:
        """Deposit at most 100 envelopes of 4 MiB in all; what became of each, in their order."""
        body = write_sequence(parcel.data for parcel in parcels)
        answer = self._ask(Ask("POST", "/v1/envelopes", _FRAMES, body, _ANSWER))
        told = _json(answer).get("items")
        by_eid = {
            one["eid"]: one
            for one in (told if isinstance(told, list) else [])
            if isinstance(one, dict) and isinstance(one.get("eid"), str)
        }
        return tuple(_laid(parcel.eid, by_eid.get(parcel.eid.hex())) for parcel in parcels)

    def missing(self, mailbox: CentreId, eids: Sequence[bytes]) -> tuple[bytes, ...]:
        """Return which of at most 2000 envelopes do not lie in a mailbox."""
        body = json.dumps({"eids": [eid.hex() for eid in eids]}).encode()
        path = f"/v1/mailbox/{mailbox.hex()}/missing"
        absent = _json(self._ask(Ask("POST", path, _JSON, body, _ANSWER))).get("absent")
        names = set(absent) if isinstance(absent, list) and all(map(_is_text, absent)) else set()
        return tuple(eid for eid in eids if eid.hex() in names)

    def summaries(self, month: str) -> tuple[bytes, ...]:
        """Return the commits in which centres published a month (YYYY-MM), unchecked."""
        most = MOST_CENTRES * (MAX_COMMIT_SIZE + _PAGE_HEAD)
        answer = self._ask(Ask("GET", f"/v1/summaries?month={month}", {}, b"", most))
        try:
            return read_sequence(answer.body, MOST_CENTRES, MAX_COMMIT_SIZE)
        except ForeignDataError as error:
            raise UnavailableError("hub.garbled") from error

    def registry(self) -> bytes | None:
        """Return the registry of centres that lies there, unproved; None while there is none."""
        try:
            answer = self._ask(Ask("GET", "/v1/registry", {}, b"", MAX_REGISTRY + _PAGE_HEAD))
        except NothingThereError:
            return None
        try:
            (file,) = read_sequence(answer.body, 1, MAX_REGISTRY)
        except (ForeignDataError, ValueError) as error:
            raise UnavailableError("hub.garbled") from error
        return file

    def put_registry(self, file: bytes) -> None:
        """Lay a registry there; raises what the hub says to one that is no newer."""
        self._ask(Ask("PUT", "/v1/registry", _FRAMES, write_sequence((file,)), _ANSWER))

    def add_members(
        self,
        centre: CentreId,
        commits: Sequence[bytes],
        admission: str = "",
        *,
        as_guest: bool = False,
    ) -> None:
        """Tell the hub what a centre's stewards have signed; a code admits a first centre.

        `as_guest` names our own keys: it may not know this desk before it has read that.
        """
        path = f"/v1/members/{centre.hex()}"
        more = dict(_FRAMES)
        if admission:
            more[ADMISSION_HEADER] = admission
        if as_guest:
            more[KEY_HEADER] = self._named()
        self._ask(Ask("POST", path, more, write_sequence(commits)))

    def members(self, centre: CentreId) -> tuple[bytes, ...]:
        """Return the membership commits of a centre that lie there, unproved."""
        try:
            answer = self._ask(Ask("GET", f"/v1/members/{centre.hex()}", {}, b"", _MEMBERS))
            return read_sequence(answer.body, MOST_MEMBERS, MAX_COMMIT_SIZE)
        except NothingThereError:
            return ()
        except ForeignDataError as error:
            raise UnavailableError("hub.garbled") from error

    def _named(self) -> str:
        keys = self._identity.keys
        return base64.b64encode(keys.sign_key + keys.kem_key).decode("ascii")

    def _ask(self, ask: Ask) -> Answer:
        """Sign a request and send it; its headers come beside those of the signature."""
        row = f"{self.row[0]}:{self.row[1].hex()}" if self.row else None
        now = (self._clock.now() + self._ahead) // 1000
        target = Target.of(ask.method, f"{self._wire.origin}{ask.path}")
        nonce = self._chance(NONCE)
        signed = sign_request(self._identity.keys, target, row, ask.body, now, nonce)
        named = {KEY_HEADER: self._named()} if self.is_guest else {}
        answer = self._wire.send(replace(ask, headers={**ask.headers, **named, **signed}))
        _check(answer)
        self._see_row(answer)
        return answer

    def _see_row(self, answer: Answer) -> None:
        row = read_row(answer.headers.get(POSITION_HEADER, ""))
        if row is None:
            raise UnavailableError("hub.garbled")
        if self.row is None or row[0] >= self.row[0]:
            self.row = row


def read_row(text: str) -> Row | None:
    """Read `<seq>:<chain, hex>`; None when it is none."""
    number, _, chain = text.partition(":")
    try:
        found = bytes.fromhex(chain)
        return (_number(number), found) if len(found) == _CHAIN else None
    except (ValueError, UnavailableError):
        return None


def _check(answer: Answer) -> None:
    """Raise what a status other than 200 means."""
    if answer.status == 200:
        return
    if answer.status in _REDIRECTS or answer.status == 404:
        absent = answer.status == 404 and _word(answer) == "absent"
        raise (NothingThereError if absent else UnavailableError)("hub.none_there")
    if answer.status == 409:
        _raise_rewound(answer)
    if answer.status in _BUSY:
        raise BusyError(_seconds(answer.headers.get("retry-after", "")))
    if answer.status in _NOT_US:
        _raise_refused(answer)
    raise UnavailableError("hub.failed")


def _raise_refused(answer: Answer) -> NoReturn:
    word = _word(answer)
    key = _FORBIDDEN.get(word, "hub.refused")
    if word in ("not_admitted", "unknown_key"):
        raise NotAdmittedError(key)
    if word == "other_time" or (key == "hub.refused" and answer.status != 400):
        raise UnavailableError(key)
    raise RefusedError(key)


def _raise_rewound(answer: Answer) -> NoReturn:
    told = _json(answer)
    row = read_row(f"{told.get('pos')}:{told.get('chain')}")
    if told.get("error") != "rewound" or row is None:
        raise UnavailableError("hub.garbled")
    raise RewoundError(row)


def _laid(eid: bytes, told: dict[str, Any] | None) -> Laid:
    if told is None:
        return Laid(eid, fresh=False, error="unanswered")
    if type(told.get("seq")) is int:
        return Laid(eid, fresh=told.get("dup") is not True)
    error = told.get("error")
    return Laid(eid, fresh=False, error=error if isinstance(error, str) else "unanswered")


def _json(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise UnavailableError("hub.garbled")
    return told


def _word(answer: Answer) -> str:
    try:
        word = _json(answer).get("error")
    except UnavailableError:
        return ""
    return word if isinstance(word, str) else ""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise UnavailableError("hub.garbled")
    return int(text)


def _seconds(text: str) -> int:
    return min(int(text), 3600) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_text(value: object) -> bool:
    return isinstance(value, str)
