"""Letters sealed to a key of ours that nobody here holds: whoever sends them is told which to use.

A desk that was stolen goes on opening keys. A centre that was told of those, and never of the
removal, seals to them for ever, and what it says that it lacks can be read by the thief alone.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.exchange.desk_letters import tell_all_desks
from referral_app.exchange.keys import Identity
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.pace import is_old
from referral_app.journal import codec
from referral_app.services.ports import ExchangeWork

_NOTE: Final = "strange"
_MOST: Final = 16


def meet(work: ExchangeWork, identity: Identity, kid: bytes, now: Moment) -> None:
    """Take note of a letter that came anew, sealed to a key that is not known after all was read.

    A desk of ours may have opened it, and its word come later. After a week nobody has: then each
    desk of every centre is written our keys, and a week later again where that did not help.
    """
    known = _read(work)
    since = known.pop(kid, None)
    if since is not None and is_old(since, now, AGAIN):
        tell_all_desks(work, identity, now)
        since = now
    known[kid] = now if since is None else since
    work.put_note(_NOTE, codec.encode(tuple(known.items())[-_MOST:]))


def _read(work: ExchangeWork) -> dict[bytes, Moment]:
    value = codec.decode(work.note(_NOTE) or b"\x80")
    found = {}
    for one in value if isinstance(value, tuple) else ():
        match one:
            case (bytes(kid), int(at)):
                found[kid] = Moment(at)
    return found
