"""Several needs ticked for one slip, and what the page of a referral says of it."""

from __future__ import annotations

from referral_app.domain.referral import Request
from referral_app.services.cases import NeedEntry
from referral_app.services.drafts import drafts
from referral_app.services.intake import CaseOpened
from referral_app.services.referrals import send_referral
from referral_app.services.slips import send_slip
from tests.services.builders import opened, request
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.referral.view import ReferralScreen
from ui.send.view import SendScreen

NEEDS = (
    NeedEntry("S10", detail="Two nights"),
    NeedEntry("S06", detail="Cough", priority="P2", priority_reason="Fever"),
    NeedEntry("S15"),
)


def filed(seat: AtDesk) -> CaseOpened:
    return opened(seat.two, needs=NEEDS)


def there(seat: AtDesk, code: str) -> list[Request]:
    seat.two.relay()
    found = seat.two.there.desk.store.reader.referrals_with_code(code)
    return [referral.request for referral in found if referral.request]


def page_of(seat: AtDesk, made: CaseOpened) -> SendScreen:
    page = seat.page(SendScreen, need=made.needs[0])
    page.form.recipient.set_value(seat.two.there.id.hex())
    return page


def test_other_needs_are_ticked_and_leave_together(seat: AtDesk) -> None:
    made = filed(seat)
    page = page_of(seat, made)
    ticks = page.form.also.ticks
    assert list(ticks) == [need.hex() for need in made.needs[1:]]
    assert not any(tick.isChecked() for tick in ticks.values()), "nothing goes along unasked"
    ticks[made.needs[1].hex()].setFocus()
    seat.press(Key.Key_Space)
    page._show_preview()
    assert "Soins de santé primaires" in page.paper._also.text()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    requests = there(seat, made.code)
    assert sorted(r.category for r in requests) == ["S06", "S10"]
    assert len({r.slip for r in requests}) == 1
    assert requests[0].slip
    assert {r.category: r.detail for r in requests} == {"S10": "Two nights", "S06": "Cough"}


def test_details_that_are_not_ticked_stay_of_every_need(seat: AtDesk) -> None:
    made = filed(seat)
    page = page_of(seat, made)
    page.form.told.ticks["need_detail"].setChecked(False)
    page.form.also.ticks[made.needs[1].hex()].setChecked(True)
    page._show_preview()
    assert "Cough" not in page.paper._also.text()
    page.send()
    seat.wait()
    assert [r.detail for r in there(seat, made.code)] == ["", ""]


def test_an_emptied_detail_stays_empty_on_a_slip(seat: AtDesk) -> None:
    made = filed(seat)
    page = page_of(seat, made)
    page.form.also.ticks[made.needs[2].hex()].setChecked(True)
    page.form.detail.set_value("")
    page.send()
    seat.wait()
    assert [r.detail for r in there(seat, made.code)] == ["", ""]


def test_what_waits_at_the_recipient_is_not_offered(seat: AtDesk) -> None:
    made = filed(seat)
    now = seat.two.clock.now()
    send_referral(seat.desk, made.needs[1], seat.two.there.id, request(), now)
    page = page_of(seat, made)
    assert list(page.form.also.ticks) == [made.needs[2].hex()]


def test_a_single_need_asks_for_no_slip(seat: AtDesk) -> None:
    page = page_of(seat, opened(seat.two))
    assert page.form.also.isHidden()


def test_ticks_are_kept_in_the_draft(seat: AtDesk) -> None:
    made = filed(seat)
    page = page_of(seat, made)
    page.form.also.ticks[made.needs[2].hex()].setChecked(True)
    page.keep_draft()
    assert len(drafts(seat.desk)) == 1
    again = seat.page(SendScreen, need=made.needs[0])
    assert again.form.also.value() == (made.needs[2].hex(),)


def test_the_page_of_a_referral_names_the_rest_of_its_slip(seat: AtDesk) -> None:
    made = filed(seat)
    now = seat.two.clock.now()
    slip = send_slip(seat.desk, made.needs, seat.two.there.id, request(), now)
    page = seat.page(ReferralScreen, referral=slip.referrals[0])
    assert [item.row.key for item in page.beside.rows.items] == [
        referral.hex() for referral in slip.referrals[1:]
    ]
    page.beside.rows.items[0].acted.emit(slip.referrals[1].hex())
    assert seat.gone[-1] == ("referral", {"referral": slip.referrals[1]})


def test_a_referral_alone_shows_no_slip(seat: AtDesk) -> None:
    made = opened(seat.two)
    now = seat.two.clock.now()
    sent = send_referral(seat.desk, made.needs[0], seat.two.there.id, request(), now)
    page = seat.page(ReferralScreen, referral=sent)
    assert page.beside.isHidden()
