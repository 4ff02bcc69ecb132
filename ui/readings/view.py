"""The page of the log of who read what, and whether it is as it was written."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.errors import ReferralAppError
from referral_app.language import isolate, isolate_text
from referral_app.services.month_reports import EXPORT
from referral_app.services.readings import (
    CASE_PAGE,
    ReadingLine,
    Verified,
    readings,
    verify_readings,
)
from ui.parts.code_words import dashed
from ui.parts.section import NoticeLine
from ui.screen import Screen, ScreenContext
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.rows import Row, RowList
from ui.widgets.scroll_page import READING_WIDTH, ScrollPage

PAGE: Final = 50


class ReadingsScreen(Screen):
    """The newest lines first; older ones on demand."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        subtitle = _(
            "Each opening of a file or a referral at this desk, once an hour. Other desks keep "
            "their own."
        )
        self.page = ScrollPage(ui, self.title(), subtitle, max_width=READING_WIDTH)
        self._checked = QVBoxLayout()
        self.page.body.addLayout(self._checked)
        self.verdict: NoticeLine | None = None
        self.card = Card(ui)
        self.list = RowList(ui)
        self.card.body.addWidget(self.list)
        self.page.body.addWidget(self.card)
        self.empty = EmptyState(ui, "eye", _("Nobody has opened a file at this desk yet."))
        self.page.body.addWidget(self.empty)
        self.older = SecondaryButton(ui, _("Older ones"))
        self.older.clicked.connect(self._show_older)
        self.page.body.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeading)
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._lines: list[ReadingLine] = []

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Who read what")

    def show_with(self, **arguments: Any) -> None:
        """Read the newest lines and check them all."""
        desk = self.context.desk
        self._lines = list(readings(desk, PAGE))
        self._show()
        self.setFocus()
        if self.verdict is not None:
            self.verdict.hide()
        # A log of years takes a moment to check: the lines stand meanwhile.
        self.context.ui.background.store(
            self, lambda: verify_readings(desk), self._say_verdict, self._on_failed
        )

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The one button."""
        return (self.older,)

    def _show_older(self) -> None:
        if self._lines:
            self._lines += readings(self.context.desk, PAGE, self._lines[-1].number)
            self._show()

    def _show(self) -> None:
        self.list.set_rows([self._row(line) for line in self._lines])
        self.card.setVisible(bool(self._lines))
        self.empty.setVisible(not self._lines)
        self.older.setVisible(bool(self._lines) and self._lines[-1].number > 1)

    def _row(self, line: ReadingLine) -> Row:
        ui, _ = self.context.ui, self.context.ui.gettext
        when = ui.language.format_when(line.at, self.context.desk.now())
        icon, what = self._what(line.what)
        who = line.label or _("unknown person")
        code = dashed(line.code)
        if line.erased:
            what = _("{what}, erased since").format(what=what)
        said = _("{what} · {when}").format(what=what, when=isolate(when))
        return Row(str(line.number), icon, who, code=code, other=said)

    def _what(self, what: str) -> tuple[str, str]:
        _ = self.context.ui.gettext
        if what.startswith(f"{EXPORT}: "):
            words = _("Exact figures exported: {purpose}")
            purpose = isolate_text(what.removeprefix(f"{EXPORT}: "))
            return "chart-column", words.format(purpose=purpose)
        return ("folder", _("File")) if what == CASE_PAGE else ("send", _("Referral"))

    def _say_verdict(self, found: Verified) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        if found.broken_at is None and not found.lines:
            return  # the page says already that nobody has read anything
        if found.broken_at is None:
            words = ui.ngettext(
                "{count} line, checked: as it was written.",
                "{count} lines, checked: none was changed, taken out or cut off.",
                found.lines,
            ).format(count=isolate(ui.language.format_number(found.lines)))
            line = NoticeLine(ui, "shield-check", words, "ok")
        else:
            words = _(
                "The log is not as it was written: from line {number} on it was changed, or lines "
                "were taken out. Whoever did it held a passphrase of this desk."
            ).format(number=isolate(ui.language.format_number(found.broken_at)))
            line = NoticeLine(ui, "triangle-alert", words, "late")
        if self.verdict is not None:
            self._checked.removeWidget(self.verdict)
            self.verdict.deleteLater()
        self.verdict = line
        self._checked.addWidget(line)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ReferralAppError):
            self.say_error(error)
