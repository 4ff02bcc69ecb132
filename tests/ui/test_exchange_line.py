"""The line of the top bar says how the exchange stands, stage by stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from tests.fakes import DAY, HOUR
from tests.ui.two_centres import PASSPHRASE, Seat, Town
from ui.context import Ui
from ui.exchange_line import show_exchange
from ui.widgets.top_bar import TopBar


@pytest.fixture
def bar(ui: Ui) -> TopBar:
    return TopBar(ui, "FA", "Fatima A.")


def said(seat: Seat, bar: TopBar) -> str:
    show_exchange(seat.ui, seat.desk, bar)
    return without_isolates(bar.exchange.accessibleName())


def test_from_the_first_day_on(ui: Ui, bar: TopBar, tmp_path: Path) -> None:
    details = bootstrap.CentreDetails("Centre", "مركز", "youssoufia", "training")
    person = bootstrap.Person("FA", Role.SUPERVISOR, PASSPHRASE)
    workspace = bootstrap.create_centre(tmp_path / "store", details, person).workspace
    try:
        assert said(Seat(workspace, ui, tmp_path), bar) == "No other centre yet"
    finally:
        workspace.close()


def test_what_waits_what_is_missing_and_how_long_ago(town: Town, bar: TopBar) -> None:
    town.meet()
    assert said(town.yem, bar).startswith("Everything has left · last news ")
    before = said(town.yem, bar)
    town.clock.advance(3 * DAY)
    assert said(town.yem, bar) != before, "time passes while nothing happens"
    town.send()
    assert " to leave · last news " in said(town.yem, bar)
    town.clock.advance(HOUR)
    town.exchange(town.yem)
    assert " to leave" not in said(town.yem, bar)


def test_a_lost_envelope_is_missed(town: Town, bar: TopBar) -> None:
    """What came first never arrived; what names it did."""
    town.meet()
    box = town.mail / "RELAIS" / "v1" / "m" / town.youss.desk.centre.hex()
    before = set(box.glob("*.rly"))
    town.send()
    town.exchange(town.yem)
    lost = set(box.glob("*.rly")) - before
    town.send()
    town.exchange(town.yem)
    for file in lost:
        file.unlink()
    town.exchange(town.youss)
    assert "missing" in said(town.youss, bar)
