"""What people say for a service leads to it, in either language of the window."""

from __future__ import annotations

import pytest

from referral_app.language import Language
from tests.fakes import vocabularies
from tests.ui.conftest import MakeUi
from ui.parts.choices import choices_of
from ui.widgets.choice_field import ChoiceField


@pytest.mark.parametrize("code", ["fr", "ar"])
@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("école", "S15"), ("medecin", "S06"), ("avocat", "S05"), ("مدرسة", "S15"), ("طبيب", "S06")],
)
def test_a_service_is_found_by_what_people_say(
    make_ui: MakeUi, code: str, typed: str, wanted: str
) -> None:
    ui = make_ui(code)
    codes = vocabularies().service_categories
    field = ChoiceField(ui, choices_of(codes, Language(ui.language.code)))
    found = [choice.code for choice in field.matches(typed)]
    assert found[0] == wanted
