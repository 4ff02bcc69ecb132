"""The fields of one act: what is missing is said at its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from referral_app.errors import InvalidInputError
from ui.answering.act import ActSpec
from ui.answering.appointment import AppointmentField
from ui.answering.fields import DeciderField, FieldSpec, Kept, Values, kept, read, show_kept
from ui.parts.entry_form import EntryForm, first_wrong, show_at_field
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow

_LISTS = {"reason": "decline_reasons", "outcome": "outcomes"}
"""Which list says who may have decided, by the field that is chosen from it."""


class AnswerForm(EntryForm):
    """The fields of one act, the button that does it and the one that leaves it for later."""

    submitted = Signal()
    left = Signal()
    discarded = Signal()
    changed = Signal()

    def __init__(self, names: Names, act: ActSpec) -> None:
        super().__init__()
        self._names, self.act, self._ui = names, act, names.ui
        self.barred = False
        self.fields: dict[str, QWidget] = {}
        self.rows: dict[str, FormRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_12))
        self.notice = self._notice()
        column.addWidget(self.notice)
        self.grid = FieldGrid(self._ui)
        for spec in act.fields:
            self.grid.add(self._row(spec), spec.span)
        column.addWidget(self.grid)
        self._follow_choices()
        column.addLayout(self._buttons())
        self._untouched = kept(self.fields)
        self._listen()

    def take_focus(self) -> None:
        """Stand on the first field."""
        next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> Values | None:
        """What was typed; None when a field shows a problem or a required one is empty."""
        values = read(self.fields)
        for spec in self.act.fields:
            row = self.rows[spec.name]
            if spec.required and values[spec.name] in ("", None) and not row.error:
                row.set_error(self._ui.gettext("This is needed."))
        wrong = first_wrong(self.rows.values())
        if wrong is None:
            return values
        if isinstance(wrong.field, AppointmentField):
            wrong.field.go_to_problem()
        else:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return None

    def at_field(self, error: InvalidInputError) -> bool:
        """Say an error of the service at its field; "say what other means" where one says it."""
        if error.key == "vocabulary.text_required" and "text" in self.rows:
            error = InvalidInputError(error.key, "text", **error.values)
        return show_at_field(self._ui, self.rows, error)

    def state(self) -> Kept:
        """What stands in the fields."""
        return kept(self.fields)

    def load(self, typed: Mapping[str, object]) -> None:
        """Go on with what was typed before."""
        show_kept(self.fields, typed)
        self.notice.show()

    def touched(self) -> bool:
        """Whether something was typed that would be lost."""
        return self.state() != self._untouched

    def bar(self) -> None:
        """The referral has moved on: what was typed may be read and copied, not sent."""
        words = self._ui.gettext(
            "The referral has changed in the meantime: this answer is no longer possible. "
            "What you wrote stands here, to be read or copied."
        )
        self.barred = True
        self.notice.sign.setPixmap(self._ui.icons.pixmap("triangle-alert", "soon", 16))
        self.notice.words.set_color("soon")
        self.notice.set_text(words)
        self.notice.show()
        self.save.hide()
        self.discard.show()

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window does: it leaves the form, not the page."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)  # noqa: S101
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves for later; Enter goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _notice(self) -> NoticeLine:
        ui, _ = self._ui, self._ui.gettext
        notice = NoticeLine(ui, "pencil", _("Taken up where it was left."), "muted")
        self.discard = QuietButton(ui, _("Discard"))
        self.discard.clicked.connect(self.discarded)
        notice.add_act(self.discard)
        notice.hide()
        return notice

    def _row(self, spec: FieldSpec) -> FormRow:
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
        group = _("Answer")
        ui.actions.add(self, "Ctrl+Return", _(self.act.label), self._submit, group)
        ui.actions.describe(self, _("Esc"), _("Leave the answer for later"), group)
        return line

    def _submit(self) -> None:
        if not self.barred:
            self.submitted.emit()

    def _listen(self) -> None:
        for field in self.fields.values():
            # What is half typed in a line counts as typing, before it is a value.
            told = field.textChanged if isinstance(field, QLineEdit) else field.changed  # type: ignore[attr-defined]
            told.connect(self.changed)

    def _follow_choices(self) -> None:
        """Let a choice propose what goes with it: who decided, how it is known."""
        for name, list_name in _LISTS.items():
            source, decider = self.fields.get(name), self.fields.get("decided_by")
            if isinstance(source, ChoiceField) and isinstance(decider, DeciderField):
                self._follow(source, list_name, decider)
        means, evidence = self.fields.get("means"), self.fields.get("evidence")
        if isinstance(means, ChoiceField) and isinstance(evidence, ChoiceField):
            self._propose_evidence(means, evidence)

    def _follow(self, source: ChoiceField, list_name: str, decider: DeciderField) -> None:
        codes = self._names.lists.named(list_name)

        def follow() -> None:
            entry = codes.get(source.value() or "")
            decider.offer(entry.texts("decided_by") if entry else ())

        source.changed.connect(follow)

    def _propose_evidence(self, means: ChoiceField, evidence: ChoiceField) -> None:
        codes = self._names.lists.follow_up_means
        proposed = ""

        def propose() -> None:
            nonlocal proposed
            entry = codes.get(means.value() or "")
            # What the person chose herself is left alone.
            if entry is not None and (evidence.value() or "") == proposed:
                proposed = entry.text("evidence")
                evidence.set_value(proposed)

        means.changed.connect(propose)
