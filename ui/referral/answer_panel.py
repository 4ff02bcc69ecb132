"""The panel in which a referral is answered: acts as buttons, then the fields of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.errors import InvalidInputError
from ui.parts.choices import choice_of
from ui.parts.entry_form import EntryForm, first_wrong, show_at_field
from ui.parts.names import Names
from ui.referral.acts import ActSpec
from ui.referral.fields import Values, read
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.choice_field import ChoiceField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.option_fields import SegmentedField


class AnswerForm(EntryForm):
    """The fields of one act."""

    submitted = Signal()
    left = Signal()

    def __init__(self, names: Names, act: ActSpec) -> None:
        super().__init__()
        self._names, self.act = names, act
        self._ui = names.ui
        self.fields: dict[str, QWidget] = {}
        self.rows: dict[str, FormRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_12))
        for spec in act.fields:
            column.addWidget(self._row(spec))
        self._follow_reason()
        column.addLayout(self._buttons())

    def take_focus(self) -> None:
        """Stand on the first field."""
        if self.fields:
            next(iter(self.fields.values())).setFocus()
        else:
            self.save.setFocus()

    def values(self) -> Values | None:
        """What was typed; None when a field shows a problem or a required one is empty."""
        values = read(self.fields)
        for spec in self.act.fields:
            row = self.rows[spec.name]
            if spec.required and values[spec.name] in ("", None) and not row.error:
                row.set_error(self._ui.gettext("This is needed."))
        wrong = first_wrong(self.rows.values())
        if wrong is not None:
            wrong.field.setFocus()
            return None
        return values

    def at_field(self, error: InvalidInputError) -> bool:
        """Say an error of the service at its field."""
        return show_at_field(self._ui, self.rows, error)

    def holds_typing(self) -> bool:
        """Whether something was typed that would be lost."""
        values = read(self.fields)
        return any(v not in ("", None) for name, v in values.items() if name != "happened")

    def _row(self, spec: Any) -> FormRow:
        _ = self._ui.gettext
        field = spec.make(self._names)
        row = FormRow(
            self._ui,
            _(spec.label),
            field,
            required=spec.required,
            help_text=_(spec.help_text) if spec.help_text else "",
        )
        self.fields[spec.name], self.rows[spec.name] = field, row
        return row

    def _buttons(self) -> QHBoxLayout:
        ui, _ = self._ui, self._ui.gettext
        self.save = PrimaryButton(ui, _(self.act.label), self.act.icon)
        self.save.clicked.connect(self.submitted)
        back = QuietButton(ui, _("Not now"))
        back.clicked.connect(self.left)
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_8))
        line.addWidget(self.save)
        line.addWidget(back)
        line.addStretch(1)
        ui.actions.add(self, "Ctrl+Return", _(self.act.label), self.submitted.emit, _("Answer"))
        return line

    def _follow_reason(self) -> None:
        """Offer only those who may decide for the chosen reason or outcome, the first proposed."""
        source = self.fields.get("reason") or self.fields.get("outcome")
        target = self.fields.get("decided_by")
        if not (isinstance(source, ChoiceField) and isinstance(target, SegmentedField)):
            return
        name = "decline_reasons" if "reason" in self.fields else "outcomes"
        codes = self._names.lists.named(name)

        def follow() -> None:
            entry = codes.get(source.value() or "")
            allowed = entry.texts("decided_by") if entry else ()
            for choice, button in zip(self._deciders(), target.buttons, strict=True):
                button.setVisible(not allowed or choice in allowed)
            if allowed and target.value() not in allowed:
                target.set_value(allowed[0])

        source.changed.connect(follow)

    def _deciders(self) -> list[str]:
        codes = self._names.lists.decided_by
        return [choice_of(entry, self._ui.language).code for entry in codes.choices]


class AnswerPanel(Card):
    """Acts as large buttons; the chosen one opens its fields in their place."""

    wanted = Signal(object)
    """The AnswerForm whose act is to be done."""

    def __init__(self, names: Names, title: str) -> None:
        super().__init__(names.ui, title)
        self._names = names
        self._ui = names.ui
        self.acts: Sequence[ActSpec] = ()
        self.form: AnswerForm | None = None
        self._content: QWidget | None = None

    def set_acts(self, acts: Sequence[ActSpec]) -> None:
        """Offer these acts; a form with typing in it stays while its act is still possible."""
        self.acts = acts
        kept = self.form
        if kept is not None and kept.holds_typing() and kept.act.key in {a.key for a in acts}:
            return
        self.show_acts()

    def show_acts(self) -> None:
        """Show the acts as buttons."""
        holder = QWidget()
        flow = FlowLayout(holder, self._ui.theme.px(SPACE_8))
        _ = self._ui.gettext
        primary = next((act.key for act in self.acts if act.primary), "")
        self.buttons: dict[str, SecondaryButton | PrimaryButton] = {}
        for act in self.acts:
            kind = PrimaryButton if act.key == primary else SecondaryButton
            button = kind(self._ui, _(act.label), act.icon)
            button.clicked.connect(lambda _checked=False, chosen=act: self.choose(chosen))
            self.buttons[act.key] = button
            flow.addWidget(button)
        self.form = None
        self._put(holder)
        self.setVisible(bool(self.acts))

    def choose(self, act: ActSpec) -> None:
        """Open the fields of an act; one without fields is done at once."""
        form = AnswerForm(self._names, act)
        form.submitted.connect(lambda: self.wanted.emit(form))
        form.left.connect(self._leave)
        if not act.fields:
            form.setParent(self)
            form.hide()
            self.wanted.emit(form)
            return
        self.form = form
        self._put(form)
        form.take_focus()

    def _leave(self) -> None:
        key = self.form.act.key if self.form else ""
        self.show_acts()
        if key in self.buttons:
            self.buttons[key].setFocus()

    def _put(self, content: QWidget) -> None:
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self.body.addWidget(content)
