"""The registry of centres: signed by the root key that the operator configured, and by no other."""

from __future__ import annotations

from sqlalchemy import Connection, select

from referral_app.hub.tables import LISTED, REGISTRY


def read_document(connection: Connection) -> bytes | None:
    """Return the file of the registry that stands; None while there is none."""
    document = connection.execute(select(REGISTRY.c.document)).scalar()
    return None if document is None else bytes(document)


def is_listed(connection: Connection, centre: bytes) -> bool:
    """Whether the registry lists a centre as active."""
    asked = select(LISTED.c.centre).where(LISTED.c.centre == centre)
    return connection.execute(asked).first() is not None
