"""Erasing a file for good: why, when its term is over, and how long old keys still open it.

Law 09-08 (article 3) lets data that can be led back to a person be kept no longer than its purpose
needs; the text that is read to the person promises 24 months after the last visit, and erasure on
request (privacy.md 4, lines 8 and 11).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MONTH_DAYS: Final = 365.25 / 12
"""Days of a month, where a term is told in months."""
PROMISED_MONTHS: Final = 24
"""What the text read to the person says; a centre may erase earlier, never later."""
MOST_DAYS: Final = 30
"""Days within which a file is erased whose consent was withdrawn, or that was opened in error."""

EPOCH_DAYS: Final = 90
"""Days after which a centre's key is replaced at the latest (exchange.md 3.5)."""
KEY_DAYS: Final = 400
"""Days for which a replaced key is kept, for sticks that come late (exchange.md 3.5)."""
HUB_DAYS: Final = 180
"""Days for which a hub keeps an envelope at most (exchange.md 5.8)."""

_CODE: Final = b"rly/1/erased code\0"


class Reason(StrEnum):
    """Why a file is erased."""

    TERM_OVER = "term_over"
    PERSON_ASKED = "person_asked"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    IN_ERROR = "in_error"


class Term(StrEnum):
    """Which term a file is under, by its state."""

    OPEN = "keep_open"
    CLOSED = "keep_closed"
    WITHDRAWN = "keep_withdrawn"
    IN_ERROR = "keep_in_error"
    RECEIVED = "keep_received"


LIMITS: Final[dict[Term, int]] = {
    Term.OPEN: PROMISED_MONTHS,
    Term.CLOSED: PROMISED_MONTHS,
    Term.RECEIVED: PROMISED_MONTHS,
    Term.WITHDRAWN: MOST_DAYS,
    Term.IN_ERROR: MOST_DAYS,
}
"""The most that a centre may set, and what holds while it sets nothing: months after the last act,
but days for WITHDRAWN and IN_ERROR."""
IN_DAYS: Final = frozenset({Term.WITHDRAWN, Term.IN_ERROR})
WITHDRAWN_CLOSING: Final = "C09"
ERROR_CLOSING: Final = "C13"
"""Closing reasons (list `closing_reasons`) that say the file is to be erased soon."""
HOLD: Final = "hold"
"""The field of a file that keeps it past its term, with the reason as its value."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a centre keeps files, by state: months, or days for those in IN_DAYS."""

    lengths: tuple[tuple[Term, int], ...] = tuple(LIMITS.items())

    def length(self, term: Term) -> int:
        """Return the length of a term, in its own unit."""
        return dict(self.lengths)[term]

    def days(self, term: Term) -> int:
        """Return the length of a term in days."""
        length = self.length(term)
        return length if term in IN_DAYS else int(length * MONTH_DAYS)


def code_mark(code: str) -> bytes:
    """Return the mark, 16 bytes, by which a code is known as given though its file is erased.

    No secret: there are ten thousand times ten thousand codes, and each can be tried. It says that
    a card was used once, nothing of a person.
    """
    return hashlib.sha256(_CODE + code.encode("ascii", "replace")).digest()[:16]
