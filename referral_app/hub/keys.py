"""The hub's own keys: a file that only its operator reads, beside the database and not in it.

In the database they would lie in every backup and dump of it, and with the X-Wing key whoever finds
one opens summaries on their way. In a file of their own they are put away once, and a database that
is restored or moved stays the same hub: its id is the hash of these keys, and desks pin it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from referral_app.clock import Randomness
from referral_app.errors import InvalidInputError, NoRoomError, UnavailableError
from referral_app.exchange.keys import DeskKeys

_OWNER_ONLY: Final = 0o600


def load_keys(path: Path, chance: Randomness) -> DeskKeys:
    """Read the hub's keys, or draw them at its first start.

    Raises InvalidInputError for a file that is none, UnavailableError where it cannot be read.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _create(path, chance)
    except (OSError, UnicodeDecodeError) as error:
        raise UnavailableError("hub.keys_unreadable") from error
    try:
        return DeskKeys.decode(bytes.fromhex(text))
    except ValueError:
        raise InvalidInputError("hub.bad_keys", field="keys") from None


def _create(path: Path, chance: Randomness) -> DeskKeys:
    keys = DeskKeys.generate(chance)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive, and never readable by others, not even for a moment.
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(f"{keys.encode().hex()}\n")
            file.flush()
            os.fsync(opened)
    except FileExistsError:
        return load_keys(path, chance)  # another worker was first
    except OSError as error:
        raise NoRoomError("hub.keys_unwritable") from error
    return keys
