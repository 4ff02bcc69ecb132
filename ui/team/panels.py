"""The forms beside the list of the team: somebody new, what a person is, and their access here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.staff import Staff
from referral_app.errors import InvalidInputError
from referral_app.language import isolate
from referral_app.services.staff import LABEL_LIMIT
from ui.context import Ui
from ui.parts.entry_form import EntryForm, go_on_when_taken, show_at_field
from ui.parts.new_passphrase import NewPassphrase
from ui.parts.section import Section
from ui.tokens import SPACE_8, SPACE_16, Text
from ui.widgets.buttons import Button, DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.field import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label


class Panel(EntryForm):
    """Cards one above the other; errors of services stand at their fields."""

    left = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self.ui = ui
        self.rows: dict[str, FormRow] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(ui.theme.px(SPACE_16))

    def at_field(self, error: InvalidInputError) -> bool:
        """Say an error at its field; False where there is none."""
        return show_at_field(self.ui, self.rows, error)

    def forget(self) -> None:
        """Empty what must not stay on a screen."""

    def buttons(self) -> tuple[QWidget, ...]:
        """What waits while something is being saved."""
        return tuple(self.findChildren(Button))

    def row(self, name: str, label: str, field: QWidget, *, help_text: str = "") -> FormRow:
        """A required field with its label."""
        self.rows[name] = FormRow(self.ui, label, field, required=True, help_text=help_text)
        return self.rows[name]

    def acts(self, *buttons: QWidget) -> QWidget:
        """Buttons side by side where there is room, the main one first."""
        holder = QWidget()
        flow = FlowLayout(holder, self.ui.theme.px(SPACE_8))
        for button in buttons:
            flow.addWidget(button)
        return holder


class PersonFields:
    """Initials and role, as both the form of somebody new and that of a person have them."""

    def __init__(self, panel: Panel, roles: Sequence[Choice]) -> None:
        _ = panel.ui.gettext
        self.initials = TextField(panel.ui, "FA")
        self.initials.setMaxLength(LABEL_LIMIT)
        self.role = ChoiceField(panel.ui, roles)
        go_on_when_taken(self.role)
        words = _("People choose themselves by them when they open the desk; never a whole name.")
        self.rows = (
            panel.row("label", _("Initials"), self.initials, help_text=words),
            panel.row("role", _("Role"), self.role),
        )

    def value(self) -> tuple[str, str]:
        """Initials and the code of the role, "" where none is chosen."""
        self.role.take()
        return self.initials.value(), self.role.value() or ""


class AddPanel(Panel):
    """Somebody new."""

    wanted = Signal(str, str, object)
    """Initials, code of the role, the day of beginning."""

    def __init__(self, ui: Ui, roles: Sequence[Choice], today: date) -> None:
        super().__init__(ui)
        _ = ui.gettext
        card = Section(ui, "user", _("Somebody new"))
        self.fields = PersonFields(self, roles)
        for row in self.fields.rows:
            card.body.addWidget(row)
        self.since = DateField(ui, lambda: today, last=today)
        self.since.set_value(today)
        card.body.addWidget(self.row("happened", _("Works here since"), self.since))
        self.save = PrimaryButton(ui, _("Add to the team"))
        self.save.clicked.connect(self._try)
        cancel = QuietButton(ui, _("Cancel"))
        cancel.clicked.connect(self.left)
        card.body.addWidget(self.acts(self.save, cancel))
        self.column.addWidget(card)
        self.setFocusProxy(self.fields.initials)

    def _try(self) -> None:
        _ = self.ui.gettext
        label, role = self.fields.value()
        self.since.take()
        problems = {
            "label": "" if label.strip() else _("Write two or three initials."),
            "role": "" if role else _("Choose the role."),
            "happened": "" if self.since.value() else _("Give the day."),
        }
        for name, words in problems.items():
            self.rows[name].set_error(words)
        wrong = next((name for name, words in problems.items() if words), None)
        if wrong:
            self.rows[wrong].field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.wanted.emit(label, role, self.since.value())


class PersonPanel(Panel):
    """What a person is, how they open this desk, and the way to their departure."""

    changed = Signal(str, str)
    """Initials and code of the role."""
    access_wanted = Signal()
    """Two equal passphrases were typed: `passphrase.take()` gives them."""
    closing = Signal()
    """The access to this desk is to end, though the person stays."""
    departing = Signal()

    def __init__(
        self, ui: Ui, roles: Sequence[Choice], member: Staff, *, opens: bool, here: bool
    ) -> None:
        super().__init__(ui)
        self._opens, self._here, self._member = opens, here, member
        self.column.addWidget(self._what_they_are(roles))
        self.passphrase = NewPassphrase(ui)
        if here:
            words = ui.gettext("You change your own passphrase in the settings.")
            self.column.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        else:
            self.column.addWidget(self._access())
            self.column.addWidget(self._departure())
        self.setFocusProxy(self.fields.initials)

    def forget(self) -> None:
        """Empty the passphrases."""
        self.passphrase.forget()

    def _what_they_are(self, roles: Sequence[Choice]) -> Section:
        ui, _ = self.ui, self.ui.gettext
        card = Section(ui, "user", isolate(self._member.label))
        self.fields = PersonFields(self, roles)
        self.fields.initials.set_value(self._member.label)
        self.fields.role.set_value(self._member.role.value)
        for row in self.fields.rows:
            card.body.addWidget(row)
        if self._here:
            self.fields.role.setEnabled(False)
            words = _("Nobody changes their own role: somebody else who manages the team does it.")
            card.body.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.save = PrimaryButton(ui, _("Save"))
        self.save.clicked.connect(self._try)
        card.body.addWidget(self.acts(self.save))
        return card

    def _access(self) -> Section:
        ui, _ = self.ui, self.ui.gettext
        card = Section(ui, "key-round", _("Access to this desk"))
        words = _("Let them type it themselves, twice: nobody else ever knows it.")
        if self._opens:
            words = _(
                "They open this desk already. Should they have forgotten their passphrase, let "
                "them type a new one here, twice."
            )
        card.body.addWidget(Label(ui, words, color="muted", wrap=True))
        card.body.addWidget(self.passphrase)
        self.open = SecondaryButton(
            ui, _("Give a new passphrase") if self._opens else _("Open their access"), "lock-open"
        )
        self.open.clicked.connect(self._try_access)
        self.passphrase.submitted.connect(self._try_access)
        self.close_access = QuietButton(ui, _("End this access…"))
        self.close_access.clicked.connect(self.closing)
        card.body.addWidget(self.acts(self.open))
        # A line of its own: beside the other, both would be cut in large letters.
        ending = self.acts(self.close_access)
        ending.setVisible(self._opens)
        card.body.addWidget(ending)
        return card

    def _departure(self) -> Section:
        ui, _ = self.ui, self.ui.gettext
        card = Section(ui, "arrow-right", _("Departure"))
        words = _("Their files go to somebody else, and they open no desk any more.")
        card.body.addWidget(Label(ui, words, color="muted", wrap=True))
        self.leave = DangerButton(ui, _("This person leaves…"))
        self.leave.clicked.connect(self.departing)
        card.body.addWidget(self.acts(self.leave))
        return card

    def _try(self) -> None:
        _ = self.ui.gettext
        label, role = self.fields.value()
        self.rows["label"].set_error("" if label.strip() else _("Write two or three initials."))
        self.rows["role"].set_error("" if role else _("Choose the role."))
        if label.strip() and role:
            self.changed.emit(label, role)

    def _try_access(self) -> None:
        if self.open.isEnabled() and self.passphrase.accepted():
            self.access_wanted.emit()
