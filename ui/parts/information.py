"""Information given to somebody who asks and leaves: one key, what about, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from referral_app.domain.identifiers import RecordId
from referral_app.errors import ReferralAppError, UnavailableError
from referral_app.language import isolate
from referral_app.services.information import (
    asked_lately,
    give_information,
    information_today,
    withdraw_information,
)
from ui.changes import EXCHANGE, INFORMATION
from ui.context import Ui
from ui.notices import Act as NoticeAct
from ui.notices import Notice
from ui.parts.choices import choice_of, choices_of
from ui.screen import Screen
from ui.tokens import SPACE_8, SPACE_12, SPACE_24, Text
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.folding import fold, western_digits
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label

_SHOWN: Final = 8
_FIGURE_SPACE: Final = "\u2007"
_CODE = Qt.ItemDataRole.UserRole
_WALKING: Final = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


def note_information(screen: Screen) -> None:
    """Ask what information was given, over whatever page is shown, and note it."""
    try:
        dialog = InformationDialog(screen)
    except ReferralAppError as error:
        screen.say_error(error)
        return
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(screen.activateWindow)  # not every desktop gives it back
    dialog.open()


class InformationDialog(QDialog):
    """Letters or a number find the category; Enter notes it; Tab leads to the district."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen, self._ui = screen, screen.context.ui
        desk = screen.context.desk
        categories = desk.vocabularies.service_categories
        language = self._ui.language
        self._offered = [choice_of(categories[code], language) for code in asked_lately(desk)]
        _ = self._ui.gettext
        self.setWindowTitle(_("Information given"))
        self.setMinimumWidth(self._ui.theme.px(460))
        self.typed = _Typed(self._ui)
        self.list = QListWidget()
        self.list.setAccessibleName(_("What about"))
        self.district = ChoiceField(self._ui, choices_of(desk.vocabularies.districts, language))
        self.note = PrimaryButton(self._ui, _("Note it"), "check")
        column = self._lay_out(information_today(desk))
        self.typed.textChanged.connect(self._offer)
        self.typed.walked.connect(self._walk)
        self.list.itemDoubleClicked.connect(self.accept)
        self.list.currentItemChanged.connect(self._enable)
        self._offer("")
        self._take_room(column)
        self.typed.setFocus()

    def accept(self) -> None:
        """Note what is chosen, and be gone: the page beneath is as it was."""
        chosen = self.list.currentIndex()
        if not chosen.isValid():
            return
        self.district.take()
        if self.district.text().strip() and self.district.value() is None:
            self.district.setFocus()
            return
        _note(self._screen, chosen.data(_CODE), self.district.value() or "")
        super().accept()

    def _offer(self, typed: str) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for choice in matching(self._offered, typed):
                number = str(number_of(choice.code)).rjust(2, _FIGURE_SPACE)
                item = QListWidgetItem(f"{isolate(number)}  {choice.label}")
                item.setData(_CODE, choice.code)
                self.list.addItem(item)
            self.list.setCurrentRow(0)
        self._enable()

    def _enable(self) -> None:
        found = self.list.currentIndex().isValid()
        self.note.setEnabled(found)
        self.nothing.setVisible(not found)

    def _walk(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_SHOWN}
        last = self.list.count() - 1
        to = self.list.currentRow() + step.get(Qt.Key(event.key()), _SHOWN)
        self.list.setCurrentRow(min(max(to, 0), last))

    def _lay_out(self, today: int) -> QVBoxLayout:
        ui, _ = self._ui, self._ui.gettext
        px = ui.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_24), px(SPACE_24), px(SPACE_24), px(SPACE_24))
        column.setSpacing(px(SPACE_12))
        column.addWidget(Label(ui, _("Information given"), Text.NAME))
        words = _("Somebody asks and leaves: it is counted, and no file is opened.")
        column.addWidget(Label(ui, words, color="muted", wrap=True))
        column.addWidget(self.typed)
        self.list.setFont(ui.theme.font())
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(px(260))
        column.addWidget(self.list, 1)
        self.nothing = Label(ui, _("Nothing in the list fits. Type less of it."), color="muted")
        column.addWidget(self.nothing)
        self.place = FormRow(ui, _("District of the person, if it was said"), self.district)
        column.addWidget(self.place)
        column.addLayout(self._foot(today))
        return column

    def _take_room(self, column: QVBoxLayout) -> None:
        """As high as wrapped words need; a dialog does not ask for it by itself."""
        wide = max(self.minimumWidth(), self.sizeHint().width())
        tall = column.totalHeightForWidth(wide)
        self.setMinimumHeight(tall)
        self.resize(wide, tall)

    def _foot(self, today: int) -> QHBoxLayout:
        ui, _ = self._ui, self._ui.gettext
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_8))
        words = ui.ngettext("Today: {count} time", "Today: {count} times", today)
        line.addWidget(Label(ui, words.format(count=isolate(str(today))), Text.SMALL, "muted"))
        line.addStretch(1)
        leave = SecondaryButton(ui, _("Cancel"))
        leave.clicked.connect(self.reject)
        self.note.clicked.connect(self.accept)
        self.note.setDefault(True)
        line.addWidget(leave)
        line.addWidget(self.note)
        return line


class _Typed(QLineEdit):
    """Where one types; keys that walk go to the list under it."""

    walked = Signal(QKeyEvent)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = ui.gettext("What about? Letters, or the number")
        self.setFont(ui.theme.font())
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        ui.actions.describe(self, "↑  ↓", ui.gettext("Walk through the list"), words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or type."""
        if event.key() in _WALKING:
            self.walked.emit(event)
        else:
            super().keyPressEvent(event)


def number_of(code: str) -> int:
    """The number by which a category is called: 2 for S02."""
    return int(code.lstrip("S"))


def matching(offered: Sequence[Choice], typed: str) -> list[Choice]:
    """What fits: by number, that very number first; by letters, words that begin so first."""
    wanted = fold(western_digits(typed)).split()
    if len(wanted) == 1 and wanted[0].isdigit():
        number = str(int(wanted[0]))
        found = [choice for choice in offered if str(number_of(choice.code)).startswith(number)]
        return sorted(found, key=lambda choice: str(number_of(choice.code)) != number)
    ranked: list[list[Choice]] = [[], [], []]
    for choice in offered:
        label, whole = fold(choice.label), fold(f"{choice.label} {choice.words}")
        if all(_begins(part, label) for part in wanted):
            ranked[0].append(choice)
        elif all(_begins(part, whole) for part in wanted):
            ranked[1].append(choice)
        elif all(part in whole for part in wanted):
            ranked[2].append(choice)
    return [choice for rank in ranked for choice in rank]


def _begins(part: str, text: str) -> bool:
    return any(word.startswith(part) for word in text.split())


def _note(screen: Screen, category: str, district: str) -> None:
    context, ui = screen.context, screen.context.ui
    desk, _ = context.desk, ui.gettext
    happened = desk.now()

    def done(record: RecordId) -> None:
        about = desk.vocabularies.service_categories.label(category, ui.language.code)
        words = _("Information noted: {about}").format(about=about)
        said: list[Notice] = []
        undo = NoticeAct(_("Undo"), lambda: _take_back(screen, record, said))
        said.append(ui.notices.success(words, undo))
        context.changes.publish(INFORMATION, EXCHANGE)

    def failed(error: Exception) -> None:
        if isinstance(error, ReferralAppError):
            again = (lambda: _note(screen, category, district)) if _may_help(error) else None
            screen.say_error(error, again)

    work = lambda: give_information(desk, category, district, happened)  # noqa: E731
    ui.background.store(screen, work, done, failed)


def _take_back(screen: Screen, record: RecordId, said: Sequence[Notice]) -> None:
    context, ui = screen.context, screen.context.ui
    desk = context.desk

    def done(_none: None) -> None:
        for notice in said:
            ui.notices.close(notice)
        ui.notices.info(ui.gettext("Taken back: it is not counted."))
        context.changes.publish(INFORMATION, EXCHANGE)

    def failed(error: Exception) -> None:
        if isinstance(error, ReferralAppError):
            again = (lambda: _take_back(screen, record, said)) if _may_help(error) else None
            screen.say_error(error, again)

    ui.background.store(screen, lambda: withdraw_information(desk, record), done, failed)


def _may_help(error: ReferralAppError) -> bool:
    return isinstance(error, UnavailableError)
