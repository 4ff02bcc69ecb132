"""What only administrators need stands at the end of the page, closed while there is no need."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from referral_app.domain.staff import Role
from tests.ui.exchange.test_desks import page_of
from tests.ui.two_centres import Key, Town
from ui.exchange.view import ExchangeScreen
from ui.widgets.buttons import SmallButton


def order(page: ExchangeScreen, *parts: QWidget) -> list[int]:
    QApplication.processEvents()
    return [part.mapTo(page, QPoint(0, 0)).y() for part in parts]


def test_exchanging_comes_first_and_administration_last(town: Town) -> None:
    page = page_of(town)
    parts = (page.folder, page.hub, page.desks, page.centres, page.administration)
    tops = order(page, *parts)
    assert tops == sorted(tops)
    assert tops[1] < page.height()


def test_something_to_be_done_is_said_first_and_led_to_by_keyboard(town: Town) -> None:
    page = page_of(town)
    administration = page.administration
    assert administration.is_open
    assert administration.hint.words.text().startswith("1 thing")
    administration.heading.setFocus()
    town.yem.press(Key.Key_Space)
    assert not page.safety.card.isVisible()
    page.refresh()
    assert not administration.is_open, "what a person has closed stays closed"
    administration.look.setFocus()
    town.yem.press(Key.Key_Space)
    assert page.safety.card.isVisible()
    there = QApplication.focusWidget()
    assert isinstance(there, SmallButton)
    assert there.text() == "Print a recovery kit…"


def test_it_is_closed_while_nothing_is_to_be_done(town: Town) -> None:
    first = town.yem.workspace
    first.keep_recovery_kit(first.recovery_kit().code)
    page = page_of(town)
    assert page.administration.hint.isHidden()
    assert not page.administration.is_open
    assert page.administration.heading.isVisible()
    assert page.safety.card.kit.isVisibleTo(page.safety), "a further kit can be printed"


def test_who_may_not_act_sees_no_heading(town: Town) -> None:
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = page_of(town)
    assert page.administration.isHidden()
    assert page.administration.hint.isHidden()
    assert page.hub.isHidden(), "a hub that is not there is of no use to them"


def test_a_form_opens_whole_in_sight(town: Town) -> None:
    page = page_of(town)
    page.desks.card.prepare.setFocus()
    town.yem.press(Key.Key_Space)
    assert in_sight(page, page.desks.card.form)
    page.administration.open(opened=True)
    page.registry.card.sign.setFocus()
    town.yem.press(Key.Key_Space)
    assert page.registry.card.form is not None
    assert in_sight(page, page.registry.card.form)


def in_sight(page: ExchangeScreen, part: QWidget) -> bool:
    for _turn in range(4):
        QApplication.processEvents()
    view = page.page.scroller.viewport()
    top = part.mapTo(view, QPoint(0, 0)).y()
    return top >= 0 and top + part.height() <= view.height()


def test_tab_comes_to_everything_in_the_order_in_which_it_stands(town: Town) -> None:
    page = page_of(town)
    page.refresh()
    page.administration.look.setFocus()
    seen: list[QWidget] = []
    while True:
        here = QApplication.focusWidget()
        assert here is not None
        if here in seen:
            break
        seen.append(here)
        town.yem.press(Key.Key_Tab)
    tops = order(page, *seen)
    assert tops == sorted(tops)
    assert page.cleaning.clean in seen
