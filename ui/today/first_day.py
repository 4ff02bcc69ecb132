"""The first day: nothing to show yet, so the page says where to begin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.staff import Act
from ui.screen import ScreenContext
from ui.tokens import SPACE_12, SPACE_16, SPACE_24, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label
from ui.widgets.rows import IconDisc


class FirstDay(Card):
    """Three ways to begin, each with its act."""

    def __init__(self, context: ScreenContext) -> None:
        ui, _ = context.ui, context.ui.gettext
        super().__init__(ui, _("Welcome"))
        self._context = context
        go, actor = context.go, context.desk.actor
        px = ui.theme.px
        self.body.setSpacing(px(SPACE_16))
        intro = _("Here will stand what waits for you each day. Begin with one of these:")
        self.body.addWidget(Label(ui, intro, color="muted", wrap=True))
        self.body.addSpacing(px(SPACE_12))
        self.buttons: list[SmallButton] = []
        if actor.may(Act.OPEN_CASE):
            self._add(
                "folder",
                _("Open a first file"),
                _("Consent, the person, the needs: one page, without a name."),
                _("New file"),
                lambda: go("intake"),
            )
        if actor.may(Act.INVITE):
            self._add(
                "users",
                _("Invite a centre"),
                _("You write an invitation on a stick; the other centre opens it."),
                _("Invite"),
                lambda: go("exchange"),
            )
        self._add(
            "refresh-cw",
            _("Exchange with the other centres"),
            _("By a stick or a shared folder: what arrives will stand on the side."),
            _("Exchange"),
            lambda: go("exchange"),
        )
        widest = max(button.sizeHint().width() for button in self.buttons)
        for button in self.buttons:
            button.setMinimumWidth(widest)
        self.body.addSpacing(px(SPACE_24))
        self.body.addStretch(1)

    def _add(self, icon: str, title: str, words: str, act: str, run: Callable[[], object]) -> None:
        ui = self._context.ui
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_12))
        line.addWidget(IconDisc(ui, icon), 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(Label(ui, title, Text.BASE_BOLD, wrap=True))
        text.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        line.addLayout(text, 1)
        button = SmallButton(ui, act)
        button.clicked.connect(run)
        self.buttons.append(button)
        line.addWidget(button)
        self.body.addLayout(line)
