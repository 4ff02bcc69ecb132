"""The page of the end of the day: it reminds and forces nothing."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.services.end_of_day import EndOfDay, end_of_day
from ui.changes import BACKUPS, CASES, CENTRE, DRAFTS, EXCHANGE, INFORMATION, REFERRALS
from ui.end_of_day.presenter import EndOfDayPresenter, Group, keys_of
from ui.parts.dates import day_of
from ui.parts.following import follow
from ui.parts.names import Names
from ui.screen import Screen, ScreenContext
from ui.tokens import Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import Label
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import ScrollPage

_FOCUS: Final = Qt.FocusReason.OtherFocusReason
_WIDTH: Final = 980


class EndOfDayScreen(Screen):
    """Groups of lines, each with its act; a warm word where nothing is left."""

    listens_to = frozenset({CASES, REFERRALS, EXCHANGE, DRAFTS, CENTRE, BACKUPS, INFORMATION})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._shown: tuple[Group, ...] | None = None
        self.groups: tuple[Group, ...] = ()
        self.lists: list[RowList] = []
        self._cards: list[QWidget] = []
        self.page = ScrollPage(ui, self.title(), max_width=_WIDTH)
        self.done_today = Label(ui, "", color="muted", wrap=True)
        self.page.body.addWidget(self.done_today)
        words = _("Nothing of this day is left open. Thank you, and have a good evening.")
        self.nothing = EmptyState(ui, "moon", words)
        self.warm = Card(ui)
        self.warm.body.addWidget(self.nothing)
        self.page.body.addWidget(self.warm)
        self._place = QVBoxLayout()
        self.page.body.addLayout(self._place)
        self.paper = Card(ui, _("Written on paper"))
        self.paper_words = Label(ui, "", wrap=True)
        self.enter = SecondaryButton(ui, _("Enter a paper form"), "pencil")
        self.enter.clicked.connect(lambda: context.go("intake"))
        self.paper.body.addWidget(self.paper_words)
        self.paper.body.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignLeading)
        self.page.body.addWidget(self.paper)
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("End of the day")

    def show_with(self, **arguments: Any) -> None:
        """Read and fill; the keyboard stands on the first line."""
        self.refresh()
        items = [item for rows in self.lists for item in rows.items]
        (items[0] if items else self).setFocus(_FOCUS)

    def refresh(self) -> None:
        """Read again; what has not changed is left alone."""
        desk, ui = self.context.desk, self.context.ui
        try:
            found = end_of_day(desk)
        except ReferralAppError as error:
            self.say_error(error, self.refresh)
            return
        self.page.set_title(self.title(), ui.language.format_date(day_of(desk.now()), "day"))
        presenter = EndOfDayPresenter(Names(ui, desk), desk.actor)
        words = presenter.day_words(found)
        self.done_today.setText(words)
        self.done_today.setVisible(bool(words))
        self.warm.setVisible(found.is_done)
        self._show_paper(presenter, found)
        self.groups = presenter.groups(found)
        if self.groups != self._shown:
            self._shown = self.groups
            self._show()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The acts at the ends of the rows."""
        items = [item for rows in self.lists for item in rows.items]
        return tuple(item.button for item in items if item.button)

    def _show_paper(self, presenter: EndOfDayPresenter, found: EndOfDay) -> None:
        shown = found.cards > 0 and self.context.desk.actor.may(Act.OPEN_CASE)
        self.paper.setVisible(shown)
        if shown:
            self.paper_words.setText(presenter.paper_words(found.cards))

    def _show(self) -> None:
        held = self._held_key()
        for card in self._cards:
            self._place.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards, self.lists = [], []
        for group in self.groups:
            self._add(group)
        for rows in self.lists:
            for item in rows.items:
                if item.row.key == held:
                    item.setFocus(_FOCUS)

    def _held_key(self) -> str:
        """The line that has the keyboard."""
        items = [item for rows in self.lists for item in rows.items]
        return next((item.row.key for item in items if item.hasFocus()), "")

    def _add(self, group: Group) -> None:
        ui, tasks = self.context.ui, keys_of([group])
        card = Card(ui, group.title)
        rows = RowList(ui)
        rows.set_rows([task.row for task in group.tasks])
        rows.acted.connect(lambda key: follow(self, tasks[key].act))
        rows.opened.connect(lambda key: follow(self, tasks[key].show))
        card.body.addWidget(rows)
        if group.more:
            words = ui.ngettext(
                "{count} more stands in the lists.", "{count} more stand in the lists.", group.more
            )
            more = words.format(count=ui.language.format_number(group.more))
            card.body.addWidget(Label(ui, more, Text.SMALL, "muted"))
        self._place.addWidget(card)
        card.show()
        self._cards.append(card)
        self.lists.append(rows)
