"""The commune's month on the page: sums with intervals, who is missing, asking the hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.errors import UnavailableError
from referral_app.exports.words import Words
from referral_app.language import without_isolates
from referral_app.services.commune_months import CommuneView
from referral_app.services.months import freeze, frozen_month
from referral_app.statistics.commune import Published, add_up
from referral_app.statistics.cubes import place_of
from referral_app.statistics.release import Tables
from tests.services.test_months import DECEMBER, NOVEMBER, busy, supervisor, to
from tests.ui.desk_pages import AtDesk, Key, at_a_desk
from ui.context import Ui
from ui.statistics.commune_presenter import sum_tables
from ui.statistics.month_bar import COMMUNE, EXACT
from ui.statistics.view import StatisticsScreen
from ui.widgets.labels import Label


class WithHub:
    """As much of a workspace as the page uses of a hub."""

    def __init__(self, desk: Any, fetch: Callable[[], int]) -> None:
        self.desk, self.fetch, self.asked = desk, fetch, list[Month]()

    def hub(self) -> object:
        return self

    def fetch_commune_month(self, month: Month) -> int:
        self.asked.append(month)
        return self.fetch()


@pytest.fixture
def seat(ui: Ui, tmp_path: Path) -> Iterator[AtDesk]:
    """The supervisor in December; November is frozen here and not at the neighbour's."""
    with at_a_desk(ui, tmp_path, Role.SUPERVISOR) as taken:
        busy(taken.two)
        to(taken.two.clock, DECEMBER)
        freeze(supervisor(taken.two.here), NOVEMBER)
        yield taken


def page_of(seat: AtDesk, fetch: Callable[[], int] = lambda: 0) -> StatisticsScreen:
    workspace: Any = WithHub(seat.desk, fetch)
    seat.context = replace(seat.context, workspace=workspace)
    page = seat.page(StatisticsScreen, month=NOVEMBER)
    seat.wait()
    page.bar.reading.set_value(COMMUNE)
    seat.wait()
    return page


def words_of(page: StatisticsScreen) -> list[str]:
    labels = page.commune.findChildren(Label)
    return [without_isolates(it.text()) for it in labels if it.isVisibleTo(page)]


def test_sums_stand_with_their_intervals_and_who_is_missing_is_named(seat: AtDesk) -> None:
    page = page_of(seat)
    found = frozen_month(seat.desk, NOVEMBER)
    assert found is not None
    said = words_of(page)
    assert any(word.startswith("Centres in these sums: 1 of 2") for word in said)
    assert any(word.startswith("Missing, and counted nowhere: ") for word in said)
    persons = found.published.count("services", "opened", "*", "*")
    low = max(0, persons - 4)
    assert f"from {low} to {persons + 4}" in said
    assert not any("–" in word for word in said if word.startswith("from "))
    assert page.columns.isHidden()
    assert page.export.isHidden()


def test_the_hub_is_asked_by_keyboard(seat: AtDesk) -> None:
    page = page_of(seat)
    page.commune.ask.setFocus()
    seat.press(Key.Key_Space)
    seat.wait()
    assert page.context.workspace.asked == [NOVEMBER]  # type: ignore[attr-defined]


def test_a_hub_that_does_not_answer_is_said_and_leaves_what_was_there(seat: AtDesk) -> None:
    def silent() -> int:
        raise UnavailableError("hub.unreachable")

    page = page_of(seat, silent)
    page.commune.ask.click()
    seat.wait()
    assert any(word.startswith("Centres in these sums: 1 of 2") for word in words_of(page))
    assert page.commune.ask.isEnabled()


def test_the_centres_own_figures_come_back(seat: AtDesk) -> None:
    page = page_of(seat)
    page.bar.reading.set_value(EXACT)
    seat.wait()
    assert page.commune.isHidden()
    assert not page.columns.isHidden()
    assert page.figures.tiles
    assert not page.export.isHidden()


def test_a_month_of_which_nothing_is_known_is_no_row_of_zeros(seat: AtDesk) -> None:
    page = page_of(seat)
    page.bar.earlier.click()
    seat.wait()
    said = words_of(page)
    assert "No centre has sent this month yet." in said
    assert not any(word.startswith("from ") for word in said)


def test_no_line_says_zero_of_what_was_only_too_small_to_be_sent(seat: AtDesk) -> None:
    """Of a category that was rounded away the margin alone was sent: up to four, of both kinds."""
    cells = {("*", "centre"): 10, ("*", "hospital"): 5, ("S05", "*"): 15, ("S06", "*"): 0}
    cells |= {("S05", "centre"): 10, ("S05", "hospital"): 5}
    sent = {place_of("services", ("sent", *cell)): count for cell, count in cells.items()}
    sent[place_of("", ("sent", "*", "*"))] = 15
    ours = seat.desk.centre
    month = add_up({ours: Published(Tables(sent))}, [ours])
    words = Words(seat.ui.language, seat.desk.vocabularies)
    tables = sum_tables(CommuneView(NOVEMBER, month, (), (), None), words)
    lines = [line for table in tables if not table.leading for line in table.lines]
    names = seat.desk.vocabularies.service_categories
    (small,) = [line for line in lines if line.label == names.label("S06", "fr")]
    (large,) = [line for line in lines if line.label == names.label("S05", "fr")]
    assert (small.text, small.low, small.high) == ("0", "0", "4")
    assert (large.text, large.low, large.high) == ("15", "11", "19")
