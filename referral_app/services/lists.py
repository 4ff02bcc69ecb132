"""Bringing the lists up to what is known, a short change a time.

Two things leave them behind: a calendar that changed dates what waits anew, and the late removal of
a desk takes back what it wrote.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.staff import Act
from referral_app.services.desk import Desk

BATCH: Final = 100
"""Referrals dated in one change, so that a save never waits 50 ms for it."""


def left_to_do(desk: Desk) -> int:
    """Return how many records are to be folded and how many referrals dated; an upper bound.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    return reader.left_to_fold() + reader.left_to_date()


def do_next(desk: Desk) -> int:
    """Do the next short change; returns how many it brought up, 0 once all is.

    Raises NotPermittedError, NoRoomError, UnavailableError.
    """
    desk.require(Act.SYNCHRONISE)
    with desk.store.begin() as work:
        return work.fold_owed() or work.date_again(BATCH)


def fold_all(desk: Desk) -> None:
    """Fold all that is owed, before something that must count on every row.

    Raises NoRoomError, UnavailableError.
    """
    while desk.store.reader.left_to_fold():
        with desk.store.begin() as work:
            work.fold_owed()
