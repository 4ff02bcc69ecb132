"""Copies of the hub's database: made while it works, checked, put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import DBAPIError

from referral_app.errors import NoRoomError, RefusedError, UnavailableError
from referral_app.hub.database import START_CHAIN, Database, End, end_of
from referral_app.hub.tables import ENVELOPE

_SUFFIXES: Final = ("", "-wal", "-shm")
_STEP: Final = 200


def back_up(database: Database, file: Path) -> None:
    """Write a copy to a new file while the hub goes on working.

    Raises RefusedError when the file is there already, NoRoomError or UnavailableError when it
    cannot be written.
    """
    if file.exists():
        raise RefusedError("hub.file_exists")
    if database.is_postgresql:
        _dump(database, file)
        return
    try:
        with database.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
            connection.exec_driver_sql("COMMIT")  # a copy is made outside of transactions
            connection.exec_driver_sql("VACUUM INTO ?", (str(file),))
            connection.exec_driver_sql("BEGIN")
    except DBAPIError as error:
        with suppress(OSError):
            file.unlink()
        raise NoRoomError("hub.copy_unwritable") from error


def _dump(database: Database, file: Path) -> None:
    url = database.url
    program = shutil.which("pg_dump")
    if program is None:
        raise UnavailableError("hub.no_pg_dump")
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)  # not on the command line, which all can see
    address = url.set(drivername="postgresql", password=None).render_as_string()
    line = [program, "--format=custom", "--no-password", f"--file={file}", address]
    done = subprocess.run(line, env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        with suppress(OSError):
            file.unlink()
        raise UnavailableError("hub.dump_failed")


def check(database: Database) -> End:
    """Follow the journal from its beginning and return its end.

    What is older than 400 days has gone; from what is left on every hash must follow from the one
    before. Raises RefusedError when it does not, or when SQLite finds its file damaged.
    """
    with database.reading() as connection:
        database.setting(connection)
        if not database.is_postgresql:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if found != "ok":
                raise RefusedError("hub.database_damaged")
        end = end_of(connection)
        last = _follow(connection, end)
    if last != end:
        raise RefusedError("hub.journal_broken")
    return end


def _follow(connection: Connection, end: End) -> End:
    """Walk along the journal to its end, some rows at a time; the hub may write behind it."""
    envelope, before = ENVELOPE.c, None
    asked = (
        select(envelope.seq, envelope.eid, envelope.chain, envelope.body)
        .where(envelope.seq > bindparam("after"), envelope.seq <= end.seq)
        .order_by(envelope.seq)
        .limit(_STEP)
    )
    while rows := connection.execute(asked, {"after": before.seq if before else 0}).all():
        for seq, eid, chain, body in rows:
            past = before or (End(0, START_CHAIN) if seq == 1 else None)
            follows = past is None or (
                seq == past.seq + 1 and sha256(past.chain + eid).digest() == chain
            )
            if not follows or (body is not None and sha256(body).digest() != eid):
                raise RefusedError("hub.journal_broken")
            before = End(seq, bytes(chain))
    return before or End(0, START_CHAIN)


def restore(database: Database, copy: Path, now: float) -> Path | None:
    """Put a checked copy in the place of an SQLite database; returns where the former one lies.

    Raises RefusedError when the database is another's, the copy is none, or the hub still runs.
    """
    target = database.file
    if target is None:
        raise RefusedError("hub.restore_with_pg_restore")
    if not copy.is_file():
        raise RefusedError("hub.no_such_copy")
    checked = Database(f"sqlite:///{copy.as_posix()}")
    try:
        check(checked)
    except DBAPIError:
        raise RefusedError("hub.no_such_copy") from None
    finally:
        checked.close()
    try:
        return _exchange(target, copy, now)
    except OSError as error:
        raise NoRoomError("hub.copy_unwritable") from error


def _exchange(target: Path, copy: Path, now: float) -> Path | None:
    draft = target.with_name(f"{target.name}.new")
    shutil.copyfile(copy, draft)
    former = None
    if target.exists():
        _require_stopped(target)
        moment = datetime.fromtimestamp(now, UTC)
        former = target.with_name(f"{target.name}-replaced-{moment:%Y%m%dT%H%M%S}")
        for suffix in _SUFFIXES:
            beside = Path(f"{target}{suffix}")
            if beside.exists():
                beside.rename(f"{former}{suffix}")
    draft.replace(target)
    return former


def _require_stopped(file: Path) -> None:
    """Take the file for a moment: nobody else may have it open then."""
    try:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise RefusedError("hub.still_running") from error
    except sqlite3.DatabaseError:
        return  # damaged: that is why a copy is put back
