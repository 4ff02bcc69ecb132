"""One line of words about somebody; what looks like a telephone number is pointed out beneath.

No number of a person is kept: it stands on the register page, on paper.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from referral_app.domain.phone import holds_phone_number
from ui.context import Ui
from ui.widgets.field import TextField


class WordsField(TextField):
    """`pointed_out` says gently what does not belong here, or ""; it can be saved all the same.

    In words about `services` the number of one may stand.
    """

    pointed_out = Signal(str)

    def __init__(self, ui: Ui, placeholder: str = "", *, services: bool = False) -> None:
        super().__init__(ui, placeholder)
        self._ui, self._services = ui, services
        self.changed.connect(self._point_out)

    def _point_out(self) -> None:
        _, words = self._ui.gettext, phone_hint(self._ui, self.value())
        if words and self._services:
            words = _(
                "This looks like a telephone number. That of a service may stand here, never that "
                "of a person."
            )
        self.pointed_out.emit(words)


def phone_hint(ui: Ui, text: str) -> str:
    """What to do with a telephone number that stands in a text; "" where there is none."""
    if not holds_phone_number(text):
        return ""
    return ui.gettext(
        "This looks like a telephone number. Write it on the register page that stays "
        "locked on paper, not here."
    )
