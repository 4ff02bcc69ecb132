"""How far each desk has read, noted now and then: what all have, the clean-up may free."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, case

from referral_app.hub.database import Database
from referral_app.hub.limits import DAY
from referral_app.hub.tables import CURSOR


class Cursors:
    """The lowest position from which each desk read today; kept in memory until it is noted.

    What a stop between two notes loses makes the clean-up wait, and nothing else.
    """

    def __init__(self) -> None:
        self._low: dict[tuple[bytes, int], int] = {}
        self._lock = threading.Lock()

    def read_from(self, device: bytes, after: int, now: int) -> None:
        """A desk asks for what is behind `after`: it holds all before."""
        place = (device, now // DAY)
        with self._lock:
            self._low[place] = min(after, self._low.get(place, after))

    def note(self, database: Database, connection: Connection) -> None:
        """Write down what was read since the last time."""
        with self._lock:
            low, self._low = self._low, {}
        if low:
            rows = [
                {"device": desk, "day": day, "after": after} for (desk, day), after in low.items()
            ]
            adding = database.insert(CURSOR)
            given, held = adding.excluded["after"], CURSOR.c.after
            lower = case((given < held, given), else_=held)
            again = adding.on_conflict_do_update(
                index_elements=list(CURSOR.primary_key), set_={"after": lower}
            )
            connection.execute(again, rows)
