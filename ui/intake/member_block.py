"""Somebody who came along, as fields: age, sex, and the role in the household."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import isolate
from ui.context import Ui
from ui.intake.blocks import Block
from ui.intake.member_line import MemberLine
from ui.parts.case_words import field_label
from ui.parts.choices import age_choices, choices_of
from ui.parts.entry_form import first_wrong, go_on_when_taken
from ui.tokens import SPACE_8
from ui.widgets.buttons import IconButton
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField

NOT_STATED = "not_stated"


class MemberBlock(Block):
    """One person; Enter after the sex begins the next, Enter on an empty line ends the family.

    Where cards are used, its code is asked before the next person.
    """

    changed = Signal()
    wants_more = Signal()
    ended = Signal()
    unwanted = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies) -> None:
        super().__init__()
        self._ui, speech, _ = ui, ui.language, ui.gettext
        self.number = Label(ui, "", color="muted")
        self.age_band = ChoiceField(ui, age_choices(lists.age_bands, speech), _("Age in years"))
        # Not stated is what stands where nothing was chosen: two options fit into a line.
        stated = [sex for sex in choices_of(lists.sex, speech) if sex.code != NOT_STATED]
        self.sex = SegmentedField(ui, stated)
        self.role = ChoiceField(
            ui, choices_of(lists.household_roles, speech), _("In the household")
        )
        self._chosen_role = False
        self.card = TextField(ui, _("Scan the card, or type its ten digits"))
        self.rows = {
            name: FormRow(ui, "", field)
            for name, field in (("age_band", self.age_band), ("sex", self.sex), ("role", self.role))
        }
        self.rows["card"] = FormRow(ui, _("Code of the card"), self.card, beside=True)
        self.age_band.setAccessibleName(field_label(ui, "age_band"))
        self.role.setAccessibleName(_("In the household"))
        self.remove = IconButton(ui, "x", _("Remove this person"))
        self.remove.clicked.connect(self.unwanted)
        self._lay_out()
        for field in (self.age_band, self.sex, self.role, self.card):
            field.changed.connect(self.changed)
        self.role.textEdited.connect(self._on_role)
        go_on_when_taken(self.age_band)
        self.role.taken.connect(self._on_role_taken)
        self.show_card(shown=False)

    def set_number(self, number: int) -> None:
        """Say which person it is; the one at the desk is the first."""
        self.number.setText(f"{isolate(str(number))}.")
        self.remove.setAccessibleName(
            self._ui.gettext("Remove person {number}").format(number=number)
        )

    def line(self) -> MemberLine:
        """What stands in the block."""
        role = (self.role.value() or "") if self._chosen_role or self.age_band.value() else ""
        age_band, sex = self.age_band.value() or "", self.sex.value() or ""
        return MemberLine(age_band, sex, role, self.card.value())

    def set_line(self, line: MemberLine) -> None:
        """Show a line; codes that are no longer offered are left out."""
        self._chosen_role = bool(line.role)
        for field, code in (
            (self.age_band, line.age_band),
            (self.sex, line.sex),
            (self.role, line.role),
        ):
            with suppress(KeyError):
                field.set_value(code or None)
        self.card.set_value(line.card)
        if line.card:
            self.show_card(shown=True)

    def show_card(self, *, shown: bool) -> None:
        """Ask for the code of a card; one that was typed stays in sight."""
        self.rows["card"].setVisible(shown or bool(self.card.value()))

    def propose(self, role: str) -> None:
        """Show a role until somebody chooses another one."""
        if not self._chosen_role and (self.role.value() or "") != role:
            self.role.set_value(role or None)

    def check(self) -> FormRow | None:
        """Say what is missing; the first row that is, or None."""
        _ = self._ui.gettext
        for field in (self.age_band, self.role):
            field.take()
        if not self.age_band.value() and not self.rows["age_band"].error:
            self.rows["age_band"].set_error(_("Say about which age."))
        if not self.role.value() and not self.rows["role"].error:
            self.rows["role"].set_error(_("Say who it is in the household."))
        return first_wrong(self.rows.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next person, or to what comes after the family."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            super().keyPressEvent(event)
        elif self.line().empty and not self.age_band.text().strip():
            self.ended.emit()
        elif self.age_band.hasFocus():
            super().keyPressEvent(event)
        elif not self.rows["card"].isHidden() and not self.card.hasFocus():
            self.card.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.wants_more.emit()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(self._ui.theme.px(SPACE_8))
        line.addWidget(self.number)
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        for name, share, at in (("age_band", 3, top), ("sex", 0, middle), ("role", 4, top)):
            line.addWidget(self.rows[name], share, at)
        line.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_8))
        column.addLayout(line)
        column.addWidget(self.rows["card"])

    def _on_role(self) -> None:
        self._chosen_role = True

    def _on_role_taken(self) -> None:
        self._chosen_role = True
        if self.rows["card"].isHidden():
            self.wants_more.emit()
        else:
            self.card.setFocus(Qt.FocusReason.TabFocusReason)
