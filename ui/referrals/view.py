"""The page of referral lists: received, sent, to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.services.answers import open_referral
from referral_app.services.ports import ReferralBox
from referral_app.services.saved_lists import REFERRALS as REFERRALS_PAGE
from referral_app.services.saved_lists import SavedList
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.choices import choices_of
from ui.parts.names import Names
from ui.parts.saved_lists import SavedLists
from ui.referrals.presenter import Lists, Wanted, calls, id_of, rows_of
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.option_fields import ChipsField, SegmentedField
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import ScrollPage

_WAITING, _UNANSWERED, _LATE, _ALL = "waiting", "unanswered", "late", "all"
_URGENT = "urgent"
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
        acts: list[QWidget] = []
        if context.desk.actor.may(Act.ANSWER_REFERRAL):
            self.telephone = SecondaryButton(ui, _("Answer by telephone"), "phone")
            self.telephone.clicked.connect(lambda: context.go("telephone"))
            self.coupon = SecondaryButton(ui, _("Return coupon"), "reply")
            self.coupon.clicked.connect(lambda: context.go("coupon"))
            acts += [self.coupon, self.telephone]
        self.saved = SavedLists(self, REFERRALS_PAGE, self._filtered)
        self.saved.chosen.connect(self._apply)
        self.page.set_actions([self.saved.button, *acts])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._turn)
        self.page.body.addWidget(self.saved)
        self.page.body.addWidget(self._filters())
        self._add_list()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Referrals")

    def show_with(self, box: str = "", text: str = "", **arguments: Any) -> None:
        """Show the list named by `box`: `all`, what is `late`, or under way; filtered by `text`.

        Without one, the list as it was left.
        """
        if box:
            wanted = [scope for scope in (_ALL, _LATE) if arguments.get(scope)]
            self._set({"box": box, "scope": next(iter(wanted), _WAITING), "text": text})
        self._turn()
        self._take_focus()

    def refresh(self) -> None:
        """Read again what is in sight."""
        self.lists.read()
        self._show()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The acts at the ends of the rows."""
        return tuple(item.button for item in self.rows.items if item.button)

    def _set(self, wanted: Mapping[str, str]) -> None:
        """Set every field; what is not wanted, or not known, is as on the first day."""
        fields = (self.box, self.scope, self.urgent, self.door, self.kind, self.text)
        with ExitStack() as quiet:
            for field in fields:
                quiet.enter_context(QSignalBlocker(field))
            box, scope, door = wanted.get("box"), wanted.get("scope"), wanted.get("door")
            boxes = {known.value for known in ReferralBox}
            self.box.set_value(box if box in boxes else ReferralBox.RECEIVED.value)
            scopes = (_WAITING, _UNANSWERED, _LATE, _ALL)
            self.scope.set_value(scope if scope in scopes else _WAITING)
            self.urgent.set_value((_URGENT,) if wanted.get(_URGENT) else ())
            self.door.set_value(door if door in _DOORS else None)
            kind = wanted.get("kind", "")
            kinds = {entry.code for entry in self.context.desk.vocabularies.service_kinds.choices}
            self.kind.set_value(kind if kind in kinds else None)
            self.text.set_value(wanted.get("text", ""))

    def _filtered(self) -> dict[str, str]:
        """How the fields stand, for a list that is kept."""
        return {
            "box": self.box.value() or "",
            "scope": self.scope.value() or "",
            _URGENT: "yes" if self.urgent.value() else "",
            "door": self.door.value() or "",
            "kind": self.kind.value() or "",
            "text": self.text.value(),
        }

    def _apply(self, found: SavedList) -> None:
        """Set the fields as a kept list has them."""
        self._set(dict(found.filters))
        self._turn()
        self._take_focus()

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

    def _add_list(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
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
        scopes = (
            (_WAITING, _("Under way")),
            (_UNANSWERED, _("Without an answer")),
            (_LATE, _("Late")),
            (_ALL, _("All")),
        )
        self.scope = SegmentedField(ui, [Choice(code, words) for code, words in scopes])
        self.scope.setAccessibleName(_("Which referrals"))
        self.scope.set_value(_WAITING)
        self.text = TextField(ui, _("Code, or a word of the request"))
        self.text.setAccessibleName(_("Search in this list"))
        self.box.changed.connect(self._turn)
        self.scope.changed.connect(self._turn)
        self.text.changed.connect(self._typing.start)
        self.text.setFixedWidth(ui.theme.px(_SEARCH))
        self._make_narrower()
        holder = QWidget()
        line = FlowLayout(holder, ui.theme.px(SPACE_16))
        for field in (self.box, self.scope, self.urgent, self.door, self.kind, self.text):
            line.addWidget(field)
        return holder

    def _make_narrower(self) -> None:
        """What narrows a list: priority, to whom, and which kind of service."""
        ui, _ = self.context.ui, self.context.ui.gettext
        doors = [Choice(_CENTRES, _("Centres")), Choice(_SERVICES, _("Outside services"))]
        self.door = SegmentedField(ui, doors)
        self.door.setAccessibleName(_("To whom"))
        self.door.changed.connect(self._turn)
        self.urgent = ChipsField(ui, [Choice(_URGENT, _("Urgent"))])
        self.urgent.setAccessibleName(_("Which priority"))
        self.urgent.changed.connect(self._turn)
        kinds = choices_of(self.context.desk.vocabularies.service_kinds, ui.language)
        self.kind = ChoiceField(ui, kinds, _("Any kind of service"))
        self.kind.setAccessibleName(_("Kind of service"))
        self.kind.setFixedWidth(ui.theme.px(_SEARCH))
        self.kind.changed.connect(self._turn)

    def _turn(self) -> None:
        self._typing.stop()
        box = ReferralBox(self.box.value() or ReferralBox.RECEIVED.value)
        self.scope.setVisible(box is not ReferralBox.TO_CHECK)
        services = box is ReferralBox.SENT and bool(self.context.desk.store.reader.services())
        self.door.setVisible(services)
        self.kind.setVisible(services and self.door.value() == _SERVICES)
        scope = self.scope.value()
        wanted = Wanted(
            box,
            waiting=scope != _ALL,
            unanswered=scope == _UNANSWERED,
            late=scope == _LATE,
            urgent=bool(self.urgent.value()),
            outside=_DOORS.get(self.door.value() or ""),
            kind=self.kind.value() or "",
            text=self.text.value(),
        )
        try:
            self.lists.start(wanted)
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
        wanted = self.lists.wanted
        if wanted.narrowed:
            words = (
                _("Nothing in this list fits these words.")
                if wanted.text
                else _("Nothing in this list fits.")
            )
            return EmptyState(ui, "search", words, _("Show all of it"), self._clear)
        if wanted.box is ReferralBox.TO_CHECK:
            return EmptyState(ui, "circle-check", _("Nothing to check: every answer is clear."))
        if wanted.late:
            return EmptyState(ui, "circle-check", _("Nothing in this list is late."))
        if wanted.box is ReferralBox.RECEIVED:
            words = _("No referral waits here. What other centres send arrives with an exchange.")
            return EmptyState(ui, "inbox", words, _("Exchange…"), lambda: go("exchange"))
        words = _("No referral of yours is under way. Refer a need from its file.")
        return EmptyState(ui, "send", words, _("Go to the files"), lambda: go("cases"))

    def _clear(self) -> None:
        self._set({"box": self.box.value() or "", "scope": self.scope.value() or ""})
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
        is_new = row.incoming and row.status == Status.REQUESTED.value
        unread = is_new and not row.marked and not row.ended
        if unread and desk.actor.may(Act.ANSWER_REFERRAL):
            self.run(
                lambda: open_referral(desk, found, desk.now()),
                lambda _opened: self._see(key),
                changed=(REFERRALS, EXCHANGE),
            )
        else:
            self._see(key)
