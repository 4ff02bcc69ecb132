"""What the forms have in common: Enter goes to the next field, errors stand at their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from referral_app.errors import InvalidInputError
from referral_app.sentences import sentence
from ui.context import Ui
from ui.widgets.choice_field import ChoiceField
from ui.widgets.form_row import FormRow, Together


class EntryForm(Together):
    """A widget with fields: Enter in a one-line field, an option or a tick goes on, never submits.

    Keys of a field that does not take Enter arrive here.
    """

    main: QPushButton | None = None
    """The button that does what the form is for, where a page presses it by Ctrl+Enter."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on at Enter."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            go_on(self)
        else:
            super().keyPressEvent(event)


def go_on(within: QWidget) -> None:
    """Move the keyboard to the next field, as Tab does."""
    here = within.window().focusWidget()
    if here is not None:
        press = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(here, press)


def go_on_when_taken(field: ChoiceField) -> None:
    """Let Enter in the list of a field take the entry and go to the next field in one."""
    field.taken.connect(lambda: go_on(field))


class Follower(QObject):
    """Keeps the field that has the keyboard in sight, its label and its error with it."""

    def __init__(self, page: QWidget, reveal: Callable[[QWidget], None]) -> None:
        super().__init__(page)
        self._page, self._reveal = page, reveal
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._page.isAncestorOf(now):
            return
        row: QWidget | None = now
        while row is not None and row is not self._page and not isinstance(row, FormRow):
            row = row.parentWidget()
        self._reveal(row if isinstance(row, FormRow) else now)


def show_at_field(ui: Ui, rows: Mapping[str, FormRow], error: InvalidInputError) -> bool:
    """Say an error at its field and put the keyboard there; False where no row has that field."""
    row = rows.get(error.field)
    if row is None or not row.isVisibleTo(row.window()):
        return False
    row.set_error(sentence(ui.language, error))
    row.field.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


def first_wrong(rows: Iterable[FormRow]) -> FormRow | None:
    """The first row in the order given that shows an error."""
    return next((row for row in rows if row.error and not row.isHidden()), None)
