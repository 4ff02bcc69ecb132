"""What this computer's own disk refused while a backup was made or put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from referral_app.errors import UnavailableError

_SAID: Final = {
    "store.no_room": "backup.no_room_here",
    "store.read_only": "backup.read_only_here",
    "store.io": "backup.io_here",
}


@contextmanager
def said_of_backups() -> Iterator[None]:
    """Say it of the backup: nothing that somebody saved is in question."""
    try:
        yield
    except UnavailableError as error:
        if error.key not in _SAID:
            raise
        raise type(error)(_SAID[error.key]) from error
