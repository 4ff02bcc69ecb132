"""A need and its referrals on one card: where each stands, and the next act."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.case.presenter import EDIT, REFER, SEE, Block, Card
from ui.context import Ui
from ui.parts.referral_steps import PLACES
from ui.tokens import SPACE_12, Text
from ui.widgets import card as cards
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.head_line import HeadLine
from ui.widgets.labels import Label
from ui.widgets.steps import Steps


class NeedCard(cards.Card):
    """Shows a need; `acted` says what is wanted (an act of the presenter) and of what (hex)."""

    acted = Signal(str, str)

    def __init__(self, ui: Ui, card: Card) -> None:
        super().__init__(ui)
        self._ui, self.card = ui, card
        self.heads: list[HeadLine] = []
        self.edit = self._make_edit()
        self.setAccessibleName(card.blocks[0].head.title)
        for number, block in enumerate(card.blocks):
            if number:
                self.body.addSpacing(ui.theme.px(SPACE_12))
            self._add_head(block)
            if not number and card.words:
                words = Label(ui, card.words, color="muted", wrap=True)
                self.body.addLayout(self._line(words, self.edit))
            self._add_way(block)
        self._add_foot()

    def take_focus(self) -> None:
        """Put the keyboard on the act of the card."""
        goal: QWidget = self.heads[0].button or self.edit or self
        goal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_head(self, block: Block) -> None:
        head = HeadLine(self._ui, block.head)
        head.acted.connect(lambda key, act=block.act: self.acted.emit(act, key))
        self.heads.append(head)
        self.body.addWidget(head)
        for sentence in block.marks:
            self.body.addWidget(Label(self._ui, sentence, Text.BASE_BOLD, "soon", wrap=True))

    def _add_way(self, block: Block) -> None:
        if block.line is None:
            return
        ui, line = self._ui, block.line
        self.body.addWidget(Steps(ui, line.steps, line.reason, places=PLACES))
        if line.note:
            self.body.addWidget(Label(ui, line.note, wrap=True))

    def _add_foot(self) -> None:
        """The way of the newest referral, and what may be done beside its main act."""
        ui, first = self._ui, self.card.blocks[0]
        acts: list[QWidget] = []
        if first.referral is not None and first.act != SEE:
            see, key = QuietButton(ui, ui.gettext("See the referral")), first.referral.hex()
            see.clicked.connect(lambda: self.acted.emit(SEE, key))
            acts.append(see)
        if first.way or acts:
            way = Label(ui, first.way, Text.SMALL, "muted", wrap=True)
            self.body.addLayout(self._line(way, *acts))

    def _make_edit(self) -> IconButton | None:
        if not self.card.may_edit or self.card.need is None:
            return None
        button = IconButton(self._ui, "pencil", self._ui.gettext("Change the need"))
        need = self.card.need.hex()
        button.clicked.connect(lambda: self.acted.emit(EDIT, need))
        return button

    def _line(self, words: Label, *acts: QWidget | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(words, 1)
        for act in acts:
            if act is not None:
                line.addWidget(act)
        return line


def need_of(card: Card, act: str, key: str) -> str:
    """The need (hex) that an act is about: a head line of a referral names the referral."""
    return card.need.hex() if act == REFER and card.need else key
