"""The card of the hub: where it is, how it stands, exchanging with it, joining and leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.identifiers import Moment
from referral_app.errors import InvalidInputError
from referral_app.language import isolate, isolate_text
from ui.context import Ui
from ui.exchange.round_card import RoundCard
from ui.parts.entry_form import EntryForm, show_at_field
from ui.parts.hub_words import hub_lines
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label

if TYPE_CHECKING:
    from referral_app.bootstrap import HubState


class JoinHub(EntryForm):
    """Address and code of a hub; the page joins it."""

    wanted = Signal(str, str)
    left = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        words = _(
            "The commune's technician gives you the address. The first centre also needs the code "
            "that he prints; a centre that was invited needs none."
        )
        column.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.address = TextField(ui, "https://hub.rabat.example")
        self.address.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.address_row = FormRow(ui, _("Address of the hub"), self.address, required=True)
        self.code = TextField(ui)
        self.code.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.code_row = FormRow(ui, _("Code of the technician"), self.code)
        grid = FieldGrid(ui)
        grid.add(self.address_row, 4)
        grid.add(self.code_row, 2)
        column.addWidget(grid)
        self.join = PrimaryButton(ui, _("Join this hub"), "check")
        self.join.clicked.connect(self._try)
        self.main = self.join
        self.back = QuietButton(ui, _("Cancel"))
        self.back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        foot.addWidget(self.join)
        foot.addWidget(self.back)
        foot.addStretch(1)
        column.addLayout(foot)

    def begin(self, address: str) -> None:
        """Ask, with the address that is known."""
        self.address.set_value(address)
        self.code.set_value("")
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, error: InvalidInputError) -> bool:
        """Say what is wrong at its field; False where it has none."""
        return show_at_field(self._ui, {"url": self.address_row}, error)

    def _try(self) -> None:
        if not self.address.value():
            self.address_row.set_error(self._ui.gettext("Enter the address of the hub."))
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.wanted.emit(self.address.value(), self.code.value())


class HubCard(RoundCard):
    """Shows and asks; the page does the work."""

    leaving = Signal()

    def __init__(self, ui: Ui, *, may_choose: bool) -> None:
        _ = ui.gettext
        super().__init__(ui, _("By the hub of the commune"))
        self._may_choose = may_choose
        self._address = ""
        self.place = Label(ui, "", wrap=True)
        self._state = QWidget()
        self.form = JoinHub(ui)
        self.form.left.connect(self.close_form)
        self.form.hide()
        self.open = SecondaryButton(ui, "", "plus")
        self.open.clicked.connect(self.open_form)
        self.leave = QuietButton(ui, _("Leave the hub…"))
        self.leave.clicked.connect(self.leaving)
        for button in (self.open, self.leave):
            self.acts.addWidget(button)
        self.body.addWidget(self.place)
        self.body.addWidget(self._state)
        self.body.addWidget(self.buttons)
        self.body.addWidget(self.form)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.report)

    def show_hub(self, hub: HubState | None, now: Moment) -> None:
        """Say where the hub is and how it stands; None while the centre has none."""
        _ = self._ui.gettext
        self._address = hub.url if hub else ""
        if hub is None:
            words = _(
                "Your centre has no hub. With one, envelopes leave two seconds after saving and "
                "arrive within a minute; the hub cannot read them."
            )
            self.place.setText(words)
        elif hub.name:
            words = _("{name}, at {address}")
            named = words.format(name=isolate_text(hub.name), address=isolate(hub.url))
            self.place.setText(named)
        else:
            self.place.setText(isolate(hub.url))
        joined = hub is not None
        self.exchange.setVisible(joined)
        self.open.set_text(_("Another address…") if joined else _("Join a hub…"))
        self.open.show_icon("pencil" if joined else "plus")
        asked = self.form.isVisibleTo(self)
        self.open.setVisible(self._may_choose and not asked)
        self.leave.setVisible(self._may_choose and joined and not asked)
        self._show_state(hub, now)

    def open_form(self) -> None:
        """Ask for an address."""
        self.form.show()
        self.open.hide()
        self.leave.hide()
        self.form.begin(self._address)

    def close_form(self) -> None:
        """Ask no more."""
        self.form.hide()
        self.open.setVisible(self._may_choose)
        self.leave.setVisible(self._may_choose and bool(self._address))
        self.open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_state(self, hub: HubState | None, now: Moment) -> None:
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_8))
        lines = hub_lines(self._ui, hub, now) if hub else ()
        for line in lines:
            said = NoticeLine(self._ui, line.icon, line.text, line.color)
            said.words.set_color("ink")
            column.addWidget(said)
        self.body.replaceWidget(self._state, fresh)
        self._state.hide()
        self._state.deleteLater()
        self._state = fresh
        fresh.setVisible(bool(lines))
