"""The home screen: figures, what to do now, what arrived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.services.views import Today, today
from ui.changes import CASES, CENTRE, DRAFTS, EXCHANGE, REFERRALS
from ui.parts.dates import day_of
from ui.parts.desk_alarms import DeskAlarms
from ui.parts.following import follow
from ui.parts.names import Names
from ui.parts.todo_words import Task
from ui.screen import Screen, ScreenContext
from ui.today.arrivals import ArrivalList
from ui.today.first_day import FirstDay
from ui.today.presenter import Picture, TodayPresenter
from ui.tokens import SPACE_12, Kind, Text
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import Label
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import Columns, ScrollPage
from ui.widgets.stat_tile import StatTile

_MINUTE: Final = 60_000


class TodayScreen(Screen):
    """What breaks next in the centre's working time."""

    listens_to = frozenset({CASES, REFERRALS, EXCHANGE, DRAFTS, CENTRE})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actor = context.desk.actor
        self._picture: Picture | None = None
        self._tasks: dict[str, Task] = {}
        self.page = ScrollPage(context.ui, self.title())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._make_acts()
        self._make_body()
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self._tick)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Today")

    def show_with(self, **arguments: Any) -> None:
        """Read and fill."""
        self.refresh()

    def refresh(self) -> None:
        """Read again; what has not changed is left alone."""
        try:
            found = today(self.context.desk)
        except ReferralAppError as error:
            self.say_error(error, self.refresh)
            return
        ui = self.context.ui
        now = self.context.desk.now()
        self.page.set_title(self.title(), ui.language.format_date(day_of(now), "day"))
        names = Names(ui, self.context.desk)
        picture = TodayPresenter(names, self._actor).picture(found)
        self._show_counts(found)
        self.desk_alarms.refresh()
        if picture != self._picture:
            self._picture = picture
            self._show(picture)

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the words about time true while the page is seen."""
        super().showEvent(event)
        self._clock.start()

    def _tick(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._clock.stop()

    def _make_acts(self) -> None:
        ui, _, go = self.context.ui, self.context.ui.gettext, self.context.go
        self.exchange = SecondaryButton(ui, _("Exchange"), "refresh-cw")
        self.exchange.clicked.connect(lambda: go("exchange"))
        self.new_file = PrimaryButton(ui, _("New file"), "plus")
        self.new_file.clicked.connect(self._new_file)
        self.end_of_day = SecondaryButton(ui, _("End of the day"), "moon")
        self.end_of_day.clicked.connect(lambda: go("end_of_day"))
        acts: list[QWidget] = [self.end_of_day, self.exchange]
        if self._actor.may(Act.GIVE_INFORMATION):
            self.information = SecondaryButton(ui, _("Information given"), "info")
            self.information.clicked.connect(self.note_information)
            acts.insert(0, self.information)
        if self._actor.may(Act.OPEN_CASE):
            acts.append(self.new_file)
        self.page.set_actions(acts)

    def _make_body(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self._reads = self._actor.may(Act.READ_CASES)
        self.tiles = self._make_tiles()
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_12))
        for tile in self.tiles:
            line.addWidget(tile, 1)
        if not self._reads:
            holder.hide()  # else its page shows it: by itself it would be a window
        self.rows = RowList(ui)
        self.rows.acted.connect(lambda key: follow(self, self._tasks[key].act))
        self.rows.opened.connect(lambda key: follow(self, self._tasks[key].show))
        self.more = Label(ui, "", Text.SMALL, "muted", wrap=True)
        self.nothing = EmptyState(ui, "circle-check", self._nothing_words())
        self.work = Card(ui, _("To do now"))
        for widget in (self.rows, self.more, self.nothing):
            self.work.body.addWidget(widget)
        self.work.body.addStretch(1)
        self.first_day = FirstDay(self.context)
        main = QWidget()
        stack = QVBoxLayout(main)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.work, 1)
        stack.addWidget(self.first_day, 1)
        self.desk_alarms = DeskAlarms(self.context)
        self.page.body.addWidget(self.desk_alarms)
        self.page.body.addWidget(holder)
        self.page.body.addWidget(Columns(ui, main, self._make_side()), 1)

    def _make_tiles(self) -> tuple[StatTile, ...]:
        _, go = self.context.ui.gettext, self.context.go
        lists: Sequence[tuple[str, Kind, Callable[[], None]]] = (
            (_("To answer"), Kind.SOON, lambda: go("referrals", box="received")),
            (
                _("Awaiting an answer"),
                Kind.BRAND,
                lambda: go("referrals", box="sent"),
            ),
            (_("Outcomes to check"), Kind.OK, lambda: go("referrals", box="sent")),
            (_("Open needs"), Kind.NEUTRAL, lambda: go("cases")),
        )
        tiles = tuple(StatTile(self.context.ui, words, 0, kind) for words, kind, _run in lists)
        for tile, (_words, _kind, run) in zip(tiles, lists, strict=True):
            tile.clicked.connect(lambda _on=False, run=run: run())
        return tiles

    def _make_side(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.arrivals = ArrivalList(ui)
        self.arrivals.opened.connect(self._open_arrival)
        self.no_arrivals = Label(
            ui, _("Answers and new referrals will stand here."), color="muted", wrap=True
        )
        self.arrived = Card(ui, _("Just arrived"))
        self.arrived.body.addWidget(self.arrivals)
        self.arrived.body.addWidget(self.no_arrivals)
        self.arrived.body.addStretch(1)
        if not self._reads:
            self.arrived.hide()
        self.exchange_words = Label(ui, "", Text.SMALL, "muted", wrap=True)
        state = Card(ui, _("Exchange with the other centres"))
        state.body.addWidget(self.exchange_words)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        column.addWidget(self.arrived, 1)
        column.addWidget(state)
        if not self._reads:
            column.addStretch(1)
        return side

    def _nothing_words(self) -> str:
        _ = self.context.ui.gettext
        if self._reads:
            return _("Nothing waits for you. Answers appear here as soon as they arrive.")
        return _("Your role sees no files. You can exchange with the other centres.")

    def _show_counts(self, found: Today) -> None:
        counts = found.counts
        figures = (counts.to_answer, counts.awaiting_answer, counts.to_close, counts.open_needs)
        for tile, figure in zip(self.tiles, figures, strict=True):
            tile.set_number(figure)

    def _show(self, picture: Picture) -> None:
        self._tasks = {task.row.key: task for task in picture.tasks}
        self.rows.set_rows([task.row for task in picture.tasks])
        self.rows.setVisible(bool(picture.tasks))
        self.nothing.setVisible(not picture.tasks)
        first = picture.first_day and self._reads
        self.first_day.setVisible(first)
        self.work.setVisible(not first)
        self.more.setVisible(picture.more > 0)
        self.more.setText(
            self.context.ui.ngettext(
                "{count} more stands in the lists.",
                "{count} more stand in the lists.",
                picture.more,
            ).format(count=picture.more)
        )
        self.arrivals.set_arrivals(picture.arrivals)
        self.arrivals.setVisible(bool(picture.arrivals))
        self.no_arrivals.setVisible(not picture.arrivals)
        self.exchange_words.setText("\n".join(picture.exchange))

    def _new_file(self) -> None:
        self.context.go("intake")

    def _open_arrival(self, referral: bytes) -> None:
        self.context.go("referral", referral=ReferralId(referral))
