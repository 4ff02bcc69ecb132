"""What is gathered for paper: a slip of referrals that were sent, and the centre on a card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.domain.centre import TRAINING
from referral_app.domain.consent import Gap, covering
from referral_app.domain.coupon import CouponNumber
from referral_app.domain.facts import CENTRE_FIELD, Fact, Value, field_content
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import ReferralId, ServiceId
from referral_app.domain.referral import Referral, Request
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.journal.register import fields_of
from referral_app.journal.sound import sound_facts
from referral_app.services.checks import known_referral, plain
from referral_app.services.consents import GAP_KEYS
from referral_app.services.desk import Desk
from referral_app.services.locked import readable
from referral_app.services.ports import Reader
from referral_app.services.ports.paper import CardBack, CardFace, Party, SlipNeed, SlipPaper

_PHONE_LIMIT: Final = 40
_HOURS_LIMIT: Final = 120
_BACK: Final = {
    "card_phone": _PHONE_LIMIT,
    "card_hours_fr": _HOURS_LIMIT,
    "card_hours_ar": _HOURS_LIMIT,
}


def slip_paper(desk: Desk, referrals: Sequence[ReferralId]) -> SlipPaper:
    """Gather a slip for referrals of one file that we sent to one recipient, in their order.

    It says what was sent and nothing else of the file. A slip discloses anew, so the consent must
    still stand. Raises NotPermittedError, RefusedError.
    """
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    found = [readable(desk, known_referral(reader, referral)) for referral in referrals]
    requests = [_sent(desk, referral) for referral in found]
    if not found:
        raise RefusedError("slip.nothing_chosen")
    if len({request.case_code for request in requests}) > 1:
        raise RefusedError("slip.several_files")
    if len({referral.recipient for referral in found}) > 1:
        raise RefusedError("slip.several_recipients")
    for referral, request in zip(found, requests, strict=True):
        _check_consent(desk, reader, referral, request)
    first = requests[0]
    recipient, documents = _recipient(reader, found[0])
    staff = {member.id: member.label for member in reader.staff()}
    return SlipPaper(
        code=first.case_code,
        sender=own_party(desk),
        recipient=recipient,
        outside=found[0].service is not None,
        needs=tuple(
            _need(request, referral) for request, referral in zip(requests, found, strict=True)
        ),
        person=_person(requests),
        restrictions=" · ".join(dict.fromkeys(r.restrictions for r in requests if r.restrictions)),
        documents=documents,
        consent_form=first.consent_form,
        consent_until=min(request.consent_until for request in requests),
        exception=next((r.exception for r in requests if r.exception), ""),
        sent_at=max(request.sent_at for request in requests),
        worker=staff.get(first.sent_by, ""),
        training=desk.mode == TRAINING,
    )


def own_party(desk: Desk) -> Party:
    """Return the centre as it stands on paper."""
    centre, back = desk.store.reader.own_centre(), card_back(desk)
    return Party(
        centre.name_fr,
        centre.name_ar,
        centre.district,
        phone=back.phone,
        hours=back.hours_fr,
        hours_ar=back.hours_ar,
    )


def card_face(desk: Desk) -> CardFace:
    """Return what every card of the centre says; raises NotPermittedError."""
    desk.require(Act.PRINT_CARDS)
    return CardFace(own_party(desk), card_back(desk), desk.mode == TRAINING)


def card_back(desk: Desk) -> CardBack:
    """Return what stands on the back of the centre's cards."""
    fields = _centre_fields(desk.store.reader, desk)
    return CardBack(*(fields.text(name) for name in _BACK))


def set_card_back(desk: Desk, back: CardBack) -> None:
    """Write what stands on the back of the centre's cards: public, and the same for everybody.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.MANAGE_CALENDAR)
    values = dict(zip(_BACK, (back.phone, back.hours_fr, back.hours_ar), strict=True))
    tidy = {name: plain(text, name, limit=_BACK[name]) for name, text in values.items()}
    with desk.store.begin() as work:
        fields = _centre_fields(work, desk)
        facts = [
            Fact(
                CENTRE_FIELD.name,
                desk.centre,
                desk.now(),
                field_content(name, text),
                fields.seen(name),
            )
            for name, text in tidy.items()
            if text != fields.text(name) or name in fields.conflicts
        ]
        if facts:
            work.record(desk.stream, facts, desk.actor.id)


def _centre_fields(reader: Reader, desk: Desk) -> Fields:
    (written,) = sound_facts(reader.writes_about([desk.centre]), CENTRE_FIELD)
    return fields_of([write for write in written if write.centre == desk.centre])


def _sent(desk: Desk, referral: Referral) -> Request:
    if referral.sender != desk.centre:
        raise RefusedError("slip.not_ours")
    if referral.request is None:
        raise RefusedError("referral.unknown")
    return referral.request


def _check_consent(desk: Desk, reader: Reader, referral: Referral, request: Request) -> None:
    if referral.case is None or request.exception:
        return
    outside = referral.service is not None
    consents = reader.consents_of(referral.case)
    covers = covering(consents, referral.recipient, (), desk.now(), outside=outside)
    if isinstance(covers, Gap):
        raise RefusedError(GAP_KEYS[covers])


def _recipient(reader: Reader, referral: Referral) -> tuple[Party, str]:
    """Who receives, and what a person brings there."""
    service = reader.service(ServiceId(referral.recipient))
    if service is not None:
        party = Party(
            service.name_fr,
            service.name_ar,
            service.district,
            service.address,
            service.phone,
            service.hours,
        )
        return party, service.documents
    centre = next((c for c in reader.centres() if c.id == referral.recipient), None)
    if centre is None:
        return Party("", ""), ""
    return Party(centre.name_fr, centre.name_ar, centre.district), ""


def _need(request: Request, referral: Referral) -> SlipNeed:
    return SlipNeed(
        request.category,
        request.priority,
        request.priority_reason,
        request.detail,
        request.services_given,
        CouponNumber.of(request.case_code, referral.id),
    )


def _person(requests: Sequence[Request]) -> tuple[tuple[str, Value], ...]:
    """What the requests say of the person, each thing once."""
    found: dict[str, Value] = {}
    for request in requests:
        found |= dict(request.person)
    return tuple(sorted(found.items()))
