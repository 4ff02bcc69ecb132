"""Saving an intake, against a bare SQLCipher commit that writes the very same rows.

Ours is the whole of `open_case`: checks, code, facts, signature, folding, rows and words, durable.
The rows for the floor are read off a run of the same saves; then both are timed in turn.
"""

from __future__ import annotations

import gc
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import Moment
from referral_app.services.intake import ConsentEntry, Intake, NeedEntry, open_case
from tests.benchmarks.bare import Change, Watched, bare, write
from tests.benchmarks.ratio import Ratio
from tests.fakes import DAY, START, Office, office

LIMIT: Final = 1.5
_WARM_UP, _ROUNDS = 200, 240


def measure() -> Ratio:
    """Save so many intakes in turn with the floor, both stores of one size; medians in seconds."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        clock = ManualClock(START)
        watched_desk, desk = (
            stack.enter_context(
                office(Path(folder) / name, "Akkari", clock, seeded_randomness(seed))
            )
            for seed, name in enumerate(("watched", "timed"))
        )
        watched = Watched(watched_desk.store._writer._raw)
        raw = stack.enter_context(bare(Path(folder) / "bare.db", watched.ddl))
        write(raw, watched.all())
        changes = [_next_change(watched_desk, watched) for _ in range(_WARM_UP + _ROUNDS)]
        for change in changes[:_WARM_UP]:
            _save(desk)
            write(raw, change)
        return _in_turn(desk, raw, changes[_WARM_UP:])


def _next_change(desk: Office, watched: Watched) -> Change:
    _save(desk)
    return watched.change()


def _in_turn(desk: Office, raw: Any, changes: list[Change]) -> Ratio:
    ours, least = [], []
    gc.collect()
    for change in changes:
        began = time.perf_counter()
        _save(desk)
        between = time.perf_counter()
        write(raw, change)
        ours.append(between - began)
        least.append(time.perf_counter() - between)
    return Ratio.of("intake saved", ours, least, LIMIT)


def _save(desk: Office) -> None:
    desk.clock.advance(60_000)
    open_case(desk.desk, _page(desk.clock.now()))


def _page(now: Moment) -> Intake:
    """A page as a worker fills it: twenty-two facts."""
    return Intake(
        happened=now,
        fields={
            "sex": "F",
            "age_band": "25-34",  # and its year, which the service adds
            "status": "M03",
            "origin": "western_africa",
            "country": "SN",
            "languages": ("fr", "wo"),
            "district": "youssoufia",
            "flags": ("V01", "V03"),
            "contact_means": "returns",
        },
        needs=(
            NeedEntry("S10", "Hébergement pour une mère et ses deux enfants, deux nuits"),
            NeedEntry("S06", "Suivi de grossesse, premier rendez-vous au centre de santé"),
        ),
        consent=ConsentEntry(
            form="written",
            language="fr",
            interpreter=False,
            recipients=("*",),
            fields=("age_band", "sex", "languages", "need_detail"),
            until=Moment(now + 365 * DAY),
            statistics=True,
        ),
    )
