"""Counted words: the form that the language asks for at each number, in every message."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NamedTuple

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.packaging.conftest import ROOT

NUMBERS: Final = (0, 1, 2, 3, 10, 11, 25, 99, 100, 102)
FORMS: Final = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "fr": ("one", "other"),
}
"""In the order of the catalogs' header (desktop.md 5); `one` of French is 0 and 1."""
_OF_THESE: Final = {
    "ar": {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 25: "many", 99: "many"},
    "fr": {0: "one", 1: "one"},
}


def catalog(language: str) -> Catalog:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "referral_app.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(source: Catalog) -> gettext.GNUTranslations:
    data = BytesIO()
    write_mo(data, source)
    return gettext.GNUTranslations(BytesIO(data.getvalue()))


class Counted(NamedTuple):
    """A message with a number, and its forms in the order of the header."""

    singular: str
    plural: str
    forms: tuple[str, ...]


def counted(source: Catalog) -> Iterator[Counted]:
    for message in source:
        if not isinstance(message.id, str) and not isinstance(message.string, str):
            singular, plural = message.id
            yield Counted(singular, plural, tuple(message.string or ()))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_each_number_takes_the_form_that_the_language_asks_for(language: str) -> None:
    source = catalog(language)
    words = compiled(source)
    found = 0
    for message in counted(source):
        for number in NUMBERS:
            form = _OF_THESE[language].get(number, "other")
            wanted = message.forms[FORMS[language].index(form)]
            said = words.ngettext(message.singular, message.plural, number)
            assert said == wanted, (message.singular, number)
            found += 1
    assert found > 100


def test_the_forms_are_those_of_the_languages_own_rules() -> None:
    """CLDR agrees, but for French millions and for the French zero, which is no form of its own."""
    rule = Locale("ar").plural_form
    assert [rule(number) for number in NUMBERS] == [
        _OF_THESE["ar"].get(number, "other") for number in NUMBERS
    ]
    french = Locale("fr").plural_form
    assert [french(number) for number in NUMBERS] == [
        _OF_THESE["fr"].get(number, "other") for number in NUMBERS
    ]


def test_arabic_has_six_forms_and_counts_few_otherwise_than_many() -> None:
    """ثلاثة ملفات but أحد عشر ملفا; only where no noun is counted may the two be the same."""
    messages = list(counted(catalog("ar")))
    for message in messages:
        assert len(message.forms) == len(FORMS["ar"]), message.singular
        assert all(form.strip() for form in message.forms), message.singular
    few, many = FORMS["ar"].index("few"), FORMS["ar"].index("many")
    same = [message.singular for message in messages if message.forms[few] == message.forms[many]]
    assert len(same) < len(messages) / 10, same
