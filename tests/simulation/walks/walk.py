"""A walk: steps drawn from a seed, taken one by one, checked after each; shrunk when one fails."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from referral_app.errors import RefusedError
from referral_app.exchange.folder import Folder
from referral_app.storage import slot_file, slots
from tests.simulation.walks import centre, erasing, files, machines, races, referring
from tests.simulation.walks import checks as must
from tests.simulation.walks.shown import difference, rows_of, screens
from tests.simulation.walks.town import HOUR, Place, Town, found, in_order_of
from tests.simulation.walks.turn import ACTS, NothingToDoError, Turn
from tests.storage.tables import everything

PARTS: Final = (files, referring, races, centre, machines, erasing)
"""Where acts are; naming them lets them be known."""
STEPS: Final = 80
_STARTS: Final = frozenset({"start_again", "power_cut"})
_MORNING: Final = (*(5 * ("intake",)), "family", "family", "intake", "meet")
"""What every walk begins with, so that there is something to do."""
_TRIES: Final = 6
_PLACES: Final = ("a1", "a1", "a1", "a2", "a2", "b1", "b1")


@dataclass(frozen=True)
class Step:
    """What is tried where; all else is drawn from the walk's seed and its number."""

    number: int
    act: str
    place: str

    def __str__(self) -> str:
        return f"{self.number:4} {self.place} {self.act}"


class WalkError(AssertionError):
    """A walk in which something did not hold."""

    def __init__(self, seed: int, steps: Sequence[Step], what: str) -> None:
        self.seed, self.steps, self.what = seed, tuple(steps), what
        only = ",".join(str(step.number) for step in steps)
        lines = "\n".join(map(str, steps))
        again = f"python -m tests.simulation.walks --seed {seed} --only {only}"
        super().__init__(f"{what}\nafter\n{lines}\nagain: {again}")


@dataclass
class Walk:
    """A town on its way; `happened` counts acts done, refused and without an occasion."""

    seed: int
    town: Town
    taken: list[Step] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    def take(self, step: Step) -> None:
        """Take a step, and look at everything."""
        chance = random.Random(f"{self.seed}:{step.number}")
        self.town.advance(chance.randrange(3 * HOUR))
        place = self.town.places[step.place]
        names, weights = _weights()
        for name in (step.act, *chance.choices(names, weights, k=_TRIES)):
            found = replace(step, act=name)
            if self._done(found, Turn.of(self.town, place, chance)):
                self.town.look(place)
                self.check(found, place)
                return

    def _done(self, step: Step, turn: Turn) -> bool:
        """Try one act; False where there is no occasion for it."""
        before = self._before(step, turn.place)
        self.taken.append(step)
        try:
            ACTS[step.act].do(turn)
            self.happened[step.act] += 1
        except NothingToDoError:
            self.taken.pop()
            return False
        except RefusedError as error:
            self.happened[f"{step.act}: {error.key}"] += 1
            self._check_refusal(step, turn.place, before, error.key)
        self._check_start(step, turn.place, before)
        return True

    def check(self, step: Step, place: Place) -> None:
        """What can be checked soon; the rest now and then."""
        must.codes_are_given_once(self.town)
        must.desks_agree(self.town, step.number)
        erasing.erased_is_gone(self.town)
        must.apart_stay_apart(self.town)
        if step.number % 3 == 0:
            must.folded_anew(place)
            must.centres_agree(self.town)
            must.nobody_is_taken_for_a_clone(self.town)

    def finish(self) -> None:
        """Exchange until all is known everywhere, and look at everything."""
        self.town.heal()
        must.all_came(self.town)
        must.codes_are_given_once(self.town)
        must.desks_agree(self.town, 0, whole=True)
        erasing.erased_is_gone(self.town)
        must.centres_agree(self.town)
        must.apart_stay_apart(self.town)
        must.nobody_is_taken_for_a_clone(self.town)
        for place in self.town.places.values():
            must.folded_anew(place)

    def _before(self, step: Step, place: Place) -> dict[str, Any]:
        if step.act in _STARTS:
            return _whole(self.town, place)
        return everything(place.workspace._opened) if ACTS[step.act].plain else {}

    def _check_refusal(self, step: Step, place: Place, before: dict[str, Any], key: str) -> None:
        if ACTS[step.act].plain:
            changed = difference(before, everything(place.workspace._opened))
            assert not changed, f"{step.act} was refused ({key}) and changed {changed}"

    def _check_start(self, step: Step, place: Place, before: dict[str, Any]) -> None:
        if step.act in _STARTS:
            changed = difference(before, _whole(self.town, place))
            assert not changed, f"{place.name} after its start shows {changed}"


def _whole(town: Town, place: Place) -> dict[str, Any]:
    """All that a desk holds and shows; codes are granted when it starts."""
    rows = {name: rows for name, rows in rows_of(place).items() if name != "code_block"}
    tables = everything(place.workspace._opened)
    own = {name: tables[name] for name in ("draft", "reading_log", "activity")}
    return rows | own | screens(place, place.desk.actor.role, town.right.now())


def plan(seed: int, count: int = STEPS) -> tuple[Step, ...]:
    """The steps of a seed."""
    chance = random.Random(seed)
    names, weights = _weights()
    drawn = [*_MORNING, *chance.choices(names, weights, k=count)][:count]
    return tuple(Step(n, name, chance.choice(_PLACES)) for n, name in enumerate(drawn))


def _weights() -> tuple[list[str], list[int]]:
    acts = sorted(ACTS.values(), key=lambda one: one.name)
    return [one.name for one in acts], [one.weight for one in acts]


@contextmanager
def ground(root: Path) -> Iterator[Path]:
    """Where walks begin: stores that were founded once, and keys that cost little."""
    derive = slots._derive
    cheap = slot_file.Cost(memory=32, passes=1, lanes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            slots,
            "_derive",
            cache(lambda secret, slot: derive(secret, slot._replace(cost=cheap))),
        )
        template = root / "template"
        found(template)
        yield template


def live(seed: int, steps: Sequence[Step], template: Path) -> Walk:
    """Take the steps and finish. Raises WalkError."""
    root = template.parent / f"walk-{seed}"
    shutil.rmtree(root, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "names", in_order_of(random.Random(seed)))
        walk = Walk(seed, Town(root, seed, template))
        try:
            for step in steps:
                walk.take(step)
            walk.finish()
        except AssertionError as error:
            raise WalkError(seed, walk.taken, str(error)) from error
        except Exception as error:
            raise WalkError(seed, walk.taken, repr(error)) from error
        finally:
            walk.town.close()
            shutil.rmtree(root, ignore_errors=True)
    return walk


def shrunk(failed: WalkError, template: Path, seconds: float) -> WalkError:
    """Drop steps that the failure does not need, as long as there is time."""
    ends = time.monotonic() + seconds
    size = len(failed.steps) // 2
    while size and time.monotonic() < ends:
        for start in range(0, len(failed.steps), size):
            if time.monotonic() > ends:
                break
            rest = failed.steps[:start] + failed.steps[start + size :]
            try:
                live(failed.seed, rest, template)
            except WalkError as error:
                if error.what.split(":")[0] == failed.what.split(":")[0]:
                    failed = error
                    break
        else:
            size //= 2
    return failed
