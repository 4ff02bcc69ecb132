"""The page of the team: who works here, in which role, and who opens this desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.identifiers import StaffId
from referral_app.domain.staff import Role, Staff
from referral_app.language import isolate
from referral_app.services.departures import Departure, hand_over, in_hand, may_take_over
from referral_app.services.staff import StaffLine, add_staff, set_staff, team
from ui.changes import CASES, CENTRE, DRAFTS
from ui.dialogs import Question
from ui.parts.choices import choices_of
from ui.parts.dates import day_of, moment_of
from ui.parts.names import Names
from ui.screen import Screen, ScreenContext
from ui.team.departure import NOBODY, DeparturePanel, LeftPanel
from ui.team.panels import AddPanel, Panel, PersonPanel
from ui.team.words import ROLES, in_hand_lines, person_row
from ui.tokens import SPACE_16
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.choice import Choice
from ui.widgets.rows import RowList
from ui.widgets.scroll_page import Columns, ScrollPage

_SIDE = 440


class TeamScreen(Screen):
    """The list of the team, and beside it the form of what is being done."""

    listens_to = frozenset({CENTRE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._lines: dict[str, StaffLine] = {}
        subtitle = _("Who works here, in which role, and who opens this desk.")
        self.page = ScrollPage(ui, self.title(), subtitle)
        self.add = PrimaryButton(ui, _("Add somebody"), "plus")
        self.add.clicked.connect(self.add_somebody)
        self.page.set_actions([self.add])
        card = Card(ui)
        self.list = RowList(ui)
        self.list.opened.connect(self.show_person)
        self.list.acted.connect(self.show_person)
        card.body.addWidget(self.list)
        main = _stacked(card)
        self._side = QWidget()
        self._place = QVBoxLayout(self._side)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addStretch(1)
        self.panel: Panel | None = None
        self.hint = Card(ui)
        self.hint.body.addWidget(
            EmptyState(ui, "users", _("Choose somebody to see their role and what they open."))
        )
        self._place.insertWidget(0, self.hint)
        self.page.body.addWidget(Columns(ui, main, self._side, _SIDE))
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("The team")

    def show_with(self, **arguments: Any) -> None:
        """Read who is here; stand on the first."""
        self.refresh()
        self._go_to_list()

    def refresh(self) -> None:
        """Read who is here, leaving the form beside as it is."""
        desk, ui = self.context.desk, self.context.ui
        names, opens = Names(ui, desk), {staff for _, staff in self.context.workspace.slots()}
        lines = team(desk)
        self._lines = {line.staff.id.hex(): line for line in lines}
        self.list.set_rows(
            [
                person_row(
                    ui,
                    names,
                    line,
                    opens=line.staff.id in opens,
                    here=line.staff.id == desk.actor.id,
                )
                for line in lines
            ]
        )

    def keep_draft(self) -> None:
        """Nothing secret stays on a page that is left."""
        if self.panel is not None:
            self.panel.forget()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while something is saved."""
        return (self.add, *(self.panel.buttons() if self.panel else ()))

    def add_somebody(self) -> None:
        """Show the form of somebody new."""
        panel = AddPanel(self.context.ui, self._roles(), self._today())
        panel.wanted.connect(self._add)
        self._put(panel)

    def show_person(self, key: str) -> None:
        """Show a person by the hex of the id: at work, or as one who has left."""
        line, ui = self._lines[key], self.context.ui
        staff = line.staff.id
        if line.left_at is not None:
            heirs = self._heirs(staff)
            left = LeftPanel(ui, line.staff.label, heirs, in_conflict=line.in_conflict)
            left.confirmed.connect(lambda: self._confirm_left(line))
            left.handing.connect(lambda to: self._hand_over(staff, to))
            left.returning.connect(lambda: self._take_back(staff))
            self._put(left)
            self._count(staff, left)
            return
        opens = any(staff == held for _, held in self.context.workspace.slots())
        here = staff == self.context.desk.actor.id
        panel = PersonPanel(ui, self._roles(), line.staff, opens=opens, here=here)
        panel.changed.connect(lambda label, role: self._change(staff, label, role))
        panel.access_wanted.connect(lambda: self._open_access(staff, panel))
        panel.closing.connect(lambda: self._close_access(line.staff))
        panel.departing.connect(lambda: self.show_departure(key))
        self._put(panel)

    def show_departure(self, key: str) -> None:
        """Show what a departure means."""
        member = self._lines[key].staff
        heirs = self._heirs(member.id)
        panel = DeparturePanel(self.context.ui, member.label, heirs, self._today())
        panel.wanted.connect(lambda to, day: self._let_go(member.id, to, day))
        self._put(panel, lambda: self.show_person(key))
        self._count(member.id, panel)

    def _add(self, label: str, role: str, day: date) -> None:
        desk = self.context.desk
        at = moment_of(day, desk.now())

        def then(staff: StaffId) -> None:
            self.refresh()
            self.show_person(staff.hex())
            said = self.context.ui.gettext(
                "{person} is of the team. Let them choose a passphrase to open this desk."
            )
            self._say(said, label)

        self._work(lambda: add_staff(desk, label, Role(role), at), then)

    def _change(self, staff: StaffId, label: str, role: str) -> None:
        desk = self.context.desk
        changes = {"label": label, "role": role}

        def then(_none: None) -> None:
            self.refresh()
            self._say(self.context.ui.gettext("Saved: {person}."), label)

        self._work(lambda: set_staff(desk, staff, changes, desk.now()), then)

    def _open_access(self, staff: StaffId, panel: PersonPanel) -> None:
        workspace, typed = self.context.workspace, panel.passphrase.take()

        def then(_none: None) -> None:
            self.refresh()
            self.show_person(staff.hex())
            said = self.context.ui.gettext("{person} opens this desk from now on.")
            self._say(said, self._lines[staff.hex()].staff.label)

        self._work(lambda: workspace.open_slot(staff, typed), then)

    def _close_access(self, member: Staff) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        question = Question(
            _("End the access of {person} to this desk?").format(person=isolate(member.label)),
            _("They stay in the team. The files are put under a new key."),
            _("End the access"),
        )
        if not ui.dialogs.confirm(ui, self, question):
            return
        workspace = self.context.workspace

        def then(_none: None) -> None:
            self.refresh()
            self.show_person(member.id.hex())
            self._say(_("{person} opens this desk no more."), member.label)

        self._work(lambda: workspace.close_slot(member.id), then)

    def _confirm_left(self, line: StaffLine) -> None:
        workspace, staff = self.context.workspace, line.staff.id
        at = line.left_at or self.context.desk.now()

        def then(_held: Departure) -> None:
            self.refresh()
            self.show_person(staff.hex())

        self._work(lambda: workspace.let_go(staff, None, at), then)

    def _let_go(self, staff: StaffId, to: str, day: date) -> None:
        ui, _, panel = self.context.ui, self.context.ui.gettext, self.panel
        member = self._lines[staff.hex()].staff
        question = Question(
            _("Record that {person} leaves?").format(person=isolate(member.label)),
            _("Their access ends at once. The files stay; what was done stays under their name."),
            _("Record the departure"),
            danger=True,
        )
        if not ui.dialogs.confirm(ui, self, question) or not isinstance(panel, DeparturePanel):
            return
        workspace, at = self.context.workspace, moment_of(day, self.context.desk.now())
        heir = None if to == NOBODY else StaffId(bytes.fromhex(to))
        panel.progress.show()

        def then(held: Any) -> None:
            self.refresh()
            self._put(None)
            if heir is None or not held:
                self._say(_("{person} has left."), member.label)
                return
            given = ui.language.format_list(in_hand_lines(ui, held))
            self._say(_("{person} has left. Handed over: {given}."), member.label, given=given)

        self._work(lambda: workspace.let_go(staff, heir, at), then)

    def _hand_over(self, staff: StaffId, to: str) -> None:
        desk, heir = self.context.desk, StaffId(bytes.fromhex(to))

        def then(_held: Any) -> None:
            self.show_person(staff.hex())
            self.context.ui.notices.success(self.context.ui.gettext("It is handed over."))

        self._work(lambda: hand_over(desk, staff, heir, desk.now()), then)

    def _take_back(self, staff: StaffId) -> None:
        desk = self.context.desk

        def then(_none: None) -> None:
            self.refresh()
            self.show_person(staff.hex())

        self._work(lambda: set_staff(desk, staff, {"active": True}, desk.now()), then)

    def _work(self, work: Any, then: Any) -> None:
        at_field = self.panel.at_field if self.panel else None
        self.run(work, then, changed=(CENTRE, CASES, DRAFTS), at_field=at_field)

    def _set_saving(self, saving: bool) -> None:
        super()._set_saving(saving)
        if not saving and isinstance(self.panel, DeparturePanel):
            self.panel.progress.hide()

    def _count(self, staff: StaffId, panel: DeparturePanel | LeftPanel) -> None:
        desk = self.context.desk
        self.context.ui.background.store(panel, lambda: in_hand(desk, staff), panel.show_held)

    def _put(self, panel: Panel | None, back: Callable[[], None] | None = None) -> None:
        """Put a form beside the list in place of the one there; `back` is where its "Cancel" leads.

        By itself it leads to the list.
        """
        if self.panel is not None:
            self.panel.forget()
            self.panel.hide()
            self._place.removeWidget(self.panel)
            self.panel.deleteLater()
        self.panel = panel
        self.hint.setVisible(panel is None)
        if panel is not None:
            panel.left.connect(back or self._go_to_list)
            self._place.insertWidget(0, panel)
            panel.show()
            panel.setFocus(Qt.FocusReason.OtherFocusReason)
            # Its place is known once all is laid out.
            QTimer.singleShot(0, self, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        """Scroll to a form that came under the list, where there is no room beside it."""
        scroller = self.page.scroller
        content, bar = scroller.widget(), scroller.verticalScrollBar()
        if self.panel is not None and content is not None:
            top = self.panel.mapTo(content, self.panel.rect().topLeft()).y()
            if top - bar.value() > scroller.viewport().height() // 2:
                bar.setValue(top - self.context.ui.theme.px(SPACE_16))

    def _go_to_list(self) -> None:
        self._put(None)
        if self.list.items:
            self.list.items[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, label: str, **values: str) -> None:
        self.context.ui.notices.success(words.format(person=isolate(label), **values))

    def _heirs(self, staff: StaffId) -> list[Choice]:
        names = Names(self.context.ui, self.context.desk)
        return [
            Choice(m.id.hex(), f"{isolate(m.label)} · {names.label(ROLES, m.role.value)}")
            for m in may_take_over(self.context.desk)
            if m.id != staff
        ]

    def _roles(self) -> list[Choice]:
        return choices_of(self.context.desk.vocabularies.staff_roles, self.context.ui.language)

    def _today(self) -> date:
        return day_of(self.context.desk.now())


def _stacked(widget: QWidget) -> QWidget:
    """A widget as high as it needs, whatever stands beside it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return holder
