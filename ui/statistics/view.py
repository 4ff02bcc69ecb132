"""The page of statistics: one month, its figures, and what is done with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.bootstrap.definitions import definitions
from referral_app.domain.month import Month
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.exports.commentary import freezing_words
from referral_app.exports.figures import Figure, month_words, told
from referral_app.exports.revision import Change, worded
from referral_app.exports.words import Words
from referral_app.language import CODES, Code, isolate_text
from referral_app.services.drafts import draft
from referral_app.services.month_files import FileBehind, erased_behind, files_behind
from referral_app.services.months import FrozenMonth, MonthPreview, freeze
from referral_app.statistics.tally import Merge
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.draft_keeper import DraftKeeper
from ui.screen import Screen, ScreenContext
from ui.statistics.aside import Aside
from ui.statistics.commune_part import CommunePart
from ui.statistics.commune_reading import CommuneReading
from ui.statistics.definition_panel import DefinitionPanel
from ui.statistics.drafts import FORM, FREEZE, dump, taken_up
from ui.statistics.export_panel import FLAT, ExportPanel
from ui.statistics.figures_part import FiguresPart
from ui.statistics.freeze_panel import FreezePanel
from ui.statistics.inside_card import InsideCard
from ui.statistics.month_bar import EXACT, MonthBar
from ui.statistics.presenter import (
    Order,
    Shown,
    State,
    read,
    this_month,
    try_freezing,
    write_month,
)
from ui.statistics.states import StateLines
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.scroll_page import ScrollPage


class StatisticsScreen(Screen):
    """The month at the top, figures beneath, and beside them what was asked for."""

    listens_to = frozenset({CASES, REFERRALS, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._words = Words(ui.language, context.desk.vocabularies)
        self._asked_for = 0
        self._folder: Path | None = None
        self._keeper = DraftKeeper(self, FORM, lambda: dump(self.panel))
        self.shown: Shown | None = None
        self.panel: DefinitionPanel | FreezePanel | ExportPanel | None = None
        self.page = ScrollPage(ui, self.title(), _("What happened at the centre, month by month."))
        self._make_buttons()
        alone = all(centre.is_own for centre in context.desk.store.reader.centres())
        self.bar = MonthBar(ui, this_month(context.desk), alone=alone)
        self.bar.moved.connect(self.show_month)
        self.bar.switched.connect(self.refresh)
        self.states = StateLines(ui)
        self.states.wanted.connect(self.show_month)
        self.figures = FiguresPart(ui)
        self.figures.asked.connect(self.explain)
        self._side = QWidget()
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, 0, 0)
        self.columns = Aside(ui, self.figures, self._side)
        self.inside = InsideCard(ui, context.desk.vocabularies)
        self.inside.hide()
        self.commune = CommunePart(ui, self._words)
        self._commune = CommuneReading(self, self.bar, self.commune)
        self.commune.hide()
        for widget in (self.bar, self.states, self.columns, self.inside, self.commune):
            self.page.body.addWidget(widget)
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._side.hide()

    def _make_buttons(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.freeze = PrimaryButton(ui, _("Freeze…"), "lock")
        self.freeze.clicked.connect(self.begin_freezing)
        self.correct = SecondaryButton(ui, _("Correct…"), "pencil")
        self.correct.clicked.connect(self.begin_freezing)
        self.export = PrimaryButton(ui, _("Export…"), "download")
        self.export.clicked.connect(self.begin_export)
        self.page.set_actions([self.correct, self.export, self.freeze])
        for button in (self.correct, self.export, self.freeze):
            button.hide()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Statistics")

    def show_with(self, month: Month | None = None, **_arguments: Any) -> None:
        """Read the month that was shown, or the running one."""
        self.bar.earlier.setFocus(Qt.FocusReason.OtherFocusReason)
        if month is None:
            self._take_up()
        self.show_month(month or self.bar.month)

    def refresh(self) -> None:
        """Read the same month again; a panel stays as it is."""
        desk, month, exact = self.context.desk, self.bar.month, self.bar.exact
        self._asked_for += 1
        self._turn(commune=self.bar.commune)
        if self.bar.commune:
            self._commune.read()
            return
        number = self._asked_for

        def show(found: Shown) -> None:
            if number == self._asked_for:
                self._show(found)

        self.context.ui.background.store(self, lambda: read(desk, month, exact=exact), show)

    # The commune

    def _turn(self, *, commune: bool) -> None:
        """Show the commune's month in place of the centre's, or the reverse."""
        if commune == self.commune.isVisibleTo(self.page):
            return
        self.shown = None
        self._put(None)
        self.commune.setVisible(commune)
        self.states.setHidden(commune)
        self.columns.setHidden(commune)
        for widget in (self.freeze, self.correct, self.export):
            widget.hide()
        self.inside.hide()

    # A month

    def show_month(self, month: Month) -> None:
        """Show another month."""
        if self.shown is not None and month != self.shown.month:
            self._put(None)
        self.bar.month = month
        self.refresh()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """All that starts something."""
        inside = self.panel.buttons() if isinstance(self.panel, FreezePanel | ExportPanel) else ()
        return (self.freeze, self.correct, self.export, self.commune.ask, *inside)

    # A figure

    def explain(self, indicator: str, key: str) -> None:
        """Open what a figure means."""
        shown = self.shown
        if shown is None:
            return
        figure = self._figure(shown, indicator, key)
        text = definitions()[indicator]
        may = shown.exact and key != "households" and self.context.desk.actor.may(Act.READ_CASES)
        panel = DefinitionPanel(self.context.ui, figure, text, may_open=may)
        panel.files.connect(lambda: self._list_files(panel, shown.month, figure))
        panel.opened.connect(self._open_file)
        panel.left.connect(lambda: self._close(indicator, key))
        self._put(panel)
        self.figures.mark(indicator, key)

    def _close(self, indicator: str, key: str) -> None:
        self._put(None)
        self.figures.stand_on(indicator, key)

    def _figure(self, shown: Shown, indicator: str, key: str) -> Figure:
        every = told(shown.tables, self._words, definitions())
        return next(
            figure
            for one in every
            for figure in one.figures
            if (one.id, figure.key) == (indicator, key)
        )

    def _list_files(self, panel: DefinitionPanel, month: Month, figure: Figure) -> None:
        desk = self.context.desk

        def look() -> tuple[tuple[FileBehind, ...], int]:
            found = files_behind(desk, month, figure.key)
            return found, erased_behind(desk, figure.counted - len(found))

        self.context.ui.background.store(
            panel,
            look,
            lambda found: panel.list_files(found[0], figure, found[1]),
        )

    def _open_file(self, behind: FileBehind) -> None:
        if behind.is_referral:
            self.context.go("referral", referral=behind.record)
        else:
            self.context.go("case", case=behind.record)

    # Freezing

    def begin_freezing(self) -> None:
        """Work out what freezing would make of the month."""
        panel = FreezePanel(self.context.ui, self.bar.month)
        panel.left.connect(self._leave)
        panel.joined.connect(lambda merges: self._preview(panel, merges))
        panel.frozen.connect(lambda word, merges: self._freeze(panel, word, merges))
        panel.typed.connect(self._keeper.touch)
        self._put(panel)
        self._preview(panel, ())

    def _preview(self, panel: FreezePanel, merges: tuple[Merge, ...]) -> None:
        desk, month = self.context.desk, self.bar.month

        def show(found: tuple[MonthPreview, list[Change]]) -> None:
            if panel is self.panel:
                panel.show_preview(*found)

        self.run(lambda: try_freezing(desk, month, merges, self._words), show)

    def _freeze(self, panel: FreezePanel, word: str, merges: tuple[Merge, ...]) -> None:
        desk, month = self.context.desk, self.bar.month

        def frozen(done: FrozenMonth) -> None:
            ui, _ = self.context.ui, self.context.ui.gettext
            self._leave()
            self.bar.reading.set_value(EXACT)
            self.refresh()
            name = isolate_text(month_words(ui.language, done.month))
            ui.notices.success(_("{month} is frozen.").format(month=name))

        self.run(lambda: freeze(desk, month, word, merges), frozen, at_field=panel.at_field)

    # Exporting

    def begin_export(self) -> None:
        """Ask for whom, in which language, for what."""
        panel = ExportPanel(self.context.ui, self.bar.month)
        panel.left.connect(self._leave)
        panel.typed.connect(self._keeper.touch)
        panel.wanted.connect(lambda: self._export(panel))
        self._put(panel)
        panel.audience.setFocus()

    def _export(self, panel: ExportPanel) -> None:
        ui, _, desk = self.context.ui, self.context.ui.gettext, self.context.desk
        internal, purpose = panel.internal, panel.purpose.value()
        if internal and not purpose:
            panel.at_field(InvalidInputError("export.purpose_required", "purpose"))
            return
        start = (self._folder or Path.home()) / panel.name
        pattern = _("CSV table (*.csv)") if panel.form.value() == FLAT else _("Workbook (*.xlsx)")
        file = ui.dialogs.save_file(ui, self, _("Where should it be written?"), pattern, start)
        if file is None:
            return
        self._folder = file.parent
        chosen: Code = next(code for code in CODES if code == panel.language.value())
        flat, words = panel.form.value() == FLAT, self._words.speaking(chosen)
        order = Order(panel.month, words, flat, purpose if internal else None, file)

        def done(_none: None) -> None:
            self._leave()
            ui.notices.success(_("Written to {file}.").format(file=isolate_text(file.name)))

        self.run(lambda: write_month(desk, order), done, at_field=panel.at_field)

    # What is typed

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def _take_up(self) -> None:
        """Go on with what was typed before a lock."""
        kept = draft(self.context.desk, FORM, "")
        self._keeper.continue_with("", kept.data if kept else None)
        found = taken_up(kept.data) if kept and self.panel is None else None
        if found is None:
            return
        self.bar.month = found.month
        if found.panel == FREEZE:
            self.begin_freezing()
            if isinstance(self.panel, FreezePanel):
                self.panel.word.set_value(found.words)
        else:
            self.begin_export()
            if isinstance(self.panel, ExportPanel):
                self.panel.take_up(found.words, found.chosen)

    def _leave(self) -> None:
        """Close the panel: what was typed in it is used or given up."""
        self._put(None)
        self._keeper.discard()
        shown = (self.freeze, self.export)
        here = next((button for button in shown if not button.isHidden()), self.bar.earlier)
        here.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def _show(self, shown: Shown) -> None:
        ui, may = self.context.ui, self.context.desk.actor.may(Act.PUBLISH_STATISTICS)
        if shown == self.shown:
            return  # what somebody is reading stays under their eyes
        self.shown = shown
        self.bar.show_month(shown.month, frozen=shown.frozen is not None)
        zone = self.context.desk.store.reader.calendar().commune.zone
        released = ""
        if shown.frozen is not None:
            frozen = shown.frozen
            released = freezing_words(ui.language, frozen.revision, frozen.frozen_at, zone)
        self.states.show_state(shown, released, worded(shown.changes, self._words))
        self.figures.show_figures(told(shown.tables, self._words, definitions()))
        self.inside.setVisible(shown.beside is not None)
        if shown.beside is not None:
            self.inside.show_counts(shown.beside)
        is_frozen = shown.state is State.FROZEN
        self.freeze.setVisible(may and shown.state is State.OVER)
        self.correct.setVisible(may and is_frozen)
        self.export.setVisible(is_frozen)
        if isinstance(self.panel, DefinitionPanel):
            self._put(None)

    def _put(self, panel: DefinitionPanel | FreezePanel | ExportPanel | None) -> None:
        """Show this beside the figures, in place of what stood there."""
        if self.panel is not None:
            self._side_column.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = panel
        self.figures.mark("", "")
        if panel is not None:
            self._side_column.addWidget(panel)
            self.page.reveal(self.bar)
        self._side.setVisible(panel is not None)
