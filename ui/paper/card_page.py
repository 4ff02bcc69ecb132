"""The page that prints the card of a file, or of a family: the same code each time."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from referral_app.domain.identifiers import CaseId
from referral_app.errors import RefusedError
from referral_app.exports.card import PLACES, cards
from referral_app.services.paper import card_face
from referral_app.services.ports.pages import Document
from referral_app.services.views import case_view
from ui.paper.sheet import SheetScreen
from ui.parts.code_words import dashed
from ui.parts.section import NoticeLine, Section
from ui.screen import ScreenContext
from ui.widgets.form_row import FormRow
from ui.widgets.number_field import NumberField


class CardScreen(SheetScreen):
    """`show_with(case=…)` shows the card of that file, `codes=(…)` those of new files."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._codes: tuple[str, ...] = ()
        self.place = NumberField(ui, 1, PLACES)
        self.place.set_value(1)
        section = Section(ui, "id-card", _("The card"))
        section.body.addWidget(
            NoticeLine(
                ui,
                "info",
                _("The code is all that the card tells: no name, and no word of why one comes."),
            )
        )
        help_text = _("A sheet holds ten: take another place when the first was cut out.")
        row = FormRow(ui, _("Place on the sheet"), self.place, help_text=help_text)
        row.share_line(3)
        section.body.addWidget(row)
        self.page.body.addWidget(section)
        self.page.body.addStretch(1)
        self.place.changed.connect(self._on_place)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Print the card")

    def show_with(self, **arguments: Any) -> None:
        """Show the card of the file `case`, or those of `codes`."""
        desk, codes = self.context.desk, arguments.get("codes", ())
        try:
            self._codes = codes or (case_view(desk, CaseId(arguments["case"])).case.code,)
        except RefusedError as error:
            self.say_error(error)
            self.context.go("back")
            return
        _ = self.context.ui.gettext
        files = [dashed(code, isolated=True) for code in self._codes]
        self.page.set_title(self.title(), _("File {code}").format(code=" · ".join(files)))
        self.show_pages()
        self.footer.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def document(self) -> Document:
        """Lay out the sheet with the one card."""
        face = card_face(self.context.desk)
        place = self.place.value() or 1
        ruler = self.painter.ruler
        return cards(self._codes, face, self.words(), ruler, first_place=place)

    def file_name(self) -> str:
        """A name to propose."""
        return self.context.ui.gettext("card.pdf")

    def _on_place(self) -> None:
        if self._codes:
            self.show_pages()
