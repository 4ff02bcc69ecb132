"""The flat sheet as others read it: HXL's own validator, and LibreOffice."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from referral_app.bootstrap.definitions import definitions
from referral_app.exports.figures import told
from referral_app.exports.flat_file import flat_file
from referral_app.exports.hxl import COLUMNS, flat_rows, heads, tags
from referral_app.language import CODES, Code
from referral_app.statistics.indicators import indicators
from tests.exports.months import internal, public, revised, words, written
from tests.exports.sheets import opened

OFFICE, READER = shutil.which("soffice"), shutil.which("pdftotext")
office = pytest.mark.skipif(not OFFICE or not READER, reason="LibreOffice renders workbooks")
# The tags of the HXL 1.1 dictionary that stand in our row.
DICTIONARY = {"#date", "#org", "#meta", "#indicator", "#sector", "#cause"}


def validate(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run HXL's validator with the schema that comes with it; proxies lead nowhere."""
    program = (
        "import sys; from hxl.scripts import hxlvalidate_main; "
        "sys.exit(hxlvalidate_main(sys.argv[1:]))"
    )
    nowhere = dict.fromkeys(
        ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"
    )
    return subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-W", "ignore", "-c", program, *options, str(file)],
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(("code", "inside"), [("fr", True), ("ar", False), ("en", False)])
def test_hxlvalidate_accepts_the_workbook(tmp_path: Path, code: Code, inside: bool) -> None:
    file = tmp_path / "month.xlsx"
    file.write_bytes(written(revised() if inside else public(), code))
    # Without --sheet the validator finds the flat sheet by its tags.
    done = validate(file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 error(s), 0 warnings" in done.stdout + done.stderr


def test_hxlvalidate_finds_what_is_wrong(tmp_path: Path) -> None:
    """The check that bites: a word in a column of numbers is refused."""
    book = opened(written(public()))
    sheet = book[words().gettext("Data")]
    at = next(i for i, column in enumerate(COLUMNS, start=1) if column.is_number)
    sheet.cell(5, at).value = "<5"
    book.save(tmp_path / "month.xlsx")
    done = validate(tmp_path / "month.xlsx")
    assert done.returncode == 1
    assert "Expected a number" in done.stdout + done.stderr


@pytest.mark.parametrize("code", CODES)
def test_the_flat_file_is_accepted_too(tmp_path: Path, code: Code) -> None:
    data = flat_file(public(), words(code), definitions())
    assert data.startswith(b"\xef\xbb\xbf")
    file = tmp_path / "month.csv"
    file.write_bytes(data)
    rows = list(
        csv.reader(data.decode("utf-8-sig").splitlines(), delimiter="," if code == "en" else ";")
    )
    assert len({len(row) for row in rows}) == 1
    assert len(rows[0]) == len(COLUMNS) - 1
    done = validate(file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_tags_are_of_the_dictionary() -> None:
    assert {tag.split("+")[0] for tag in tags(words())} == DICTIONARY
    assert len(set(tags(words()))) == len(set(heads(words()))) == len(COLUMNS)


def test_every_figure_has_its_row() -> None:
    report = internal()
    rows = list(flat_rows(report, words(), definitions()))
    figures = sum(len(one.figures) for one in told(report.tables, words(), definitions()))
    cells = sum(len(table.rows) for one in indicators(report.tables) for table in one.tables)
    assert len(rows) == figures + cells


@office
@pytest.mark.parametrize(("code", "pages"), [("fr", 14), ("ar", 13)])
def test_libreoffice_renders_it(tmp_path: Path, code: Code, pages: int) -> None:
    """It opens, calculates nothing anew, and says on every page for whom it is."""
    assert OFFICE
    assert READER
    report = revised() if code == "fr" else public()
    (tmp_path / "month.xlsx").write_bytes(written(report, code))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    line = [OFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(  # noqa: S603
        [*line, str(tmp_path / "month.xlsx")], check=True, capture_output=True, timeout=120
    )
    text = subprocess.run(  # noqa: S603
        [READER, "-layout", str(tmp_path / "month.pdf"), "-"],
        check=True, capture_output=True, text=True, timeout=60,
    ).stdout  # fmt: skip
    sheets = text.split("\f")[:-1]
    assert len(sheets) >= pages
    assert "#REF" not in text
    assert "Err:" not in text
    if code == "fr":
        assert all("Réunion de coordination" in page for page in sheets)
        assert "Centre social Yacoub El Mansour" in sheets[0]
