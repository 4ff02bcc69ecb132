"""Cards that are printed ahead, each with its code, and the file that is opened under one."""

from __future__ import annotations

from typing import Final

from referral_app.domain.case_code import CaseCode
from referral_app.domain.facts import CARDS_PRINTED, Fact, content
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader
from referral_app.services.ports.paper import CardBatch

MOST_CARDS: Final = 100
"""Cards that are drawn at once: ten sheets."""


def print_cards(desk: Desk, count: int) -> tuple[str, ...]:
    """Draw the codes of `count` cards (1 to 100) and record that they are about to be printed.

    They are recorded first: a sheet that comes out badly is printed again with the same codes.
    Raises NotPermittedError, InvalidInputError, RefusedError when no codes are left.
    """
    desk.require(Act.PRINT_CARDS)
    if not 1 <= count <= MOST_CARDS:
        raise InvalidInputError("number.out_of_range", "count", least=1, most=MOST_CARDS)
    with desk.store.begin() as work:
        codes = tuple(work.next_code() for _ in range(count))
        fact = Fact(CARDS_PRINTED.name, desk.new_id(), desk.now(), content(codes=codes))
        work.record(desk.stream, (fact,), desk.actor.id)
    return codes


def card_batches(desk: Desk) -> tuple[CardBatch, ...]:
    """Return the cards that were printed at the centre, newest first; raises NotPermittedError."""
    desk.require(Act.PRINT_CARDS)
    return desk.store.reader.card_batches()


def check_card(desk: Desk, typed: str) -> str:
    """Return the code of a card under which a file may be opened, ten digits.

    Raises NotPermittedError and InvalidInputError as `code_of_card`.
    """
    desk.require(Act.OPEN_CASE)
    return code_of_card(desk.store.reader, typed)


def code_of_card(reader: Reader, typed: str) -> str:
    """Return the code that was typed or scanned, once a file may be opened under it.

    Raises InvalidInputError at the field `card`: mistyped (the keys of CaseCode.parse), of a
    neighbour's file, used already, or on no card of this centre that is known here.
    """
    try:
        code = CaseCode.parse(typed).digits
    except InvalidInputError as error:
        raise InvalidInputError(error.key, "card", **error.values) from None
    if reader.cases_with_code(code) or reader.code_is_spent(code):
        raise InvalidInputError("card.used", "card")
    if reader.referrals_with_code(code):
        raise InvalidInputError("card.of_another_centre", "card")
    if not reader.card_is_printed(code):
        raise InvalidInputError("card.not_printed", "card")
    return code
