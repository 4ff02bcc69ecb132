"""The card of our own desks: who they are, who asks to be let in, and which exists twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.desks import MOST_STEWARDS
from referral_app.domain.identifiers import DeviceId, Moment
from referral_app.domain.staff import Staff
from referral_app.language import isolate
from referral_app.services.desks import Alarm, DeskLine
from ui.context import Ui
from ui.exchange.prepare_desk import PrepareDesk
from ui.exchange.told_words import ToldWords
from ui.parts.desk_words import alarm_words, desk_name, desk_said
from ui.parts.fingerprint import Fingerprint
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.rows import IconDisc

if TYPE_CHECKING:
    from referral_app.bootstrap import JoiningDesk


class DesksCard(Card):
    """Alarms first, then who waits for a yes, then the desks, then preparing a further one."""

    retiring = Signal(object)
    """A DeskLine to be taken out of work."""
    revoking = Signal(object)
    """A DeskLine whose computer is in other hands."""
    promoting = Signal(object)
    """A DeskLine that is to let in others, too."""
    confirming = Signal(object)
    refusing = Signal(object)
    """A JoiningDesk."""
    preparing = Signal(object)
    """The DeskLine that a new desk is to take over from, or None."""

    def __init__(self, ui: Ui, digits: Callable[[DeviceId], str] | None = None) -> None:
        """`digits` gives the fingerprint of a desk, to be read aloud."""
        super().__init__(ui, ui.gettext("The desks of this centre"))
        self._ui, self._digits = ui, digits
        self.body.setSpacing(ui.theme.px(SPACE_16))
        self.buttons: dict[tuple[str, DeviceId], QWidget] = {}
        self._said: tuple[object, ...] = ()
        self._list = QWidget()
        self.body.addWidget(self._list)
        self.prepare = SecondaryButton(ui, ui.gettext("Prepare a further desk…"), "plus")
        self.prepare.clicked.connect(lambda: self.preparing.emit(None))
        self.form = PrepareDesk(ui)
        self.form.left.connect(self.close_form)
        self.form.hide()
        self.body.addWidget(self.form)
        self.told = ToldWords(ui)
        self.body.addWidget(self.told)
        foot = QHBoxLayout()
        foot.addWidget(self.prepare)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def show_desks(
        self,
        lines: Sequence[DeskLine],
        joining: Sequence[JoiningDesk],
        alarms: Sequence[Alarm],
        now: Moment,
        *,
        may_manage: bool,
    ) -> None:
        """Show these; what stands there already is left alone."""
        ui = self._ui
        if not may_manage:
            self.form.hide()
        self.prepare.setVisible(may_manage and self.form.isHidden())
        words = tuple((line, desk_said(ui, line, now)) for line in lines)
        said = (words, tuple(joining), tuple(alarms), may_manage)
        if said == self._said:
            return
        self._said = said
        self.buttons = {}
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        for alarm in alarms:
            text = alarm_words(ui, alarm)
            column.addWidget(NoticeLine(ui, "triangle-alert", text, "late", "late_ground"))
        by_device = {line.device: line for line in lines}
        for one in joining:
            column.addWidget(self._asking(one, by_device.get(one.replaces or DeviceId(b""))))
        for line, text in words:
            acts = self._acts(line, lines) if may_manage else []
            column.addWidget(self._row(line, text, acts))
        self.body.replaceWidget(self._list, fresh)
        fresh.show()
        self._list.hide()
        self._list.deleteLater()
        self._list = fresh

    def open_form(
        self, people: Sequence[Staff], lines: Sequence[DeskLine], replaces: DeskLine | None
    ) -> None:
        """Ask for whom a further desk is."""
        self.prepare.hide()
        self.form.show()
        self.form.begin(people, lines, replaces.device if replaces else None)

    def close_form(self) -> None:
        """The file is written, or the person has thought better of it."""
        self.form.hide()
        self.prepare.show()

    def _asking(self, one: JoiningDesk, replaced: DeskLine | None) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        box = Card(ui)
        title = _("A desk for {person} asks to be let in").format(person=isolate(one.label))
        box.body.addWidget(Label(ui, title, Text.BASE_BOLD, wrap=True))
        words = [_("Have these digits read to you at the new computer. Do they agree?")]
        if replaced is not None:
            takes = _("It takes over from {desk}, on which nothing can be written afterwards.")
            words.append(takes.format(desk=desk_name(ui, replaced)))
        if one.may_let_in:
            words.append(_("Further desks may then be let in there, too."))
        for text in words:
            box.body.addWidget(Label(ui, text, wrap=True))
        box.body.addWidget(Fingerprint(ui, one.fingerprint))
        holder = QWidget()
        line = FlowLayout(holder, ui.theme.px(SPACE_8))
        yes = PrimaryButton(ui, _("They agree: let it in"), "check")
        yes.clicked.connect(partial(self.confirming.emit, one))
        no = QuietButton(ui, _("They differ: send it away"))
        no.clicked.connect(partial(self.refusing.emit, one))
        self.buttons["confirm", one.device], self.buttons["refuse", one.device] = yes, no
        line.addWidget(yes)
        line.addWidget(no)
        box.body.addWidget(holder)
        return box

    def _acts(
        self, desk: DeskLine, lines: Sequence[DeskLine]
    ) -> list[tuple[str, str, SignalInstance]]:
        """What may be done about a desk: a key, its words, what it asks for."""
        _ = self._ui.gettext
        lost = ("revoke", _("Lost or stolen…"), self.revoking)
        if not desk.active:
            return [] if desk.revoked else [lost]
        active = [line for line in lines if line.active]
        acts = [("replace", _("Replace…"), self.preparing)]
        if not desk.may_let_in and sum(line.may_let_in for line in active) < MOST_STEWARDS:
            acts.append(("promote", _("May let in others…"), self.promoting))
        if len(active) > 1:
            acts.append(("retire", _("Take out of work…"), self.retiring))
        if not desk.is_here:
            acts.append(lost)
        return acts

    def _row(
        self, desk: DeskLine, said: str, acts: Sequence[tuple[str, str, SignalInstance]]
    ) -> QWidget:
        ui = self._ui
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_12))
        words = QVBoxLayout()
        words.setSpacing(ui.theme.px(1))
        color = "ink" if desk.active else "muted"
        words.addWidget(Label(ui, desk_name(ui, desk), Text.BASE_BOLD, color, wrap=True))
        words.addWidget(Label(ui, said, Text.SMALL, "muted", wrap=True))
        line.addWidget(IconDisc(ui, "monitor"), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        beneath = QWidget()
        flow = FlowLayout(beneath, ui.theme.px(SPACE_8))
        for key, text, signal in acts:
            button = SmallButton(ui, text)
            button.clicked.connect(partial(signal.emit, desk))
            self.buttons[key, desk.device] = button
            flow.addWidget(button)
        if acts and desk.active and self._digits is not None:
            self._to_read_aloud(desk, self._digits(desk.device), flow, words)
        if flow.count():
            words.insertSpacing(2, ui.theme.px(SPACE_4))
            words.insertWidget(3, beneath)
        return holder

    def _to_read_aloud(
        self, desk: DeskLine, digits: str, flow: FlowLayout, words: QVBoxLayout
    ) -> None:
        """A button that shows the desk's fingerprint beneath it, or hides it."""
        ui, _ = self._ui, self._ui.gettext
        fingerprint = Fingerprint(ui, digits)
        fingerprint.hide()
        button = SmallButton(ui, _("Fingerprint"))

        def turn() -> None:
            fingerprint.setVisible(fingerprint.isHidden())
            button.set_text(_("Fingerprint") if fingerprint.isHidden() else _("Hide the digits"))

        button.clicked.connect(turn)
        self.buttons["digits", desk.device] = button
        flow.addWidget(button)
        words.addWidget(fingerprint)
