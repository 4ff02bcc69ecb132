"""Copying SQLite's log into its file beside the writer, so that nobody's envelopes wait for it.

Left to itself, SQLite copies at the end of whichever commit makes the log long, while all who
deposited wait. Should this thread not keep up, that still happens, later (`database`).
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from referral_app.hub.database import Database

_LONG: Final = 4 << 20
"""Bytes of the log from which on it is copied."""
log = logging.getLogger(__name__)


class Checkpoints:
    """One thread for an SQLite file; with PostgreSQL it does nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wake = threading.Event()
        self._ends = False
        file = database.file
        self._log = Path(f"{file}-wal") if file is not None else None
        self._thread: threading.Thread | None = None
        if self._log is not None:
            self._thread = threading.Thread(target=self._work, name="checkpoints", daemon=True)
            self._thread.start()

    def written(self) -> None:
        """Look whether the log is long by now; from any thread."""
        self._wake.set()

    def close(self) -> None:
        """Stop, once what is being copied is."""
        self._ends = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._ends:
                return
            try:
                if self._is_long():
                    self._database.checkpoint()
            except (DBAPIError, OSError) as error:
                log.warning("hub.checkpoint_failed", exc_info=error)

    def _is_long(self) -> bool:
        return self._log is not None and self._log.is_file() and self._log.stat().st_size >= _LONG
