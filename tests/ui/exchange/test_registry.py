"""The registry on the page of the exchange: founded, compared, taken in, signed anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from referral_app.domain.staff import Role
from referral_app.exchange import registry_root
from referral_app.language import without_isolates
from referral_app.settings import LAST_FOLDER
from tests.fakes import DAY
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import Key, Seat, Town
from ui.exchange.view import ExchangeScreen
from ui.parts.fingerprint import Fingerprint

KEY_WORDS = "un coffre a la mairie"


@pytest.fixture(autouse=True)
def cheap_root(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = registry_root.Cost(memory=64, passes=1, lanes=1)
    monkeypatch.setattr(registry_root, "Cost", lambda *_cost: cheap)


def words(page: ExchangeScreen) -> str:
    labels = page.registry.findChildren(QLabel)
    shown = (label.text() for label in labels if label.isVisible())
    return without_isolates("\n".join(shown))


def digits(page: ExchangeScreen) -> list[str]:
    prints = page.registry.findChildren(Fingerprint)
    return [one.digits for one in prints if one.isVisible()]


def found(town: Town, dialogs: AnsweringDialogs, root: Path) -> ExchangeScreen:
    """Found the registry at Yacoub El Mansour by keyboard."""
    page = town.yem.page(ExchangeScreen)
    page.registry.card.sign.setFocus()
    town.yem.press(Key.Key_Space)
    form = page.registry.card.form
    assert form is not None
    assert form.new is not None
    form.new.first.setFocus()
    town.yem.type(KEY_WORDS)
    town.yem.press(Key.Key_Return)
    town.yem.type(KEY_WORDS)
    dialogs.paths.append(root)
    town.yem.press(Key.Key_Return)
    town.yem.wait()
    return page


def exchanged(town: Town, seat: Seat, page: ExchangeScreen) -> None:
    seat.settings.put(LAST_FOLDER, str(town.mail))
    page.folder.exchange.click()
    seat.wait()


def test_it_is_founded_by_keyboard_and_the_other_centre_compares_it(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = found(town, dialogs, tmp_path / "key.rroot")
    assert (tmp_path / "key.rroot").exists()
    assert page.registry.card.form is None
    assert "Version 1, signed" in words(page)
    assert "Centre Youssoufia" in words(page)
    assert "Blocks of codes 0 to 124" in words(page)
    exchanged(town, town.yem, page)
    other = town.youss.page(ExchangeScreen)
    exchanged(town, town.youss, other)
    assert "A registry was found (version 1)" in words(other)
    assert digits(other) == digits(page)
    other.registry.card.agree.setFocus()
    town.youss.press(Key.Key_Space)
    town.youss.wait()
    assert "A registry was found" not in words(other)
    assert "Version 1, signed" in words(other)
    assert town.youss.said()[-1] == "The registry holds here from now on."


def test_a_centre_that_closed_is_sent_nothing(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    root = tmp_path / "key.rroot"
    page = found(town, dialogs, root)
    card = page.registry.card
    card.sign.click()
    assert card.form is not None
    card.form.active[town.youss.desk.centre].set_value(False)
    card.form.known.setFocus()
    town.yem.type(KEY_WORDS)
    dialogs.paths.append(root)
    town.yem.press(Key.Key_Return)
    town.yem.wait()
    assert "Version 2, signed" in words(page)
    assert "No longer active: nothing is sent to it" in words(page)
    row = page.centres.rows[town.youss.desk.centre]
    said = [without_isolates(label.text()) for label in row.findChildren(QLabel)]
    assert "No longer active in the commune’s registry: nothing is sent to it" in said


def test_a_wrong_passphrase_signs_nothing(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    root = tmp_path / "key.rroot"
    page = found(town, dialogs, root)
    card = page.registry.card
    card.sign.click()
    assert card.form is not None
    card.form.known.setFocus()
    town.yem.press(Key.Key_Return)
    assert card.form.row.error
    town.yem.type("autre chose")
    dialogs.paths.append(root)
    town.yem.press(Key.Key_Return)
    town.yem.wait()
    assert any("The passphrase does not open the key" in text for text in town.yem.said())
    assert "Version 1, signed" in words(page)


def test_it_travels_as_a_file_and_is_agreed_to_in_a_dialog(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = found(town, dialogs, tmp_path / "key.rroot")
    file = tmp_path / "registry.rdir"
    dialogs.paths.append(file)
    page.registry.card.save.click()
    town.yem.wait()
    other = town.youss.page(ExchangeScreen)
    dialogs.paths += [file, file]
    dialogs.confirmations += [False, True]
    other.registry.card.open.click()
    town.youss.wait()
    assert town.youss.workspace.registry() is None
    assert digits(page)[-1] in without_isolates("\n".join(dialogs.asked[0].details))
    other.registry.card.open.click()
    town.youss.wait()
    assert town.youss.workspace.registry() is not None


def test_its_age_is_told(town: Town, dialogs: AnsweringDialogs, tmp_path: Path) -> None:
    page = found(town, dialogs, tmp_path / "key.rroot")
    town.clock.advance(400 * DAY)
    page.refresh()
    assert "should have been signed anew" in words(page)


def test_who_may_not_sign_sees_it_all_the_same(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    found(town, dialogs, tmp_path / "key.rroot")
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = town.yem.page(ExchangeScreen)
    assert page.administration.hint.isHidden()
    page.administration.heading.click()
    assert "Version 1, signed" in words(page)
    card = page.registry.card
    assert not card.sign.isVisible()
    assert not card.open.isVisible()
    assert card.save.isVisible()
