"""Checks that intentions share: text, dates, chosen codes, and records that must exist."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from referral_app.domain.case import Case, Need
from referral_app.domain.facts import Fact
from referral_app.domain.identifiers import (
    CaseId,
    CommitId,
    Moment,
    NeedId,
    ReferralId,
    StaffId,
)
from referral_app.domain.referral import Referral
from referral_app.domain.vocabulary import Code, CodeList
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.journal.stream import Stream
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work

TEXT_LIMIT: Final = 280
"""Characters of a note, a reason or a detail: room for a fact, not for a life story."""
MINUTE: Final = 60_000
DAY: Final = 24 * 60 * MINUTE
"""Milliseconds."""
_CLOCK_TOLERANCE = 10 * MINUTE
EARLIEST: Final = Moment(946_684_800_000)
"""2000-01-01: before it a date is a slip of the keyboard, or of the clock."""
_FACTS_OF_A_COMMIT = 64


def plain(text: str, field: str, *, required: bool = False, limit: int = TEXT_LIMIT) -> str:
    """Return `text` without outer spaces, in NFC.

    Raises InvalidInputError when it is too long, holds characters that no keyboard types, or is
    empty where it must not be.
    """
    tidy = unicodedata.normalize("NFC", "\n".join(text.splitlines())).strip()
    if required and not tidy:
        raise InvalidInputError("text.required", field)
    if len(tidy) > limit:
        raise InvalidInputError("text.too_long", field, count=len(tidy), limit=limit)
    # What is printable through and through, and that is nearly everything, is not looked at again.
    if not tidy.isprintable() and any(
        unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in tidy
    ):
        raise InvalidInputError("text.unreadable", field)
    return tidy


def choice(codes: CodeList, code: str, field: str) -> Code:
    """Return the entry of a code whose words of one's own, if any, have no place to stand.

    Raises InvalidInputError when the list does not offer it.
    """
    entry = codes.get(code)
    if entry is None or entry.retired or entry.computed:
        raise InvalidInputError("vocabulary.not_offered", field, list=codes.name)
    return entry


def date_of(desk: Desk, happened: Moment, not_before: Moment | None = None) -> Moment:
    """Return the date on which something happened, once it can be one.

    Ten minutes ahead of the clock are let pass, and a day before `not_before`: consent is often
    read before the file is opened, and two desks' clocks differ. Where `not_before` itself lies
    ahead of our clock it was written under a wrong one, and must not stop today's work.
    Raises InvalidInputError.
    """
    now = desk.now()
    if happened > now + _CLOCK_TOLERANCE:
        raise InvalidInputError("date.in_future", "happened")
    if happened < EARLIEST:
        raise InvalidInputError("date.too_early", "happened")
    if not_before is not None and happened < min(not_before, now) - DAY:
        raise InvalidInputError("date.before_start", "happened", date=not_before)
    return happened


def known_case(reader: Reader, case: CaseId) -> Case:
    """Return the case; raises RefusedError when nothing is known of it."""
    found = reader.case(case)
    if found is None:
        raise RefusedError("case.erased" if reader.erasure(case) else "case.unknown")
    return found


def open_case_of(reader: Reader, case: CaseId) -> Case:
    """Return the case; raises RefusedError when it is unknown or closed."""
    found = known_case(reader, case)
    if not found.is_open:
        raise RefusedError("case.closed")
    return found


def known_need(reader: Reader, need: NeedId) -> Need:
    """Return the need; raises RefusedError when nothing is known of it."""
    found = reader.need(need)
    if found is None:
        raise RefusedError("need.unknown")
    return found


def known_referral(reader: Reader, referral: ReferralId) -> Referral:
    """Return the referral; raises RefusedError when nothing is known of it."""
    found = reader.referral(referral)
    if found is None:
        raise RefusedError("referral.unknown")
    return found


def record_all(work: Work, stream: Stream, facts: Sequence[Fact], author: StaffId) -> CommitId:
    """Record facts in as few commits as their bound allows; return the first."""
    starts = range(0, len(facts), _FACTS_OF_A_COMMIT)
    first, *_ = [
        work.record(stream, facts[start : start + _FACTS_OF_A_COMMIT], author) for start in starts
    ]
    return first
