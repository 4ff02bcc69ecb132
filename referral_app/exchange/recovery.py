"""The recovery kit: keys that exist on paper alone and can found stewardship anew (exchange.md 3).

Both keys come from one secret of 32 bytes. A centre lists them as a member of the role RECOVERY, to
which each of its keys is sealed; they sign nothing until the day they are typed in at a desk.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from referral_app.domain.facts import MEMBER_ADDED, MEMBER_RETIRED, Fact, content
from referral_app.domain.identifiers import Moment, StaffId
from referral_app.errors import RefusedError
from referral_app.exchange.desk_keys import Steward, open_key, wraps_for
from referral_app.exchange.desk_letters import tell_desks
from referral_app.exchange.founding import DESK_ITSELF, open_wraps
from referral_app.exchange.keys import SEED, DeskKeys, Identity
from referral_app.journal.commit import INCARNATION_SIZE, CommitDraft, write_commit
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import RECOVERY, STEWARD, Member, Membership
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeWork

SECRET: Final = 32
_SIGN: Final = b"rly/1/recovery-sign\0"
_KEM: Final = b"rly/1/recovery-kem\0"
_CODE: Final = "RLY-KIT-1:"
_CHECK: Final = 3
_LABEL: Final = "recovery"


def kit_keys(secret: bytes) -> DeskKeys:
    """Return the keys that a kit's secret stands for."""
    return DeskKeys(_derived(secret, _SIGN), _derived(secret, _KEM))


def write_code(secret: bytes) -> str:
    """Return a kit's secret as its QR code says it: a scanner types it like a keyboard."""
    return _CODE + b32encode(secret + sha256(secret).digest()[:_CHECK]).decode().rstrip("=")


def read_code(typed: str) -> bytes | None:
    """Return the secret that a scanner typed; None when this is no such code, or a damaged one."""
    text = "".join(typed.split()).upper()
    if not text.startswith(_CODE):
        return None
    body = text.removeprefix(_CODE)
    try:
        data = b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        return None
    secret, check = data[:SECRET], data[SECRET:]
    return secret if check == sha256(secret).digest()[:_CHECK] else None


def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), SEED, salt=None, info=info).derive(secret)


def keep_kit(steward: Steward, keys: DeskKeys) -> None:
    """Let a kit hold from now on, and the ones before it no more; in one transaction.

    Raises RefusedError("desk.not_steward").
    """
    known, _here = steward.standing()
    kit = Member(
        keys.device, known.centre, keys.sign_key, keys.kem_key, RECOVERY, _LABEL, active=False
    )
    told = content(sign_key=kit.sign_key, kem_key=kit.kem_key, role=RECOVERY, label=_LABEL)
    facts = [Fact(MEMBER_ADDED.name, kit.device, steward.now, told)]
    for former in known.kits:
        gone = content(reason="replaced", frontier=steward.work.heads_of_desk(former.device))
        facts.append(Fact(MEMBER_RETIRED.name, former.device, steward.now, gone))
    facts += wraps_for(steward, kit, known)
    if known.kits:
        facts.append(open_key(steward, known, (*known.active, kit)))
    steward.record(facts)
    tell_desks(steward.work, steward.identity, known.active)


def recover(work: ExchangeWork, identity: Identity, keys: DeskKeys, steward: Steward) -> bool:
    """Make this desk one that lets in others, by the keys of a kit; in one transaction.

    The desk may be new and wait to be let in; False when it was one that lets in others already.
    Raises RefusedError("recovery.unknown", "recovery.replaced", "desk.retired").
    """
    known = work.membership(identity.centre)
    kit = known.member(keys.device) if known else None
    if known is None or kit is None or kit.role != RECOVERY:
        raise RefusedError("recovery.unknown")
    if kit.retired_at is not None:
        raise RefusedError("recovery.replaced")
    here = known.member(identity.device)
    if here is not None and not here.active:
        raise RefusedError("desk.retired")
    if here is not None and here.role == STEWARD:
        return False
    signer = Identity(identity.centre, identity.mode, identity.incarnation, keys, keys.device)
    open_wraps(work, signer)
    _sign(work, signer, steward, _naming(steward, identity, here, known))
    after = work.membership(identity.centre)
    tell_desks(work, identity, after.active if after else ())
    return True


def _naming(
    steward: Steward, identity: Identity, here: Member | None, known: Membership
) -> list[Fact]:
    own = identity.keys
    label = here.label if here else _LABEL
    told = content(
        sign_key=own.sign_key,
        kem_key=own.kem_key,
        role=STEWARD,
        label=label,
        invitation=here.invitation if here else None,
    )
    member = Member(
        identity.device, known.centre, own.sign_key, own.kem_key, STEWARD, label, active=True
    )
    added = Fact(MEMBER_ADDED.name, identity.device, steward.now, told)
    return [added, *wraps_for(steward, member, known)]


def _sign(work: ExchangeWork, signer: Identity, steward: Steward, facts: list[Fact]) -> None:
    """Write facts in the name of the kit, which has no program running: one commit each.

    Each is sent to our other desks and to every other centre.
    """
    stream = membership(signer.centre)
    held = work.commits_of(stream)
    mine = [commit for commit in held if commit.device == signer.device]
    time = HybridClock(max((commit.hlc for commit in held), default=0))
    heads = [head for head, device in work.heads_by_desk(stream).items() if device == signer.device]
    seq = max((commit.seq for commit in mine), default=0)
    incarnation = steward.chance(INCARNATION_SIZE)
    for fact in facts:
        seq += 1
        draft = CommitDraft(
            signer.centre,
            signer.device,
            incarnation,
            stream,
            seq,
            tuple(heads),
            time.tick(Moment(steward.now)),
            StaffId(DESK_ITSELF),
        )
        commit = write_commit(draft, (fact,), sign=signer.keys.sign, chance=steward.chance)
        work.accept(commit)
        heads = [commit.id]
        for centre in work.centres():
            work.queue((commit.id,), centre.id)
        work.queue((commit.id,), signer.centre)
