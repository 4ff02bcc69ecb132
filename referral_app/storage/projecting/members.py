"""Desks and keys of a centre, from the whole of its membership stream."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from referral_app.domain.facts import Place
from referral_app.journal.membership import Membership, fold_membership
from referral_app.journal.stream import Stream
from referral_app.storage import commits, frontier
from referral_app.storage.connection import Connection
from referral_app.storage.sql import compiled, insert_or_ignore, param
from referral_app.storage.tables.traffic import EPOCH, MEMBER

_MEMBER: Final = insert_or_ignore(MEMBER)
_EPOCH: Final = insert_or_ignore(EPOCH)
_NO_MEMBERS: Final = compiled(delete(MEMBER).where(MEMBER.c.centre == param("centre")))
_NO_EPOCHS: Final = compiled(delete(EPOCH).where(EPOCH.c.centre == param("centre")))


def project_members(connection: Connection, stream: Stream) -> Membership | None:
    """Write the desks and epochs that a membership stream tells of; other streams tell of none."""
    membership = read_membership(connection, stream)
    if membership is None:
        return None
    centre = membership.centre
    connection.run(_NO_MEMBERS, {"centre": centre})
    connection.run(_NO_EPOCHS, {"centre": centre})
    connection.many(
        _MEMBER,
        [
            {
                "device": member.device,
                "centre": centre,
                "sign_key": member.sign_key,
                "kem_key": member.kem_key,
                "role": member.role,
                "label": member.label,
                "active": member.active,
            }
            for member in membership.members
        ],
    )
    connection.many(
        _EPOCH,
        [
            {
                "kid": epoch.kid,
                "centre": centre,
                "number": epoch.number,
                "public": epoch.public,
            }
            for epoch in membership.epochs
        ],
    )
    return membership


def read_membership(connection: Connection, stream: Stream) -> Membership | None:
    """Fold a membership stream: None for other streams and while the genesis is not here."""
    if stream.place is not Place.MEMBERSHIP:
        return None
    follows = {link.id: link.previous for link in frontier.links(connection, stream)}
    writes = commits.writes_of_stream(connection, stream)
    return fold_membership(stream.centres[0], writes, follows)
