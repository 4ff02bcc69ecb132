"""Which desks may ask: every centre's membership, checked to its genesis, and who was admitted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError
from referral_app.exchange.roll import Roll, read_roll
from referral_app.hub.database import Database
from referral_app.hub.limits import DAY, Limits
from referral_app.hub.refusal import forbidden, malformed, too_large
from referral_app.hub.registry import is_listed
from referral_app.hub.tables import ADMISSION, CENTRE, DEVICE, MEMBER_COMMIT
from referral_app.journal.commit import read_commit
from referral_app.journal.genesis import device_id

ADMISSION_LIFETIME: Final = 7 * DAY
_CODE_BYTES: Final = 15
_SIGN_KEY: Final = 32


STANDING: Final = (
    select(DEVICE.c.sign_key, DEVICE.c.centre, DEVICE.c.active, CENTRE.c.admitted)
    .join(CENTRE, CENTRE.c.id == DEVICE.c.centre)
    .where(DEVICE.c.id == bindparam("device"))
)
"""What the memberships say of a desk."""


class _Row(NamedTuple):
    sign_key: bytes
    centre: bytes
    active: bool
    admitted: bool


class Asker(NamedTuple):
    """Who asks: a desk of `centres`, or a guest where there are none."""

    device: bytes
    centres: frozenset[bytes]

    @property
    def is_guest(self) -> bool:
        """Whether the hub knows the desk by no membership."""
        return not self.centres


class Standing(NamedTuple):
    """What the hub knows of a desk: its key, the centres where it works, whether it did once."""

    sign_key: bytes
    centres: frozenset[bytes]
    is_retired: bool
    is_admitted: bool


def standing_of(rows: Sequence[Any]) -> Standing | None:
    """Read what the memberships say of a desk off the rows of `STANDING`; None where none is."""
    if not rows:
        return None
    found = [_Row(*row) for row in rows]
    working = [row for row in found if row.active]
    return Standing(
        bytes(found[0].sign_key),
        frozenset(bytes(row.centre) for row in working if row.admitted),
        is_retired=not working,
        is_admitted=any(row.admitted for row in working),
    )


def guest_key(device: bytes, keys: bytes) -> bytes | None:
    """Return the signing key of a desk that shows both its public keys, if they are its own."""
    sign_key, kem_key = keys[:_SIGN_KEY], keys[_SIGN_KEY:]
    return sign_key if device_id(sign_key, kem_key) == device else None


def is_known(connection: Connection, centre: bytes) -> bool:
    """Whether a mailbox is that of an admitted centre."""
    asked = select(CENTRE.c.admitted).where(CENTRE.c.id == centre)
    return bool(connection.execute(asked).scalar())


def admitted_centres(connection: Connection) -> list[bytes]:
    """Return the ids of all admitted centres, sorted."""
    asked = select(CENTRE.c.id).where(CENTRE.c.admitted).order_by(CENTRE.c.id)
    return [bytes(centre) for centre in connection.execute(asked).scalars()]


def read_members(connection: Connection, centre: bytes) -> dict[bytes, bytes]:
    """Return a centre's membership commits by their ids."""
    asked = select(MEMBER_COMMIT.c.id, MEMBER_COMMIT.c.raw).where(MEMBER_COMMIT.c.centre == centre)
    return {bytes(cid): bytes(raw) for cid, raw in connection.execute(asked)}


class Addition(NamedTuple):
    """Membership commits that somebody brings, with what speaks for admitting the centre."""

    asker: Asker
    centre: CentreId
    raws: tuple[bytes, ...]
    code: str | None
    now: int


def add_members(database: Database, addition: Addition, mode: str, limits: Limits) -> int:
    """Merge membership commits into what is known; returns how many were new.

    Raises RefusedRequest, nothing changed, when they do not lead back to the genesis that the id
    names, when the centre is of the other mode, or when nothing speaks for admitting it.
    """
    given = _read(addition.raws)
    with database.writing() as connection:
        database.lock(connection)  # two bringers may hold half of the proof each
        known = read_members(connection, addition.centre)
        fresh = {cid: raw for cid, raw in given.items() if cid not in known}
        if len(known) + len(fresh) > limits.member_commits:
            raise too_large()
        try:
            roll = read_roll(addition.centre, [*known.values(), *fresh.values()])
        except ForeignDataError:
            raise malformed() from None
        if roll.membership.mode != mode:
            raise forbidden("wrong_mode")
        if not _may_be_admitted(connection, addition, roll):
            raise forbidden("not_admitted")
        _store(database, connection, roll, fresh)
    return len(fresh)


def _read(raws: Sequence[bytes]) -> dict[bytes, bytes]:
    try:
        return {bytes(read_commit(raw).id): raw for raw in raws}
    except ForeignDataError:
        raise malformed() from None


def _may_be_admitted(connection: Connection, addition: Addition, roll: Roll) -> bool:
    """Whether a desk that is admitted vouches, or the newcomer itself has a reason to come in."""
    if not addition.asker.is_guest:
        return True
    if addition.asker.device not in {member.device for member in roll.membership.active}:
        return False
    return (
        is_known(connection, addition.centre)
        or is_listed(connection, addition.centre)
        or _use_code(connection, addition.code, addition.now)
    )


def _store(
    database: Database, connection: Connection, roll: Roll, fresh: dict[bytes, bytes]
) -> None:
    centre = roll.membership.centre
    adding = database.insert(CENTRE).values(id=centre, admitted=True)
    connection.execute(
        adding.on_conflict_do_update(index_elements=[CENTRE.c.id], set_={"admitted": True})
    )
    if fresh:
        rows = [{"id": cid, "centre": centre, "raw": raw} for cid, raw in fresh.items()]
        connection.execute(insert(MEMBER_COMMIT), rows)
    connection.execute(delete(DEVICE).where(DEVICE.c.centre == centre))
    desks = [
        {"id": it.device, "centre": centre, "sign_key": it.sign_key, "active": it.active}
        for it in roll.membership.members
    ]
    connection.execute(insert(DEVICE), desks)


def issue_code(connection: Connection, now: int) -> str:
    """Return a code that admits one centre within seven days; only its hash is kept."""
    code = secrets.token_hex(_CODE_BYTES)
    row = {"code_hash": _hash(code), "until": now + ADMISSION_LIFETIME}
    connection.execute(insert(ADMISSION), row)
    return "-".join(code[at : at + 6] for at in range(0, len(code), 6))


def _use_code(connection: Connection, code: str | None, now: int) -> bool:
    if code is None:
        return False
    spent = delete(ADMISSION).where(ADMISSION.c.code_hash == _hash(code), ADMISSION.c.until > now)
    return connection.execute(spent).rowcount == 1


def _hash(code: str) -> bytes:
    return sha256(code.replace("-", "").strip().lower().encode()).digest()
