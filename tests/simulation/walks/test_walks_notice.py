"""Faults put in on purpose do not live long on a walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from referral_app.bootstrap import identity, opening
from referral_app.errors import RefusedError
from referral_app.journal import register
from referral_app.services import views
from referral_app.storage.backup import restoring
from referral_app.storage.connection import Connection
from referral_app.storage.projecting import case_rows, household_rows
from tests.simulation.walks.walk import Step, WalkError, live, plan

STEPS = 90
SEEDS = 12


def the_last_to_arrive_is_shown(patch: pytest.MonkeyPatch) -> None:
    """Which of two values that were written at once is shown depends on the desk."""
    patch.setattr(register, "precedence", lambda _write: 0)


def a_refusal_keeps_half(patch: pytest.MonkeyPatch) -> None:
    """What was written before the rules refused stays."""

    @contextmanager
    def change(self: Connection) -> Iterator[None]:
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except RefusedError:
            self.run("COMMIT")
            raise
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    patch.setattr(Connection, "change", change)


def codes_are_not_given_up(patch: pytest.MonkeyPatch) -> None:
    """A restored desk goes on in the block in which it gave codes since."""
    patch.setattr(opening, "settle_restore", lambda _desk: None)


def starts_are_not_told_apart(patch: pytest.MonkeyPatch) -> None:
    """A restored desk writes as if it were the one before: a clone."""
    load = identity.load
    patch.setattr(identity, "load", lambda opened, _chance: load(opened, bytes))


def a_restore_is_not_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(restoring, "_stamp", lambda *_: None)


def history_leads_to_the_household(patch: pytest.MonkeyPatch) -> None:
    """What stood in the file before the separation is still told."""
    patch.setattr(views, "without_household", lambda timeline, _shown: tuple(timeline))


def who_was_separated_stays_in_the_row(patch: pytest.MonkeyPatch) -> None:
    whole = household_rows.place_in_household

    def place(case: Any, value: Any, out: Any, **how: Any) -> None:
        if value:
            whole(case, value, out, **how)

    patch.setattr(case_rows, "place_in_household", place)


@dataclass(frozen=True)
class Fault:
    """What is put in, the seed that is known to meet it, and how the walk then ends."""

    put_in: Callable[[pytest.MonkeyPatch], None]
    seed: int
    words: str
    acts: tuple[str, ...] = ()
    """What leads to it at one desk, where a walk rarely comes by."""


FAULTS = (
    Fault(the_last_to_arrive_is_shown, 0, "differ|folded anew|different"),
    Fault(a_refusal_keeps_half, 0, "was refused .* and changed"),
    Fault(
        codes_are_not_given_up,
        6,
        "a code given twice",
        ("intake", "exchange", "back_up", "cards", "restore", "cards", "exchange"),
    ),
    Fault(starts_are_not_told_apart, 1, "for a clone"),
    Fault(a_restore_is_not_told, 1, "no word of it"),
    Fault(history_leads_to_the_household, 5, "household is shown|id is shown"),
    Fault(who_was_separated_stays_in_the_row, 0, "folded anew|file's code is shown"),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.put_in.__name__)
def test_the_walk_notices(fault: Fault, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.put_in(monkeypatch)
    if fault.acts:
        steps = [Step(number, name, "a1") for number, name in enumerate(fault.acts)]
        with pytest.raises(WalkError, match=fault.words):
            live(fault.seed, steps, template)
        return
    with pytest.raises(WalkError, match=fault.words):
        walks((fault.seed, *range(SEEDS)), template)


def walks(seeds: Iterable[int], template: Path) -> None:
    for seed in seeds:
        live(seed, plan(seed, STEPS), template)
