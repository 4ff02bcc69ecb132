"""Make Qt speak the language that the window speaks: direction, its own words, its locale."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from referral_app.language import Language

_TRANSLATOR: Final = "qtbase translator"


def direction(language: Language) -> Qt.LayoutDirection:
    """The direction in which the language's lines run."""
    if language.right_to_left:
        return Qt.LayoutDirection.RightToLeft
    return Qt.LayoutDirection.LeftToRight


def install(app: QApplication, language: Language) -> None:
    """Set direction and the words of Qt's own buttons and menus together.

    Direction comes from our language, never from the desktop's, and after the translator, which
    would set one of its own.
    """
    old = app.findChild(QTranslator, _TRANSLATOR)
    if old is not None:
        app.removeTranslator(old)
        old.setParent(None)
    if language.code != "en":
        place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator = QTranslator(app)
        translator.setObjectName(_TRANSLATOR)
        if not translator.load(f"qtbase_{language.code}", place):
            raise OSError(f"qtbase_{language.code}.qm is missing")
        app.installTranslator(translator)
    app.setLayoutDirection(direction(language))


def install_locale(language: Language) -> None:
    """Let Qt's own widgets write numbers and dates as the language does.

    Apart from `install`: the name QLocale alone costs 10 ms, for its two thousand countries,
    languages and scripts, and the gate shows no number.
    """
    from PySide6.QtCore import QLocale

    QLocale.setDefault(QLocale(language.locale))
