"""Extraction, plural rules and what the catalog check notices."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

import pytest

import catalog_rules
import catalogs

SOURCE = '''\
"""A module."""
_("Save")
language.ngettext("{count} case to {centre}", "{count} cases to {centre}", n)
pgettext("verb", "Open")
N_("Refused: {reason}")
_(f"Never {found}")
'''
FRENCH = {
    "Save": ("Enregistrer",),
    "{count} case to {centre}": ("{count} dossier vers {centre}", "{count} dossiers vers {centre}"),
    "Open": ("Ouvrir",),
    "Refused: {reason}": ("Refusée\u202f: {reason}",),
}
ARABIC = {
    "Save": ("حفظ",),
    "{count} case to {centre}": (
        "لا ملفات إلى {centre}",
        "ملف واحد إلى {centre}",
        "ملفان إلى {centre}",
        "{count} ملفات إلى {centre}",
        "{count} ملفا إلى {centre}",
        "{count} ملف إلى {centre}",
    ),
    "Open": ("افتح",),
    "Refused: {reason}": ("رفضت: {reason}",),
}
ARABIC_FORM = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 25: 4, 99: 4, 100: 5, 101: 5, 102: 5, 103: 3}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one module and two complete catalogs."""
    (tmp_path / "referral_app").mkdir()
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "window.py").write_text(SOURCE, encoding="utf-8")
    catalogs.do_update(tmp_path)
    for language, words in (("fr", FRENCH), ("ar", ARABIC)):
        for first, forms in words.items():
            translate(tmp_path, language, first, forms)
    return tmp_path


def translate(root: Path, language: str, first: str, forms: tuple[str, ...]) -> None:
    catalog = catalogs.read_catalog(root, language)
    for message in catalog:
        if message.id and catalogs.ids_of(message)[0] == first:
            message.string = forms if message.pluralizable else forms[0]
    catalogs.write(catalogs.catalog_path(root, language), catalog)


def test_a_complete_catalog_has_no_complaint(root: Path) -> None:
    assert catalog_rules.complaints(root) == []


def test_every_kind_of_call_is_extracted(root: Path) -> None:
    found = {(catalogs.ids_of(it)[0], it.context) for it in catalogs.extract(root) if it.id}
    assert found == {
        ("Save", None),
        ("{count} case to {centre}", None),
        ("Open", "verb"),
        ("Refused: {reason}", None),
    }


@pytest.mark.parametrize(("count", "form"), ARABIC_FORM.items())
def test_arabic_counts_choose_their_form(root: Path, count: int, form: int) -> None:
    catalogs.do_compile(root)
    path = catalogs.catalog_path(root, "ar").with_suffix(".mo")
    arabic = gettext.GNUTranslations(BytesIO(path.read_bytes()))
    one, many = "{count} case to {centre}", "{count} cases to {centre}"
    assert arabic.ngettext(one, many, count) == ARABIC["{count} case to {centre}"][form]


def test_french_takes_the_singular_for_none_and_one(root: Path) -> None:
    catalog = catalogs.read_catalog(root, "fr")
    french = gettext.GNUTranslations(BytesIO(catalogs.compiled(catalog)))
    one, many = "{count} case to {centre}", "{count} cases to {centre}"
    forms = [french.ngettext(one, many, count) for count in (0, 1, 2)]
    assert forms == [FRENCH[one][0], FRENCH[one][0], FRENCH[one][1]]


def test_an_update_is_repeatable_and_drops_what_is_gone(root: Path) -> None:
    before = catalogs.catalog_path(root, "fr").read_bytes()
    catalogs.do_update(root)
    assert catalogs.catalog_path(root, "fr").read_bytes() == before
    (root / "ui" / "window.py").write_text('_("Save")\n', encoding="utf-8")
    catalogs.do_update(root)
    assert [it.id for it in catalogs.read_catalog(root, "fr") if it.id] == ["Save"]
    assert catalog_rules.complaints(root) == []


COUNTED = "{count} case to {centre}"


@pytest.mark.parametrize(
    ("language", "first", "forms", "says"),
    [
        ("fr", "Save", ("",), "not translated"),
        ("fr", "Refused: {reason}", ("Refusée\u202f: {raison}",), "placeholders"),
        ("fr", "Refused: {reason}", ("Refusée\u202f: {reason",), "brace"),
        ("fr", COUNTED, ("un dossier vers {centre}", FRENCH[COUNTED][1]), "placeholders"),
        ("fr", COUNTED, (FRENCH[COUNTED][0],), "not translated"),
        ("ar", COUNTED, ("لا ملفات", *ARABIC[COUNTED][1:]), "placeholders"),
        ("ar", COUNTED, ARABIC[COUNTED][:5], "not translated"),
        (
            "ar",
            COUNTED,
            (*ARABIC[COUNTED][:3], "ملفات {centre}", *ARABIC[COUNTED][4:]),
            "placehold",
        ),
        ("fr", "Save", ("L'enregistrer",), "apostrophe"),
        ("fr", "Save", ("Enregistrer ?",), "wide space"),
        ("fr", "Save", ("Enregistrer?",), "no narrow space"),
        ("fr", "Save", ("Dossier anonyme",), "anonymous"),
        ("fr", "Save", ("Enregistrer ",), "spaces at an end"),
    ],
)
def test_a_broken_translation_is_named(
    root: Path, language: str, first: str, forms: tuple[str, ...], says: str
) -> None:
    translate(root, language, first, forms)
    found = catalog_rules.complaints(root)
    assert found
    assert all(line.startswith(f"{language}: ") and repr(first) in line for line in found)
    assert says in found[0]


def test_a_new_and_a_stale_message_are_named(root: Path) -> None:
    text = SOURCE.replace('_("Save")', '_("Keep")')
    (root / "ui" / "window.py").write_text(text, encoding="utf-8")
    found = catalog_rules.complaints(root)
    assert "referral_app.pot" in found[0]
    assert "fr: missing: 'Keep'" in found
    assert "ar: no longer in the sources: 'Save'" in found


def test_a_fuzzy_message_is_named(root: Path) -> None:
    path = catalogs.catalog_path(root, "fr")
    text = path.read_text(encoding="utf-8")
    fuzzy = text.replace('msgid "Save"', '#, fuzzy\nmsgid "Save"')
    path.write_text(fuzzy, encoding="utf-8")
    assert catalog_rules.complaints(root) == ["fr: 'Save': fuzzy"]


def test_another_plural_rule_is_named(root: Path) -> None:
    path = catalogs.catalog_path(root, "ar")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("? 4 : 5", "? 5 : 4"), encoding="utf-8")
    [found] = catalog_rules.complaints(root)
    assert found.startswith("ar: the header must say Plural-Forms")


def test_a_missing_catalog_is_named(root: Path) -> None:
    catalogs.catalog_path(root, "ar").unlink()
    assert catalog_rules.complaints(root) == ["ar: there is no catalog"]
