"""Words: labels with a rank and a colour, and codes that keep their direction."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import ICON, Text
from ui.widgets.painting import lines_of_words, painting


class Label(QLabel):
    """Plain text of a rank and a token's colour; wraps where `wrap` says so."""

    def __init__(
        self,
        ui: Ui,
        text: str = "",
        rank: Text = Text.BASE,
        color: str = "ink",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = ui.theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(ui.theme.font(rank))
        self.setWordWrap(wrap)
        # Lines start where the window's lines start, whatever script the words are in.
        side = Qt.AlignmentFlag.AlignLeft
        if ui.language.right_to_left:
            side = Qt.AlignmentFlag.AlignRight
        across = side | Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(across | Qt.AlignmentFlag.AlignVCenter)
        # Inside a row, which is a button, Qt would take the colour of button text.
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.set_color(color)

    def set_color(self, color: str) -> None:
        """Take the colour of a token."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(color))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint wrapped Arabic so that all its lines start at the edge."""
        plain = self.textFormat() is Qt.TextFormat.PlainText
        if not (plain and self.wordWrap() and self.isRightToLeft()):
            super().paintEvent(event)
            return
        with painting(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
            words = lines_of_words(right_to_left=True, centred=centred)
            painter.drawText(QRectF(self.contentsRect()), self.text(), words)


class LineIcon(QLabel):
    """An icon that stands level with the first line of the text beside it."""

    def __init__(
        self, ui: Ui, icon: str, color: str, size: int = ICON, rank: Text = Text.BASE
    ) -> None:
        super().__init__()
        self.setPixmap(ui.icons.pixmap(icon, color, size))
        line = QFontMetrics(ui.theme.font(rank)).height()
        self.setFixedSize(ui.theme.px(size), max(line, ui.theme.px(size)))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class SectionTitle(Label):
    """The title of a card or of a part of a page."""

    def __init__(self, ui: Ui, text: str, parent: QWidget | None = None) -> None:
        super().__init__(ui, text, Text.SECTION, wrap=True, parent=parent)


class ElidedLabel(Label):
    """One line that ends in … where there is no room; the whole text is in its tooltip."""

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        least = self.fontMetrics().averageCharWidth() * 6
        return QSize(min(least, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        self.setToolTip("" if shown == self.text() else self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        side = Qt.AlignmentFlag.AlignLeft
        if self.isRightToLeft():
            side = Qt.AlignmentFlag.AlignRight
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags, shown)
        painter.end()


class CodeLabel(Label):
    """A code, number or telephone: left to right everywhere, and selectable to copy."""

    def __init__(self, ui: Ui, code: str, rank: Text = Text.BASE, color: str = "ink") -> None:
        super().__init__(ui, isolate(code), rank, color)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(code)

    def set_code(self, code: str) -> None:
        """Show another code."""
        self.setText(isolate(code))
        self.setAccessibleName(code)
