"""Translators' tables fill the catalogs, and what does not fit is named."""

from __future__ import annotations

from pathlib import Path

import pytest

import catalog_rules
import catalog_tables
import catalogs

SOURCE = (
    '_("Usage: ")\n_("Save\\nnow")\n'
    'ngettext("{n} case", "{n} cases", n)\npgettext("verb", "Open")\n'
    '_("Open")\n'
)
SIX = "لا ملفات||ملف واحد||ملفان||{n} ملفات||{n} ملفا||{n} ملف"
TABLE = f"""\
Save\\nnow\tL'enregistrer\\nmaintenant !\tاحفظ\\nالآن
{{n}} case||{{n}} cases\t{{n}} dossier||{{n}} dossiers\t{SIX}
Open\tOuvert\tمفتوح
Usage: \tUtilisation :\tالاستعمال:
Open\tOuvrir\tافتح\tverb
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    checkout = tmp_path / "checkout"
    for name in ("referral_app", "ui"):
        (checkout / name).mkdir(parents=True)
    (checkout / "ui" / "window.py").write_text(SOURCE, encoding="utf-8")
    return checkout


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "ui.tsv").write_text(TABLE, encoding="utf-8")
    return folder


def words(root: Path, language: str) -> dict[tuple[str, str | None], tuple[str, ...]]:
    catalog = catalogs.read_catalog(root, language)
    return {(catalogs.ids_of(it)[0], it.context): catalogs.forms_of(it) for it in catalog if it.id}


def test_a_table_fills_both_languages(root: Path, tables: Path) -> None:
    assert catalog_tables.do_merge(root, tables, replace=False) == []
    french, arabic = words(root, "fr"), words(root, "ar")
    assert french["Save\nnow", None] == ("L’enregistrer\nmaintenant\u202f!",)
    assert french["Open", None] == ("Ouvert",)
    assert french["Usage: ", None] == ("Utilisation\u202f: ",)
    assert french["Open", "verb"] == ("Ouvrir",)
    assert french["{n} case", None] == ("{n} dossier", "{n} dossiers")
    assert arabic["{n} case", None] == tuple(SIX.split("||"))
    assert catalog_rules.complaints(root) == []


def test_words_that_stand_are_kept_unless_replaced(root: Path, tables: Path) -> None:
    catalog_tables.do_merge(root, tables, replace=False)
    (tables / "ui.tsv").write_text(TABLE.replace("Ouvert", "Ouverte"), encoding="utf-8")
    catalog_tables.do_merge(root, tables, replace=False)
    assert words(root, "fr")["Open", None] == ("Ouvert",)
    catalog_tables.do_merge(root, tables, replace=True)
    assert words(root, "fr")["Open", None] == ("Ouverte",)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Close\tFermer", "ui.tsv:6: three columns"),
        ("Close\tFermer\t", "ui.tsv:6: three columns"),
        ("a||b||c\tx\ty", "ui.tsv:6: a message has a singular and a plural"),
        ("{n} need||{n} needs\t{n} besoin\t" + SIX, "ui.tsv:6: 2 forms are needed in fr"),
        ("{n} need||{n} needs\t{n} besoin||{n} besoins\tx", "ui.tsv:6: 6 forms are needed in ar"),
        ("Open\tOuvrez\tافتح", "ui.tsv:6: 'Open' has other words at ui.tsv:3"),
        ("Close\tFermer\tأغلق", "ui.tsv:6: not in the sources: 'Close'"),
    ],
)
def test_a_line_that_does_not_fit_is_named(root: Path, tables: Path, line: str, says: str) -> None:
    (tables / "ui.tsv").write_text(TABLE + line + "\n", encoding="utf-8")
    found = catalog_tables.do_merge(root, tables, replace=False)
    assert len(found) == 1
    assert found[0].startswith(says)
    assert words(root, "fr")["Open", None] == ("Ouvert",)


def test_a_message_without_words_is_named_once_a_language(root: Path, tables: Path) -> None:
    (tables / "ui.tsv").write_text("\n".join(TABLE.splitlines()[1:]), encoding="utf-8")
    found = catalog_tables.do_merge(root, tables, replace=False)
    assert found == ["fr: no words for 'Save\\nnow'", "ar: no words for 'Save\\nnow'"]


def test_a_plural_given_as_a_singular_is_named(root: Path, tables: Path) -> None:
    text = TABLE.replace("{n} case||{n} cases\t{n} dossier||{n} dossiers\t" + SIX, "{n} case\tx\ty")
    (tables / "ui.tsv").write_text(text, encoding="utf-8")
    found = catalog_tables.do_merge(root, tables, replace=False)
    assert found == ["ui.tsv:2: the sources say ('{n} case', '{n} cases')"] * 2
