"""Preparing a further desk: for whom, in whose place, and whether it lets in others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.identifiers import DeviceId, StaffId
from referral_app.domain.staff import Staff
from referral_app.services.desks import DeskLine
from ui.context import Ui
from ui.parts.desk_words import desk_name
from ui.parts.entry_form import EntryForm, go_on_when_taken
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.check_field import CheckField
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label

_NOBODY = "-"


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """What was chosen for a further desk."""

    staff: StaffId
    may_let_in: bool
    replaces: DeviceId | None
    by_mail: bool = False


class PrepareDesk(EntryForm):
    """The form; the page asks for the file and writes it."""

    wanted = Signal(object)
    """A DeskEntry."""
    left = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        words = _(
            "You write a file onto a stick and carry it to the new computer. There it asks to be "
            "let in; you compare its digits here and say yes. The file is valid for seven days."
        )
        column.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.person = ChoiceField(ui, ())
        self.person_row = FormRow(ui, _("Prepared for"), self.person, required=True)
        self.replaces = ChoiceField(ui, ())
        self.replaces_row = FormRow(ui, _("Takes over from"), self.replaces)
        grid = FieldGrid(ui)
        grid.add(self.person_row, 3)
        grid.add(self.replaces_row, 3)
        column.addWidget(grid)
        self.may_let_in = CheckField(ui, _("Further desks may be let in there, too"))
        column.addWidget(self.may_let_in)
        self.by_mail = CheckField(
            ui, _("The file goes by mail: I tell its twelve words by telephone")
        )
        column.addWidget(self.by_mail)
        self.write = PrimaryButton(ui, _("Write the file…"), "usb")
        self.write.clicked.connect(self._try)
        self.main = self.write
        back = QuietButton(ui, _("Cancel"))
        back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        foot.addWidget(self.write)
        foot.addWidget(back)
        foot.addStretch(1)
        column.addLayout(foot)
        for field in (self.person, self.replaces):
            go_on_when_taken(field)

    def begin(
        self, people: Sequence[Staff], lines: Sequence[DeskLine], replaces: DeviceId | None
    ) -> None:
        """Offer these, with `replaces` chosen already."""
        _ = self._ui.gettext
        self.person.set_choices([Choice(p.id.hex(), p.label) for p in people if p.active])
        none = Choice(_NOBODY, _("No other computer"))
        others = [
            Choice(line.device.hex(), desk_name(self._ui, line)) for line in lines if line.active
        ]
        self.replaces.set_choices([none, *others])
        self.replaces.set_value(replaces.hex() if replaces else _NOBODY)
        self.may_let_in.set_value(False)
        self.by_mail.set_value(False)
        self.person.setFocus()

    def show_problem(self, field: str, sentence: str) -> bool:
        """Say what is wrong at its field; False where it has none."""
        row = {"staff": self.person_row, "replaces": self.replaces_row}.get(field)
        if row is not None:
            row.set_error(sentence)
            row.field.setFocus()
        return row is not None

    def _try(self) -> None:
        _ = self._ui.gettext
        self.person.take()
        self.replaces.take()
        chosen, replaces = self.person.value(), self.replaces.value() or _NOBODY
        if not chosen:
            self.person_row.set_error(_("Choose who will work there."))
            self.person.setFocus()
            return
        device = None if replaces == _NOBODY else DeviceId(bytes.fromhex(replaces))
        staff = StaffId(bytes.fromhex(chosen))
        by_mail = self.by_mail.value()
        self.wanted.emit(DeskEntry(staff, self.may_let_in.value(), device, by_mail))
