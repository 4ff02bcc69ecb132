"""Unfinished files from before: each offered to be continued, none forced on anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.identifiers import Moment
from referral_app.services.ports import Draft
from ui.context import Ui
from ui.intake.state import IntakeState
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, Text
from ui.widgets.buttons import QuietButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label, SectionTitle


class DraftOffers(Card):
    """A line for each draft: when it was kept, what it is about, and two acts."""

    continued = Signal(object)
    discarded = Signal(object)

    def __init__(self, ui: Ui, names: Names) -> None:
        super().__init__(ui)
        self._names = names
        self.title = SectionTitle(ui, "")
        self.body.addWidget(self.title)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(ui.theme.px(SPACE_8))
        self.body.addLayout(self._lines)
        self.first: SmallButton | None = None
        self.hide()

    def offer(self, drafts: Sequence[Draft], now: Moment) -> None:
        """Show these, the newest first; hidden where there is none."""
        ui = self._ui
        while self._lines.count():
            item = self._lines.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()
                old.deleteLater()
        self.first = None
        self.title.setText(
            ui.ngettext(
                "{count} unfinished file: continue it?",
                "{count} unfinished files: continue one?",
                len(drafts),
            ).format(count=len(drafts))
        )
        for draft in sorted(drafts, key=lambda kept: kept.saved_at, reverse=True):
            self._lines.addWidget(self._line(draft, now))
        self.setVisible(bool(drafts))

    def _line(self, draft: Draft, now: Moment) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(SPACE_12))
        words = QVBoxLayout()
        words.setSpacing(ui.theme.px(SPACE_4))
        kept = ui.language.format_when(draft.saved_at, now)
        about = Label(ui, _about(self._names, draft), wrap=True)
        words.addWidget(about)
        words.addWidget(
            Label(ui, _("Kept: {when}").format(when=kept), Text.SMALL, "muted", wrap=True)
        )
        row.addLayout(words, 1)
        go = SmallButton(ui, _("Continue"))
        go.clicked.connect(lambda: self.continued.emit(draft))
        drop = QuietButton(ui, _("Discard"))
        drop.clicked.connect(lambda: self.discarded.emit(draft))
        row.addWidget(go)
        row.addWidget(drop)
        self.first = self.first or go
        return line


def state_of(draft: Draft) -> IntakeState:
    """The page that a draft holds; an empty one where a program of another age wrote it."""
    try:
        return IntakeState.load(draft.data)
    except json.JSONDecodeError:
        return IntakeState()


def _about(names: Names, draft: Draft) -> str:
    state, ui = state_of(draft), names.ui
    parts = [
        names.label(code_list, str(state.person[name]))
        for name, code_list in (("sex", "sex"), ("age_band", "age_bands"))
        if state.person.get(name)
    ]
    parts += [names.category(line.need.category) for line in state.needs if line.need.category]
    return " · ".join(parts) or ui.gettext("Just begun")
