"""A form at the side of the file: fields, the day on which it happened, two buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.case import Case
from referral_app.domain.identifiers import Moment
from referral_app.errors import InvalidInputError
from ui.changes import CASES
from ui.parts.dates import day_of, moment_of, today_of
from ui.parts.entry_form import EntryForm, first_wrong, show_at_field
from ui.screen import Screen
from ui.tokens import SPACE_8, SPACE_12, SPACE_16
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.date_field import DateField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import SectionTitle

_DAY: Final = timedelta(days=1)
State = dict[str, Any]
"""What stands in a form, as JSON takes it."""


def earliest(case: Case) -> date:
    """The first day of an act in a file: consent is often read the day before it is opened."""
    return day_of(case.opened_at) - _DAY


class Panel(QWidget):
    """What every form at the side offers the page; `name` is its kind in a draft."""

    name = ""
    finished = Signal(str)
    """Saved; the sentence that says so, or "" where it has been said."""
    cancelled = Signal()
    changed = Signal()

    def __init__(self, screen: Screen, title: str) -> None:
        super().__init__()
        self.page, self.ui, self.desk = screen, screen.context.ui, screen.context.desk
        self.heading = SectionTitle(self.ui, title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(self.ui.theme.px(SPACE_16))
        self.column.addWidget(self.heading)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """What waits while it is saved."""
        return ()

    def state(self) -> State:
        """What stands in the fields."""
        return {}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show what a draft kept."""

    def touched(self) -> bool:
        """Whether anything was typed that is not saved."""
        return False

    def take_focus(self) -> None:
        """Put the keyboard on the first field."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does: it leaves the form, not the page."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)  # noqa: S101
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the form at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class FormPanel(Panel):
    """A panel of rows; those who derive it add fields, checks and the work to be done."""

    def __init__(
        self,
        screen: Screen,
        title: str,
        act: str,
        first: date | None = None,
        *,
        dated: bool = True,
    ) -> None:
        """Make it; `first` is the earliest day on which it can have happened.

        What is not `dated` happens now: nobody is asked for the day.
        """
        super().__init__(screen, title)
        self.rows: dict[str, FormRow] = {}
        self.form = EntryForm()
        self._fields = QVBoxLayout(self.form)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setSpacing(self.ui.theme.px(SPACE_12))
        self.column.addWidget(self.form)
        today = today_of(self.desk)
        self.happened = DateField(self.ui, today, first=first, last=today())
        self.happened.set_value(today())
        self.save_button = PrimaryButton(self.ui, act)
        self.save_button.clicked.connect(self.save)
        self._untouched: State = {}
        self.build()
        if dated:
            self.add("happened", self.when_label(), self.happened)
        self.column.addLayout(self._acts())
        self._untouched = self.state()
        group = title
        _ = self.ui.gettext
        self.ui.actions.add(self, "Ctrl+Return", act, self.save, group)
        self.ui.actions.describe(self, "Esc", _("Leave the form"), group)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """The button that saves."""
        return (self.save_button,)

    def build(self) -> None:
        """Add the fields."""

    def check(self) -> None:
        """Say at each field what is missing."""

    def work(self, at: Moment) -> Callable[[], object]:
        """What is done on the store's thread with what stands in the fields."""
        raise NotImplementedError

    def said(self, _result: object) -> str:
        """The sentence for what was done; "" where it says itself."""
        return self.ui.gettext("Saved.")

    def when_label(self) -> str:
        """What the day is called."""
        return self.ui.gettext("Happened on")

    def add(self, name: str, label: str, field: QWidget, *, required: bool = False) -> FormRow:
        """Put a field behind the last one."""
        row = FormRow(self.ui, label, field, required=required)
        self.rows[name] = row
        self._fields.addWidget(row)
        field.changed.connect(self.changed)  # type: ignore[attr-defined]
        return row

    def add_rows(self, widget: QWidget, rows: Mapping[str, FormRow]) -> None:
        """Put fields that come together."""
        self.rows.update(rows)
        self._fields.addWidget(widget)
        widget.changed.connect(self.changed)  # type: ignore[attr-defined]

    def say(self, name: str, sentence: str) -> None:
        """Say what is wrong at a field."""
        self.rows[name].set_error(sentence)

    def day(self) -> str:
        """The day that stands in the form, as ISO writes it."""
        value = self.happened.value()
        return value.isoformat() if value else ""

    def set_day(self, text: object) -> None:
        """Show a day that a draft kept."""
        with suppress(ValueError):
            self.happened.set_value(date.fromisoformat(str(text)))

    def touched(self) -> bool:
        """Whether the fields hold something else than at the start."""
        return self.state() != self._untouched

    def take_focus(self) -> None:
        """Put the keyboard on the first field."""
        first = next(iter(self.rows.values()))
        first.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Do the work, or say at the fields what is missing."""
        self.happened.take()
        self.check()
        day, when = self.happened.value(), self.rows.get("happened")
        if day is None and when is not None and not when.error:
            when.set_error(self.ui.gettext("Say on which day."))
        wrong = first_wrong(self.rows.values())
        if wrong is not None or day is None:
            (wrong.field if wrong else self.happened).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.page.run(
            self.work(moment_of(day, self.desk.now())),
            lambda result: self.finished.emit(self.said(result)),
            changed=(CASES,),
            at_field=self._show_error,
        )

    def _show_error(self, error: InvalidInputError) -> bool:
        return show_at_field(self.ui, self.rows, error)

    def _acts(self) -> QHBoxLayout:
        cancel = SecondaryButton(self.ui, self.ui.gettext("Cancel"))
        cancel.clicked.connect(self.cancelled)
        line = QHBoxLayout()
        line.setSpacing(self.ui.theme.px(SPACE_8))
        line.addWidget(self.save_button)
        line.addWidget(cancel)
        line.addStretch(1)
        return line
