"""Lists of files under names."""

from __future__ import annotations

from PySide6.QtCore import Qt

from referral_app.domain.identifiers import CaseId
from referral_app.domain.staff import Role
from referral_app.services.cases import close_case
from referral_app.services.saved_lists import CASES, saved_lists
from tests.fakes import DAY
from tests.services.builders import opened
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.cases.view import CasesScreen

ALT = Qt.KeyboardModifier.AltModifier


def shown(page: CasesScreen) -> list[CaseId]:
    rows = [page.model.row_at(page.model.index(at)) for at in range(page.model.rowCount())]
    return [row.id for row in rows if row]


def test_my_files_are_one_key_away(seat: AtDesk) -> None:
    mine = opened(seat.two).case
    opened(seat.two, desk=seat.two.here.as_(Role.SUPERVISOR))
    page = seat.page(CasesScreen)
    assert len(shown(page)) == 2
    seat.press(Key.Key_1, ALT)
    assert shown(page) == [mine]
    assert page.narrowed.value() == ("mine",)
    page.narrowed.set_value(())
    assert len(shown(page)) == 2


def test_what_was_closed_this_month(seat: AtDesk) -> None:
    early, late = opened(seat.two).case, opened(seat.two).case
    close_case(seat.desk, early, "C13", "", seat.two.clock.now())
    seat.two.clock.advance(40 * DAY)
    close_case(seat.desk, late, "C13", "", seat.two.clock.now())
    page = seat.page(CasesScreen)
    seat.press(Key.Key_2, ALT)
    assert shown(page) == [late]
    page.state.set_value("open")
    assert page.narrowed.value() == ()
    page.narrowed.set_value(("closed",))
    assert page.state.value() == "closed"
    assert shown(page) == [late]


def test_a_list_is_kept_with_all_its_fields(seat: AtDesk) -> None:
    opened(seat.two)
    page = seat.page(CasesScreen)
    page.state.set_value("all")
    page.order.set_value("code")
    page.narrowed.set_value(("mine",))
    page.search.setText("S10")
    seat.press(Key.Key_S, CTRL)
    seat.type("Nights")
    seat.press(Key.Key_Return)
    seat.wait()
    kept = saved_lists(seat.desk, CASES)[-1]
    wanted = (("mine", "yes"), ("order", "code"), ("state", "all"), ("text", "S10"))
    assert (kept.name, kept.filters) == ("Nights", wanted)
    again = seat.page(CasesScreen)
    seat.press(Key.Key_3, ALT)
    assert (again.search.text(), again.state.value(), again.order.value()) == ("S10", "all", "code")
    again.show_with(text="4231")
    assert again.narrowed.value() == ()


def test_a_list_of_an_older_program_is_no_harm(seat: AtDesk) -> None:
    opened(seat.two)
    page = seat.page(CasesScreen)
    with seat.two.here.store.begin() as work:
        told = '[{"page": "cases", "name": "Old", "filters": {"state": "?", "order": "size"}}]'
        work.put_setting(f"lists/{seat.desk.actor.id.hex()}", told)
    page.lists.show_list(2)
    assert (page.state.value(), page.order.value()) == ("open", "last")
