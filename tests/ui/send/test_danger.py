"""Sending at once in a danger: offered where something bars it, and only the least leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from referral_app.domain.staff import Role
from referral_app.services.closures import ClosureEntry, close_days
from referral_app.services.emergency import to_countersign
from referral_app.services.intake import CaseOpened, Intake, NeedEntry, open_case
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from tests.ui.send.test_send import PERSON, agreed
from ui.send.view import SendScreen


@pytest.fixture
def plain(make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui("en"), tmp_path) as seat:
        yield seat


def filed(seat: AtDesk, *flags: str, consent: bool = False) -> CaseOpened:
    person = {**PERSON, "flags": flags}
    asked = (NeedEntry("S10", "with two children", "P3"),)
    given = agreed(seat) if consent else None
    return open_case(seat.desk, Intake(seat.desk.now(), person, asked, given))


def test_what_a_consent_covers_knows_no_danger(plain: AtDesk) -> None:
    page = plain.page(SendScreen, need=filed(plain, consent=True).needs[0])
    assert not page.form.danger.isVisible()


def test_without_consent_it_leaves_at_once_with_the_least(plain: AtDesk) -> None:
    case = filed(plain, "V12")
    page = plain.page(SendScreen, need=case.needs[0])
    danger = page.form.danger
    assert danger.offer.isVisible()
    danger.offer.click()
    assert page.form.priority.value() == "P1"
    assert not page.form.rows["priority_reason"].isVisible()
    plain.type("Bleeds")
    page._show_preview()
    told = page.form.told
    assert not told.ticks["district"].isEnabled()
    assert "not without a consent" in told.ticks["district"].accessibleName()
    assert "only the least leaves" in danger.notice.words.text()
    assert "countersigns by" in danger.notice.words.text()
    assert not page.form.consent.isVisible()
    plain.press(Key.Key_Return, CTRL)
    plain.wait()
    assert plain.gone == [("case", {"case": case.case})]
    plain.two.relay()
    (there,) = plain.two.there.desk.store.reader.referrals_with_code(case.code)
    assert there.request is not None
    assert dict(there.request.person).keys() <= {
        "age_band", "intake_year", "sex", "languages", "contact_means",
    }  # fmt: skip
    assert there.request.exception_reason == "Bleeds"
    assert len(to_countersign(plain.two.here.as_(Role.SUPERVISOR))) == 1


def test_a_danger_needs_its_reason(plain: AtDesk) -> None:
    page = plain.page(SendScreen, need=filed(plain).needs[0])
    page.form.danger.offer.click()
    plain.press(Key.Key_Return, CTRL)
    plain.wait()
    row = page.form.danger.rows["exception_reason"]
    assert row.error == "Say why it cannot wait."
    assert row.field.hasFocus()
    assert plain.gone == []


def test_what_was_named_can_be_taken_back(plain: AtDesk) -> None:
    page = plain.page(SendScreen, need=filed(plain).needs[0])
    page.form.danger.offer.click()
    page.form.danger.back.click()
    page._show_preview()
    assert page.preview is not None
    assert page.preview.barred
    assert page.form.danger.offer.isVisible()
    assert page.form.danger.value() == ("", "")
    assert page.form.told.ticks["district"].isEnabled()


def test_under_a_consent_the_supervisor_is_what_is_set_aside(plain: AtDesk) -> None:
    page = plain.page(SendScreen, need=filed(plain, "V01", consent=True).needs[0])
    assert page.preview is not None
    assert page.preview.barred
    page.form.danger.offer.click()
    page.form.danger.reason.set_value("Alone at night")
    page._show_preview()
    assert not page.preview.barred
    assert page.form.told.ticks["status"].isEnabled(), "the consent names it"
    assert "only the least" not in page.form.danger.notice.words.text()


def test_a_danger_that_is_being_typed_survives_a_lock(plain: AtDesk) -> None:
    case = filed(plain)
    page = plain.page(SendScreen, need=case.needs[0])
    page.form.danger.offer.click()
    page.form.danger.kind.set_value("child_protection")
    page.form.danger.reason.set_value("Alone")
    page.keep_draft()
    again = plain.page(SendScreen, need=case.needs[0])
    assert again.form.danger.value() == ("child_protection", "Alone")
    assert again.form.danger.notice.isVisible()


def test_closures_ahead_are_said(plain: AtDesk) -> None:
    boss = plain.two.here.as_(Role.SUPERVISOR)
    calendar = boss.store.reader.calendar().time()
    tomorrow = calendar.day_of(boss.now()) + timedelta(days=1)
    need = filed(plain, consent=True).needs[0]
    assert not plain.page(SendScreen, need=need).form.closed.isVisible()
    close_days(boss, ClosureEntry(tomorrow, tomorrow, "Works"))
    page = plain.page(SendScreen, need=need)
    assert page.form.closed.isVisible()
    assert "Works" in page.form.closed.words.text()
