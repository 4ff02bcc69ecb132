"""The hub on the page of the exchange: joined, used and left, all by keyboard; told in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from referral_app import bootstrap
from referral_app.bootstrap import Parts
from referral_app.clock import seeded_randomness
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.errors import UnavailableError
from referral_app.exchange.hub_wire import Ask
from referral_app.exchange.pace import PULL
from referral_app.language import without_isolates
from tests.exchange.fake_hub import FakeHub
from tests.fakes import DAY
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import CTRL, PASSPHRASE, Key, Seat, Town
from ui.exchange.view import ExchangeScreen
from ui.exchange.waiting import Waiting
from ui.exchange_line import show_exchange
from ui.widgets.top_bar import TopBar

URL = "http://127.0.0.1"


@pytest.fixture
def hub(town: Town) -> FakeHub:
    made = FakeHub(town.clock)
    for seat in (town.yem, town.youss):
        seat.workspace._parts = replace(seat.workspace._parts, wire=lambda _: made)
    return made


@pytest.fixture
def page(town: Town, hub: FakeHub) -> ExchangeScreen:
    assert hub.origin == URL
    return town.yem.page(ExchangeScreen)


def shown(widget: QWidget) -> str:
    labels = widget.findChildren(QLabel)
    return without_isolates("\n".join(it.text() for it in labels if it.isVisibleTo(widget)))


def join(seat: Seat, page: ExchangeScreen, code: str = "first") -> None:
    """Open the form, type, and press: no pointer is needed."""
    page.hub.card.open.setFocus()
    seat.press(Key.Key_Space)
    assert QApplication.focusWidget() is page.hub.card.form.address
    seat.type(URL)
    seat.press(Key.Key_Tab)
    seat.type(code)
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_Space)
    seat.wait()


def down(_: Ask) -> None:
    raise UnavailableError("hub.unreachable")


def test_a_hub_is_joined_by_keyboard(town: Town, page: ExchangeScreen) -> None:
    card = page.hub.card
    assert "Your centre has no hub." in shown(card)
    assert not card.exchange.isVisibleTo(card)
    join(town.yem, page)
    assert "Rabat, at http://127.0.0.1" in shown(card)
    assert "Last exchange: just now." in shown(card)
    assert card.exchange.hasFocus()
    assert not card.form.isVisibleTo(card)
    assert town.yem.said()[-1].endswith("from now on, at all its desks.")


def test_the_way_that_is_used_stands_first_as_soon_as_it_is_joined_or_left(
    town: Town, page: ExchangeScreen, dialogs: AnsweringDialogs
) -> None:
    def tops() -> tuple[int, int]:
        QApplication.processEvents()
        return page.hub.y(), page.folder.y()

    hub, folder = tops()
    assert folder < hub
    join(town.yem, page)
    hub, folder = tops()
    assert hub < folder
    assert page.hub.card.exchange.hasFocus()
    town.yem.press(Key.Key_Tab)
    here = QApplication.focusWidget()
    assert here is page.hub.card.open, "Tab goes on in the order of the page"
    dialogs.confirmations.append(True)
    page.hub.card.leave.click()
    town.yem.wait()
    hub, folder = tops()
    assert folder < hub


def test_the_key_that_exchanges_does_what_an_open_form_says(
    town: Town, page: ExchangeScreen, hub: FakeHub
) -> None:
    def listed() -> list[str]:
        return [it.text for it in town.yem.ui.actions.lines() if it.group == "Exchange"]

    assert listed() == ["Exchange now"]
    page.hub.card.open.click()
    town.yem.type(URL)
    assert listed() == ["Join this hub"]
    town.yem.press(Key.Key_Tab)
    town.yem.type("first")
    town.yem.press(Key.Key_Return, CTRL)
    town.yem.wait()
    assert town.yem.workspace.hub() is not None
    assert listed() == ["Exchange now"]
    page.desks.card.prepare.click()
    page.folder.choose.setFocus()
    town.yem.press(Key.Key_Return, CTRL)
    assert page.desks.card.form.person_row.error, "from anywhere on the page"
    page.hub.card.open.click()
    page.folder.choose.setFocus()
    before = len(hub.asked)
    town.yem.press(Key.Key_Return, CTRL)
    assert page.hub.card.form.join.hasFocus(), "of two forms it is shown first which one"
    assert len(hub.asked) == before


def test_an_address_that_is_none_is_said_at_its_field(town: Town, page: ExchangeScreen) -> None:
    card = page.hub.card
    card.open.click()
    card.form.join.click()
    assert card.form.address_row.error
    card.form.address.set_value("http://hub.example")
    card.form.join.click()
    town.yem.wait()
    assert "https" in card.form.address_row.error
    assert card.form.isVisibleTo(card)
    card.form.back.click()
    assert not card.form.isVisibleTo(card)


def test_a_wrong_code_is_said_and_nothing_is_joined(town: Town, page: ExchangeScreen) -> None:
    join(town.yem, page, "wrong")
    assert "does not know your centre" in town.yem.said()[-1]
    assert town.yem.workspace.hub() is None


def test_a_referral_travels_by_one_key(town: Town, page: ExchangeScreen) -> None:
    join(town.yem, page)
    town.youss.workspace.join_hub(URL)
    _case, referral = town.send()
    town.yem.press(Key.Key_Return, CTRL)
    town.yem.wait()
    assert "left there for the others" in shown(page.hub.card.report)
    town.youss.workspace.synchronise_hub()
    assert town.at(town.youss, referral).status is Status.REQUESTED
    way = town.yem.desk.store.reader.way_of(referral)
    assert way.at_hub == way.deposited is not None


def test_a_hub_that_is_down_is_told_with_since_when(
    town: Town, page: ExchangeScreen, hub: FakeHub
) -> None:
    join(town.yem, page)
    bar = TopBar(town.yem.ui, "FA", "Fatima A.")

    def line() -> str:
        state = town.yem.workspace.hub()
        show_exchange(town.yem.ui, town.yem.desk, bar, state)
        return without_isolates(bar.exchange.accessibleName())

    assert line() == "Exchange up to date, just now"
    hub.faults.append(down)
    town.yem.press(Key.Key_Return, CTRL)
    town.yem.wait()
    since = town.yem.ui.language.format_time(town.clock.now())
    assert line() == f"The hub has not answered since {since}; nothing is lost"
    assert f"Since {since}: The hub cannot be reached." in shown(page.hub.card)
    town.clock.advance(3 * DAY)
    page.refresh()
    assert f"Since {since}:" not in shown(page.hub.card), "the day is said, too"
    town.yem.press(Key.Key_Return, CTRL)
    town.yem.wait()
    assert line() == "Exchange up to date, just now"
    town.send()
    assert line().startswith("1 to leave · exchanged ") or " to leave · exchanged " in line()


def test_a_hub_is_left_after_a_question(
    town: Town, page: ExchangeScreen, dialogs: AnsweringDialogs
) -> None:
    join(town.yem, page)
    dialogs.confirmations += [False, True]
    page.hub.card.leave.click()
    assert town.yem.workspace.hub() is not None
    page.hub.card.leave.click()
    town.yem.wait()
    assert town.yem.workspace.hub() is None
    assert "Your centre has no hub." in shown(page.hub.card)


def test_who_may_not_invite_exchanges_and_no_more(
    town: Town, hub: FakeHub, page: ExchangeScreen
) -> None:
    join(town.yem, page)
    assert hub.members
    town.yem.sit_down(Role.RECEPTION)
    other = town.yem.page(ExchangeScreen)
    card = other.hub.card
    assert card.exchange.isVisibleTo(card)
    assert not card.open.isVisibleTo(card)
    assert not card.leave.isVisibleTo(card)


def test_another_hub_in_its_place_is_told(town: Town, page: ExchangeScreen, hub: FakeHub) -> None:
    join(town.yem, page)
    hub.__dict__.update(vars(FakeHub(town.clock, seed=9)))
    town.yem.press(Key.Key_Return, CTRL)
    town.yem.wait()
    page.refresh()
    assert "Another hub answers at this address" in shown(page.hub.card)


def test_a_new_desk_is_let_in_over_the_hub_alone(
    town: Town, page: ExchangeScreen, hub: FakeHub, tmp_path: Path
) -> None:
    join(town.yem, page)
    first, file = town.yem.workspace, tmp_path / "desk.rinv"
    first.invite_desk(file, first.desk.actor.id)
    parts = Parts(town.clock, seeded_randomness(5), wire=lambda _: hub)
    created = bootstrap.join_centre(tmp_path / "new", file.read_bytes(), PASSPHRASE, parts)
    waiting = Waiting(town.yem.ui, created.workspace, town.yem.settings)
    entered: list[object] = []
    waiting.entered.connect(entered.append)
    try:
        assert waiting.hub.isVisibleTo(waiting)
        waiting.hub.exchange.click()
        town.yem.wait()
        assert "not let in yet" in shown(waiting.hub)
        first.synchronise_hub()
        (asking,) = first.joining()
        first.confirm_desk(asking.device)
        first.synchronise_hub()
        town.clock.advance(PULL)
        waiting._look()
        town.yem.wait()
        assert entered == [created.workspace]
    finally:
        waiting.stop()
        waiting.close()
        created.workspace.close()
