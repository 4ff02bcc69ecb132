"""A field with its label, its help, and one sentence beneath when it is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_12, Text
from ui.widgets.field import Field
from ui.widgets.labels import Label, LineIcon


class Together(QWidget):
    """Fields and buttons that belong together: a page shows them whole when the keyboard comes."""


class FormRow(QWidget):
    """Label above the field, or `beside` it; the error stands beneath, read out with the field."""

    def __init__(
        self,
        ui: Ui,
        label: str,
        field: QWidget,
        *,
        required: bool = False,
        help_text: str = "",
        beside: bool = False,
    ) -> None:
        super().__init__()
        self._ui, self.field = ui, field
        self._help = help_text
        name = self._name(label, required=required)
        self._error: _ErrorLine | None = None
        self._hint: Label | None = None
        self._lay_out(name, beside=beside)
        _reader(field).setAccessibleDescription(help_text)
        problem = getattr(field, "problem", None)
        if problem is not None:
            problem.connect(self.set_error)
        pointed_out = getattr(field, "pointed_out", None)
        if pointed_out is not None:
            pointed_out.connect(self._set_hint)

    def _name(self, label: str, *, required: bool) -> Label:
        ui, _ = self._ui, self._ui.gettext
        name = Label(ui, label, Text.BASE_BOLD, wrap=True)
        name.setBuddy(self.field)
        if not label:
            name.hide()  # a tick says itself what it is
        spoken = _("{label}, required").format(label=label) if required else label
        _reader(self.field).setAccessibleName(spoken)
        if required:
            from html import escape

            mark = f'<span style="color:{ui.theme.hex("late")}">*</span>'
            name.setTextFormat(Qt.TextFormat.RichText)
            name.setText(f"{escape(label)}&nbsp;{mark}")
            name.setToolTip(_("Required"))
        return name

    def _lay_out(self, name: Label, *, beside: bool) -> None:
        ui, px = self._ui, self._ui.theme.px
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_12))
        grid.setVerticalSpacing(px(SPACE_4))
        row, column = (0, 1) if beside else (1, 0)
        head = QVBoxLayout()
        head.setContentsMargins(0, ui.theme.px(7) if beside else 0, 0, 0)
        head.addWidget(name)
        head.addStretch(1)
        grid.addLayout(head, 0, 0)
        grid.addWidget(self.field, row, column)
        self._place = (row, column)
        self._across = 1
        self._help_words: Label | None = None
        if self._help:
            self._help_words = Label(ui, self._help, Text.SMALL, "muted", wrap=True)
            self._add_beneath(self._help_words, 2)
        grid.setColumnStretch(column, 1)
        if beside:
            name.setFixedWidth(px(180))

    def share_line(self, share: int, *acts: QWidget) -> None:
        """Leave the field a part of its line: `share` parts beside it are for `acts`, or free.

        Words beneath keep the whole width.
        """
        row, column = self._place
        line = QHBoxLayout()
        line.setSpacing(self._ui.theme.px(SPACE_12))
        for act in acts:
            line.addWidget(act)
        line.addStretch(1)
        self._grid.addLayout(line, row, column + 1)
        self._grid.setColumnStretch(column + 1, share)
        self._across = 2
        if self._help_words is not None:
            self._add_beneath(self._help_words, 2)

    @property
    def error(self) -> str:
        """The sentence beneath the field, or ""."""
        return self._error.text() if self._error else ""

    def set_error(self, sentence: str) -> None:
        """Say what is wrong and what to do; "" takes it away."""
        if self._error is None and sentence:
            # Most rows never see a mistake, and the gate is painted sooner without.
            self._error = _ErrorLine(self._ui)
            self._add_beneath(self._error, 1)
        if self._error is not None:
            self._error.set_text(sentence)
        wearer: Field = self.field  # type: ignore[assignment]
        if hasattr(self.field, "set_wrong"):
            wearer.set_wrong(bool(sentence))
        self._describe()

    @property
    def hint(self) -> str:
        """What is pointed out beneath the field though it is no mistake, or ""."""
        return self._hint.text() if self._hint else ""

    def _add_beneath(self, words: QWidget, distance: int) -> None:
        row, column = self._place
        self._grid.addWidget(words, row + distance, column, 1, self._across)

    def _set_hint(self, sentence: str) -> None:
        if self._hint is None and sentence:
            self._hint = Label(self._ui, "", Text.SMALL, "soon", wrap=True)
            self._add_beneath(self._hint, 3)
        if self._hint is not None and self._hint.text() != sentence:
            self._hint.setText(sentence)
            self._hint.setVisible(bool(sentence))
            self._describe()

    def _describe(self) -> None:
        """Let a screen reader say with the field what stands around it."""
        parts = [part for part in (self.error, self.hint, self._help) if part]
        _reader(self.field).setAccessibleDescription(" ".join(parts))


class _ErrorLine(QWidget):
    """A red sentence with its sign."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_4))
        sign = LineIcon(ui, "circle-alert", "late", 14, Text.SMALL)
        self._words = Label(ui, "", Text.SMALL, "late", wrap=True)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def set_text(self, text: str) -> None:
        """Say this, or hide."""
        self._words.setText(text)
        self.setVisible(bool(text))


def _reader(field: QWidget) -> QWidget:
    """The widget that takes the keyboard, and so the one that a screen reader meets."""
    proxy = field.focusProxy()
    return proxy if proxy is not None else field
