"""The clock's steps on the page of a referral, and the supervisor's signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.answers import accept, open_referral
from referral_app.services.intake import SendEntry
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import opened, request, sent, shown
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import AtDesk, at_a_desk
from ui.referral.stages import StageLines
from ui.referral.view import ReferralScreen


@pytest.fixture
def boss(make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui("en"), tmp_path, Role.SUPERVISOR) as seat:
        yield seat


def words(page: ReferralScreen) -> str:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return without_isolates("\n".join(labels))


def pills(page: ReferralScreen) -> list[str]:
    (lines,) = [lines for lines in page.findChildren(StageLines) if lines.isVisible()]
    return [without_isolates(pill.text()) for pill in lines.pills]


def in_danger(two: Neighbours) -> ReferralId:
    entry = request(priority="P1", exception="danger_life", exception_reason="Bleeds")
    page = opened(two, consent=None, sends=(SendEntry(0, two.there.id, entry),))
    two.relay()
    return page.referrals[0]


def test_each_step_says_whether_it_was_met(boss: AtDesk) -> None:
    two = boss.two
    referral = sent(Neighbours(two.there, two.here, two.clock))
    page = boss.page(ReferralScreen, referral=referral)
    assert pills(page) == ["due 05/11/2026"]
    open_referral(boss.desk, referral, two.clock.now())
    two.clock.advance(9 * DAY)
    accept(boss.desk, referral, "Room 2", None, "", two.clock.now())
    page.refresh()
    assert pills(page) == ["in time", "done late", "due 27/11/2026"]
    two.clock.advance(18 * DAY)
    page.refresh()
    assert pills(page)[-1] == "late by 1 working day"


def test_a_supervisor_signs_on_the_page(boss: AtDesk) -> None:
    referral = in_danger(boss.two)
    page = boss.page(ReferralScreen, referral=referral)
    assert "Sent at once because of a danger" in words(page)
    assert "It waits for the supervisor’s countersignature until 04/11/2026 16:30." in words(page)
    boss.two.clock.advance(HOUR)
    page.panel.buttons["countersign"].click()
    form = page.panel.form
    assert form is not None
    form.save.click()
    boss.wait()
    assert shown(boss.two.here, referral).countersigned is not None
    assert "Countersigned by SU" in words(page)
    assert "countersign" not in page.panel.buttons
    assert "Countersigned: sent because of a danger" in words(page)


def test_a_worker_sees_that_it_waits_and_does_not_sign(boss: AtDesk) -> None:
    referral = in_danger(boss.two)
    boss.sit_as(Role.SOCIAL_WORKER)
    boss.two.clock.advance(3 * DAY)
    page = boss.page(ReferralScreen, referral=referral)
    assert "countersign" not in page.panel.buttons
    assert "The supervisor’s countersignature was due by" in words(page)


def test_the_recipient_reads_that_it_is_a_danger(boss: AtDesk) -> None:
    two = boss.two
    referral = in_danger(Neighbours(two.there, two.here, two.clock))
    page = boss.page(ReferralScreen, referral=referral)
    told = words(page)
    assert "Sent at once because of a danger" in told
    assert "Bleeds" in told
    assert "countersignature" not in told
