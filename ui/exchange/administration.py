"""What only an administrator needs, under one heading: closed while nothing is to be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.context import Ui
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_16
from ui.widgets.buttons import QuietButton, SmallButton


class Administration(QWidget):
    """A heading that opens and closes the parts beneath it.

    `hint` belongs at the top of the page: it says that something is to be looked at, and leads
    there. The parts hide themselves from those who may not act; with all of them the heading goes.
    """

    def __init__(self, ui: Ui, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._ui, self._parts, self._due = ui, parts, 0
        self.heading = QuietButton(ui, ui.gettext("Administration"), "chevron-right")
        self.heading.clicked.connect(lambda: self.open(not self.is_open))
        self.hint = NoticeLine(ui, "triangle-alert", "", "soon", "soon_ground")
        self.look = SmallButton(ui, ui.gettext("See what it is"))
        self.look.clicked.connect(self._show)
        self.hint.add_act(self.look)
        self.hint.hide()
        self._content = QWidget()
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(ui.theme.px(SPACE_16))
        for part in parts:
            inner.addWidget(part)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addLayout(head)
        column.addWidget(self._content)
        self.open(opened=False)

    @property
    def is_open(self) -> bool:
        """Whether the parts are shown."""
        return not self._content.isHidden()

    def open(self, opened: bool) -> None:
        """Show the parts, or their heading alone."""
        _ = self._ui.gettext
        self._content.setVisible(opened)
        said = _("Administration: hide") if opened else _("Administration: show")
        self.heading.setAccessibleName(said)
        self.heading.show_icon("chevron-down" if opened else "chevron-right")

    def show_due(self, due: int) -> None:
        """Say how much is to be looked at; what is new opens the parts."""
        if due > self._due:
            self.open(opened=True)
        self._due = due
        self.setVisible(any(not part.isHidden() for part in self._parts))
        text = self._ui.ngettext(
            "{count} thing is to be looked at under “Administration”.",
            "{count} things are to be looked at under “Administration”.",
            due,
        )
        self.hint.set_text(text.format(count=due))
        self.hint.setVisible(due > 0)

    def _show(self) -> None:
        """Lead to the first thing that can be done there."""
        self.open(opened=True)
        self.heading.setFocus()
        self.focusNextChild()
