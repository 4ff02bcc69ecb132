"""The page that asks for the passphrase, or for the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from referral_app.domain.passphrase import is_long_enough
from referral_app.errors import ReferralAppError, UnavailableError, WrongPassphraseError
from ui.context import Ui
from ui.gate import Gate
from ui.notices import Act
from ui.tokens import SPACE_8, SPACE_16
from ui.unlock import presenter
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.choice import Choice
from ui.widgets.field import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.option_fields import SegmentedField
from ui.widgets.passphrase_field import PassphraseField

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace


_AFTER_PAINT_MS: Final = 50


class UnlockPlace(NamedTuple):
    """Where somebody is in unlocking; carried over when the language changes."""

    person: str | None
    passphrase: str
    failures: int
    left: int
    recovery: tuple[str, str, str] | None
    """Code, initials and new passphrase, where the page of the recovery code is shown."""

    def __repr__(self) -> str:
        """Nothing of what was typed."""
        return f"UnlockPlace(failures={self.failures}, left={self.left})"


class Unlock(Gate):
    """Passphrase first; the recovery code is one link away."""

    opened = Signal(object)
    """A Workspace."""
    elsewhere = Signal()
    """The person wants another store, or a new one."""
    restore_wanted = Signal()
    """The person wants a backup in the place of this store."""

    def __init__(self, ui: Ui, folder: Path, labels: tuple[str, ...], user: str = "") -> None:
        _ = ui.gettext
        super().__init__(ui, _("Good to see you"), _("The files are locked. Who is at the desk?"))
        self._folder, self._failures = folder, 0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count_down)
        self._left = 0
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack)
        self._add_passphrase_card(labels, user)
        # What opening needs is imported while the passphrase is typed, not before the first paint.
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._preload)

    def take_focus(self) -> None:
        """Stand ready for typing."""
        (self.code if self.stack.currentIndex() else self.passphrase).setFocus()

    def place(self) -> UnlockPlace:
        """What another one of these goes on with."""
        recovery = None
        if self.stack.currentIndex():
            recovery = (self.code.text(), self.initials.text(), self.new_passphrase.value())
        person, typed = self.person.value(), self.passphrase.value()
        return UnlockPlace(person, typed, self._failures, self._left, recovery)

    def take_up(self, place: UnlockPlace) -> None:
        """Go on where the one before was; who must wait goes on waiting."""
        self.person.set_value(place.person)
        self.passphrase.line.setText(place.passphrase)
        self._failures = place.failures
        if place.left:
            self._wait(place.left)
        if place.recovery is not None:
            self._turn_to(1)
            lines = (self.code, self.initials, self.new_passphrase.line)
            for line, words in zip(lines, place.recovery, strict=True):
                line.setText(words)

    def _preload(self) -> None:
        if self.isVisible():
            self._ui.background.network(self, presenter.preload, lambda _none: None)

    def _add_passphrase_card(self, labels: tuple[str, ...], user: str) -> None:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui)
        self.stack.addWidget(_top(card))
        card.body.setSpacing(ui.theme.px(SPACE_16))
        self.person = SegmentedField(ui, [Choice(label, label) for label in labels])
        if labels:
            self.person.set_value(user if user in labels else labels[0])
        if len(labels) > 1:
            card.body.addWidget(FormRow(ui, _("Initials"), self.person))
        self.passphrase = PassphraseField(ui)
        self.passphrase_row = FormRow(ui, _("Passphrase"), self.passphrase)
        self.passphrase.submitted.connect(self._open)
        card.body.addWidget(self.passphrase_row)
        self.open_button = PrimaryButton(ui, _("Open"), "lock-open")
        self.open_button.clicked.connect(self._open)
        lost = QuietButton(ui, _("I have lost my passphrase"))
        lost.clicked.connect(lambda: self._turn_to(1))
        other = QuietButton(ui, _("Another place or centre…"))
        other.clicked.connect(self.elsewhere)
        backup = QuietButton(ui, _("Put a backup back…"))
        backup.clicked.connect(self.restore_wanted)
        card.body.addWidget(_buttons(ui, self.open_button, lost, other, backup))

    def _recovery_card(self) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("Open with the recovery code"))
        card.body.setSpacing(ui.theme.px(SPACE_16))
        help_text = _("It was shown when the centre was created and should lie in the safe.")
        self.code = TextField(ui)
        self.code_row = FormRow(ui, _("Recovery code"), self.code, help_text=help_text)
        self.initials = TextField(ui)
        self.initials_row = FormRow(ui, _("Initials"), self.initials, required=True)
        self.new_passphrase = PassphraseField(ui)
        self.new_row = FormRow(
            ui,
            _("New passphrase"),
            self.new_passphrase,
            help_text=_("At least twelve characters, or four words that you will remember."),
        )
        for row in (self.code_row, self.initials_row, self.new_row):
            card.body.addWidget(row)
        self.recover_button = PrimaryButton(ui, _("Open and set the new passphrase"))
        self.recover_button.clicked.connect(self._recover)
        self.new_passphrase.submitted.connect(self._recover)
        back = QuietButton(ui, _("Back to the passphrase"))
        back.clicked.connect(lambda: self._turn_to(0))
        card.body.addWidget(_buttons(ui, self.recover_button, back))
        return _top(card)

    def _turn_to(self, page: int) -> None:
        if page and self.stack.count() == 1:
            self.stack.addWidget(self._recovery_card())
        self.stack.setCurrentIndex(page)
        (self.passphrase if page == 0 else self.code).setFocus()

    def _open(self) -> None:
        if not self.open_button.isEnabled():
            return
        if not self.passphrase.value():
            self.passphrase_row.set_error(self._ui.gettext("Type your passphrase."))
            self.passphrase.setFocus()
            return
        work = presenter.opening(self._folder, self.passphrase.value(), self.person.value())
        self._start(self.open_button, work, self._open_failed, self._open)

    def _recover(self) -> None:
        _ = self._ui.gettext
        if not self.recover_button.isEnabled():
            return
        label, passphrase = self.initials.value(), self.new_passphrase.value()
        if not label:
            self.initials_row.set_error(_("Type the initials that stand at the foot of the rail."))
            self.initials.setFocus()
        elif not is_long_enough(passphrase):
            words = _("At least twelve characters, or four words that you will remember.")
            self.new_row.set_error(words)
            self.new_passphrase.setFocus()
        else:
            work = presenter.recovering(self._folder, self.code.value(), label, passphrase)
            self._start(self.recover_button, work, self._recovery_failed, self._recover)

    def _start(
        self,
        button: PrimaryButton,
        work: Callable[[], Workspace],
        refused: Callable[[ReferralAppError], None],
        again: Callable[[], None],
    ) -> None:
        button.setEnabled(False)
        self.set_busy(busy=True)

        def failed(error: Exception) -> None:
            self.set_busy(busy=False)
            button.setEnabled(True)
            if isinstance(error, UnavailableError):
                words = _sentence(self._ui, error)
                self._ui.notices.error(words, Act(self._ui.gettext("Try again"), again))
            elif isinstance(error, ReferralAppError):
                refused(error)

        self._ui.background.store(self, work, self._done, failed)

    def _done(self, workspace: object) -> None:
        self.passphrase.forget()
        if self.stack.count() > 1:
            self.new_passphrase.forget()
            self.code.clear()
        self.opened.emit(workspace)

    def _open_failed(self, error: ReferralAppError) -> None:
        words = _sentence(self._ui, error)
        if not isinstance(error, WrongPassphraseError):
            self._ui.notices.warning(words)
            return
        self._failures += 1
        self.passphrase_row.set_error(words)
        self.passphrase.line.selectAll()
        self.passphrase.setFocus()
        wait = presenter.delay_after(self._failures)
        if wait:
            self._wait(wait)

    def _wait(self, seconds: int) -> None:
        self._left = seconds
        self.open_button.setEnabled(False)
        self._tick.start()
        self._show_wait()

    def _recovery_failed(self, error: ReferralAppError) -> None:
        words = _sentence(self._ui, error)
        if isinstance(error, WrongPassphraseError) or error.key.startswith("store.recovery"):
            self.code_row.set_error(words)
            self.code.setFocus()
        else:
            self._ui.notices.warning(words)

    def _count_down(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show_wait()
            return
        self._tick.stop()
        self.open_button.setEnabled(True)
        self.passphrase_row.set_error("")

    def _show_wait(self) -> None:
        words = self._ui.ngettext(
            "This passphrase opens nothing. Wait {count} second, then try again.",
            "This passphrase opens nothing. Wait {count} seconds, then try again.",
            self._left,
        )
        self.passphrase_row.set_error(words.format(count=self._left))


def _sentence(ui: Ui, error: ReferralAppError) -> str:
    # Late: nothing has failed when the gate is painted.
    from referral_app.sentences import sentence

    return sentence(ui.language, error)


def _buttons(ui: Ui, *buttons: QWidget) -> QWidget:
    holder = QWidget()
    line = FlowLayout(holder, ui.theme.px(SPACE_8))
    for button in buttons:
        line.addWidget(button)
    return holder


def _top(card: QWidget) -> QWidget:
    """The card at the top of its page, as high as it needs."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
    column.addStretch(1)
    return holder
