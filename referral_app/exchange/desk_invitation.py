"""The invitation of a further desk of one's own centre: a file, prepared for one person.

    body = CBOR [mode, id(16), secret(16), centre(16), [membership commit…], name in French,
                 name in Arabic, commune key(32), staff(16), initials, role, replaces(16 or 0),
                 expires ms, ["hub", address, id(16)] where the centre has one]

It carries a secret, so it travels by hand, in the frame of `signed_file`. It opens nothing yet: a
person at a desk of the centre compares fingerprints and says yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import CentreId, DeviceId, InvitationId, Moment, StaffId
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError
from referral_app.exchange.invitation import (
    COMMUNE_KEY,
    SECRET,
    CentreNames,
    hub_elements,
    read_hub,
)
from referral_app.exchange.keys import Identity
from referral_app.exchange.roll import Roll, read_roll
from referral_app.exchange.shape import ID, byte_strings, is_id, is_name
from referral_app.exchange.signed_file import FOR_A_DESK, damaged, read_signed, sign_file
from referral_app.journal import codec
from referral_app.journal.commit import Commit
from referral_app.journal.hlc import LATEST
from referral_app.services.ports.hub import HubAddress

MAGIC: Final = FOR_A_DESK
_RENDEZVOUS: Final = b"rly/1/rdv\0"
_ROLES: Final = frozenset(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class DeskTerms:
    """For whom a desk is prepared, in whose place, and until when (ms)."""

    invitation: InvitationId
    secret: bytes = field(repr=False)
    commune_key: bytes = field(repr=False)
    names: CentreNames
    staff: StaffId
    label: str
    role: Role
    replaces: DeviceId | None
    expires: Moment
    hub: HubAddress | None = None


@dataclass(frozen=True, slots=True)
class DeskInvitationContent:
    """An invitation as read: which centre invites, in which mode, on which terms."""

    mode: str
    centre: CentreId
    terms: DeskTerms
    roll: Roll


def rendezvous(invitation: InvitationId) -> CentreId:
    """Return the mailbox in which the answer to a joining desk lies (exchange.md 3.4)."""
    return CentreId(sha256(_RENDEZVOUS + invitation).digest()[:ID])


def build_desk_invitation(
    identity: Identity, terms: DeskTerms, membership: Sequence[Commit]
) -> bytes:
    """Return the file. `membership` is every membership commit of the centre."""
    body = codec.encode(
        (
            identity.mode,
            terms.invitation,
            terms.secret,
            identity.centre,
            tuple(commit.raw for commit in membership),
            terms.names.french,
            terms.names.arabic,
            terms.commune_key,
            terms.staff,
            terms.label,
            terms.role.value,
            terms.replaces or b"",
            terms.expires,
            *hub_elements(terms.hub),
        )
    )
    return sign_file(identity, MAGIC, body)


def read_desk_invitation(data: bytes, now: Moment | None) -> DeskInvitationContent:
    """Read and check the file; `now` None reads one that has expired since, too.

    Raises ForeignDataError("exchange.invitation_foreign", "…_newer", "…_damaged"),
    RefusedError("exchange.invitation_expired").
    """
    content = read_signed(data, MAGIC, _read_body)
    if now is not None and now > content.terms.expires:
        raise RefusedError("exchange.invitation_expired")
    return content


def is_desk_invitation(data: bytes) -> bool:
    """Whether the file is for a desk, and not for a centre."""
    return data.startswith(MAGIC)


def _read_body(body: Value) -> DeskInvitationContent:
    match body:
        case (
            str(mode),
            bytes(invitation),
            bytes(secret),
            bytes(centre),
            tuple(raws),
            str(french),
            str(arabic),
            bytes(commune_key),
            bytes(staff),
            str(label),
            str(role),
            bytes(replaces),
            int(expires),
            *rest,
        ):
            sizes = all(map(is_id, (invitation, centre, staff))) and len(secret) == SECRET
            sizes = sizes and len(commune_key) == COMMUNE_KEY and len(replaces) in (0, ID)
            if sizes and role in _ROLES and 0 <= expires < LATEST:
                terms = DeskTerms(
                    InvitationId(invitation),
                    secret,
                    commune_key,
                    CentreNames(french, arabic),
                    StaffId(staff),
                    label,
                    Role(role),
                    DeviceId(replaces) if replaces else None,
                    Moment(expires),
                    read_hub(rest),
                )
                return _content(mode, CentreId(centre), terms, raws)
    raise damaged()


def _content(
    mode: str, centre: CentreId, terms: DeskTerms, raws: tuple[Value, ...]
) -> DeskInvitationContent:
    roll = read_roll(centre, byte_strings(raws))
    texts = (terms.names.french, terms.names.arabic, terms.label)
    if mode not in (REAL, TRAINING) or roll.membership.mode != mode or not all(map(is_name, texts)):
        raise damaged()
    return DeskInvitationContent(mode, centre, terms, roll)
