"""Days that centres of the commune tell one another of: whose word they are, and taking them in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.calendar import Calendar
from referral_app.domain.commune_days import CLOSURE
from referral_app.domain.identifiers import RecordId
from referral_app.language import isolate_text
from referral_app.services.commune_days import (
    DayLine,
    Standing,
    Tellable,
    adopt_day,
    tell_day,
    tellable,
    withdraw_day,
)
from referral_app.services.desk import Desk
from ui.calendar.card import CalendarCard, CalendarForm, Save
from ui.calendar.words import field_words
from ui.parts.closure_words import days_words
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, Kind, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.pill import Pill


class CommuneCard(CalendarCard):
    """A line a day, with the act that it asks for; the form tells others of one of ours."""

    def __init__(self, names: Names, desk: Desk, save: Save, *, may_change: bool) -> None:
        self._desk = desk
        self._calendar: Calendar | None = None
        self._offered: tuple[Tellable, ...] = ()
        self.buttons: dict[RecordId, SmallButton] = {}
        title = names.ui.gettext("Told by the centres of the commune")
        super().__init__(names, title, save, may_change=may_change)
        self.change.set_text(names.ui.gettext("Tell the commune"))

    def show_days(self, lines: Sequence[DayLine], calendar: Calendar) -> None:
        """Show these; what is being typed stays."""
        ui, _ = self.ui, self.ui.gettext
        self._calendar = calendar
        self._offered = tellable(self._desk) if self._may_change else ()
        self.change.setVisible(self._may_change and bool(self._offered) and self.form is None)
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        self.buttons = {}
        if not lines:
            words = _("Nothing yet. What is told here moves no date until it is taken in.")
            column.addWidget(Label(ui, words, color="muted", wrap=True))
        for line in lines:
            column.addWidget(self._line(line))
        self.put(board)

    def make_form(self) -> CalendarForm:
        """What is told, and whose word it is."""
        ui, _ = self.ui, self.ui.gettext
        form = CalendarForm(self.names)
        choices = [
            Choice(str(at), self._named(told.what, told.closure.reason if told.closure else ""))
            for at, told in enumerate(self._offered)
        ]
        self.what = ChoiceField(ui, choices)
        self.word = TextField(ui, _("For example: Ministry of Habous, decree of the commune"))
        form.rows = {
            "what": FormRow(ui, _("What is told"), self.what, required=True),
            "word": FormRow(ui, _("Who announced it"), self.word, required=True),
        }
        board = FieldGrid(ui)
        board.add(form.rows["what"], 6)
        board.add(form.rows["word"], 6)
        form.column.addWidget(board)
        form.add_buttons()
        return form

    def submit(self, form: CalendarForm) -> None:
        """Tell it."""
        _ = self.ui.gettext
        self.what.take()
        chosen = self.what.value()
        if form.set_errors({} if chosen else {"what": _("Choose one of the dates.")}):
            return
        told, word = self._offered[int(chosen or 0)], self.word.value()
        done = _("Told: the other centres see it after the next exchange.")
        self.run(form, lambda: tell_day(self._desk, told, word), done)

    def close_form(self) -> None:
        """Show the words again."""
        super().close_form()
        self.change.setVisible(self._may_change and bool(self._offered))

    def _line(self, line: DayLine) -> QWidget:
        ui, _, day = self.ui, self.ui.gettext, line.day
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(SPACE_8))
        words = QVBoxLayout()
        words.setSpacing(ui.theme.px(SPACE_4))
        title = f"{self._named(day.what, day.reason)} · {days_words(ui, *day.days)}"
        words.addWidget(Label(ui, title, Text.BASE_BOLD, wrap=True))
        said = _("{centre}, on the word of: {who}").format(
            centre=isolate_text(self._whose(line)), who=isolate_text(day.word)
        )
        words.addWidget(Label(ui, said, Text.SMALL, "muted", wrap=True))
        if line.disputed:
            warning = _("Another centre tells other dates: ask before you take one in.")
            words.addWidget(Label(ui, warning, Text.SMALL, "soon", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(self._pill(line))
        act = self._act(line) if self._may_change else None
        if act is not None:
            self.buttons[day.id] = act
            row.addWidget(act)
        return holder

    def _pill(self, line: DayLine) -> Pill:
        ui, _ = self.ui, self.ui.gettext
        if line.standing is Standing.HELD:
            return Pill(ui, _("in our calendar"), Kind.OK)
        if line.standing is Standing.DIFFERS:
            return Pill(ui, _("ours differs"), Kind.LATE)
        return Pill(ui, _("not taken in"), Kind.SOON)

    def _act(self, line: DayLine) -> SmallButton | None:
        ui, _, which = self.ui, self.ui.gettext, line.day.id
        if line.is_own:
            button = SmallButton(ui, _("Take back"))
            done = _("Taken back: the other centres are told with the next exchange.")
            work = partial(withdraw_day, self._desk, which)
        elif line.standing is not Standing.HELD:
            button = SmallButton(ui, _("Take in"))
            done = _("It stands in our calendar. What waits is dated anew.")
            work = partial(adopt_day, self._desk, which)
        else:
            return None
        button.clicked.connect(
            lambda _on=False: self._saving(work, done, lambda: None, lambda _error: False)
        )
        return button

    def _named(self, what: str, reason: str) -> str:
        _ = self.ui.gettext
        if what == CLOSURE:
            return _("Closed: {reason}").format(reason=isolate_text(reason))
        if self._calendar is None:
            return what
        return field_words(self.names, self._calendar, what)

    def _whose(self, line: DayLine) -> str:
        if line.is_own:
            return self.ui.gettext("Our centre")
        return self.names.centre(line.day.source)
