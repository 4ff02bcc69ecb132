"""The workbook of a month: complete, adding up, in three languages, and the same each time."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from referral_app.bootstrap.definitions import definitions
from referral_app.domain.identifiers import Moment
from referral_app.exports.cells import ACTIVE, PLAIN, header_text, put_text
from referral_app.exports.commentary import MERGES, comment
from referral_app.exports.figures import EMPTY, all_sheets, told
from referral_app.exports.flat_file import flat_file
from referral_app.exports.hxl import COLUMNS
from referral_app.exports.packing import packed
from referral_app.language import CODES, Code
from referral_app.services.ports.paper import Party
from referral_app.statistics.indicators import indicators
from referral_app.statistics.rounding import BASE
from referral_app.statistics.tally import Merge
from tests.exports.months import (
    events,
    exact,
    internal,
    public,
    published,
    revised,
    words,
    written,
)
from tests.exports.sheets import cells, opened, table

REPORTS = {"internal": internal(), "publication": public(), "revision": revised()}
EVIL = (
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd",
    "-2+3+cmd",
    "a\x00b\x0bc\ud800d\ufffe",
    "\t=1+1",
    '&D&T&"Arial"&12 &&',
)


@pytest.mark.parametrize(
    ("name", "code"), [("internal", "fr"), ("publication", "ar"), ("revision", "en")]
)
def test_every_sheet_is_there(name: str, code: Code) -> None:
    book = opened(written(REPORTS[name], code))
    tables = [one.tables[key].sheet(code) for one in definitions().values() for key in one.tables]
    assert book.sheetnames[1 : 1 + len(tables)] == tables
    assert len(book.sheetnames) == len(tables) + 3 + (name == "revision")
    for sheet in book:
        assert bool(sheet.sheet_view.rightToLeft) == (code == "ar")
        assert sheet.page_setup.paperSize == 9  # A4
        assert sheet.page_setup.fitToWidth == 1
        assert not sheet.page_setup.fitToHeight
    assert len(book.worksheets[0]._charts) == len(tables)


@pytest.mark.parametrize("name", REPORTS)
def test_every_table_adds_up_in_the_file(name: str) -> None:
    report = REPORTS[name]
    book = opened(written(report))
    for sheet in all_sheets(told(report.tables, words(), definitions())):
        _head, (*lines, total) = table(book[sheet.name])
        numbers = len(sheet.columns)
        assert lines
        for at in range(1, 1 + numbers):
            assert sum(line[at] for line in lines) == total[at]
        if numbers > 1:
            assert all(sum(line[1 : 1 + numbers]) == line[1 + numbers] for line in (*lines, total))
        if sheet.shares:
            assert sum(line[-2] for line in lines) == total[-2]
        for line in (*lines, total):
            counted, of, rate = line[-3], line[-2], line[-1]
            assert rate == (pytest.approx(counted / of) if of else EMPTY)


def test_tables_end_with_the_leading_figure() -> None:
    for report in REPORTS.values():
        for one in told(report.tables, words(), definitions()):
            for sheet, figure in zip(one.sheets, one.figures, strict=False):
                if sheet.key != "by_duration":
                    assert sheet.total.total == figure.counted, (one.id, sheet.key)


def test_a_publication_holds_rounded_figures_alone() -> None:
    """Parsed cell by cell: whole numbers are multiples of the base, shares come of them."""
    data = written(public())
    rates = {
        round(line[-1], 9)
        for sheet in opened(data).worksheets[1:-2]
        for line in table(sheet)[1]
        if isinstance(line[-1], float | int)
    }
    rates |= {
        round(figure.rate, 9)
        for one in told(public().tables, words(), definitions())
        for figure in one.figures
        if figure.rate is not None
    }
    numbers = 0
    for _sheet, cell in cells(data):
        if cell.number_format in ("0%", "0.0") or isinstance(cell.value, float):
            # The flat sheet has six digits of a share.
            assert cell.value == EMPTY or any(abs(rate - cell.value) < 1e-6 for rate in rates)
        elif isinstance(cell.value, int) and (cell.value, 1.0 in rates) != (1, True):
            assert cell.value % BASE == 0
            numbers += 1
    assert numbers > 200


def test_exact_totals_are_in_no_sentence_of_a_publication() -> None:
    telling = {
        str(row.counted)
        for one in indicators(exact())
        for _key, row in one.leading
        if row.counted % BASE
    }
    assert len(telling) > 3
    book = opened(written(public()))
    said = [str(cell.value) for cell in book.worksheets[0]["A"] if cell.value]
    said += [str(sheet.oddHeader.center.text) for sheet in book]
    for text in said:
        # Percentages come of the rounded counts.
        numbers = set(re.findall(r"\b(\d+)\b(?![\s\u202f\xa0]?%)", text))
        assert not numbers & telling, text


@pytest.mark.parametrize("code", CODES)
def test_the_same_month_gives_the_same_bytes(code: Code) -> None:
    report = public() if code == "ar" else revised()
    data = written(report, code)
    assert written(report, code) == data
    with ZipFile(BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    moments = re.findall(r"<dcterms:\w+[^>]*>([^<]+)<", properties)
    assert len(moments) == 2
    assert set(moments) == {"2026-11-04T11:00:00Z"}  # when it was frozen


def test_inside_says_so_on_every_page_with_its_purpose() -> None:
    book = opened(written(internal(purpose="Comité & suivi")))
    for sheet in book:
        assert "Comité && suivi" in sheet.oddHeader.center.text
    marked = opened(written(internal(training=True)))
    assert all(sheet.oddHeader.center.text for sheet in marked)


def test_what_was_joined_is_said_plainly() -> None:
    report = public(merges=(Merge.REASONS, Merge.AGES))
    said = {cell.value for _sheet, cell in cells(written(report))}
    for merge in report.merges:
        assert words().gettext(MERGES[merge]) in said


def test_joined_categories_have_their_own_words() -> None:
    joined = (Merge.REASONS, Merge.AGES, Merge.SEXES, Merge.SERVICES)
    report = public(tables=published(1, 1.0, joined).tables, merges=joined)
    lists = words().lists
    labels = {
        line.label
        for sheet in all_sheets(told(report.tables, words(), definitions()))
        for line in sheet.lines
    }
    assert lists.wide_age_bands.label("18+", "fr") in labels
    assert lists.snia_programmes.label("P5", "fr") in labels
    assert not labels & {"P5", "18+", "-", ""}
    assert written(report)


def test_nothing_to_divide_by_is_a_dash() -> None:
    report = internal(exact([]))
    data = written(report)
    figures = [
        figure
        for one in told(report.tables, words(), definitions())
        for figure in one.figures
        if figure.of is not None
    ]
    assert {figure.text(words().language) for figure in figures} == {EMPTY}
    assert not any(isinstance(cell.value, float) for _sheet, cell in cells(data))
    assert not opened(data).worksheets[0]._charts


def test_a_revision_shows_what_changed() -> None:
    report = revised()
    sheet = opened(written(report)).worksheets[-1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert len(rows) == len(report.changes) > 0
    assert all(row[4] == row[3] - row[2] != 0 for row in rows)
    # Places read as words, never as codes alone.
    assert not {str(row[0]) for row in rows} & {"opened", "household"}


@pytest.mark.parametrize("code", CODES)
def test_the_commentary_says_the_figures(code: Code) -> None:
    report = internal()
    for one in told(report.tables, words(code), definitions()):
        said = comment(one, report, words(code))
        assert str(one.figures[0].counted) in said
        assert "{" not in said


@pytest.mark.parametrize("first", [0, 3, 4])
def test_evil_text_stays_text(first: int) -> None:
    centre, purpose, word = EVIL[first : first + 3]
    tables = exact(events(3, 0.1))
    report = internal(tables, centre=Party(centre, centre), purpose=purpose, word=word)
    assert_harmless(written(report))
    flat = flat_file(report, words(), definitions()).decode("utf-8-sig")
    for row in csv.reader(flat.splitlines()[2:], delimiter=";"):
        assert not any(field.startswith(ACTIVE) for field in row)


@given(st.text(max_size=80), st.sampled_from(ACTIVE))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_person_becomes_a_formula(text: str, first: str) -> None:
    book = Workbook()
    for row, value in enumerate((first + text, text), start=1):
        put_text(book.active.cell(row, 1), value, PLAIN, right_to_left=False)
    assert_harmless(packed(book, Moment(0)))


def assert_harmless(data: bytes) -> None:
    """No cell of the file is a formula or a link, nor becomes one when it is edited."""
    for _sheet, cell in cells(data):
        assert cell.data_type != "f"
        if isinstance(cell.value, str) and cell.value.startswith(ACTIVE):
            assert cell.quotePrefix
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)
                assert b"<hyperlink" not in archive.read(name)


def test_the_head_of_a_page_runs_no_codes() -> None:
    assert header_text("a & b &D\nc") == "a && b &&D c"
    assert len(header_text("x" * 500)) <= 200


def test_only_columns_of_numbers_hold_numbers() -> None:
    sheet = opened(written(internal())).worksheets[-2]
    for column, cells_ in zip(COLUMNS, sheet.iter_cols(min_row=3), strict=True):
        found = {type(cell.value) for cell in cells_ if cell.value is not None}
        assert found <= ({int, float} if column.is_number else {str}), column.name


def test_tables_that_are_empty_are_said_to_be() -> None:
    said = {cell.value for _sheet, cell in cells(written(internal(exact([]))))}
    assert words().gettext("Nothing was counted this month.") in said


def test_a_page_of_figures_loads_neither_spreadsheets_nor_solvers() -> None:
    program = (
        "import sys, ui.statistics.view, referral_app.cli.months; "
        "sys.exit(any(name in sys.modules for name in ('openpyxl', 'highspy', 'numpy')))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)  # noqa: S603
    assert done.returncode == 0
