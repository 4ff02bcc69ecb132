"""Exchanging with a folder: chosen, done, stopped, told in words; folders that fail."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from referral_app.domain.identifiers import CentreId
from referral_app.domain.referral import Status
from referral_app.errors import RefusedError
from referral_app.exchange.files import Files, FullError, ReadOnlyError
from referral_app.exchange.folder import Folder
from referral_app.language import without_isolates
from referral_app.settings import LAST_FOLDER
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import CTRL, Key, Seat, Town
from ui.exchange.view import ExchangeScreen


def report(page: ExchangeScreen) -> list[str]:
    """The sentences of the report on the page."""
    labels = page.folder.report.findChildren(QLabel)
    return [without_isolates(label.text()) for label in labels if label.text()]


def exchange(seat: Seat) -> None:
    seat.press(Key.Key_Return, CTRL)
    seat.wait()


@pytest.fixture
def page(town: Town) -> ExchangeScreen:
    """At Yacoub El Mansour, whose folder is known from last time."""
    town.yem.settings.put(LAST_FOLDER, str(town.mail))
    return town.yem.page(ExchangeScreen)


def test_a_folder_is_chosen_once_and_remembered(
    town: Town, dialogs: AnsweringDialogs, page: ExchangeScreen
) -> None:
    seat = town.youss
    there = seat.page(ExchangeScreen)
    assert "No folder chosen yet" in there.folder.place.text()
    dialogs.paths += [None, town.mail]
    exchange(seat)
    assert dialogs.titles == ["Folder or stick of the exchange"]
    assert not seat.settings.get(LAST_FOLDER)
    assert report(there) == []
    exchange(seat)
    assert seat.settings.get(LAST_FOLDER) == str(town.mail)
    assert str(town.mail) in there.folder.place.text()
    assert report(there)
    exchange(seat)
    assert len(dialogs.titles) == 2, "it is not asked again"
    assert page.folder.exchange.isEnabled()


def test_a_referral_leaves_and_its_answer_comes(town: Town, page: ExchangeScreen) -> None:
    _case, referral = town.send()
    page.refresh()
    assert page.folder.waiting.text() != "Everything written here has been laid into an envelope."
    heard: list[frozenset[str]] = []
    town.yem.changes.changed.connect(heard.append)
    exchange(town.yem)
    assert any("left there for the others" in line for line in report(page))
    assert page.folder.waiting.text() == "Everything written here has been laid into an envelope."
    assert heard, "pages that show referrals must read again"
    town.exchange(town.youss)
    assert town.at(town.youss, referral).status is Status.REQUESTED
    exchange(town.yem)
    assert "Nothing is missing." in report(page)
    assert town.yem.said()[-1].startswith("1 envelope read.")
    assert page.folder.exchange.hasFocus()


def test_nothing_new_is_said_too(town: Town, page: ExchangeScreen) -> None:
    for _turn in range(3):
        town.meet()
    exchange(town.yem)
    exchange(town.yem)
    assert report(page)[-1] in ("Nothing new on either side.", "Nothing is missing.")


@pytest.fixture
def held(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A round waits at the folder until the event is set: what is done meanwhile comes first."""
    gate, names = threading.Event(), Folder.names

    def wait(folder: Folder, centre: CentreId) -> tuple[bytes, ...]:
        assert gate.wait(60)
        return names(folder, centre)

    monkeypatch.setattr(Folder, "names", wait)
    yield gate
    gate.set()
    town.yem.wait()


def test_it_shows_how_far_it_is_and_stops_when_asked(
    town: Town, page: ExchangeScreen, held: threading.Event
) -> None:
    for _turn in range(3):
        town.send()
    before = town.yem.desk.store.reader.waiting_to_leave()
    town.yem.press(Key.Key_Return, CTRL)
    assert page.folder.progress.isVisible()
    assert not page.folder.exchange.isEnabled()
    assert not page.centres.invite.isEnabled()
    page.folder.progress.stopped.emit()
    held.set()
    town.yem.wait()
    assert not page.folder.progress.isVisible()
    assert page.folder.exchange.isEnabled()
    assert report(page)[0].startswith("Stopped. What was done is kept")
    assert town.yem.desk.store.reader.waiting_to_leave() == before
    exchange(town.yem)
    assert town.yem.desk.store.reader.waiting_to_leave() == 0, "nothing was lost by stopping"


def test_a_lock_does_not_wait_for_a_long_exchange(
    town: Town, page: ExchangeScreen, held: threading.Event
) -> None:
    for _turn in range(3):
        town.send()
    before = town.yem.desk.store.reader.waiting_to_leave()
    town.yem.press(Key.Key_Return, CTRL)
    page.keep_draft()
    held.set()
    town.yem.wait()
    assert town.yem.desk.store.reader.waiting_to_leave() == before
    exchange(town.yem)
    assert town.yem.desk.store.reader.waiting_to_leave() == 0


def test_a_save_does_not_wait_for_a_round(
    town: Town, page: ExchangeScreen, held: threading.Event, qtbot: QtBot
) -> None:
    town.yem.press(Key.Key_Return, CTRL)
    done: list[object] = []
    town.yem.ui.background.store(page, town.send, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert page.folder.progress.isVisible(), "the round is not over"
    held.set()
    town.yem.wait()
    assert town.yem.desk.store.reader.waiting_to_leave() == 0, "the round took the save along"


def test_a_second_round_beside_the_first_is_refused(
    town: Town, page: ExchangeScreen, held: threading.Event
) -> None:
    town.yem.press(Key.Key_Return, CTRL)
    with pytest.raises(RefusedError) as refused:
        town.yem.workspace.synchronise(town.mail)
    assert refused.value.key == "exchange.running"
    held.set()
    town.yem.wait()
    town.yem.workspace.synchronise(town.mail)


def test_pressing_twice_exchanges_once(
    town: Town, page: ExchangeScreen, held: threading.Event
) -> None:
    town.send()
    town.yem.press(Key.Key_Return, CTRL, times=3)
    held.set()
    town.yem.wait()
    assert len(town.yem.said()) == 1


def envelopes(town: Town, seat: Seat) -> list[Path]:
    """What lies in the folder for a centre."""
    box = town.mail / "RELAIS" / "v1" / "m" / seat.desk.centre.hex()
    return sorted(box.glob("*.rly"))


def test_a_damaged_envelope_is_told_left_aside_and_healed(town: Town, page: ExchangeScreen) -> None:
    referral = town.received()
    known = set(envelopes(town, town.yem))
    town.exchange(town.youss)
    fresh = set(envelopes(town, town.yem)) - known
    for file in fresh:
        file.write_bytes(file.read_bytes()[:-7])
    exchange(town.yem)
    assert f"{len(fresh)} envelopes are damaged" in report(page)[0]
    assert town.yem.said() == [" ".join(report(page))]
    assert all(file.exists() for file in fresh)
    for _turn in range(3):
        town.exchange(town.youss)
        exchange(town.yem)
    assert town.at(town.yem, referral).status is Status.RECEIVED


def test_a_folder_that_is_gone_says_so_and_can_be_tried_again(
    town: Town, page: ExchangeScreen
) -> None:
    _case, referral = town.send()
    away = town.mail.with_name("pulled-out")
    town.mail.rename(away)
    exchange(town.yem)
    (notice,) = town.yem.ui.notices.open
    assert notice.act is not None
    assert notice.act.label == "Try again"
    assert town.at(town.yem, referral).status is Status.REQUESTED
    away.rename(town.mail)
    notice.act.run()
    town.yem.wait()
    assert report(page)
    assert town.yem.desk.store.reader.waiting_to_leave() == 0


def test_a_place_that_takes_no_folder_says_so_and_loses_nothing(
    town: Town, page: ExchangeScreen
) -> None:
    """A file stands where the folder of the envelopes belongs."""
    town.send()
    shutil.rmtree(town.mail)
    town.mail.mkdir()
    (town.mail / "RELAIS").write_text("in the way")
    exchange(town.yem)
    (notice,) = town.yem.ui.notices.open
    assert notice.act is not None
    assert town.yem.desk.store.reader.waiting_to_leave() > 0
    (town.mail / "RELAIS").unlink()
    notice.act.run()
    town.yem.wait()
    assert town.yem.desk.store.reader.waiting_to_leave() == 0


@pytest.mark.parametrize(("failure", "word"), [(FullError, "full"), (ReadOnlyError, "written")])
def test_a_full_or_write_protected_stick_says_so(
    town: Town,
    page: ExchangeScreen,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[OSError],
    word: str,
) -> None:
    """What a test cannot make everywhere: the file system says no."""

    def refuse(_files: Files, _path: Path, _data: bytes) -> None:
        raise failure

    town.send()
    with monkeypatch.context() as patch:
        patch.setattr(Files, "put", refuse)
        exchange(town.yem)
    (notice,) = town.yem.ui.notices.open
    assert word in notice.text
    assert notice.act is not None
    assert town.yem.desk.store.reader.waiting_to_leave() > 0
    notice.act.run()
    town.yem.wait()
    assert town.yem.desk.store.reader.waiting_to_leave() == 0


def test_what_was_read_before_a_failure_is_shown(town: Town, page: ExchangeScreen) -> None:
    """The stick was read, and then it could not be written."""
    _case, referral = town.send()
    town.meet()
    town.exchange(town.youss)
    heard: list[frozenset[str]] = []
    town.yem.changes.changed.connect(heard.append)
    shutil.rmtree(town.mail)
    exchange(town.yem)
    assert town.yem.said()
    assert heard
    assert town.at(town.yem, referral).status is Status.REQUESTED
