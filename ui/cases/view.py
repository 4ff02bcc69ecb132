"""The page of files: type a code or a word, Down, Enter."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from referral_app.domain.identifiers import CaseId
from referral_app.errors import ReferralAppError
from referral_app.services.ports import CaseOrder
from referral_app.services.saved_lists import CASES as CASES_PAGE
from referral_app.services.saved_lists import SavedList
from ui.cases.delegate import CaseDelegate
from ui.cases.presenter import ALL, CLOSED, CLOSED_LATELY, MINE, OPEN, CasesPresenter
from ui.cases.table_model import CasesModel
from ui.changes import CASES, REFERRALS
from ui.context import Ui
from ui.parts.saved_lists import SavedLists
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.choice import Choice
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.option_fields import ChipsField, SegmentedField
from ui.widgets.scroll_page import ScrollPage

_PAUSE_MS = 120
_LIST, _NOTHING, _NO_MATCH, _NOT_HERE = range(4)


class CasesScreen(Screen):
    """`show_with(text=…)` looks for something at once."""

    listens_to = frozenset({CASES, REFERRALS})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._presenter = CasesPresenter(context.ui, context.desk)
        self.model = CasesModel(self._presenter.read, self._presenter.line)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Files")

    def show_with(self, text: str | None = None, **_arguments: Any) -> None:
        """Read and fill; the search stays as it was unless another is asked for."""
        if text is not None:
            self.search.setText(text)
            self.narrowed.set_value(())
            self.state.set_value(ALL)  # who looks for a file may mean a closed one
        self._presenter.renew()
        self._find()
        self._count_households()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read again, the same file staying chosen."""
        self._count_households()
        row = self.model.row_at(self.list.currentIndex())
        self._guard(self.model.reload)
        self._show_found(row.id if row else None)

    def _find(self) -> None:
        self._pause.stop()
        query = self._presenter.query(
            self.search.text(),
            self.state.value() or OPEN,
            self.order.value() or "",
            self.narrowed.value(),
        )
        self._guard(lambda: self.model.start(query))
        self._show_found(None)

    def _count_households(self) -> None:
        """Say persons and households under the title."""
        if self._presenter.may_read():
            self.page.set_title(self.title(), self._presenter.household_words())

    def _guard(self, read: Callable[[], None]) -> None:
        if not self._presenter.may_read():
            return
        try:
            read()
        except ReferralAppError as error:
            self.say_error(error, self._find)

    def _show_found(self, chosen: CaseId | None) -> None:
        self.count.setText(self._presenter.count_words(self.model.total, more=self.model.more))
        if self.model.rowCount():
            place = self.model.place_of(chosen) if chosen else QModelIndex()
            self.list.setCurrentIndex(place if place.isValid() else self.model.index(0))
            self.pages.setCurrentIndex(_LIST)
            self.tools.show()
            return
        empty, tools = self._empty_state()
        self.pages.setCurrentIndex(empty)
        self.tools.setVisible(tools)

    def _empty_state(self) -> tuple[int, bool]:
        """Which page stands in place of the list, and whether the search stays above it."""
        if not self._presenter.may_read():
            return _NOT_HERE, False
        return (_NO_MATCH, True) if self._presenter.any_case() else (_NOTHING, False)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None:
            self.context.go("case", case=row.id)

    def _enter_list(self) -> None:
        if self.model.rowCount():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_first(self) -> None:
        self._find()
        if self.model.total == 1 or self.search.text().strip():
            self._open(self.list.currentIndex())
        else:
            self._enter_list()

    def _filters(self) -> dict[str, str]:
        """How the fields stand, for a list that is kept."""
        narrowed = dict.fromkeys(self.narrowed.value(), "yes")
        return {
            "text": self.search.text(),
            "state": self.state.value() or OPEN,
            "order": self.order.value() or "",
            **narrowed,
        }

    def _apply(self, found: SavedList) -> None:
        """Set the fields as a kept list has them."""
        states, orders = {OPEN, CLOSED, ALL}, {order.value for order in CaseOrder}
        with ExitStack() as quiet:
            for field in (self.search, self.state, self.order, self.narrowed):
                quiet.enter_context(QSignalBlocker(field))
            self.search.setText(found.get("text"))
            state, order = found.get("state"), found.get("order")
            self.state.set_value(state if state in states else OPEN)
            self.order.set_value(order if order in orders else CaseOrder.LAST.value)
            self.narrowed.set_value([name for name in (MINE, CLOSED_LATELY) if found.get(name)])
        self._find()
        self._enter_list()

    def _narrow(self) -> None:
        """Only closed files were closed this month."""
        if CLOSED_LATELY in self.narrowed.value() and self.state.value() == OPEN:
            self.state.set_value(CLOSED)  # which reads again
        else:
            self._find()

    def _widen(self) -> None:
        """An open file was not closed this month."""
        chips = self.narrowed.value()
        if self.state.value() == OPEN and CLOSED_LATELY in chips:
            self.narrowed.set_value([name for name in chips if name != CLOSED_LATELY])
        self._find()

    def _clear(self) -> None:
        with QSignalBlocker(self.narrowed):
            self.narrowed.set_value(())
        self.search.clear()
        self.state.set_value(ALL)
        self._find()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new(self) -> None:
        self.context.go("intake")

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.page = ScrollPage(ui, self.title())
        self._make_acts()
        self.tools = self._make_tools()
        self.list = _List(ui, self.model)
        self.list.show_rows(CaseDelegate(ui, _("Open"), self.list))
        opens = self._presenter.may_open()
        self.nothing = EmptyState(
            ui,
            "folder",
            _("The files of this centre will stand here, by their code."),
            _("Open the first file") if opens else "",
            self._new if opens else None,
        )
        self.no_match = EmptyState(
            ui,
            "search",
            _("No file matches. Read the code on the card again, or look among all files."),
            _("Show all files"),
            self._clear,
        )
        not_here = EmptyState(
            ui, "lock", _("Files are read by those who work with people, not in your role.")
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        for state in (self.nothing, self.no_match, not_here):
            self.pages.addWidget(_carded(ui, state))
        self.page.body.addWidget(self.lists)
        self.page.body.addWidget(self.tools)
        self.page.body.addWidget(self.pages, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.page)

    def _make_acts(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.lists = SavedLists(self, CASES_PAGE, self._filters)
        self.lists.chosen.connect(self._apply)
        acts: list[QWidget] = [self.lists.button]
        if self._presenter.may_open():
            new = PrimaryButton(ui, _("New file"), "plus")
            new.clicked.connect(self._new)
            acts.append(new)
        self.page.set_actions(acts)
        self.lists.button.setVisible(self._presenter.may_read())

    def _make_tools(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.search = _Search(ui)
        states = [
            Choice(OPEN, _("Open files")),
            Choice(CLOSED, _("Closed files")),
            Choice(ALL, _("All files")),
        ]
        self.state = SegmentedField(ui, states)
        self.state.set_value(OPEN)
        orders = [
            Choice(CaseOrder.LAST.value, _("Latest act")),
            Choice(CaseOrder.OPENED.value, _("Newest file")),
            Choice(CaseOrder.CODE.value, _("Code")),
        ]
        self.order = SegmentedField(ui, orders)
        self.order.setAccessibleName(_("Sorted by"))
        self.order.set_value(CaseOrder.LAST.value)
        self.count = Label(ui, color="muted")
        tools = QWidget()
        column = QVBoxLayout(tools)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_8))
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(ui.theme.px(SPACE_12))
            column.addLayout(line)
        first.addWidget(self.search, 4)
        first.addWidget(self.state, 3, Qt.AlignmentFlag.AlignVCenter)
        second.addWidget(self._make_second_line(), 1)
        second.addWidget(self.count)
        return tools

    def _make_second_line(self) -> QWidget:
        """What narrows the list, and its order; in two lines where there is no room."""
        ui, _ = self.context.ui, self.context.ui.gettext
        narrower = [
            Choice(MINE, _("That I follow")),
            Choice(CLOSED_LATELY, _("Closed this month")),
        ]
        self.narrowed = ChipsField(ui, narrower)
        self.narrowed.setAccessibleName(_("Which files"))
        flow = QWidget()
        fields = FlowLayout(flow, ui.theme.px(SPACE_12))
        ordered = QWidget()
        beside = QHBoxLayout(ordered)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(ui.theme.px(SPACE_12))
        beside.addWidget(Label(ui, _("Sorted by"), color="muted"))
        beside.addWidget(self.order)
        fields.addWidget(self.narrowed)
        fields.addWidget(ordered)
        return flow

    def _connect(self) -> None:
        self._pause.timeout.connect(self._find)
        self.search.textChanged.connect(self._pause.start)
        self.search.wants_list.connect(self._enter_list)
        self.search.returnPressed.connect(self._open_first)
        self.state.changed.connect(self._widen)
        self.narrowed.changed.connect(self._narrow)
        self.order.changed.connect(self._find)
        self.list.opened.connect(self._open)
        self.list.wants_search.connect(
            lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        )


class _Search(QLineEdit):
    """Takes a code in whole or in part, or a word of a note."""

    wants_list = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        _ = ui.gettext
        self.setProperty("search", True)
        self.setFont(ui.theme.font())
        self.setPlaceholderText(_("Code, or a word of a need or note"))
        self.setAccessibleName(_("Search among the files"))
        self.setClearButtonEnabled(True)
        icon = ui.icons.icon("search", "muted")
        self.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the list; Esc empties the box first."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.wants_list.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class _List(QTableView):
    """Whole rows; a click or Enter opens, Up from the first goes back to the search.

    A table of one column: QListView asks the model about each row before it shows the first.
    """

    opened = Signal(QModelIndex)
    wants_search = Signal()

    def __init__(self, ui: Ui, model: CasesModel) -> None:
        super().__init__()
        self.setAccessibleName(ui.gettext("Files"))
        self.setModel(model)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(ui.theme.px(220))
        self.clicked.connect(self.opened)

    def show_rows(self, delegate: CaseDelegate) -> None:
        """Let `delegate` paint the rows, all as tall as it wants them."""
        self.setItemDelegate(delegate)
        tall = delegate.sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(tall)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Up from the top leaves; Home and End go to the first row and the last."""
        key, here = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and here.isValid():
            self.opened.emit(here)
        elif key == Qt.Key.Key_Up and here.row() <= 0:
            self.wants_search.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model().rowCount() - 1
            self.setCurrentIndex(self.model().index(0 if key == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)


def _carded(ui: Ui, state: EmptyState) -> Card:
    card = Card(ui)
    card.body.addWidget(state, 1)
    return card
