"""A month that ended before the centre was founded waits for nobody."""

from __future__ import annotations

from referral_app.domain.identifiers import Moment
from referral_app.services.intake import Intake, NeedEntry, open_case
from tests.fakes import HOUR
from tests.services.test_months import NOVEMBER, RABAT
from tests.ui.two_centres import Town
from ui.statistics.month_bar import COMMUNE, EXACT
from ui.statistics.view import StatisticsScreen


def test_no_month_before_its_founding_waits_for_a_centre(town: Town) -> None:
    """It was founded in November; what was entered for October later makes October wait."""
    seat = town.yem
    page = seat.page(StatisticsScreen)
    seat.wait()
    assert not any("not frozen" in line for line in page.states.lines)
    page.show_month(NOVEMBER.before)
    seat.wait()
    assert any("not founded yet" in line for line in page.states.lines)
    assert page.freeze.isHidden()
    page.bar.reading.set_value(COMMUNE)
    seat.wait()
    assert "Yacoub" not in page.commune.missing.words.text()
    early = NOVEMBER.before.start(RABAT)
    open_case(seat.desk, Intake(Moment(early + 9 * HOUR), {}, (NeedEntry("S01"),), None))
    page.bar.reading.set_value(EXACT)
    page.show_month(NOVEMBER)
    seat.wait()
    assert any("is over and not frozen" in line for line in page.states.lines)
