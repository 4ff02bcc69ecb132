"""Desks on the version before: their vectors do not say which desk wrote which head."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import pytest

from referral_app.exchange import mail
from tests.simulation.communes.life import Life

_SHARE: Final = 0.4


def grow_older(life: Life) -> None:
    """Put some desks back to the version before; their number is told by the seed alone."""
    if life.options.mixed:
        chance = random.Random(life.seed)  # its own, so that the life goes on as it would
        for desk in life.desks:
            desk.store.is_older = chance.random() < _SHARE


def renew(life: Life) -> None:
    """Somebody installs the present version."""
    older = [desk for desk in life.desks if desk.store.is_older]
    if older:
        desk = life.chance.choice(older)
        desk.store.is_older = False
        life.restart(desk)


@contextmanager
def of_both_versions() -> Iterator[None]:
    """Let each desk write vectors of its own version."""
    whole = mail.state_of

    def state_of(work: Any, *rest: Any) -> Any:
        vector = whole(work, *rest)
        return replace(vector, authors=()) if work._store.is_older else vector

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "state_of", state_of)
        yield


ACTS: list[tuple[float, Callable[[Life], None]]] = [(0.5, renew)]
