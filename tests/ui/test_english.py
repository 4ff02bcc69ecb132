"""The window in English: every page opens, says every word in English, and cuts none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from referral_app.domain.staff import Role
from tests.ui.conftest import MakeUi, Show
from tests.ui.test_fits import cut
from tests.ui.two_centres import Seat, Town
from ui.main_window import MainWindow
from ui.pages import pages
from ui.shell import shell_of

_SIZES = [(1366, 768), (1000, 600)]
_NOT_ENGLISH = re.compile(r"[àâçéèêëîïôûùœ\u0600-\u06ff]", re.IGNORECASE)
_TYPED = re.compile("\u2068[^\u2069]*\u2069")
"""What somebody typed stands in isolates: in the language of who typed it."""
_NAMES = (
    "Centre",
    "Yacoub El Mansour",
    "Youssoufia",
    "العربية",
    "Français",
    "جسر",
    "Salé",
    "Témara",
)
"""Names of places and of languages, each in its own."""


def words_of(page: QWidget) -> set[str]:
    """What can be read on a page."""
    said = {label.text() for label in page.findChildren(QLabel) if label.isVisible()}
    said |= {button.text() for button in page.findChildren(QAbstractButton) if button.isVisible()}
    return said | {field.placeholderText() for field in page.findChildren(QLineEdit)}


def foreign(page: QWidget) -> list[str]:
    """What is in another language, names left out."""
    found = []
    for text in words_of(page):
        bare = _TYPED.sub("", text)
        for name in _NAMES:
            bare = bare.replace(name, "")
        if _NOT_ENGLISH.search(bare):
            found.append(text)
    return found


@pytest.mark.parametrize("size", _SIZES, ids=["usual", "small"])
def test_every_page_is_in_english_and_cuts_nothing(
    town: Town, make_ui: MakeUi, show: Show, size: tuple[int, int]
) -> None:
    case, referral = town.send()
    town.yem.sit_down(Role.SUPERVISOR)
    seat = Seat(town.yem.workspace, make_ui("en"), town.yem.folder)
    window: MainWindow = show(shell_of(seat.ui, seat.workspace, seat.settings))
    window.resize(*size)
    assert window.shell is not None
    of_case = {key: {"case": case} for key in ("case", "send", "card", "slip")}
    arguments: dict[str, dict[str, Any]] = {**of_case, "referral": {"referral": referral}}
    wrong: dict[str, list[str]] = {}
    for spec in pages(seat.context):
        window.shell.show_page(spec.key, **arguments.get(spec.key, {}))
        QApplication.processEvents()
        wrong[spec.key] = cut(window.shell.page) + foreign(window.shell.page)
    assert {key: found for key, found in wrong.items() if found} == {}
    seat.close()
