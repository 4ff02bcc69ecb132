"""The questions of a consent: how, in which language, to whom, what, until when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.case import LOCKED_FLAGS
from referral_app.domain.consent import ANY_CENTRE
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import InvalidInputError
from ui.consent.scope import ScopeLine
from ui.consent.state import NO_CONSENT, ConsentState, in_a_year
from ui.context import Ui
from ui.parts.choices import choices_of
from ui.parts.entry_form import first_wrong, go_on_when_taken, show_at_field
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_12
from ui.widgets.check_field import CheckField
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.multi_choice_field import MultiChoiceField
from ui.widgets.option_fields import ChipsField, SegmentedField

_OPEN_CHIPS: Final = 6
"""More centres than these are found by typing."""
_LONGEST: Final = timedelta(days=5 * 365)


class ConsentForm(QWidget):
    """Fields of a consent. `centres` are the others and the outside services, by hex of their id.

    `may_decline` offers "no consent" as an answer. `minor` holds the questions for a minor; the
    form shows it itself unless `minor_elsewhere`, where its owner places it.
    """

    changed = Signal()
    language_changed = Signal(str)

    def __init__(
        self,
        ui: Ui,
        lists: Vocabularies,
        centres: Sequence[Choice],
        today: Callable[[], date],
        *,
        may_decline: bool = False,
        minor_elsewhere: bool = False,
    ) -> None:
        super().__init__()
        self._ui, self._lists, self._today = ui, lists, today
        self._may_decline, self._minor_elsewhere = may_decline, minor_elsewhere
        self._minor_needed = self._caregiver_named = False
        self._make_fields(centres)
        self._make_minor()
        self._lay_out()
        self._connect()
        self._show_parts()

    def set_minor(self, *, minor: bool, named: bool = False) -> None:
        """Ask who answers for the person, or no longer; `named` where the file says it already."""
        self._minor_needed, self._caregiver_named = minor, named
        self._show_parts()

    def set_locked_flags(self, flags: Collection[str]) -> None:
        """Offer the protected fields of flags that the file bears; nobody is asked about others."""
        self.scope.set_locked([code for code in flags if code in LOCKED_FLAGS])

    def state(self) -> ConsentState:
        """What stands in the form."""
        return ConsentState(
            read=self.read.value(),
            form=self.form.value() or "",
            language=self.language.value() or "",
            interpreter=self.interpreter.value(),
            recipients=self.recipients.value(),
            fields=self.scope.fields.value(),
            until=_iso(self.scope.until.value()),
            statistics=self.statistics.value(),
            caregiver=(self.caregiver.value() or "") if self._minor_needed else "",
            assent=(self.assent.value() or "") if self._minor_needed else "",
            restrictions=self.scope.restrictions.value(),
        )

    def set_state(self, state: ConsentState) -> None:
        """Show a state; codes that are no longer offered are left out."""
        self.read.set_value(state.read)
        for field, code in (
            (self.form, state.form),
            (self.language, state.language),
            (self.caregiver, state.caregiver),
            (self.assent, state.assent),
        ):
            with suppress(KeyError):
                field.set_value(code or None)
        self.interpreter.set_value(state.interpreter)
        offered = {choice.code for choice in self._recipient_choices}
        self.recipients.set_value([code for code in state.recipients if code in offered])
        self.statistics.set_value(state.statistics)
        self.scope.set_locked([code for code in state.fields if code in LOCKED_FLAGS])
        self.scope.set_state(state)
        self._show_parts()

    def check(self) -> FormRow | None:
        """Say at each field what is missing; the first row that is wrong, or None."""
        _ = self._ui.gettext
        state = self.state()
        self._say("form", not state.form, _("Say whether the person agrees, and how."))
        given = state.given
        unread = _("Read the text to the person first, then tick here.")
        self._say("read", given and not state.read, unread)
        self._say("language", given and not state.language, _("Say in which language."))
        nobody = _("Say to whom something may be passed on.")
        self._say("recipients", given and not state.recipients, nobody)
        child = given and self._minor_needed and not self._caregiver_named
        self._say("caregiver", child and not state.caregiver, _("Say who answers for the child."))
        if given:
            self.scope.check()
        wrong = first_wrong(self.rows.values())
        return wrong or (self.scope.first_wrong() if given else None)

    def show_error(self, error: InvalidInputError) -> bool:
        """Say a service's refusal at its field; False if it is of no field here."""
        if show_at_field(self._ui, self.rows, error):
            return True
        return self.scope.show_error(error)

    def _given(self) -> bool:
        return self.form.value() not in (None, NO_CONSENT)

    def _say(self, name: str, wrong: bool, sentence: str) -> None:
        self.rows[name].set_error(sentence if wrong else "")

    def _make_fields(self, centres: Sequence[Choice]) -> None:
        ui, lists, _ = self._ui, self._lists, self._ui.gettext
        speech = ui.language
        forms = choices_of(lists.consent_forms, speech)
        if self._may_decline:
            forms.append(Choice(NO_CONSENT, _("No consent")))
        self.read = CheckField(ui, _("I have read the information text to the person"))
        self.form = SegmentedField(ui, forms)
        self.language = ChoiceField(ui, choices_of(lists.languages, speech))
        self.interpreter = CheckField(ui, _("An interpreter was there"))
        self._recipient_choices = [Choice(ANY_CENTRE, _("All centres of the commune")), *centres]
        if len(self._recipient_choices) <= _OPEN_CHIPS:
            self.recipients: ChipsField | MultiChoiceField = ChipsField(ui, self._recipient_choices)
        else:
            self.recipients = MultiChoiceField(ui, self._recipient_choices)
        self.statistics = CheckField(
            ui, _("The person agrees to be counted in the commune’s statistics")
        )
        last = self._today() + _LONGEST
        until = DateField(ui, self._today, first=self._today() + timedelta(days=1), last=last)
        until.set_value(in_a_year(self._today()))
        self.scope = ScopeLine(ui, lists, until)

    def _make_minor(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        self.minor = FieldGrid(ui)
        self.caregiver = ChoiceField(ui, choices_of(self._lists.caregivers, ui.language))
        answers = [Choice("yes", _("Yes")), Choice("no", _("No"))]
        self.assent = SegmentedField(ui, answers)

    def _lay_out(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        self.rows = {
            "read": FormRow(ui, "", self.read),
            "form": FormRow(ui, _("Consent to be referred"), self.form, required=True),
            "language": FormRow(ui, _("Read and explained in"), self.language),
            "interpreter": FormRow(ui, _("Interpreter"), self.interpreter),
            "recipients": FormRow(ui, _("To whom may something be passed on"), self.recipients),
            "statistics": FormRow(ui, "", self.statistics),
            "caregiver": FormRow(ui, _("Who answers for the child"), self.caregiver),
            "assent": FormRow(ui, _("Does the child agree"), self.assent),
        }
        without = _("Without consent, the file serves this centre’s own help; nothing is sent.")
        self.without = NoticeLine(ui, "info", without, "muted")
        self.head = FieldGrid(ui)
        for name in ("read", "form"):
            self.head.add(self.rows[name])
        self.details = FieldGrid(ui)
        spans = {"language": 3, "interpreter": 3, "recipients": 6, "statistics": 6}
        for name, span in spans.items():
            self.details.add(self.rows[name], span)
        self.details.add(self.scope)
        for name in ("caregiver", "assent"):
            self.minor.add(self.rows[name], 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        parts = [self.head, self.without, self.details]
        if not self._minor_elsewhere:
            parts.insert(2, self.minor)
        for part in parts:
            column.addWidget(part)
        self.minor.hide()

    def _connect(self) -> None:
        fields = (
            *(self.read, self.form, self.language, self.interpreter, self.recipients),
            *(self.statistics, self.caregiver, self.assent, self.scope),
        )
        for field in fields:
            field.changed.connect(self.changed)
        self.form.changed.connect(self._show_parts)
        self.language.changed.connect(self._on_language)
        for choice in (self.language, self.caregiver):
            go_on_when_taken(choice)

    def _on_language(self) -> None:
        spoken = self.language.value()
        if spoken:
            self.language_changed.emit(spoken)

    def _show_parts(self) -> None:
        given = self._given()
        self.details.setVisible(given)
        self.without.setVisible(self.form.value() == NO_CONSENT)
        self.minor.setVisible(self._minor_needed and (given or self._minor_elsewhere))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
