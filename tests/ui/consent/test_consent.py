"""The words that are read, and the form that takes the answer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from referral_app.domain.case import LOCKED_FLAGS
from referral_app.errors import InvalidInputError
from referral_app.language import CODES, Code
from tests.fakes import vocabularies
from tests.ui.conftest import Show
from ui.consent import NO_CONSENT, ConsentForm, ConsentReading, ConsentState, preset, reading_text
from ui.consent.state import in_a_year
from ui.context import Ui
from ui.widgets.choice import Choice
from ui.widgets.labels import Label
from ui.widgets.multi_choice_field import MultiChoiceField

TODAY = date(2026, 11, 21)
LISTS = vocabularies()
THERE = Choice("ab" * 16, "Youssoufia")
MUST_SAY: dict[Code, tuple[str, ...]] = {
    "fr": ("besoins", "nom", "téléphone", "carte", "refuser", "24 mois", "effacer", "corriger"),
    "ar": ("حاجياتكم", "اسمكم", "هاتفكم", "بطاقة", "الرفض", "24", "محوه", "تصحيحه"),
    "en": ("needs", "name", "telephone", "card", "say no", "24 months", "erased", "correct"),
}


def form_of(ui: Ui, *, may_decline: bool = False, centres: int = 1) -> ConsentForm:
    choices = [Choice(f"{n:032x}", f"Centre {n}") for n in range(centres)]
    form = ConsentForm(ui, LISTS, choices, lambda: TODAY, may_decline=may_decline)
    form.set_state(preset(LISTS, "fr", tuple(c.code for c in choices), TODAY))
    return form


@pytest.mark.parametrize("code", CODES)
def test_the_text_says_purpose_rights_and_that_one_may_refuse(code: Code) -> None:
    text = reading_text(code)
    assert all(word in text for word in MUST_SAY[code])
    assert len(text.split()) <= 120
    assert "anonym" not in text


def test_the_text_follows_the_spoken_language_and_its_direction(ui: Ui, show: Show) -> None:
    reading = show(ConsentReading(ui))
    assert reading.language() == "fr"
    reading.follow("ary")
    assert reading.language() == "ar"
    lines = [label for label in reading.findChildren(Label) if label.isVisible()]
    assert [line.text() for line in lines] == reading_text("ar").splitlines()
    assert all(line.layoutDirection() is Qt.LayoutDirection.RightToLeft for line in lines)
    reading.follow("wo")
    assert reading.language() == "ar", "no text in Wolof: what stands stays for the interpreter"


def test_presets_are_the_fewest_and_agree_to_nothing(ui: Ui, show: Show) -> None:
    form = show(form_of(ui))
    state = form.state()
    assert not state.given
    assert not state.read
    assert not state.statistics
    assert state.until == "2027-11-21"
    common = tuple(entry.code for entry in LISTS.consent_fields.common)
    assert state.fields == common
    assert not LOCKED_FLAGS & set(state.fields)
    assert preset(LISTS, "fr", ("aa", "bb"), TODAY).recipients == ()


def test_a_leap_day_has_a_next_year() -> None:
    assert in_a_year(date(2028, 2, 29)) == date(2029, 2, 28)


def test_without_consent_the_rest_is_not_asked(ui: Ui, show: Show) -> None:
    form = show(form_of(ui, may_decline=True))
    form.form.set_value(NO_CONSENT)
    assert form.check() is None
    assert form.without.isVisible()
    assert not form.details.isVisible()
    assert form.state().entry() is None


def test_every_gap_in_the_form_is_said(ui: Ui, show: Show) -> None:
    form = show(form_of(ui))
    form.set_minor(minor=True)
    form.form.set_value("written")
    form.language.set_value(None)
    form.recipients.set_value([])
    form.scope.open()
    form.scope.fields.set_value([])
    form.scope.until.set_value(None)
    first = form.check()
    assert first is form.rows["read"]
    wrong = {name for name, row in {**form.rows, **form.scope.rows}.items() if row.error}
    assert wrong == {"read", "language", "recipients", "caregiver", "fields", "until"}


def test_who_answers_is_not_asked_again_where_the_file_says_it(ui: Ui, show: Show) -> None:
    form = show(form_of(ui))
    form.read.set_value(True)
    form.form.set_value("written")
    form.set_minor(minor=True, named=True)
    assert form.minor.isVisible()
    assert form.check() is None


def test_what_is_wrong_in_the_folded_scope_unfolds_it(ui: Ui, show: Show) -> None:
    form = show(form_of(ui))
    form.form.set_value("written")
    form.scope.until.set_value(None)
    assert not form.scope.opened.isVisible()
    form.check()
    assert form.scope.opened.isVisible()
    assert form.show_error(InvalidInputError("consent.until", "until"))
    assert not form.show_error(InvalidInputError("consent.until", "elsewhere"))


def test_protected_fields_are_offered_only_where_the_file_bears_the_flag(
    ui: Ui, show: Show
) -> None:
    form = show(form_of(ui))
    form.form.set_value("written")
    form.scope.open()

    def offered() -> set[str]:
        pairs = zip(form.scope._codes, form.scope.fields.buttons, strict=True)
        return {code for code, button in pairs if button.isVisible()}

    assert not offered() & LOCKED_FLAGS
    form.set_locked_flags(("V07", "V12"))
    assert offered() & LOCKED_FLAGS == {"V12"}
    form.scope.fields.set_value(["sex", "V12"])
    form.set_locked_flags(())
    assert form.state().fields == ("sex",)


def test_many_centres_are_found_by_typing(ui: Ui, show: Show) -> None:
    form = show(form_of(ui, centres=12))
    assert isinstance(form.recipients, MultiChoiceField)


def test_an_entry_holds_what_was_typed(ui: Ui, show: Show) -> None:
    form = show(form_of(ui))
    form.form.set_value("oral_witness")
    form.interpreter.set_value(True)
    form.scope.restrictions.set_value("pas le soir")
    entry = form.state().entry()
    assert entry is not None
    assert (entry.form, entry.interpreter, entry.restrictions) == (
        "oral_witness",
        True,
        "pas le soir",
    )
    assert (entry.caregiver, entry.assent) == ("", None)
    assert date.fromtimestamp(entry.until / 1000) == date(2027, 11, 21)  # noqa: DTZ012


words = st.text(max_size=8)


@given(
    st.builds(
        ConsentState,
        read=st.booleans(),
        form=words,
        recipients=st.lists(words, max_size=3).map(tuple),
        fields=st.lists(words, max_size=3).map(tuple),
        restrictions=words,
    )
)
def test_a_state_reads_back_as_it_was(state: ConsentState) -> None:
    assert ConsentState.load(state.dump()) == state


def test_a_code_that_is_no_longer_offered_is_left_out(ui: Ui, show: Show) -> None:
    form = show(form_of(ui))
    form.set_state(ConsentState(form="sung", language="xx", recipients=("gone",), fields=("old",)))
    state = form.state()
    assert (state.form, state.language, state.recipients, state.fields) == ("", "fr", (), ())
