"""Cards beside the needs: what is recorded of the person, the consents, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from referral_app.domain.identifiers import CommitId, WriteId
from referral_app.services.views import CaseView
from ui.case.consent_lines import ConsentLine
from ui.context import Ui
from ui.parts.names import Names
from ui.parts.timeline_words import TimelineWords
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Kind, Text
from ui.widgets.buttons import QuietButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label, LineIcon, SectionTitle
from ui.widgets.timeline import Entry, Timeline

_FIRST: Final = 30
"""Entries of the timeline that are shown at once."""
_SIGNS: Final = {Kind.OK: "shield-check", Kind.LATE: "shield-alert"}


class PersonCard(Card):
    """Label and value of what is recorded, in two columns."""

    edit_wanted = Signal()

    def __init__(self, ui: Ui, lines: Sequence[tuple[str, str]], *, may_edit: bool) -> None:
        super().__init__(ui)
        _, px = ui.gettext, ui.theme.px
        head = QHBoxLayout()
        head.addWidget(SectionTitle(ui, _("The person")), 1)
        self.edit: SmallButton | None = None
        if may_edit:
            self.edit = SmallButton(ui, _("Correct"))
            self.edit.clicked.connect(self.edit_wanted)
            head.addWidget(self.edit)
        self.body.addLayout(head)
        if not lines:
            words = _("Nothing is recorded of the person.")
            self.body.addWidget(Label(ui, words, color="muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(SPACE_16))
        grid.setVerticalSpacing(px(SPACE_8))
        half = (len(lines) + 1) // 2
        for place, (label, value) in enumerate(lines):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(Label(ui, label, Text.SMALL, "muted", wrap=True))
            cell.addWidget(Label(ui, value, wrap=True))
            cell.addStretch(1)
            grid.addLayout(cell, place % half, place // half)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)


class ConsentsCard(Card):
    """Every consent, newest first; one that stands can be withdrawn."""

    ending_wanted = Signal(bytes)

    def __init__(self, ui: Ui, lines: Sequence[ConsentLine]) -> None:
        super().__init__(ui, ui.gettext("Consent"))
        _, px = ui.gettext, ui.theme.px
        self.buttons: list[QuietButton] = []
        if not lines:
            words = _("Without consent, the file serves this centre’s own help; nothing is sent.")
            self.body.addWidget(Label(ui, words, color="muted", wrap=True))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(px(SPACE_12))
            color = {Kind.OK: "ok", Kind.LATE: "late"}.get(line.kind, "muted")
            sign = LineIcon(ui, _SIGNS.get(line.kind, "shield"), color)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            text = QVBoxLayout()
            text.setSpacing(px(SPACE_4) // 2)
            text.addWidget(Label(ui, line.text, wrap=True))
            text.addWidget(Label(ui, line.under, Text.SMALL, "muted", wrap=True))
            row.addLayout(text, 1)
            if line.may_end:
                button = QuietButton(ui, _("Withdraw"))
                consent = line.consent.id
                button.clicked.connect(lambda _on=False, c=consent: self.ending_wanted.emit(c))
                self.buttons.append(button)
                row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(row)


class TimelineCard(Card):
    """What happened, newest first; older entries on demand."""

    hiding_wanted = Signal(object)
    """The WriteId of the note."""

    def __init__(self, names: Names, view: CaseView, *, may_hide: bool) -> None:
        ui = names.ui
        super().__init__(ui, ui.gettext("Thread of the file"))
        self._ui, self._may_hide = ui, may_hide
        words = TimelineWords(names, view.needs, [referral for referral, _ in view.referrals])
        self._entries = [
            self._entry(words.entry(told), told.id, note=_is_note(told.kind, told.values))
            for told in view.timeline
        ]
        self.timeline = Timeline(ui, self._entries[:_FIRST])
        self.timeline.acted.connect(lambda key: self.hiding_wanted.emit(_write(key)))
        self.body.addWidget(self.timeline)
        self.older = QuietButton(ui, ui.gettext("Show all"))
        self.older.setVisible(len(self._entries) > _FIRST)
        self.older.clicked.connect(self._show_all)
        self.body.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addStretch(1)

    def _entry(self, entry: Entry, write: WriteId, *, note: bool) -> Entry:
        if not (note and self._may_hide):
            return entry
        key = f"{write.commit.hex()}/{write.place}"
        act = self._ui.gettext("Hide this note")
        return Entry(entry.icon, entry.text, entry.when, entry.color, key, act, "eye-off")

    def _show_all(self) -> None:
        self.timeline.set_entries(self._entries)
        self.older.hide()


def _is_note(kind: str, values: object) -> bool:
    return kind == "note.added" and "redacted" not in values  # type: ignore[operator]


def _write(key: str) -> WriteId:
    commit, _slash, place = key.partition("/")
    return WriteId(CommitId(bytes.fromhex(commit)), int(place))
