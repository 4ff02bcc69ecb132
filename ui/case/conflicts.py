"""Two people wrote a field at once: both values, who and when, and one button each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import RecordId
from referral_app.language import isolate_text
from referral_app.services.views import CaseView, Conflict, Option
from ui.parts.case_words import field_label
from ui.parts.names import Names
from ui.tokens import SPACE_12, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label, LineIcon


class ConflictBanner(Card):
    """One field in conflict; `chosen` gives the value that holds."""

    chosen = Signal(object, object)
    """The conflict and the option."""

    def __init__(
        self,
        names: Names,
        view: CaseView,
        conflict: Conflict,
        words: Callable[[Value], str],
        *,
        may: bool,
    ) -> None:
        super().__init__(names.ui)
        self._names, self.conflict, self._words = names, conflict, words
        ui, _ = names.ui, names.ui.gettext
        self.buttons: list[SmallButton] = []
        head = QHBoxLayout()
        head.setSpacing(ui.theme.px(SPACE_12))
        head.addWidget(LineIcon(ui, "triangle-alert", "soon"))
        sentence = _("Two values for “{field}”: which one holds?")
        title = sentence.format(field=_named(names, view, conflict))
        self.setAccessibleName(title)
        head.addWidget(Label(ui, title, Text.BASE_BOLD, "soon", wrap=True), 1)
        self.body.addLayout(head)
        for option in _each_once(conflict):
            self.body.addWidget(self._option(option, may=may))

    def _option(self, option: Option, *, may: bool) -> QWidget:
        ui, _ = self._names.ui, self._names.ui.gettext
        line_widget = QWidget()
        line = QHBoxLayout(line_widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_12))
        text = QVBoxLayout()
        text.setSpacing(0)
        words = self._words(option.value)
        text.addWidget(Label(ui, words, Text.BASE_BOLD, wrap=True))
        when = ui.language.format_when(option.happened, self._names.now())
        who = isolate_text(option.author_label or _("unknown person"))
        under = _("{who}, {when}").format(who=who, when=when)
        text.addWidget(Label(ui, under, Text.SMALL, "muted", wrap=True))
        line.addLayout(text, 1)
        if may:
            button = SmallButton(ui, _("This one"))
            button.setAccessibleName(_("Keep: {value}").format(value=words))
            button.clicked.connect(lambda: self.chosen.emit(self.conflict, option))
            self.buttons.append(button)
            line.addWidget(button)
        return line_widget


def conflicts_to_show(view: CaseView) -> list[Conflict]:
    """Conflicts that are asked for: a note on the closing goes with the closing itself."""
    closing = any(conflict.field == "closure" for conflict in view.conflicts)
    return [c for c in view.conflicts if not (closing and c.field == "closure_note")]


def note_beside(view: CaseView, chosen: Option) -> str:
    """The note that was written with a chosen closing."""
    for conflict in view.conflicts:
        for option in conflict.options:
            same = (option.happened, option.author_label) == (chosen.happened, chosen.author_label)
            if conflict.field == "closure_note" and same and isinstance(option.value, str):
                return option.value
    return view.case.fields.text("closure_note")


def _each_once(conflict: Conflict) -> list[Option]:
    seen: set[Value] = set()
    found = []
    for option in conflict.options:
        if option.value not in seen:
            seen.add(option.value)
            found.append(option)
    return found


def _named(names: Names, view: CaseView, conflict: Conflict) -> str:
    label = field_label(names.ui, conflict.field)
    needs: dict[RecordId, str] = {need.id: need.category for need in view.needs}
    category = needs.get(conflict.record)
    return f"{names.category(category)} · {label}" if category else label
