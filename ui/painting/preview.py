"""Pages on the screen, one under the other, as they will come out."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from referral_app.services.ports.pages import Document, Page
from ui.context import Ui
from ui.painting.drawing import draw
from ui.tokens import SPACE_16
from ui.widgets.painting import box, painting

_PAPER: Final = QColor("#FFFFFF")


class PagePreview(QWidget):
    """White pages as wide as there is room; paper is white in a dark window, too."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._pages: tuple[Page, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_document(None)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that are shown."""
        return self._pages

    def show_document(self, document: Document | None) -> None:
        """Show these pages; None shows nothing."""
        ui = self._ui
        self._pages = document.pages if document else ()
        count = len(self._pages)
        words = ui.ngettext("Preview: {count} page", "Preview: {count} pages", count)
        self.setAccessibleName(words.format(count=count))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Pages keep their shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All pages with a gap between them."""
        heights = [width * page.height / page.width for page in self._pages]
        return round(sum(heights) + self._gap() * max(0, len(heights) - 1)) + 1

    def sizeHint(self) -> QSize:
        """As high as the present width asks."""
        width = max(self.width(), self._ui.theme.px(300))
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages that are in sight."""
        theme = self._ui.theme
        top = 0.0
        with painting(self) as painter:
            for page in self._pages:
                height = self.width() * page.height / page.width
                area = QRectF(0.5, top + 0.5, self.width() - 1, height - 1)
                if area.intersects(QRectF(event.rect())):
                    box(painter, area, 2, _PAPER, theme.color("line"))
                    painter.save()
                    painter.translate(0, top)
                    painter.setClipRect(QRectF(0, 0, self.width(), height))
                    draw(painter, page, self.width() / page.width)
                    painter.restore()
                top += height + self._gap()

    def _gap(self) -> int:
        return self._ui.theme.px(SPACE_16)
