"""Sending: what is shown beforehand is what the recipient reads, and nothing leaves uncovered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.services.answers import open_referral, refuse
from referral_app.services.consents import end_consent
from referral_app.services.drafts import drafts
from referral_app.services.intake import CaseOpened, ConsentEntry, Intake, NeedEntry, open_case
from referral_app.services.views import referral_view
from tests.fakes import DAY, office
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, OpenStore, at_a_desk
from ui.parts.names import Names
from ui.parts.request_card import request_lines
from ui.send.state import FORM, SendState
from ui.send.view import SendScreen
from ui.widgets.labels import Label

PERSON: dict[str, Value] = {
    "sex": "F",
    "age_band": "25-34",
    "intake_year": 2026,
    "languages": ("fr", "wo"),
    "district": "hassan",
    "contact_means": "returns",
    "status": "M04",
    "flags": ("V07",),
}


def agreed(seat: AtDesk, **changes: Any) -> ConsentEntry:
    entry = ConsentEntry(
        form="written",
        language="fr",
        interpreter=False,
        recipients=(seat.two.there.id.hex(),),
        fields=("age_band", "sex", "languages", "need_detail", "status"),
        until=Moment(seat.desk.now() + 100 * DAY),
        statistics=False,
        restrictions="pas d’appel le soir",
    )
    return replace(entry, **changes)


def filed(
    seat: AtDesk, consent: ConsentEntry | None, person: dict[str, Value] = PERSON, needs: int = 1
) -> CaseOpened:
    asked = (NeedEntry("S10", "avec deux enfants", "P2", "à la rue"), NeedEntry("S06"))[:needs]
    return open_case(seat.desk, Intake(seat.desk.now(), person, asked, consent))


def paper(page: SendScreen) -> list[str]:
    return [label.text() for label in page.paper.findChildren(Label) if label.isVisible()]


def there_reads(seat: AtDesk, code: str) -> Any:
    seat.two.relay()
    (referral,) = seat.two.there.desk.store.reader.referrals_with_code(code)
    return referral


def test_what_is_shown_is_what_the_recipient_reads(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.restrictions.set_value("passer par l’accueil")
    page.form.services_given.set_value("deux nuits d’hôtel")
    page._show_preview()
    shown = paper(page)
    assert page.preview is not None
    promised = page.preview.request
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert seat.gone == [("case", {"case": case.case})]
    assert seat.said() == ["Saved here; it leaves at the next exchange."]

    referral = there_reads(seat, case.code)
    assert referral.request == replace(
        promised, sent_at=referral.request.sent_at, sent_by=referral.request.sent_by
    )
    reader = Names(seat.ui, seat.two.there.desk)
    for label, words in request_lines(reader, referral.request):
        assert label in shown
        assert words in shown
    assert "deux nuits d’hôtel" in "".join(shown)
    restrictions = referral.request.restrictions
    assert restrictions == "pas d’appel le soir\npasser par l’accueil"
    assert dict(referral.request.person)["status"] == "M30", "coarser outside the centre"


def test_what_the_consent_leaves_out_is_barred_with_the_reason(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    told = page.form.told
    assert not told.ticks["district"].isEnabled()
    assert "not in the consent" in told.ticks["district"].accessibleName()
    assert told.ticks["sex"].isEnabled()
    assert "district" not in told.value()
    assert page.preview is not None
    assert not page.preview.barred
    assert "strengths" not in told.ticks, "nothing recorded, nothing to tick"


def test_ticks_are_reached_between_recipient_and_restrictions(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.refresh()  # ticks are made anew
    reached, widget = list[QWidget](), page.form.recipient.nextInFocusChain()
    while widget is not page.form.recipient and len(reached) < 500:
        reached.append(widget)
        widget = widget.nextInFocusChain()
    ticks = [reached.index(tick) for tick in page.form.told.ticks.values()]
    assert ticks == sorted(ticks)
    assert ticks[-1] < reached.index(page.footer.main)
    assert ticks[-1] < reached.index(page.form.restrictions)


def test_a_tick_taken_off_does_not_leave(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    for code in ("languages", "need_detail"):
        page.form.told.ticks[code].setChecked(False)
    assert not page.form.rows["detail"].isVisible()
    page.send()
    seat.wait()
    request = there_reads(seat, case.code).request
    assert "languages" not in dict(request.person)
    assert request.detail == ""


def test_an_emptied_detail_does_not_fall_back_on_the_needs(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.detail.set_value("")
    page.send()
    seat.wait()
    assert there_reads(seat, case.code).request.detail == ""


def test_without_consent_nothing_leaves_until_one_is_recorded_in_place(seat: AtDesk) -> None:
    case = filed(seat, None)
    page = seat.page(SendScreen, need=case.needs[0])
    assert page.preview is not None
    assert page.preview.barred
    assert page.form.consent.ask.isVisible()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert seat.desk.store.reader.referrals_of(case.case) == ()
    assert QApplication.focusWidget() is page.form.consent.ask
    seat.press(Key.Key_Return)
    assert page.panel is not None
    assert QApplication.focusWidget() is page.panel.form.read
    seat.press(Key.Key_Return, CTRL)
    assert page.panel.form.rows["form"].error, "nothing is recorded unasked"
    page.panel.form.read.setFocus()
    seat.press(Key.Key_Space)
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_Space)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.panel is None
    (consent,) = seat.desk.store.reader.consents_of(case.case)
    assert consent.names(seat.two.there.id)
    assert page.preview is not None
    assert not page.preview.barred
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert there_reads(seat, case.code).status is Status.REQUESTED


def test_a_consent_that_is_put_off_leaves_all_as_it_was(seat: AtDesk) -> None:
    case = filed(seat, None)
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.services_given.set_value("un repas")
    page.form.consent.ask.click()
    assert page.panel is not None
    page.panel.buttons[1].click()
    assert page.panel is None
    assert page.form.services_given.value() == "un repas"
    assert page.shortcut.isEnabled()


@pytest.mark.parametrize("how", ["ended", "expired", "elsewhere"])
def test_each_gap_is_said_in_red(seat: AtDesk, how: str) -> None:
    changes: dict[str, Any] = {"elsewhere": {"recipients": ("*",)}}.get(how, {})
    case = filed(seat, agreed(seat, **changes))
    if how == "ended":
        assert case.consent
        end_consent(seat.desk, case.consent, "a changé d’avis", seat.desk.now())
    seat.two.clock.advance(DAY)
    if how == "expired":
        seat.two.clock.advance(100 * DAY)
    page = seat.page(SendScreen, need=case.needs[0])
    assert page.preview is not None
    assert bool(page.preview.barred) == (how != "elsewhere")
    assert page.form.consent.ask.isVisible() == (how != "elsewhere")


def test_protected_vulnerabilities_are_sent_by_a_supervisor(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat), PERSON | {"flags": ("V12",)})
    page = seat.page(SendScreen, need=case.needs[0])
    assert page.preview is not None
    assert page.preview.barred
    assert not page.form.consent.ask.isVisible()
    page.send()
    seat.wait()
    assert seat.desk.store.reader.referrals_of(case.case) == ()


def test_a_refusal_keeps_what_is_typed(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.send()
    seat.wait()
    again = seat.page(SendScreen, need=case.needs[0])
    again.form.services_given.set_value("un repas")
    again.send()
    seat.wait()
    assert len(seat.said()) == 2, "already waiting there"
    assert again.form.services_given.value() == "un repas"


def test_urgent_asks_why(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.priority_reason.set_value("")
    page.send()
    assert page.form.rows["priority_reason"].error
    page.form.priority.set_value("P3")
    page.send()
    seat.wait()
    request = there_reads(seat, case.code).request
    assert (request.priority, request.priority_reason) == ("P3", "")


def test_a_refused_referral_is_sent_again_prefilled(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    first = seat.page(SendScreen, need=case.needs[0])
    first.form.told.ticks["sex"].setChecked(False)
    first.send()
    seat.wait()
    sent = there_reads(seat, case.code).id
    there = seat.two.there.desk
    open_referral(there, sent, there.now())
    refuse(there, sent, "D01", "service", "", "", there.now())
    seat.two.relay()

    page = seat.page(SendScreen, again=sent)
    assert "sex" not in page.form.told.value()
    assert page.form.detail.value() == "avec deux enfants"
    page.send()
    seat.wait()
    found = [r for r in seat.desk.store.reader.referrals_of(case.case) if r.id != sent]
    assert found[0].request is not None
    assert found[0].request.replaces == sent
    assert referral_view(seat.desk, sent).referral.loop_closed


def test_another_need_of_the_file_can_be_chosen(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat), needs=2)
    page = seat.page(SendScreen, case=case.case)
    assert page.form.rows["need"].isVisible()
    page.show_with(need=case.needs[0])
    assert page.form.detail.value() == "avec deux enfants"
    page.form.need.set_value(case.needs[1].hex())
    assert seat.gone == [("send", {"need": case.needs[1]})]
    page.show_with(need=case.needs[1])
    assert page.form.need.value() == case.needs[1].hex()
    assert page.form.detail.value() == ""


def test_what_is_typed_outlives_a_lock_and_is_taken_up(seat: AtDesk, qtbot: QtBot) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.services_given.set_value("un repas chaud")
    page.form.told.ticks["languages"].setChecked(False)
    page.keep_draft()
    (kept,) = drafts(seat.desk)
    assert (kept.form, kept.subject) == (FORM, case.needs[0].hex())
    seat.wait()

    later = seat.page(SendScreen)
    assert later.offer.isVisible()
    assert later.form.services_given.value() == "un repas chaud"
    assert "languages" not in later.form.told.value()
    later._begin_anew()
    seat.wait()
    assert later.form.services_given.value() == ""
    assert "languages" in later.form.told.value()
    assert drafts(seat.desk) == ()


def test_a_consent_half_asked_outlives_a_lock_too(seat: AtDesk) -> None:
    case = filed(seat, None)
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.consent.ask.click()
    assert page.panel is not None
    page.panel.form.form.set_value("oral_witness")
    page.panel.form.scope.restrictions.set_value("pas le soir")
    page.keep_draft()
    seat.wait()
    later = seat.page(SendScreen, need=case.needs[0])
    assert later.panel is not None
    state = later.panel.form.state()
    assert (state.form, state.restrictions) == ("oral_witness", "pas le soir")


def test_an_untouched_page_is_no_draft(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    seat.page(SendScreen, need=case.needs[0]).keep_draft()
    assert drafts(seat.desk) == ()


def test_a_sent_need_leaves_no_draft(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, need=case.needs[0])
    page.form.services_given.set_value("un repas")
    page.keep_draft()
    page.send()
    seat.wait()
    page.keep_draft()
    assert drafts(seat.desk) == ()


def test_without_a_need_it_says_where_one_begins(seat: AtDesk) -> None:
    page = seat.page(SendScreen)
    assert page.nothing.isVisible()
    assert page.nothing.button is not None
    page.nothing.button.click()
    assert seat.gone == [("cases", {})]


def test_a_centre_that_knows_no_other_is_led_to_the_exchange(seat: AtDesk, tmp_path: Path) -> None:
    clock, chance = seat.two.clock, seat.desk.chance
    with office(tmp_path / "alone", "Hassan", clock, chance) as alone:
        store: Any = OpenStore(alone.desk)
        seat.context = replace(seat.context, workspace=store)
        case = open_case(alone.desk, Intake(clock.now(), {}, (NeedEntry("S06"),), None))
        page = seat.page(SendScreen, need=case.needs[0])
        assert page.alone.isVisible()
        assert page.alone.button is not None
        page.alone.button.click()
        assert seat.gone == [("exchange", {})]
        seat.close()


def test_a_draft_of_another_age_is_read_as_far_as_it_goes() -> None:
    state = SendState(recipient="ab", fields=("sex",), detail="é")
    assert SendState.load(state.dump()) == state
    assert SendState.load("[1]") == SendState()
    assert SendState.load("{") == SendState()
    assert SendState.load('{"detail": 3, "fields": ["sex", 1], "new": 1}').fields == ("sex",)


@pytest.fixture
def arabic_seat(make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui("ar"), tmp_path) as taken:
        yield taken


def test_in_arabic_the_preview_stands_at_the_left(arabic_seat: AtDesk) -> None:
    case = filed(arabic_seat, agreed(arabic_seat))
    page = arabic_seat.page(SendScreen, need=case.needs[0])
    paper_at = page.paper.mapTo(page, page.paper.rect().topLeft()).x()
    form_at = page.form.mapTo(page, page.form.rect().topLeft()).x()
    assert 0 < paper_at < form_at


def test_where_it_is_narrow_the_preview_stands_under_the_form(seat: AtDesk) -> None:
    case = filed(seat, agreed(seat))
    page = seat.page(SendScreen, width=760, need=case.needs[0])
    assert page.paper.isVisible()
    below = page.form.mapTo(page, page.form.rect().bottomLeft()).y()
    assert page.paper.mapTo(page, page.paper.rect().topLeft()).y() >= below
