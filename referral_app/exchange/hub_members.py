"""Hearing from a hub what it was told of the desks of our centre.

A desk that revokes another tells the hub first. Should it be set back right after, the hub alone
knows of it: it sends the other away, and nobody can say why. So each start of the program asks once
what lies there. The hub vouches for nothing: each commit is proved as any other.
"""

from __future__ import annotations

from collections.abc import Sequence

from referral_app.domain.identifiers import Moment
from referral_app.exchange.founding import open_wraps
from referral_app.exchange.imports import Taken, read, take, take_released
from referral_app.exchange.keys import Identity
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.pace import is_old
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.journal import codec
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeStore, ExchangeWork


def is_to_be_heard(work: ExchangeWork, identity: Identity, place: str, now: Moment) -> bool:
    """Whether this start of the program has not asked the hub yet, or long ago."""
    match codec.decode(work.note(_note(place)) or b"\xf6"):
        case (bytes(incarnation), int(at)):
            return incarnation != identity.incarnation or is_old(at, now, AGAIN)
    return True


def hear_members(
    store: ExchangeStore, identity: Identity, place: str, now: Moment, raws: Sequence[bytes]
) -> int:
    """Take in what a hub holds of our centre's membership; returns how many commits were new."""
    ours, new = membership(identity.centre), 0
    with store.begin() as work:
        for raw in raws:
            try:
                commit = read(raw)
                if commit.stream == ours:
                    new += take(work, identity, commit) is Taken.NEW
            except (LeftAsideError, StrangerError):
                continue  # what nobody of us signed is the hub's own invention
        if new:
            new += take_released(work, identity)
            open_wraps(work, identity)
        work.put_note(_note(place), codec.encode((identity.incarnation, now)))
    return new


def _note(place: str) -> str:
    return f"heard/{place}"
