"""How far a month is, in words, and what has to be known before its figures are read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.exports.commentary import MERGES
from referral_app.exports.figures import month_words
from referral_app.exports.revision import Change
from referral_app.language import isolate, isolate_text
from ui.context import Ui
from ui.parts.section import NoticeLine
from ui.statistics.freeze_panel import change_words
from ui.statistics.presenter import Shown, State
from ui.tokens import SPACE_8, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label

_SHOWN = 8
"""Changes of a revision that are listed."""


class StateLines(QWidget):
    """Lines one under another; `wanted` leads to a month."""

    wanted = Signal(object)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ui.theme.px(SPACE_8))
        self.lines: list[str] = []

    def show_state(self, shown: Shown, released: str, changes: list[Change]) -> None:
        """Say how this month stands; `released` names its freezing."""
        _ = self._ui.gettext
        self._clear()
        if shown.state is State.RUNNING:
            self._say("clock", _("The month is still running: these figures are exact and grow."))
        elif shown.state is State.OVER:
            words = _("The month is over and not frozen yet: these figures may still change.")
            self._say("lock-open", words, "soon")
        elif shown.state is State.BEFORE:
            self._say("info", _("The centre was not founded yet: this month waits for nobody."))
        if shown.frozen is not None:
            self._frozen(shown, released)
        if shown.waiting is not None:
            self._waiting(shown)
        if changes:
            self._changes(changes)

    def _frozen(self, shown: Shown, released: str) -> None:
        _ = self._ui.gettext
        frozen = shown.frozen
        if frozen is None:
            return
        self._say("lock", released, "ok")
        if frozen.rivals:
            words = _(
                "Another desk of the centre froze this month, too, without knowing of this one. "
                "The same one stands at all desks; look at both before you pass anything on."
            )
            self._say("triangle-alert", words, "late")
        if shown.exact:
            if frozen.word:
                words = _("Word of the supervisor: {word}")
                self._say("message-square", words.format(word=isolate_text(frozen.word)))
            return
        words = _("Rounded to multiples of 5; files whose people did not agree are left out.")
        self._say("shield-check", words)
        for merge in frozen.merges:
            self._say("info", _(MERGES[merge]))

    def _waiting(self, shown: Shown) -> None:
        ui, _ = self._ui, self._ui.gettext
        month = shown.waiting
        if month is None:
            return
        words = _("{month} is over and not frozen yet.")
        line = self._say(
            "lock-open", words.format(month=isolate_text(month_words(ui.language, month))), "soon"
        )
        button = SmallButton(ui, _("Show it"))
        button.clicked.connect(lambda: self.wanted.emit(month))
        line.add_act(button)

    def _changes(self, changes: list[Change]) -> None:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("What the revision changed"))
        for change in changes[:_SHOWN]:
            card.body.addWidget(Label(ui, change_words(ui, change), Text.SMALL, wrap=True))
        if len(changes) > _SHOWN:
            count = len(changes) - _SHOWN
            more = ui.ngettext("and {count} more", "and {count} more", count)
            line = Label(ui, more.format(count=isolate(str(count))), Text.SMALL, "muted")
            card.body.addWidget(line)
        self._column.addWidget(card)

    def _say(self, icon: str, words: str, color: str = "muted") -> NoticeLine:
        line = NoticeLine(self._ui, icon, words, color)
        self.lines.append(words)
        self._column.addWidget(line)
        return line

    def _clear(self) -> None:
        self.lines = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
