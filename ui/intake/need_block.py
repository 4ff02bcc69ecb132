"""One need of a new file, with the centre to which it goes at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.deadlines import EMERGENCY
from referral_app.domain.vocabulary import Vocabularies
from ui.context import Ui
from ui.intake.blocks import Block
from ui.intake.state import NeedLine
from ui.parts.danger import DangerPart
from ui.parts.entry_form import first_wrong, go_on, go_on_when_taken
from ui.parts.need_fields import NeedFields
from ui.tokens import SPACE_4, SPACE_12
from ui.widgets.buttons import IconButton
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.form_row import FormRow
from ui.widgets.painting import painting

DANGER_KEYS = "F4"


class NeedBlock(Block):
    """One need; `wants_more` when Enter is pressed at its end, `unwanted` to take it off."""

    changed = Signal()
    wants_more = Signal()
    unwanted = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies, centres: Sequence[Choice]) -> None:
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        self.whom = ChoiceField(ui, [])
        self.whom_row = FormRow(ui, _("For whom"), self.whom, beside=True)
        self.whom_row.hide()
        self.need = NeedFields(ui, lists)
        self.recipient = ChoiceField(ui, centres, _("Not now"))
        self.recipient_row = FormRow(ui, _("Refer now to"), self.recipient)
        self.need.set_span(self.need.rows["detail"], 4)
        self.need.add(self.recipient_row, 2)
        self.danger = DangerPart(ui, lists, DANGER_KEYS)
        # Beside the way of Tab: hardly anybody needs it, and the key is near.
        self.danger.offer.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.remove = IconButton(ui, "x", _("Remove this need"))
        self.remove.clicked.connect(self.unwanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, ui.theme.px(SPACE_12), 0, 0)
        line.setSpacing(ui.theme.px(SPACE_4))
        column = QVBoxLayout()
        column.setSpacing(ui.theme.px(SPACE_12))
        column.addWidget(self.whom_row)
        column.addWidget(self.need)
        column.addWidget(self.danger)
        line.addLayout(column, 1)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        self.first = True
        self._may_send = self._can_send = False
        self._centres = centres
        self.need.changed.connect(self.changed)
        self.recipient.changed.connect(self.changed)
        self.whom.changed.connect(self.changed)
        self.danger.changed.connect(self._on_danger)
        self.danger.taken.connect(self._on_taken)
        go_on_when_taken(self.whom)
        self.recipient.taken.connect(self._on_recipient_taken)

    def line(self) -> NeedLine:
        """What stands in the block; a recipient only while something may be sent."""
        recipient = (self.recipient.value() or "") if self._sends() else ""
        return NeedLine(
            self.need.state(), recipient, int(self.whom.value() or 0), *self.danger.value()
        )

    def set_line(self, line: NeedLine) -> None:
        """Show a line; a centre that is no longer known is left out."""
        self.need.set_state(line.need)
        with suppress(KeyError):
            self.recipient.set_value(line.recipient or None)
        with suppress(KeyError):
            self.whom.set_value(str(line.whom))
        self.danger.set_value(line.exception, line.exception_reason)
        self._follow()

    def set_people(self, people: Sequence[Choice]) -> None:
        """Ask whose need it is, where several came; the first is the person at the desk."""
        chosen = self.whom.value() or "0"
        known = {person.code for person in people}
        self.whom.set_choices(people)
        if people:
            self.whom.set_value(chosen if chosen in known else "0")
        self.whom_row.setVisible(len(people) > 1)

    def first_field(self) -> QWidget:
        """Where the keyboard begins."""
        return self.need.category if self.whom_row.isHidden() else self.whom

    def set_may_send(self, may: bool, *, can: bool) -> None:
        """Offer a recipient, or no longer; a danger where somebody `can` be sent to at all."""
        self._may_send, self._can_send = may, can
        self._follow()

    def offer_danger(self, barred: bool) -> None:
        """Offer to set aside what stands against sending."""
        self.danger.offer_when(barred and self._can_send)

    def take_danger(self) -> None:
        """It leaves at once: ask what is still missing, from the top."""
        if not self._can_send:
            return
        self.danger.take()
        if not self.need.category.value():
            self.first_field().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def check(self, objection: str) -> FormRow | None:
        """Say what is wrong, an objection to the recipient too; the first row that is, or None."""
        row = self.need.check()
        self.recipient.take()
        if not self.recipient_row.error:
            self.recipient_row.set_error(objection)
        if row is None and self.recipient_row.error and self._sends():
            row = self.recipient_row
        self.danger.check()
        return row or first_wrong(self.danger.rows.values())

    def set_first(self, first: bool, *, alone: bool) -> None:
        """Draw no line above the first, and offer no removal of the only one."""
        self.first = first
        self.remove.setHidden(alone)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter at the end of a need that says something begins another."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        end: QWidget = self.recipient if self._may_send else self.need.detail
        if self.danger.value()[0]:
            end = self.danger.reason
            if enter and not event.modifiers() and self.recipient.hasFocus():
                self._on_recipient_taken()
                return
        if enter and not event.modifiers() and end.hasFocus() and self.need.category.value():
            self.wants_more.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a hairline above."""
        if not self.first:
            with painting(self) as painter:
                line = QRectF(0, 0, self.width(), 1)
                painter.fillRect(line, self._ui.theme.color("line"))

    def _sends(self) -> bool:
        return self._may_send or bool(self.danger.value()[0])

    def _follow(self) -> None:
        sends = self._sends()
        self.need.show_item(self.recipient_row, shown=sends)
        self.need.set_span(self.need.rows["detail"], 4 if sends else 6)
        # What the danger is says why it cannot wait.
        self.need.ask_reason(not self.danger.value()[0])

    def _on_danger(self) -> None:
        self._follow()
        self.recipient_row.set_error("")
        self.changed.emit()

    def _on_recipient_taken(self) -> None:
        """In a danger, why it cannot wait is all that is left to say."""
        if self.danger.value()[0]:
            self.danger.reason.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            go_on(self.recipient)

    def _on_taken(self) -> None:
        self.need.priority.set_value(EMERGENCY)
        if not self.recipient.value() and len(self._centres) == 1:
            self.recipient.set_value(self._centres[0].code)
