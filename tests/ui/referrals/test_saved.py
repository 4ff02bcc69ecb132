"""Lists of referrals under names: by key, from the menu, kept and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from referral_app.domain.staff import Role
from referral_app.services.directory import add_service
from referral_app.services.saved_lists import REFERRALS, saved_lists
from tests.services.builders import accepted, sent
from tests.services.outside import HOSPITAL
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from ui.context import Ui
from ui.referrals.presenter import id_of
from ui.referrals.view import ReferralsScreen

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def seat(ui: Ui, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(ui, tmp_path) as taken:
        yield taken


def shown(page: ReferralsScreen) -> list[bytes]:
    return [id_of(item.row.key) for item in page.rows.items]


def test_what_waits_for_an_answer_is_one_key_away(seat: AtDesk) -> None:
    accepted(seat.two)
    waits = sent(seat.two)
    page = seat.page(ReferralsScreen)
    seat.press(Key.Key_1, ALT)
    assert shown(page) == [waits]
    assert (page.box.value(), page.scope.value()) == ("sent", "unanswered")


def test_what_is_urgent_is_one_key_away(seat: AtDesk) -> None:
    sent(seat.two)
    urgent = sent(seat.two, priority="P2", priority_reason="Soon")
    page = seat.page(ReferralsScreen)
    seat.press(Key.Key_4, ALT)
    assert shown(page) == [urgent]
    page.urgent.set_value(())
    assert len(shown(page)) == 2


def test_a_list_is_kept_and_found_again(seat: AtDesk) -> None:
    add_service(seat.two.here.as_(Role.SUPERVISOR), HOSPITAL, seat.two.clock.now())
    page = seat.page(ReferralsScreen, box="sent")
    page.door.set_value("services")
    assert not page.kind.isHidden()
    page.kind.set_value(HOSPITAL.kind)
    page.urgent.set_value(("urgent",))
    seat.press(Key.Key_S, CTRL)
    seat.type("Urgent, hospitals")
    seat.press(Key.Key_Return)
    seat.wait()
    kept = saved_lists(seat.desk, REFERRALS)[-1]
    assert kept.name == "Urgent, hospitals"
    again = seat.page(ReferralsScreen, box="received")
    again.saved.show_list(4)
    assert (again.box.value(), again.door.value()) == ("sent", "services")
    assert (again.kind.value(), again.urgent.value()) == (HOSPITAL.kind, ("urgent",))


def test_a_name_that_is_empty_is_asked_again(seat: AtDesk) -> None:
    page = seat.page(ReferralsScreen)
    seat.press(Key.Key_S, CTRL)
    seat.press(Key.Key_Return)
    seat.wait()
    assert page.saved.row.error
    assert not page.saved.isHidden()


def test_one_is_removed_and_brought_back(seat: AtDesk) -> None:
    page = seat.page(ReferralsScreen)
    seat.press(Key.Key_S, CTRL)
    seat.type("Mine & yours")
    seat.press(Key.Key_Return)
    seat.wait()
    page.saved.open_menu()
    *_lists, _line, _keep, remove = page.saved.menu.actions()
    assert "Mine && yours" in remove.text()
    page.saved.menu.close()
    remove.trigger()
    seat.wait()
    assert saved_lists(seat.desk, REFERRALS)[-1].built_in == "urgent_sent"
    undo = seat.ui.notices.open[-1].act
    assert undo is not None
    undo.run()
    seat.wait()
    assert saved_lists(seat.desk, REFERRALS)[-1].name == "Mine & yours"


def test_past_the_last_list_a_key_does_nothing(seat: AtDesk) -> None:
    page = seat.page(ReferralsScreen, box="sent", all=True)
    seat.press(Key.Key_9, ALT)
    assert (page.box.value(), page.scope.value()) == ("sent", "all")
