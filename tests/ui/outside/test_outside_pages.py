"""A referral to an outside service on every page: its own words, and never that it was opened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from referral_app.domain.coupon import CouponNumber
from referral_app.domain.referral import Referral, Status
from referral_app.domain.staff import Role
from referral_app.services.consents import check_consent
from referral_app.services.directory import suspend
from referral_app.services.loops import record_follow_up
from referral_app.services.outside import record_answer
from referral_app.services.ports import ReferralBox, ReferralQuery
from referral_app.services.views import referral_view
from tests.fakes import DAY
from tests.services.builders import consent, opened, sent
from tests.services.outside import SCHOOL, answer, door, sent_outside, service
from tests.ui.conftest import MakeUi, Show
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.case.view import CaseScreen
from ui.context import Ui
from ui.intake.view import IntakeScreen
from ui.parts.names import Names
from ui.parts.referral_steps import step_line
from ui.parts.timeline_words import TimelineWords
from ui.referral.view import ReferralScreen
from ui.referrals.view import ReferralsScreen
from ui.search import open_found
from ui.send.view import SendScreen
from ui.today.view import TodayScreen
from ui.widgets.labels import Label
from ui.widgets.note_field import NoteField

S = Status


def words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def newest(seat: AtDesk) -> Referral:
    box = ReferralQuery(ReferralBox.SENT)
    row = seat.desk.store.reader.referral_page(box).rows[0]
    found = seat.desk.store.reader.referral(row.id)
    assert found is not None
    return found


def test_a_need_is_sent_to_a_service_by_keyboard(seat: AtDesk) -> None:
    which = service(seat.two.here)
    case = opened(seat.two, consent=consent(door(which), now=seat.desk.now()))
    page = seat.page(SendScreen, need=case.needs[0])
    assert not page.form.door.isVisible()
    seat.type("Mater")
    seat.press(Key.Key_Return)
    assert page.form.door.isVisible()
    assert "05 37 00 00 00" in page.form.door.words.text()
    assert page.form.delivery.value() == "slip"
    page._show_preview()
    assert page.preview is not None
    assert page.preview.barred == ""
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = newest(seat)
    assert found.service == which
    assert found.request is not None
    assert found.request.delivery == "slip"
    assert "exchange" not in " ".join(seat.said())


def test_a_centre_asks_for_no_way(seat: AtDesk) -> None:
    service(seat.two.here)
    case = opened(seat.two)
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.recipient.set_value(seat.two.there.id.hex())
    page.form.recipient.changed.emit()
    assert not page.form.rows["delivery"].isVisible()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = newest(seat)
    assert found.service is None
    assert found.request is not None
    assert found.request.delivery == ""


def test_a_consent_that_names_the_service_is_recorded_in_place(seat: AtDesk) -> None:
    which = service(seat.two.here)
    case = opened(seat.two, consent=consent(now=seat.desk.now()))  # to every centre
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.recipient.set_value(which.hex())
    page.form.recipient.changed.emit()
    page._show_preview()
    assert page.preview is not None
    assert page.preview.barred
    page.form.consent.ask.click()
    assert page.panel is not None
    assert which.hex() in page.panel.form.recipients.value()
    page.panel.form.read.set_value(True)
    page.panel.form.form.set_value("written")
    page.panel.form.language.set_value("fr")
    page.panel.save()
    seat.wait()
    covers = check_consent(seat.desk, case.case, door(which), ("sex",), seat.desk.now())
    assert covers.recipients[-1:] or which.hex() in covers.recipients  # type: ignore[union-attr]
    assert page.preview is not None
    assert page.preview.barred == ""


def test_a_suspended_service_is_not_offered(seat: AtDesk) -> None:
    which = service(seat.two.here)
    suspend(seat.two.here.as_(Role.SUPERVISOR), which, "Travaux", seat.desk.now())
    case = opened(seat.two)
    page = seat.page(SendScreen, need=case.needs[0])
    with pytest.raises(KeyError):
        page.form.recipient.set_value(which.hex())


def test_its_page_says_what_was_heard_and_never_that_it_was_opened(seat: AtDesk) -> None:
    _, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(ReferralScreen, referral=referral)
    for claimed in ("Delivered", "Opened", "exchange"):
        assert claimed not in words(page)
    assert "Maternité Souissi" in words(page) + page.page.subtitle.text()
    keys = list(page.panel.buttons)
    assert keys[0] == "outside--accepted"
    assert {"outside--rejected", "outside-no-answer", "cancel", "error"} <= set(keys)
    assert "open" not in keys
    record_answer(seat.desk, referral, answer(S.RECEIVED), seat.desk.now())
    page.refresh()
    view = referral_view(seat.desk, referral)
    names = Names(seat.ui, seat.desk)
    told = TimelineWords(names, referrals=(view.referral,)).entries(view.timeline)
    assert "has the request" in told[0].text
    line = step_line(names, view.referral, view.way)
    assert [step.label for step in line.steps][:2] == ["Envoyée", "Has the request"]


def test_an_answer_is_written_down_on_its_page(seat: AtDesk) -> None:
    _, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(ReferralScreen, referral=referral)
    page.panel.buttons["outside--completed"].click()
    assert page.panel.form is not None
    page.panel.form.fields["outcome"].set_value("O01")  # type: ignore[attr-defined]
    page.panel.form.fields["channel"].set_value("telephone")  # type: ignore[attr-defined]
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.panel.form.rows["speaker"].error  # the service itself says it: by whom?
    page.panel.form.fields["channel"].set_value("person")  # type: ignore[attr-defined]
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = seat.desk.store.reader.referral(referral)
    assert found is not None
    assert found.status is S.COMPLETED
    evidence = seat.desk.vocabularies.evidence
    assert evidence.label("E1", "fr") in words(page)
    record_follow_up(seat.desk, referral, "telephone", "E2", "O01", "", seat.desk.now())
    page.refresh()
    assert evidence.label("E4", "fr") in words(page)


def test_what_was_heard_wrongly_is_corrected_on_its_page(seat: AtDesk) -> None:
    _, referral = sent_outside(seat.two, service(seat.two.here))
    record_answer(seat.desk, referral, answer(S.ACCEPTED), seat.desk.now())
    done = answer(S.COMPLETED, outcome="O01")
    record_answer(seat.desk, referral, done, seat.desk.now())
    page = seat.page(ReferralScreen, referral=referral)
    page.panel.buttons["outside-correct-accepted"].click()
    seat.type("Une autre personne")
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = seat.desk.store.reader.referral(referral)
    assert found is not None
    assert found.status is S.ACCEPTED


def test_the_file_shows_the_service_and_how_the_request_gets_there(seat: AtDesk) -> None:
    case, _ = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(CaseScreen, case=case.case)
    assert "Maternité Souissi" in words(page)
    assert "leaves with the next exchange" not in words(page)


def test_the_sent_list_tells_centres_and_services_apart(seat: AtDesk) -> None:
    centre = sent(seat.two)
    _, outside = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(ReferralsScreen, box="sent")

    def keys() -> set[str]:
        return {item.row.key for item in page.rows.items}

    assert keys() == {centre.hex(), outside.hex()}
    page.door.set_value("services")
    assert keys() == {outside.hex()}
    page.door.set_value("centres")
    assert keys() == {centre.hex()}
    page.door.set_value("services")
    page._act(outside.hex())
    assert seat.gone[-1] == ("telephone", {"referral": outside})
    page.box.set_value("received")
    assert not page.door.isVisible()


def test_today_leads_to_the_call(seat: AtDesk) -> None:
    _, referral = sent_outside(
        seat.two, service(seat.two.here), follow_up_on=seat.desk.now() + 2 * DAY
    )
    page = seat.page(TodayScreen)
    assert page.rows.items == []
    seat.two.clock.advance(3 * DAY)
    page.refresh()
    (item,) = page.rows.items
    assert item.row.other == "Maternité Souissi"
    item.acted.emit(item.row.key)
    assert seat.gone[-1] == ("telephone", {"referral": referral})


def test_a_coupon_scanned_into_the_search_box_finds_its_page(seat: AtDesk) -> None:
    case, referral = sent_outside(seat.two, service(seat.two.here))
    scanned = CouponNumber.of(case.code, referral).scanned
    open_found(seat.ui, seat.desk, seat.context.go, scanned)
    assert seat.gone == [("coupon", {"code": scanned})]


def test_several_needs_are_offered_to_several_services(seat: AtDesk) -> None:
    """The intake's consent and its recipients name services by typing."""
    which = service(seat.two.here)
    for number in range(6):
        service(seat.two.here, replace(SCHOOL, name_fr=f"École {number}"))
    page = seat.page(IntakeScreen)
    form = page.form
    offered = {choice.code for choice in form.consent._recipient_choices}
    assert which.hex() in offered
    form.needs.blocks[0].recipient.set_value(which.hex())
    assert form.needs.blocks[0].recipient.value() == which.hex()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_telephone_number_in_a_note_is_pointed_out(
    make_ui: MakeUi, show: Show, language: str
) -> None:
    ui: Ui = make_ui(language)
    field = show(NoteField(ui))
    field.set_value("rappeler en avril, dossier 4231-9008-69")
    assert not field.hint.isVisible()
    field.set_value("son frère : 06 12 34 56 78")
    assert field.hint.isVisible()
    assert field.hint.text()
    assert field.too_long() == 0  # it can be saved: the hint is no lock
    field.set_value("")
    assert not field.hint.isVisible()
