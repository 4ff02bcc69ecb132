"""A field for secret words: four letters are enough, the rest stands there by itself."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_app.spoken import TELLING, folded, wordlist
from ui.context import Ui
from ui.widgets.field import TextField


class SpokenField(TextField):
    """Words are typed with or without accents; a blank after four letters takes the whole word."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent=parent)
        # The words are French: they stand from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._before = ""
        self.textEdited.connect(self._complete)

    def _complete(self, text: str) -> None:
        grew, self._before = len(text) > len(self._before), text
        if not grew or self.cursorPosition() < len(text):
            return
        *whole, last = text.split(" ")
        if not last and whole:
            word = _word(whole[-1])
            if word and word != whole[-1]:
                self.setText(" ".join((*whole[:-1], word, "")))
        elif word := _word(last):
            self.setText(" ".join((*whole, word)))
            start = len(self.text()) - len(word) + len(last)
            self.setSelection(start, len(word) - len(last))


def _word(begun: str) -> str:
    """Return the word that these letters begin and no other; empty where they say none."""
    letters = folded(begun)
    found = _words().get(letters[:TELLING], "") if len(letters) >= TELLING else ""
    return found if folded(found).startswith(letters) else ""


@cache
def _words() -> dict[str, str]:
    return {folded(word)[:TELLING]: word for word in wordlist()}
