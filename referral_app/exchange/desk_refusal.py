"""A word to a desk that is not let in, so that it does not wait for ever.

    item = CBOR [body, device(16), signature of tag ‖ body]
    body = CBOR [1, invitation(16), device that asked(16), reason]

It lies where its keys would lie, sealed to its key; a desk of the centre signs it.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError
from referral_app.exchange.desk_invitation import rendezvous
from referral_app.exchange.desk_joining import Join
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.keys import Identity, is_signed
from referral_app.journal import codec
from referral_app.journal.membership import STEWARD, key_id
from referral_app.services.ports import Epoch, ExchangeWork

USED: Final = "used"
EXPIRED: Final = "expired"
SENT_AWAY: Final = "sent_away"
REASONS: Final = (USED, EXPIRED, SENT_AWAY)
WHY: Final = "why_not"
"""Name of the note that keeps, at the desk that waits, why it is not let in."""

_REFUSED: Final = "refused"
_TAG: Final = b"rly/1/join-refused\0"
_VERSION: Final = 1
_MOST: Final = 32


def refuse_join(work: ExchangeWork, identity: Identity, join: Join, reason: str) -> None:
    """Keep a letter that says why a desk is not let in; said once, by a desk that may let in."""
    known = work.membership(identity.centre)
    here = known.member(identity.device) if known else None
    if here is None or not here.active or here.role != STEWARD:
        return
    name = join.invitation + join.device
    kept = _kept(work)
    if any(other == name for other, _box, _letter in kept):
        return
    body = codec.encode((_VERSION, join.invitation, join.device, reason))
    item = codec.encode((body, identity.device, identity.keys.sign(_TAG + body)))
    box = rendezvous(join.invitation)
    key = Epoch(box, 0, key_id(join.kem_key), join.kem_key, None)
    letter = seal(Letter(Kind.ENROLMENT, identity.centre, (), (item,)), key, identity.mode)
    work.put_note(_REFUSED, codec.encode((*kept[-_MOST + 1 :], (name, box, letter))))


def refusals(work: ExchangeWork) -> tuple[tuple[CentreId, bytes], ...]:
    """Return the letters to lay down, each with its mailbox."""
    return tuple((CentreId(box), letter) for _name, box, letter in _kept(work))


def read_refusal(work: ExchangeWork, identity: Identity, item: bytes) -> str:
    """Return why this desk is not let in; empty for what no desk of its centre says."""
    try:
        match codec.decode(item):
            case (bytes(body), bytes(device), bytes(signature)):
                told = codec.decode(body)
            case _:
                return ""
    except ForeignDataError:
        return ""
    known = work.membership(identity.centre)
    keys = [member.sign_key for member in known.members if member.device == device] if known else []
    if not any(is_signed(key, signature, _TAG + body) for key in keys):
        return ""
    match told:
        case (int(version), bytes(), bytes(asked), str(reason)) if version == _VERSION:
            return reason if asked == identity.device and reason in REASONS else ""
    return ""


def _kept(work: ExchangeWork) -> tuple[tuple[bytes, bytes, bytes], ...]:
    entries = codec.decode(work.note(_REFUSED) or b"\x80")
    found = []
    for entry in entries if isinstance(entries, tuple) else ():
        match entry:
            case (bytes(name), bytes(box), bytes(letter)):
                found.append((name, box, letter))
    return tuple(found)
