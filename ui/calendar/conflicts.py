"""Fields of the calendar that two people set at once: both values, and which one to keep."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from referral_app.domain.calendar import Calendar
from referral_app.domain.facts import Value
from referral_app.language import isolate
from referral_app.services.calendar import Conflict
from ui.calendar.words import field_words, value_words
from ui.parts.names import Names
from ui.tokens import SPACE_8, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label


class ConflictCard(Card):
    """One field; `keep` is called with the value that is chosen."""

    def __init__(
        self,
        names: Names,
        calendar: Calendar,
        conflict: Conflict,
        keep: Callable[[str, Value], None] | None,
    ) -> None:
        ui, _ = names.ui, names.ui.gettext
        super().__init__(ui, _("Set by two people at once"))
        name = field_words(names, calendar, conflict.field)
        self.body.addWidget(Label(ui, name, Text.BASE_BOLD, wrap=True))
        self.buttons: list[SmallButton] = []
        for option in conflict.options:
            line = QHBoxLayout()
            line.setSpacing(ui.theme.px(SPACE_8))
            when = ui.language.format_when(option.happened, names.now())
            words = _("{value} ({person}, {when})").format(
                value=value_words(names, option.value),
                person=isolate(option.author_label or "…"),
                when=when,
            )
            line.addWidget(Label(ui, words, wrap=True), 1)
            if keep is not None:
                button = SmallButton(ui, _("Keep this one"))
                button.clicked.connect(
                    lambda _on=False, value=option.value: keep(conflict.field, value)
                )
                self.buttons.append(button)
                line.addWidget(button)
            self.body.addLayout(line)
