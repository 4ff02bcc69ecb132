"""Nothing is cut: on small screens, in large letters, in both directions, with every form open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.paths import locale_dir
from referral_app.services.answers import complete, put_on_hold, refuse
from referral_app.services.referrals import cancel_referral
from referral_app.spoken import say
from tests.exchange.fake_hub import FakeHub
from tests.fakes import DAY
from tests.ui.conftest import MakeUi
from tests.ui.two_centres import Seat, Town
from ui.exchange.view import ExchangeScreen
from ui.paper.card_page import CardScreen
from ui.paper.slip_page import SlipScreen
from ui.paper.view import PaperScreen
from ui.referral.view import ReferralScreen
from ui.referrals.view import ReferralsScreen
from ui.settings.view import SettingsScreen
from ui.statistics.month_bar import COMMUNE
from ui.statistics.view import StatisticsScreen

SIZES = [
    pytest.param(("fr", 1.0, 1170, 690), id="fr"),
    pytest.param(("ar", 1.0, 930, 500), id="ar-small"),
    pytest.param(("fr", 1.5, 930, 500), id="fr-small-large-letters"),
    pytest.param(("ar", 2.0, 1270, 690), id="ar-largest-letters"),
]
SPOKEN = [
    pytest.param(("fr", 2.0, 1240, 690), id="fr-largest-letters"),
    pytest.param(("ar", 1.5, 930, 500), id="ar-small-large-letters"),
]
"""In the words of the catalogs, which are longer than their keys."""


@pytest.fixture(params=SIZES)
def sized(
    request: pytest.FixtureRequest, town: Town, make_ui: MakeUi
) -> Iterator[tuple[Town, Seat, Seat, tuple[int, int]]]:
    code, scale, width, height = request.param
    ui = make_ui(code, scale=scale)
    seats = [Seat(seat.workspace, ui, seat.folder) for seat in (town.yem, town.youss)]
    yield town, seats[0], seats[1], (width, height)
    for seat in seats:
        seat.close()


def cut(page: QWidget) -> list[str]:
    """What does not fit: words in too few lines, buttons too narrow, pages that scroll sideways."""
    for _turn in range(4):
        QApplication.processEvents()
    return [*_cut_labels(page), *_cut_buttons(page), *_sideways(page)]


def _cut_labels(page: QWidget) -> Iterator[str]:
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.wordWrap() and label.text():
            wanted = label.heightForWidth(label.width())
            if label.height() < wanted - 1:
                yield f"{label.text()!r}: {label.height()} of {wanted}"


def _cut_buttons(page: QWidget) -> Iterator[str]:
    for button in page.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.minimumSizeHint().width():
            yield f"[{button.text()}]"


def _sideways(page: QWidget) -> Iterator[str]:
    for scroll in page.findChildren(QScrollArea):
        if scroll.isVisible() and scroll.horizontalScrollBar().maximum() > 0:
            yield f"sideways by {scroll.horizontalScrollBar().maximum()}"


def received(town: Town) -> dict[str, ReferralId]:
    """A referral of every kind at Youssoufia."""
    now = town.clock.now
    desk = town.youss.desk
    kinds = {"new": town.received(opened=False), "opened": town.received()}
    kinds["held"] = town.received()
    put_on_hold(desk, kinds["held"], "W01", None, Moment(now() + DAY), "le temps " * 20, now())
    kinds["accepted"] = town.accepted()
    kinds["done"] = town.accepted()
    complete(desk, kinds["done"], "O01", "E3", "كل شيء على ما يرام " * 8, now())
    kinds["declined"] = town.received()
    refuse(desk, kinds["declined"], "D01", "service", "complet " * 30, "Centre Agdal", now())
    kinds["withdrawn"] = town.accepted()
    cancel_referral(town.yem.desk, kinds["withdrawn"], "K01", "", now())
    complete(desk, kinds["withdrawn"], "O01", "E3", "", now())
    town.meet()
    return kinds


def test_every_referral_with_every_form(
    sized: tuple[Town, Seat, Seat, tuple[int, int]],
) -> None:
    town, yem, youss, (width, height) = sized
    wrong: dict[str, list[str]] = {}
    for kind, referral in received(town).items():
        for seat in (yem, youss):
            page = seat.page(ReferralScreen, width=width, height=height, referral=referral)
            side = "sender" if seat is yem else "recipient"
            wrong[f"{kind} {side}"] = cut(page)
            for act in page.panel.acts:
                if act.fields:
                    page.panel.choose(act)
                    assert page.panel.form is not None
                    page.panel.form.values()  # with its errors
                    wrong[f"{kind} {side} {act.key}"] = cut(page)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_lists_exchange_and_settings(
    sized: tuple[Town, Seat, Seat, tuple[int, int]],
) -> None:
    town, yem, youss, (width, height) = sized
    received(town)
    wrong: dict[str, list[str]] = {}
    for seat in (yem, youss):
        for box in ("received", "sent", "to_check"):
            page = seat.page(ReferralsScreen, width=width, height=height, box=box, all=True)
            wrong[box] = cut(page)
        exchange = seat.page(ExchangeScreen, width=width, height=height)
        for row in exchange.centres.rows.values():
            row.open(True)
        wrong["exchange"] = cut(exchange)
        wrong["settings"] = cut(seat.page(SettingsScreen, width=width, height=height))
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.fixture(params=SPOKEN)
def spoken(
    request: pytest.FixtureRequest, town: Town, make_ui: MakeUi
) -> Iterator[tuple[Town, Seat, tuple[int, int]]]:
    code, scale, width, height = request.param
    ui = make_ui(code, scale=scale, catalogs=locale_dir())
    seat = Seat(town.yem.workspace, ui, town.yem.folder)
    yield town, seat, (width, height)
    seat.close()


def test_the_exchange_with_every_form_and_the_commune(
    spoken: tuple[Town, Seat, tuple[int, int]],
) -> None:
    town, yem, (width, height) = spoken
    hub = FakeHub(town.clock)
    yem.workspace._parts = replace(yem.workspace._parts, wire=lambda _: hub)
    yem.workspace.join_hub(hub.origin, "first")
    page = yem.page(ExchangeScreen, width=width, height=height)
    wrong = {"joined": cut(page)}
    page.hub.card.open.click()
    page.desks.card.prepare.click()
    page.administration.open(opened=True)
    page.safety._draw()
    page.registry.card.sign.click()
    yem.wait()
    page.told.show_words(say(bytes(range(16))))
    wrong["forms"] = cut(page)
    months = yem.page(StatisticsScreen, width=width, height=height)
    yem.wait()
    months.bar.reading.set_value(COMMUNE)
    yem.wait()
    wrong["commune"] = cut(months)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_pages_that_print(sized: tuple[Town, Seat, Seat, tuple[int, int]]) -> None:
    town, yem, _youss, (width, height) = sized
    case, _referral = town.send()
    wrong = {
        "paper": cut(yem.page(PaperScreen, width=width, height=height)),
        "card": cut(yem.page(CardScreen, width=width, height=height, case=case)),
        "slip": cut(yem.page(SlipScreen, width=width, height=height, case=case)),
    }
    assert {name: found for name, found in wrong.items() if found} == {}
