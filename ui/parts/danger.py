"""When life or a child is in danger: what stands against a sending is set aside, with a reason."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import isolate
from referral_app.services.desk import Desk
from referral_app.services.emergency import signature_due
from ui.context import Ui
from ui.parts.choices import choices_of
from ui.parts.keys import shown_keys
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8
from ui.widgets.buttons import QuietButton
from ui.widgets.form_row import FormRow
from ui.widgets.option_fields import SegmentedField
from ui.widgets.words_field import WordsField


class DangerPart(QWidget):
    """A button while something stands against the sending; pressed, which danger and why."""

    changed = Signal()
    taken = Signal()
    """A danger was named: the sending becomes an emergency."""

    def __init__(self, ui: Ui, lists: Vocabularies, keys: str = "") -> None:
        super().__init__()
        _ = ui.gettext
        self._ui = ui
        self._open = False
        words = _("Life or a child is in danger: send at once")
        if keys:
            words = _("Life or a child is in danger: send at once ({keys})")
        self.offer = QuietButton(ui, words.format(keys=isolate(shown_keys(ui, keys))))
        self.offer.clicked.connect(self.take)
        self.notice = NoticeLine(ui, "shield-alert", "", "late", "late_ground")
        self.back = QuietButton(ui, _("There is no danger"))
        self.back.clicked.connect(self._leave)
        self.notice.add_act(self.back)
        dangers = choices_of(lists.exceptions, ui.language)
        self._first = dangers[0].code
        self.kind = SegmentedField(ui, dangers)
        self.reason = WordsField(ui, _("What was seen or heard, without names"))
        self.rows = {
            "exception": FormRow(ui, _("The danger"), self.kind, required=True),
            "exception_reason": FormRow(ui, _("Why it cannot wait"), self.reason, required=True),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_8))
        column.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignLeading)
        for part in (self.notice, *self.rows.values()):
            column.addWidget(part)
        self.kind.changed.connect(self.changed)
        self.reason.changed.connect(self.changed)
        self._show(offered=False)

    def value(self) -> tuple[str, str]:
        """The danger's code and its reason; empty while none is named."""
        return (self.kind.value() or "", self.reason.value()) if self._open else ("", "")

    def set_value(self, exception: str, reason: str) -> None:
        """Show what was named before."""
        self._open = bool(exception)
        with suppress(KeyError):  # a newer list may no longer offer it
            self.kind.set_value(exception or None)
        self.reason.set_value(reason)
        self._show(offered=False)

    def offer_when(self, barred: bool) -> None:
        """Offer to go on where something stands against it; what was named stays."""
        self._show(offered=barred)

    def say(self, words: str) -> None:
        """Say what follows from sending in a danger."""
        self.notice.set_text(words)

    def check(self) -> None:
        """Say what is missing."""
        if self._open:
            _ = self._ui.gettext
            self._mark("exception", not self.kind.value(), _("Say which danger."))
            self._mark("exception_reason", not self.reason.value(), _("Say why it cannot wait."))

    def take(self) -> None:
        """Name the first danger, and ask why it cannot wait."""
        self._open = True
        self.kind.set_value(self.kind.value() or self._first)
        self._show(offered=False)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.taken.emit()
        self.changed.emit()

    def _mark(self, name: str, wrong: bool, sentence: str) -> None:
        row = self.rows[name]
        if wrong and not row.error:
            row.set_error(sentence)
        elif not wrong and row.error == sentence:
            row.set_error("")

    def _leave(self) -> None:
        self._open = False
        self._show(offered=False)
        self.changed.emit()

    def _show(self, *, offered: bool) -> None:
        self.offer.setVisible(offered and not self._open)
        for part in (self.notice, *self.rows.values()):
            part.setVisible(self._open)
        self.setVisible(self._open or offered)


def danger_words(names: Names, desk: Desk, *, covered: bool) -> str:
    """Say what follows from sending in a danger; `covered` whether a consent covers it."""
    _ = names.ui.gettext
    parts = [_("It leaves at once; the recipient reads that it is because of a danger.")]
    if not covered:
        parts.append(_("No consent covers it: only the least leaves."))
    if not desk.actor.may(Act.COUNTERSIGN):
        calendar = names.calendar
        due = signature_due(calendar, desk.now())
        when = names.ui.language.format_moment(due, calendar.time().zone)
        words = _("The supervisor countersigns by {when}.")
        parts.append(words.format(when=isolate(when)))
    return " ".join(parts)
