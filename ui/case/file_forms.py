"""Forms for the file itself: a note, hiding one, closing the file and opening it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_app.domain.case import Note
from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Referral
from referral_app.services.cases import add_note, close_case, redact_note, reopen_case
from referral_app.services.views import CaseView
from ui.case.panel import FormPanel, State, earliest
from ui.case.presenter import category_of, waiting
from ui.parts.case_words import field_label
from ui.parts.choices import choices_of
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.screen import Screen
from ui.widgets.choice_field import ChoiceField
from ui.widgets.labels import Label
from ui.widgets.note_field import NoteField
from ui.widgets.rows import Row, RowList, Way


class NotePanel(FormPanel):
    """A dated note."""

    name = "note"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        self._case = view.case
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Note"), _("Keep the note"), earliest(view.case))

    def build(self) -> None:
        """The note."""
        _ = self.ui.gettext
        self.note = NoteField(self.ui, lines=6, placeholder=_("No names, no telephone"))
        self.add("note", _("What is worth knowing"), self.note, required=True)

    def state(self) -> State:
        """Note and day."""
        return {"note": self.note.value(), "happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.note.set_value(str(state.get("note", "")))
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """A note has words."""
        if not self.note.value():
            self.say("note", self.ui.gettext("Write the note first."))

    def work(self, at: Moment) -> Callable[[], object]:
        """Add it."""
        desk, case, text = self.desk, self._case.id, self.note.value()
        return lambda: add_note(desk, case, text, at)


class HidePanel(FormPanel):
    """Hiding a note: that there was one stays visible."""

    name = "hide"

    def __init__(self, screen: Screen, view: CaseView, note: Note) -> None:
        self._case, self._note = view.case, note
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Hide the note"), _("Hide the note"), dated=False)

    def build(self) -> None:
        """The note, and why it goes."""
        _ = self.ui.gettext
        told = _("Nobody will read it any more. That a note stood here stays visible.")
        self.column.insertWidget(1, NoticeLine(self.ui, "info", told))
        self.column.insertWidget(2, Label(self.ui, self._note.text, wrap=True))
        self.reason = NoteField(self.ui, lines=2)
        self.add("reason", _("Why"), self.reason, required=True)

    def state(self) -> State:
        """The reason."""
        return {"reason": self.reason.value()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.reason.set_value(str(state.get("reason", "")))

    def check(self) -> None:
        """It has a reason."""
        if not self.reason.value():
            self.say("reason", self.ui.gettext("Say why, in a few words."))

    def work(self, at: Moment) -> Callable[[], object]:
        """Hide it."""
        desk, case, note = self.desk, self._case.id, self._note.id
        reason = self.reason.value()
        return lambda: redact_note(desk, case, note, reason)


class ClosePanel(FormPanel):
    """The end of a file."""

    name = "close"
    referral_wanted = Signal(bytes)
    """A referral that must come to its end first."""

    def __init__(self, screen: Screen, view: CaseView) -> None:
        self._case, self._view = view.case, view
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Close the file"), _("Close the file"), earliest(view.case))

    def build(self) -> None:
        """Why, with words where the reason asks for them."""
        lists, _ = self.desk.vocabularies, self.ui.gettext
        told = _("The file can be opened again under the same code.")
        self.column.insertWidget(1, NoticeLine(self.ui, "info", told))
        self._name_waiting()
        self.reason = ChoiceField(self.ui, choices_of(lists.closing_reasons, self.ui.language))
        self.note = NoteField(self.ui, lines=3)
        self.add("closure", _("Reason"), self.reason, required=True)
        self.add("closure_note", field_label(self.ui, "closure_note"), self.note)

    def _name_waiting(self) -> None:
        """List the referrals that stand in the way, each with the way to it."""
        still = list(waiting(self._view))
        if not still:
            return
        names, _ = Names(self.ui, self.desk), self.ui.gettext
        told = _("These referrals still wait. End each of them first:")
        self._fields_above(NoticeLine(self.ui, "triangle-alert", told, "soon"))
        rows = RowList(self.ui, [self._row(names, referral) for referral in still])
        for signal in (rows.acted, rows.opened):
            signal.connect(lambda key: self.referral_wanted.emit(bytes.fromhex(key)))
        self._fields_above(rows)

    def _row(self, names: Names, referral: Referral) -> Row:
        category = category_of(self._view, referral)
        return Row(
            referral.id.hex(),
            names.category_icon(category),
            names.category(category),
            way=Way.OUT,
            other=names.centre(referral.recipient),
            act=self.ui.gettext("See"),
        )

    def _fields_above(self, widget: QWidget) -> None:
        self.column.insertWidget(self.column.indexOf(self.form), widget)

    def when_label(self) -> str:
        """What the day is called."""
        return self.ui.gettext("Closed on")

    def state(self) -> State:
        """Reason, note, day."""
        return {
            "reason": self.reason.value() or "",
            "note": self.note.value(),
            "happened": self.day(),
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        if state.get("reason") in self.desk.vocabularies.closing_reasons:
            self.reason.set_value(state["reason"])
        self.note.set_value(str(state.get("note", "")))
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """It has a reason, and words where the reason asks for them."""
        _ = self.ui.gettext
        self.reason.take()
        entry = self.desk.vocabularies.closing_reasons.get(self.reason.value() or "")
        if entry is None:
            if not self.rows["closure"].error:
                self.say("closure", _("Say why the file is closed."))
        elif entry.number("dated_tries") and not self.note.value():
            text = _("Write the dates of the {count} attempts to reach the person.")
            self.say("closure_note", text.format(count=entry.number("dated_tries")))

    def work(self, at: Moment) -> Callable[[], object]:
        """Close it."""
        desk, case = self.desk, self._case.id
        reason, note = self.reason.value() or "", self.note.value()
        return lambda: close_case(desk, case, reason, note, at)

    def said(self, _result: object) -> str:
        """It is closed."""
        return self.ui.gettext("The file is closed.")


class ReopenPanel(FormPanel):
    """A closed file is opened again, under the same code."""

    name = "reopen"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        self._case = view.case
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Reopen the file"), _("Reopen"), earliest(view.case))

    def when_label(self) -> str:
        """What the day is called."""
        return self.ui.gettext("Reopened on")

    def state(self) -> State:
        """The day."""
        return {"happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.set_day(state.get("happened"))

    def work(self, at: Moment) -> Callable[[], object]:
        """Open it."""
        desk, case = self.desk, self._case.id
        return lambda: reopen_case(desk, case, at)

    def said(self, _result: object) -> str:
        """It is open."""
        return self.ui.gettext("The file is open again.")
