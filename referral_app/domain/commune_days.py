"""Days of commune-wide meaning: a centre tells them, and whose word it is; each decides for itself.

Deadlines follow from a centre's own calendar, so nobody's word moves them but its own supervisor's:
what is told is proposed, and taken in by one key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from referral_app.domain.calendar import HOLIDAY, RAMADAN, read_days
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.domain.working_time import Days

CLOSURE: Final = "closure"
"""What is told when it is no date of the calendar's own: the public doors stay shut."""
DAY_FIELDS: Final = ("what", "from", "to", "reason", "word", "withdrawn")


@dataclass(frozen=True, slots=True)
class CommuneDay:
    """Days that a centre told the commune of.

    `what` is CLOSURE or a field of the calendar, ramadan:<year> or holiday:<code>:<year>; of a
    holiday the first day counts. `word` says who announced it. `reason` is a closure's.
    """

    id: RecordId
    what: str
    days: Days
    reason: str
    word: str
    source: CentreId

    @property
    def value(self) -> str | tuple[str, str]:
        """What a centre's calendar would hold in the field `what`."""
        first, last = (day.isoformat() for day in self.days)
        return first if self.what.startswith(f"{HOLIDAY}:") else (first, last)


def day_of(record: RecordId, source: CentreId, fields: Fields) -> CommuneDay | None:
    """Read a day from its fields; None while it is none, or when it was taken back."""
    days = read_days(fields.text("from"), fields.text("to"))
    what = fields.text("what")
    known = what == CLOSURE or what.split(":")[0] in (RAMADAN, HOLIDAY)
    if days is None or not known or fields.value("withdrawn") is True:
        return None
    return CommuneDay(record, what, days, fields.text("reason"), fields.text("word"), source)
