"""The page of referral lists: received, sent, to be checked."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.services.answers import open_referral
from referral_app.services.ports import ReferralBox
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.names import Names
from ui.referrals.presenter import Lists, calls, id_of, rows_of
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.choice import Choice
from ui.widgets.field import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import ScrollPage

_WAITING, _LATE, _ALL = "waiting", "late", "all"
_CENTRES, _SERVICES = "centres", "services"
_DOORS = {_CENTRES: False, _SERVICES: True}
_SEARCH = 280


class ReferralsScreen(Screen):
    """Three lists under one roof; the act stands at the end of each row."""

    listens_to = frozenset({REFERRALS, CASES, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self.lists = Lists(context.desk)
        self.page = ScrollPage(ui, self.title())
        if context.desk.actor.may(Act.ANSWER_REFERRAL):
            self.telephone = SecondaryButton(ui, _("Answer by telephone"), "phone")
            self.telephone.clicked.connect(lambda: context.go("telephone"))
            self.coupon = SecondaryButton(ui, _("Return coupon"), "reply")
            self.coupon.clicked.connect(lambda: context.go("coupon"))
            self.page.set_actions([self.coupon, self.telephone])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._turn)
        self.page.body.addWidget(self._filters())
        self.card = Card(ui)
        self.rows = RowList(ui)
        self.rows.acted.connect(self._act)
        self.rows.opened.connect(self._see)
        self.more = SecondaryButton(ui, _("Show more"))
        self.more.clicked.connect(self._more)
        self.count = Label(ui, "", Text.SMALL, "muted")
        self.empty = EmptyState(ui, "inbox", "")
        self._seen = ""
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

    def show_with(self, box: str = "", text: str = "", **arguments: Any) -> None:
        """Show the list named by `box`: `all`, what is `late`, or under way; filtered by `text`.

        Without one, the list as it was left.
        """
        if box:
            fields = (self.box, self.scope, self.door, self.text)
            with ExitStack() as quiet:
                for field in fields:
                    quiet.enter_context(QSignalBlocker(field))
                self.box.set_value(ReferralBox(box).value)
                wanted = [scope for scope in (_ALL, _LATE) if arguments.get(scope)]
                self.scope.set_value(next(iter(wanted), _WAITING))
                self.text.set_value(text)
                self.door.set_value(None)
        self._turn()
        self._take_focus()

    def refresh(self) -> None:
        """Read again what is in sight."""
        self.lists.read()
        self._show()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The acts at the ends of the rows."""
        return tuple(item.button for item in self.rows.items if item.button)

    def _take_focus(self) -> None:
        """Stand on the row that was opened last, else on the first, else on the lists."""
        keys = [item.row.key for item in self.rows.items]
        if keys:
            at = keys.index(self._seen) if self._seen in keys else 0
            self.rows.items[at].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.empty.button is not None:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filters(self) -> QWidget:
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
        scopes = ((_WAITING, _("Under way")), (_LATE, _("Late")), (_ALL, _("All")))
        self.scope = SegmentedField(ui, [Choice(code, words) for code, words in scopes])
        self.scope.setAccessibleName(_("Which referrals"))
        self.scope.set_value(_WAITING)
        self.text = TextField(ui, _("Code, or a word of the request"))
        self.text.setAccessibleName(_("Search in this list"))
        self.box.changed.connect(self._turn)
        self.scope.changed.connect(self._turn)
        self.text.changed.connect(self._typing.start)
        self.text.setFixedWidth(ui.theme.px(_SEARCH))
        holder = QWidget()
        line = FlowLayout(holder, ui.theme.px(SPACE_16))
        doors = [Choice(_CENTRES, _("Centres")), Choice(_SERVICES, _("Outside services"))]
        self.door = SegmentedField(ui, doors)
        self.door.setAccessibleName(_("To whom"))
        self.door.changed.connect(self._turn)
        for field in (self.box, self.scope, self.door, self.text):
            line.addWidget(field)
        return holder

    def _turn(self) -> None:
        self._typing.stop()
        box = ReferralBox(self.box.value() or ReferralBox.RECEIVED.value)
        self.scope.setVisible(box is not ReferralBox.TO_CHECK)
        services = box is ReferralBox.SENT and bool(self.context.desk.store.reader.services())
        self.door.setVisible(services)
        waiting = self.scope.value() != _ALL
        try:
            late = self.scope.value() == _LATE
            outside = _DOORS.get(self.door.value() or "")
            self.lists.start(
                box, waiting=waiting, late=late, text=self.text.value(), outside=outside
            )
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
        self._show_empty(shown=not found)
        self.more.setVisible(self.lists.has_more)
        text = ui.ngettext("{count} referral", "{count} referrals", self.lists.total)
        self.count.setText(text.format(count=self.lists.total))
        self.count.setVisible(found)
        self._show_counts()

    def _show_counts(self) -> None:
        _ = self.context.ui.gettext
        words = {
            ReferralBox.RECEIVED: _("Received"),
            ReferralBox.SENT: _("Sent"),
            ReferralBox.TO_CHECK: _("To check"),
        }
        counts = self.lists.under_way()
        for box, button in zip(words, self.box.buttons, strict=True):
            count = counts[box]
            button.setText(f"{words[box]} · {count}" if count else words[box])
            button.updateGeometry()

    def _show_empty(self, *, shown: bool) -> None:
        held = self.empty.button is not None and self.empty.button.hasFocus()
        fresh = self._empty() if shown else EmptyState(self.context.ui, "inbox", "")
        self.card.body.replaceWidget(self.empty, fresh)
        self.empty.hide()
        self.empty.deleteLater()
        self.empty = fresh
        fresh.setVisible(shown)
        if held:
            self._take_focus()

    def _empty(self) -> EmptyState:
        """What will stand here, and the act that brings it."""
        ui, _, go = self.context.ui, self.context.ui.gettext, self.context.go
        if self.lists.text:
            words = _("Nothing in this list fits these words.")
            return EmptyState(ui, "search", words, _("Show all of it"), self._clear)
        if self.lists.box is ReferralBox.TO_CHECK:
            return EmptyState(ui, "circle-check", _("Nothing to check: every answer is clear."))
        if self.lists.late:
            return EmptyState(ui, "circle-check", _("Nothing in this list is late."))
        if self.lists.box is ReferralBox.RECEIVED:
            words = _("No referral waits here. What other centres send arrives with an exchange.")
            return EmptyState(ui, "inbox", words, _("Exchange…"), lambda: go("exchange"))
        words = _("No referral of yours is under way. Refer a need from its file.")
        return EmptyState(ui, "send", words, _("Go to the files"), lambda: go("cases"))

    def _clear(self) -> None:
        self.text.set_value("")
        self._turn()
        self._take_focus()

    def _see(self, key: str) -> None:
        self._seen = key
        self.context.go("referral", referral=id_of(key))

    def _act(self, key: str) -> None:
        """Do what the row says: opening a new one acknowledges it, for a person is reading it."""
        found = id_of(key)
        row = next(row for row in self.lists.rows if row.id == found)
        desk = self.context.desk
        if calls(Names(self.context.ui, desk), row) and desk.actor.may(Act.ANSWER_REFERRAL):
            self.context.go("telephone", referral=found)
            return
        unread = row.incoming and row.status == Status.REQUESTED.value and not row.marked
        if unread and desk.actor.may(Act.ANSWER_REFERRAL):
            self.run(
                lambda: open_referral(desk, found, desk.now()),
                lambda _opened: self._see(key),
                changed=(REFERRALS, EXCHANGE),
            )
        else:
            self._see(key)
