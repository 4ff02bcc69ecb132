"""The commune's month: who is in it, who is missing, and the sums with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.centre import Centre
from referral_app.domain.identifiers import Moment
from referral_app.exports.words import Words
from referral_app.language import isolate, isolate_text
from referral_app.services.commune_months import CommuneView
from ui.context import Ui
from ui.parts.section import NoticeLine
from ui.statistics.commune_presenter import SumLine, SumTable, between, sum_tables
from ui.tokens import SPACE_8, SPACE_12, SPACE_16, SPACE_24, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import Label

_WIDTH: Final = 640
_FIGURE: Final = 64
_INTERVAL: Final = 110


class CommunePart(QWidget):
    """`asked` wants the hub to be asked anew."""

    asked = Signal()

    def __init__(self, ui: Ui, words: Words) -> None:
        super().__init__()
        self._ui, self._words = ui, words
        _ = ui.gettext
        px = ui.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_8))
        self.present = NoticeLine(ui, "users", "", "ink")
        self.missing = NoticeLine(ui, "triangle-alert", "", "soon")
        rounded = _(
            "Each centre rounds its figures before they leave it. So every sum stands for an "
            "interval: the true figure lies in it."
        )
        self.note = NoticeLine(ui, "shield-check", rounded)
        self.fetched = Label(ui, "", Text.SMALL, "muted", wrap=True)
        self.ask = SecondaryButton(ui, _("Ask the hub now"), "refresh-cw")
        self.ask.clicked.connect(self.asked)
        asking = QHBoxLayout()
        asking.setSpacing(px(SPACE_12))
        asking.addWidget(self.ask)
        asking.addWidget(self.fetched, 1)
        for line in (self.present, self.missing, self.note):
            column.addWidget(line)
        column.addLayout(asking)
        self._body = QWidget()
        column.addWidget(self._body)
        self._column = column

    def show_view(self, view: CommuneView, now: Moment, *, has_hub: bool) -> None:
        """Show what is known of a month."""
        _ = self._ui.gettext
        centres = len(view.present) + len(view.missing)
        words = _("Centres in these sums: {count} of {all} ({names}).")
        self.present.set_text(
            words.format(
                count=isolate(str(len(view.present))),
                all=isolate(str(centres)),
                names=self._names(view.present),
            )
        )
        self.present.setVisible(bool(view.present))
        lacking = _("Missing, and counted nowhere: {names}.")
        self.missing.set_text(lacking.format(names=self._names(view.missing)))
        self.missing.setVisible(bool(view.missing))
        self.ask.setVisible(has_hub)
        self.fetched.setText(self._fetched(view.fetched, now, has_hub=has_hub))
        self._put(self._tables(sum_tables(view, self._words)))

    def _fetched(self, fetched: Moment | None, now: Moment, *, has_hub: bool) -> str:
        _ = self._ui.gettext
        if fetched is not None:
            ago = self._ui.language.format_ago(fetched, now)
            return _("As the hub told: {ago}").format(ago=ago)
        if has_hub:
            return _("The hub was not asked about this month yet.")
        return _("Your centre has no hub: only its own month is known here.")

    def _names(self, centres: Sequence[Centre]) -> str:
        code = self._ui.language.code
        comma = "، " if self._ui.language.right_to_left else ", "
        return comma.join(isolate_text(centre.name(code)) for centre in centres)

    def _tables(self, tables: Sequence[SumTable]) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, self._ui.theme.px(SPACE_8), 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_16))
        if not tables:
            words = self._ui.gettext("No centre has sent this month yet.")
            column.addWidget(EmptyState(self._ui, "users", words))
        for table in tables:
            if table.lines:
                column.addWidget(self._card(table))
        return content

    def _card(self, table: SumTable) -> Card:
        ui, px = self._ui, self._ui.theme.px
        card = Card(ui, table.title)
        # Not across the whole page: the eye has to find the figure of a line.
        rows = QWidget()
        rows.setMaximumWidth(px(_WIDTH))
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_24))
        grid.setVerticalSpacing(px(SPACE_8))
        grid.setColumnStretch(0, 1)
        # As wide in every card: the figures of all of them stand in one column.
        grid.setColumnMinimumWidth(1, px(_FIGURE))
        grid.setColumnMinimumWidth(2, px(_INTERVAL))
        for row, line in enumerate(table.lines):
            for column, label in enumerate(self._line(line, leading=table.leading)):
                grid.addWidget(label, row, column)
        card.body.addWidget(rows)
        return card

    def _line(self, line: SumLine, *, leading: bool) -> tuple[Label, Label, Label]:
        ui = self._ui
        rank = Text.BASE_BOLD if leading else Text.BASE
        figure = Label(ui, isolate(line.text), rank, "brand" if leading else "ink")
        figure.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        interval = Label(ui, between(line, ui.gettext("from {low} to {high}")), color="muted")
        words = Label(ui, line.label, rank, wrap=True)
        words.setAccessibleDescription(f"{figure.text()} {interval.text()}")
        return words, figure, interval

    def _put(self, content: QWidget) -> None:
        self._column.replaceWidget(self._body, content)
        self._body.hide()
        self._body.deleteLater()
        self._body = content
