"""The form of a new centre, and what an invitation says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from referral_app.domain.staff import Role
from ui.context import Ui
from ui.first_run.ending import ending_line
from ui.first_run.presenter import PASSPHRASE_RULE, CentreEntry
from ui.parts.entry_form import EntryForm, go_on_when_taken
from ui.parts.fingerprint import Fingerprint
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.check_field import CheckField
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.passphrase_field import PassphraseField

if TYPE_CHECKING:
    from referral_app.bootstrap import InvitationSummary

Typed = dict[str, str]
"""What stands in the fields of a page, by name."""


class CentreForm(EntryForm):
    """Names, district, person and passphrase of a new centre; Enter in the last one makes it."""

    wanted = Signal(object)
    """A CentreEntry without a problem."""
    left = Signal()

    def __init__(self, ui: Ui, districts: Sequence[Choice], *, invited: bool) -> None:
        super().__init__()
        self._ui = ui
        self._invited = invited
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        self.rows: dict[str, FormRow] = {}
        column.addWidget(self._centre_card(districts))
        column.addWidget(self._person_card())
        column.addLayout(self._buttons())

    def take_focus(self) -> None:
        """Stand ready for typing."""
        self.name_fr.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Wait while the centre is being made."""
        self.make.setEnabled(not busy)

    def show_problem(self, field: str, sentence: str) -> None:
        """Say what is wrong at its field and stand there."""
        for name, row in self.rows.items():
            row.set_error(sentence if name == field else "")
        if field in self.rows:
            self.rows[field].field.setFocus()

    def typed(self) -> Typed:
        """What stands in the fields, to be shown by `type_again`."""
        found = {name: line.text() for name, line in self._lines().items()}
        found["district"] = self.district.value() or self.district.text()
        found["role"] = self.role.value() or ""
        found["training"] = "yes" if self.training.value() else ""
        return found

    def type_again(self, typed: Typed) -> None:
        """Show what was typed before."""
        for name, line in self._lines().items():
            line.setText(typed.get(name, ""))
        self.district.take()
        if typed.get("role"):
            self.role.set_value(typed["role"])
        self.training.set_value(bool(typed.get("training")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from one passphrase to the other, past the eye between them."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.passphrase.line.hasFocus():
            self.repeated.setFocus(Qt.FocusReason.TabFocusReason)
        elif not (enter and self.repeated.line.hasFocus()):
            super().keyPressEvent(event)

    def _lines(self) -> dict[str, QLineEdit]:
        return {
            "name_fr": self.name_fr,
            "name_ar": self.name_ar,
            "district": self.district,
            "initials": self.initials,
            "passphrase": self.passphrase.line,
            "repeated": self.repeated.line,
        }

    def forget(self) -> None:
        """Empty the passphrases."""
        self.passphrase.forget()
        self.repeated.forget()

    def _centre_card(self, districts: Sequence[Choice]) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("The centre"))
        self.name_fr = TextField(ui, _("Centre Yacoub El Mansour"))
        self.name_ar = TextField(ui, "مركز يعقوب المنصور")
        self.district = ChoiceField(ui, districts)
        go_on_when_taken(self.district)
        grid = FieldGrid(ui)
        grid.add(self._row("name_fr", _("Name in French"), self.name_fr), 3)
        grid.add(self._row("name_ar", _("Name in Arabic"), self.name_ar), 3)
        grid.add(self._row("district", _("District"), self.district))
        card.body.addWidget(grid)
        self.training = CheckField(ui, _("For training only: fictional people, never real ones"))
        if not self._invited:
            card.body.addWidget(self.training)
        return card

    def _person_card(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("You"))
        self.initials = TextField(ui, "FA")
        self.initials.setMaxLength(4)
        self.role = SegmentedField(
            ui,
            [
                Choice(Role.SUPERVISOR.value, _("Supervisor")),
                Choice(Role.SOCIAL_WORKER.value, _("Social worker")),
            ],
        )
        self.role.set_value(Role.SUPERVISOR.value)
        self.passphrase, self.repeated = PassphraseField(ui), PassphraseField(ui)
        grid = FieldGrid(ui)
        grid.add(self._row("initials", _("Initials"), self.initials), 2)
        grid.add(self._row("role", _("Role"), self.role), 4)
        grid.add(self._row("passphrase", _("Passphrase"), self.passphrase), 3)
        grid.add(self._row("repeated", _("Once more"), self.repeated), 3)
        card.body.addWidget(grid)
        card.body.addWidget(Label(ui, _(PASSPHRASE_RULE), Text.SMALL, "muted", wrap=True))
        # Once the key has been dealt with: it would go on from the field where a mistake is shown.
        self.repeated.submitted.connect(self._try, Qt.ConnectionType.QueuedConnection)
        return card

    def _row(self, name: str, label: str, field: QWidget) -> FormRow:
        self.rows[name] = FormRow(self._ui, label, field, required=name != "role")
        return self.rows[name]

    def _buttons(self) -> QHBoxLayout:
        ui, _ = self._ui, self._ui.gettext
        self.make = PrimaryButton(ui, _("Join") if self._invited else _("Create the centre"))
        self.make.clicked.connect(self._try)
        return ending_line(ui, self.make, self.left.emit)

    def _try(self) -> None:
        if not self.make.isEnabled():
            return
        self.district.take()
        entry = CentreEntry(
            self.name_fr.value(),
            self.name_ar.value(),
            self.district.value() or "",
            self.initials.value(),
            self.role.value() or Role.SUPERVISOR.value,
            self.passphrase.value(),
            self.repeated.value(),
            self.training.value(),
        )
        problem = entry.first_problem()
        if problem:
            field, sentence = problem
            self.show_problem(field, self._ui.gettext(sentence))
        else:
            self.wanted.emit(entry)


class InvitationCard(Card):
    """Who invites, until when, and the fingerprint to compare aloud."""

    def __init__(self, ui: Ui, summary: InvitationSummary) -> None:
        _ = ui.gettext
        super().__init__(ui, _("You are invited"))
        name = summary.name_ar if ui.language.code == "ar" else summary.name_fr
        lines = (
            _("{centre} invites your centre to exchange referrals.").format(centre=name),
            _("Valid until {date}.").format(date=ui.language.format_moment(summary.expires)),
        )
        for line in lines:
            self.body.addWidget(Label(ui, line, wrap=True))
        if summary.mode == "training":
            self.body.addWidget(Label(ui, _("For training: fictional people only."), color="soon"))
        words = _(
            "Have these digits read to you by the centre that invites; they must be the same."
        )
        self.body.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.body.addWidget(Fingerprint(ui, summary.fingerprint))
