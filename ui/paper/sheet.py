"""The frame of a page that prints one thing: what to choose, the pages beside it, two ways out."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.errors import RefusedError
from referral_app.exports.words import Words
from referral_app.sentences import sentence
from referral_app.services.ports.pages import Document
from ui.painting.devices import PagePainter
from ui.painting.preview import PagePreview
from ui.parts.footer import Footer
from ui.parts.output import PRINT_KEYS, Deliver, Output
from ui.parts.section import NoticeLine
from ui.parts.side import Beside
from ui.screen import Screen, ScreenContext
from ui.widgets.buttons import QuietButton
from ui.widgets.scroll_page import ScrollPage

_SIDE = 430
_NARROW = 860


class SheetScreen(Screen):
    """Base of such a page: `document` lays out what is chosen, `file_name` proposes a name."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self.painter = PagePainter()
        self.output = Output(self)
        self.page = ScrollPage(ui, self.title(), self.subtitle())
        self.preview = PagePreview(ui)
        self.barred = NoticeLine(ui, "info", "", "muted")
        self.barred.hide()
        self.page.body.addWidget(self.barred)
        self.footer = Footer(
            ui, _("Print…"), _("Save as PDF…"), keys=(PRINT_KEYS, ""), hint=_("{keys} prints")
        )
        self.back = QuietButton(ui, _("Back"), "arrow-left")
        self.back.clicked.connect(lambda: context.go("back"))
        self.page.set_actions([self.back])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Beside(ui, self.page, self.preview, (_SIDE, _NARROW)), 1)
        column.addWidget(self.footer)
        self.footer.main.clicked.connect(self.print)
        self.footer.other.clicked.connect(self.save)
        ui.actions.add(self, PRINT_KEYS, _("Print…"), self.print, self.title())

    def subtitle(self) -> str:
        """A sentence under the name of the page."""
        return ""

    def document(self) -> Document:
        """Lay out what is chosen; raises RefusedError where nothing is."""
        raise NotImplementedError

    def file_name(self) -> str:
        """A name to propose for the PDF file: it tells nothing of a person."""
        raise NotImplementedError

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The two ways out."""
        return self.footer.buttons

    def words(self) -> Words:
        """Words in the window's language."""
        return Words(self.context.ui.language, self.context.desk.vocabularies)

    def show_pages(self) -> None:
        """Show what would come out now."""
        found = self._laid_out()
        self.barred.setVisible(found is None)
        self.preview.show_document(found)
        for button in self.footer.buttons:
            button.setEnabled(found is not None)

    def print(self) -> None:
        """Ask for a printer and print."""
        if self.footer.main.isEnabled():
            self._deliver(self.output.to_printer())

    def save(self) -> None:
        """Ask for a file and write it."""
        self._deliver(self.output.to_file(self.file_name()))

    def _deliver(self, deliver: Deliver | None) -> None:
        found = self._laid_out() if deliver else None
        if deliver is not None and found is not None:
            deliver(found)

    def _laid_out(self) -> Document | None:
        try:
            return self.document()
        except RefusedError as error:
            self.barred.set_text(sentence(self.context.ui.language, error))
            return None
