"""Consent: recorded before anything is sent, checked at each sending, ended at any time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from referral_app.domain.consent import ANY_CENTRE, Consent, Gap, covering
from referral_app.domain.facts import CONSENT_ENDED, CONSENT_GIVEN, REFERRAL_FILED, Fact, content
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    ConsentId,
    Moment,
    ReferralId,
    ServiceId,
)
from referral_app.domain.referral import FINAL, Referral
from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import CodeList
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.case_fields import caregiver_of
from referral_app.services.checks import DAY, choice, date_of, open_case_of, plain
from referral_app.services.desk import Desk
from referral_app.services.doors import is_outside
from referral_app.services.ports import Reader

GAP_KEYS: Final = {
    Gap.NONE_GIVEN: "consent.none_given",
    Gap.NOT_BEGUN: "consent.not_begun",
    Gap.EXPIRED: "consent.expired",
    Gap.WITHDRAWN: "consent.withdrawn",
    Gap.RECIPIENT: "consent.other_recipient",
    Gap.FIELDS: "consent.other_fields",
}
"""The sentence for each gap."""
_LONGEST = 5 * 366 * DAY


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A consent as typed; `until` is a moment.

    `recipients` are hex ids of centres and outside services, or "*" for every centre.
    """

    form: str
    language: str
    interpreter: bool
    recipients: tuple[str, ...]
    fields: tuple[str, ...]
    until: Moment
    statistics: bool
    caregiver: str = ""
    assent: bool | None = None
    restrictions: str = ""


@dataclass(frozen=True, slots=True)
class ConsentEnded:
    """What ending a consent leaves to do: referrals that relied on it and are still open."""

    consent: Consent
    still_open: tuple[Referral, ...]


def record_consent(desk: Desk, case: CaseId, entry: ConsentEntry, happened: Moment) -> ConsentId:
    """Record a consent that was given on `happened`.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        found = open_case_of(work, case)
        at = date_of(desk, happened, found.opened_at)
        consent = ConsentId(work.new_id())
        fact = consent_fact(desk, work, (consent, case), found.fields, entry, at)
        work.record(desk.stream, (fact,), desk.actor.id)
    return consent


def end_consent(desk: Desk, consent: ConsentId, reason: str, happened: Moment) -> ConsentEnded:
    """End a consent on `happened`; what was sent stays, and what is still open is named.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        standing = known_consent(work, consent)
        if standing.ended_at is not None:
            raise RefusedError("consent.already_ended", date=standing.ended_at)
        why = plain(reason, "reason", required=True)
        at = date_of(desk, happened, standing.given_at)
        fact = Fact(CONSENT_ENDED.name, consent, at, content(reason=why))
        work.record(desk.stream, (fact,), desk.actor.id)
        ended = known_consent(work, consent)
        return ConsentEnded(ended, still_open_under(desk, work, ended))


def check_consent(
    desk: Desk, case: CaseId, recipient: CentreId, fields: Collection[str], at: Moment
) -> Consent | Gap:
    """Return the consent that covers a disclosure at a moment, or why none does.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    outside = is_outside(reader, recipient)
    return covering(reader.consents_of(case), recipient, fields, at, outside=outside)


def still_open_under(desk: Desk, reader: Reader, consent: Consent) -> tuple[Referral, ...]:
    """Return this centre's referrals that were sent under `consent` and are not final."""
    return tuple(
        referral
        for referral in reader.referrals_of(consent.case)
        if referral.sender == desk.centre
        and referral.status not in FINAL
        and consent_of(reader, referral.id) == consent.id
    )


def consent_of(reader: Reader, referral: ReferralId) -> ConsentId | None:
    """Return the consent under which a referral was filed as sent."""
    filed = (
        write.fact.get("consent")
        for write in reader.writes_about((referral,))
        if write.fact.kind == REFERRAL_FILED.name
    )
    return next((ConsentId(value) for value in filed if isinstance(value, bytes)), None)


def covering_until_now(
    consents: Collection[Consent],
    recipient: CentreId,
    fields: Collection[str],
    happened: Moment,
    now: Moment,
    *,
    outside: bool = False,
) -> Consent | Gap:
    """Return a consent that covers a sending on `happened` and still stands `now`.

    A sending that is entered late leaves the centre today: a consent that was withdrawn meanwhile
    must stop it, however truthful its date is.
    """
    then = covering(consents, recipient, fields, happened, outside=outside)
    if isinstance(then, Gap):
        return then
    standing = [c for c in consents if c.gap(recipient, fields, happened, outside=outside) is None]
    at = Moment(max(happened, now))
    return covering(standing, recipient, fields, at, outside=outside)


def consent_fact(
    desk: Desk,
    reader: Reader,
    ids: tuple[ConsentId, CaseId],
    case_fields: Fields,
    entry: ConsentEntry,
    happened: Moment,
) -> Fact:
    """Check a consent as typed and return the fact that records it.

    Raises InvalidInputError, RefusedError.
    """
    lists = desk.vocabularies
    consent, case = ids
    caregiver = caregiver_of(desk, case_fields, entry.caregiver)
    if caregiver is None:
        raise InvalidInputError("consent.caregiver_required", "caregiver")
    if caregiver:
        choice(lists.caregivers, caregiver, "caregiver")
    if not happened < entry.until <= happened + _LONGEST:
        raise InvalidInputError("consent.until", "until")
    return Fact(
        CONSENT_GIVEN.name,
        consent,
        happened,
        content(
            case=case,
            form=choice(lists.consent_forms, entry.form, "form").code,
            language=choice(lists.languages, entry.language, "language").code,
            interpreter=entry.interpreter,
            recipients=_recipients(desk, reader, entry.recipients),
            fields=_fields(lists.consent_fields, entry.fields),
            until=entry.until,
            statistics=entry.statistics,
            caregiver=caregiver,
            assent=entry.assent,
            restrictions=plain(entry.restrictions, "restrictions"),
        ),
    )


def _recipients(desk: Desk, reader: Reader, named: tuple[str, ...]) -> tuple[str, ...]:
    if not named:
        raise InvalidInputError("consent.no_recipient", "recipients")
    chosen = set(named) - {ANY_CENTRE}
    if chosen:
        known = {c.id.hex() for c in reader.centres() if c.id != desk.centre}
        if not all(_is_service(reader, one) for one in chosen - known):
            raise InvalidInputError("centre.unknown", "recipients")
    return tuple(sorted(set(named)))


def _is_service(reader: Reader, named: str) -> bool:
    """Whether a hex id is that of a service that is in use."""
    try:
        service = reader.service(ServiceId(bytes.fromhex(named)))
    except ValueError:
        return False
    return service is not None and service.active


def _fields(codes: CodeList, named: tuple[str, ...]) -> tuple[str, ...]:
    if not named:
        raise InvalidInputError("consent.no_fields", "fields")
    chosen = {choice(codes, code, "fields").code for code in named}
    return tuple(code for code in codes.codes if code in chosen)


def known_consent(reader: Reader, consent: ConsentId) -> Consent:
    """Return the consent; raises RefusedError when nothing is known of it."""
    for write in reader.writes_about((consent,)):
        case = write.fact.get("case")
        if write.fact.kind == CONSENT_GIVEN.name and isinstance(case, bytes):
            found = reader.consents_of(CaseId(case))
            return next(standing for standing in found if standing.id == consent)
    raise RefusedError("consent.unknown")
