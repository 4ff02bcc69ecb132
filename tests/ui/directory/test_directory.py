"""The page of the directory: found by typing, kept by a supervisor, checked by any worker."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from referral_app.domain.staff import Role
from referral_app.services.directory import service as read
from referral_app.services.directory import services
from referral_app.services.drafts import draft
from tests.fakes import DAY
from tests.services.outside import SCHOOL, service
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.directory.view import FORM, NEW, DirectoryScreen
from ui.widgets.labels import Label


def titles(page: DirectoryScreen) -> list[str]:
    return [item.row.title for item in page.rows.items]


def words(page: DirectoryScreen) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def test_a_service_is_entered_by_keyboard(seat: AtDesk) -> None:
    seat.sit_as(Role.SUPERVISOR)
    page = seat.page(DirectoryScreen)
    page.new.click()
    seat.type("Maternité Souissi")
    seat.press(Key.Key_Return, times=2)
    seat.type("hôp")
    seat.press(Key.Key_Return)
    seat.type("souis")
    seat.press(Key.Key_Return)
    seat.type("mère")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Tab)
    seat.type("Avenue Belarbi")
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    (found,) = services(seat.desk)
    assert (found.name_fr, found.kind, found.district) == (
        "Maternité Souissi",
        "hospital",
        "souissi",
    )
    assert found.categories == ("S07",)
    assert page.card is not None
    assert titles(page) == ["Maternité Souissi"]


def test_what_is_missing_is_said_and_nothing_is_lost(seat: AtDesk) -> None:
    seat.sit_as(Role.SUPERVISOR)
    service(seat.two.here)
    page = seat.page(DirectoryScreen)
    page.new.click()
    seat.type("Maternité Souissi")
    seat.press(Key.Key_Return, CTRL)
    assert page.form is not None
    assert [name for name, row in page.form.rows.items() if row.error] == [
        "kind",
        "district",
        "categories",
    ]
    page.form.kind.set_value("hospital")
    page.form.district.set_value("souissi")
    page.form.categories.set_value(["S07"])
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.form is not None
    assert page.form.rows["name_fr"].error  # it stands there already
    assert page.form.name_fr.value() == "Maternité Souissi"
    assert len(services(seat.desk)) == 1


def test_a_form_that_is_begun_survives_a_lock(seat: AtDesk) -> None:
    seat.sit_as(Role.SUPERVISOR)
    page = seat.page(DirectoryScreen)
    page.new.click()
    seat.type("Dar Al Hay")
    page.keep_draft()
    seat.wait()
    assert draft(seat.desk, FORM, NEW) is not None
    seat.close()
    fresh = seat.page(DirectoryScreen, draft=NEW)
    assert fresh.form is not None
    assert fresh.form.name_fr.value() == "Dar Al Hay"


def test_found_by_typing_and_by_need(seat: AtDesk) -> None:
    service(seat.two.here)
    service(seat.two.here, SCHOOL)
    page = seat.page(DirectoryScreen)
    assert QApplication.focusWidget() is page.search
    assert titles(page) == ["Maternité Souissi", "École Ibn Khaldoun"] or len(titles(page)) == 2
    seat.type("khal")
    page._show_list()
    assert titles(page) == ["École Ibn Khaldoun"]
    page.search.set_value("")
    page.category.set_value("S07")
    page._show_list()
    assert titles(page) == ["Maternité Souissi"]
    page.search.set_value("nothing of this")
    page._show_list()
    assert page.none_fits.isVisible()
    assert not page.empty.isVisible()


def test_a_worker_marks_it_as_checked_and_changes_nothing_else(seat: AtDesk) -> None:
    which = service(seat.two.here)
    seat.two.clock.advance(100 * DAY)
    page = seat.page(DirectoryScreen, service=which)
    assert not hasattr(page, "new")
    assert page.card is not None
    assert list(page.card.acts) == ["checked"]
    before = page.rows.items[0].row.pill
    page.card.acts["checked"].click()  # type: ignore[attr-defined]
    seat.wait()
    assert read(seat.desk, which).checked_on == seat.desk.now()
    assert page.rows.items[0].row.pill != before


def test_suspending_asks_why_and_can_be_undone(seat: AtDesk) -> None:
    which = service(seat.two.here)
    seat.sit_as(Role.SUPERVISOR)
    page = seat.page(DirectoryScreen, service=which)
    assert page.card is not None
    page.card.acts["suspended"].click()  # type: ignore[attr-defined]
    assert read(seat.desk, which).open
    page.card.acts["suspended"].click()  # type: ignore[attr-defined]
    assert page.card.reason_row.error
    page.card.reason.set_value("Travaux")
    page.card.acts["suspended"].click()  # type: ignore[attr-defined]
    seat.wait()
    assert read(seat.desk, which).suspended == "Travaux"
    assert "Travaux" in words(page)
    assert page.card is not None
    page.card.acts["resumed"].click()  # type: ignore[attr-defined]
    seat.wait()
    assert read(seat.desk, which).open
    assert page.card is not None
    page.card.acts["offered"].click()  # type: ignore[attr-defined]
    seat.wait()
    assert not read(seat.desk, which).active
    assert titles(page) == []
    page.all.set_value(True)
    assert titles(page) == ["Maternité Souissi"]


def test_correcting_shows_what_stands_and_writes_what_differs(seat: AtDesk) -> None:
    which = service(seat.two.here)
    seat.sit_as(Role.SUPERVISOR)
    page = seat.page(DirectoryScreen, service=which)
    assert page.card is not None
    page.card.acts["edited"].click()  # type: ignore[attr-defined]
    assert page.form is not None
    assert page.form.documents.value() == "Carnet de santé"
    page.form.hours.set_value("8 h 30 à 12 h")
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert read(seat.desk, which).hours == "8 h 30 à 12 h"
    assert read(seat.desk, which).phone == "05 37 00 00 00"
