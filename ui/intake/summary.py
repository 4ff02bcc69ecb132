"""Beside the form: the words to read aloud, then what the file will say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.identifiers import CentreId
from referral_app.language import isolate_text
from ui.consent.reading import ConsentReading
from ui.consent.state import NO_CONSENT
from ui.context import Ui
from ui.intake.people import people_choices
from ui.intake.state import IntakeState, NeedLine
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Kind, Text
from ui.widgets.buttons import QuietButton
from ui.widgets.card import Card
from ui.widgets.labels import Label, SectionTitle
from ui.widgets.pill import Pill


class Side(QWidget):
    """Both cards, one under the other."""

    def __init__(self, ui: Ui, names: Names) -> None:
        super().__init__()
        self.reading = ReadingCard(ui)
        self.summary = SummaryCard(ui, names)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(self.reading)
        column.addWidget(self.summary)
        self._narrow = False
        self.show_text(shown=True)

    def show_text(self, *, shown: bool) -> None:
        """First the words to read; once they were, the file takes their place."""
        self.reading.fold(folded=not shown)
        self.summary.setVisible(not shown and not self._narrow)

    def set_narrow(self, narrow: bool) -> None:
        """Above the form there is room for the text alone: a summary would push it about."""
        self._narrow = narrow
        self.show_text(shown=not self.reading.folded)


class ReadingCard(Card):
    """The text to read; folds away once it was read."""

    def __init__(self, ui: Ui) -> None:
        _ = ui.gettext
        super().__init__(ui)
        head = QHBoxLayout()
        self.title = SectionTitle(ui, _("To read to the person"))
        self.again = QuietButton(ui, _("Read again"))
        self.again.clicked.connect(lambda: self.fold(folded=False))
        head.addWidget(self.title, 1)
        head.addWidget(self.again)
        self.text = ConsentReading(ui)
        self.body.addLayout(head)
        self.body.addWidget(self.text)
        # Beside the way of Tab through the form: the spoken language chooses the text by itself.
        for button in self.text.languages.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.again.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Fold the text away, or show it."""
        self.folded = folded
        self.text.setVisible(not folded)
        self.again.setVisible(folded)


class SummaryCard(Card):
    """What will be saved, as far as it is typed."""

    def __init__(self, ui: Ui, names: Names) -> None:
        super().__init__(ui, ui.gettext("The file"))
        self._names = names
        self._lines = QVBoxLayout()
        self._lines.setSpacing(ui.theme.px(SPACE_12))
        self.body.addLayout(self._lines)

    def show_state(self, state: IntakeState) -> None:
        """Show a state of the page."""
        while self._lines.count():
            item = self._lines.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()
                old.deleteLater()
        people = [self._muted(words) for words in self._members(state)]
        for widget in (self._consent(state), self._who(state), *people, *self._needs(state)):
            self._lines.addWidget(widget)
        _ = self._ui.gettext
        given = _("The code for the card is given when you save.")
        self._lines.addWidget(
            self._muted(_("The code of the card is used.") if state.card else given)
        )

    def _muted(self, text: str) -> Label:
        return Label(self._ui, text, color="muted", wrap=True)

    def _consent(self, state: IntakeState) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        consent = state.consent
        if not consent.given and any(line.exception for line in state.needs):
            pill = Pill(ui, _("No consent: only the least leaves"), Kind.LATE)
        elif not consent.form:
            pill = Pill(ui, _("Consent not asked yet"), Kind.NEUTRAL)
        elif consent.form == NO_CONSENT:
            pill = Pill(ui, _("No consent: nothing is sent"), Kind.LATE)
        else:
            pill = Pill(ui, self._names.label("consent_forms", consent.form), Kind.OK)
        return _held(pill)

    def _who(self, state: IntakeState) -> QWidget:
        person = state.person
        parts = [
            self._names.label(code_list, str(person[name]))
            for name, code_list in (
                ("sex", "sex"),
                ("age_band", "age_bands"),
                ("country", "countries"),
                ("district", "districts"),
            )
            if person.get(name)
        ]
        household = person.get("household_size")
        if isinstance(household, int):
            ui = self._ui
            words = ui.ngettext("Household: {count} person", "Household: {count} people", household)
            parts.append(words.format(count=household))
        if not parts:
            return self._muted(self._ui.gettext("The person: nothing noted yet"))
        return Label(self._ui, " · ".join(parts), wrap=True)

    def _members(self, state: IntakeState) -> list[str]:
        """Those who came along, each to get a file of their own."""
        people = people_choices(self._ui, self._names.lists, state)
        return ["\n".join(person.label for person in people[1:])] if len(people) > 1 else []

    def _needs(self, state: IntakeState) -> list[QWidget]:
        lines = [line for line in state.filled_needs() if line.need.category]
        if not lines:
            return [self._muted(self._ui.gettext("No need noted yet"))]
        return [self._need(state, line) for line in lines]

    def _need(self, state: IntakeState, line: NeedLine) -> QWidget:
        ui, names, _ = self._ui, self._names, self._ui.gettext
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_4))
        head = QHBoxLayout()
        head.setSpacing(ui.theme.px(SPACE_8))
        title = Label(ui, names.category(line.need.category), Text.BASE_BOLD, wrap=True)
        head.addWidget(title, 1)
        entry = names.lists.priorities.get(line.need.priority)
        if entry and entry.flag("reason_required"):
            kind = Kind.LATE if line.need.priority == "P1" else Kind.SOON
            pill = Pill(ui, entry.label(ui.language.code), kind)
            head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if line.recipient and (state.consent.given or line.exception):
            centre = names.centre(CentreId(bytes.fromhex(line.recipient)))
            told = [
                names.label("consent_fields", code)
                for code in state.disclosed_fields(names.lists, line)
            ]
            words = _("{centre} will read: {fields}").format(
                centre=isolate_text(centre), fields=isolate_text(_(", ").join(told) or "–")
            )
            column.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        return block


def _held(widget: QWidget) -> QWidget:
    """The widget at the start of a line of its own."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(widget)
    line.addStretch(1)
    return holder
