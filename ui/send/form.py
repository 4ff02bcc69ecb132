"""The fields of a sending: to whom, how urgent, what leaves, what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.deadlines import EMERGENCY
from referral_app.domain.identifiers import CentreId
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import InvalidInputError
from referral_app.services.disclosure import NEED_DETAIL
from referral_app.services.sending import SLIP
from ui.context import Ui
from ui.parts.case_words import field_label
from ui.parts.choices import choices_of
from ui.parts.danger import DangerPart
from ui.parts.entry_form import EntryForm, first_wrong, go_on_when_taken, show_at_field
from ui.parts.need_fields import ROUTINE
from ui.parts.section import NoticeLine, Section
from ui.send.consent_line import ConsentLine
from ui.send.disclosure import DisclosureList
from ui.send.needs import NeedTicks
from ui.send.presenter import Option
from ui.send.state import SendState
from ui.tokens import SPACE_16
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.note_field import NoteField
from ui.widgets.option_fields import SegmentedField
from ui.widgets.words_field import WordsField


class SendForm(EntryForm):
    """One value; `recipient_changed` when the options have to be read again."""

    changed = Signal()
    need_changed = Signal(str)
    recipient_changed = Signal()
    danger_changed = Signal()

    def __init__(
        self, ui: Ui, lists: Vocabularies, centres: Sequence[Choice], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._ui, self._lists, self._today = ui, lists, today
        self._again, self._quiet, self._outside = "", False, False
        self._panel: QWidget | None = None
        self._make_fields(centres)
        self._lay_out()
        self._connect()

    def state(self) -> SendState:
        """What stands on the page."""
        return SendState(
            recipient=self.recipient.value() or "",
            delivery=(self.delivery.value() or "") if self._outside else "",
            fields=self.told.value(),
            priority=self.priority.value() or ROUTINE,
            priority_reason=self.priority_reason.value(),
            detail=self.detail.value(),
            restrictions=self.restrictions.value(),
            services_given=self.services_given.value(),
            follow_up_on=_iso(self.follow_up_on.value()),
            follow_up_means=self.follow_up_means.value() or "",
            happened=_iso(self.happened.value()),
            again=self._again,
            exception=self.danger.value()[0],
            exception_reason=self.danger.value()[1],
            also=self.also.value() if not self.danger.value()[0] else (),
        )

    def set_needs(self, needs: Sequence[Choice], chosen: str) -> None:
        """Offer the open needs of the file; a single one is not asked for."""
        self._quiet = True
        self.need.set_choices(needs)
        self.need.set_value(chosen)
        self._quiet = False
        self.grid.show_item(self.rows["need"], shown=len(needs) > 1)

    def set_state(self, state: SendState, options: Callable[[], Sequence[Option]]) -> None:
        """Show a state; `options` are read once the recipient stands."""
        self._again = state.again
        for field, code in (
            (self.recipient, state.recipient),
            (self.priority, state.priority),
            (self.delivery, state.delivery),
            (self.follow_up_means, state.follow_up_means),
        ):
            with suppress(KeyError):
                field.set_value(code or None)
        self.priority_reason.set_value(state.priority_reason)
        self.detail.set_value(state.detail)
        self.restrictions.set_value(state.restrictions)
        self.services_given.set_value(state.services_given)
        self.follow_up_on.set_value(_date(state.follow_up_on))
        self.happened.set_value(_date(state.happened) or self._today())
        self.danger.set_value(state.exception, state.exception_reason)
        self.told.forget(state.fields or None)
        self.told.set_options(options())
        for row in self.rows.values():
            row.set_error("")
        self._show_parts()

    def show_panel(self, panel: QWidget) -> None:
        """Ask for a consent in place, under the line that misses it."""
        self._panel = panel
        self.what.body.insertWidget(self.what.body.indexOf(self.consent) + 1, panel)

    def drop_panel(self) -> None:
        """Take the panel away again."""
        if self._panel is not None:
            self.what.body.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None

    def recipient_id(self) -> CentreId | None:
        """The centre that was chosen."""
        code = self.recipient.value()
        return CentreId(bytes.fromhex(code)) if code else None

    def show_door(self, words: str) -> None:
        """Say what is known of an outside service and ask how the request gets there."""
        self._outside = bool(words)
        self.door.set_text(words)
        self.door.setVisible(bool(words))
        self.grid.show_item(self.rows["delivery"], shown=bool(words))
        if words and not self.delivery.value():
            self.delivery.set_value(SLIP)

    def show_closed(self, words: str) -> None:
        """Say which closure lies ahead, if one does."""
        self.closed.set_text(words)
        self.closed.setVisible(bool(words))

    def check(self) -> FormRow | None:
        """Say what is missing; the first row that is wrong, or None."""
        _ = self._ui.gettext
        for field in (self.recipient, self.follow_up_on, self.happened, self.follow_up_means):
            field.take()
        self.danger.check()
        self._say("recipient", not self.recipient.value(), _("Say to whom."))
        unsaid = self._reason_needed() and not self.priority_reason.value()
        self._say("priority_reason", unsaid, _("Say why it cannot wait."))
        return first_wrong((*self.rows.values(), *self.danger.rows.values()))

    def show_error(self, error: InvalidInputError) -> bool:
        """Say a service's refusal at its field; False if it is of no field here."""
        return show_at_field(self._ui, self.rows | self.danger.rows, error)

    def _say(self, name: str, wrong: bool, sentence: str) -> None:
        if wrong and not self.rows[name].error:
            self.rows[name].set_error(sentence)
        elif not wrong and self.rows[name].error == sentence:
            self.rows[name].set_error("")

    def _make_fields(self, centres: Sequence[Choice]) -> None:
        ui, lists, _ = self._ui, self._lists, self._ui.gettext
        speech, today = ui.language, self._today
        no_names = _("No names, no telephone")
        self.need = ChoiceField(ui, [])
        self.recipient = ChoiceField(ui, centres, _("Type the name of a centre or service"))
        ways = [way for way in choices_of(lists.delivery_means, speech) if way.code != "envelope"]
        self.delivery = SegmentedField(ui, ways)
        self.door = NoticeLine(ui, "info", "", "muted")
        self.priority = SegmentedField(ui, choices_of(lists.priorities, speech))
        self.priority_reason = WordsField(ui, _("Why it cannot wait"))
        self.happened = DateField(ui, today, first=today() - timedelta(days=366), last=today())
        self.also = NeedTicks(ui)
        self.consent = ConsentLine(ui)
        self.danger = DangerPart(ui, lists)
        self.closed = NoticeLine(ui, "calendar", "", "soon", "soon_ground")
        self.told = DisclosureList(ui)
        self.detail = NoteField(ui, lines=2, placeholder=no_names)
        self.services_given = WordsField(ui, no_names)
        self.restrictions = WordsField(ui, _("For example: no call at home"))
        self.follow_up_on = DateField(ui, today, first=today())
        self.follow_up_means = ChoiceField(ui, choices_of(lists.follow_up_means, speech))

    def _lay_out(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        self.rows = {
            "need": FormRow(ui, field_label(ui, "category"), self.need),
            "recipient": FormRow(ui, _("Refer to"), self.recipient, required=True),
            "delivery": FormRow(ui, _("How it gets there"), self.delivery),
            "priority": FormRow(ui, field_label(ui, "priority"), self.priority),
            "priority_reason": FormRow(
                ui, field_label(ui, "priority_reason"), self.priority_reason, required=True
            ),
            "detail": FormRow(ui, _("Details of the need"), self.detail),
            "services_given": FormRow(ui, field_label(ui, "services_given"), self.services_given),
            "restrictions": FormRow(ui, field_label(ui, "contact_warning"), self.restrictions),
            "follow_up_on": FormRow(ui, _("We ask again on"), self.follow_up_on),
            "follow_up_means": FormRow(ui, _("How"), self.follow_up_means),
            "happened": FormRow(ui, _("Sent on"), self.happened),
        }
        self._place_rows()
        whom = Section(ui, "send", _("To whom"))
        whom.body.addWidget(self.grid)
        whom.body.addWidget(self.also)
        whom.body.addWidget(self.door)
        whom.body.addWidget(self.closed)
        self.what = Section(ui, "shield-check", _("What leaves"))
        for widget in (self.consent, self.danger, self.told, self.rows["detail"]):
            self.what.body.addWidget(widget)
        after = Section(ui, "calendar", _("Follow-up"))
        after.body.addWidget(self.after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        for part in (whom, self.what, after):
            column.addWidget(part)
        column.addStretch(1)

    def _place_rows(self) -> None:
        self.grid, self.after = FieldGrid(self._ui), FieldGrid(self._ui)
        whom = {"need": 6, "recipient": 3, "priority": 3, "delivery": 6, "priority_reason": 6}
        after = {
            "services_given": 3,
            "restrictions": 3,
            "follow_up_on": 2,
            "follow_up_means": 2,
            "happened": 2,
        }
        for grid, spans in ((self.grid, whom), (self.after, after)):
            for name, span in spans.items():
                grid.add(self.rows[name], span)

    def _connect(self) -> None:
        for changed in (
            self.priority.changed,
            self.priority_reason.changed,
            self.detail.changed,
            self.services_given.changed,
            self.restrictions.changed,
            self.follow_up_on.changed,
            self.follow_up_means.changed,
            self.delivery.changed,
            self.happened.changed,
            self.told.changed,
            self.also.changed,
        ):
            changed.connect(self._on_changed)
        self.recipient.changed.connect(self.recipient_changed)
        self.danger.changed.connect(self.danger_changed)
        self.danger.taken.connect(lambda: self.priority.set_value(EMERGENCY))
        self.need.changed.connect(self._on_need)
        for choice in (self.need, self.recipient, self.follow_up_means):
            go_on_when_taken(choice)

    def _on_need(self) -> None:
        chosen = self.need.value()
        if chosen and not self._quiet:
            self.need_changed.emit(chosen)

    def _on_changed(self) -> None:
        self._show_parts()
        self.changed.emit()

    def _reason_needed(self) -> bool:
        entry = self._lists.priorities.get(self.priority.value() or "")
        told = bool(self.danger.value()[0])  # its own reason says why it cannot wait
        return entry is not None and entry.flag("reason_required") and not told

    def _show_parts(self) -> None:
        self.grid.show_item(self.rows["priority_reason"], shown=self._reason_needed())
        tick = self.told.ticks.get(NEED_DETAIL)
        self.rows["detail"].setVisible(tick is not None and tick.isChecked())


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
