"""What stands in the file: words that can be read, fonts, codes that scan."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from referral_app.domain.case_code import CaseCode
from referral_app.exports.card import cards
from referral_app.exports.layout import QUIET
from referral_app.exports.paging import side_by_side
from referral_app.exports.slip import slip
from referral_app.language import without_isolates
from referral_app.services.ports.pages import Document, Modules, Page
from tests.exports.papers import CODE, FACE, need, slip_paper, words
from tests.ui.painting import qr_reader
from ui.painting.devices import PagePainter, print_on
from ui.painting.drawing import draw

poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext reads PDF files")
SCALE = 12.0
"""Pixels a millimetre: 300 dots an inch."""


@pytest.fixture
def painter(qapp: object) -> PagePainter:
    return PagePainter()


def printed(document: Document, painter: PagePainter, folder: Path) -> Path:
    file = folder / "pages.pdf"
    file.write_bytes(painter.pdf(document))
    return file


def read(file: Path) -> str:
    """The words of a file, Arabic letters in their plain form."""
    line = ["pdftotext", "-layout", str(file), "-"]
    done = subprocess.run(line, capture_output=True, text=True, check=True)  # noqa: S603
    return without_isolates(unicodedata.normalize("NFKC", done.stdout))


def raster(page: Page) -> QImage:
    size = (round(page.width * SCALE), round(page.height * SCALE))
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    brush = QPainter(image)
    draw(brush, page, SCALE)
    brush.end()
    return image


def scanned(image: QImage, code: Modules) -> str:
    """What a scanner reads where the page says that a code stands."""
    count = len(code.rows)
    step = code.box.width / count
    dark = [
        [
            image.pixelColor(
                round((code.box.x + (x + 0.5) * step) * SCALE),
                round((code.box.y + (y + 0.5) * step) * SCALE),
            ).lightness()
            < 128
            for x in range(count)
        ]
        for y in range(count)
    ]
    quiet = dark[:QUIET] + dark[-QUIET:] + [row[:QUIET] + row[-QUIET:] for row in dark]
    assert not any(any(row) for row in quiet), "the quiet zone is light"
    return qr_reader.read([row[QUIET:-QUIET] for row in dark[QUIET:-QUIET]])


@poppler
def test_a_french_slip_can_be_read_and_searched(painter: PagePainter, tmp_path: Path) -> None:
    paper = slip_paper(need(detail="Deux nuits près de l’école"))
    said = read(printed(slip(paper, words(), painter.ruler), painter, tmp_path))
    for expected in (str(CaseCode(CODE)), "Hébergement d’urgence", "Deux nuits près de l’école"):
        assert expected in said
    assert str(need().coupon) in said


@poppler
def test_an_arabic_slip_holds_its_words(painter: PagePainter, tmp_path: Path) -> None:
    document = slip(slip_paper(), words("ar"), painter.ruler)
    said = read(printed(document, painter, tmp_path))
    assert str(CaseCode(CODE)) in said
    assert "18/11/2026" in said
    letters = [char for char in said if "ARABIC LETTER" in unicodedata.name(char, "")]
    assert len(letters) > 200


@poppler
def test_fonts_travel_with_the_file(painter: PagePainter, tmp_path: Path) -> None:
    document = slip(slip_paper(), words("ar"), painter.ruler)
    file = printed(document, painter, tmp_path)
    line = ["pdffonts", str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)  # noqa: S603
    fonts = done.stdout.splitlines()[2:]
    assert {font.split()[0].split("+")[-1] for font in fonts} >= {
        "NotoSans-Regular",
        "NotoSansArabicUI-Regular",
    }
    assert all(" yes " in font for font in fonts)
    assert len(file.read_bytes()) < 90_000


@poppler
def test_nothing_stands_on_a_slip_that_was_not_sent(painter: PagePainter, tmp_path: Path) -> None:
    """Canaries of the file that the slip is about are in no byte of it."""
    document = slip(slip_paper(need(detail="Deux nuits")), words(), painter.ruler, name_line=True)
    file = printed(document, painter, tmp_path)
    said = read(file)
    for canary in ("Fatou", "0612345678", "note interne"):
        assert canary not in said
        assert canary.encode() not in file.read_bytes()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_both_codes_of_a_slip_scan(painter: PagePainter, code: str) -> None:
    document = slip(slip_paper(), words("ar" if code == "ar" else "fr"), painter.ruler)
    (page,) = document.pages
    image = raster(page)
    found = [scanned(image, item) for item in page.items if isinstance(item, Modules)]
    assert found == [f"RC1:{CODE}", need().coupon.scanned]


def test_the_code_of_a_card_scans(painter: PagePainter) -> None:
    page = cards([CODE], FACE, words(), painter.ruler).pages[0]
    (code,) = [item for item in page.items if isinstance(item, Modules)]
    assert scanned(raster(page), code) == f"RC1:{CODE}"
    assert CaseCode.parse(f"RC1:{CODE}").digits == CODE
    assert code.box.width / len(code.rows) > 0.5, "millimetres that a cheap scanner sees"


def test_no_hairline_parts_two_dark_modules(painter: PagePainter) -> None:
    page = cards([CODE], FACE, words(), painter.ruler).pages[0]
    (code,) = [item for item in page.items if isinstance(item, Modules)]
    step, image = code.box.width / len(code.rows), raster(page)
    y = round((code.box.y + (QUIET + 0.5) * step) * SCALE)
    first, last = ((code.box.x + (QUIET + n) * step) * SCALE for n in (0.5, 6.5))
    darkness = [image.pixelColor(x, y).lightness() for x in range(round(first), round(last))]
    assert max(darkness) < 20
    assert all(abs(b - a) < 20 for a, b in pairwise(darkness))


def test_a_page_is_drawn_the_same_at_any_size(painter: PagePainter) -> None:
    """Lines break where they were measured, on a small screen as on a printer."""
    page = slip(slip_paper(need(detail="mot " * 60)), words(), painter.ruler).pages[0]
    large = raster(page)
    small = QImage(large.size() / 4, QImage.Format.Format_RGB32)
    small.fill(QColor("#FFFFFF"))
    brush = QPainter(small)
    draw(brush, page, SCALE / 4)
    brush.end()
    # Blurred, since letters of another size have other edges; a line elsewhere is a broad band.
    one, other = (blurred(image) for image in (small, large))
    darkest = [
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness())
        for y in range(one.height())
        for x in range(one.width())
    ]
    assert max(darkest) < 70


def blurred(image: QImage) -> QImage:
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(148, 210, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def test_nothing_is_written_on_the_way(
    painter: PagePainter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "temporary"
    spool.mkdir()
    monkeypatch.setenv("TMPDIR", str(spool))
    opened: list[str] = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *rest: opened.append(str(path)) or real(path, *rest)
    )
    pages = painter.pdf(cards([CODE] * 20, FACE, words(), painter.ruler))
    assert pages.startswith(b"%PDF-")
    assert list(spool.iterdir()) == []
    assert opened == []


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (QPageSize.PageSizeId.A4, (210, 297)),  # an office with A4 alone
        (QPageSize.PageSizeId.A5, (148, 210)),
        (QPageSize.PageSizeId.A6, (148, 210)),  # too small: the page's own
    ],
)
def test_a_printer_gets_the_same_pages(
    painter: PagePainter,
    tmp_path: Path,
    chosen: QPageSize.PageSizeId,
    expected: tuple[float, float],
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageSize(QPageSize(chosen))
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    before = os.environ.get("TMPDIR")
    document = slip(slip_paper(), words(), painter.ruler)
    assert print_on(printer, document)
    assert os.environ.get("TMPDIR") == before
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    page = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    assert (page.width(), page.height()) == pytest.approx(expected, abs=0.5)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer_is_told(painter: PagePainter, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "printed.pdf"))
    assert not print_on(printer, slip(slip_paper(), words(), painter.ruler))


def test_two_languages_lie_on_the_printers_a4(painter: PagePainter, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    made = [slip(slip_paper(), words(code), painter.ruler) for code in ("fr", "ar")]
    assert print_on(printer, Document("", side_by_side(made[0].pages, made[1].pages)))
    page = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    assert (page.width(), page.height()) == pytest.approx((297, 210), abs=0.5)
