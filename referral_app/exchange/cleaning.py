"""Taking away from a folder or stick what this desk laid there and nobody needs any more."""

from __future__ import annotations

from typing import Final

from referral_app.exchange.folder import Folder
from referral_app.services.ports import ExchangeStore

MOST: Final = 200
"""Files that one round takes away: what is left goes with the next."""


def clean(store: ExchangeStore, folder: Folder, most: int = MOST) -> int:
    """Take away envelopes of ours that all desks of their destination have held for long enough.

    What others wrote stays. Returns how many went. Raises NoRoomError, UnavailableError when the
    folder fails; what was taken away until then is remembered.
    """
    with store.begin() as work:
        spent = work.spent(folder.place, most)
    taken = 0
    for centre, eid in spent:
        taken += folder.remove(centre, eid)
        with store.begin() as work:
            work.taken_away(eid, folder.place)
    return taken
