"""The page of referral lists: received, sent, to be checked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.services.answers import open_referral
from referral_app.services.ports import ReferralBox
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.names import Names
from ui.referrals.presenter import Lists, id_of, rows_of
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_12, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.choice import Choice
from ui.widgets.field import TextField
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import ScrollPage

_WAITING, _ALL = "waiting", "all"


class ReferralsScreen(Screen):
    """Three lists under one roof; the act stands at the end of each row."""

    listens_to = frozenset({REFERRALS, CASES, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self.lists = Lists(context.desk)
        self.page = ScrollPage(ui, self.title())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._turn)
        self.page.body.addLayout(self._filters())
        self.card = Card(ui)
        self.rows = RowList(ui)
        self.rows.acted.connect(self._act)
        self.rows.opened.connect(self._see)
        self.more = SecondaryButton(ui, _("Show more"))
        self.more.clicked.connect(self._more)
        self.count = Label(ui, "", Text.SMALL, "muted")
        self.empty = EmptyState(ui, "inbox", "")
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.more)
        for widget in (self.rows, self.empty):
            self.card.body.addWidget(widget)
        self.card.body.addLayout(foot)
        self.page.body.addWidget(self.card)
        self.page.body.addStretch(1)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Referrals")

    def show_with(self, **arguments: Any) -> None:
        """Show the list named by `box`; without one, the list that was shown last."""
        box = arguments.get("box")
        if box is not None:
            self.box.set_value(ReferralBox(box).value)
        if arguments.get("all"):
            self.scope.set_value(_ALL)
        if arguments.get("text"):
            self.text.set_value(arguments["text"])
        self._turn()
        if self.rows.items:
            self.rows.items[0].setFocus()
        else:
            self.box.setFocus()

    def refresh(self) -> None:
        """Read again what is in sight."""
        self.lists.read()
        self._show()

    def _filters(self) -> QHBoxLayout:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.box = SegmentedField(
            ui,
            [
                Choice(ReferralBox.RECEIVED.value, _("Received")),
                Choice(ReferralBox.SENT.value, _("Sent")),
                Choice(ReferralBox.TO_CHECK.value, _("To check")),
            ],
        )
        self.box.setAccessibleName(_("List"))
        self.box.set_value(ReferralBox.RECEIVED.value)
        self.scope = SegmentedField(ui, [Choice(_WAITING, _("Under way")), Choice(_ALL, _("All"))])
        self.scope.setAccessibleName(_("Which referrals"))
        self.scope.set_value(_WAITING)
        self.text = TextField(ui, _("Code, or a word of the request"))
        self.text.setAccessibleName(_("Search in this list"))
        self.box.changed.connect(self._turn)
        self.scope.changed.connect(self._turn)
        self.text.changed.connect(self._typing.start)
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_12))
        line.addWidget(self.box, 3)
        line.addWidget(self.scope, 2)
        line.addWidget(self.text, 2)
        return line

    def _turn(self) -> None:
        self._typing.stop()
        box = ReferralBox(self.box.value() or ReferralBox.RECEIVED.value)
        self.scope.setVisible(box is not ReferralBox.TO_CHECK)
        waiting = self.scope.value() != _ALL
        try:
            self.lists.start(box, waiting=waiting, text=self.text.value())
        except ReferralAppError as error:
            self.say_error(error)
            return
        self._show()

    def _more(self) -> None:
        first_new = len(self.lists.rows)
        self.lists.more()
        self._show()
        if first_new < len(self.rows.items):
            self.rows.items[first_new].setFocus()

    def _show(self) -> None:
        ui = self.context.ui
        names = Names(ui, self.context.desk)
        self.rows.set_rows(rows_of(names, self.lists.rows))
        found = bool(self.lists.rows)
        self.rows.setVisible(found)
        self.empty.setVisible(not found)
        self.empty.words.setText(self._empty_words())
        self.more.setVisible(self.lists.has_more)
        text = ui.ngettext("{count} referral", "{count} referrals", self.lists.total)
        self.count.setText(text.format(count=self.lists.total) if found else "")

    def _empty_words(self) -> str:
        _ = self.context.ui.gettext
        if self.lists.text:
            return _("Nothing in this list fits these words.")
        if self.lists.box is ReferralBox.TO_CHECK:
            return _("Nothing to check: every answer is clear.")
        if self.lists.box is ReferralBox.RECEIVED:
            return _("No referral waits here. What other centres send arrives with an exchange.")
        return _("No referral of yours is under way. Refer a need from its file.")

    def _see(self, key: str) -> None:
        self.context.go("referral", referral=id_of(key))

    def _act(self, key: str) -> None:
        """Do what the row says: opening a new one acknowledges it, for a person is reading it."""
        found = id_of(key)
        row = next(row for row in self.lists.rows if row.id == found)
        desk = self.context.desk
        unread = row.incoming and row.status == Status.REQUESTED.value and not row.marked
        if unread and desk.actor.may(Act.ANSWER_REFERRAL):
            self.run(
                lambda: open_referral(desk, found, desk.now()),
                lambda _opened: self._see(key),
                changed=(REFERRALS, EXCHANGE),
            )
        else:
            self._see(key)
