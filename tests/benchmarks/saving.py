"""Saving an intake, against a bare SQLCipher commit that writes the very same rows.

Ours goes from the page as filled to durable: each field checked, the code drawn, each fact written
and hashed, the commit signed, records folded, rows and words written. The rows for the floor are
read off a run of the same saves; then both are timed in turn.
"""

from __future__ import annotations

import gc
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.services.intake import ConsentEntry, Intake, NeedEntry, open_case
from tests.benchmarks.bare import Change, Watched, bare, write
from tests.benchmarks.ratio import Ratio
from tests.fakes import DAY, START, Office, office

LIMIT: Final = 1.5
_WARM_UP, _ROUNDS, _STRETCH = 200, 300, 30
_PERSON: Final[dict[str, Value]] = {
    "sex": "F",
    "age_band": "25-34",
    "intake_year": 2026,
    "status": "M03",
    "origin": "western_africa",
    "country": "SN",
    "languages": ("fr", "wo"),
    "district": "youssoufia",
    "flags": ("V07", "V09"),
    "contact_means": "returns",
}
_NEEDS: Final = (
    NeedEntry("S10", "Hébergement pour une mère et ses deux enfants, deux nuits"),
    NeedEntry("S06", "Suivi de grossesse, premier rendez-vous au centre de santé"),
)


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
            open_case(desk.desk, _page(desk))
            write(raw, change)
        return _in_turn(desk, raw, changes[_WARM_UP:])


def _next_change(desk: Office, watched: Watched) -> Change:
    open_case(desk.desk, _page(desk))
    return watched.change()


def _in_turn(desk: Office, raw: Any, changes: list[Change]) -> Ratio:
    ours: list[float] = []
    least: list[float] = []
    gc.collect()
    for change in changes:
        page = _page(desk)
        began = time.perf_counter()
        open_case(desk.desk, page)
        between = time.perf_counter()
        write(raw, change)
        ours.append(between - began)
        least.append(time.perf_counter() - between)
    # Other programs slow Python more than the disk: the stretch they disturbed least speaks.
    stretches = [slice(at, at + _STRETCH) for at in range(0, len(changes), _STRETCH)]
    quiet = min(stretches, key=lambda stretch: median(ours[stretch]) + median(least[stretch]))
    return Ratio.of("intake saved", ours[quiet], least[quiet], LIMIT)


def _page(desk: Office) -> Intake:
    """A page as a worker fills it: it makes twenty-one facts, and one for the code."""
    desk.clock.advance(60_000)
    now = desk.clock.now()
    consent = ConsentEntry(
        form="written",
        language="fr",
        interpreter=False,
        recipients=("*",),
        fields=("age_band", "languages", "need_detail", "sex"),
        until=Moment(now + 365 * DAY),
        statistics=True,
    )
    return Intake(now, dict(_PERSON), _NEEDS, consent)
