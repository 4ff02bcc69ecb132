"""Saving an intake, against a bare SQLCipher commit that writes the very same rows.

Ours is the whole of `open_case`: checks, code, facts, signature, folding, rows and words, durable.
The rows for the floor are read off a run of the same saves; then both are timed in turn.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import Moment
from referral_app.services.intake import ConsentEntry, Intake, NeedEntry, open_case
from tests.benchmarks.bare import Change, Watched, bare, write
from tests.benchmarks.ratio import Ratio
from tests.fakes import DAY, START, Office, office

LIMIT: Final = 1.5
_WARM_UP, _ROUNDS = 60, 240


def measure() -> Ratio:
    """Save so many intakes in turn with the floor; medians in seconds."""
    with TemporaryDirectory() as folder:
        clock = ManualClock(START)
        with office(Path(folder) / "desk", "Akkari", clock, seeded_randomness(1)) as desk:
            watched = Watched(desk.store._writer._raw)
            with bare(Path(folder) / "bare.db", watched.ddl) as raw:
                write(raw, watched.all())
                changes = [_next_change(desk, watched) for _ in range(_WARM_UP + _ROUNDS)]
                watched.close()
                return _in_turn(desk, lambda change: write(raw, change), changes)


def _next_change(desk: Office, watched: Watched) -> Change:
    _save(desk)
    return watched.change()


def _in_turn(desk: Office, floor: Callable[[Change], None], changes: list[Change]) -> Ratio:
    ours, least = [], []
    gc.collect()
    for change in changes:
        began = time.perf_counter()
        _save(desk)
        between = time.perf_counter()
        floor(change)
        ours.append(between - began)
        least.append(time.perf_counter() - between)
    return Ratio.of("intake saved", ours[_WARM_UP:], least[_WARM_UP:], LIMIT)


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
