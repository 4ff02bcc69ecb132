"""Sharing on the page of the directory: by key, taken over, settled by a choice."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from referral_app.domain.identifiers import ServiceId
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services import directory
from referral_app.services.directory import ServiceEntry
from tests.ui.two_centres import CTRL, SHIFT, Key, Seat, Town
from ui.directory.listings import ListingsCard
from ui.directory.view import DirectoryScreen


def entered(seat: Seat, phone: str = "") -> ServiceId:
    entry = ServiceEntry(
        "École Ibn Sina", "مدرسة ابن سينا", "school", ("S03",), "youssoufia", phone=phone
    )
    return directory.add_service(seat.desk, entry, seat.desk.now())


def words(page: DirectoryScreen) -> str:
    assert page.card is not None
    shown = (label.text() for label in page.card.findChildren(QLabel) if label.isVisible())
    return without_isolates("\n".join(shown))


def shared(town: Town, phone: str = "") -> tuple[DirectoryScreen, ServiceId]:
    """Share a service of Yacoub El Mansour by key, and exchange."""
    which = entered(town.yem, phone)
    page = town.yem.page(DirectoryScreen, service=which)
    assert "Listed by" not in words(page)
    town.yem.press(Key.Key_P, CTRL | SHIFT)
    town.yem.wait()
    assert "Shared: the other centres see it" in town.yem.said()[-1]
    assert "Our centre" in words(page)
    town.meet()
    return page, which


def test_a_service_is_shared_by_key_and_taken_back(town: Town) -> None:
    page, _which = shared(town)
    other = town.youss.page(DirectoryScreen)
    (row,) = [item.row for item in other.rows.items]
    assert "Centre Yacoub El Mansour" in without_isolates(row.other)
    page.card.acts["shared"].click()  # type: ignore[union-attr]
    town.yem.wait()
    assert town.yem.desk.store.reader.services()[0].shared is False
    town.meet()
    other.refresh()
    assert not other.rows.items


def test_what_another_shares_is_read_and_taken_over(town: Town) -> None:
    shared(town)
    page = town.youss.page(DirectoryScreen)
    page.rows.opened.emit(page.rows.items[0].row.key)
    assert page.card is not None
    assert set(page.card.acts) == {"taken"}
    assert "Centre Yacoub El Mansour · Checked on" in words(page)
    page.card.acts["taken"].click()  # type: ignore[attr-defined]
    town.youss.wait()
    (ours,) = [it for it in town.youss.desk.store.reader.services() if it.source is None]
    assert ours.name_fr == "École Ibn Sina"
    assert "edited" in page.card.acts


def test_a_difference_is_settled_by_a_choice(town: Town) -> None:
    ours = entered(town.youss, "0537 22 22 22")
    shared(town, "0537 11 11 11")
    page = town.youss.page(DirectoryScreen, service=ours)
    text = words(page)
    assert "0537 11 11 11 (Centre Yacoub El Mansour)" in text
    assert "0537 22 22 22 (Our centre)" in text
    (listed,) = page.card.findChildren(ListingsCard)  # type: ignore[union-attr]
    listed.buttons[-1].setFocus()
    town.youss.press(Key.Key_Space)
    town.youss.wait()
    assert directory.service(town.youss.desk, ours).phone == "0537 11 11 11"
    assert "0537 22 22 22" not in words(page)


def test_the_list_is_narrowed_to_ours_or_theirs(town: Town) -> None:
    shared(town)
    page = town.youss.page(DirectoryScreen)
    page.source.set_value("ours")
    page.refresh()
    assert not page.rows.items
    page.source.set_value("theirs")
    page.refresh()
    assert len(page.rows.items) == 1


def test_who_does_not_keep_the_directory_shares_nothing(town: Town) -> None:
    which = entered(town.yem)
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = town.yem.page(DirectoryScreen, service=which)
    town.yem.press(Key.Key_P, CTRL | SHIFT)
    assert page.card is not None
    assert "shared" not in page.card.acts
    assert not town.yem.desk.store.reader.services()[0].shared
