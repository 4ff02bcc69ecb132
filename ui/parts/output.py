"""Where pages go: to a printer of the system, or into a PDF file where the person says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from referral_app.errors import NoRoomError
from referral_app.language import isolate_text
from referral_app.services.ports.pages import Document
from ui.painting.devices import PagePainter, print_on
from ui.screen import Screen

Deliver: TypeAlias = Callable[[Document], None]
PRINT_KEYS: Final = "Ctrl+P"


class Output:
    """Asks a page's person where to; hands back what delivers a document there, or None."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._ui = screen.context.ui
        self._folder: Path | None = None

    def to_printer(self) -> Deliver | None:
        """Ask for a printer."""
        ui, _ = self._ui, self._ui.gettext
        printer = ui.dialogs.choose_printer(ui, self._screen)
        if printer is None:
            return None

        def deliver(document: Document) -> None:
            if print_on(printer, document):
                ui.notices.success(_("Sent to the printer."))
            else:
                ui.notices.error(
                    _("The printer does not answer. Nothing is lost: print again when it is ready.")
                )

        return deliver

    def to_file(self, name: str) -> Deliver | None:
        """Ask for a file; `name` is proposed, with its ending."""
        ui, _ = self._ui, self._ui.gettext
        start = (self._folder or Path.home()) / name
        title = _("Where should the pages be written?")
        file = ui.dialogs.save_file(ui, self._screen, title, _("PDF file (*.pdf)"), start)
        if file is None:
            return None
        self._folder = file.parent

        def deliver(document: Document) -> None:
            # Off the window's thread: a hundred cards take half a second.
            def work() -> None:
                write(file, PagePainter().pdf(document))

            self._screen.run(work, lambda _none: self._say_written(file))

        return deliver

    def _say_written(self, file: Path) -> None:
        _ = self._ui.gettext
        words = _(
            "Written to {file}. This file is not locked: delete it once it is printed, from the "
            "wastebasket, too."
        )
        self._ui.notices.success(words.format(file=isolate_text(file.name)))


def write(file: Path, pages: bytes) -> None:
    """Write a file where it was asked for, nowhere else on the way; what is torn is taken away.

    Raises NoRoomError.
    """
    try:
        with file.open("wb") as opened:
            try:
                opened.write(pages)
                opened.flush()
            except OSError:
                with suppress(OSError):
                    file.unlink()
                raise
    except OSError as error:
        raise NoRoomError("paper.not_written") from error
