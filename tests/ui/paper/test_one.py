"""Printing the card of a file, and a slip of what was sent from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.cases import record_need
from referral_app.services.intake import CaseOpened, NeedEntry, SendEntry
from referral_app.services.ports.pages import Run
from referral_app.services.readings import readings
from referral_app.services.referrals import send_referral
from tests.services.builders import opened, request
from tests.ui.desk_pages import CTRL, AtDesk, Key
from tests.ui.fakes import AnsweringDialogs
from tests.ui.paper.test_paper import pages_of, printer_into
from ui.paper.card_page import CardScreen
from ui.paper.sheet import SheetScreen
from ui.paper.slip_page import SlipScreen


def shown(page: SheetScreen) -> str:
    runs = [it for sheet in page.preview.pages for it in sheet.items if isinstance(it, Run)]
    return without_isolates(" ".join(run.text for run in runs))


@pytest.fixture
def file(seat: AtDesk) -> CaseOpened:
    two = seat.two
    return opened(
        two,
        needs=(NeedEntry("S10", detail="Deux nuits"), NeedEntry("S06")),
        sends=(
            SendEntry(0, two.there.id, request()),
            SendEntry(1, two.there.id, request()),
        ),
    )


def test_the_card_is_shown_as_it_will_be_printed(seat: AtDesk, file: CaseOpened) -> None:
    page = seat.page(CardScreen, case=file.case)
    digits = file.code
    assert f"{digits[:4]}-{digits[4:8]}-{digits[8:]}" in shown(page)
    first = page.preview.pages[0]
    page.place.set_value(8)
    assert page.preview.pages[0] != first


def test_ctrl_p_prints(
    seat: AtDesk, file: CaseOpened, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    seat.page(CardScreen, case=file.case)
    dialogs.printers = [printer_into(tmp_path / "card.pdf")]
    seat.press(Key.Key_P, CTRL)
    assert pages_of(tmp_path / "card.pdf") == 2
    assert seat.said() == ["Sent to the printer."]


def test_a_slip_of_all_that_is_under_way(seat: AtDesk, file: CaseOpened) -> None:
    page = seat.page(SlipScreen, case=file.case)
    seat.wait()
    assert [line.record for line in readings(seat.two.here.as_(Role.SUPERVISOR), 5)] == [file.case]
    assert set(page.chosen()) == set(file.referrals)
    assert "Deux nuits" in shown(page)
    assert "Soins de santé primaires" in shown(page)


def test_what_is_not_ticked_is_not_on_it(seat: AtDesk, file: CaseOpened) -> None:
    page = seat.page(SlipScreen, case=file.case)
    page.ticks[file.referrals[1]].set_value(False)
    assert page.chosen() == (file.referrals[0],)
    assert "Soins de santé primaires" not in shown(page)
    page.ticks[file.referrals[0]].set_value(False)
    assert page.preview.pages == ()
    assert page.barred.isVisible()
    assert not page.footer.main.isEnabled()
    assert not page.footer.other.isEnabled()
    page.ticks[file.referrals[1]].set_value(True)
    assert page.footer.main.isEnabled()
    assert not page.barred.isVisible()
    assert "Deux nuits" not in shown(page)


def test_the_slip_of_a_referral_holds_what_was_sent_with_it(seat: AtDesk, file: CaseOpened) -> None:
    two = seat.two
    need = record_need(seat.desk, file.case, NeedEntry("S11"), two.clock.now())
    alone = send_referral(seat.desk, need, two.there.id, request(), two.clock.now())
    page = seat.page(SlipScreen, case=file.case, referral=alone)
    assert page.chosen() == (alone,)
    page = seat.page(SlipScreen, case=file.case, referral=file.referrals[1])
    assert set(page.chosen()) == set(file.referrals)
    page = seat.page(SlipScreen, case=file.case, recipient=two.there.id)
    assert set(page.chosen()) == {alone, *file.referrals}


def test_the_language_is_the_paper_s_own(seat: AtDesk, file: CaseOpened) -> None:
    page = seat.page(SlipScreen, case=file.case)
    page.language.set_value("ar")
    assert "الإيواء الاستعجالي" in shown(page)
    page.language.set_value("fr+ar")
    assert "الإيواء الاستعجالي" in shown(page)
    assert "Hébergement d’urgence" in shown(page)
    assert page.preview.pages[0].width > page.preview.pages[0].height


def test_a_name_line_when_it_is_asked_for(seat: AtDesk, file: CaseOpened) -> None:
    page = seat.page(SlipScreen, case=file.case)
    assert "Name, by hand" not in shown(page)
    page.name_line.set_value(True)
    assert "Name, by hand" in shown(page)


def test_a_slip_into_a_file(
    seat: AtDesk, file: CaseOpened, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = seat.page(SlipScreen, case=file.case)
    dialogs.paths = [tmp_path / "slip.pdf"]
    page.footer.other.click()
    seat.wait()
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF-")
    assert page.footer.main.isEnabled()


def test_a_file_from_which_nothing_was_sent_says_so(seat: AtDesk) -> None:
    page = seat.page(SlipScreen, case=opened(seat.two).case)
    assert page.preview.pages == ()
    assert page.barred.isVisible()
    assert page.chosen() == ()


def test_a_file_that_is_gone_leads_back(seat: AtDesk) -> None:
    seat.page(SlipScreen, case=ReferralId(bytes(16)))
    assert seat.gone == [("back", {})]
    assert len(seat.said()) == 1


def test_the_cards_of_a_family_stand_on_one_sheet(seat: AtDesk) -> None:
    codes = tuple(opened(seat.two).code for _ in range(3))
    page = seat.page(CardScreen, codes=codes)
    assert len(page.preview.pages) == 2
    assert all(f"{code[:4]}-{code[4:8]}-{code[8:]}" in shown(page) for code in codes)
