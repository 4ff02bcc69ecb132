"""From the form of an older release to today's: numbered steps, each standing on its own.

A step imports nothing of ours and writes its SQL out: tables change, what a release did must not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from referral_app.errors import NoRoomError, UnavailableError
from referral_app.storage.connection import Connection
from referral_app.storage.folder import DATABASE, remove
from referral_app.storage.migrations import to_2, to_3
from referral_app.storage.schema import (
    SCHEMA_VERSION,
    put_schema_version,
    require_known,
    schema_version,
)

Step = Callable[[Connection], None]

STEPS: Final[Mapping[int, Step]] = {2: to_2.step, 3: to_3.step}
"""By the number that a step leads to. Version 1 is the first: nothing leads to it."""


def migrate(
    connection: Connection,
    folder: Path,
    steps: Mapping[int, Step] = STEPS,
    known: int = SCHEMA_VERSION,
) -> None:
    """Bring a store to form number `known`, all or nothing, after copying it beside itself.

    Raises ForeignDataError("store.newer"), NoRoomError("store.no_room_to_bring_on") when copy or
    change find no room: the store is as it was then.
    """
    found = schema_version(connection)
    require_known(found, known)
    if found == known:
        return
    copy = folder / f"{DATABASE}.before-{known}"
    copy.unlink(missing_ok=True)  # left by a copy that was cut short: the store is still unchanged
    try:
        connection.run("VACUUM INTO ?", [str(copy)])
        with connection.change():
            for number in range(found + 1, known + 1):
                steps[number](connection)
            put_schema_version(connection, known)
    except UnavailableError as error:
        # On a full disk it would only be in the way: the store is as it was.
        copy.unlink(missing_ok=True)
        raise NoRoomError("store.no_room_to_bring_on") from error


def drop_former_copies(folder: Path) -> None:
    """Take away the copies that were made before a store was brought on: they hold what is erased.

    Raises UnavailableError, NoRoomError.
    """
    for copy in sorted(folder.glob(f"{DATABASE}.before-*")):
        remove(copy)
