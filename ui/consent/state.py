"""A consent while it is being typed: a value that a form shows, a draft keeps, a service takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from referral_app.domain.consent import ANY_CENTRE
from referral_app.domain.vocabulary import Vocabularies
from referral_app.services.consents import ConsentEntry
from ui.parts.dates import end_of
from ui.parts.state import sound

NO_CONSENT: Final = "none"
"""The choice in place of a form of consent: nothing was agreed to, nothing is sent."""


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What stands in the form; `until` is an ISO date, both codes and texts as typed."""

    read: bool = False
    form: str = ""
    language: str = ""
    interpreter: bool = False
    recipients: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    until: str = ""
    statistics: bool = False
    caregiver: str = ""
    assent: str = ""
    restrictions: str = ""

    @property
    def given(self) -> bool:
        """Whether a form of consent was chosen."""
        return self.form not in ("", NO_CONSENT)

    def covers(self, recipient: str, *, outside: bool = False) -> bool:
        """Whether this hex id is among those agreed to; an outside service has to be named."""
        any_centre = ANY_CENTRE in self.recipients and not outside
        return self.given and (any_centre or recipient in self.recipients)

    def entry(self) -> ConsentEntry | None:
        """What the service takes; None where no consent was given. `until` holds a date."""
        if not self.given:
            return None
        return ConsentEntry(
            form=self.form,
            language=self.language,
            interpreter=self.interpreter,
            recipients=self.recipients,
            fields=self.fields,
            until=end_of(date.fromisoformat(self.until)),
            statistics=self.statistics,
            caregiver=self.caregiver,
            assent={"yes": True, "no": False}.get(self.assent),
            restrictions=self.restrictions,
        )

    def dump(self) -> dict[str, Any]:
        """The state as JSON takes it."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> ConsentState:
        """Read what `dump` wrote; what is not there or of another shape stays as preset."""
        return cls(**sound(cls(), data))


def preset(
    lists: Vocabularies, language: str, recipients: tuple[str, ...], on: date
) -> ConsentState:
    """A consent as it is first shown: the fewest fields, twelve months, nothing agreed to yet.

    A recipient is only preset where there is no other.
    """
    return ConsentState(
        language=language,
        recipients=recipients if len(recipients) == 1 else (),
        fields=tuple(entry.code for entry in lists.consent_fields.common),
        until=in_a_year(on).isoformat(),
    )


def in_a_year(day: date) -> date:
    """The same day next year, or the 28th where there is none."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
