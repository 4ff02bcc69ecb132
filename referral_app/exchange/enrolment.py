"""A second centre joins: the answer to an invitation, and how the inviter takes it.

    item       = CBOR [transcript, HMAC-SHA256(secret, tag ‖ transcript),
                       signature of tag ‖ transcript]
    transcript = CBOR [1, invitation(16), inviter(16), newcomer(16), name in French, name in Arabic,
                       district, at ms, device(16), [membership commit…]]

The secret of the invitation proves the right to join, the commits prove the keys. An invitation
serves one centre.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from referral_app.domain.centre import Invitation
from referral_app.domain.facts import CENTRE_FIELD, CENTRE_INTRODUCED, Fact, Value, content
from referral_app.domain.identifiers import CentreId, InvitationId, Moment, StaffId
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.founding import DESK_ITSELF
from referral_app.exchange.invitation import CentreNames, InvitationContent
from referral_app.exchange.keys import Identity, is_signed
from referral_app.exchange.refused import LeftAsideError
from referral_app.exchange.roll import Roll, read_roll
from referral_app.exchange.shape import byte_strings, is_id, is_name
from referral_app.journal import codec
from referral_app.journal.stream import membership, own
from referral_app.services.ports import ExchangeWork, Refusal

_TAG: Final = b"rly/1/join\0"
_VERSION: Final = 1


def enrolment_note(inviter: CentreId) -> str:
    """Name the note that keeps our sealed answer until the inviter is heard from."""
    return f"enrolment/{inviter.hex()}"


def accept_invitation(
    work: ExchangeWork,
    identity: Identity,
    invitation: InvitationContent,
    names: CentreNames,
    now: Moment,
    author: StaffId = DESK_ITSELF,
) -> None:
    """Join: learn the inviter, and keep a sealed answer that rounds deposit until it is heard.

    Raises RefusedError for an invitation of our own or of the other mode.
    """
    if invitation.inviter == identity.centre:
        raise RefusedError("exchange.invitation_own")
    if invitation.mode != identity.mode:
        raise RefusedError("exchange.invitation_other_mode")
    for commit in invitation.roll.commits:
        work.accept(commit)
    terms = invitation.terms
    facts = _introduction(invitation.inviter, terms.names, now, None)
    work.record(own(identity.centre), facts, author)
    ours = work.commits_of(membership(identity.centre))
    transcript = codec.encode(
        (
            _VERSION,
            terms.invitation,
            invitation.inviter,
            identity.centre,
            names.french,
            names.arabic,
            names.district,
            now,
            identity.device,
            tuple(commit.raw for commit in ours),
        )
    )
    item = codec.encode(
        (transcript, _mac(terms.secret, transcript), identity.keys.sign(_TAG + transcript))
    )
    heads = work.heads(membership(identity.centre))
    letter = Letter(Kind.ENROLMENT, identity.centre, heads, (item,))
    work.put_note(
        enrolment_note(invitation.inviter), seal(letter, invitation.roll.epoch, identity.mode)
    )


def _mac(secret: bytes, transcript: bytes) -> bytes:
    return hmac.digest(secret, _TAG + transcript, sha256)


@dataclass(frozen=True, slots=True)
class _Answer:
    invitation: InvitationId
    inviter: CentreId
    newcomer: CentreId
    names: CentreNames
    roll: Roll
    transcript: bytes
    mac: bytes = field(repr=False)


def introduce(
    work: ExchangeWork,
    identity: Identity,
    item: bytes,
    now: Moment,
    author: StaffId = DESK_ITSELF,
) -> CentreId | None:
    """Take an answer to one of our invitations: learn the newcomer; None if it is known already.

    Raises LeftAsideError with the reason.
    """
    try:
        answer = _read(item)
    except LeftAsideError:
        raise
    except ForeignDataError as error:
        raise LeftAsideError(Refusal.DAMAGED) from error
    invitation = _require_ours(identity, answer, work.invitation(answer.invitation))
    if invitation.used_by == answer.newcomer:
        # A desk of ours has said so; the newcomer's desks may still be unknown at this one.
        _learn(work, answer.roll)
        return None
    if invitation.used_by is not None or now > invitation.expires:
        if any(centre.id == answer.newcomer for centre in work.centres()):
            return None  # it has joined by another invitation
        used = invitation.used_by is not None
        raise LeftAsideError(Refusal.USED_INVITATION if used else Refusal.EXPIRED_INVITATION)
    _learn(work, answer.roll)
    facts = _introduction(answer.newcomer, answer.names, now, answer.invitation)
    work.record(own(identity.centre), facts, author)
    return answer.newcomer


def _introduction(
    centre: CentreId, names: CentreNames, now: Moment, invitation: InvitationId | None
) -> tuple[Fact, ...]:
    told = content(name_fr=names.french, name_ar=names.arabic, invitation=invitation)
    introduced = Fact(CENTRE_INTRODUCED.name, centre, now, told)
    if not names.district:
        return (introduced,)
    district = content(field="district", value=names.district)
    return introduced, Fact(CENTRE_FIELD.name, centre, now, district)


def _learn(work: ExchangeWork, roll: Roll) -> None:
    for commit in roll.commits:
        work.accept(commit)


def _require_ours(identity: Identity, answer: _Answer, invitation: Invitation | None) -> Invitation:
    if answer.roll.membership.mode != identity.mode:
        raise LeftAsideError(Refusal.OTHER_MODE)
    ours = answer.inviter == identity.centre != answer.newcomer
    if invitation is None or not ours:
        raise LeftAsideError(Refusal.FOREIGN)
    if not hmac.compare_digest(answer.mac, _mac(invitation.secret, answer.transcript)):
        raise LeftAsideError(Refusal.FOREIGN)
    return invitation


def _read(item: bytes) -> _Answer:
    match codec.decode(item):
        case (bytes(transcript), bytes(mac), bytes(signature)):
            answer, device = _read_transcript(codec.decode(transcript), transcript, mac)
            members = answer.roll.membership.members
            key = next((member.sign_key for member in members if member.device == device), b"")
            if is_signed(key, signature, _TAG + transcript):
                return answer
    raise LeftAsideError(Refusal.DAMAGED)


def _read_transcript(value: Value, transcript: bytes, mac: bytes) -> tuple[_Answer, bytes]:
    if isinstance(value, tuple) and value and type(value[0]) is int and value[0] > _VERSION:
        raise LeftAsideError(Refusal.NEWER)
    match value:
        case (
            int(version),
            bytes(invitation),
            bytes(inviter),
            bytes(newcomer),
            str(french),
            str(arabic),
            str(district),
            int(),
            bytes(device),
            tuple(raws),
        ) if version == _VERSION:
            ids = all(map(is_id, (invitation, inviter, newcomer, device)))
            if ids and all(map(is_name, (french, arabic, district))):
                centre = CentreId(newcomer)
                answer = _Answer(
                    InvitationId(invitation),
                    CentreId(inviter),
                    centre,
                    CentreNames(french, arabic, district),
                    read_roll(centre, byte_strings(raws)),
                    transcript,
                    mac,
                )
                return answer, device
    raise LeftAsideError(Refusal.DAMAGED)
