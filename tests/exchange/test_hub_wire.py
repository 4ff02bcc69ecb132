"""What the network may do to a request: each ends in a sentence, in time, with little memory."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.clock import ManualClock
from referral_app.errors import InvalidInputError, UnavailableError
from referral_app.exchange import hub_wire
from referral_app.exchange.hub_round import HubRound
from referral_app.exchange.hub_wire import Ask, HttpWire, tidy_address
from tests.exchange.desks import B_NAMES, START, WORKER, make_desk
from tests.exchange.fake_hub import FakeHub, loopback

Speak = Callable[[socket.socket], None]
HELLO = Ask("GET", "/v1/hello", {})


@contextmanager
def speaking(speak: Speak) -> Iterator[str]:
    """A server that answers one connection with whatever `speak` writes."""
    server = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            try:
                speak(connection)
            except OSError:
                return  # the other side had enough
            done.wait(20)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        done.set()
        thread.join()
        server.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_wire, "PATIENCE", 0.2)
    monkeypatch.setattr(hub_wire, "SLOWEST", 64 * 1024 * 1024)


def _says(*parts: bytes) -> Speak:
    def speak(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return speak


def _without_end(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(bytes(65_536))


def _drop_by_drop(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
    for _ in range(4000):
        connection.sendall(b"x")
        threading.Event().wait(0.02)


def _silent(_: socket.socket) -> None: ...


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "speak",
    [
        _says(b"\x00\x01\x02 garbage \xff" * 40),
        _says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        _says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
        _says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"),
        _says(b"HTTP/1.1 999999 Oh\r\n\r\n"),
        _says(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * 200_000 + b"\r\n\r\n"),
        _without_end,
        _drop_by_drop,
        _silent,
    ],
    ids=["garbage", "cut", "negative", "chunks", "status", "header", "endless", "drops", "silent"],
)
def test_whatever_a_server_does_is_said_and_over_in_time(speak: Speak) -> None:
    with speaking(speak) as origin, pytest.raises(UnavailableError):
        HttpWire(origin).send(HELLO)


def test_a_request_is_cut_short_when_the_store_is_to_be_closed() -> None:
    heard = threading.Event()
    wires: list[HttpWire] = []

    def hold(_: socket.socket) -> None:
        heard.set()

    def cut() -> None:
        heard.wait(20)
        wires[0].cut()

    with speaking(hold) as origin:
        wires.append(HttpWire(origin))
        closing = threading.Thread(target=cut)
        closing.start()
        with pytest.raises(UnavailableError):
            wires[0].send(HELLO)
        closing.join()
        with pytest.raises(UnavailableError):
            wires[0].send(HELLO)


def test_a_hub_that_is_not_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnavailableError, match=r"hub\.unreachable"):
        HttpWire(f"http://127.0.0.1:{port}").send(HELLO)


def test_nothing_is_followed_or_unpacked() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with speaking(_says(moved)) as origin:
        assert HttpWire(origin).send(HELLO).status == 302
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"
    with speaking(_says(packed)) as origin:
        assert HttpWire(origin).send(HELLO).body == b"abcd"


def test_the_proxy_of_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def proxy(connection: socket.socket) -> None:
        heard.append(b"asked")
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with speaking(proxy) as origin:
        monkeypatch.setenv("http_proxy", origin)
        monkeypatch.setenv("no_proxy", "")
        assert HttpWire("http://localhost:9").send(HELLO).status == 200
    assert heard


def test_a_referral_travels_over_a_real_server() -> None:
    clock = ManualClock(START)
    hub = FakeHub(clock)
    a, b = make_desk(1, clock=clock), make_desk(2, B_NAMES, clock=clock)
    with loopback(hub) as origin:

        def go(desk: object, code: str = "") -> None:
            assert desk in (a, b)
            one = a if desk is a else b
            going = HubRound(one.store, one.identity, HttpWire(origin), clock, WORKER, one.chance)
            going.run(going.greet(hub.hub_id), admission=code)

        go(a, "first")
        b.join(a.invite())
        for desk in (b, a, b, a):
            go(desk)
        referral = a.refer(b.centre)
        go(a)
        go(b)
    assert b.shown(referral) == "requested"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hub.rabat.example", "https://hub.rabat.example"),
        (" https://Hub.Rabat.Example/ ", "https://hub.rabat.example"),
        ("https://hub.rabat.example:8443", "https://hub.rabat.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert tidy_address(typed) == kept
    assert tidy_address(kept) == kept


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_said_to_be_none(text: str) -> None:
    try:
        kept = tidy_address(text)
    except InvalidInputError:
        return
    assert kept == tidy_address(kept)
    assert kept.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]"))
