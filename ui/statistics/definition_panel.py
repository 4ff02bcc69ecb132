"""What a figure means: its definition, numerator and denominator, and the files behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.indicator import IndicatorText
from referral_app.exports.figures import EMPTY, Figure
from referral_app.language import isolate
from referral_app.services.month_files import FileBehind
from ui.context import Ui
from ui.parts.code_words import dashed
from ui.tokens import SPACE_4, SPACE_16, Text
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Label
from ui.widgets.rows import Row, RowList

MOST = 50
"""Files that are listed."""


class DefinitionPanel(QWidget):
    """One figure; `files` asks for what is behind it, `opened` for one of those."""

    left = Signal()
    files = Signal()
    opened = Signal(object)

    def __init__(self, ui: Ui, figure: Figure, text: IndicatorText, *, may_open: bool) -> None:
        super().__init__()
        _, code = ui.gettext, ui.language.code
        self._ui, said = ui, text.leading[figure.key]
        self._behind: dict[str, FileBehind] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        self.card = Card(ui, f"{isolate(text.id)} · {text.name(code)}")
        self.card.body.addWidget(Label(ui, text.definition(code), wrap=True))
        number = ui.language.format_number
        of = EMPTY if figure.of is None else isolate(number(figure.of))
        below = said.denominator(code) if said.denominator else ""
        self._line(_("Figure"), isolate(figure.text(ui.language)), figure.label)
        self._line(_("Numerator"), isolate(number(figure.counted)), said.numerator(code))
        if below:
            self._line(_("Denominator"), of, below)
        column.addWidget(self.card)
        self.show_files = SecondaryButton(ui, _("The files behind it"), "folder")
        self.show_files.clicked.connect(self.files)
        if not may_open:
            self.show_files.hide()
        self.card.body.addWidget(self.show_files)
        self.list = RowList(ui)
        self.list.opened.connect(lambda key: self.opened.emit(self._behind[key]))
        self.list.acted.connect(lambda key: self.opened.emit(self._behind[key]))
        self.note = Label(ui, "", Text.SMALL, "muted", wrap=True)
        self.note.hide()
        self.card.body.addWidget(self.note)
        self.card.body.addWidget(self.list)
        self.close_button = QuietButton(ui, _("Close"))
        self.close_button.clicked.connect(self.left)
        self.card.body.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)

    def list_files(self, found: tuple[FileBehind, ...], figure: Figure, erased: int) -> None:
        """Show what is counted, as it stands now; `erased` of it can be opened by nobody."""
        ui, _ = self._ui, self._ui.gettext
        self._behind = {one.record.hex(): one for one in found[:MOST]}
        self.list.set_rows(
            [
                Row(
                    key,
                    "send" if one.is_referral else "folder",
                    isolate(dashed(one.code)) if one.code else _("unknown file"),
                    other=_("Referral") if one.is_referral else _("File"),
                )
                for key, one in self._behind.items()
            ]
        )
        words = ui.ngettext(
            "{count} record as it stands now", "{count} records as they stand now", len(found)
        ).format(count=isolate(ui.language.format_number(len(found))))
        if len(found) > MOST:
            words = f"{words} · {_('the first {count}').format(count=MOST)}"
        if erased:
            gone = ui.ngettext("{count} erased since", "{count} erased since", erased)
            words = f"{words} · {gone.format(count=ui.language.format_number(erased))}"
        elif len(found) <= MOST and len(found) != figure.counted and figure.indicator != "I04":
            words = f"{words} · {_('not the same number as when it was counted')}"
        self.note.setText(words)
        self.note.show()
        self.show_files.hide()

    def _line(self, name: str, number: str, words: str) -> None:
        holder = QVBoxLayout()
        holder.setSpacing(self._ui.theme.px(SPACE_4) // 2)
        holder.addWidget(Label(self._ui, name, Text.SMALL, "muted"))
        holder.addWidget(Label(self._ui, number, Text.BASE_BOLD))
        holder.addWidget(Label(self._ui, words, wrap=True))
        self.card.body.addLayout(holder)
