"""After saving: the code for the card, alone on the page or above the next form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.identifiers import CaseId
from ui.context import Ui
from ui.intake.family_card import FamilyCard, NewFile
from ui.intake.presenter import SavedIntake
from ui.parts.code_card import CodeCard
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_12, SPACE_16, SPACE_24
from ui.widgets.buttons import IconButton, PrimaryButton, QuietButton, SecondaryButton

_WIDTH = 620


class SavedFamily(FamilyCard):
    """The codes of the family before, above the form of the next."""

    closed = Signal()
    printing = Signal()

    def __init__(self, ui: Ui, files: Sequence[NewFile]) -> None:
        super().__init__(ui, files)
        print_all = QuietButton(ui, ui.gettext("Print the cards"), "printer")
        print_all.clicked.connect(self.printing)
        off = QuietButton(ui, ui.gettext("The codes are on the cards"), "x")
        off.clicked.connect(self.closed)
        for button in (print_all, off):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)


class SavedCard(CodeCard):
    """The code of the file before, above the form of the next."""

    closed = Signal()
    printing = Signal()

    def __init__(self, ui: Ui, code: str) -> None:
        super().__init__(ui, code, ui.gettext("The file is saved"), large=False)
        print_it = IconButton(ui, "printer", ui.gettext("Print the card"))
        print_it.clicked.connect(self.printing)
        off = IconButton(ui, "x", ui.gettext("The code is on the card"))
        off.clicked.connect(self.closed)
        for button in (print_it, off):
            # The next file begins at its first field, not here.
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)


class SavedPage(QWidget):
    """The code, large; Enter opens the file."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        _, px = ui.gettext, ui.theme.px
        self.case = CaseId(b"")
        self.code = ""
        self.codes: tuple[str, ...] = ()
        self.open = PrimaryButton(ui, _("Open the file"))
        self.next = SecondaryButton(ui, _("Start the next"))
        self.card = SecondaryButton(ui, _("Print the card"), "id-card")
        self._card: CodeCard | FamilyCard | None = None
        self._sent = NoticeLine(ui, "send", "", "muted")
        acts = QHBoxLayout()
        acts.setSpacing(px(SPACE_12))
        acts.addWidget(self.open)
        acts.addWidget(self.next)
        acts.addWidget(self.card)
        acts.addStretch(1)
        self._column = QVBoxLayout()
        self._column.setSpacing(px(SPACE_16))
        self._column.addWidget(self._sent)
        self._column.addLayout(acts)
        middle = QWidget()
        middle.setLayout(self._column)
        middle.setFixedWidth(px(_WIDTH))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        edge = px(SPACE_24)
        whole.setContentsMargins(edge, edge, edge, edge)
        whole.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(2)

    def show_case(self, saved: SavedIntake) -> None:
        """Show the code of this file, or those of a family."""
        ui = self._ui
        self.case, self.code = saved.opened.case, saved.opened.code
        self.codes = tuple(file.code for file in saved.files)
        _, family = ui.gettext, len(self.codes) > 1
        self.card.set_text(_("Print the cards") if family else _("Print the card"))
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
        self._card = self._made(saved)
        self._column.insertWidget(0, self._card)
        # Cards of a family are printed from each file: one page holds one card.
        self.card.setVisible(len(saved.files) <= 1)
        count = saved.referrals
        self._sent.setVisible(bool(count))
        self._sent.set_text(
            ui.ngettext(
                "{count} referral is saved here; it leaves at the next exchange.",
                "{count} referrals are saved here; they leave at the next exchange.",
                count,
            ).format(count=count)
        )

    def _made(self, saved: SavedIntake) -> CodeCard | FamilyCard:
        if len(saved.files) > 1:
            return FamilyCard(self._ui, saved.files)
        title = self._ui.gettext("The file is saved")
        return CodeCard(self._ui, saved.opened.code, title, large=True)
