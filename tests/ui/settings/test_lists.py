"""What centres add to the lists, on the page of the settings."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel

from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from tests.ui.two_centres import Key, Town
from ui.settings.lists_card import AddForm
from ui.settings.view import SettingsScreen


def words(page: SettingsScreen) -> str:
    shown = (label.text() for label in page.lists.findChildren(QLabel) if label.isVisible())
    return without_isolates("\n".join(shown))


def opened(town: Town) -> tuple[SettingsScreen, AddForm]:
    """The page with the form of an added code, opened by a key."""
    page = town.yem.page(SettingsScreen)
    page.lists.add.setFocus()
    town.yem.press(Key.Key_Space)
    form = page.lists.form
    assert form is not None
    return page, form


def added(town: Town) -> SettingsScreen:
    page, form = opened(town)
    form.like.set_value("S16")
    for name, text in (("fr", "Cours d’amazigh"), ("ar", "دروس الأمازيغية"), ("en", "Amazigh")):
        form.words[name].setFocus()
        town.yem.type(text)
    form.save.setFocus()
    town.yem.press(Key.Key_Space)
    town.yem.wait()
    return page


def test_a_code_is_added_and_offered_no_more(town: Town) -> None:
    page = added(town)
    assert page.lists.form is None
    assert "Cours d’amazigh" in words(page)
    town.meet()
    other = town.youss.page(SettingsScreen)
    assert "Centre Yacoub El Mansour" in words(other)
    assert not other.lists.buttons
    (button,) = page.lists.buttons.values()
    button.click()
    town.yem.wait()
    assert "no longer offered" in words(page)
    offered = town.yem.desk.vocabularies.service_categories.choices
    assert "Cours d’amazigh" not in [entry.fr for entry in offered]


def test_the_form_opens_in_sight(town: Town) -> None:
    page, form = opened(town)
    for _turn in range(4):
        QApplication.processEvents()
    view = page.page.scroller.viewport()
    top = form.mapTo(view, QPoint(0, 0)).y()
    assert top >= 0
    assert top + form.height() <= view.height()


def test_what_is_lacking_is_said_at_its_field(town: Town) -> None:
    page = town.yem.page(SettingsScreen)
    page.lists.add.click()
    form = page.lists.form
    assert form is not None
    form.save.click()
    assert form.rows["like"].error == "Choose the entry under which it stands."
    form.like.set_value("S16")
    form.save.click()
    town.yem.wait()
    assert form.rows["fr"].error
    assert page.lists.form is form


def test_others_read_and_add_nothing(town: Town) -> None:
    added(town)
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = town.yem.page(SettingsScreen)
    assert "Cours d’amazigh" in words(page)
    assert not page.lists.add.isVisible()
    assert not page.lists.buttons
