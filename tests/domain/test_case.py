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
