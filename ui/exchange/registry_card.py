"""The card of the commune's registry: what holds, what is asked, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.bootstrap.registry_view import RegistryLine, RegistryQuestion, RegistryState
from referral_app.domain.identifiers import Moment
from referral_app.domain.registry import Entry
from referral_app.language import isolate, isolate_text
from ui.context import Ui
from ui.exchange.registry_form import SignForm
from ui.exchange.registry_words import line_words, state_words, warnings
from ui.parts.fingerprint import Fingerprint
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_4, SPACE_8, SPACE_16, Kind, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.pill import Pill
from ui.widgets.walking import stops_within, tab_through


class RegistryCard(Card):
    """What a person is asked first, then the state, then every centre of the registry."""

    agreed = Signal()
    put_off = Signal()
    opening = Signal()
    saving = Signal()
    signing = Signal()
    """A form is wanted; `open_form` shows it."""
    wanted = Signal(object)
    """A Signing."""

    def __init__(self, ui: Ui, *, may_manage: bool) -> None:
        _ = ui.gettext
        super().__init__(ui, _("The commune’s registry"))
        self._ui, self._may_manage = ui, may_manage
        self.body.setSpacing(ui.theme.px(SPACE_16))
        self._said: tuple[object, ...] = ()
        self.form: SignForm | None = None
        self.agree = PrimaryButton(ui, _("The digits agree: take it in"), "check")
        self.later = QuietButton(ui, _("Not now"))
        self.open = SecondaryButton(ui, _("Open a registry…"), "folder")
        self.save = SecondaryButton(ui, _("Save it as a file…"), "download")
        self.sign = SecondaryButton(ui, "", "pencil")
        for button, signal in (
            (self.agree, self.agreed),
            (self.later, self.put_off),
            (self.open, self.opening),
            (self.save, self.saving),
            (self.sign, self.signing),
        ):
            button.clicked.connect(signal)
        self._content = QWidget()
        self.body.addWidget(self._content)
        self._acts = QWidget()
        flow = FlowLayout(self._acts, ui.theme.px(SPACE_8))
        for button in (self.sign, self.open, self.save):
            flow.addWidget(button)
        self.body.addWidget(self._acts)

    def show_registry(
        self, state: RegistryState | None, question: RegistryQuestion | None, now: Moment
    ) -> None:
        """Show these; what stands there already is left alone."""
        ui, _ = self._ui, self._ui.gettext
        words = state_words(ui, state, now) if state else ""
        said = (state, question, words)
        if said == self._said:
            return
        self._said = said
        self.sign.set_text(_("Sign the next version…") if state else _("Found the registry…"))
        self.sign.setVisible(self._may_manage and self.form is None)
        self.open.setVisible(self._may_manage)
        self.save.setVisible(state is not None)
        for button in (self.agree, self.later):
            button.setParent(self)
            button.hide()
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        if question is not None:
            column.addWidget(self._question(question))
        if state is not None:
            self._state(column, state, words, now)
        elif question is None:
            column.addWidget(Label(ui, self._none_yet(), color="muted", wrap=True))
        self.body.replaceWidget(self._content, fresh)
        fresh.show()
        self._content.hide()
        self._content.deleteLater()
        self._content = fresh

    def open_form(self, entries: Sequence[Entry], *, founding: bool) -> None:
        """Ask what is to be signed."""
        self.close_form()
        self.form = SignForm(self._ui, entries, founding=founding)
        self.form.wanted.connect(self.wanted)
        self.form.left.connect(self.close_form)
        self.body.insertWidget(self.body.indexOf(self._acts), self.form)
        tab_through([*stops_within(self.body)])
        self.form.show()
        self._acts.hide()
        self.form.first_field().setFocus()

    def close_form(self) -> None:
        """It is signed, or the person has thought better of it."""
        if self.form is not None:
            self.form.forget()
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.sign.setVisible(self._may_manage)
        self._acts.show()

    def _none_yet(self) -> str:
        return self._ui.gettext(
            "None yet. The commune’s administrator lists the centres and signs the list: all of "
            "them then know each other, and each has codes of its own."
        )

    def _question(self, asked: RegistryQuestion) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        box = Card(ui)
        if asked.pinned:
            words = _("Version {version} of a registry was found. Compare the digits aloud first.")
        else:
            words = _(
                "A registry was found (version {version}). Ask the commune’s administrator for "
                "the digits of its key and compare them aloud: they must be these."
            )
        words = words.format(version=isolate(str(asked.version)))
        box.body.addWidget(NoticeLine(ui, "triangle-alert", words, "soon", "soon_ground"))
        self._compare(box, _("Key of the new registry"), asked.root)
        if asked.pinned and asked.pinned != asked.root:
            self._compare(box, _("Key that holds here so far"), asked.pinned)
        for moved in asked.moved:
            warning = _("The name {name} stands for another centre than the one known here.")
            text = warning.format(name=isolate_text(moved.name))
            box.body.addWidget(NoticeLine(ui, "triangle-alert", text, "late", "late_ground"))
            self._compare(box, _("The centre known here"), moved.known)
            self._compare(box, _("The centre in the new registry"), moved.listed)
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_8))
        for button in (self.agree, self.later):
            line.addWidget(button)
            button.setVisible(self._may_manage)
        line.addStretch(1)
        box.body.addLayout(line)
        return box

    def _compare(self, box: Card, title: str, digits: str) -> None:
        box.body.addWidget(Label(self._ui, title, Text.SMALL, "muted", wrap=True))
        box.body.addWidget(Fingerprint(self._ui, digits))

    def _state(self, column: QVBoxLayout, state: RegistryState, words: str, now: Moment) -> None:
        ui, _ = self._ui, self._ui.gettext
        for warning in warnings(ui, state, now):
            column.addWidget(NoticeLine(ui, "triangle-alert", warning, "late", "late_ground"))
        column.addWidget(Label(ui, words, wrap=True))
        for line in state.lines:
            column.addWidget(self._line(line))
        for centre in state.unlisted:
            text = _("{centre} is known here and stands in no line of the registry.")
            name = isolate_text(centre.name(ui.language.code))
            column.addWidget(NoticeLine(ui, "info", text.format(centre=name)))
        column.addWidget(Label(ui, _("Digits of the key"), Text.SMALL, "muted"))
        column.addWidget(Fingerprint(ui, state.root))

    def _line(self, line: RegistryLine) -> QWidget:
        ui, _ = self._ui, self._ui.gettext
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui.theme.px(SPACE_8))
        words = QVBoxLayout()
        words.setSpacing(ui.theme.px(SPACE_4))
        words.addWidget(Label(ui, line.entry.name(ui.language.code), Text.BASE_BOLD, wrap=True))
        words.addWidget(Label(ui, line_words(ui, line), Text.SMALL, "muted", wrap=True))
        row.addLayout(words, 1)
        if line.is_own:
            row.addWidget(Pill(ui, _("Our centre"), Kind.OK))
        elif not line.entry.active:
            row.addWidget(Pill(ui, _("Not active"), Kind.NEUTRAL))
        return holder
