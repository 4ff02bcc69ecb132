"""`freeze` and `export`: what they write, what they refuse, and in which language."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import load_workbook

from referral_app.cli.surroundings import path_word
from referral_app.language import Language
from referral_app.sentences import sentences
from tests.cli.conftest import Answer, CommandLine, Copy

MONTH = "2020-01"
"""Over on every machine; nothing happened in it."""


def frozen(command: CommandLine, copy: Copy, *more: object, language: str = "fr") -> Answer:
    return command(
        *("freeze", "--store", copy.store, "--month", MONTH, *more),
        *("--passphrase-file", command.passphrase),
        language=language,
    )


def exported(
    command: CommandLine, copy: Copy, output: Path, *more: object, month: str = MONTH
) -> Answer:
    return command(
        *("export", "--store", copy.store, "--month", month, "--output", output, *more),
        *("--passphrase-file", command.passphrase),
    )


PUBLIC = ("--format", "xlsx", "--audience", "publication", "--language", "fr")
INSIDE = ("--format", "xlsx", "--audience", "internal", "--language", "ar")


def said(key: str, code: str = "fr") -> str:
    return Language(code).gettext(sentences()[key])  # type: ignore[arg-type]


def test_a_month_is_frozen_once(command: CommandLine, copy: Copy) -> None:
    first = frozen(command, copy)
    assert (first.code, first.err) == (0, "")
    assert "2020" in first.out
    again = frozen(command, copy, language="ar")
    assert (again.code, again.out) == (1, "")
    assert again.err.strip() == said("month.unchanged", "ar")


def test_a_month_that_is_not_frozen_is_refused(
    command: CommandLine, copy: Copy, tmp_path: Path
) -> None:
    answer = exported(command, copy, tmp_path / "month.xlsx", *PUBLIC)
    assert (answer.code, answer.err.strip()) == (1, said("export.not_frozen"))
    assert not (tmp_path / "month.xlsx").exists()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_both_audiences_are_written(
    command: CommandLine, copy: Copy, tmp_path: Path, form: str
) -> None:
    frozen(command, copy)
    public, inside = tmp_path / f"public.{form}", tmp_path / f"inside.{form}"
    wanted = ("--format", form, *PUBLIC[2:])
    first = exported(command, copy, public, *wanted)
    assert (first.code, first.err) == (0, "")
    assert path_word(public) in first.out
    second = exported(
        command, copy, inside, "--format", form, *INSIDE[2:], "--purpose", "Bilan annuel"
    )
    assert (second.code, second.err) == (0, "")
    if form == "xlsx":
        book = load_workbook(inside)
        assert all("Bilan annuel" in sheet.oddHeader.center.text for sheet in book)
        assert book.worksheets[0].sheet_view.rightToLeft
    else:
        assert public.read_bytes().startswith(b"\xef\xbb\xbf")


def test_exact_figures_need_a_purpose(command: CommandLine, copy: Copy, tmp_path: Path) -> None:
    frozen(command, copy)
    answer = exported(command, copy, tmp_path / "month.xlsx", *INSIDE)
    assert (answer.code, answer.err.strip()) == (1, said("export.purpose_required", "ar"))
    assert not (tmp_path / "month.xlsx").exists()


def test_a_file_that_is_there_stays(command: CommandLine, copy: Copy, tmp_path: Path) -> None:
    frozen(command, copy)
    file = tmp_path / "month.xlsx"
    file.write_text("mine")
    answer = exported(command, copy, file, *PUBLIC)
    assert (answer.code, answer.err.strip()) == (1, said("export.exists"))
    assert file.read_text() == "mine"


def test_a_place_that_cannot_be_written(command: CommandLine, copy: Copy, tmp_path: Path) -> None:
    frozen(command, copy)
    answer = exported(command, copy, tmp_path / "nowhere" / "month.xlsx", *PUBLIC)
    assert (answer.code, answer.err.strip()) == (3, said("export.unwritable"))


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "pdf", "--audience", "publication", "--language", "fr"),
        ("--format", "dhis2", "--audience", "publication", "--language", "fr"),
        ("--format", "xlsx", "--audience", "press", "--language", "fr"),
        ("--format", "xlsx", "--audience", "publication"),
    ],
)
def test_what_there_is_not_is_usage(
    command: CommandLine, copy: Copy, tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    assert exported(command, copy, tmp_path / "month.xlsx", *wrong).code == 2


@pytest.mark.parametrize("month", ["2020", "2020-13", "janvier"])
def test_a_month_is_written_year_first(
    command: CommandLine, copy: Copy, tmp_path: Path, month: str
) -> None:
    assert exported(command, copy, tmp_path / "month.xlsx", *PUBLIC, month=month).code == 2


def test_a_month_of_the_story_has_its_figures(
    command: CommandLine, copy: Copy, tmp_path: Path
) -> None:
    (told,) = cast("list[dict[str, Any]]", copy.document["statistics"])
    line = ("freeze", "--store", copy.store, "--month", told["month"], "--join")
    again = command(*line, "--passphrase-file", command.passphrase)
    assert (again.code, again.err.strip()) == (1, said("month.unchanged"))
    file = tmp_path / "month.xlsx"
    answer = exported(command, copy, file, *INSIDE, "--purpose", "Bilan", month=told["month"])
    assert answer.code == 0
    summary = load_workbook(file).worksheets[0]
    counted = [row[1].value for row in summary.iter_rows() if isinstance(row[1].value, int)]
    assert counted[0] == told["exact"][0]["counted"] > 0
