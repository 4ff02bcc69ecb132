from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from referral_app.clock import ManualClock
from referral_app.domain.identifiers import Moment
from ui.auto_lock import AutoLock
from ui.session_windows import (
    PBT_APMSUSPEND,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    WTS_SESSION_LOCK,
    ends_session,
)

MINUTE = 60_000


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(Moment(1_793_700_000_000))


@pytest.fixture
def lock(qapp: QApplication, clock: ManualClock) -> Iterator[AutoLock]:
    made = AutoLock(qapp, clock)
    made.start()
    yield made
    made.stop()
    made.deleteLater()


def hears(lock: AutoLock) -> list[int]:
    heard = list[int]()
    lock.lock_wanted.connect(lambda: heard.append(1))
    return heard


def test_fifteen_idle_minutes_lock_once(lock: AutoLock, clock: ManualClock) -> None:
    heard = hears(lock)
    clock.advance(15 * MINUTE - 1)
    lock.check()
    assert heard == []
    clock.advance(1)
    lock.check()
    lock.check()
    assert heard == [1]
    assert not lock.running


def test_keys_and_clicks_start_the_minutes_anew(
    lock: AutoLock, clock: ManualClock, qtbot: QtBot
) -> None:
    heard = hears(lock)
    field = QLineEdit()
    qtbot.addWidget(field)
    clock.advance(14 * MINUTE)
    qtbot.keyClick(field, Qt.Key.Key_A)
    clock.advance(14 * MINUTE)
    lock.check()
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    clock.advance(14 * MINUTE)
    lock.check()
    assert heard == []
    clock.advance(MINUTE)
    lock.check()
    assert heard == [1]


def test_a_clock_turned_back_starts_anew(lock: AutoLock, clock: ManualClock) -> None:
    heard = hears(lock)
    clock.advance(-60 * MINUTE)
    lock.check()
    clock.advance(15 * MINUTE - 1)
    lock.check()
    assert heard == []
    clock.advance(1)
    lock.check()
    assert heard == [1]


def test_nothing_open_is_not_locked(lock: AutoLock, clock: ManualClock) -> None:
    heard = hears(lock)
    lock.stop()
    clock.advance(60 * MINUTE)
    lock.session_ended()
    assert heard == []


def test_unlocking_counts_from_then(lock: AutoLock, clock: ManualClock) -> None:
    heard = hears(lock)
    lock.session_ended()
    clock.advance(60 * MINUTE)
    lock.start()
    lock.check()
    assert heard == [1]
    assert lock.running


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is of Linux")
@pytest.mark.parametrize(
    ("path", "interface", "signal", "arguments", "ends"),
    [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", [True], 1),
        (
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "PrepareForSleep",
            [False],
            0,
        ),
        ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock", [], 1),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", [True], 1),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True], 1),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [False], 0),
    ],
)
def test_a_linux_session_is_heard(
    qtbot: QtBot, path: str, interface: str, signal: str, arguments: list[bool], ends: int
) -> None:
    # A line from peer to peer: no bus of the machine is asked.
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusServer

    from ui.session_linux import LinuxSession

    server, lines, ended = QDBusServer("unix:tmpdir=/tmp"), list[QDBusConnection](), list[int]()
    server.newConnection.connect(lines.append)
    ours = QDBusConnection.connectToPeer(server.address(), f"peer {signal} {interface} {ends}")
    qtbot.waitUntil(lambda: bool(lines))
    owner = QObject()
    session = LinuxSession(owner, lambda: ended.append(1), ours, ours)
    assert "PrepareForSleep" in session.heard
    message = QDBusMessage.createSignal(path, interface, signal)
    message.setArguments(arguments)
    last = QDBusMessage.createSignal("/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged")
    last.setArguments([True])
    assert lines[0].send(message)
    assert lines[0].send(last)
    qtbot.waitUntil(lambda: len(ended) == ends + 1)
    QDBusConnection.disconnectFromPeer(ours.name())


def test_which_windows_messages_end_a_session() -> None:
    assert ends_session(WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK)
    assert ends_session(WM_POWERBROADCAST, PBT_APMSUSPEND)
    unlock, resume, key_down = 0x8, 0x12, 0x0100
    assert not ends_session(WM_WTSSESSION_CHANGE, unlock)
    assert not ends_session(WM_POWERBROADCAST, resume)
    assert not ends_session(key_down, WTS_SESSION_LOCK)
