"""Cards that are printed ahead, and the files that are opened under them."""

from __future__ import annotations

import pytest

from referral_app.domain.case_code import CaseCode
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError
from referral_app.services.cards import card_batches, check_card, print_cards
from referral_app.services.intake import open_case
from tests.fakes import Neighbours, give
from tests.services.builders import intake, opened, refused, sent


def test_cards_are_recorded_before_they_are_printed(both: Neighbours) -> None:
    codes = print_cards(both.here.desk, 10)
    assert len(set(codes)) == 10
    assert all(CaseCode(code) for code in codes)
    (batch,) = card_batches(both.here.desk)
    assert (batch.codes, batch.unused) == (codes, codes)
    assert batch.printed_by == both.here.desk.actor.id
    assert batch.printed_at == both.clock.now()


def test_newest_batch_first(both: Neighbours) -> None:
    first = print_cards(both.here.desk, 1)
    both.clock.advance(1000)
    second = print_cards(both.here.desk, 2)
    assert [batch.codes for batch in card_batches(both.here.desk)] == [second, first]


@pytest.mark.parametrize("count", [0, -1, 101])
def test_a_count_out_of_range_draws_nothing(both: Neighbours, count: int) -> None:
    with refused("number.out_of_range", InvalidInputError, field="count"):
        print_cards(both.here.desk, count)
    assert card_batches(both.here.desk) == ()


def test_a_file_opened_without_a_card_never_takes_a_printed_code(both: Neighbours) -> None:
    codes = print_cards(both.here.desk, 5)
    assert opened(both).code not in codes


def test_a_file_is_opened_under_a_card_as_it_is_scanned(both: Neighbours) -> None:
    first, second, third = print_cards(both.here.desk, 3)
    for typed, code in (
        (CaseCode(first).scanned, first),
        (str(CaseCode(second)), second),
        (f"  {third[:4]} {third[4:8]} {third[8:]} ", third),
    ):
        assert opened(both, card=typed).code == code
    (batch,) = card_batches(both.here.desk)
    assert batch.unused == ()


def test_a_card_serves_once(both: Neighbours) -> None:
    (code,) = print_cards(both.here.desk, 1)
    opened(both, card=code)
    with refused("card.used", InvalidInputError, field="card"):
        opened(both, card=code)


def test_a_mistyped_card_is_refused_and_nothing_is_kept(both: Neighbours) -> None:
    (code,) = print_cards(both.here.desk, 1)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    with refused("code.check_digits", InvalidInputError, field="card"):
        opened(both, card=wrong)
    with refused("code.too_short", InvalidInputError, field="card"):
        opened(both, card=code[:8])
    assert both.here.store.reader.counts().open_cases == 0
    assert opened(both, card=code).code == code


def test_the_code_of_a_neighbours_file_is_refused(both: Neighbours) -> None:
    referral = sent(both)
    found = both.there.store.reader.referral(referral)
    assert found is not None
    assert found.request is not None
    with refused("card.of_another_centre", InvalidInputError, field="card"):
        open_case(both.there.desk, intake(both, consent=None, card=found.request.case_code))


def test_a_code_of_no_card_is_refused(both: Neighbours) -> None:
    (code,) = print_cards(both.there.desk, 1)
    with refused("card.not_printed", InvalidInputError, field="card"):
        opened(both, card=code)


def test_the_field_is_checked_while_it_is_typed(both: Neighbours) -> None:
    (code,) = print_cards(both.here.desk, 1)
    assert check_card(both.here.as_(Role.RECEPTION), str(CaseCode(code))) == code
    with refused("code.empty", InvalidInputError, field="card"):
        check_card(both.here.desk, " ")


def test_a_centre_believes_only_its_own_cards(both: Neighbours) -> None:
    print_cards(both.here.desk, 1)
    give(both.here, both.there, both.here.desk.stream)
    assert both.there.store.reader.card_batches() == ()
