"""The page "paper": what a desk prints ahead: cards, blank forms, pages of the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.exports.blank_form import blank_form
from referral_app.exports.card import cards
from referral_app.exports.register_page import register_pages as lay_out_register
from referral_app.exports.words import Words
from referral_app.language import isolate
from referral_app.services.cards import MOST_CARDS, card_batches, print_cards
from referral_app.services.paper import card_face, own_party, set_card_back
from referral_app.services.ports.pages import Document
from referral_app.services.ports.paper import CardBack, CardBatch, RegisterPages
from referral_app.services.register import MOST_PAGES, print_pages, register_pages
from ui.consent.reading import reading_text
from ui.painting.devices import PagePainter
from ui.paper.back_card import BackSection
from ui.paper.languages import LanguageChoice
from ui.paper.sections import CountedSection, PrintSection, joined
from ui.parts.entry_form import show_at_field
from ui.parts.output import Deliver, Output
from ui.screen import Screen, ScreenContext
from ui.tokens import Kind
from ui.widgets.form_row import FormRow
from ui.widgets.rows import Row, RowList
from ui.widgets.scroll_page import READING_WIDTH, ScrollPage

_SHEET = 10
_SHOWN = 12
"""Batches that are offered to be printed again."""


class PaperScreen(Screen):
    """Pre-numbered cards, blank forms, register pages; and the back of every card."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._painter = PagePainter()
        self.output = Output(self)
        subtitle = _("Paper keeps the work going without power, and holds what no file may hold.")
        self.page = ScrollPage(ui, self.title(), subtitle, max_width=READING_WIDTH)
        self._make_cards()
        self._make_form()
        self._make_register()
        may = context.desk.actor.may(Act.MANAGE_CALENDAR)
        self.back = BackSection(ui, may_edit=may)
        self.back.saved.connect(self._save_back)
        for section in (self.cards, self.form, self.register, self.back):
            self.page.body.addWidget(section)
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Paper")

    def show_with(self, **arguments: Any) -> None:
        """Read what was printed."""
        self.refresh()
        self.cards.count.setFocus()

    def refresh(self) -> None:
        """Read what was printed."""
        desk = self.context.desk
        self._batches = {batch.id.hex(): batch for batch in card_batches(desk)[:_SHOWN]}
        self._pages = {batch.id.hex(): batch for batch in register_pages(desk)[:_SHOWN]}
        self.card_rows.set_rows([self._card_row(*item) for item in self._batches.items()])
        self.page_rows.set_rows([self._page_row(*item) for item in self._pages.items()])
        self.card_rows.setVisible(bool(self._batches))
        self.page_rows.setVisible(bool(self._pages))
        self.back.show_back(card_face(desk).back)

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """All that prints or writes."""
        sections = (self.cards, self.form, self.register)
        buttons = [button for section in sections for button in section.buttons]
        return (*buttons, self.back.save)

    def _make_cards(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        words = _(
            "Ten on a sheet, each with its own code. A file is opened under a card by typing or "
            "scanning it in the new file."
        )
        self.cards = CountedSection(
            ui, ("id-card", _("Cards printed ahead"), words, _("How many")), MOST_CARDS, _SHEET
        )
        joined(self.cards, self._draw_cards)
        self.card_rows = RowList(ui, [])
        self.card_rows.acted.connect(self._print_cards_again)
        self.cards.body.addWidget(self.card_rows)

    def _make_form(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        words = _(
            "The questions of the new file in their order, to fill in by hand and type in later, "
            "with the date of that day."
        )
        self.form = PrintSection(ui, "file-text", _("Blank form"), words)
        self.language = LanguageChoice(ui, pairs=False)
        self.form.body.addWidget(FormRow(ui, _("Language"), self.language))
        self.form.add_acts()
        joined(self.form, self._print_form)

    def _make_register(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        words = _(
            "Telephone numbers stand on these numbered pages and nowhere else. They stay locked at "
            "the centre and are never copied; the file keeps the number of the page."
        )
        self.register = CountedSection(
            ui, ("lock", _("Register of contacts"), words, _("How many pages")), MOST_PAGES, 1
        )
        joined(self.register, self._number_pages)
        self.page_rows = RowList(ui, [])
        self.page_rows.acted.connect(self._print_pages_again)
        self.register.body.addWidget(self.page_rows)

    def _card_row(self, key: str, batch: CardBatch) -> Row:
        ui, _ = self.context.ui, self.context.ui.gettext
        title = ui.ngettext("{count} card", "{count} cards", len(batch.codes))
        left = ui.ngettext(
            "{count} without a file", "{count} without a file", len(batch.unused)
        ).format(count=len(batch.unused))
        return Row(
            key,
            "id-card",
            title.format(count=len(batch.codes)),
            other=ui.language.format_when(batch.printed_at, self.context.desk.now()),
            pill=left if batch.unused else _("All have a file"),
            kind=Kind.BRAND if batch.unused else Kind.NEUTRAL,
            act=_("Print again") if batch.unused else "",
        )

    def _page_row(self, key: str, batch: RegisterPages) -> Row:
        ui, _ = self.context.ui, self.context.ui.gettext
        first, last = batch.numbers[0], batch.numbers[-1]
        numbers = isolate(first) if first == last else f"{isolate(first)} … {isolate(last)}"
        return Row(
            key,
            "lock",
            _("Pages {numbers}").format(numbers=numbers),
            other=ui.language.format_when(batch.printed_at, self.context.desk.now()),
            act=_("Print again"),
        )

    def _where_to(self, name: str, *, printer: bool) -> Deliver | None:
        """Ask where before anything is drawn: who cancels has used up no code and no number."""
        return self.output.to_printer() if printer else self.output.to_file(name)

    def _draw_cards(self, printer: bool) -> None:
        _, desk = self.context.ui.gettext, self.context.desk
        count = self.cards.number()
        if count is None or self._saving:
            return
        deliver = self._where_to(_("cards.pdf"), printer=printer)
        if deliver is None:
            return

        def drawn(codes: Sequence[str]) -> None:
            self.refresh()
            deliver(self._card_sheets(codes))

        self.run(lambda: print_cards(desk, count), drawn, at_field=self._at_count(self.cards))

    def _number_pages(self, printer: bool) -> None:
        _, desk = self.context.ui.gettext, self.context.desk
        count = self.register.number()
        if count is None or self._saving:
            return
        deliver = self._where_to(_("register.pdf"), printer=printer)
        if deliver is None:
            return

        def numbered(numbers: Sequence[str]) -> None:
            self.refresh()
            deliver(self._register(numbers))

        self.run(lambda: print_pages(desk, count), numbered, at_field=self._at_count(self.register))

    def _print_form(self, printer: bool) -> None:
        deliver = self._where_to(self.context.ui.gettext("blank form.pdf"), printer=printer)
        if deliver is not None:
            centre, ruler = own_party(self.context.desk), self._painter.ruler

            def lay_out(words: Words) -> Document:
                read = tuple(reading_text(words.language.code).splitlines())
                return blank_form(centre, words, ruler, read)

            deliver(self.language.lay_out(self._words(), lay_out))

    def _print_cards_again(self, key: str) -> None:
        deliver = self.output.to_printer()
        if deliver is not None:
            # A card whose file is open lies in somebody's pocket: only the others are printed.
            deliver(self._card_sheets(self._batches[key].unused))

    def _print_pages_again(self, key: str) -> None:
        deliver = self.output.to_printer()
        if deliver is not None:
            deliver(self._register(self._pages[key].numbers))

    def _card_sheets(self, codes: Sequence[str]) -> Document:
        return cards(codes, card_face(self.context.desk), self._words(), self._painter.ruler)

    def _register(self, numbers: Sequence[str]) -> Document:
        centre = own_party(self.context.desk)
        return lay_out_register(numbers, centre, self._words(), self._painter.ruler)

    def _save_back(self, back: CardBack) -> None:
        ui, desk = self.context.ui, self.context.desk
        said = ui.gettext("Saved: the next cards say so.")

        def saved(_none: None) -> None:
            self.refresh()
            ui.notices.success(said)

        self.run(lambda: set_card_back(desk, back), saved, at_field=self.back.show_error)

    def _at_count(self, section: CountedSection) -> Callable[[InvalidInputError], bool]:
        rows = {"count": section.row}
        return lambda error: show_at_field(self.context.ui, rows, error)

    def _words(self) -> Words:
        return Words(self.context.ui.language, self.context.desk.vocabularies)
