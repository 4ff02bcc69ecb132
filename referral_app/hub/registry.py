"""The registry of centres: signed by the root key that the operator configured, and by no other."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from referral_app.domain.registry import Registry
from referral_app.errors import RefusedError
from referral_app.exchange.registry import Standing, read_registry, standing
from referral_app.hub.database import Database
from referral_app.hub.tables import CENTRE, LISTED, REGISTRY

_TAKEN = frozenset({Standing.FIRST, Standing.NEWER})
_HELD_ALREADY = frozenset({Standing.SAME})


def read_document(connection: Connection) -> bytes | None:
    """Return the file of the registry that stands; None while there is none."""
    document = connection.execute(select(REGISTRY.c.document)).scalar()
    return None if document is None else bytes(document)


def is_listed(connection: Connection, centre: bytes) -> bool:
    """Whether the registry lists a centre as active."""
    asked = select(LISTED.c.centre).where(LISTED.c.centre == centre)
    return connection.execute(asked).first() is not None


def set_root(database: Database, root: bytes) -> None:
    """Say whose registries count. Raises RefusedError when one by another stands already."""
    with database.writing() as connection:
        database.lock(connection)
        if read_document(connection) is not None and _root(connection) != root:
            raise RefusedError("hub.other_root")
        row = {"id": 1, "root": root}
        adding = database.insert(REGISTRY).values(row)
        connection.execute(adding.on_conflict_do_update(index_elements=["id"], set_=row))


def take_registry(database: Database, file: bytes, mode: str, *, trusts_first: bool) -> int:
    """Put a newer registry in the place of the one that stands; returns the version that does.

    `trusts_first`: the operator hands it in, so its root becomes the hub's where there is none yet.
    Raises ForeignDataError for what is no registry, RefusedError("hub.other_root",
    "hub.older_registry", "hub.other_mode"), nothing changed.
    """
    registry = read_registry(file)
    if registry.mode != mode:
        raise RefusedError("hub.other_mode")
    with database.writing() as connection:
        database.lock(connection)
        root = _root(connection)
        if root != registry.root and not (root is None and trusts_first):
            raise RefusedError("hub.other_root")
        place = standing(read_document(connection), file)
        if place in _TAKEN:
            _store(database, connection, registry, file)
        elif place not in _HELD_ALREADY:
            raise RefusedError("hub.older_registry")
    return registry.version


def _root(connection: Connection) -> bytes | None:
    root = connection.execute(select(REGISTRY.c.root)).scalar()
    return None if root is None else bytes(root)


def _store(database: Database, connection: Connection, registry: Registry, file: bytes) -> None:
    row = {"id": 1, "root": registry.root, "version": registry.version, "document": file}
    adding = database.insert(REGISTRY).values(row)
    connection.execute(adding.on_conflict_do_update(index_elements=["id"], set_=row))
    listed = [entry.id for entry in registry.entries if entry.exchanges]
    gone = [entry.id for entry in registry.entries if not entry.active]
    connection.execute(delete(LISTED))
    if listed:
        connection.execute(insert(LISTED), [{"centre": centre} for centre in listed])
    # Who is listed and known by its membership comes in; who has left the list stays out.
    known = CENTRE.c.id
    connection.execute(update(CENTRE).where(known.in_(listed)).values(admitted=True))
    connection.execute(update(CENTRE).where(known.in_(gone)).values(admitted=False))
