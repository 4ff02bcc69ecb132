"""A further desk joins its centre: what it writes, how the centre takes it, and the yes.

    item       = CBOR [transcript, HMAC-SHA256(secret, tag ‖ transcript),
                       signature of tag ‖ transcript]
    transcript = CBOR ["desk", 1, invitation(16), centre(16), signing key(32), key(1216), at ms]

The secret of the invitation proves the right to ask, the signature the key. A person at a desk that
may let in others compares the fingerprints of both keys; only that yes makes it a desk.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from referral_app.domain.desks import MOST_STEWARDS
from referral_app.domain.facts import MEMBER_ADDED, Fact, content
from referral_app.domain.identifiers import CentreId, DeviceId, InvitationId, Moment
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.desk_invitation import DeskInvitationContent, rendezvous
from referral_app.exchange.desk_keys import Steward, wraps_for
from referral_app.exchange.desk_letters import keep_letters, membership_letters, welcome_note
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.keys import Identity, is_signed
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.retiring import retire
from referral_app.exchange.shape import is_id
from referral_app.journal import codec
from referral_app.journal.genesis import KEM_KEY_SIZE, SIGN_KEY_SIZE, device_id
from referral_app.journal.hlc import LATEST
from referral_app.journal.membership import DESK, STEWARD, Member, Membership
from referral_app.journal.stream import own
from referral_app.services.ports import ExchangeWork, Refusal
from referral_app.services.ports.desks import JOINS

_TAG: Final = b"rly/1/desk-join\0"
_FORM: Final = "desk"
_VERSION: Final = 1
MOST_JOINS: Final = 32
"""Answers that wait for a yes: whoever holds an invitation can write any number."""
ASKING: Final = "asking"
"""Name of the note that keeps what this desk wrote to be let in, sealed."""


@dataclass(frozen=True, slots=True)
class Join:
    """A desk that asks to be let in, with the keys that it will speak for."""

    invitation: InvitationId
    centre: CentreId
    sign_key: bytes
    kem_key: bytes
    at: Moment
    item: bytes

    @property
    def device(self) -> DeviceId:
        """The id that binds both keys: what is compared aloud."""
        return device_id(self.sign_key, self.kem_key)


def ask_to_join(
    work: ExchangeWork, identity: Identity, invitation: DeskInvitationContent, now: Moment
) -> None:
    """Learn the centre's desks, and keep a sealed answer that rounds deposit until we are let in.

    Raises ForeignDataError for a roll without a usable key.
    """
    for commit in invitation.roll.commits:
        work.accept(commit)
    terms, keys = invitation.terms, identity.keys
    transcript = codec.encode(
        (
            _FORM,
            _VERSION,
            terms.invitation,
            invitation.centre,
            keys.sign_key,
            keys.kem_key,
            now,
        )
    )
    mac = _mac(terms.secret, transcript)
    item = codec.encode((transcript, mac, keys.sign(_TAG + transcript)))
    letter = Letter(Kind.ENROLMENT, identity.centre, (), (item,))
    work.put_note(ASKING, seal(letter, invitation.roll.epoch, identity.mode))


def is_join(item: bytes) -> bool:
    """Whether an item of an enrolment letter is a desk's, and not a centre's."""
    try:
        match codec.decode(item):
            case (bytes(transcript), bytes(), bytes()):
                value = codec.decode(transcript)
                return isinstance(value, tuple) and bool(value) and value[0] == _FORM
    except ForeignDataError:
        return False
    return False


def receive_join(work: ExchangeWork, identity: Identity, item: bytes, now: Moment) -> bool:
    """Keep what a desk of ours-to-be wrote, until a person says yes; False if it is kept or used.

    Raises StrangerError while its invitation is not known here, LeftAsideError with the reason.
    """
    join, mac = _read(item)
    if join.centre != identity.centre:
        raise LeftAsideError(Refusal.FOREIGN)
    invitation = work.desk_invitation(join.invitation)
    if invitation is None:
        raise StrangerError
    if not hmac.compare_digest(mac, _mac(invitation.secret, _transcript(item))):
        raise LeftAsideError(Refusal.FOREIGN)
    user = _user(work.membership(identity.centre), join.invitation)
    if user is not None:
        if user.device == join.device:
            return False
        raise LeftAsideError(Refusal.USED_INVITATION)
    if now > invitation.expires:
        raise LeftAsideError(Refusal.EXPIRED_INVITATION)
    kept = _kept(work.note(JOINS) or b"")
    if any(other.device == join.device for other in kept) or len(kept) >= MOST_JOINS:
        return False
    _keep(work, (*kept, join))
    return True


def read_join(item: bytes) -> Join:
    """Read what a desk wrote that asks to be let in; its signature is checked.

    Raises LeftAsideError with the reason.
    """
    return _read(item)[0]


def joins(kept: bytes) -> tuple[Join, ...]:
    """Return the desks that wait for a yes, from the note that keeps them."""
    return _kept(kept)


def admit(steward: Steward, join: Join, label: str, block: Fact | None) -> None:
    """Make it a desk of the centre: its keys, every key of the centre, a block of codes, and the
    place of the desk that it replaces; to be called in one transaction.

    Raises RefusedError("desk.not_steward", "desk.join_gone", "desk.invitation_used",
    "desk.too_many_stewards", "desk.last_steward").
    """
    work, centre = steward.work, steward.identity.centre
    known, _here = steward.standing()
    invitation = work.desk_invitation(join.invitation)
    if invitation is None or all(it.device != join.device for it in joins(work.joins_waiting())):
        raise RefusedError("desk.join_gone")
    if _user(known, join.invitation) is not None:
        raise RefusedError("desk.invitation_used")
    role = role_of(known, may_let_in=invitation.may_let_in, replaces=invitation.replaces)
    told = content(
        sign_key=join.sign_key,
        kem_key=join.kem_key,
        role=role,
        label=label,
        invitation=join.invitation,
    )
    member = Member(join.device, centre, join.sign_key, join.kem_key, role, label, active=True)
    added = Fact(MEMBER_ADDED.name, join.device, steward.now, told)
    steward.record((added, *wraps_for(steward, member, known)))
    if block is not None:
        work.record(own(centre), (block,), steward.author)
    replaced = known.member(invitation.replaces) if invitation.replaces else None
    if replaced and replaced.active:
        retire(steward, replaced.device, "replaced", replaced_by=join.device)
    _welcome(steward, join)


def dismiss(work: ExchangeWork, join: Join) -> None:
    """Forget a desk that a person refused; nothing of it was taken."""
    _drop(work, join.invitation)


def _welcome(steward: Steward, join: Join) -> None:
    """Seal the membership to the new desk's own key; send it all that is held here.

    All of it at once: the desk that lets in may be the one replaced, which hears no asking more.
    """
    work, identity = steward.work, steward.identity
    mailbox = rendezvous(join.invitation)
    letters = membership_letters(work, identity, mailbox, join.kem_key)
    keep_letters(work, welcome_note(join.device), letters)
    for stream in work.streams():
        held = tuple(link.id for link in work.links(stream))
        work.queue(held, identity.centre)
    _drop(work, join.invitation)


def role_of(known: Membership, *, may_let_in: bool, replaces: DeviceId | None) -> str:
    """Return what a further desk becomes; who replaces a desk that lets in others does so, too.

    Raises RefusedError("desk.too_many_stewards").
    """
    former = known.member(replaces) if replaces else None
    takes_over = former is not None and former.active and former.role == STEWARD
    if not (may_let_in or takes_over):
        return DESK
    stewards = [member for member in known.active if member.role == STEWARD]
    if len(stewards) - takes_over >= MOST_STEWARDS:
        raise RefusedError("desk.too_many_stewards", most=MOST_STEWARDS)
    return STEWARD


def _user(known: Membership | None, invitation: InvitationId) -> Member | None:
    members = known.members if known else ()
    return next((member for member in members if member.invitation == invitation), None)


def _mac(secret: bytes, transcript: bytes) -> bytes:
    return hmac.digest(secret, _TAG + transcript, sha256)


def _transcript(item: bytes) -> bytes:
    match codec.decode(item):
        case (bytes(transcript), bytes(), bytes()):
            return transcript
    raise LeftAsideError(Refusal.DAMAGED)


def _read(item: bytes) -> tuple[Join, bytes]:
    """Read an item and its proof by the secret; the signature is checked."""
    try:
        match codec.decode(item):
            case (bytes(transcript), bytes(mac), bytes(signature)):
                join = _read_transcript(transcript, item)
                if is_signed(join.sign_key, signature, _TAG + transcript):
                    return join, mac
    except LeftAsideError:
        raise
    except ForeignDataError as error:
        raise LeftAsideError(Refusal.DAMAGED) from error
    raise LeftAsideError(Refusal.DAMAGED)


def _read_transcript(transcript: bytes, item: bytes) -> Join:
    value = codec.decode(transcript)
    newer = isinstance(value, tuple) and len(value) > 1 and value[0] == _FORM
    if newer and isinstance(value, tuple) and type(value[1]) is int and value[1] > _VERSION:
        raise LeftAsideError(Refusal.NEWER)
    match value:
        case (
            str(form),
            int(version),
            bytes(invitation),
            bytes(centre),
            bytes(sign_key),
            bytes(kem_key),
            int(at),
        ) if form == _FORM and version == _VERSION and 0 <= at < LATEST:
            keys = len(sign_key) == SIGN_KEY_SIZE and len(kem_key) == KEM_KEY_SIZE
            if keys and is_id(invitation) and is_id(centre):
                return Join(
                    InvitationId(invitation),
                    CentreId(centre),
                    sign_key,
                    kem_key,
                    Moment(at),
                    item,
                )
    raise LeftAsideError(Refusal.DAMAGED)


def _kept(note: bytes) -> tuple[Join, ...]:
    items = codec.decode(note) if note else ()
    kept = items if isinstance(items, tuple) else ()
    return tuple(_read(item)[0] for item in kept if isinstance(item, bytes))


def _keep(work: ExchangeWork, waiting: tuple[Join, ...]) -> None:
    work.put_note(JOINS, codec.encode(tuple(join.item for join in waiting)))


def _drop(work: ExchangeWork, invitation: InvitationId) -> None:
    kept = _kept(work.note(JOINS) or b"")
    _keep(work, tuple(join for join in kept if join.invitation != invitation))
