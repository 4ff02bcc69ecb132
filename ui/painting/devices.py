"""Pages into a PDF file and onto a printer. Nothing is written anywhere on the way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from referral_app.services.ports.pages import Document, Page
from ui.painting.drawing import draw
from ui.painting.setting import PaperRuler

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_RESOLUTION: Final = 600
_INCH: Final = 25.4
_LEEWAY: Final = 1.0
"""Millimetres by which sizes of paper are rounded."""


class PagePainter:
    """The port `Painter`."""

    def __init__(self) -> None:
        self._ruler = PaperRuler()

    @property
    def ruler(self) -> PaperRuler:
        """The measure by which pages are laid out."""
        return self._ruler

    def pdf(self, document: Document) -> bytes:
        """Return the pages as a PDF file with its fonts inside; nothing is written anywhere."""
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(document.title)
        writer.setResolution(_RESOLUTION)
        writer.setPageLayout(page_layout(document.pages[0]))
        _paint(document, writer)
        buffer.close()
        return bytes(held.data())


def print_on(printer: QPrinter, document: Document) -> bool:
    """Print the pages, as many copies as the dialog said; False when the printer cannot begin.

    The paper that was chosen stays where a page has room on it: most offices have A4 alone.
    """
    printer.setDocName(document.title)
    printer.setFullPage(True)
    printer.setPageLayout(_on_paper(document.pages[0], printer.pageLayout().pageSize()))
    with _spooled_in_memory():
        return _paint(document, printer)


@contextmanager
def _spooled_in_memory() -> Iterator[None]:
    """Let the printing system of Linux hand its job over in memory and not in a file on a disk.

    Qt gives pages to CUPS as a file of its own, which lies where TMPDIR says until it is printed.
    """
    before = os.environ.get("TMPDIR")
    memory = Path("/dev/shm")  # noqa: S108 (on purpose: it is no disk)
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield
        return
    os.environ["TMPDIR"] = str(memory)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def page_layout(page: Page) -> QPageLayout:
    """The paper for a page, without margins: pages bring their own."""
    own = QPageSize.Unit.Millimeter
    return _turned(page, QPageSize(_upright(page), own, "", QPageSize.SizeMatchPolicy.FuzzyMatch))


def _on_paper(page: Page, paper: QPageSize) -> QPageLayout:
    """The chosen paper for a page that has room on it, else the page's own."""
    least, has = _upright(page), paper.size(QPageSize.Unit.Millimeter)
    fits = has.width() > least.width() - _LEEWAY and has.height() > least.height() - _LEEWAY
    return _turned(page, paper) if fits else page_layout(page)


def _upright(page: Page) -> QSizeF:
    return QSizeF(min(page.width, page.height), max(page.width, page.height))


def _turned(page: Page, paper: QPageSize) -> QPageLayout:
    stands = QPageLayout.Orientation
    way = stands.Landscape if page.width > page.height else stands.Portrait
    return QPageLayout(paper, way, QMarginsF(0.0, 0.0, 0.0, 0.0))


def _paint(document: Document, device: QPagedPaintDevice) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    for number, page in enumerate(document.pages):
        if number:
            device.newPage()
        draw(painter, page, device.logicalDpiX() / _INCH)
    return painter.end()
