"""One service as the directory shows it, with what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from referral_app.domain.directory import Service
from referral_app.language import isolate, isolate_text
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.parts.service_words import checked_words
from ui.tokens import SPACE_4, SPACE_8, SPACE_16, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.field import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label


class ServiceCard(Card):
    """What is known of a service; signals ask for what its buttons say."""

    checked = Signal()
    edited = Signal()
    suspended = Signal(str)
    """Why nobody is sent there."""
    resumed = Signal()
    offered = Signal(bool)
    shared = Signal()
    """To be shared with the commune, or taken back."""
    taken = Signal()
    """To be taken into our own directory."""

    def __init__(self, names: Names, service: Service, *, checks: bool, manages: bool) -> None:
        ui = names.ui
        super().__init__(ui, service.name(ui.language.code))
        self._names, self._ui, self.service = names, ui, service
        _ = ui.gettext
        if service.suspended:
            words = _("Nobody is sent there: {reason}").format(
                reason=isolate_text(service.suspended)
            )
            self.body.addWidget(NoticeLine(ui, "triangle-alert", words, "late", "late_ground"))
        if service.in_conflict:
            words = _("Two people changed this at once. Look it over, correct it and save.")
            self.body.addWidget(NoticeLine(ui, "triangle-alert", words, "soon", "soon_ground"))
        self.body.addWidget(self._board())
        self.acts: dict[str, QWidget] = {}
        self.reason = TextField(ui, _("For example: closed until March"))
        self.reason_row = FormRow(ui, _("Why nobody is sent there"), self.reason, required=True)
        self.reason_row.hide()
        self.body.addWidget(self.reason_row)
        self._holder = self._buttons(checks=checks, manages=manages)
        self.body.addWidget(self._holder)

    def add_sharing(self, *, takes: bool, listed_here: bool) -> None:
        """Offer to share it, to take it back, or to take over what another centre shares."""
        ui, _ = self._ui, self._ui.gettext
        if takes and listed_here:
            return
        if takes:
            take = SecondaryButton(ui, _("Take into our directory"), "plus")
            self._add("taken", take, self.taken.emit)
        else:
            words = _("Stop sharing") if self.service.shared else _("Share with the commune")
            share = SecondaryButton(ui, words, "undo-2" if self.service.shared else "upload")
            self._add("shared", share, self.shared.emit)
        layout = self._holder.layout()
        if layout is not None:
            layout.addWidget([*self.acts.values()][-1])

    def _lines(self) -> Iterator[tuple[str, str]]:
        _, names, service = self._ui.gettext, self._names, self.service
        other = service.name_fr if self._ui.language.right_to_left else service.name_ar
        if other and other != service.name(self._ui.language.code):
            yield _("Other name"), isolate_text(other)
        yield _("Kind of service"), names.label("service_kinds", service.kind)
        categories = [names.category(code) for code in service.categories]
        yield _("What for"), self._ui.language.format_list(categories)
        yield _("District"), names.label("districts", service.district)
        for label, text in (
            (_("Address"), isolate_text(service.address) if service.address else ""),
            (_("Public telephone"), isolate(service.phone) if service.phone else ""),
            (_("Opening hours"), isolate_text(service.hours) if service.hours else ""),
            (_("What to bring"), isolate_text(service.documents) if service.documents else ""),
            (_("State"), checked_words(names, service)),
        ):
            if text:
                yield label, text

    def _board(self) -> QWidget:
        ui = self._ui
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        grid.setColumnStretch(1, 1)
        for row, (label, words) in enumerate(self._lines()):
            name = Label(ui, label, Text.SMALL, "muted", wrap=True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(ui, words, wrap=True), row, 1)
        return board

    def _buttons(self, *, checks: bool, manages: bool) -> QWidget:
        ui, _, service = self._ui, self._ui.gettext, self.service
        holder = QWidget()
        flow = FlowLayout(holder, ui.theme.px(SPACE_8))
        if checks and service.active:
            self._add("checked", PrimaryButton(ui, _("Checked today"), "check"), self.checked.emit)
        if manages:
            self._add("edited", SecondaryButton(ui, _("Correct"), "pencil"), self.edited.emit)
            if service.suspended:
                again = SecondaryButton(ui, _("Send people again"), "refresh-cw")
                self._add("resumed", again, self.resumed.emit)
            elif service.active:
                stop = SecondaryButton(ui, _("Suspend"), "clock")
                self._add("suspended", stop, self._suspend)
            words = _("Take out of use") if service.active else _("Put back into use")
            use = QuietButton(ui, words, "eye-off" if service.active else "eye")
            self._add("offered", use, lambda: self.offered.emit(not service.active))
        for button in self.acts.values():
            flow.addWidget(button)
        return holder

    def _add(self, key: str, button: QPushButton, run: Callable[[], object]) -> None:
        button.clicked.connect(lambda _on=False: run())
        self.acts[key] = button

    def _suspend(self) -> None:
        """Ask why first, then do it."""
        if self.reason_row.isHidden():
            self.reason_row.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.reason.value():
            self.suspended.emit(self.reason.value())
        else:
            self.reason_row.set_error(self._ui.gettext("This is needed."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
