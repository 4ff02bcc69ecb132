"""Pages of the paper register: it stays locked at the centre; only its page numbers are kept here.

No telephone number is stored (privacy.md 0): a page holds it, and the file names the page.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from referral_app.domain.facts import REGISTER_PRINTED, Fact, content
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader
from referral_app.services.ports.paper import RegisterPages

MOST_PAGES: Final = 50
"""Pages that are printed at once: a booklet."""
_NUMBER: Final = re.compile(r"([0-9]{1,3})-([0-9]{1,5})")


def print_pages(desk: Desk, count: int) -> tuple[str, ...]:
    """Number `count` new pages (1 to 50), `<desk>-<running number>`, and record them as printed.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.PRINT_CARDS)
    if not 1 <= count <= MOST_PAGES:
        raise InvalidInputError("number.out_of_range", "count", least=1, most=MOST_PAGES)
    with desk.store.begin() as work:
        number = work.desk_number(desk.device)
        last = max((page for of, page in _printed(work) if of == number), default=0)
        pages = tuple(f"{number}-{page}" for page in range(last + 1, last + 1 + count))
        fact = Fact(REGISTER_PRINTED.name, desk.new_id(), desk.now(), content(pages=pages))
        work.record(desk.stream, (fact,), desk.actor.id)
    return pages


def register_pages(desk: Desk) -> tuple[RegisterPages, ...]:
    """Return the pages that were printed at the centre, newest first; raises NotPermittedError."""
    desk.require(Act.PRINT_CARDS)
    return desk.store.reader.register_pages()


def page_number(desk: Desk, reader: Reader, typed: str) -> str:
    """Return the number of a page that holds how to reach a person, as it is printed.

    A page of another desk may not be known here yet; one of this desk must be.
    Raises InvalidInputError at the field `register_page`.
    """
    tidy = "".join(_plain_digit(char) for char in typed if not char.isspace())
    found = _NUMBER.fullmatch(tidy)
    if found is None:
        raise InvalidInputError("register.no_number", "register_page", example="1-12")
    page = (int(found[1]), int(found[2]))
    if page not in _printed(reader) and page[0] in (0, reader.desk_number(desk.device)):
        raise InvalidInputError("register.not_printed", "register_page")
    return f"{page[0]}-{page[1]}"


def _printed(reader: Reader) -> set[tuple[int, int]]:
    found = [_NUMBER.fullmatch(n) for batch in reader.register_pages() for n in batch.numbers]
    return {(int(match[1]), int(match[2])) for match in found if match}


def _plain_digit(char: str) -> str:
    """A digit of any script as 0 to 9, a dash of any kind as a hyphen, all else as it is."""
    number = unicodedata.decimal(char, None)
    if number is not None:
        return str(number)
    return "-" if unicodedata.category(char) == "Pd" else char
