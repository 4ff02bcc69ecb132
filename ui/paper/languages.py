"""In which language, or in which two, a paper speaks: never bound to that of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from referral_app.exports.paging import side_by_side
from referral_app.exports.words import Words
from referral_app.language import CODES, OWN_NAMES, Code
from referral_app.services.ports.pages import Document
from ui.context import Ui
from ui.widgets.choice import Choice
from ui.widgets.option_fields import SegmentedField

_PAIRS: Final[dict[str, tuple[Code, Code]]] = {"fr+ar": ("fr", "ar"), "en+ar": ("en", "ar")}


class LanguageChoice(SegmentedField):
    """French, Arabic, English; with `pairs` two of them on one sheet as well."""

    def __init__(self, ui: Ui, *, pairs: bool) -> None:
        choices = [Choice(code, OWN_NAMES[code]) for code in CODES]
        if pairs:
            choices += [
                Choice(pair, " + ".join(OWN_NAMES[code] for code in codes))
                for pair, codes in _PAIRS.items()
            ]
        super().__init__(ui, choices)
        self.set_value(ui.language.code)

    def lay_out(self, words: Words, make: Callable[[Words], Document]) -> Document:
        """Make the paper in the chosen language; two stand side by side."""
        chosen = self.value() or words.language.code
        if chosen in _PAIRS:
            first, second = (make(words.speaking(code)) for code in _PAIRS[chosen])
            return Document(first.title, side_by_side(first.pages, second.pages))
        known: Code = next(code for code in CODES if code == chosen)
        return make(words.speaking(known))
