"""An answer by telephone or coupon, by keyboard alone: as many keys as twenty seconds hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from referral_app.domain.coupon import CouponNumber
from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Referral, Status
from referral_app.language import without_isolates
from referral_app.services.drafts import draft
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.outside import record_answer
from tests.services.builders import consent, opened, request
from tests.services.outside import SCHOOL, answer, door, sent_outside, service
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from ui.telephone.presenter import SHOWN
from ui.telephone.view import AnswerByScreen, CouponScreen, TelephoneScreen

KEYS_OF_20_SECONDS = 80
"""At four keys a second, as somebody types who holds a telephone in the other hand."""
S = Status


@pytest.fixture(params=["fr", "ar"])
def speaking(request: pytest.FixtureRequest, make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui(request.param), tmp_path) as taken:
        yield taken


def found(seat: AtDesk, referral: ReferralId) -> Referral:
    read = seat.desk.store.reader.referral(referral)
    assert read is not None
    return read


def walk_to(seat: AtDesk, page: AnswerByScreen, act: str) -> None:
    """Tab to the button of an answer and press it."""
    assert page.panel is not None
    goal = page.panel.buttons[f"outside-{page.channel}-{act}"]
    for _turn in range(12):
        if QApplication.focusWidget() is goal:
            seat.press(Key.Key_Return)
            return
        seat.press(Key.Key_Tab)
    raise AssertionError(act)


def fill_in(seat: AtDesk, *words: str) -> None:
    """Choose in each field by the beginning of a word, and save."""
    for word in words:
        seat.type(word)
        seat.press(Key.Key_Return)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()


def called(seat: AtDesk, act: str) -> tuple[TelephoneScreen, ReferralId]:
    """The page on which the answer `act` to a referral stands open, found by its code."""
    case, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(TelephoneScreen)
    seat.keys = 0
    seat.type(case.code)
    seat.press(Key.Key_Return)
    walk_to(seat, page, act)
    return page, referral


def say(capsys: pytest.CaptureFixture[str], seat: AtDesk, what: str, keys: int) -> None:
    with capsys.disabled():
        print(f"\n    {what} ({seat.ui.language.code}): {keys} keys", end="")  # noqa: T201


def test_a_call_takes_fewer_keys_than_twenty_seconds(
    speaking: AtDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    seat = speaking
    arabic = seat.ui.language.right_to_left
    page, referral = called(seat, "rejected")
    seat.type("الكتابة" if arabic else "secr")
    seat.press(Key.Key_Return)
    seat.type("لا توجد" if arabic else "plus")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    keys = seat.keys
    say(capsys, seat, "an answer by telephone", keys)
    read = found(seat, referral)
    assert read.status is S.REJECTED
    assert read.shown is not None
    assert (read.shown.text("reason"), read.shown.text("decided_by")) == ("D01", "service")
    assert (read.shown.text("speaker"), read.shown.text("evidence")) == ("secretary", "E2")
    assert keys <= KEYS_OF_20_SECONDS / 2, keys
    assert QApplication.focusWidget() is page.code  # ready for the next call
    assert page.code.value() == ""


def test_the_longest_answer_fits_as_well(
    speaking: AtDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seen, done, with its outcome and a note."""
    seat = speaking
    arabic = seat.ui.language.right_to_left
    _page, referral = called(seat, "completed")
    seat.type("طبيب" if arabic else "médec")
    seat.press(Key.Key_Return)
    seat.type("تلبية" if arabic else "satisf")
    seat.press(Key.Key_Return)
    seat.type("بصحة جيدة" if arabic else "mère et enfant vont bien")
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    keys = seat.keys
    say(capsys, seat, "the longest answer by telephone", keys)
    read = found(seat, referral)
    assert read.status is S.COMPLETED
    assert read.shown is not None
    assert (read.shown.text("outcome"), read.shown.text("speaker")) == ("O01", "doctor")
    assert read.shown.text("text")
    assert keys <= KEYS_OF_20_SECONDS, keys


def test_a_coupon_is_typed_in_by_its_number(seat: AtDesk) -> None:
    case, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(CouponScreen)
    seat.keys = 0
    seat.type(str(CouponNumber.of(case.code, referral)))
    seat.press(Key.Key_Return)
    walk_to(seat, page, "accepted")
    seat.type("infir")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    read = found(seat, referral)
    assert read.status is S.ACCEPTED
    assert read.shown is not None
    assert (read.shown.text("channel"), read.shown.text("evidence")) == ("coupon", "E3")
    assert seat.keys <= KEYS_OF_20_SECONDS


def test_of_several_one_is_chosen_and_the_others_are_offered_again(seat: AtDesk) -> None:
    hospital, school = service(seat.two.here), service(seat.two.here, SCHOOL)
    case = opened(
        seat.two,
        needs=(NeedEntry("S07"), NeedEntry("S15")),
        consent=consent(door(hospital), door(school), now=seat.desk.now()),
        sends=(SendEntry(0, door(hospital), request()), SendEntry(1, door(school), request())),
    )
    page = seat.page(TelephoneScreen)
    seat.type(case.code)
    seat.press(Key.Key_Return)
    assert page.panel is None
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    walk_to(seat, page, "in-progress")
    seat.type("agent")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    states = {found(seat, referral).status for referral in case.referrals}
    assert states == {S.IN_PROGRESS, S.REQUESTED}
    assert page.panel is None
    seat.press(Key.Key_Return)
    assert page.panel is not None  # the other one, of the same person


def test_a_wrong_code_is_said_and_kept_to_be_corrected(seat: AtDesk) -> None:
    page = seat.page(TelephoneScreen)
    seat.type("4231900860")
    seat.press(Key.Key_Return)
    assert page.code_row.error
    assert page.code.value() == "4231900860"
    assert QApplication.focusWidget() is page.code
    seat.type("4231900869")  # what was selected is typed over
    seat.press(Key.Key_Return)
    assert page.code.value() == "4231900869"
    assert page.code_row.error


def test_what_is_missing_is_said_at_its_field(seat: AtDesk) -> None:
    case, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(TelephoneScreen, code=case.code)
    walk_to(seat, page, "accepted")
    seat.press(Key.Key_Return, CTRL)
    assert page.panel is not None
    assert page.panel.form is not None
    assert page.panel.form.rows["speaker"].error
    assert found(seat, referral).status is S.REQUESTED


def test_an_answer_that_is_begun_survives_a_lock(seat: AtDesk) -> None:
    case, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(TelephoneScreen, code=case.code)
    walk_to(seat, page, "failed")
    seat.type("secr")
    seat.press(Key.Key_Return)
    page.keep_draft()
    seat.wait()
    assert draft(seat.desk, "telephone", referral.hex()) is not None
    seat.close()
    fresh = seat.page(TelephoneScreen, draft=referral.hex())
    assert fresh.panel is not None
    assert fresh.panel.form is not None
    assert fresh.panel.form.act.key == "outside-telephone-failed"
    assert fresh.panel.form.fields["speaker"].value() == "secretary"  # type: ignore[attr-defined]


def test_nobody_answered_and_a_word_that_confirms(seat: AtDesk) -> None:
    case, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(TelephoneScreen, code=case.code)
    assert page.panel is not None
    page.panel.buttons["outside-no-answer"].click()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert [told.evidence for told in found(seat, referral).follow_ups] == ["E0"]
    done = answer(S.COMPLETED, outcome="O01")
    record_answer(seat.desk, referral, done, seat.desk.now())
    coupon = seat.page(CouponScreen, code=str(CouponNumber.of(case.code, referral)))
    assert coupon.panel is not None
    assert list(coupon.panel.buttons) == ["outside-confirm-coupon"]
    seat.press(Key.Key_Return)
    fill_in(seat, "secr", "satisf")
    assert found(seat, referral).follow_ups[-1].evidence == "E3"


def test_the_page_turns_round_in_arabic(make_ui: MakeUi, tmp_path: Path) -> None:
    with at_a_desk(make_ui("ar"), tmp_path) as seat:
        case, _ = sent_outside(seat.two, service(seat.two.here))
        page = seat.page(TelephoneScreen, code=case.code)
        assert page.isRightToLeft()
        assert page.code.layoutDirection() is Qt.LayoutDirection.LeftToRight
        buttons = [b for b in page.findChildren(QPushButton) if b.isVisible()]
        assert all(button.accessibleName() or button.text() for button in buttons)


def test_the_page_asks_anew_unless_something_is_half_typed(seat: AtDesk) -> None:
    case, referral = sent_outside(seat.two, service(seat.two.here))
    page = seat.page(TelephoneScreen, referral=referral)
    assert page.code.value().replace("-", "") == case.code
    page.show_with()
    assert page.panel is None
    assert page.code.value() == ""
    page.show_with(referral=referral)
    walk_to(seat, page, "failed")
    seat.type("secr")
    seat.press(Key.Key_Return)
    page.show_with()
    assert page.panel is not None
    assert page.panel.form is not None


def test_an_answer_awaited_is_chosen_without_its_code(seat: AtDesk) -> None:
    """What is due first stands on top, arrows and Enter choose; an answer takes it off the list."""
    hospital, school = service(seat.two.here), service(seat.two.here, SCHOOL)
    later = sent_outside(seat.two, hospital, priority="P3")[1]
    first = sent_outside(seat.two, school, priority="P2", priority_reason="ce soir")[1]
    page = seat.page(TelephoneScreen)
    assert page.code.hasFocus()
    keys = [item.row.key for item in page.awaited.rows.items]
    assert keys == [first.hex(), later.hex()]
    assert ("↓", "Walk to the answers awaited") in [
        (line.keys, line.text) for line in seat.ui.actions.lines()
    ]
    seat.press(Key.Key_Down, times=2)
    seat.press(Key.Key_Return)
    assert page.panel is not None
    assert not page.awaited.isVisible()
    assert page.code.value()
    walk_to(seat, page, "rejected")
    fill_in(seat, "secr", "plus")
    assert found(seat, later).status is S.REJECTED
    assert page.code.hasFocus()
    assert [item.row.key for item in page.awaited.rows.items] == [first.hex()]


def test_no_more_answers_are_listed_than_one_reads_at_a_glance(seat: AtDesk) -> None:
    page = seat.page(TelephoneScreen)
    assert page.awaited.isVisible()
    assert not page.awaited.rows.isVisible()
    hospital = service(seat.two.here)
    for _turn in range(SHOWN + 2):
        sent_outside(seat.two, hospital)
    page.refresh()
    assert len(page.awaited.rows.items) == SHOWN
    assert without_isolates(page.awaited.more.text()) == "2 more are awaited: type their codes."
    assert not seat.page(CouponScreen).awaited.isVisible()
