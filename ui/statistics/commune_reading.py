"""Reading the commune's month for the page: what is kept here, and asking the hub for more."""

from __future__ import annotations

from referral_app.domain.month import Month
from referral_app.services.commune_months import CommuneView, commune_month
from ui.screen import Screen
from ui.statistics.commune_part import CommunePart
from ui.statistics.month_bar import MonthBar


class CommuneReading:
    """Fills the part; what was asked for a month that is shown no more is dropped."""

    def __init__(self, page: Screen, bar: MonthBar, part: CommunePart) -> None:
        self._page, self._bar, self._part = page, bar, part
        part.asked.connect(self.ask)

    def read(self) -> None:
        """Show what is known of the month."""
        context, month = self._page.context, self._bar.month
        desk, workspace = context.desk, context.workspace

        def show(found: tuple[CommuneView, bool]) -> None:
            view, has_hub = found
            if self._wanted(month):
                ours = any(centre.is_own for centre in view.present)
                self._bar.show_month(month, frozen=ours)
                self._part.show_view(view, desk.now(), has_hub=has_hub)

        def read_all() -> tuple[CommuneView, bool]:
            return commune_month(desk, month), workspace.hub() is not None

        context.ui.background.store(self._part, read_all, show)

    def ask(self) -> None:
        """Ask the hub what centres published of the month."""
        workspace, month = self._page.context.workspace, self._bar.month

        def told(_count: int) -> None:
            if self._wanted(month):
                self.read()

        self._page.run(lambda: workspace.fetch_commune_month(month), told, is_round=True)

    def _wanted(self, month: Month) -> bool:
        return self._bar.commune and self._bar.month == month
