"""What a store holds, counted without changing it: of any form, open or not."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.errors import ForeignDataError
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.services.ports.backups import Held
from referral_app.storage.connection import Connection
from referral_app.storage.schema import SCHEMA_VERSION, require_known, schema_version

# Written out, as a migration's are: these tables and columns stand since the first form.
_CASES: Final = "SELECT count(*) FROM case_row WHERE code IS NOT NULL"
_REFERRALS: Final = "SELECT count(*) FROM referral_row"
_LAST: Final = "SELECT max(hlc) FROM commit_log"


def count_held(connection: Connection, store: bytes) -> Held:
    """Count what a store holds.

    Raises ForeignDataError("store.damaged", "store.newer").
    """
    require_known(schema_version(connection), SCHEMA_VERSION)
    (cases,), (referrals,), (last,) = (
        connection.all(sql)[0] for sql in (_CASES, _REFERRALS, _LAST)
    )
    return Held(store, cases, referrals, Moment(last >> COUNTER_BITS) if last else None)


def check_database(path: Path, key: bytes, store: bytes) -> Held:
    """Check every page and every index of a closed database, and count what it holds.

    Raises ForeignDataError("backup.damaged", "store.newer").
    """
    with closing(Connection(path, key, mode="ro")) as connection:
        wrong = connection.all("PRAGMA cipher_integrity_check")
        if not wrong:
            inner = connection.all("PRAGMA integrity_check")
            wrong = [row for row in inner if row != ("ok",)]
        if wrong:
            raise ForeignDataError("backup.damaged")
        return count_held(connection, store)
