"""The page of the calendar: everybody reads it, the supervisor changes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.facts import Value
from referral_app.errors import InvalidInputError
from referral_app.services.calendar import (
    HOURS,
    RAMADAN_HOURS,
    CalendarView,
    calendar_view,
    keep_value,
)
from referral_app.services.closures import ClosureEntry, closures
from referral_app.services.commune_days import commune_days
from referral_app.services.drafts import draft
from ui.calendar.closures_card import ClosuresCard
from ui.calendar.commune_card import CommuneCard
from ui.calendar.conflicts import ConflictCard
from ui.calendar.hours_card import HoursCard
from ui.calendar.limits_card import LimitsCard
from ui.calendar.year_card import YearCard
from ui.changes import CALENDAR, EXCHANGE, REFERRALS
from ui.parts.dates import today_of
from ui.parts.draft_keeper import DraftKeeper
from ui.parts.names import Names
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_16
from ui.widgets.progress import Progress
from ui.widgets.scroll_page import Columns, ScrollPage

FORM = "calendar"
"""The name under which a closure that is being typed is kept."""


class CalendarScreen(Screen):
    """Closures, limits and hours; beside them the holidays of this and the next year."""

    listens_to = frozenset({CALENDAR, EXCHANGE, REFERRALS})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._names = names = Names(ui, context.desk)
        view = calendar_view(context.desk)
        self._view: CalendarView | None = None
        desk, may = context.desk, view.may_change
        self._keeper = DraftKeeper(self, FORM, self._dump)
        self.closures = ClosuresCard(names, desk, today_of(desk), self._save, may_change=may)
        self.closures.typed.connect(self._keeper.touch)
        self.told = CommuneCard(names, desk, self._save, may_change=may)
        self.limits = LimitsCard(names, desk, self._save, may_change=may)
        titles = ((HOURS, _("Working hours")), (RAMADAN_HOURS, _("Hours in Ramadan")))
        self.hours = [HoursCard(names, desk, t, self._save, may_change=may) for t in titles]
        self.years = [YearCard(names, desk, y, self._save, may_change=may) for y in view.years]
        self.conflicts: list[ConflictCard] = []
        self._lay_out()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Hours and closures")

    def show_with(self, draft: str | None = None, **_arguments: Any) -> None:
        """Read and fill; a closure that was being typed is taken up."""
        self._take_up()
        self.refresh()

    def refresh(self) -> None:
        """Read again; what is being typed stays."""
        view = calendar_view(self.context.desk)
        self._names = Names(self.context.ui, self.context.desk)
        self.closures.show_closures(closures(self.context.desk))
        self.told.show_days(commune_days(self.context.desk), view.calendar)
        self._show_left(view.left)
        if view == self._view:
            return
        self._view = view
        self.limits.show_limits(view.calendar)
        self.hours[0].show_week(view.calendar.week)
        self.hours[1].show_week(view.calendar.ramadan_week)
        for year in self.years:
            year.show_year(view.calendar)
        self._show_conflicts(view)

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The buttons that save."""
        cards = (self.closures, self.told, self.limits, *self.hours, *self.years)
        forms = tuple(card.form.save for card in cards if card.form is not None)
        return (
            *forms,
            *self.told.buttons.values(),
            *(button for card in self.conflicts for button in card.buttons),
        )

    def _save(
        self,
        work: Callable[[], object],
        done: str,
        then: Callable[[], None],
        at_field: Callable[[InvalidInputError], bool],
    ) -> None:
        def saved(_result: object) -> None:
            then()
            self._keeper.discard()
            self.refresh()
            self.context.ui.notices.success(done)

        self.run(work, saved, changed=(CALENDAR, REFERRALS), at_field=at_field)

    def _keep_value(self, field: str, value: Value) -> None:
        _, desk = self.context.ui.gettext, self.context.desk
        self._save(
            lambda: keep_value(desk, field, value),
            _("Settled. What waits is dated anew."),
            lambda: None,
            lambda _error: False,
        )

    def _show_conflicts(self, view: CalendarView) -> None:
        for old in self.conflicts:
            self._main.removeWidget(old)
            old.hide()
            old.deleteLater()
        keep = self._keep_value if view.may_change else None
        self.conflicts = [
            ConflictCard(self._names, view.calendar, conflict, keep) for conflict in view.conflicts
        ]
        for place, card in enumerate(self.conflicts):
            self._main.insertWidget(place, card)

    def _show_left(self, left: int) -> None:
        ui = self.context.ui
        text = ui.ngettext(
            "{count} referral is being dated anew.", "{count} referrals are being dated anew.", left
        )
        self.left.set_text(text.format(count=left))
        self.left.setVisible(left > 0)

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        subtitle = _("What is due, and when, follows from these.")
        self.page = ScrollPage(ui, self.title(), subtitle)
        self.left = Progress(ui, "", can_stop=False)
        self.left.hide()
        main, side = QWidget(), QWidget()
        self._main, beside = QVBoxLayout(main), QVBoxLayout(side)
        parts = (
            (self._main, (self.closures, self.told, self.limits, *self.hours)),
            (beside, self.years),
        )
        for column, cards in parts:
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(ui.theme.px(SPACE_16))
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        self.page.body.addWidget(self.left)
        self.page.body.addWidget(Columns(ui, main, side, side_width=420), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)

    def _dump(self) -> str | None:
        entry = self.closures.typing
        if entry is None:
            return None
        days = [day.isoformat() if day else "" for day in (entry.first, entry.last)]
        return json.dumps([*days, entry.reason, list(entry.categories)])

    def _take_up(self) -> None:
        kept = draft(self.context.desk, FORM, "")
        self._keeper.continue_with("", kept.data if kept else None)
        if kept is None or self.closures.form is not None or not self.closures.change.isEnabled():
            return
        match json.loads(kept.data):
            case [str(first), str(last), str(reason), list(codes)]:
                categories = tuple(code for code in codes if isinstance(code, str))
                entry = ClosureEntry(_day(first), _day(last), reason, categories)
                self.closures.take_up(entry)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
