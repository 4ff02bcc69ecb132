"""When the next round by itself is due: pure functions of time and of what went wrong.

What was saved leaves after 2 s, so that saves in a row go together; what others wrote is asked for
every 60 s. After failures a desk waits longer and longer, each desk its own time, so that a hub
that comes back does not meet all of them at once (exchange.md 5.7).
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import Moment

PUSH: Final = 2_000
"""Milliseconds from a save to the round that carries it."""
PULL: Final = 60_000
"""Milliseconds from one round to the next while nothing is saved."""
REGISTRY: Final = 60 * 60_000
"""Milliseconds after which a round by itself asks again whether another registry lies there."""
FIRST_PAUSE: Final = 5_000
LONGEST_PAUSE: Final = 15 * 60_000
_CHANCE: Final = 2**32


def pause(failures: int, chance: bytes) -> int:
    """Return the milliseconds to wait after so many failures in a row, one or more.

    `chance` is 4 random bytes: the pause lies between half of and the whole of 5 s, 10 s, 20 s …
    15 min.
    """
    longest = min(FIRST_PAUSE << min(failures - 1, 16), LONGEST_PAUSE)
    half = longest // 2
    return half + int.from_bytes(chance, "big") * (longest - half + 1) // _CHANCE


def is_old(at: int, now: int, span: int) -> bool:
    """Whether something of `at` is `span` ms old, or of a time to come: a clock was set back."""
    return not 0 <= now - at < span


def asks_registry(last: Moment, now: Moment) -> bool:
    """Whether a round by itself asks for the registry that it last asked for at `last`."""
    return is_old(last, now, REGISTRY)


def next_round(ended: Moment, saved: Moment | None, rest: int = 0) -> Moment:
    """Return when the next round is due after one that `ended`.

    `saved` is when something was saved that has not left, None if nothing; `rest` is the pause
    after a failure, which a save does not cut short, 0 after a round that went well.
    """
    if rest:
        return Moment(ended + rest)
    due = ended + PULL
    return Moment(due if saved is None else min(due, max(saved + PUSH, ended)))
