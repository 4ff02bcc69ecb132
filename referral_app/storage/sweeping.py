"""Nothing of what was erased stays in pages that are free, in the word index or in the log.

Free pages are zeroed as they are freed (secure_delete). The word index keeps the words of a dropped
row until its parts are merged, and the write-ahead log keeps former pages until it is cut: both are
done here, in short changes, after something was erased.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from referral_app.storage.connection import Connection
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.erasing import ERASED
from referral_app.storage.tables.projections import LOOK_UP
from referral_app.storage.tables.traffic import EXCHANGE_NOTE

_SWEPT: Final = "erasing/swept"
_PAGES: Final = 200
_COUNT: Final = compiled(select(func.count()).select_from(ERASED))
_NOTE: Final = compiled(select(EXCHANGE_NOTE.c.value).where(EXCHANGE_NOTE.c.name == param("name")))
_PUT: Final = upsert(EXCHANGE_NOTE, ["name"])
_MERGE: Final = f"INSERT INTO {LOOK_UP}({LOOK_UP}, rank) VALUES ('merge', :pages)"  # noqa: S608 - names only
_CHANGES: Final = "SELECT total_changes()"


def is_due(connection: Connection) -> bool:
    """Whether something was erased since the last sweep."""
    ((count,),) = connection.all(_COUNT)
    row = connection.one(_NOTE, {"name": _SWEPT})
    return bool(count) and (row is None or int.from_bytes(row[0]) != count)


def merge_words(connection: Connection, *, first: bool) -> bool:
    """Merge a few pages of the word index within a change; False once there is no more to do."""
    ((before,),) = connection.all(_CHANGES)
    # A negative number begins the merging of all parts into one; a positive one goes on with it.
    connection.run(_MERGE, {"pages": -_PAGES if first else _PAGES})
    ((after,),) = connection.all(_CHANGES)
    return bool(after - before >= 2)


def note_swept(connection: Connection) -> None:
    """Remember within a change that all that was erased by now has been swept up."""
    ((count,),) = connection.all(_COUNT)
    connection.run(_PUT, {"name": _SWEPT, "value": int(count).to_bytes(8)})


def cut_log(connection: Connection) -> None:
    """Fold the write-ahead log into the file and cut it to nothing, as far as nobody reads."""
    connection.all("PRAGMA wal_checkpoint(TRUNCATE)")
