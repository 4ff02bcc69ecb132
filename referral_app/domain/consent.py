"""Consent: to whom, which fields, until when; and whether it covers a referral."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from referral_app.domain.identifiers import CaseId, CentreId, ConsentId, Moment, StaffId

ANY_CENTRE = "*"
"""A recipient entry that stands for every centre of the commune; an outside service is named."""


class Gap(Enum):
    """Why a consent does not cover a referral."""

    NONE_GIVEN = "none_given"
    NOT_BEGUN = "not_begun"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    RECIPIENT = "recipient"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to.

    `recipients` are hex ids of centres and outside services, or ANY_CENTRE; `fields` are codes of
    the list `consent_fields` (a locked flag is named by its own code, such as V12); `until` is a
    moment.
    """

    id: ConsentId
    case: CaseId
    given_at: Moment
    entered_at: Moment
    recorded_by: StaffId
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
    ended_at: Moment | None = None
    end_reason: str = ""

    def names(self, recipient: CentreId, *, outside: bool = False) -> bool:
        """Whether `recipient` is among those agreed to; `outside`: it is a service, no centre."""
        any_centre = ANY_CENTRE in self.recipients and not outside
        return any_centre or recipient.hex() in self.recipients

    def gap(
        self, recipient: CentreId, fields: Collection[str], at: Moment, *, outside: bool = False
    ) -> Gap | None:
        """Return the first reason why this consent does not cover the disclosure, or None."""
        if self.ended_at is not None and self.ended_at <= at:
            return Gap.WITHDRAWN
        if at < self.given_at:
            return Gap.NOT_BEGUN
        if at >= self.until:
            return Gap.EXPIRED
        if not self.names(recipient, outside=outside):
            return Gap.RECIPIENT
        return None if set(fields) <= set(self.fields) else Gap.FIELDS


def covering(
    consents: Collection[Consent],
    recipient: CentreId,
    fields: Collection[str],
    at: Moment,
    *,
    outside: bool = False,
) -> Consent | Gap:
    """Return the newest consent that covers the disclosure, else the gap of the newest."""
    newest_first = sorted(consents, key=lambda given: (given.given_at, given.id), reverse=True)
    gaps = [
        (consent, consent.gap(recipient, fields, at, outside=outside)) for consent in newest_first
    ]
    for consent, gap in gaps:
        if gap is None:
            return consent
    return next((gap for _, gap in gaps if gap is not None), Gap.NONE_GIVEN)
