"""All that may happen in a life, each act with its weight."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.simulation.communes import (
    communal,
    erasures,
    mishaps,
    older,
    registering,
    stewards,
    thefts,
    work,
)
from tests.simulation.communes.life import Life, Options

Act = Callable[[Life], None]


@cache
def of(options: Options) -> tuple[tuple[float, Act], ...]:
    """Return what may happen in such a life."""
    acts = [*work.ACTS, *communal.ACTS, *mishaps.ALWAYS]
    if options.healing:
        acts += mishaps.LOSSES
    if options.members:
        acts += [*stewards.ACTS, *thefts.ACTS, *registering.ACTS]
    if options.erasing:
        acts += erasures.ACTS
    if options.mixed:
        acts += older.ACTS
    return tuple(acts)


EVERY = tuple(act for _, act in of(Options(erasing=True, mixed=True)))
"""Every act there is."""
