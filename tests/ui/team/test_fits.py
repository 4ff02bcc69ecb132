"""Nothing of the team, the log and one's own passphrase is cut, in any direction and size."""

from __future__ import annotations

from referral_app.domain.staff import Role
from referral_app.services import departures, staff
from referral_app.services.readings import CASE_PAGE, note_reading
from tests.ui.test_fits import cut, sized
from tests.ui.two_centres import Seat, Town
from ui.readings.view import ReadingsScreen
from ui.settings.view import SettingsScreen
from ui.team.panels import PersonPanel
from ui.team.view import TeamScreen

__all__ = ["sized"]
Sized = tuple[Town, Seat, Seat, tuple[int, int]]


def test_every_form_of_the_team(sized: Sized) -> None:
    _town, seat, _other, (width, height) = sized
    desk = seat.desk
    now = desk.now()
    here, gone = (
        staff.add_staff(desk, label, Role.ADMINISTRATOR, now) for label in ("ABCDEFGH", "NB")
    )
    departures.leave(desk, gone, None, now)
    page = seat.page(TeamScreen, width=width, height=height)
    wrong = {"list": cut(page)}
    page.add_somebody()
    wrong["add"] = cut(page)
    for who in (here, gone, desk.actor.id):
        page.show_person(who.hex())
        seat.wait()
        wrong[f"person {who.hex()}"] = cut(page)
    seat.workspace.open_slot(here, "sept lanternes au bord")
    page.show_person(here.hex())
    assert isinstance(page.panel, PersonPanel)
    for button in (page.panel.open, page.panel.close_access):
        button.set_text("Donner une nouvelle phrase secrète")  # as long as in French
    wrong["access"] = cut(page)
    page.show_departure(here.hex())
    seat.wait()
    assert page.panel is not None
    page.panel.rows["to"].set_error("Choisissez qui prend le relais. " * 4)
    wrong["departure"] = cut(page)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_log_and_the_cards_of_the_settings(sized: Sized) -> None:
    town, seat, _other, (width, height) = sized
    note_reading(seat.desk, CASE_PAGE, town.send()[0])
    log = seat.page(ReadingsScreen, width=width, height=height)
    seat.wait()
    wrong = {"log": cut(log)}
    page = seat.page(SettingsScreen, width=width, height=height)
    page.passphrase.begin.click()
    page.passphrase.save.click()
    wrong["passphrase"] = cut(page)
    page.recovery.begin.click()
    seat.wait()
    wrong["recovery"] = cut(page)
    assert {name: found for name, found in wrong.items() if found} == {}
