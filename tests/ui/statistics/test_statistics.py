"""The page of statistics: figures, their definitions, freezing and exporting, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from referral_app.domain.identifiers import Moment
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.sentences import sentences
from referral_app.services.information import give_information
from referral_app.services.months import FrozenMonth, freeze, frozen_month, preview_month
from referral_app.services.ports.month_report import Audience
from referral_app.services.readings import readings
from referral_app.statistics.auditor import Findings
from referral_app.statistics.cubes import Place
from referral_app.statistics.indicators import indicators
from referral_app.statistics.release import Publication, Withheld
from referral_app.statistics.rounding import BASE
from referral_app.statistics.tally import Merge
from tests.fakes import START
from tests.services.builders import opened
from tests.services.test_months import DECEMBER, NOVEMBER, add_desk, busy, to
from tests.ui.desk_pages import AtDesk, Key, at_a_desk
from tests.ui.fakes import AnsweringDialogs
from ui.context import Ui
from ui.statistics.definition_panel import DefinitionPanel
from ui.statistics.export_panel import ExportPanel
from ui.statistics.freeze_panel import FreezePanel
from ui.statistics.month_bar import PUBLISHED
from ui.statistics.view import StatisticsScreen


@pytest.fixture
def seat(ui: Ui, tmp_path: Path) -> Iterator[AtDesk]:
    """The supervisor in December, after a busy November."""
    with at_a_desk(ui, tmp_path, Role.SUPERVISOR) as taken:
        busy(taken.two)
        opened(taken.two, consent=None)
        to(taken.two.clock, DECEMBER)
        yield taken


def test_dangers_and_information_are_counted_for_inside_alone(seat: AtDesk) -> None:
    happened = Moment(START)
    for category in ("S02", "S02", "S10"):
        give_information(seat.two.here.desk, category, "", happened)
    page = page_of(seat, NOVEMBER)
    assert without_isolates(page.inside.dangers.text()) == "0 referrals left because of a danger."
    told = without_isolates(page.inside.information.text())
    assert told.startswith("Information was given 3 times. ")
    assert told.index(" 2 · ") < told.index(" 1")
    frozen(seat)
    page.refresh()
    seat.wait()
    page.bar.reading.set_value(PUBLISHED)
    page.refresh()
    seat.wait()
    assert page.inside.isHidden()


def page_of(seat: AtDesk, month: Month | None = None) -> StatisticsScreen:
    page = seat.page(StatisticsScreen, **({"month": month} if month else {}))
    seat.wait()
    return page


def shown(page: StatisticsScreen) -> dict[str, str]:
    return {
        tile.figure.key: without_isolates(tile.figure.text(tile._ui.language))
        for tile in page.figures.tiles
    }


def tile(page: StatisticsScreen, key: str) -> None:
    next(tile for tile in page.figures.tiles if tile.figure.key == key).click()


def frozen(seat: AtDesk, word: str = "") -> FrozenMonth:
    return freeze(seat.desk, NOVEMBER, word)


def freezing(seat: AtDesk, page: StatisticsScreen) -> FreezePanel:
    page.begin_freezing()
    seat.wait()
    assert isinstance(page.panel, FreezePanel)
    return page.panel


def test_the_running_month_is_shown_and_the_one_before_is_offered(seat: AtDesk) -> None:
    page = page_of(seat)
    assert shown(page)["persons"] == "0"
    assert shown(page)["needs_per_file"] == "–"
    assert page.freeze.isHidden()
    assert page.export.isHidden()
    assert any("is over and not frozen" in line for line in page.states.lines)
    page.states.wanted.emit(NOVEMBER)
    seat.wait()
    assert shown(page)["persons"] == "9"
    assert not page.freeze.isHidden()


def test_months_are_walked_by_keyboard(seat: AtDesk) -> None:
    page = page_of(seat)
    assert page.bar.earlier.hasFocus()
    assert not page.bar.later.isEnabled()
    seat.press(Key.Key_Space)
    seat.wait()
    assert page.shown is not None
    assert page.shown.month == NOVEMBER
    assert page.bar.later.isEnabled()


def test_charts_say_themselves_to_who_does_not_see_them(seat: AtDesk, qtbot: QtBot) -> None:
    page = page_of(seat, NOVEMBER)
    assert page.figures.charts
    qtbot.waitUntil(lambda: all(not chart.size().isEmpty() for chart in page.figures.charts))
    for chart in page.figures.charts:
        assert chart.accessibleName()
        assert any(letter.isdigit() for letter in chart.accessibleDescription())
        assert not chart.grab().isNull()


def test_a_figure_opens_its_definition_and_its_files(seat: AtDesk) -> None:
    page = page_of(seat, NOVEMBER)
    tile(page, "persons")
    panel = page.panel
    assert isinstance(panel, DefinitionPanel)
    panel.show_files.click()
    seat.wait()
    assert len(panel.list.items) == 9
    panel.list.items[0].click()
    ((where, arguments),) = seat.gone
    assert where == "case"
    assert arguments["case"] in {row.record for row in panel._behind.values()}
    panel.close_button.click()
    assert page.panel is None
    assert page.figures.tiles[0].hasFocus()


def test_a_rate_opens_with_numerator_and_denominator(seat: AtDesk) -> None:
    page = page_of(seat)
    tile(page, "accepted_of_sent")
    words = [
        without_isolates(label.text()) for label in page.panel.findChildren(type(page.bar.name))
    ]  # type: ignore[union-attr]
    assert {"25 %", "1", "4"} <= {
        word.replace("\u202f", " ").replace("\xa0", " ") for word in words
    }


def test_published_figures_open_no_files(seat: AtDesk) -> None:
    done = frozen(seat)
    page = page_of(seat, NOVEMBER)
    page.bar.reading.set_value(PUBLISHED)
    seat.wait()
    numbers = [tile.figure.counted for tile in page.figures.tiles]
    assert all(number % BASE == 0 for number in numbers)
    persons = dict(indicators(done.published)[0].leading)["persons"].counted
    assert shown(page)["persons"] == str(persons)
    tile(page, "persons")
    assert isinstance(page.panel, DefinitionPanel)
    assert page.panel.show_files.isHidden()


def test_a_month_is_frozen_with_one_button(seat: AtDesk) -> None:
    page = page_of(seat, NOVEMBER)
    panel = freezing(seat, page)
    assert panel.progress.isHidden()
    assert panel.save.hasFocus()
    seat.press(Key.Key_Space)
    seat.wait()
    done = frozen_month(seat.desk, NOVEMBER)
    assert done is not None
    assert page.panel is None
    assert not page.export.isHidden()
    assert not page.correct.isHidden()
    assert page.freeze.isHidden()
    assert len(seat.said()) == 1


def test_desks_that_were_not_heard_take_a_word(seat: AtDesk, tmp_path: Path) -> None:
    add_desk(seat.two.here, tmp_path)
    page = page_of(seat, NOVEMBER)
    panel = freezing(seat, page)
    assert panel.word.hasFocus()
    panel.save.click()
    seat.wait()
    assert frozen_month(seat.desk, NOVEMBER) is None
    assert panel.rows["word"].error
    assert page.panel is panel
    seat.type("Poste en panne")
    seat.press(Key.Key_Tab)
    assert panel.save.hasFocus()
    seat.press(Key.Key_Space)
    seat.wait()
    done = frozen_month(seat.desk, NOVEMBER)
    assert done is not None
    assert done.word == "Poste en panne"


def test_a_month_that_has_not_changed_is_not_frozen_again(seat: AtDesk) -> None:
    frozen(seat)
    page = page_of(seat, NOVEMBER)
    panel = freezing(seat, page)
    assert panel.save.isHidden()
    assert panel.join.isHidden()


def test_a_correction_shows_its_difference_and_asks_why(seat: AtDesk) -> None:
    frozen(seat)
    opened(seat.two, happened=Moment(START))
    page = page_of(seat, NOVEMBER)
    panel = freezing(seat, page)
    said = [label.text() for label in panel.findChildren(type(page.bar.name))]
    assert any("9 → 10" in text for text in said)
    seat.type("Un jour sur papier")
    panel.save.click()
    seat.wait()
    done = frozen_month(seat.desk, NOVEMBER)
    assert done is not None
    assert done.revision == 2
    assert any("Un jour sur papier" in line for line in page.states.lines)


def test_what_is_withheld_says_why_and_offers_one_way(seat: AtDesk) -> None:
    """What the auditor found is handed in: real months rarely expose anybody."""
    page = page_of(seat, NOVEMBER)
    preview = preview_month(seat.desk, NOVEMBER)
    place = Place("people", ("opened", "0-4", "F"))
    outcome = Withheld(Findings(((place, 1, 2),), (place,)), (Merge.AGES,))
    panel = FreezePanel(seat.ui, NOVEMBER)
    page._put(panel)
    asked: list[tuple[Merge, ...]] = []
    panel.joined.connect(asked.append)
    panel.show_preview(replace(preview, outcome=outcome), [])
    said = " ".join(label.text() for label in panel.findChildren(type(page.bar.name)))
    assert "1 number below 5" in without_isolates(said)
    assert "1 small group" in without_isolates(said)
    assert "children and adults" in said
    assert panel.save.isHidden()
    panel.join.click()
    assert asked == [(Merge.AGES,)]
    assert not panel.progress.isHidden()
    panel.show_preview(replace(preview, outcome=Withheld(None, None)), [])
    assert panel.save.isHidden()
    assert panel.join.isHidden()


def test_joined_categories_are_what_is_frozen(seat: AtDesk) -> None:
    page = page_of(seat, NOVEMBER)
    panel = freezing(seat, page)
    page._preview(panel, (Merge.AGES, Merge.SEXES))
    seat.wait()
    assert panel.preview is not None
    assert isinstance(panel.preview.outcome, Publication)
    panel.save.click()
    seat.wait()
    done = frozen_month(seat.desk, NOVEMBER)
    assert done is not None
    assert done.merges == (Merge.AGES, Merge.SEXES)


def test_a_month_is_exported_for_publication(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    frozen(seat)
    page = page_of(seat, NOVEMBER)
    page.export.click()
    panel = page.panel
    assert isinstance(panel, ExportPanel)
    assert not panel.internal
    file = tmp_path / "novembre.xlsx"
    dialogs.paths.append(file)
    panel.save.click()
    seat.wait()
    assert load_workbook(file).worksheets
    assert page.panel is None
    assert not readings(seat.desk, 5)


def test_exact_figures_ask_for_what(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    frozen(seat)
    page = page_of(seat, NOVEMBER)
    page.begin_export()
    panel = page.panel
    assert isinstance(panel, ExportPanel)
    panel.audience.set_value(Audience.INTERNAL.value)
    panel.language.set_value("ar")
    panel.save.click()
    assert sentences()["export.purpose_required"] in panel.rows["purpose"].error
    assert panel.purpose.hasFocus()
    assert not dialogs.titles
    seat.type("Bilan du mois")
    dialogs.paths.append(None)
    panel.save.click()
    seat.wait()
    assert not readings(seat.desk, 5)  # the person thought better of it
    dialogs.paths.append(tmp_path / "novembre.xlsx")
    panel.save.click()
    seat.wait()
    book = load_workbook(tmp_path / "novembre.xlsx")
    assert all("Bilan du mois" in sheet.oddHeader.center.text for sheet in book)
    assert book.worksheets[0].sheet_view.rightToLeft
    assert len(readings(seat.desk, 5)) == 1


def test_a_place_that_cannot_be_written_keeps_the_form(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    frozen(seat)
    page = page_of(seat, NOVEMBER)
    page.begin_export()
    panel = page.panel
    assert isinstance(panel, ExportPanel)
    dialogs.paths.append(tmp_path / "gone" / "novembre.xlsx")
    panel.save.click()
    seat.wait()
    assert page.panel is panel
    assert seat.said() == [sentences()["export.unwritable"]]


def test_everything_fits_a_small_window_at_every_scale(make_ui, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ui = make_ui("ar", scale=1.5)
    with at_a_desk(ui, tmp_path, Role.SUPERVISOR) as seat:
        busy(seat.two)
        to(seat.two.clock, DECEMBER)
        freeze(seat.desk, NOVEMBER)
        page = seat.page(StatisticsScreen, 1024, 700, month=NOVEMBER)
        seat.wait()
        page.begin_export()
        seat.wait()
        assert page.page.scroller.horizontalScrollBar().maximum() == 0


def test_what_is_typed_survives_a_lock(seat: AtDesk) -> None:
    frozen(seat)
    page = page_of(seat, NOVEMBER)
    page.begin_export()
    assert isinstance(page.panel, ExportPanel)
    page.panel.audience.set_value(Audience.INTERNAL.value)
    page.panel.language.set_value("ar")
    page.panel.purpose.set_value("Bilan")
    page.keep_draft()
    again = page_of(seat)
    assert again.shown is not None
    assert again.shown.month == NOVEMBER
    panel = again.panel
    assert isinstance(panel, ExportPanel)
    assert (panel.internal, panel.language.value(), panel.purpose.value()) == (True, "ar", "Bilan")
    panel.left.emit()
    seat.wait()
    assert page_of(seat).panel is None


def test_the_word_of_a_correction_survives_a_lock(seat: AtDesk) -> None:
    frozen(seat)
    opened(seat.two, happened=Moment(START))
    page = page_of(seat, NOVEMBER)
    freezing(seat, page)
    seat.type("Un jour oublié")
    page.keep_draft()
    panel = page_of(seat).panel
    seat.wait()
    assert isinstance(panel, FreezePanel)
    assert panel.word.value() == "Un jour oublié"
    assert not panel.save.isHidden()


def test_a_month_that_has_not_moved_stays_under_the_eyes(seat: AtDesk) -> None:
    page = page_of(seat, NOVEMBER)
    tile(page, "persons")
    panel, tiles = page.panel, page.figures.tiles
    page.refresh()
    seat.wait()
    assert page.panel is panel
    assert page.figures.tiles is tiles
    opened(seat.two, happened=Moment(START))
    page.refresh()
    seat.wait()
    assert shown(page)["persons"] == "10"
