"""What a new centre and a new person must be, before anything is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from referral_app.bootstrap.values import CentreDetails, Person
from referral_app.bootstrap.vocabularies import vocabularies
from referral_app.domain import passphrase
from referral_app.domain.identifiers import Moment
from referral_app.errors import InvalidInputError
from referral_app.journal.hlc import LATEST
from referral_app.services.checks import EARLIEST, choice, plain
from referral_app.services.staff import LABEL_LIMIT

_LONGEST_NAME: Final = 120


def check_clock(now: Moment) -> None:
    """Refuse a clock that cannot be right; raises InvalidInputError, which names the computer's."""
    if now < EARLIEST:
        raise InvalidInputError("date.too_early", "clock")
    if now >= LATEST:
        raise InvalidInputError("date.in_future", "clock")


def tidy_details(details: CentreDetails) -> CentreDetails:
    """Return the details without outer spaces; raises InvalidInputError, naming the field."""
    return replace(
        details,
        name_fr=_line(details.name_fr, "name_fr", _LONGEST_NAME),
        name_ar=_line(details.name_ar, "name_ar", _LONGEST_NAME),
        district=choice(vocabularies().districts, details.district, "district").code,
    )


def tidy_person(person: Person) -> Person:
    """Return the person without outer spaces; raises InvalidInputError, naming the field."""
    passphrase.check(person.passphrase)
    return replace(person, label=_line(person.label, "label", LABEL_LIMIT))


def _line(text: str, field: str, limit: int) -> str:
    return plain(" ".join(text.split()), field, required=True, limit=limit)
