"""Recording a consent in an open file: on the page of the case and before sending."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.case import Case
from referral_app.domain.identifiers import ConsentId
from referral_app.errors import InvalidInputError
from referral_app.services.case_fields import caregiver_of
from referral_app.services.consents import record_consent
from ui.changes import CASES
from ui.consent.form import ConsentForm
from ui.consent.reading import ConsentReading
from ui.consent.state import ConsentState, preset
from ui.parts.choices import door_choices
from ui.parts.dates import moment_of, today_of
from ui.parts.entry_form import EntryForm
from ui.screen import Screen
from ui.tokens import SPACE_12, SPACE_16
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.date_field import DateField
from ui.widgets.form_row import FormRow


class ConsentPanel(EntryForm):
    """Words to read, form and acts; saves through `screen` and says which consent it made."""

    saved = Signal(bytes)
    """The id of the consent."""
    cancelled = Signal()
    changed = Signal()

    def __init__(self, screen: Screen, case: Case, recipients: Collection[str] = ()) -> None:
        super().__init__()
        context = screen.context
        ui, desk = context.ui, context.desk
        self._screen, self._case, self._ui = screen, case, ui
        today = today_of(desk)
        doors = door_choices(desk.store.reader, ui.language)
        self.form = ConsentForm(ui, desk.vocabularies, doors, today)
        offered = tuple(choice.code for choice in doors)
        start = preset(desk.vocabularies, ui.language.code, offered, today())
        self._preset = start
        self.form.set_state(start)
        caregiver = caregiver_of(desk, case.fields)
        self.form.set_minor(minor=caregiver != "", named=caregiver is not None)
        self.form.set_locked_flags(case.fields.texts("flags"))
        self.reading = ConsentReading(ui)
        self.happened = DateField(ui, today, last=today())
        self.happened.set_value(today())
        self._rows = {"happened": FormRow(ui, ui.gettext("Given on"), self.happened)}
        if recipients:
            self.ask_for(recipients, start.fields)
        self._lay_out()

    def ask_for(self, recipients: Collection[str], fields: Collection[str]) -> None:
        """Preset whom and what the question is about."""
        state = self.form.state()
        known = self._screen.context.desk.vocabularies.consent_fields.codes
        self.form.set_state(
            ConsentState.load(
                state.dump()
                | {
                    "recipients": sorted({*state.recipients, *recipients}),
                    "fields": [c for c in known if c in {*state.fields, *fields}],
                }
            )
        )
        self.form.set_locked_flags(self._case.fields.texts("flags"))

    def touched(self) -> bool:
        """Whether anything was typed that is not saved."""
        return self.form.state() != self._preset

    def save(self) -> None:
        """Record the consent, or say what is missing."""
        wrong = self.form.check()
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.happened.take()
        day = self.happened.value()
        entry = self.form.state().entry()
        if day is None or entry is None:
            self.happened.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        desk, case = self._screen.context.desk, self._case.id
        at = moment_of(day, desk.now())
        self._screen.run(
            lambda: record_consent(desk, case, entry, at),
            self._on_saved,
            changed=(CASES,),
            at_field=self._show_error,
        )

    def _on_saved(self, consent: ConsentId) -> None:
        self._ui.notices.success(self._ui.gettext("Consent recorded."))
        self.saved.emit(consent)

    def _show_error(self, error: InvalidInputError) -> bool:
        return self.form.show_error(error)

    def _lay_out(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        keep = PrimaryButton(ui, _("Record the consent"))
        keep.clicked.connect(self.save)
        drop = SecondaryButton(ui, _("Cancel"))
        drop.clicked.connect(self.cancelled)
        self.buttons = (keep, drop)
        acts = QHBoxLayout()
        acts.setSpacing(ui.theme.px(SPACE_12))
        acts.addWidget(keep)
        acts.addWidget(drop)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(self.reading)
        column.addWidget(self.form)
        column.addWidget(self._rows["happened"])
        column.addLayout(acts)
        self.form.language_changed.connect(self.reading.follow)
        self.form.changed.connect(self.changed)
        ui.actions.add(self, "Ctrl+Return", _("Record the consent"), self.save, _("Consent"))
