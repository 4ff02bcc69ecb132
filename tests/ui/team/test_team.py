"""The page of the team: added, let in in person, changed, and handed over when somebody leaves."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from referral_app import bootstrap
from referral_app.domain.facts import STAFF_FIELD, Fact, content
from referral_app.domain.identifiers import Moment, StaffId
from referral_app.domain.staff import Role
from referral_app.errors import WrongPassphraseError
from referral_app.language import without_isolates
from referral_app.services import departures, staff
from referral_app.services.cases import set_case_fields
from referral_app.services.drafts import drafts, keep_draft
from tests.fakes import DAY
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import PASSPHRASE, Key, Seat, Town
from ui.context import Ui
from ui.pages import pages
from ui.parts.dates import day_of
from ui.parts.section import NoticeLine
from ui.team.departure import NOBODY, DeparturePanel, LeftPanel
from ui.team.panels import AddPanel, PersonPanel
from ui.team.view import TeamScreen

THEIRS = "sept lanternes au bord"


@pytest.fixture
def seat(town: Town) -> Seat:
    return town.yem


def add(seat: Seat, label: str = "NB", role: Role = Role.SOCIAL_WORKER) -> StaffId:
    return staff.add_staff(seat.desk, label, role, seat.desk.now())


def rows(page: TeamScreen) -> list[tuple[str, str]]:
    return [(item.row.title, item.row.pill) for item in page.list.items]


def person_panel(page: TeamScreen, who: StaffId) -> PersonPanel:
    page.show_person(who.hex())
    assert isinstance(page.panel, PersonPanel)
    return page.panel


def departure_panel(seat: Seat, page: TeamScreen, who: StaffId) -> DeparturePanel:
    person_panel(page, who).leave.click()
    assert isinstance(page.panel, DeparturePanel)
    seat.wait()
    return page.panel


@pytest.mark.parametrize("role", list(Role))
def test_only_who_manages_the_team_is_led_there(seat: Seat, role: Role) -> None:
    seat.sit_down(role)
    offered = {page.key for page in pages(seat.context)} & {"team", "readings"}
    manages = role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    assert offered == ({"team", "readings"} if manages else set())


def test_everybody_stands_there_with_role_and_access(seat: Seat) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    assert rows(page) == [("FA", "You"), ("NB", "No access here")]
    said = without_isolates(page.list.items[1].row.other)
    assert said.startswith("Assistant(e) social(e) · since ")
    seat.workspace.open_slot(who, THEIRS)
    page.refresh()
    assert rows(page) == [("FA", "You"), ("NB", "Opens this desk")]


def test_somebody_is_added_and_let_in_by_keyboard(seat: Seat) -> None:
    page = seat.page(TeamScreen)
    page.add.click()
    assert isinstance(page.panel, AddPanel)
    seat.type("NB")
    seat.press(Key.Key_Return)
    seat.type("accueil")
    seat.press(Key.Key_Return)
    page.panel.save.click()
    seat.wait()
    assert rows(page) == [("FA", "You"), ("NB", "No access here")]
    who = next(m for m in seat.desk.store.reader.staff() if m.label == "NB")
    assert who.role is Role.RECEPTION
    # The next step stands there already: they type their passphrase themselves.
    assert isinstance(page.panel, PersonPanel)
    page.panel.passphrase.setFocus()
    seat.type(THEIRS)
    seat.press(Key.Key_Return)
    seat.type(THEIRS)
    seat.press(Key.Key_Return)
    seat.wait()
    assert rows(page)[1] == ("NB", "Opens this desk")
    assert seat.workspace.slots()[-1] == ("NB", who.id)
    assert isinstance(page.panel, PersonPanel)
    assert page.panel.passphrase.first.value() == ""


def test_what_is_lacking_is_said_at_its_field(seat: Seat) -> None:
    page = seat.page(TeamScreen)
    page.add_somebody()
    panel = page.panel
    assert isinstance(panel, AddPanel)
    panel.since.set_value(None)
    panel.save.click()
    assert [bool(row.error) for row in panel.rows.values()] == [True, True, True]
    panel.fields.initials.set_value("fa")
    panel.fields.role.set_value("trainer")
    panel.since.set_value(panel.since._today())
    panel.save.click()
    seat.wait()
    assert "initials" in panel.rows["label"].error
    assert panel.fields.initials.value() == "fa"
    assert len(seat.desk.store.reader.staff()) == 1


@pytest.mark.parametrize(
    ("first", "again", "field"),
    [("court", "court", "passphrase"), (THEIRS, THEIRS + "x", "repeated")],
)
def test_a_passphrase_that_cannot_be_is_refused_before_it_is_taken(
    seat: Seat, first: str, again: str, field: str
) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = person_panel(page, who)
    panel.passphrase.first.line.setText(first)
    panel.passphrase.again.line.setText(again)
    panel.open.click()
    seat.wait()
    assert panel.passphrase.rows[field].error
    assert panel.passphrase.first.value() == first
    assert len(seat.workspace.slots()) == 1


def test_nothing_secret_stays_when_the_page_is_left(seat: Seat) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = person_panel(page, who)
    panel.passphrase.first.line.setText(THEIRS)
    page.keep_draft()  # as a lock does
    assert panel.passphrase.first.value() == ""
    panel.passphrase.first.line.setText(THEIRS)
    page.show_person(seat.desk.actor.id.hex())
    assert panel.passphrase.first.value() == ""


def test_initials_and_role_change(seat: Seat) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = person_panel(page, who)
    panel.fields.initials.set_value("NBB")
    panel.fields.role.set_value("administrator")
    panel.save.click()
    seat.wait()
    found = next(m for m in seat.desk.store.reader.staff() if m.id == who)
    assert (found.label, found.role) == ("NBB", Role.ADMINISTRATOR)
    assert seat.said()


def test_ones_own_role_and_departure_are_for_somebody_else(seat: Seat) -> None:
    page = seat.page(TeamScreen)
    panel = person_panel(page, seat.desk.actor.id)
    assert not panel.fields.role.isEnabled()
    assert not hasattr(panel, "leave")
    panel.fields.initials.set_value("FAA")
    panel.save.click()
    seat.wait()
    assert seat.desk.store.reader.staff()[0].label == "FAA"


def test_who_leaves_hands_over_what_is_counted(town: Town, dialogs: AnsweringDialogs) -> None:
    seat = town.yem
    who = add(seat)
    case, _referral = town.send()
    set_case_fields(seat.desk, case, {"responsible": who.hex()}, seat.desk.now())
    worker = seat.desk.acting_as(next(m for m in seat.desk.store.reader.staff() if m.id == who))
    keep_draft(worker, "intake", "a", "{}")
    seat.workspace.open_slot(who, THEIRS)
    page = seat.page(TeamScreen)
    panel = departure_panel(seat, page, who)
    assert without_isolates(panel.held.text()) == "1 open file\n1 unsaved form at this desk"
    panel.save.click()
    assert panel.rows["to"].error
    panel.to.set_value(seat.desk.actor.id.hex())
    dialogs.confirmations = [True]
    panel.save.click()
    seat.wait()
    assert dialogs.asked[0].danger
    assert rows(page) == [("FA", "You"), ("NB", "")]
    assert [label for label, _ in seat.workspace.slots()] == ["FA"]
    found = seat.desk.store.reader.case(case)
    assert found
    assert found.fields.text("responsible") == seat.desk.actor.id.hex()
    assert [kept.form for kept in drafts(seat.desk)] == ["intake"]
    assert "1 open file" in without_isolates(" ".join(seat.said()))
    # The desk works on under its new key.
    town.send()


def test_a_departure_can_be_thought_better_of(seat: Seat, dialogs: AnsweringDialogs) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = departure_panel(seat, page, who)
    assert panel.to.value() == NOBODY  # nothing is in hand
    dialogs.confirmations = [False]
    panel.save.click()
    seat.wait()
    assert all(member.active for member in seat.desk.store.reader.staff())
    panel.left.emit()
    assert isinstance(page.panel, PersonPanel)


def test_a_departure_says_what_it_does_not_undo(seat: Seat) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = departure_panel(seat, page, who)
    said = " ".join(line.words.text() for line in panel.findChildren(NoticeLine))
    for word in ("other desks", "Backups made before still open", "recovery code"):
        assert word in said


def test_who_left_is_handed_over_later_or_comes_back(town: Town) -> None:
    seat = town.yem
    who = add(seat)
    case, _referral = town.send()
    set_case_fields(seat.desk, case, {"responsible": who.hex()}, seat.desk.now())
    departures.leave(seat.desk, who, None, seat.desk.now())
    page = seat.page(TeamScreen)
    page.show_person(who.hex())
    seat.wait()
    panel = page.panel
    assert isinstance(panel, LeftPanel)
    assert "1 open file" in without_isolates(panel.held.text())
    panel.give.click()
    assert panel.rows["to"].error
    panel.to.set_value(seat.desk.actor.id.hex())
    panel.give.click()
    seat.wait()
    assert isinstance(page.panel, LeftPanel)
    assert page.panel.give.isHidden()
    page.panel.back.click()
    seat.wait()
    assert isinstance(page.panel, PersonPanel)
    assert rows(page) == [("FA", "You"), ("NB", "No access here")]


def test_a_refusal_keeps_what_was_typed(seat: Seat, dialogs: AnsweringDialogs) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = departure_panel(seat, page, who)
    departures.leave(seat.desk, who, None, seat.desk.now())  # another window was quicker
    dialogs.confirmations = [True]
    panel.save.click()
    seat.wait()
    assert seat.said() == ["This person has left already."]
    assert page.panel is panel


def test_a_day_before_today_is_kept(town: Town, dialogs: AnsweringDialogs) -> None:
    seat = town.yem
    long_ago = Moment(seat.desk.now() - 30 * DAY)
    who = staff.add_staff(seat.desk, "NB", Role.SOCIAL_WORKER, long_ago)
    page = seat.page(TeamScreen)
    panel = departure_panel(seat, page, who)
    earlier = day_of(Moment(seat.desk.now() - 3 * DAY))
    panel.day.set_value(earlier)
    dialogs.confirmations = [True]
    panel.save.click()
    seat.wait()
    left = staff.team(seat.desk)[-1].left_at
    assert left
    assert day_of(left) == earlier


def test_an_access_ends_though_the_person_stays(seat: Seat, dialogs: AnsweringDialogs) -> None:
    who = add(seat)
    page = seat.page(TeamScreen)
    assert not person_panel(page, who).close_access.isVisible()
    seat.workspace.open_slot(who, THEIRS)
    panel = person_panel(page, who)
    dialogs.confirmations = [False, True]
    panel.close_access.click()
    seat.wait()
    assert len(seat.workspace.slots()) == 2
    panel.close_access.click()
    seat.wait()
    assert [label for label, _ in seat.workspace.slots()] == ["FA"]
    assert rows(page) == [("FA", "You"), ("NB", "No access here")]


def test_two_desks_of_different_minds_are_settled_here(seat: Seat) -> None:
    who = add(seat)
    for said in (True, False):
        desk = seat.desk
        fact = Fact(STAFF_FIELD.name, who, desk.now(), content(field="active", value=said))
        with desk.store.begin() as work:
            work.record(desk.stream, (fact,), desk.actor.id)
    page = seat.page(TeamScreen)
    assert rows(page)[1] == ("NB", "To check")
    page.show_person(who.hex())
    seat.wait()
    panel = page.panel
    assert isinstance(panel, LeftPanel)
    panel.confirm.click()
    seat.wait()
    assert rows(page)[1] == ("NB", "")


def test_a_form_under_the_list_comes_into_sight(seat: Seat, qtbot: QtBot) -> None:
    who = add(seat)
    for number in range(8):
        add(seat, f"P{number}")
    page = seat.page(TeamScreen, width=700, height=500)
    panel = person_panel(page, who)
    qtbot.waitUntil(lambda: 0 <= panel.mapTo(page, panel.rect().topLeft()).y() < 250, timeout=3000)


def test_in_arabic_the_form_stands_at_the_other_side(town: Town, arabic: Ui) -> None:
    seat = town.yem
    seat.ui = arabic
    seat.__post_init__()
    who = add(seat)
    page = seat.page(TeamScreen)
    panel = person_panel(page, who)
    assert page.isRightToLeft()
    assert panel.mapTo(page, panel.rect().topLeft()).x() < page.width() // 2


def test_the_old_passphrase_opens_nothing_once_a_new_one_was_given(seat: Seat) -> None:
    who = add(seat)
    seat.workspace.open_slot(who, THEIRS)
    page = seat.page(TeamScreen)
    panel = person_panel(page, who)
    for field in (panel.passphrase.first, panel.passphrase.again):
        field.line.setText("tout autre chose encore")
    panel.open.click()
    seat.wait()
    seat.close()
    seat.workspace.close()
    with pytest.raises(WrongPassphraseError):
        bootstrap.open_workspace(seat.workspace.folder, THEIRS)
    bootstrap.open_workspace(seat.workspace.folder, PASSPHRASE, user="FA").close()
