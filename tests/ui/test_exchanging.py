"""Exchanging by itself: soon after a save, now and then otherwise, never beside another round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from referral_app.domain.referral import Status
from referral_app.errors import UnavailableError
from referral_app.exchange.hub_wire import Ask
from referral_app.exchange.pace import PULL
from referral_app.settings import LAST_FOLDER
from tests.exchange.fake_hub import FakeHub
from tests.ui.two_centres import Town
from ui.changes import EXCHANGE, REFERRALS
from ui.exchanging import QUIET_MS, Exchanging

URL = "http://127.0.0.1"


@pytest.fixture
def hub(town: Town) -> FakeHub:
    made = FakeHub(town.clock)
    for seat in (town.yem, town.youss):
        seat.workspace._parts = replace(seat.workspace._parts, wire=lambda _: made)
    town.yem.workspace.join_hub(URL, "first")
    town.youss.workspace.join_hub(URL)
    for seat in (town.yem, town.youss, town.yem, town.youss):
        seat.workspace.synchronise_hub()
    return made


@pytest.fixture
def owner() -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


@pytest.fixture
def by_itself(town: Town, hub: FakeHub, owner: QObject) -> Exchanging:
    assert hub.rows
    made = Exchanging(town.yem.context, owner)
    made._is_watched = lambda: True  # type: ignore[method-assign]
    return made


def look(town: Town, by_itself: Exchanging) -> int:
    """One look; how many questions the hub was asked by it."""
    hub = town.yem.workspace._parts.wire
    assert hub is not None
    fake = hub(URL)
    assert isinstance(fake, FakeHub)
    before = len(fake.asked)
    by_itself.look()
    town.yem.wait()
    return len(fake.asked) - before


def test_a_save_leaves_two_seconds_later(town: Town, by_itself: Exchanging) -> None:
    _case, referral = town.send()
    town.yem.changes.publish(REFERRALS)
    assert look(town, by_itself) == 0
    town.clock.advance(2_000)
    assert look(town, by_itself) > 0
    town.youss.workspace.synchronise_hub()
    assert town.at(town.youss, referral).status is Status.REQUESTED
    assert look(town, by_itself) == 0, "nothing more waits"


def test_what_others_wrote_comes_within_a_minute(town: Town, by_itself: Exchanging) -> None:
    heard: list[frozenset[str]] = []
    town.yem.changes.changed.connect(heard.append)
    assert look(town, by_itself) == 0
    town.clock.advance(PULL)
    assert look(town, by_itself) == 2, "who is there, and what lies there"
    assert heard == [frozenset({EXCHANGE})], "pages need not read again"
    town.received()
    town.youss.workspace.synchronise_hub()
    town.clock.advance(PULL)
    heard.clear()
    look(town, by_itself)
    assert REFERRALS in heard[-1]


def test_nobody_at_the_window_is_asked_for_more_rarely(town: Town, by_itself: Exchanging) -> None:
    by_itself._is_watched = lambda: False  # type: ignore[method-assign]
    town.clock.advance(PULL)
    assert look(town, by_itself) == 0
    town.clock.advance(QUIET_MS)
    assert look(town, by_itself) == 2, "who is there, and what lies there"


def test_a_hub_that_is_down_is_asked_less_and_less(
    town: Town, by_itself: Exchanging, hub: FakeHub
) -> None:
    def down(_: Ask) -> None:
        raise UnavailableError("hub.unreachable")

    for _turn in range(4):
        due = town.yem.workspace.hub_pace()
        assert due is not None
        town.clock.advance(max(due - town.clock.now(), 0))
        hub.faults.append(down)
        assert look(town, by_itself) == 1
        town.send()
        town.yem.changes.publish(REFERRALS)
        assert look(town, by_itself) == 0, "a save does not cut the pause short"
    assert town.yem.said() == [], "the line above says it, no message does"


def test_the_folder_is_read_where_it_is_there(town: Town, owner: QObject) -> None:
    town.meet()
    town.yem.settings.put(LAST_FOLDER, str(town.mail / "away"))
    by_itself = Exchanging(town.yem.context, owner)
    by_itself._is_watched = lambda: True  # type: ignore[method-assign]
    by_itself.look()
    town.yem.wait()
    town.yem.settings.put(LAST_FOLDER, str(town.mail))
    _case, referral = town.send()
    town.yem.changes.publish(REFERRALS)
    town.clock.advance(2_000)
    by_itself.look()
    town.yem.wait()
    town.youss.workspace.synchronise(town.mail)
    assert town.at(town.youss, referral).status is Status.REQUESTED


def test_a_round_by_hand_is_not_disturbed(town: Town, by_itself: Exchanging) -> None:
    town.clock.advance(PULL)
    with town.yem.workspace._round.turn(None):
        assert look(town, by_itself) == 0
    town.clock.advance(PULL)
    assert look(town, by_itself) == 2, "who is there, and what lies there"


def test_a_desk_without_hub_and_folder_asks_nobody(town: Town, owner: QObject) -> None:
    by_itself = Exchanging(town.youss.context, owner)
    town.clock.advance(QUIET_MS)
    by_itself.look()
    assert not town.yem.ui.background.busy
