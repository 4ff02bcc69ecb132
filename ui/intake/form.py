"""The sections of the page, top to bottom, as one form with one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from referral_app.domain.identifiers import CaseId
from referral_app.errors import InvalidInputError
from referral_app.services.case_fields import UNACCOMPANIED
from ui.consent import NO_CONSENT, ConsentForm, ConsentState, preset
from ui.context import Ui
from ui.intake.beside import BesideSection
from ui.intake.members import MembersSection
from ui.intake.needs import NeedsSection
from ui.intake.people import people_choices
from ui.intake.presenter import IntakePresenter
from ui.intake.state import IntakeState
from ui.parts.entry_form import EntryForm, show_at_field
from ui.parts.person_fields import PersonFields
from ui.parts.section import NoticeLine, Section
from ui.tokens import SPACE_16
from ui.widgets.date_field import DateField
from ui.widgets.form_row import FormRow
from ui.widgets.note_field import NoteField

_OLDEST = timedelta(days=366)


class IntakeForm(EntryForm):
    """Consent, person, needs and a note."""

    changed = Signal()

    def __init__(self, ui: Ui, presenter: IntakePresenter, today: Callable[[], date]) -> None:
        super().__init__()
        self._ui, self._presenter, self._today = ui, presenter, today
        _, lists, centres = ui.gettext, presenter.lists, presenter.centres()
        self._offered = tuple(choice.code for choice in centres)
        self.happened = DateField(ui, today, first=today() - _OLDEST, last=today())
        self.consent = ConsentForm(
            ui, lists, centres, today, may_decline=True, minor_elsewhere=True
        )
        self.person = PersonFields(ui, lists, locked_flags=presenter.reads_locked_flags())
        self.beside = BesideSection(ui, lists)
        self.members = MembersSection(ui, lists, presenter.check_card)
        self.needs = NeedsSection(ui, lists, centres)
        self.alone = NoticeLine(
            ui, "info", _("No other centre is known yet: nothing can be sent from here.")
        )
        self.note = NoteField(ui, lines=2, placeholder=_("No names, no telephone"))
        self._note_row = FormRow(ui, _("Note"), self.note)
        self._lay_out()
        self._connect()
        self.clear()

    def state(self) -> IntakeState:
        """What stands on the page."""
        day, beside, under = self.happened.value(), self.beside.file, self.beside.covered()
        consent = self.consent.state()
        return IntakeState(
            happened=day.isoformat() if day else "",
            consent=replace(consent, form=NO_CONSENT) if under else consent,
            person=self.person.values(),
            needs=self.needs.lines(),
            note=self.note.value(),
            members=self.members.lines(),
            caregiver=(self.members.caregiver.value() or "") if self.members.has_minor() else "",
            covers=self.members.covers.value(),
            beside=beside.case.id.hex() if beside else "",
            role=(self.beside.role.value() or "") if beside else "",
            under=under.id.hex() if under else "",
        )

    def set_state(self, state: IntakeState) -> None:
        """Show a state."""
        self.happened.set_value(_date(state.happened) or self._today())
        file = self._presenter.beside(state.beside)
        self.beside.show_file(file, state.role, under=bool(state.under))
        self.members.setVisible(file is None)
        self.person.set_values(state.person)
        self.consent.set_state(state.consent)
        self.members.set_state(state.members, state.caregiver, covers=state.covers)
        self._on_people()
        self.needs.set_lines(state.needs)
        self.note.set_value(state.note)
        self._show_parts()

    def clear(self) -> None:
        """Begin anew."""
        self.set_state(IntakeState(consent=self._preset()))
        for row in self._rows():
            row.set_error("")

    def begin_beside(self, case: CaseId) -> None:
        """Begin a file in the household of another one."""
        self.clear()
        start = self._presenter.start_beside(case)
        if start is not None:
            self.set_state(replace(start, consent=self._preset(start.consent.caregiver)))

    def check(self, card: str = "") -> FormRow | None:
        """Say at each field what is wrong; the first row that is, or None.

        `card` is that of the person at the desk.
        """
        self.happened.take()
        state = self.state()
        found = (
            self.beside.check(),
            None if state.under or state.in_danger else self.consent.check(),
            self.person.check(),
            self.members.check(card),
            self.needs.check(
                lambda line: self._presenter.objection(state, line),
                required=not state.beside,  # who joins a household may need nothing yet
            ),
            self._note_row if self._note_row.error else None,
        )
        return next((row for row in found if row is not None), None)

    def show_error(self, error: InvalidInputError) -> bool:
        """Say a service's refusal at its field; False if it is of no field here."""
        if self.consent.show_error(error):
            return True
        rows = self.needs.rows() | self.person.rows | {"note": self._note_row}
        return show_at_field(self._ui, rows, error)

    def take_focus(self) -> None:
        """Put the keyboard where the page begins."""
        if self.beside.file is not None:
            self.beside.role.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.consent.read.setFocus(Qt.FocusReason.OtherFocusReason)

    def _preset(self, caregiver: str = "") -> ConsentState:
        language, today = self._ui.language.code, self._today()
        start = preset(self._presenter.lists, language, self._offered, today)
        return replace(start, caregiver=caregiver)

    def _rows(self) -> list[FormRow]:
        return [*self.consent.rows.values(), *self.person.rows.values(), self._note_row]

    def _lay_out(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        self._consent_part = consent = Section(ui, "shield-check", _("Consent"))
        consent.body.addWidget(self.consent)
        person = Section(ui, "user", _("The person"))
        person.body.addWidget(self.person)
        self.person.add(self.consent.minor)
        self.needs.body.insertWidget(1, self.alone)
        note = Section(ui, "pencil", _("Note"))
        note.body.addWidget(self._note_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        for part in (self.beside, consent, person, self.members, self.needs, note):
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        for changed in (
            self.happened.changed,
            self.consent.changed,
            self.person.changed,
            self.beside.changed,
            self.members.changed,
            self.needs.changed,
            self.note.changed,
        ):
            changed.connect(self.changed)
        self.changed.connect(self._offer_dangers)
        self.consent.changed.connect(self._show_parts)
        self.beside.changed.connect(self._show_parts)
        self.consent.changed.connect(self._on_people)
        self.person.changed.connect(self._on_people)
        self.members.changed.connect(self._on_people)
        self.members.removed.connect(self.needs.forget_person)
        self.members.ended.connect(self._to_needs)
        self.consent.language_changed.connect(self._on_language)
        self.person.minor_changed.connect(self._on_minor)
        self.person.flags.changed.connect(self._on_flags)

    def _on_people(self) -> None:
        """Who came along follows the person at the desk, and the needs ask whose they are."""
        person = self.person.values()
        given = self.consent.state().given
        self.members.set_first(str(person["sex"]), consent_given=given)
        self.needs.set_people(people_choices(self._ui, self._presenter.lists, self.state()))

    def _offer_dangers(self) -> None:
        state, presenter = self.state(), self._presenter
        self.needs.offer_dangers(
            lambda line: not state.consent.given or bool(presenter.objection(state, line)),
            lambda line: presenter.danger_words(state, line),
        )

    def _to_needs(self) -> None:
        self.needs.blocks[0].first_field().setFocus(Qt.FocusReason.TabFocusReason)

    def _show_parts(self) -> None:
        self._consent_part.setVisible(self.beside.covered() is None)
        can = self._presenter.may_send() and bool(self._offered)
        given = self.consent.state().given and self.beside.covered() is None
        self.needs.set_may_send(can and given, can=can)
        self.alone.setVisible(self._presenter.may_send() and not self._offered)
        self._offer_dangers()

    def _on_minor(self) -> None:
        minor = self.person.minor()
        self.beside.set_minor(minor=minor)
        # For an unaccompanied minor nobody answers: the services know.
        named = UNACCOMPANIED in self.person.flags.value()
        self.consent.set_minor(minor=minor, named=named)
        self.person.show_item(self.consent.minor, shown=minor)
        self._show_parts()

    def _on_flags(self) -> None:
        self.consent.set_locked_flags(self.person.flags.value())
        self._on_minor()

    def _on_language(self, spoken: str) -> None:
        """The language of the talk is one that the person speaks, unless others were noted."""
        if len(self.person.languages.value()) <= 1:
            self.person.languages.set_value([spoken])


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
