"""The words that are read to the person before the question, in the person's language."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app import paths
from referral_app.language import CODES, OWN_NAMES, Code
from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.choice import Choice
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField

_UNDERSTOOD: Final[dict[str, Code]] = {"ary": "ar", "zgh": "ar", "ar": "ar", "fr": "fr", "en": "en"}
"""Written language in which the text is read for a spoken one; else an interpreter reads."""


@lru_cache(maxsize=len(CODES))
def reading_text(language: Code) -> str:
    """The information text, a sentence a line."""
    return paths.resource("texts", f"consent_{language}.txt").read_text("utf-8").strip()


class ConsentReading(QWidget):
    """The text with a choice of its language; each keeps its own direction and its font."""

    changed = Signal()

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        px = ui.theme.px
        self.languages = SegmentedField(ui, [Choice(code, OWN_NAMES[code]) for code in CODES])
        self.languages.setAccessibleName(ui.gettext("Language of the text to read aloud"))
        self._lines = QWidget()
        self._lines_column = QVBoxLayout(self._lines)
        self._lines_column.setContentsMargins(0, 0, 0, 0)
        self._lines_column.setSpacing(px(SPACE_8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_12))
        column.addWidget(self.languages)
        column.addWidget(self._lines)
        self.languages.changed.connect(self._show)
        self.languages.set_value(ui.language.code)

    def language(self) -> Code:
        """The language that is shown."""
        shown = self.languages.value()
        return next((code for code in CODES if code == shown), "fr")

    def follow(self, spoken: str) -> None:
        """Show the text for the language that the person speaks, if there is one."""
        if spoken in _UNDERSTOOD:
            self.languages.set_value(_UNDERSTOOD[spoken])

    def _show(self) -> None:
        code = self.language()
        while self._lines_column.count():
            item = self._lines_column.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()
                old.deleteLater()
        right = code == "ar"
        way = Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
        for sentence in reading_text(code).splitlines():
            line = Label(self._ui, sentence, wrap=True)
            line.setLayoutDirection(way)
            self._lines_column.addWidget(line)
            line.show()
        self._lines.setAccessibleName(f"{OWN_NAMES[code]}: {reading_text(code)}")
        self.changed.emit()
