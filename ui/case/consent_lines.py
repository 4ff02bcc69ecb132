"""The consents of a file in words: the mark under its code, and one line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.domain.consent import Consent
from referral_app.domain.identifiers import Moment
from referral_app.language import isolate, isolate_text
from ui.parts.consent_words import recipient_words
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.parts.status import PillWords
from ui.tokens import Kind

_SOON: Final = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent in two lines, and whether it still can be withdrawn."""

    consent: Consent
    text: str
    under: str
    kind: Kind
    may_end: bool


def consent_mark(names: Names, consents: Sequence[Consent]) -> PillWords:
    """Until when something may be sent, or why nothing may; `consents` newest first."""
    _, now = names.ui.gettext, names.now()
    standing = [consent.until for consent in consents if _stands(consent, now)]
    if standing:
        until = max(standing)
        kind = Kind.SOON if until <= now + _SOON else Kind.OK
        return PillWords(_("Consent until {day}").format(day=_day(names, until)), kind)
    if not consents:
        return PillWords(_("No consent"), Kind.LATE)
    newest = consents[0]
    if newest.ended_at is not None:
        text = _("Consent withdrawn on {day}").format(day=_day(names, newest.ended_at))
    elif newest.until <= now:
        text = _("Consent ended on {day}").format(day=_day(names, newest.until))
    else:
        text = _("Consent from {day}").format(day=_day(names, newest.given_at))
    return PillWords(text, Kind.LATE)


def consent_line(names: Names, consent: Consent, *, may_edit: bool) -> ConsentLine:
    """One consent: its days; to whom, how and in which language."""
    _, stands = names.ui.gettext, _stands(consent, names.now())
    period = _("From {start} to {end}").format(
        start=_day(names, consent.given_at), end=_day(names, consent.until)
    )
    kind = Kind.OK if stands else Kind.NEUTRAL
    if consent.ended_at is not None:
        kind = Kind.LATE
        period = _("Withdrawn on {day}").format(day=_day(names, consent.ended_at))
    under = [
        recipient_words(names, consent.recipients),
        names.label("consent_forms", consent.form),
        names.label("languages", consent.language),
        isolate_text(consent.end_reason) if consent.end_reason else "",
    ]
    text = " · ".join(part for part in under if part)
    return ConsentLine(consent, period, text, kind, stands and may_edit)


def _day(names: Names, moment: Moment) -> str:
    return isolate(names.ui.language.format_date(day_of(moment)))


def _stands(consent: Consent, now: Moment) -> bool:
    ended = consent.ended_at is not None and consent.ended_at <= now
    return not ended and consent.given_at <= now < consent.until
