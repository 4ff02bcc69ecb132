"""One entry of a code list, found by typing a few letters of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from ui.context import Ui
from ui.widgets.choice import Choice
from ui.widgets.field import FieldIcon, mark_wrong
from ui.widgets.folding import fold

_SHOWN: Final = 9


class ChoiceField(QLineEdit):
    """Type to filter, arrows to choose, Enter or Tab to take it; Down opens the whole list.

    Entries stand in the order given: put the common ones first. What fits no entry stays as typed,
    with a sentence under it.
    """

    changed = Signal()
    problem = Signal(str)
    taken = Signal()
    """An entry was taken from the open list, by Enter or a click: a form may go on."""

    def __init__(
        self,
        ui: Ui,
        choices: Sequence[Choice],
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._choices: tuple[Choice, ...] = ()
        self._folded: list[str] = []
        self._value: str | None = None
        self._matches: list[Choice] = []
        self.setFont(ui.theme.font())
        self.setPlaceholderText(placeholder)
        arrow = FieldIcon(ui, self, "chevron-down", ui.gettext("Show the list"))
        arrow.clicked.connect(self.open_list)
        self._model = QStringListModel(self)
        self._popup = QListView()
        self._completer = self._make_completer()
        self.textEdited.connect(self._on_edited)
        self.set_choices(choices)
        group = ui.gettext("In a list field")
        ui.actions.describe(self, "↓", ui.gettext("Show the whole list"), group)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; a value that is no longer among them is given up."""
        self._choices = tuple(choices)
        self._folded = [fold(f"{c.label} {c.code} {c.words}") for c in self._choices]
        if self._value is not None and self._entry(self._value) is None:
            self.set_value(None)

    def value(self) -> str | None:
        """The code of the chosen entry, or None."""
        return self._value

    def set_value(self, code: str | None) -> None:
        """Choose the entry with this code; raises KeyError if there is none."""
        entry = self._entry(code) if code is not None else None
        if code is not None and entry is None:
            raise KeyError(code)
        self.setText(entry.label if entry else "")
        self.setCursorPosition(0)
        self.problem.emit("")
        if code != self._value:
            self._value = code
            self.changed.emit()

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        mark_wrong(self, wrong)

    def matches(self, typed: str) -> list[Choice]:
        """Entries for what was typed: those with this word, then with one that starts so, then
        those that hold it.
        """
        wanted = fold(typed).split()
        if not wanted:
            return list(self._choices)
        whole, first, then = [], [], []
        for entry, text in zip(self._choices, self._folded, strict=True):
            words = text.split()
            if all(part in words for part in wanted):
                whole.append(entry)
            elif all(any(word.startswith(part) for word in words) for part in wanted):
                first.append(entry)
            elif all(part in text for part in wanted):
                then.append(entry)
        return whole + first + then

    def open_list(self) -> None:
        """Show every entry."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
        here = [choice.code for choice in self._choices]
        self._offer(list(self._choices), here.index(self._value) if self._value in here else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list; Enter takes the first match before it reaches the form."""
        closed = not self._popup.isVisible()
        if closed and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows the list."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.text():
            self.open_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed, unless the list has only opened."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.take()

    def take(self) -> None:
        """Make what was typed the value: the entry it names or starts, none, or a problem."""
        self._popup.hide()
        chosen = self._entry(self._value) if self._value is not None else None
        typed = self.text().strip()
        if chosen is not None and typed == chosen.label:
            return
        if not typed:
            self.set_value(None)
            return
        exact = [c for c in self._choices if fold(typed) in (fold(c.label), fold(c.code))]
        found = exact or self.matches(typed)
        if found:
            self.set_value(found[0].code)
            return
        self.problem.emit(self._ui.gettext("Not in the list: choose one of its entries."))
        if self._value is not None:
            self._value = None
            self.changed.emit()

    def _entry(self, code: str) -> Choice | None:
        return next((choice for choice in self._choices if choice.code == code), None)

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_SHOWN)
        completer.setWidget(self)
        popup = self._popup
        popup.setProperty("popup", True)
        popup.setFont(self._ui.theme.font())
        popup.setUniformItemSizes(True)
        completer.setPopup(popup)
        popup.setFocusProxy(self)
        # Qt has this signal twice, with a text and with an index.
        activated: Any = completer.activated
        activated[QModelIndex].connect(self._on_activated)
        return completer

    def _on_edited(self, typed: str) -> None:
        self.problem.emit("")
        self._offer(self.matches(typed))

    def _offer(self, found: list[Choice], at: int = 0) -> None:
        self._matches = found
        self._model.setStringList([choice.label for choice in found])
        popup = self._popup
        if not found:
            popup.hide()
            return
        popup.setLayoutDirection(self.layoutDirection())
        self._completer.complete()
        popup.setCurrentIndex(self._completer.completionModel().index(at, 0))

    def _on_activated(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._matches):
            self.set_value(self._matches[index.row()].code)
            self.taken.emit()
