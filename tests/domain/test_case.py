"""Fields of a case and of a need, and the code lists that they take their codes from."""

from __future__ import annotations

import pytest

from referral_app.domain.case import (
    CASE_FIELDS,
    CASE_LISTS,
    LOCKED_FLAGS,
    NEED_FIELDS,
    NEED_LISTS,
    OPEN_STATES,
    SEVERAL_CODES,
    list_of,
)
from tests.fakes import vocabularies


@pytest.mark.parametrize(("field", "name"), [*CASE_LISTS.items(), *NEED_LISTS.items()])
def test_every_list_that_a_field_names_is_there(field: str, name: str) -> None:
    assert field in (*CASE_FIELDS, *NEED_FIELDS)
    assert vocabularies().named(name).choices


def test_fields_of_several_codes_have_a_list() -> None:
    assert CASE_LISTS.keys() >= SEVERAL_CODES


def test_codes_with_a_meaning_of_their_own_stand_in_the_lists() -> None:
    lists = vocabularies()
    assert all(code in lists.named(CASE_LISTS["flags"]) for code in LOCKED_FLAGS)
    assert all(code in lists.named(NEED_LISTS["state"]) for code in OPEN_STATES - {""})


def test_a_field_takes_its_codes_from_one_list_wherever_it_is_shown() -> None:
    lists = vocabularies()
    assert list_of("district", "anything", lists) == "districts"
    assert list_of("priority", "P1", lists) == "priorities"
    assert list_of("household_size", "4", lists) is None
    ours, theirs = lists.age_bands.codes[0], set(lists.unhcr_age_bands.codes)
    assert list_of("age_band", ours, lists) == "age_bands"
    for code in theirs - set(lists.age_bands.codes):
        assert list_of("age_band", code, lists) == "unhcr_age_bands"
