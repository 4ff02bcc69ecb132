"""Somebody in danger is sent at once from the page of a new file, in few keys, without consent."""

from __future__ import annotations

import pytest

from referral_app.domain.referral import Referral
from referral_app.domain.staff import Role
from referral_app.services.emergency import to_countersign
from referral_app.services.views import case_view
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.consent import NO_CONSENT
from ui.intake.member_line import MemberLine
from ui.intake.view import IntakeScreen

FEWEST_KEYS = 15
"""With a reason of five letters."""
LEAST = {"age_band", "intake_year", "sex", "languages", "contact_means"}


def save(seat: AtDesk) -> None:
    seat.press(Key.Key_Return, CTRL)
    seat.wait()


def arrived(seat: AtDesk, code: str) -> Referral:
    seat.two.relay()
    (there,) = seat.two.there.desk.store.reader.referrals_with_code(code)
    return there


def named(page: IntakeScreen, reason: str = "Bleeds") -> None:
    """A bed, at once."""
    block = page.form.needs.blocks[-1]
    block.need.category.set_value("S10")
    block.danger.take()
    block.danger.reason.set_value(reason)


def test_a_danger_in_few_keys(seat: AtDesk, capsys: pytest.CaptureFixture[str]) -> None:
    page = seat.page(IntakeScreen)
    seat.press(Key.Key_F4)
    seat.type("heb")
    seat.press(Key.Key_Return)  # the category; urgent, and the only neighbour, are preset
    seat.press(Key.Key_Return, times=3)  # priority, a few words, to whom
    seat.type("saign")
    seat.press(Key.Key_Return, CTRL)
    with capsys.disabled():
        print(f"\n    a danger: {seat.keys} keys", end="")  # noqa: T201
    seat.wait()
    assert not seat.said()
    assert seat.keys <= FEWEST_KEYS
    view = case_view(seat.desk, page.done.case)
    assert view.consents == ()
    (need,) = view.needs
    assert need.fields.text("priority") == "P1"
    assert need.fields.text("priority_reason") == "saign"
    there = arrived(seat, page.done.code)
    assert there.request is not None
    assert there.request.exception == "danger_life"
    assert there.request.exception_reason == "saign"
    assert there.request.priority == "P1"
    assert len(to_countersign(seat.two.here.as_(Role.SUPERVISOR))) == 1


def test_without_consent_the_least_leaves(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    person = page.form.person
    person.sex.set_value("F")
    person.age_band.set_value("25-34")
    person.country.set_value("SN")
    person.district.set_value("hassan")
    page.form.consent.form.set_value(NO_CONSENT)
    named(page)
    page.form.needs.blocks[0].need.detail.set_value("two children")
    said = page.form.needs.blocks[0].danger.notice.words.text()
    assert "only the least leaves" in said
    assert "countersigns by" in said
    save(seat)
    there = arrived(seat, page.done.code)
    assert there.request is not None
    assert {"sex", "age_band"} <= dict(there.request.person).keys() <= LEAST
    assert there.request.detail == "two children"
    assert not there.request.consent_form


def test_what_the_consent_covers_leaves_as_it_says(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    page.form.consent.read.set_value(True)
    page.form.consent.form.set_value("written")
    block = page.form.needs.blocks[0]
    assert not block.danger.isVisible(), "nothing stands against it"
    page.form.person.flags.set_value(["V01"])
    page.form.person.district.set_value("hassan")
    block.need.category.set_value("S10")
    block.recipient.set_value(seat.two.there.id.hex())
    assert block.danger.offer.isVisible(), "a supervisor would have to send"
    named(page)
    page.form.consent.scope.fields.set_value(["sex", "age_band", "district"])
    save(seat)
    there = arrived(seat, page.done.code)
    assert there.request is not None
    assert there.request.consent_form == "written"
    assert dict(there.request.person)["district"] == "hassan"
    assert there.request.exception == "danger_life"


def test_a_danger_needs_its_reason_and_somebody_who_helps(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    named(page, "")
    block = page.form.needs.blocks[0]
    save(seat)
    assert page.pages.currentWidget() is page.entry
    assert block.danger.rows["exception_reason"].error
    assert block.danger.reason.hasFocus()
    block.danger.reason.set_value("Bleeds")
    block.recipient.set_value(None)
    save(seat)
    assert page.pages.currentWidget() is page.entry
    assert block.recipient_row.error
    assert block.recipient.hasFocus()


def test_taken_back_the_consent_is_asked_again(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    named(page)
    block = page.form.needs.blocks[0]
    assert block.recipient_row.isVisible()
    block.danger.back.click()
    assert not block.recipient_row.isVisible()
    assert block.need.rows["priority_reason"].isVisible()
    assert block.line().recipient == ""
    save(seat)
    assert page.form.consent.rows["form"].error


def test_a_danger_survives_a_lock(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    named(page)
    page.form.needs.blocks[0].danger.kind.set_value("child_protection")
    page.keep_draft()
    (draft,) = page._presenter.drafts()
    again = seat.page(IntakeScreen, draft=draft.subject)
    block = again.form.needs.blocks[0]
    assert block.danger.value() == ("child_protection", "Bleeds")
    assert block.recipient_row.isVisible()
    assert again._state() == page._state()


def test_the_next_file_begins_without_the_danger(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    named(page)
    save(seat)
    assert page.form.needs.blocks[0].danger.value() == ("", "")
    assert page.form.state().consent.form == ""


def test_a_child_who_came_along_is_sent_at_once(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    page.form.person.sex.set_value("F")
    page.form.consent.form.set_value(NO_CONSENT)
    page.form.members.add_block()
    page.form.members.blocks[0].set_line(MemberLine("5-11", "M", "child"))
    block = page.form.needs.blocks[0]
    block.whom.set_value("1")
    named(page)
    save(seat)
    assert len(page.done.codes) == 2
    child = page.done.codes[1]
    there = arrived(seat, child)
    assert there.request is not None
    assert dict(there.request.person)["age_band"] == "5-11"


def test_reception_that_may_not_send_is_offered_nothing(seat: AtDesk) -> None:
    seat.sit_as(Role.RECEPTION)
    page = seat.page(IntakeScreen)
    assert not page.form.needs.blocks[0].danger.isVisible()
    seat.press(Key.Key_F4)
    assert page.form.needs.blocks[0].danger.value() == ("", "")
