"""Printing ahead: cards, blank forms, register pages; and the back of the cards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from referral_app.domain.staff import Role
from referral_app.services.cards import card_batches
from referral_app.services.intake import Intake, open_case
from referral_app.services.paper import card_back
from referral_app.services.register import register_pages
from tests.ui.desk_pages import CTRL, AtDesk, Key
from tests.ui.fakes import AnsweringDialogs
from ui.paper.view import PaperScreen


def printer_into(file: Path) -> QPrinter:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


def pages_of(file: Path) -> int:
    return file.read_bytes().count(b"/Type /Page\n")


def test_cards_are_drawn_and_printed(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = seat.page(PaperScreen)
    dialogs.printers = [printer_into(tmp_path / "cards.pdf")]
    seat.press(Key.Key_A, CTRL)
    seat.type("12")
    page.cards.print.click()
    seat.wait()
    (batch,) = card_batches(seat.desk)
    assert len(batch.codes) == 12
    assert pages_of(tmp_path / "cards.pdf") == 4
    assert [item.row.title for item in page.card_rows.items] == ["12 cards"]
    assert seat.said() == ["Sent to the printer."]


def test_who_cancels_uses_no_code_up(seat: AtDesk, dialogs: AnsweringDialogs) -> None:
    page = seat.page(PaperScreen)
    dialogs.printers, dialogs.paths = [None], [None, None]
    page.cards.print.click()
    page.cards.save.click()
    page.register.save.click()
    seat.wait()
    assert card_batches(seat.desk) == ()
    assert register_pages(seat.desk) == ()


@pytest.mark.parametrize("typed", ["", "0", "101", "dix"])
def test_a_number_that_cannot_be_taken_says_so_at_its_field(seat: AtDesk, typed: str) -> None:
    page = seat.page(PaperScreen)
    page.cards.count.setText(typed)
    page.cards.print.click()
    seat.wait()
    assert page.cards.row.error
    assert card_batches(seat.desk) == ()


def test_a_file_is_written_where_it_was_asked_for(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = seat.page(PaperScreen)
    for section, name in ((page.cards, "c.pdf"), (page.form, "f.pdf"), (page.register, "r.pdf")):
        dialogs.paths = [tmp_path / name]
        section.save.click()
        seat.wait()
        assert (tmp_path / name).read_bytes().startswith(b"%PDF-")
        assert name in seat.said()[-1]
        assert "delete it" in seat.said()[-1]
        seat.ui.notices.clear()
    assert register_pages(seat.desk)[0].numbers == ("1-1",)


def test_a_file_that_cannot_be_written_is_told_and_the_codes_are_kept(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = seat.page(PaperScreen)
    dialogs.paths = [tmp_path / "nowhere" / "c.pdf"]
    page.cards.save.click()
    seat.wait()
    (said,) = seat.said()
    assert "could not be written" in said
    assert len(card_batches(seat.desk)[0].unused) == 10
    assert not (tmp_path / "nowhere").exists()


def test_only_cards_without_a_file_are_printed_again(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = seat.page(PaperScreen)
    dialogs.printers = [printer_into(tmp_path / "first.pdf")]
    page.cards.count.set_value(11)
    page.cards.print.click()
    seat.wait()
    code = card_batches(seat.desk)[0].codes[0]
    open_case(seat.desk, Intake(seat.desk.now(), {}, (), None, card=code))
    page.refresh()
    (row,) = (item.row for item in page.card_rows.items)
    assert row.pill == "10 without a file"
    dialogs.printers = [printer_into(tmp_path / "again.pdf")]
    page.card_rows.acted.emit(row.key)
    assert pages_of(tmp_path / "first.pdf") == 4
    assert pages_of(tmp_path / "again.pdf") == 2
    assert len(card_batches(seat.desk)) == 1


def test_register_pages_are_printed_again_with_their_numbers(
    seat: AtDesk, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = seat.page(PaperScreen)
    dialogs.printers = [printer_into(tmp_path / "1.pdf"), printer_into(tmp_path / "2.pdf")]
    page.register.count.set_value(3)
    page.register.print.click()
    seat.wait()
    (row,) = (item.row for item in page.page_rows.items)
    page.page_rows.acted.emit(row.key)
    assert pages_of(tmp_path / "1.pdf") == pages_of(tmp_path / "2.pdf") == 3
    assert len(register_pages(seat.desk)) == 1


def test_the_supervisor_writes_the_back_of_the_cards(seat: AtDesk) -> None:
    seat.sit_as(Role.SUPERVISOR)
    page = seat.page(PaperScreen)
    page.back.phone.set_value("05 37 00 00 00")
    page.back.hours_fr.set_value("x" * 200)
    page.back.save.click()
    seat.wait()
    assert page.back.rows["card_hours_fr"].error
    assert page.back.phone.value() == "05 37 00 00 00"
    page.back.hours_fr.set_value("8 h 30 – 16 h 30")
    page.back.save.click()
    seat.wait()
    assert card_back(seat.desk).phone == "05 37 00 00 00"
    assert card_back(seat.desk).hours_fr == "8 h 30 – 16 h 30"


def test_others_read_it(seat: AtDesk) -> None:
    page = seat.page(PaperScreen)
    assert page.back.phone.isReadOnly()
    assert not page.back.save.isVisible()
