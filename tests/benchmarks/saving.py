"""Saving an intake, against a bare SQLCipher commit that writes the very same rows.

Ours goes from the page's facts, checked already, to durable: the code drawn, each fact written and
hashed, the commit signed, records folded, rows and words written. The rows for the floor are read
off a run of the same saves; then both are timed in turn.
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
from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    CONSENT_GIVEN,
    NEED_FIELD,
    NEED_RECORDED,
    Fact,
    Kind,
    Value,
    content,
    field_content,
)
from referral_app.domain.identifiers import Moment
from referral_app.journal.stream import own
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
    "flags": ("V01", "V03"),
    "contact_means": "returns",
}
_NEEDS: Final = (
    ("S10", "Hébergement pour une mère et ses deux enfants, deux nuits"),
    ("S06", "Suivi de grossesse, premier rendez-vous au centre de santé"),
)
_CONSENT: Final[dict[str, Value]] = {
    "form": "written",
    "language": "fr",
    "interpreter": False,
    "recipients": ("*",),
    "fields": ("age_band", "languages", "need_detail", "sex"),
    "statistics": True,
}


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
            _save(desk, _facts(desk))
            write(raw, change)
        return _in_turn(desk, raw, changes[_WARM_UP:])


def _next_change(desk: Office, watched: Watched) -> Change:
    _save(desk, _facts(desk))
    return watched.change()


def _in_turn(desk: Office, raw: Any, changes: list[Change]) -> Ratio:
    ours, least = [], []
    gc.collect()
    for change in changes:
        facts = _facts(desk)
        began = time.perf_counter()
        _save(desk, facts)
        between = time.perf_counter()
        write(raw, change)
        ours.append(between - began)
        least.append(time.perf_counter() - between)
    # Other programs slow Python more than the disk: the stretch they disturbed least speaks.
    stretches = [slice(at, at + _STRETCH) for at in range(0, len(changes), _STRETCH)]
    quiet = min(stretches, key=lambda stretch: median(ours[stretch]) + median(least[stretch]))
    return Ratio.of("intake saved", ours[quiet], least[quiet], LIMIT)


def _save(desk: Office, facts: list[Fact]) -> None:
    case = facts[0].record
    with desk.store.begin() as work:
        opened = Fact(CASE_OPENED.name, case, facts[0].happened, content(code=work.next_code()))
        work.record(own(desk.id), [opened, *facts], desk.desk.actor.id)


def _facts(desk: Office) -> list[Fact]:
    """A page as a worker fills it: twenty-one facts and the code that is drawn for it."""
    desk.clock.advance(60_000)
    now, case = desk.clock.now(), desk.desk.new_id()
    facts = _fields(CASE_FIELD, case, now, _PERSON)
    for category, detail in _NEEDS:
        need = desk.desk.new_id()
        facts.append(Fact(NEED_RECORDED.name, need, now, content(case=case)))
        told = {"state": "open", "category": category, "detail": detail, "priority": "P3"}
        facts += _fields(NEED_FIELD, need, now, told)
    given = content(case=case, until=now + 365 * DAY, **_CONSENT)
    return [*facts, Fact(CONSENT_GIVEN.name, desk.desk.new_id(), now, given)]


def _fields(kind: Kind, record: bytes, now: Moment, values: dict[str, Value]) -> list[Fact]:
    return [
        Fact(kind.name, record, now, field_content(name, value)) for name, value in values.items()
    ]
