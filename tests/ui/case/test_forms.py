"""Forms at the side of a file: filled by keyboard, saved, refused without losing a word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_app.domain.identifiers import CaseId
from referral_app.language import without_isolates
from referral_app.services.cases import add_note, close_case
from referral_app.services.intake import CaseOpened, SendEntry
from referral_app.services.views import CaseView, case_view
from tests.fakes import DAY, HOUR
from tests.services.builders import opened, request
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.case.consent_forms import ConsentEndedPanel, ConsentGiven
from ui.case.file_forms import ClosePanel, HidePanel, NotePanel, ReopenPanel
from ui.case.need_forms import EditNeedPanel, NeedPanel
from ui.case.panel import FormPanel
from ui.case.person_form import PersonPanel
from ui.case.view import CaseScreen
from ui.parts.dates import day_of
from ui.widgets.buttons import IconButton
from ui.widgets.rows import RowList


@pytest.fixture
def made(seat: AtDesk) -> CaseOpened:
    return opened(seat.two, note="First visit")


@pytest.fixture
def page(seat: AtDesk, made: CaseOpened) -> CaseScreen:
    seat.two.clock.advance(2 * DAY)
    return seat.page(CaseScreen, case=made.case)


def read(seat: AtDesk, case: CaseId) -> CaseView:
    return case_view(seat.desk, case)


def save(seat: AtDesk) -> None:
    seat.press(Key.Key_Return, CTRL)
    seat.wait()


def test_a_note_is_written_and_stands_in_the_thread(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("note")
    seat.type("مرحبا – revient mardi")
    save(seat)
    notes = read(seat, made.case).case.notes
    assert notes[-1].text == "مرحبا – revient mardi"
    assert page.side.panel is None
    assert seat.said() == ["Saved."]
    said = [item.accessibleName() for item in page.history.timeline.items]
    assert any("revient mardi" in text for text in said)


def test_the_day_may_be_an_earlier_one(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    page.side.open("note")
    panel = page.side.panel
    assert isinstance(panel, NotePanel)
    assert panel.happened.value() == day_of(seat.desk.now())
    seat.type("Came by")
    panel.happened.setFocus()
    seat.press(Key.Key_Minus)
    save(seat)
    note = read(seat, made.case).case.notes[-1]
    assert day_of(note.happened) == day_of(seat.desk.now()) - timedelta(days=1)
    assert note.entered == seat.desk.now()


def test_a_day_before_the_file_is_refused_at_its_field(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("note")
    panel = page.side.panel
    assert isinstance(panel, NotePanel)
    seat.type("Came by")
    panel.happened.setFocus()
    panel.happened.selectAll()
    seat.type("01/01/2026")
    save(seat)
    assert panel.rows["happened"].error
    assert panel.happened.hasFocus()
    assert panel.note.value() == "Came by"
    assert len(read(seat, made.case).case.notes) == 1


def test_an_empty_note_is_not_kept(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    page.side.open("note")
    save(seat)
    panel = page.side.panel
    assert isinstance(panel, NotePanel)
    assert panel.rows["note"].error == "Write the note first."
    assert panel.note.edit.hasFocus()


def test_a_note_that_is_too_long_keeps_every_word(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("note")
    panel = page.side.panel
    assert isinstance(panel, NotePanel)
    panel.note.set_value("x" * 281)
    save(seat)
    assert "too many" in panel.rows["note"].error
    assert len(panel.note.value()) == 281


def test_a_need_is_added_by_keyboard(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    page.side.open("need")
    seat.type("juri")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Left)  # urgent
    seat.press(Key.Key_Return)
    seat.type("Hearing on Monday")
    save(seat)
    need = next(n for n in read(seat, made.case).needs if n.id not in made.needs)
    assert (need.category, need.fields.text("priority")) == ("S05", "P2")
    assert need.fields.text("priority_reason") == "Hearing on Monday"
    assert len(page.cards) == 2


def test_a_need_without_a_category_is_refused(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("need")
    save(seat)
    panel = page.side.panel
    assert isinstance(panel, NeedPanel)
    assert panel.rows["category"].error
    assert len(read(seat, made.case).needs) == 1


def test_a_need_is_changed(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    (card,) = page.cards
    assert card.edit is not None
    card.edit.click()
    panel = page.side.panel
    assert isinstance(panel, EditNeedPanel)
    assert not panel.touched()
    panel.outcome.set_value("met")
    panel.need.detail.set_value("Three nights")
    save(seat)
    (need,) = read(seat, made.case).needs
    assert (need.fields.text("state"), need.fields.text("detail")) == ("met", "Three nights")
    assert need.category == "S10"


def test_the_person_is_corrected_and_the_age_dated(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    assert page.person.edit is not None
    page.person.edit.click()
    panel = page.side.panel
    assert isinstance(panel, PersonPanel)
    assert not panel.touched()
    panel.person.age_band.set_value("35-49")
    panel.person.household_size.set_value(4)
    panel.strengths.set_value([seat.desk.vocabularies.strengths.choices[0].code])
    panel.responsible.set_value(seat.desk.actor.id.hex())
    save(seat)
    fields = read(seat, made.case).case.fields
    assert fields.text("age_band") == "35-49"
    assert fields.value("intake_year") == day_of(seat.desk.now()).year
    assert fields.value("household_size") == 4
    assert fields.text("responsible") == seat.desk.actor.id.hex()
    assert fields.texts("languages") == ("fr", "wo")
    written = set(read(seat, made.case).timeline[0].values)
    assert written == {"age_band", "household_size", "strengths", "responsible"}


def test_an_age_is_dated_by_the_year_in_which_it_was_asked(seat: AtDesk, made: CaseOpened) -> None:
    seat.two.clock.advance(400 * DAY)
    page = seat.page(CaseScreen, case=made.case)
    page.side.open("person")
    panel = page.side.panel
    assert isinstance(panel, PersonPanel)
    panel.person.age_band.set_value("35-49")
    save(seat)
    fields = read(seat, made.case).case.fields
    assert fields.value("intake_year") == day_of(seat.desk.now()).year


def test_nothing_is_written_where_nothing_changed(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    before = len(read(seat, made.case).timeline)
    page.side.open("person")
    save(seat)
    assert page.side.panel is None
    assert len(read(seat, made.case).timeline) == before


def test_a_child_s_caregiver_is_asked(seat: AtDesk, page: CaseScreen) -> None:
    page.side.open("person")
    panel = page.side.panel
    assert isinstance(panel, PersonPanel)
    assert panel.rows["caregiver"].isHidden()
    panel.person.age_band.set_value("12-14")
    assert not panel.rows["caregiver"].isHidden()


def test_a_consent_is_recorded_in_the_page(seat: AtDesk) -> None:
    made = opened(seat.two, consent=None)
    page = seat.page(CaseScreen, case=made.case)
    page.side.open("consent")
    panel = page.side.panel
    assert isinstance(panel, ConsentGiven)
    seat.press(Key.Key_Space)  # read
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_Space)  # written
    save(seat)
    (consent,) = read(seat, made.case).consents
    assert consent.form == "written"
    assert page.side.panel is None
    assert seat.said() == ["Consent recorded."]


def test_a_consent_is_withdrawn_and_what_relied_on_it_is_named(seat: AtDesk) -> None:
    made = opened(seat.two, sends=(SendEntry(0, seat.two.there.id, request()),))
    seat.two.clock.advance(HOUR)
    page = seat.page(CaseScreen, case=made.case)
    (button,) = page.consents.buttons
    button.click()
    panel = page.side.panel
    assert isinstance(panel, ConsentEndedPanel)
    save(seat)
    assert panel.rows["reason"].error
    seat.type("Changed her mind")
    save(seat)
    (consent,) = read(seat, made.case).consents
    assert consent.ended_at is not None
    assert "1 referral that relied on it" in seat.said()[0]


def test_a_note_is_hidden(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    note = read(seat, made.case).case.notes[0]
    page.history.hiding_wanted.emit(note.id)
    panel = page.side.panel
    assert isinstance(panel, HidePanel)
    seat.type("Names a person")
    save(seat)
    assert read(seat, made.case).case.notes[0].redacted
    assert not page.side.open("hide", f"{note.id.commit.hex()}/{note.id.place}")


def test_the_thread_offers_to_hide_notes_and_nothing_else(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    items = page.history.timeline.items
    offered = [item for item in items if item.findChildren(IconButton)]
    assert len(offered) == 1
    offered[0].findChildren(IconButton)[0].click()
    assert isinstance(page.side.panel, HidePanel)


def test_a_file_is_closed_and_opened_again(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.acts.close.trigger()
    panel = page.side.panel
    assert isinstance(panel, ClosePanel)
    save(seat)
    assert panel.rows["closure"].error
    panel.reason.set_value("C01")
    save(seat)
    assert not read(seat, made.case).case.is_open
    page.acts.reopen.click()
    assert isinstance(page.side.panel, ReopenPanel)
    save(seat)
    assert read(seat, made.case).case.is_open
    assert seat.said() == ["The file is closed.", "The file is open again."]


def test_attempts_to_reach_the_person_must_be_dated(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("close")
    panel = page.side.panel
    assert isinstance(panel, ClosePanel)
    panel.reason.set_value("C07")
    save(seat)
    assert "3 attempts" in panel.rows["closure_note"].error
    assert read(seat, made.case).case.is_open


def test_a_file_with_a_waiting_referral_names_it_and_stays_open(seat: AtDesk) -> None:
    made = opened(seat.two, sends=(SendEntry(0, seat.two.there.id, request()),))
    page = seat.page(CaseScreen, case=made.case)
    page.side.open("close")
    panel = page.side.panel
    assert isinstance(panel, ClosePanel)
    panel.reason.set_value("C01")
    save(seat)
    assert read(seat, made.case).case.is_open
    assert "Referrals still open: 1" in without_isolates(seat.said()[0])
    (rows,) = panel.findChildren(RowList)
    rows.items[0].button.click()
    assert seat.gone == [("referral", {"referral": made.referrals[0]})]


def test_the_button_waits_while_it_saves(seat: AtDesk, page: CaseScreen) -> None:
    page.side.open("note")
    panel = page.side.panel
    assert isinstance(panel, FormPanel)
    seat.type("Once")
    seat.press(Key.Key_Return, CTRL)
    assert not panel.save_button.isEnabled()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.view is not None
    assert len([note for note in page.view.case.notes if note.text == "Once"]) == 1


def test_the_keyboard_returns_to_where_it_was(seat: AtDesk, page: CaseScreen) -> None:
    page.acts.note.setFocus()
    seat.press(Key.Key_Space)
    assert page.side.panel is not None
    seat.press(Key.Key_Escape)
    assert page.acts.note.hasFocus()


def test_what_another_desk_closed_meanwhile_is_said(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("need")
    panel = page.side.panel
    assert isinstance(panel, NeedPanel)
    panel.need.category.set_value("S05")
    close_case(seat.desk, made.case, "C01", "", seat.desk.now())
    save(seat)
    assert len(seat.said()) == 1
    assert page.side.panel is panel
    assert panel.need.category.value() == "S05"


def test_a_note_by_somebody_else_leaves_the_form_alone(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("note")
    seat.type("Half a sen")
    add_note(seat.desk, made.case, "From the other desk", seat.desk.now())
    seat.changes.publish("cases")
    seat.type("tence")
    panel = page.side.panel
    assert isinstance(panel, NotePanel)
    assert panel.note.value() == "Half a sentence"
