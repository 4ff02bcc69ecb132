"""The JSON of `show`: `resources/schemas/show_*.schema.json` say what each document holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from referral_app.domain.case import Case, Need, Note
from referral_app.domain.centre import Centre
from referral_app.domain.consent import Consent
from referral_app.domain.directory import Service
from referral_app.domain.facts import Value
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.outside import evidence_of
from referral_app.domain.referral import FollowUp, Half, Referral, Request, StatusFact
from referral_app.services.desk import Desk
from referral_app.services.ports import CaseRow, ReferralRow, Way

Json = dict[str, Any]
VERSION: Final = 1
"""Of the story."""
VERSIONS: Final = {"show_cases": 1, "show_case": 1, "show_referrals": 2, "show_referral": 2}
"""By document; one changes only with the changelog."""


def document(name: str, desk: Desk, **parts: Any) -> Json:
    """Return a document of the kind `name` with the store that it was read from."""
    store = {"centre": desk.centre.hex(), "mode": desk.mode}
    return {"version": VERSIONS[name], "document": name, "store": store, **parts}


def moment(value: Moment) -> str:
    """Return a moment as UTC text, whole seconds."""
    return f"{datetime.fromtimestamp(value // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def moment_or_none(value: Moment | None) -> str | None:
    """Return a moment as text, or None."""
    return None if value is None else moment(value)


def json_value(value: Value) -> Any:
    """Return a fact's value; bytes read as hex."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [json_value(item) for item in value]
    return value


def case_row(row: CaseRow) -> Json:
    """Return one line of the list of files: code and states only."""
    return {
        "id": row.id.hex(),
        "code": row.code,
        "open": row.open,
        "opened_at": moment(row.opened_at),
        "last_at": moment(row.last_at),
        "needs": row.needs,
        "open_needs": row.open_needs,
        "referrals_waiting": row.referrals_waiting,
        "in_conflict": row.in_conflict,
    }


def referral_row(row: ReferralRow, *, outside: bool) -> Json:
    """Return one line of the list of referrals: code and states only."""
    return {
        "id": row.id.hex(),
        "direction": "received" if row.incoming else "sent",
        "peer": row.peer.hex(),
        "outside": outside,
        "case_code": row.case_code,
        "status": row.status,
        "sent_at": moment(row.sent_at),
        "step": row.step,
        "due": moment_or_none(row.due),
        "last_at": moment(row.last_at),
        "loop_closed": row.loop_closed,
        "to_check": row.marked,
    }


def case_document(
    case: Case,
    needs: Iterable[Need],
    consents: Iterable[Consent],
    referrals: Iterable[Referral],
) -> Json:
    """Return a whole file."""
    return {
        "id": case.id.hex(),
        "code": case.code,
        "open": case.is_open,
        "opened_at": moment(case.opened_at),
        "entered_at": moment(case.entered_at),
        "opened_by": case.opened_by.hex(),
        "fields": _fields(case.fields),
        "notes": [_note(note) for note in case.notes],
        "needs": [_need(need) for need in needs],
        "consents": [_consent(consent) for consent in consents],
        "referrals": [
            {
                "id": referral.id.hex(),
                "need": referral.need.hex() if referral.need else None,
                "recipient": referral.recipient.hex(),
                "status": referral.status.value,
                "loop_closed": referral.loop_closed,
                "to_check": bool(referral.marks),
            }
            for referral in referrals
        ],
    }


def referral_document(
    referral: Referral,
    way: Way,
    own: CentreId,
    centres: Iterable[Centre],
    service: Service | None = None,
) -> Json:
    """Return a whole referral, both halves; `service` is its recipient that has no desk."""
    names: dict[CentreId, Centre | Service] = {centre.id: centre for centre in centres}
    if service is not None:
        names[referral.recipient] = service
    return {
        "id": referral.id.hex(),
        "direction": "sent" if referral.sender == own else "received",
        "sender": _centre(referral.sender, names.get(referral.sender)),
        "recipient": _centre(referral.recipient, names.get(referral.recipient)),
        "outside": None
        if referral.service is None
        else {
            "delivery": referral.request.delivery if referral.request else "",
            "evidence": evidence_of(referral),
        },
        "status": referral.status.value,
        "to_check": [mark.value for mark in referral.marks],
        "request": _request(referral.request) if referral.request else None,
        "halves": {
            "sender": _half(referral.sender_half),
            "recipient": _half(referral.recipient_half),
        },
        "loop": {"closed": referral.loop_closed, "last": _loop(referral.loop.value)},
        "follow_ups": [_follow_up(known) for known in referral.follow_ups],
        "countersigned_at": _signed_at(referral),
        "way": {
            "saved": moment_or_none(way.saved),
            "deposited": moment_or_none(way.deposited),
            "delivered": moment_or_none(way.delivered),
            "opened": moment_or_none(way.opened),
        },
        "case": referral.case.hex() if referral.case else None,
        "need": referral.need.hex() if referral.need else None,
    }


def _signed_at(referral: Referral) -> str | None:
    signed = referral.countersigned
    return moment(signed.happened) if signed else None


def _fields(fields: Fields) -> Json:
    return {
        name: {
            "value": json_value(field.value),
            "others": [
                json_value(other.value) for other in field.live[1:] if other.value != field.value
            ],
        }
        for name, field in sorted(fields.by_name.items())
    }


def _note(note: Note) -> Json:
    return {
        "happened": moment(note.happened),
        "entered": moment(note.entered),
        "author": note.author.hex(),
        "redacted": note.redacted,
        "text": note.text,
    }


def _need(need: Need) -> Json:
    return {
        "id": need.id.hex(),
        "recorded_at": moment(need.recorded_at),
        "entered_at": moment(need.entered_at),
        "recorded_by": need.recorded_by.hex(),
        "open": need.is_open,
        "fields": _fields(need.fields),
    }


def _consent(consent: Consent) -> Json:
    return {
        "id": consent.id.hex(),
        "given_at": moment(consent.given_at),
        "entered_at": moment(consent.entered_at),
        "recorded_by": consent.recorded_by.hex(),
        "form": consent.form,
        "language": consent.language,
        "interpreter": consent.interpreter,
        "recipients": list(consent.recipients),
        "fields": list(consent.fields),
        "until": moment(consent.until),
        "statistics": consent.statistics,
        "caregiver": consent.caregiver,
        "assent": consent.assent,
        "restrictions": consent.restrictions,
        "ended_at": moment_or_none(consent.ended_at),
        "end_reason": consent.end_reason,
    }


def _centre(centre: CentreId, known: Centre | Service | None) -> Json:
    return {
        "id": centre.hex(),
        "name_fr": known.name_fr if known else "",
        "name_ar": known.name_ar if known else "",
    }


def _request(request: Request) -> Json:
    return {
        "case_code": request.case_code,
        "category": request.category,
        "priority": request.priority,
        "priority_reason": request.priority_reason,
        "detail": request.detail,
        "person": {name: json_value(value) for name, value in request.person},
        "consent_form": request.consent_form,
        "consent_until": moment(request.consent_until) if request.consent_form else None,
        "exception": request.exception,
        "exception_reason": request.exception_reason,
        "restrictions": request.restrictions,
        "services_given": request.services_given,
        "follow_up_on": moment_or_none(request.follow_up_on),
        "follow_up_means": request.follow_up_means,
        "replaces": request.replaces.hex() if request.replaces else None,
        "sent_at": moment(request.sent_at),
        "sent_by": request.sent_by.hex(),
    }


def _half(half: Half) -> Json:
    return {
        "live": [_fact(fact) for fact in half.live],
        "known": [_fact(fact) for fact in half.known],
    }


def _fact(fact: StatusFact) -> Json:
    return {
        "status": fact.status,
        "happened": moment(fact.happened),
        "entered": moment(fact.entered),
        "author": fact.author.hex(),
        "content": {name: json_value(value) for name, value in fact.content if name != "status"},
    }


def _loop(value: Value) -> Json | None:
    match value:
        case (str(word), str(status)):
            return {"word": word, "status": status}
    return None


def _follow_up(known: FollowUp) -> Json:
    return {
        "happened": moment(known.happened),
        "entered": moment(known.entered),
        "author": known.author.hex(),
        "means": known.means,
        "evidence": known.evidence,
        "outcome": known.outcome,
        "text": known.text,
    }
