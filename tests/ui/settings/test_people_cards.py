"""One's own passphrase, a new recovery code, and the ways to the team."""

from __future__ import annotations

import pytest

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.errors import WrongPassphraseError
from tests.ui.two_centres import PASSPHRASE, Key, Seat, Town
from ui.settings.view import SettingsScreen

NEW = "sept lanternes au bord"


@pytest.fixture
def seat(town: Town) -> Seat:
    return town.yem


def reopened(seat: Seat, passphrase: str) -> None:
    seat.close()
    seat.workspace.close()
    bootstrap.open_workspace(seat.workspace.folder, passphrase).close()


def test_ones_passphrase_changes_by_keyboard(seat: Seat) -> None:
    page = seat.page(SettingsScreen)
    page.passphrase.begin.click()
    for typed in (PASSPHRASE, NEW, NEW):
        seat.type(typed)
        seat.press(Key.Key_Return)
    seat.wait()
    assert seat.said() == ["Your passphrase is changed. Use the new one from now on."]
    assert page.passphrase.form.isHidden()
    assert page.passphrase.old.value() == page.passphrase.new.first.value() == ""
    reopened(seat, NEW)


def test_a_wrong_old_passphrase_is_said_and_nothing_typed_is_lost(seat: Seat) -> None:
    card = seat.page(SettingsScreen).passphrase
    card.begin.click()
    card.save.click()
    assert card.old_row.error
    card.old.line.setText("ce n’est pas la bonne")
    card.new.first.line.setText(NEW)
    card.new.again.line.setText(NEW)
    card.save.click()
    seat.wait()
    assert card.old_row.error
    assert card.new.first.value() == NEW
    reopened(seat, PASSPHRASE)


def test_what_was_typed_goes_with_the_page(seat: Seat) -> None:
    page = seat.page(SettingsScreen)
    page.passphrase.begin.click()
    page.passphrase.old.line.setText(PASSPHRASE)
    page.hide()
    assert page.passphrase.old.value() == ""


def test_a_new_recovery_code_counts_once_it_is_copied(seat: Seat) -> None:
    card = seat.page(SettingsScreen).recovery
    card.begin.click()
    seat.wait()
    assert card.page is not None
    groups = card.page._groups
    code = "-".join(groups)
    card.page.enter.click()
    assert card.page.rows[0].error
    for field, at in zip(card.page.fields, card.page._asked, strict=True):
        field.setText(groups[at].lower())
    card.page.enter.click()
    seat.wait()
    assert card.page is None
    assert seat.said() == ["The new recovery code counts. Destroy the old sheet."]
    seat.close()
    seat.workspace.close()
    person = bootstrap.Person("FA", Role.SUPERVISOR, NEW)
    bootstrap.open_with_recovery(seat.workspace.folder, code, person).close()


@pytest.mark.parametrize("way", ["cancel", "leave"])
def test_a_code_that_was_not_copied_counts_for_nothing(seat: Seat, way: str) -> None:
    page = seat.page(SettingsScreen)
    before = (seat.workspace.folder / "store.keys").read_bytes()
    page.recovery.begin.click()
    seat.wait()
    assert page.recovery.page is not None
    if way == "cancel":
        page.recovery.cancel.click()
    else:
        page.hide()
    assert page.recovery.page is None
    assert (seat.workspace.folder / "store.keys").read_bytes() == before


def test_who_does_not_manage_the_team_changes_only_their_own(seat: Seat) -> None:
    seat.sit_down(Role.SOCIAL_WORKER)
    page = seat.page(SettingsScreen)
    assert page.passphrase.isVisible()
    assert not hasattr(page, "team")
    assert not hasattr(page, "recovery")


def test_the_ways_to_the_team_and_to_the_log(seat: Seat) -> None:
    page = seat.page(SettingsScreen)
    page.team.team.click()
    page.team.readings.click()
    assert [key for key, _ in seat.gone] == ["team", "readings"]


def test_the_wrong_passphrase_still_opens_nothing(seat: Seat) -> None:
    seat.close()
    seat.workspace.close()
    with pytest.raises(WrongPassphraseError):
        bootstrap.open_workspace(seat.workspace.folder, NEW)
