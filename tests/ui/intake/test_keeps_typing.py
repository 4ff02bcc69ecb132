"""Nothing that was typed is lost: on refusal, on lock, on a pause, on coming back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError
from referral_app.services.drafts import drafts
from referral_app.services.views import case_view
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.consent.state import NO_CONSENT, ConsentState
from ui.intake.state import FORM, IntakeState, NeedLine
from ui.intake.view import IntakeScreen
from ui.parts.need_fields import NeedState


def begin(page: IntakeScreen, note: str = "vient avec sa sœur") -> None:
    page.form.person.sex.set_value("F")
    page.form.needs.blocks[0].need.category.set_value("S06")
    page.form.note.set_value(note)


def test_a_refused_page_says_each_error_at_its_field_and_keeps_all(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.form.needs.blocks[0].need.priority.set_value("P1")
    page.form.person.household_size.set_value(3)
    page.form.person.household_size.setText("99")
    before = page.form.state()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.form.consent.rows["form"].error == "Say whether the person agrees, and how."
    assert page.form.person.rows["household_size"].error
    assert page.form.needs.rows()["priority_reason"].error == "Say why it cannot wait."
    assert page.form.state() == before
    assert seat.desk.store.reader.counts().open_cases == 0
    assert page.form.consent.form.isAncestorOf(QApplication.focusWidget())


def test_a_text_that_was_not_read_and_a_missing_need_are_said(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    page.form.consent.form.set_value("oral_witness")
    page.save()
    assert page.form.consent.rows["read"].error
    assert page.form.needs.rows()["category"].error == "Say what is needed."
    page.form.consent.read.set_value(True)
    assert not page.form.consent.rows["read"].error


def test_other_asks_for_words(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    page.form.consent.form.set_value(NO_CONSENT)
    page.form.needs.blocks[0].need.category.set_value("S99")
    page.save()
    assert page.form.needs.rows()["detail"].error


def test_too_long_a_detail_is_kept_and_refused(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    page.form.consent.form.set_value(NO_CONSENT)
    begin(page)
    page.form.needs.blocks[0].need.detail.set_value("é" * 281)
    page.save()
    assert "1 character too many" in page.form.needs.rows()["detail"].error
    assert len(page.form.needs.lines()[0].need.detail) == 281


def test_a_refusal_of_the_service_stands_at_its_field(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    assert page.form.show_error(InvalidInputError("number.out_of_range", "household_size"))
    assert page.form.person.rows["household_size"].error
    assert not page.form.show_error(InvalidInputError("number.out_of_range", "nowhere"))


def test_a_centre_that_was_not_agreed_to_is_said_before_saving(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.form.consent.read.set_value(True)
    page.form.consent.form.set_value("written")
    page.form.needs.blocks[0].recipient.set_value(seat.two.there.id.hex())
    page.form.consent.recipients.set_value(["*"])
    page.save()
    seat.wait()
    assert page.pages.currentWidget() is page.done
    page._next()
    begin(page)
    page.form.consent.read.set_value(True)
    page.form.consent.form.set_value("written")
    page.form.consent.recipients.set_value([])
    page.form.needs.blocks[0].recipient.set_value(seat.two.there.id.hex())
    page.save()
    assert "did not agree" in page.form.needs.rows()["recipient"].error


def test_without_consent_the_file_is_opened_and_nothing_is_offered_to_send(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.form.consent.form.set_value(NO_CONSENT)
    assert page.form.consent.without.isVisible()
    assert page.form.needs.blocks[0].recipient_row.isHidden()
    page.save()
    seat.wait()
    view = case_view(seat.desk, page.done.case)
    assert (view.consents, view.referrals) == ((), ())


def test_who_answers_for_a_child_is_asked_and_kept(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.form.consent.read.set_value(True)
    page.form.consent.form.set_value("written")
    page.form.person.age_band.set_value("12-14")
    assert page.form.consent.minor.isVisible()
    page.save()
    assert page.form.consent.rows["caregiver"].error
    page.form.consent.caregiver.set_value("mother")
    page.form.consent.assent.set_value("yes")
    page.save()
    seat.wait()
    view = case_view(seat.desk, page.done.case)
    assert view.case.fields.text("caregiver") == "mother"
    assert (view.consents[0].caregiver, view.consents[0].assent) == ("mother", True)


def test_a_supervisor_sends_for_some_vulnerabilities(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.form.consent.read.set_value(True)
    page.form.consent.form.set_value("written")
    page.form.person.flags.set_value(["V12"])
    page.form.needs.blocks[0].recipient.set_value(seat.two.there.id.hex())
    page.save()
    assert "supervisor" in page.form.needs.rows()["recipient"].error


def test_reception_opens_files_but_does_not_send_nor_see_locked_flags(seat: AtDesk) -> None:
    seat.sit_as(Role.RECEPTION)
    page = seat.page(IntakeScreen)
    page.form.consent.form.set_value("written")
    assert page.form.needs.blocks[0].recipient_row.isHidden()
    with pytest.raises(KeyError):
        page.form.person.flags.set_value(["V12"])


def test_a_pause_keeps_a_draft_that_is_offered_and_continued(seat: AtDesk, qtbot: QtBot) -> None:
    page = seat.page(IntakeScreen)
    page._keeper.setInterval(20)
    begin(page)
    qtbot.waitUntil(lambda: len(drafts(seat.desk)) == 1)
    seat.wait()
    kept = page.form.state()

    later = seat.page(IntakeScreen)
    assert later.offers.isVisible()
    assert later.offers.title.text() == "1 unfinished file: continue it?"
    assert QApplication.focusWidget() is later.offers.first
    seat.press(Key.Key_Space)
    assert later.form.state() == kept
    assert not later.offers.isVisible()


def test_a_lock_keeps_what_is_typed_before_it_returns(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.keep_draft()
    (kept,) = drafts(seat.desk)
    assert kept.form == FORM
    assert IntakeState.load(kept.data).note == "vient avec sa sœur"
    page.keep_draft()
    seat.wait()
    assert len(drafts(seat.desk)) == 1


def test_nothing_typed_is_no_draft(seat: AtDesk) -> None:
    seat.page(IntakeScreen).keep_draft()
    assert drafts(seat.desk) == ()


def test_a_new_page_does_not_overwrite_an_older_draft(seat: AtDesk) -> None:
    first = seat.page(IntakeScreen)
    begin(first, "la première")
    first.keep_draft()
    seat.wait()
    second = seat.page(IntakeScreen)
    begin(second, "la deuxième")
    second.keep_draft()
    seat.wait()
    notes = {IntakeState.load(kept.data).note for kept in drafts(seat.desk)}
    assert notes == {"la première", "la deuxième"}
    third = seat.page(IntakeScreen)
    assert third.offers.title.text() == "2 unfinished files: continue one?"


def test_a_saved_file_leaves_no_draft(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.keep_draft()
    page.form.consent.form.set_value(NO_CONSENT)
    page.save()
    seat.wait()
    page.keep_draft()
    assert drafts(seat.desk) == ()


def test_a_discarded_draft_can_be_had_back(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.keep_draft()
    seat.wait()
    later = seat.page(IntakeScreen)
    later.offers.discarded.emit(later._offered[0])
    seat.wait()
    assert drafts(seat.desk) == ()
    assert not later.offers.isVisible()
    (notice,) = seat.ui.notices.open
    assert notice.act is not None
    notice.act.run()
    seat.wait()
    assert len(drafts(seat.desk)) == 1
    assert later.offers.isVisible()


def test_a_draft_named_in_the_arguments_is_taken_up(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.keep_draft()
    seat.wait()
    (kept,) = drafts(seat.desk)
    later = seat.page(IntakeScreen, draft=kept.subject)
    assert later.form.state().note == "vient avec sa sœur"


def test_coming_back_to_the_page_finds_it_as_it_was(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    before = page.form.state()
    page.show_with()
    assert page.form.state() == before


words = st.text(max_size=12)
codes = st.lists(words, max_size=3).map(tuple)
states = st.builds(
    IntakeState,
    happened=words,
    consent=st.builds(ConsentState, form=words, recipients=codes, fields=codes),
    person=st.dictionaries(words, st.one_of(words, st.booleans(), st.integers(), codes)),
    needs=st.lists(
        st.builds(NeedLine, need=st.builds(NeedState, category=words, detail=words)), max_size=3
    ).map(tuple),
    note=words,
)


@given(states)
def test_a_draft_reads_back_as_it_was(state: IntakeState) -> None:
    assert IntakeState.load(state.dump()) == state


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["consent", "person", "needs", "note", "happened", "form", "sex"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(json_values)
def test_a_draft_of_another_age_never_breaks_the_page(data: object) -> None:
    IntakeState.load(json.dumps(data)).dump()


def test_a_pause_after_the_end_of_the_program_asks_for_no_more_work(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    begin(page)
    page.keep_draft()
    seat.wait()
    page.form.note.set_value("encore un mot")
    seat.ui.background.close()
    page._keeper.timeout.emit()
    assert seat.ui.background.closed
