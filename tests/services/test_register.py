"""Numbered pages of the paper register, and the files that name one."""

from __future__ import annotations

import pytest

from referral_app.errors import InvalidInputError
from referral_app.services.cases import set_case_fields
from referral_app.services.register import print_pages, register_pages
from tests.fakes import Neighbours
from tests.services.builders import case_of, opened, refused


def test_pages_are_numbered_on_and_on(both: Neighbours) -> None:
    assert print_pages(both.here.desk, 2) == ("1-1", "1-2")
    both.clock.advance(1000)
    assert print_pages(both.here.desk, 1) == ("1-3",)
    batches = register_pages(both.here.desk)
    assert [batch.numbers for batch in batches] == [("1-3",), ("1-1", "1-2")]


@pytest.mark.parametrize("count", [0, 51])
def test_a_count_out_of_range_prints_nothing(both: Neighbours, count: int) -> None:
    with refused("number.out_of_range", InvalidInputError, field="count"):
        print_pages(both.here.desk, count)
    assert register_pages(both.here.desk) == ()


def test_a_file_keeps_the_page_and_the_agreed_means(both: Neighbours) -> None:
    print_pages(both.here.desk, 3)
    page = opened(both)
    values = {"register_page": " 1 – ٣ ", "contact_means": "paper_register"}
    set_case_fields(both.here.desk, page.case, values, both.clock.now())
    fields = case_of(both.here, page.case).fields
    assert fields.text("register_page") == "1-3"
    assert fields.text("contact_means") == "paper_register"


def test_an_intake_names_its_page(both: Neighbours) -> None:
    print_pages(both.here.desk, 1)
    page = opened(both, fields={"register_page": "1-1"})
    assert case_of(both.here, page.case).fields.text("register_page") == "1-1"


@pytest.mark.parametrize("typed", ["0612345678", "12", "1-", "-1", "a-b", "1-2-3"])
def test_what_is_no_number_of_a_page_is_refused(both: Neighbours, typed: str) -> None:
    print_pages(both.here.desk, 3)
    with refused("register.no_number", InvalidInputError, field="register_page"):
        opened(both, fields={"register_page": typed})


def test_a_page_that_was_never_printed_here_is_refused(both: Neighbours) -> None:
    print_pages(both.here.desk, 1)
    with refused("register.not_printed", InvalidInputError, field="register_page"):
        opened(both, fields={"register_page": "1-2"})


def test_a_page_of_another_desk_need_not_be_known_here_yet(both: Neighbours) -> None:
    page = opened(both, fields={"register_page": "2-7"})
    assert case_of(both.here, page.case).fields.text("register_page") == "2-7"
