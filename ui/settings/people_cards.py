"""Cards of the settings about people: one's own passphrase, the team, the recovery code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.errors import WrongPassphraseError
from referral_app.sentences import sentence
from ui.context import Ui
from ui.parts.new_passphrase import NewPassphrase
from ui.parts.recovery import RecoveryPage
from ui.screen import Screen
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.passphrase_field import PassphraseField


class PassphraseCard(Card):
    """One's own passphrase, changed alone: nobody else's changes with it."""

    def __init__(self, screen: Screen) -> None:
        ui, _ = screen.context.ui, screen.context.ui.gettext
        super().__init__(ui, _("My passphrase"))
        self._screen = screen
        words = _("It opens this desk for you alone. At your other desks it stays as it is.")
        self.body.addWidget(Label(ui, words, wrap=True))
        self.begin = SecondaryButton(ui, _("Change my passphrase…"), "key-round")
        self.begin.clicked.connect(self._begin)
        self.body.addLayout(in_line(ui, self.begin))
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        self.old, self.new = PassphraseField(ui), NewPassphrase(ui)
        self.old_row = FormRow(ui, _("Passphrase of until now"), self.old, required=True)
        self.old.submitted.connect(lambda: self.new.setFocus(Qt.FocusReason.TabFocusReason))
        self.new.submitted.connect(self._try)
        column.addWidget(self.old_row)
        column.addWidget(self.new)
        self.save = SecondaryButton(ui, _("Change it"))
        self.save.clicked.connect(self._try)
        cancel = QuietButton(ui, _("Cancel"))
        cancel.clicked.connect(self.end)
        column.addLayout(in_line(ui, self.save, cancel))
        self.body.addWidget(self.form)
        self.form.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed with the page."""
        self._forget()
        super().hideEvent(event)

    def end(self) -> None:
        """Put the form away."""
        self._forget()
        self.form.hide()
        self.begin.show()
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        self.form.show()
        self.begin.hide()
        self.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        self.old.forget()
        self.new.forget()

    def _try(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        lacking = "" if self.old.value() else _("Type the passphrase of until now.")
        self.old_row.set_error(lacking)
        if lacking:
            self.old.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.save.isEnabled() or not self.new.accepted():
            return
        workspace = self._screen.context.workspace
        old, new = self.old.value(), self.new.first.value()

        def work() -> WrongPassphraseError | None:
            try:
                workspace.change_passphrase(old, new)
            except WrongPassphraseError as error:
                return error
            return None

        def then(error: WrongPassphraseError | None) -> None:
            if error is not None:
                self.old_row.set_error(sentence(ui.language, error))
                self.old.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            self.end()
            ui.notices.success(_("Your passphrase is changed. Use the new one from now on."))

        self._screen.run(work, then)


class TeamCard(Card):
    """The ways to the team and to the log of who read what."""

    def __init__(self, screen: Screen) -> None:
        ui, _ = screen.context.ui, screen.context.ui.gettext
        super().__init__(ui, _("The team"))
        words = _(
            "Who works here and who opens this desk, somebody’s departure, and who read which file."
        )
        self.body.addWidget(Label(ui, words, wrap=True))
        self.team = SecondaryButton(ui, _("The team…"), "users")
        self.team.clicked.connect(lambda: screen.context.go("team"))
        self.readings = SecondaryButton(ui, _("Who read what…"), "eye")
        self.readings.clicked.connect(lambda: screen.context.go("readings"))
        self.body.addLayout(in_line(ui, self.team, self.readings))


class RecoveryCard(Card):
    """A new recovery code, which counts only once it was copied."""

    kept = Signal()

    def __init__(self, screen: Screen) -> None:
        ui, _ = screen.context.ui, screen.context.ui.gettext
        super().__init__(ui, _("Recovery code"))
        self._screen = screen
        self.page: RecoveryPage | None = None
        words = _(
            "When the sheet was lost, or seen by somebody who should not have. Once the new code "
            "is copied the old one opens nothing any more; the files are put under a new key."
        )
        self.body.addWidget(Label(ui, words, wrap=True))
        self.begin = SecondaryButton(ui, _("New recovery code…"), "id-card")
        self.begin.clicked.connect(self._begin)
        self.cancel = QuietButton(ui, _("Cancel, and keep the old one"))
        self.cancel.clicked.connect(self.end)
        self.cancel.hide()
        self.body.addLayout(in_line(ui, self.begin, self.cancel))

    def hideEvent(self, event: QHideEvent) -> None:
        """Show the code no more once the page is left: it counts for nothing then."""
        self.end()
        super().hideEvent(event)

    def end(self) -> None:
        """Put the code away."""
        if self.page is not None:
            self.page.hide()
            self.page.deleteLater()
            self.page = None
        self.cancel.hide()
        self.begin.show()

    def _begin(self) -> None:
        ui, screen = self._ui, self._screen
        workspace = screen.context.workspace

        def show(code: str) -> None:
            self.end()
            page = RecoveryPage(ui, code, ui.gettext("It is copied: let it count"))
            page.confirmed.connect(lambda: self._keep(code))
            self.page = page
            self.body.insertWidget(self.body.count() - 1, page)
            page.show()
            self.begin.hide()
            self.cancel.show()
            page.take_focus()

        screen.run(workspace.new_recovery_code, show)

    def _keep(self, code: str) -> None:
        ui, workspace = self._ui, self._screen.context.workspace

        def then(_none: None) -> None:
            self.end()
            self.begin.setFocus(Qt.FocusReason.OtherFocusReason)
            words = ui.gettext("The new recovery code counts. Destroy the old sheet.")
            ui.notices.success(words)
            self.kept.emit()

        self._screen.run(lambda: workspace.keep_recovery_code(code), then)


def in_line(ui: Ui, *widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side, at the start of a line."""
    line = QHBoxLayout()
    line.setSpacing(ui.theme.px(SPACE_8))
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line
