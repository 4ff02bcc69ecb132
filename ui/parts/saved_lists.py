"""A page's lists under names: chosen from a menu or by a key, kept and removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from referral_app.errors import InvalidInputError
from referral_app.language import N_, isolate_text
from referral_app.sentences import sentence
from referral_app.services.saved_lists import SavedList, drop_list, save_list, saved_lists
from ui.notices import Act as NoticeAct
from ui.screen import Screen
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow

MENU_KEY: Final = "Ctrl+Shift+L"
KEEP_KEY: Final = "Ctrl+S"
_FOCUS: Final = Qt.FocusReason.OtherFocusReason
_KEYS: Final = 9
_WORDS: Final = {
    "my_files": N_("My files"),
    "closed_this_month": N_("Closed this month"),
    "unanswered": N_("Sent, waiting for an answer"),
    "late_sent": N_("Sent and late"),
    "late_received": N_("Received and late"),
    "urgent_sent": N_("Urgent, sent, under way"),
}


class SavedLists(QWidget):
    """The line in which a list gets its name; `button` opens the menu and stands where one likes.

    `current` tells how the fields of the page stand; `chosen` asks to set them.
    """

    chosen = Signal(object)

    def __init__(self, screen: Screen, page: str, current: Callable[[], Mapping[str, str]]) -> None:
        super().__init__(screen)
        self._screen, self._page, self._current = screen, page, current
        ui, _ = screen.context.ui, screen.context.ui.gettext
        self._ui = ui
        self.lists: tuple[SavedList, ...] = ()
        self.shown: SavedList | None = None
        self.button = SecondaryButton(ui, _("My lists"), "list")
        self.menu = QMenu(self.button)
        self.menu.setFont(ui.theme.font())
        self.button.clicked.connect(self.open_menu)
        self._lay_out()
        self._add_keys()
        self.hide()

    def refresh(self) -> None:
        """Read the lists again."""
        self.lists = saved_lists(self._screen.context.desk, self._page)

    def words(self, found: SavedList) -> str:
        """The name of a list in the window's language."""
        return self._ui.gettext(_WORDS[found.built_in]) if found.built_in else found.name

    def open_menu(self) -> None:
        """Show every list, and what can be done with them."""
        self._fill_menu()
        place = self.button.rect()
        corner = place.bottomRight() if self.button.isRightToLeft() else place.bottomLeft()
        at = self.button.mapToGlobal(corner)
        if self.button.isRightToLeft():
            at.setX(at.x() - self.menu.sizeHint().width())
        self.menu.popup(at)
        self.menu.setActiveAction(self.menu.actions()[0])

    def show_list(self, number: int) -> None:
        """Show the list of this number, from 0; nothing happens past the last."""
        self.refresh()
        if number < len(self.lists):
            self._choose(self.lists[number])

    def begin_to_keep(self) -> None:
        """Ask for the name under which the filter is to be found again."""
        self.row.set_error("")
        own = self.shown is not None and not self.shown.built_in
        self.name.set_value(self.shown.name if self.shown and own else "")
        self.show()
        self.name.setFocus(_FOCUS)
        self.name.selectAll()

    def keep(self) -> None:
        """Keep the filter under the name that was typed."""
        name, filters = self.name.value(), dict(self._current())
        desk = self._screen.context.desk

        def done(kept: SavedList) -> None:
            self.hide()
            self.shown = kept
            self.refresh()
            words = self._ui.gettext("Kept: “{name}” stands among your lists.")
            self._ui.notices.success(words.format(name=isolate_text(kept.name)))
            self.button.setFocus(_FOCUS)

        self._screen.run(
            lambda: save_list(desk, self._page, name, filters), done, at_field=self._at_field
        )

    def remove(self, found: SavedList) -> None:
        """Forget a list of one's own; the notice brings it back."""
        desk, ui = self._screen.context.desk, self._ui

        def done(_none: None) -> None:
            self.shown = None
            self.refresh()
            words = ui.gettext("Removed: “{name}”.").format(name=isolate_text(found.name))
            ui.notices.success(
                words, NoticeAct(ui.gettext("Undo"), lambda: self._bring_back(found))
            )

        self._screen.run(lambda: drop_list(desk, self._page, found.name), done)

    def _bring_back(self, found: SavedList) -> None:
        desk, name = self._screen.context.desk, found.name
        filters = dict(found.filters)
        self._screen.run(lambda: save_list(desk, self._page, name, filters), self._choose)

    def _fill_menu(self) -> None:
        self.refresh()
        self.menu.clear()
        _ = self._ui.gettext
        for number, found in enumerate(self.lists):
            keys = f"\tAlt+{number + 1}" if number < _KEYS else ""
            # An ampersand in a name is no key.
            action = QAction(self.words(found).replace("&", "&&") + keys, self.menu)
            action.triggered.connect(lambda _on=False, found=found: self._choose(found))
            self.menu.addAction(action)
        self.menu.addSeparator()
        keep = self.menu.addAction(_("Keep this list…") + f"\t{KEEP_KEY}")
        keep.triggered.connect(self.begin_to_keep)
        shown = self.shown
        if shown is not None and not shown.built_in:
            words = _("Remove “{name}”").format(name=shown.name.replace("&", "&&"))
            self.menu.addAction(words).triggered.connect(lambda: self.remove(shown))

    def _choose(self, found: SavedList) -> None:
        self.hide()
        self.chosen.emit(found)
        self.shown = found

    def _at_field(self, error: InvalidInputError) -> bool:
        if error.field != "name":
            return False
        self.row.set_error(sentence(self._ui.language, error))
        self.name.setFocus(_FOCUS)
        return True

    def _lay_out(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        self.name = TextField(ui, _("For example: urgent, hospitals"))
        self.name.setMaxLength(60)
        self.row = FormRow(ui, _("Name of the list"), self.name, required=True)
        self.save = PrimaryButton(ui, _("Keep"), "check")
        self.save.clicked.connect(self.keep)
        self.name.returnPressed.connect(self.keep)
        leave = QuietButton(ui, _("Cancel"))
        leave.clicked.connect(self.hide)
        self.row.share_line(1, self.save, leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)

    def _add_keys(self) -> None:
        ui, _, screen = self._ui, self._ui.gettext, self._screen
        group = _("In a list")
        ui.actions.add(screen, MENU_KEY, _("My lists"), self.open_menu, group)
        ui.actions.add(screen, KEEP_KEY, _("Keep this list"), self.begin_to_keep, group)
        ui.actions.describe(screen, "Alt+1 … 9", _("One of my lists"), group)
        for number in range(_KEYS):
            keys = f"Alt+{number + 1}"
            ui.actions.add_unlisted(screen, keys, partial(self.show_list, number))
