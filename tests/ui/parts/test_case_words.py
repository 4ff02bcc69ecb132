"""Fields and what stands in them."""

from __future__ import annotations

import pytest

from referral_app.domain.case import CASE_FIELDS, NEED_FIELDS
from referral_app.domain.facts import Value
from referral_app.language import without_isolates
from tests.fakes import Neighbours
from tests.services.builders import case_of, opened
from ui.context import Ui
from ui.parts.case_words import field_label, field_words, person_words
from ui.parts.code_words import dashed
from ui.parts.names import Names


@pytest.mark.parametrize("name", [*CASE_FIELDS, *NEED_FIELDS])
def test_every_field_has_a_label(ui: Ui, name: str) -> None:
    assert field_label(ui, name) != name


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("sex", "F", "Féminin"),
        ("languages", ("fr", "wo"), "Français et Wolof"),
        ("interpreter", True, "yes"),
        ("interpreter", False, "no"),
        ("household_size", 1, "1 person"),
        ("household_size", 4, "4 people"),
        ("intake_year", 2026, "2026"),
        ("closure", "", "File open"),
        ("district", "", "not recorded"),
        ("flags", (), "not recorded"),
        ("contact_warning", "Not at home", "Not at home"),
        ("sex", "Z9", "Z9"),
    ],
)
def test_values_are_worded(names: Names, name: str, value: Value, words: str) -> None:
    assert without_isolates(field_words(names, name, value)) == words


def test_the_bands_that_travel_are_worded_too(names: Names) -> None:
    (band,) = [code for code in names.lists.unhcr_age_bands.codes if code.startswith("18")]
    assert field_words(names, "age_band", band) != band


def test_who_follows_a_file_is_named_by_initials(names: Names, both: Neighbours) -> None:
    actor = both.here.desk.actor
    assert field_words(names, "responsible", actor.id.hex()) == actor.label
    assert field_words(names, "responsible", "00") == "unknown person"


def test_who_stands_at_the_desk(names: Names, both: Neighbours) -> None:
    case = case_of(both.here, opened(both).case)
    assert person_words(names, case.fields) == "Féminin · 25 à 34 ans"


def test_codes_are_dashed_and_a_strange_one_is_left() -> None:
    assert dashed("4231900869") == "4231-9008-69"
    assert dashed("12") == "12"
    assert dashed("") == ""
