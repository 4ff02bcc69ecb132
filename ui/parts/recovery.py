"""A recovery code, shown once: it must be copied by hand before it counts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_12, SPACE_16, Text
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import CodeLabel, Label


class RecoveryPage(QWidget):
    """Shows the code in groups and asks for two of them."""

    confirmed = Signal()

    def __init__(self, ui: Ui, code: str, act: str) -> None:
        """`act` is what its button says that comes next."""
        super().__init__()
        self._ui, self._act = ui, act
        self._groups = code.split("-")
        self._asked = groups_to_confirm(code)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(self._code_card())
        column.addWidget(self._proof_card())

    def take_focus(self) -> None:
        """Stand ready for typing."""
        self.fields[0].setFocus()

    def typed(self) -> dict[str, str]:
        """What stands in the fields, to be shown by `type_again`."""
        return {str(place): field.text() for place, field in enumerate(self.fields)}

    def type_again(self, typed: dict[str, str]) -> None:
        """Show what was typed before."""
        for place, field in enumerate(self.fields):
            field.setText(typed.get(str(place), ""))

    def _code_card(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("Copy this code by hand"))
        words = _(
            "It opens the files when every passphrase is lost, and it is shown only now. "
            "Put the sheet into the safe; keep no photograph of it."
        )
        card.body.addWidget(Label(ui, words, color="muted", wrap=True))
        board = QWidget()
        # A code is read from left to right in every language.
        board.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(board)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_12))
        half = (len(self._groups) + 1) // 2
        for index, group in enumerate(self._groups):
            # The number stands above: beside the group it would be read as part of it.
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(Label(ui, f"{index + 1}", Text.SMALL, "muted"))
            cell.addWidget(CodeLabel(ui, group, Text.NAME))
            grid.addLayout(cell, index // half, index % half)
        card.body.addWidget(board)
        return card

    def _proof_card(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("Then type two groups from your sheet"))
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_16))
        self.fields: list[TextField] = []
        self.rows: list[FormRow] = []
        for index in self._asked:
            field = TextField(ui)
            field.setMaxLength(8)
            row = FormRow(ui, _("Group {number}").format(number=index + 1), field)
            self.fields.append(field)
            self.rows.append(row)
            line.addWidget(row)
        card.body.addLayout(line)
        self.enter = PrimaryButton(ui, self._act)
        self.enter.clicked.connect(self._check)
        self.fields[0].returnPressed.connect(self.fields[1].setFocus)
        self.fields[1].returnPressed.connect(self._check)
        foot = QHBoxLayout()
        foot.addWidget(self.enter)
        foot.addStretch(1)
        card.body.addLayout(foot)
        return card

    def _check(self) -> None:
        wrong = self._ui.gettext("This is not what stands above. Read the group again.")
        right = True
        for index, field, row in zip(self._asked, self.fields, self.rows, strict=True):
            same = field.value().upper() == self._groups[index]
            row.set_error("" if same else wrong)
            if right and not same:
                field.setFocus()
            right = right and same
        if right:
            self.confirmed.emit()


def groups_to_confirm(code: str) -> tuple[int, int]:
    """Which two groups of the recovery code the person types to show that it was copied.

    Always the second and the last: a test of copying, not a secret.
    """
    return 1, len(code.split("-")) - 1
