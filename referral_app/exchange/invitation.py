"""The invitation: a file by which one centre lets a second one join.

    body = CBOR [mode, id(16), secret(16), inviter(16), [membership commit…], name in French,
                 name in Arabic, district, commune key(32), first block, blocks, expires ms,
                 ["hub", address, id(16)] where the inviter has one]

It carries a secret, so it travels by hand, in the frame of `signed_file`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import CentreId, InvitationId, Moment
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.exchange.hub_wire import tidy_address
from referral_app.exchange.keys import Identity
from referral_app.exchange.roll import Roll, read_roll
from referral_app.exchange.shape import byte_strings, is_id, is_name
from referral_app.exchange.signed_file import FOR_A_CENTRE, damaged, read_signed, sign_file
from referral_app.journal import codec
from referral_app.journal.commit import Commit
from referral_app.journal.hlc import LATEST
from referral_app.services.ports.hub import HubAddress

MAGIC: Final = FOR_A_CENTRE
LIFETIME: Final = 7 * 86_400_000
"""Milliseconds for which an invitation holds (exchange.md 3.4)."""
SECRET: Final = 16
COMMUNE_KEY: Final = 32
HUB: Final = "hub"
_BLOCKS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CentreNames:
    """How a centre calls itself."""

    french: str
    arabic: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the inviting centre grants. `expires` in ms; blocks of 10,000 case codes."""

    invitation: InvitationId
    secret: bytes = field(repr=False)
    commune_key: bytes = field(repr=False)
    names: CentreNames
    first_block: int
    blocks: int
    expires: Moment
    hub: HubAddress | None = None


@dataclass(frozen=True, slots=True)
class InvitationContent:
    """An invitation as read: who invites, in which mode, on which terms."""

    mode: str
    inviter: CentreId
    terms: Terms
    roll: Roll


def build_invitation(identity: Identity, terms: Terms, membership: Sequence[Commit]) -> bytes:
    """Return the file. `membership` is every membership commit of the inviting centre."""
    body = codec.encode(
        (
            identity.mode,
            terms.invitation,
            terms.secret,
            identity.centre,
            tuple(commit.raw for commit in membership),
            terms.names.french,
            terms.names.arabic,
            terms.names.district,
            terms.commune_key,
            terms.first_block,
            terms.blocks,
            terms.expires,
            *hub_elements(terms.hub),
        )
    )
    return sign_file(identity, MAGIC, body)


def read_invitation(data: bytes, now: Moment, mode: str | None = None) -> InvitationContent:
    """Read and check the file; `mode` is this centre's, None where there is no centre yet.

    Raises ForeignDataError("exchange.invitation_foreign", "…_newer", "…_damaged"),
    RefusedError("exchange.invitation_other_mode", "…_expired").
    """
    content = read_signed(data, MAGIC, _read_body)
    if mode is not None and content.mode != mode:
        raise RefusedError("exchange.invitation_other_mode")
    if now > content.terms.expires:
        raise RefusedError("exchange.invitation_expired")
    return content


def _read_body(body: Value) -> InvitationContent:
    match body:
        case (
            str(mode),
            bytes(invitation),
            bytes(secret),
            bytes(inviter),
            tuple(raws),
            str(french),
            str(arabic),
            str(district),
            bytes(commune_key),
            int(first_block),
            int(blocks),
            int(expires),
            *rest,
        ):
            sizes = is_id(invitation) and is_id(inviter) and len(commune_key) == COMMUNE_KEY
            names = CentreNames(french, arabic, district)
            granted = 0 <= first_block <= _BLOCKS and 0 < blocks <= _BLOCKS
            if sizes and len(secret) == SECRET and granted and 0 <= expires < LATEST:
                terms = Terms(
                    InvitationId(invitation),
                    secret,
                    commune_key,
                    names,
                    first_block,
                    blocks,
                    Moment(expires),
                    read_hub(rest),
                )
                return _content(mode, CentreId(inviter), terms, raws)
    raise damaged()


def hub_elements(hub: HubAddress | None) -> tuple[Value, ...]:
    """Return what an invitation says at its end of where the hub is."""
    return ((HUB, hub.url, hub.hub_id),) if hub else ()


def read_hub(rest: Sequence[Value]) -> HubAddress | None:
    """Read what stands at the end of an invitation; what a newer program added is left aside."""
    for told in rest:
        match told:
            case (str(name), str(url), bytes(hub_id)) if name == HUB and is_id(hub_id):
                try:
                    return HubAddress(tidy_address(url), hub_id)
                except InvalidInputError:
                    return None
    return None


def _content(
    mode: str, inviter: CentreId, terms: Terms, raws: tuple[Value, ...]
) -> InvitationContent:
    names = (terms.names.french, terms.names.arabic, terms.names.district)
    roll = read_roll(inviter, byte_strings(raws))
    if mode not in (REAL, TRAINING) or roll.membership.mode != mode or not all(map(is_name, names)):
        raise damaged()
    return InvitationContent(mode, inviter, terms, roll)
