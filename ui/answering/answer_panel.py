"""The panel in which a referral is answered: acts as buttons, then the fields of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui.answering.act import ActSpec
from ui.answering.answer_form import AnswerForm
from ui.answering.fields import Kept
from ui.parts.names import Names
from ui.tokens import SPACE_8
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout

Buttons = dict[str, QPushButton]
Find = Callable[[str], ActSpec | None]
"""An act by its key, whether it is open now or not."""
_FOCUS: Final = Qt.FocusReason.OtherFocusReason


class AnswerPanel(Card):
    """Acts as large buttons; the chosen one opens its fields in their place.

    What was typed into an act that is left stays in `kept` and stands there again.
    """

    wanted = Signal(object, object)
    """An ActSpec is to be done, with the AnswerForm that holds its values (None without fields)."""
    typed = Signal()
    """What stands in the forms is another."""
    opened = Signal()
    """A form stands where the buttons were."""

    def __init__(self, names: Names, title: str, find: Find) -> None:
        super().__init__(names.ui, title)
        self._title = title
        self._names, self._ui, self._find = names, names.ui, find
        self.acts: Sequence[ActSpec] = ()
        self.form: AnswerForm | None = None
        self.buttons: Buttons = {}
        self.kept: dict[str, Kept] = {}
        self._content: QWidget | None = None

    def set_acts(self, acts: Sequence[ActSpec]) -> None:
        """Offer these acts; a form with typing in it stays, barred once its act is not possible."""
        same = [(act.key, act.label) for act in acts] == [(a.key, a.label) for a in self.acts]
        self.acts = acts
        if self.form is not None and (self.form.touched() or self._possible(self.form.act)):
            if not self._possible(self.form.act):
                self.form.bar()
        elif not same or self.form is not None or not self.buttons:
            self.show_acts()
        self.setVisible(bool(self.buttons) or self.form is not None)

    def restore(self, typed: Mapping[str, Kept], open_act: str) -> None:
        """Take up what a draft kept, with its form open."""
        self.kept = {key: dict(words) for key, words in typed.items()}
        act = self._find(open_act) if open_act in self.kept else None
        if act is not None:
            self.choose(act)
        else:
            self.show_acts()

    def typing(self) -> tuple[dict[str, Kept], str]:
        """Everything that was typed and not sent, by act, and the act that is open."""
        found = dict(self.kept)
        if self.form is not None:
            found.pop(self.form.act.key, None)
            if self.form.touched():
                found[self.form.act.key] = self.form.state()
        return found, self.form.act.key if self.form is not None else ""

    def forget(self, key: str) -> None:
        """An act was done or given up: nothing of it is kept."""
        self.kept.pop(key, None)
        if self.form is not None and self.form.act.key == key:
            self.form = None

    def show_acts(self) -> None:
        """Show the acts as buttons, the keyboard where it was among them."""
        held = next((key for key, button in self.buttons.items() if button.hasFocus()), "")
        holder = QWidget()
        flow = FlowLayout(holder, self._ui.theme.px(SPACE_8))
        self.buttons = {act.key: self._button(act) for act in (*self.acts, *self._stranded())}
        for button in self.buttons.values():
            flow.addWidget(button)
        self.form = None
        self._put(holder, self._title)
        if held in self.buttons:
            self.buttons[held].setFocus(_FOCUS)

    def choose(self, act: ActSpec) -> None:
        """Open the fields of an act; one without fields is done at once."""
        if not act.fields:
            self.wanted.emit(act, None)
            return
        form = AnswerForm(self._names, act)
        if act.key in self.kept:
            form.load(self.kept[act.key])
        if not self._possible(act):
            form.bar()
        form.submitted.connect(lambda: self.wanted.emit(act, form))
        form.left.connect(self._leave)
        form.discarded.connect(self._discard)
        form.changed.connect(self.typed)
        self.form, self.buttons = form, {}
        self._put(form, self._ui.gettext(act.label))
        self.setVisible(True)
        form.take_focus()
        self.opened.emit()

    def take_focus(self) -> None:
        """Stand on the open form, or on the first act."""
        if self.form is not None:
            self.form.take_focus()
        elif self.buttons:
            next(iter(self.buttons.values())).setFocus(_FOCUS)

    def _possible(self, act: ActSpec) -> bool:
        return any(open_now.key == act.key for open_now in self.acts)

    def _stranded(self) -> list[ActSpec]:
        """Acts that were begun and are no longer possible: they can still be read."""
        begun = (self._find(key) for key in self.kept)
        return [act for act in begun if act is not None and not self._possible(act)]

    def _button(self, act: ActSpec) -> QPushButton:
        _ = self._ui.gettext
        first = next((open_now.key for open_now in self.acts if open_now.primary), "")
        calm = act.quiet or not self._possible(act)
        kind = QuietButton if calm else PrimaryButton if act.key == first else SecondaryButton
        button = kind(self._ui, _(act.label), "pencil" if act.key in self.kept else act.icon)
        if act.key in self.kept:
            button.setToolTip(_("Begun, not sent yet"))
        button.clicked.connect(lambda: self.choose(act))
        return button

    def _leave(self) -> None:
        self.kept, key = self.typing()
        self._return_to(key)

    def _discard(self) -> None:
        key = self.form.act.key if self.form is not None else ""
        self.forget(key)
        self._return_to(key)
        self.typed.emit()

    def _return_to(self, key: str) -> None:
        self.show_acts()
        self.setVisible(bool(self.buttons))
        if key in self.buttons:
            self.buttons[key].setFocus(_FOCUS)
        else:
            self.take_focus()

    def _put(self, content: QWidget, title: str) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        old, self._content = self._content, content
        self.body.addWidget(content)
        # Now, not when the event loop turns: what is not seen yet does not take the keyboard.
        content.show()
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
