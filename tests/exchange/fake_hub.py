"""A hub of the tests: the same requests as the real one, over a dictionary, and faults to order.

`FakeHub` answers in the process; `Loopback` puts it behind a real server on this machine.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from referral_app.clock import Clock, seeded_randomness
from referral_app.domain.centre import TRAINING
from referral_app.domain.identifiers import CentreId, DeviceId
from referral_app.errors import ForeignDataError
from referral_app.exchange.envelope import name_of, read_header
from referral_app.exchange.hub_wire import Answer, Ask
from referral_app.exchange.keys import DeskKeys, hello_text, hub_id
from referral_app.exchange.request_signing import Target, verify_request
from referral_app.exchange.roll import read_roll
from referral_app.exchange.sequence import Placed, read_sequence, write_page, write_sequence
from referral_app.journal.genesis import device_id

PAGE_BYTES = 1024 * 1024


@dataclass
class FakeHub:
    """Implements `Wire`. `faults` are taken one a request, before anything is done."""

    clock: Clock
    origin: str = "http://127.0.0.1"
    mode: str = TRAINING
    seed: int = 77
    codes: set[str] = field(default_factory=lambda: {"first"})
    rows: list[tuple[CentreId, bytes, bytes]] = field(default_factory=list)
    chains: list[bytes] = field(default_factory=lambda: [bytes(32)])
    members: dict[CentreId, list[bytes]] = field(default_factory=dict)
    faults: deque[Callable[[Ask], Answer | None]] = field(default_factory=deque)
    asked: list[Ask] = field(default_factory=list)
    refuse: dict[bytes, str] = field(default_factory=dict)
    registry: bytes = b""

    def __post_init__(self) -> None:
        self.keys = DeskKeys.generate(seeded_randomness(self.seed))
        self.lock = threading.Lock()

    @property
    def hub_id(self) -> bytes:
        return hub_id(self.keys.sign_key, self.keys.kem_key)

    def send(self, ask: Ask) -> Answer:
        with self.lock:
            self.asked.append(ask)
            if self.faults:
                answer = self.faults.popleft()(ask)
                if answer is not None:
                    return answer
            return self._answer(ask)

    def save(self) -> int:
        """Make a backup: how far the journal went."""
        return len(self.rows)

    def rewind(self, backup: int) -> None:
        """Put the backup back; what is deposited then takes other places."""
        del self.rows[backup:]
        del self.chains[backup + 1 :]

    def lose(self, eid: bytes) -> None:
        """Forget an envelope, as a bad disk would."""
        self.rows = [(box, it, b"" if it == eid else data) for box, it, data in self.rows]

    def box(self, mailbox: CentreId) -> list[bytes]:
        return [eid for box, eid, data in self.rows if box == mailbox and data]

    # --- what is asked

    def _answer(self, ask: Ask) -> Answer:
        parts = urlsplit(ask.path)
        if parts.path == "/v1/hello":
            return self._hello()
        try:
            device, is_guest = self._who(ask, parts.path, parts.query)
        except ForeignDataError as error:
            return _error(401, error.key.removeprefix("request."))
        return self._lost(ask.headers.get("relais-pos")) or self._do(ask, device, is_guest)

    def _do(self, ask: Ask, device: DeviceId, is_guest: bool) -> Answer:
        centre = next((c for c in self.members if self._is_member(c, device)), None)
        parts = urlsplit(ask.path)
        what, *rest = parts.path.removeprefix("/v1/").split("/")
        mailbox = CentreId(bytes.fromhex(rest[0])) if rest else CentreId(b"")
        if what in ("members", "registry"):
            its_own = what == "members"
            return self._add_members(mailbox, ask, centre) if its_own else self._registry(ask)
        if centre is None and not is_guest:
            return _error(403, "not_admitted")
        if what == "envelopes":
            return self._deposit(ask)
        if rest[-1] == "missing":
            return self._missing(mailbox, ask)
        if mailbox != centre and mailbox in self.members:
            return _error(403, "not_yours")
        return self._page(mailbox, parse_qs(parts.query))

    def _registry(self, ask: Ask) -> Answer:
        if ask.method == "PUT":
            (self.registry,) = read_sequence(ask.body, 1, 300_000)
            return self._json({})
        if not self.registry:
            return _error(404, "absent")
        return Answer(200, self._position(), write_sequence((self.registry,)))

    def _hello(self) -> Answer:
        body = json.dumps(
            {
                "hub_id": self.hub_id.hex(),
                "sign_key": self.keys.sign_key.hex(),
                "kem_key": self.keys.kem_key.hex(),
                "name": "Rabat",
                "mode": self.mode,
                "time": self.clock.now(),
                "pos": len(self.rows),
                "chain": self.chains[-1].hex(),
                "limits": {},
                "min_version": "0.1.0",
                "api": 1,
            }
        ).encode()
        signature = self.keys.sign(hello_text(body))
        headers = {"relais-signature": base64.b64encode(signature).decode()}
        return Answer(200, headers | self._position(), body)

    def _who(self, ask: Ask, path: str, query: str) -> tuple[DeviceId, bool]:
        named = base64.b64decode(ask.headers.get("relais-key", "")) or None
        target = Target(ask.method, urlsplit(self.origin).netloc, path, query)

        def key_of(device: DeviceId) -> bytes | None:
            if named and device_id(named[:32], named[32:]) == device:
                return named[:32]
            found = [m for c in self.members for m in self._roll(c) if m.device == device]
            return found[0].sign_key if found else None

        signed = verify_request(target, ask.headers, self.clock.now() // 1000, key_of)
        signed.check_body(ask.body)
        return signed.device, named is not None

    def _lost(self, position: str | None) -> Answer | None:
        if position is None:
            return None
        number, _, chain = position.partition(":")
        at = int(number)
        if at < len(self.chains) and self.chains[at].hex() == chain:
            return None
        told = {"error": "rewound", "pos": len(self.rows), "chain": self.chains[-1].hex()}
        return Answer(409, self._position(), json.dumps(told).encode())

    def _roll(self, centre: CentreId) -> Any:
        return read_roll(centre, self.members[centre]).membership.members

    def _is_member(self, centre: CentreId, device: DeviceId) -> bool:
        return any(m.device == device and m.active for m in self._roll(centre))

    def _add_members(self, centre: CentreId, ask: Ask, by: CentreId | None) -> Answer:
        if ask.method == "GET":
            return Answer(200, self._position(), write_sequence(self.members.get(centre, [])))
        code = ask.headers.get("relais-admission", "")
        if centre not in self.members and by is None:
            if code not in self.codes:
                return _error(403, "not_admitted")
            self.codes.discard(code)
        items = list(read_sequence(ask.body, 10_000, 300_000))
        known = self.members.get(centre, [])
        self.members[centre] = known + [item for item in items if item not in known]
        return self._json({"accepted": len(self.members[centre]) - len(known)})

    def _deposit(self, ask: Ask) -> Answer:
        told = []
        for data in read_sequence(ask.body, 100, 300 * 1024):
            eid = name_of(data)
            known = next((n for n, row in enumerate(self.rows, 1) if row[1] == eid), None)
            header, _ = read_header(data)
            if eid in self.refuse:
                told.append({"eid": eid.hex(), "error": self.refuse[eid]})
            elif known is not None and self.rows[known - 1][2]:
                told.append({"eid": eid.hex(), "seq": known, "dup": True})
            else:
                self.rows.append((header.destination, eid, data))
                self.chains.append(sha256(self.chains[-1] + eid).digest())
                told.append({"eid": eid.hex(), "seq": len(self.rows)})
        end = {"pos": len(self.rows), "chain": self.chains[-1].hex()}
        return self._json({**end, "items": told})

    def _missing(self, mailbox: CentreId, ask: Ask) -> Answer:
        there = {eid.hex() for eid in self.box(mailbox)}
        return self._json({"absent": [e for e in json.loads(ask.body)["eids"] if e not in there]})

    def _page(self, mailbox: CentreId, query: dict[str, list[str]]) -> Answer:
        after, limit = int(query["after"][0]), int(query["limit"][0])
        found = [
            Placed(seq, data)
            for seq, (box, _, data) in enumerate(self.rows, 1)
            if box == mailbox and seq > after and data
        ]
        items = found[:limit]
        more = len(found) > limit
        behind = items[-1].seq if more else max(len(self.rows), after)
        headers = {"relais-next": str(behind), "relais-more": str(int(more))}
        return Answer(200, headers | self._position(), write_page(items))

    def _json(self, told: dict[str, Any]) -> Answer:
        return Answer(200, self._position(), json.dumps(told).encode())

    def _position(self) -> dict[str, str]:
        return {"relais-pos": f"{len(self.rows)}:{self.chains[-1].hex()}"}


def _error(status: int, word: str) -> Answer:
    return Answer(status, {}, json.dumps({"error": word}).encode())


@contextmanager
def loopback(hub: FakeHub) -> Iterator[str]:
    """Put a hub behind a real server; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = hub.send(Ask(self.command, self.path, headers, body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _do  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub.origin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
