"""The white boxes that carry the work, and what stands in them when there is none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import RADIUS_CARD, SPACE_8, SPACE_12, SPACE_16, SPACE_24, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Label, SectionTitle
from ui.widgets.painting import box, painting


class Card(QFrame):
    """A rounded box on the page; put widgets into `body`."""

    def __init__(self, ui: Ui, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        px = ui.theme.px
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(SPACE_16), px(SPACE_12), px(SPACE_16), px(SPACE_12))
        self.body.setSpacing(px(SPACE_8))
        if title:
            self.title = SectionTitle(ui, title)
            self.body.addWidget(self.title)
            self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint surface and hairline."""
        theme = self._ui.theme
        with painting(self) as painter:
            radius = theme.px(RADIUS_CARD)
            box(painter, QRectF(self.rect()), radius, theme.color("surface"), theme.color("line"))


class Banner(QFrame):
    """The violet strip that marks fictional data; it cannot be closed."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = ui.gettext
        text = _("Fictional data – training")
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, ui.theme.color("training_ground"))
        self.setPalette(palette)
        self.setAccessibleName(text)
        line = QHBoxLayout(self)
        px = ui.theme.px
        line.setContentsMargins(px(SPACE_16), px(3), px(SPACE_16), px(3))
        line.setSpacing(px(SPACE_8))
        picture = QLabel()
        picture.setPixmap(ui.icons.pixmap("graduation-cap", "training", 16))
        line.addStretch()
        line.addWidget(picture)
        line.addWidget(Label(ui, text, Text.SMALL_BOLD, "training"))
        line.addStretch()


class EmptyState(QWidget):
    """Says what will stand here and offers the first act."""

    def __init__(
        self,
        ui: Ui,
        icon: str,
        sentence: str,
        act: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        px = ui.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_16), px(SPACE_24), px(SPACE_16), px(SPACE_24))
        column.setSpacing(px(SPACE_12))
        picture = QLabel()
        picture.setPixmap(ui.icons.pixmap(icon, "muted", 32))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = Label(ui, sentence, color="muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        column.addWidget(picture)
        column.addWidget(self.words)
        self.button: SecondaryButton | None = None
        if act and run is not None:
            self.button = SecondaryButton(ui, act)
            self.button.clicked.connect(run)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
