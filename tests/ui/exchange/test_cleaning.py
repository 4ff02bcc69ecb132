"""A folder is cleaned by hand from the page of the exchange."""

from __future__ import annotations

from referral_app.language import without_isolates
from referral_app.settings import LAST_FOLDER
from tests.ui.two_centres import Town
from ui.exchange.view import ExchangeScreen


def test_a_folder_is_cleaned_by_hand(town: Town) -> None:
    seat = town.yem
    page = seat.page(ExchangeScreen)
    page.cleaning.clean.click()
    assert seat.said() == ["Choose the folder or stick first."]
    seat.settings.put(LAST_FOLDER, str(town.mail))
    before = sorted(town.mail.rglob("*.rly"))
    page.cleaning.clean.click()
    seat.wait()
    assert without_isolates(seat.said()[-1]) == "0 envelopes were taken away."
    assert sorted(town.mail.rglob("*.rly")) == before
