"""The page of backups: made by keyboard, stopped, checked, listed, limited; what is said of it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.ports.backups import Secret
from referral_app.services.restores import restoration
from tests.fakes import DAY
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import CTRL, PASSPHRASE, Key, Seat, Town
from ui.backup.by_itself import DailyBackup, tell_at_opening
from ui.backup.view import BackupScreen
from ui.context import Ui


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def page(town: Town) -> BackupScreen:
    page = town.yem.page(BackupScreen)
    town.yem.wait()
    return page


def words(widget: object) -> list[str]:
    labels = widget.findChildren(QLabel)  # type: ignore[attr-defined]
    return [without_isolates(label.text()) for label in labels if label.text()]


def said(seat: Seat) -> list[str]:
    return [without_isolates(text) for text in seat.said()]


def test_nothing_yet(page: BackupScreen) -> None:
    assert page.last.state.words.text() == "No backup has been made yet."
    assert "disk of this computer" in page.last.hint.text()
    assert page.list.none.isVisible()
    assert not page.restored.isVisible()


def test_one_is_made_by_keyboard_in_the_folder_chosen(
    town: Town, page: BackupScreen, dialogs: AnsweringDialogs, stick: Path
) -> None:
    dialogs.paths += [None, stick]
    for _ in range(2):
        page.last.choose.click()
        town.yem.wait()
    assert str(stick) in page.last.place.text()
    assert page.last.make.hasFocus()
    town.yem.press(Key.Key_Return, CTRL)
    assert not page.last.make.isEnabled()
    town.yem.wait()
    (file,) = stick.iterdir()
    assert file.suffix == ".jbak"
    assert "found whole" in said(town.yem)[-1]
    assert page.last.make.isEnabled()
    assert not page.last.progress.isVisible()
    assert "just now" in page.last.state.words.text()
    (row,) = page.list.rows.items
    assert row.row.pill == "whole"


def test_a_folder_inside_the_store_is_refused(
    town: Town, page: BackupScreen, dialogs: AnsweringDialogs
) -> None:
    dialogs.paths += [town.yem.workspace.folder]
    page.last.choose.click()
    town.yem.wait()
    assert "would be lost with it" in said(town.yem)[-1]


def test_a_stick_that_is_gone_is_said_and_may_be_tried_again(
    town: Town, page: BackupScreen, stick: Path
) -> None:
    town.yem.workspace.backups.choose(stick)
    stick.rmdir()
    page.refresh()
    town.yem.wait()
    assert "insert the stick" in page.list.none.text()
    page.last.make.click()
    town.yem.wait()
    (notice,) = town.yem.ui.notices.open
    assert "The folder of the backups is not there." in notice.text
    stick.mkdir()
    assert notice.act is not None
    notice.act.run()
    town.yem.wait()
    assert list(stick.iterdir())


def test_it_can_be_stopped(town: Town, page: BackupScreen, stick: Path) -> None:
    town.yem.workspace.backups.choose(stick)
    page.last.make.click()
    page.last.progress.stopped.emit()
    town.yem.wait()
    assert said(town.yem)[-1].startswith("Stopped.")
    assert not list(stick.iterdir())


def test_the_window_and_saving_go_on_meanwhile(town: Town, page: BackupScreen, stick: Path) -> None:
    """A backup waits at its first step: a file is saved all the same."""
    town.yem.workspace.backups.choose(stick)
    go, came = threading.Event(), threading.Event()
    make = town.yem.workspace.backups.make

    def slow(progress: object = None, file: Path | None = None) -> object:
        def held(done: int, total: int) -> bool:
            came.set()
            assert go.wait(20)
            return True

        return make(held, file)

    town.yem.workspace.backups.make = slow  # type: ignore[assignment,method-assign]
    page.last.make.click()
    assert came.wait(20)
    town.send()
    go.set()
    town.yem.wait()
    assert list(stick.iterdir())


def test_checking_tells_whole_from_damaged(town: Town, page: BackupScreen, stick: Path) -> None:
    backups = town.yem.workspace.backups
    backups.choose(stick)
    made = [backups.make(), backups.make(file=stick / "other.jbak")]
    assert all(made)
    page.refresh()
    town.yem.wait()
    (row,) = page.list.rows.items
    row.acted.emit(row.row.key)
    town.yem.wait()
    assert "is whole" in said(town.yem)[-1]
    assert "It holds" in said(town.yem)[-1]
    file = stick / row.row.key
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    (row,) = page.list.rows.items
    row.acted.emit(row.row.key)
    town.yem.wait()
    assert "This backup is damaged" in said(town.yem)[-1]
    (row,) = page.list.rows.items
    assert row.row.pill == "damaged"


def test_any_other_file_can_be_checked(
    town: Town, page: BackupScreen, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.jbak"
    letter.write_text("a letter, and no backup", encoding="utf-8")
    dialogs.paths += [None, letter]
    for _ in range(2):
        page.list.check_other.click()
        town.yem.wait()
    assert said(town.yem) == [
        "This file is no backup of this program. Choose a file whose name ends in .jbak."
    ]


def test_the_ceiling_is_kept(town: Town, page: BackupScreen) -> None:
    page.last.ceiling.set_value("8000")
    page.last.ceiling.changed.emit()
    town.yem.wait()
    assert town.yem.workspace.backups.plan().ceiling == 8000
    page.refresh()
    assert page.last.ceiling.value() == "8000"


def test_restoring_asks_and_leads_to_the_gate(
    town: Town, page: BackupScreen, dialogs: AnsweringDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_back: list[bool] = []
    monkeypatch.setattr(type(page.context.wardrobe), "put_back", lambda _: put_back.append(True))
    dialogs.confirmations += [False, True]
    page.list.restore.click()
    assert not put_back
    page.list.restore.click()
    assert put_back == [True]


@pytest.fixture
def restored(town: Town, tmp_path: Path) -> Seat:
    """Yacoub El Mansour, back from a backup, after its neighbour gave a referral back."""
    seat = town.yem
    file = tmp_path / "a.jbak"
    assert seat.workspace.backups.make(file=file)
    town.send()
    town.meet()
    seat.workspace.close()
    parts = bootstrap.Parts(town.clock)
    folder = seat.workspace.folder
    assert bootstrap.restore_backup(folder, file, Secret(PASSPHRASE), replace=True, parts=parts)
    workspace = bootstrap.open_workspace(folder, PASSPHRASE, parts=parts)
    back = Seat(workspace, seat.ui, tmp_path)
    town.yem = back
    town.clock.advance(DAY)
    town.exchange(back, town.youss, back)
    return back


def test_what_came_back_stands_there_until_it_was_noted(restored: Seat) -> None:
    page = restored.page(BackupScreen)
    restored.wait()
    lines = words(page.restored)
    assert any(line.startswith("This desk was restored on") for line in lines)
    assert "1 entry that had left this desk since then has come back." in lines
    assert any("came back without its file" in line for line in lines)
    assert any("store-replaced-" in line for line in lines)
    tell_at_opening(restored.context)
    assert any("1 entry has come back." in line for line in said(restored))
    page.restored.button.click()
    restored.wait()
    assert not page.restored.isVisible()
    assert restoration(restored.desk) is None


def test_the_backup_that_was_put_back_is_the_last_good_one(restored: Seat) -> None:
    """Its own note was written after it, and is not in it."""
    page = restored.page(BackupScreen)
    restored.wait()
    plan = restored.workspace.backups.plan()
    back = restoration(restored.desk)
    assert back is not None
    assert plan.made == back.made
    assert not restored.workspace.backups.is_too_old()
    made = restored.ui.language.format_moment(plan.made)
    assert without_isolates(page.last.state.words.text()).startswith(made)
    again = restored.workspace.backups.make()
    assert again is not None
    assert restored.workspace.backups.plan().made == again.file.made


def test_one_a_day_is_made_by_itself(town: Town, stick: Path) -> None:
    seat = town.yem
    seat.workspace.backups.choose(stick)
    daily = DailyBackup(seat.context, QApplication.instance())  # type: ignore[arg-type]
    for expected in (1, 1):
        daily.look()
        seat.wait()
        assert len(list(stick.iterdir())) == expected
    town.clock.advance(DAY)
    daily.look()
    seat.wait()
    assert len(list(stick.iterdir())) == 2
    assert said(seat) == [], "a backup that is well says nothing"
    daily.deleteLater()


def test_a_stick_left_at_home_is_news_only_after_a_week(town: Town, stick: Path) -> None:
    seat = town.yem
    backups = seat.workspace.backups
    backups.choose(stick)
    assert backups.make()
    stick.rename(stick.with_name("at home"))
    daily = DailyBackup(seat.context, QApplication.instance())  # type: ignore[arg-type]
    town.clock.advance(2 * DAY)
    daily.look()
    seat.wait()
    tell_at_opening(seat.context)
    assert said(seat) == []
    town.clock.advance(6 * DAY)
    daily.look()
    seat.wait()
    (text,) = said(seat)
    assert text.startswith("The last good backup is too old")
    assert "Insert the stick" in text
    seat.ui.notices.clear()
    tell_at_opening(seat.context)
    (notice,) = seat.ui.notices.open
    assert notice.act is not None
    notice.act.run()
    assert seat.gone[-1][0] == "backup"
    daily.deleteLater()


def test_who_may_not_back_up_is_told_nothing_of_it(town: Town, stick: Path) -> None:
    town.yem.workspace.backups.choose(stick)
    town.yem.sit_down(Role.TRAINER)
    tell_at_opening(town.yem.context)
    assert said(town.yem) == []


def test_mirrored(town: Town, arabic: Ui, tmp_path: Path) -> None:
    seat = Seat(town.yem.workspace, arabic, tmp_path)
    page = seat.page(BackupScreen)
    seat.wait()
    assert page.layoutDirection() is Qt.LayoutDirection.RightToLeft
    left = page.last.make.mapTo(page, page.last.make.rect().topLeft()).x()
    assert left > page.width() / 2
    seat.close()
