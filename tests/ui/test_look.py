"""Theme, fonts, icons and Qt's own language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from referral_app import paths
from referral_app.language import CODES, Code, Language
from tests.ui.conftest import MakeUi
from ui.context import Ui
from ui.icons import DIRECTIONAL, Icons
from ui.language import install_locale
from ui.theme import Theme, resolve
from ui.tokens import COLOURS, Colours, Scheme, Text

ICONS = sorted(path.stem for path in paths.resource("icons").glob("*.svg"))
SOURCES = Path(__file__).resolve().parents[2] / "ui"


@pytest.mark.parametrize("scheme", COLOURS)
def test_the_palette_wears_the_scheme(qapp: QApplication, scheme: Scheme) -> None:
    theme = Theme(scheme)
    theme.apply(qapp)
    palette, role = qapp.palette(), QPalette.ColorRole
    assert palette.color(role.Window) == theme.color("ground")
    assert palette.color(role.HighlightedText) == theme.color("on_brand")
    assert palette.color(QPalette.ColorGroup.Disabled, role.Text) == theme.color("faint")
    qapp.setStyleSheet("")  # its style stands before the one that paints
    assert qapp.style().name() == "fusion"


def test_following_the_system_gives_a_scheme_to_wear(qapp: QApplication) -> None:
    assert resolve(Scheme.SYSTEM) in (Scheme.LIGHT, Scheme.DARK)
    assert resolve(Scheme.CONTRAST) is Scheme.CONTRAST


@pytest.mark.parametrize("rank", Text)
def test_one_factor_reaches_every_rank_of_type(qapp: QApplication, rank: Text) -> None:
    small, large = Theme(scale=1.0), Theme(scale=2.0)
    assert large.font(rank).pointSizeF() == pytest.approx(2 * small.font(rank).pointSizeF())
    assert large.px(16) == 32


def test_the_factor_reaches_fields_popups_and_icons(make_ui: MakeUi, qapp: QApplication) -> None:
    sizes = list[tuple[int, int, QSize]]()
    for scale in (1.0, 2.0):
        ui = make_ui(scale=scale)
        field = QLineEdit()
        field.ensurePolished()
        line = QFontMetrics(qapp.font()).height()
        sizes.append((line, field.sizeHint().height(), ui.icons.pixmap("lock").size()))
    (line, height, icon), (line2, height2, icon2) = sizes
    assert line2 == pytest.approx(2 * line, abs=2)
    assert height2 == pytest.approx(2 * height, rel=0.12)
    assert icon2 == icon * 2


def test_our_fonts_write_all_our_scripts(ui: Ui) -> None:
    metrics = QFontMetrics(ui.theme.font())
    for letter in "éçœ’ɓɗŋɛɔ" + "ابجدڭپگ" + "ⴰⵣⵓⵍ":
        assert metrics.inFontUcs4(ord(letter)), letter
    assert ui.theme.font().families()[0] == "Noto Sans"


def test_arabic_is_written_in_the_arabic_font_and_numbers_in_the_latin_one(arabic: Ui) -> None:
    assert arabic.theme.font().families()[0] == "Noto Sans Arabic UI"
    assert arabic.theme.font(Text.NUMBER).families()[0] == "Noto Sans"


def test_arabic_lines_are_as_high_as_latin_ones_and_hold_their_signs(arabic: Ui, ui: Ui) -> None:
    lines, latin = QFontMetricsF(arabic.theme.font()), QFontMetricsF(ui.theme.font())
    assert lines.height() == pytest.approx(latin.height(), abs=1)
    ink = lines.tightBoundingRect("أُرسلت إِلى آخِرِ المَوْعِدِ كٌّ")
    assert -ink.top() <= lines.ascent() + 1
    assert ink.bottom() <= lines.descent() + 1


@pytest.mark.parametrize("folder", ["icons", "fonts"])
def test_licences_travel_with_what_they_cover(folder: str) -> None:
    name = {"icons": "LICENSE", "fonts": "OFL.txt"}[folder]
    text = paths.resource(folder, name).read_text("utf-8")
    assert {"icons": "ISC License", "fonts": "SIL OPEN FONT LICENSE"}[folder] in text


def picture(icons: Icons, name: str, color: str) -> QImage:
    return icons.pixmap(name, color, 24).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def inks(image: QImage) -> set[str]:
    spots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {spot.name() for spot in spots if spot.alpha() == 255}


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_drawn_in_the_tokens_colour(ui: Ui, name: str) -> None:
    assert inks(picture(ui.icons, name, "late")) == {ui.theme.color("late").name()}


@pytest.mark.parametrize("name", ICONS)
def test_only_icons_that_point_turn_round(ui: Ui, name: str) -> None:
    straight = picture(Icons(ui.theme, right_to_left=False), name, "ink")
    turned = picture(Icons(ui.theme, right_to_left=True), name, "ink")
    assert (straight != turned) == (name in DIRECTIONAL)


def test_icons_that_the_foundation_names_exist() -> None:
    named = set[str]()
    for path in [*SOURCES.glob("*.py"), *(SOURCES / "widgets").glob("*.py")]:
        text = path.read_text("utf-8")
        named |= set(
            re.findall(r'(?:Icon|pixmap|icon|IconButton)\([^()]*?"([a-z]+(?:-[a-z0-9]+)*)"', text)
        )
    assert {"x", "search", "calendar", "chevron-down"} <= named
    assert named - set(Colours._fields) <= set(ICONS)


@pytest.mark.parametrize("code", CODES)
def test_qt_speaks_the_same_language(make_ui: MakeUi, qapp: QApplication, code: Code) -> None:
    make_ui(code)
    cancel = QCoreApplication.translate("QPlatformTheme", "Cancel")
    assert cancel == {"fr": "Annuler", "ar": "ألغِ", "en": "Cancel"}[code]
    rtl = qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert rtl == (code == "ar")
    install_locale(Language(code))
    assert QLocale().toString(1234) in ("1.234", "1,234", "1 234", "1\u202f234")


def test_a_change_back_from_arabic_leaves_nothing_of_it(
    make_ui: MakeUi, qapp: QApplication
) -> None:
    make_ui("ar")
    make_ui("fr")
    assert QWidget().layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"
