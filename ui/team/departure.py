"""The forms of somebody who leaves, and of somebody who has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal

from referral_app.language import isolate
from referral_app.services.departures import Departure
from ui.context import Ui
from ui.parts.section import NoticeLine, Section
from ui.team.panels import Panel
from ui.team.words import in_hand_lines
from ui.tokens import Text
from ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.labels import Label
from ui.widgets.progress import Progress

NOBODY = "nobody"


class DeparturePanel(Panel):
    """Who takes over what, from which day, and what follows for this desk and for backups."""

    wanted = Signal(str, object)
    """The hex of who takes over or NOBODY, and the day."""

    def __init__(self, ui: Ui, label: str, heirs: Sequence[Choice], today: date) -> None:
        super().__init__(ui)
        _ = ui.gettext
        card = Section(ui, "arrow-right", _("{person} leaves").format(person=isolate(label)))
        card.body.addWidget(Label(ui, _("What they have in hand"), Text.BASE_BOLD))
        self.held = Label(ui, _("Being counted…"), wrap=True)
        card.body.addWidget(self.held)
        self.to = ChoiceField(ui, [*heirs, Choice(NOBODY, _("Nobody yet"))])
        card.body.addWidget(self.row("to", _("Who takes it over"), self.to))
        self.day = DateField(ui, lambda: today, last=today)
        self.day.set_value(today)
        card.body.addWidget(self.row("happened", _("Left on"), self.day))
        for icon, words in _consequences(ui):
            card.body.addWidget(NoticeLine(ui, icon, words))
        self.progress = Progress(ui, _("The files are being put under a new key…"), can_stop=False)
        self.progress.hide()
        card.body.addWidget(self.progress)
        self.save = DangerButton(ui, _("Record the departure"))
        self.save.clicked.connect(self._try)
        cancel = QuietButton(ui, _("Cancel"))
        cancel.clicked.connect(self.left)
        card.body.addWidget(self.acts(self.save, cancel))
        self.column.addWidget(card)
        self.setFocusProxy(self.to)

    def show_held(self, held: Departure) -> None:
        """Say what will be handed over; with nothing in hand nobody need be chosen."""
        _ = self.ui.gettext
        self.held.setText("\n".join(in_hand_lines(self.ui, held)) or _("Nothing: no open file."))
        if not held and not self.to.value():
            self.to.set_value(NOBODY)

    def _try(self) -> None:
        _ = self.ui.gettext
        self.to.take()
        self.day.take()
        to, day = self.to.value(), self.day.value()
        self.rows["to"].set_error("" if to else _("Choose who takes over, or that nobody does."))
        self.rows["happened"].set_error("" if day else _("Give the day."))
        if to and day:
            self.wanted.emit(to, day)
        else:
            self.rows["happened" if to else "to"].field.setFocus()


class LeftPanel(Panel):
    """Somebody who has left: what is still theirs, and the way back."""

    handing = Signal(str)
    """The hex of who takes over."""
    returning = Signal()
    confirmed = Signal()
    """They have left, whatever another desk has written."""

    def __init__(
        self, ui: Ui, label: str, heirs: Sequence[Choice], *, in_conflict: bool = False
    ) -> None:
        super().__init__(ui)
        _ = ui.gettext
        card = Section(ui, "user", isolate(label))
        if in_conflict:
            words = _("Two desks have written different things: say which holds.")
            card.body.addWidget(NoticeLine(ui, "triangle-alert", words, "soon"))
        self.held = Label(ui, _("Being counted…"), wrap=True)
        card.body.addWidget(self.held)
        self.to = ChoiceField(ui, heirs)
        card.body.addWidget(self.row("to", _("Who takes it over"), self.to))
        self.give = PrimaryButton(ui, _("Hand over"))
        self.give.clicked.connect(self._try)
        self.back = SecondaryButton(ui, _("They work here again"), "undo-2")
        self.back.clicked.connect(self.returning)
        self.confirm = SecondaryButton(ui, _("They have left"))
        self.confirm.clicked.connect(self.confirmed)
        card.body.addWidget(self.acts(self.give, self.confirm, self.back))
        self.column.addWidget(card)
        for widget in (self.rows["to"], self.give):
            widget.hide()
        self.confirm.setVisible(in_conflict)
        self.setFocusProxy(self.back)

    def show_held(self, held: Departure) -> None:
        """Say what still waits for somebody, and offer to hand it over."""
        _ = self.ui.gettext
        lines = in_hand_lines(self.ui, held)
        waiting = _("Still waiting for somebody to take over:")
        self.held.setText("\n".join([waiting, *lines] if lines else [_("Nothing is left behind.")]))
        for widget in (self.rows["to"], self.give):
            widget.setVisible(bool(held))

    def _try(self) -> None:
        self.to.take()
        to = self.to.value()
        self.rows["to"].set_error("" if to else self.ui.gettext("Choose who takes over."))
        if to:
            self.handing.emit(to)


def _consequences(ui: Ui) -> tuple[tuple[str, str], ...]:
    _ = ui.gettext
    return (
        (
            "lock",
            _(
                "Their access to this desk ends at once, and the files are put under a new key. "
                "The centre’s other desks do the same at their next exchange."
            ),
        ),
        (
            "history",
            _(
                "Backups made before still open with the passphrases of their time: make a new "
                "one, and destroy the old ones once it is verified."
            ),
        ),
        (
            "shield-alert",
            _("If they knew the recovery code, make a new one in the settings."),
        ),
    )
