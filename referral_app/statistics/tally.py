"""Events of a month counted into the two cubes of its release.

`services` counts each act by what it was about and how it went, `people` the same acts by age and
sex. Their shared margins are the totals of the acts. One act has one unit, so that two cubes carry
all of I01, I04, I06, I12, I13 and I25 (domain.md 3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from referral_app.statistics.cubes import Cell, Cube, Place
from referral_app.statistics.rounding import cell_keys, record_key

SERVICES: Final = "services"
PEOPLE: Final = "people"
NONE: Final = "-"
"""The code where a dimension says nothing about an act."""


class Act(StrEnum):
    """What is counted; the unit stands behind."""

    OPENED = "opened"  # a file opened in the month
    HOUSEHOLD = "household"  # a household whose first file was opened in the month
    WITH_NEED = "with_need"  # a file in which a need was recorded in the month
    NEED = "need"  # a need recorded in the month; what: category
    SENT = "sent"  # a referral sent in the month; what: category; how: centre or service
    RECEIVED = "received"  # a referral opened here in the month; what: category
    COHORT = "cohort"  # a referral sent in the month before; what: category; how: its answer
    CLOSED = "closed"  # a file closed in the month; what: how long it was open; how: reason


ACCEPTED: Final = "accepted"
UNDECIDED: Final = "undecided"
ENDED: Final = "ended"
"""Answers of the cohort besides refusals, which are `reason.decider`, such as `D01.service`."""

_ABOUT_PEOPLE: Final = frozenset(Act) - {Act.HOUSEHOLD}


class Event(NamedTuple):
    """Something that counts once. `record` names it for the cell keys; `agreed`: the person lets
    it into published statistics (domain.md 1.5)."""

    act: Act
    what: str
    how: str
    age: str
    sex: str
    record: bytes
    agreed: bool


class Merge(StrEnum):
    """Categories joined so that small counts are protected."""

    REASONS = "reasons"  # refusals lose who decided
    AGES = "ages"  # children and adults
    SEXES = "sexes"
    SERVICES = "services"  # programmes of the national strategy instead of services


@dataclass(frozen=True, slots=True)
class Counted:
    """The two cubes, and the keys of all their cells and margins where a secret was given."""

    services: Cube
    people: Cube
    keys: Mapping[Place, float]

    @property
    def cubes(self) -> tuple[Cube, Cube]:
        """Both, as a system takes them."""
        return self.services, self.people


def count_events(events: Iterable[Event], secret: bytes | None = None) -> Counted:
    """Count events into the two cubes; one record counts once in an act."""
    services: dict[tuple[Act, bytes], Cell] = {}
    people: dict[tuple[Act, bytes], Cell] = {}
    for event in events:
        name = (event.act, event.record)
        services[name] = (event.act.value, event.what, event.how)
        if event.act in _ABOUT_PEOPLE:
            people[name] = (event.act.value, event.age, event.sex)
    keys: dict[Place, float] = {}
    if secret is not None:
        drawn = {name: record_key(secret, name[0].encode() + name[1]) for name in services}
        keys = cell_keys(
            {
                cube: [(cell, drawn[name]) for name, cell in cells.items()]
                for cube, cells in ((SERVICES, services), (PEOPLE, people))
            }
        )
    return Counted(
        Cube(SERVICES, ("act", "what", "how"), Counter(services.values())),
        Cube(PEOPLE, ("act", "age", "sex"), Counter(people.values())),
        keys,
    )


def merged(
    events: Iterable[Event], merges: Iterable[Merge], programmes: Mapping[str, str]
) -> list[Event]:
    """Join categories; `programmes` gives the programme of each service category."""
    wanted = frozenset(merges)
    return [_merge(event, wanted, programmes) for event in events]


def _merge(event: Event, merges: frozenset[Merge], programmes: Mapping[str, str]) -> Event:
    if Merge.REASONS in merges and event.act is Act.COHORT:
        event = event._replace(how=event.how.partition(".")[0])
    if Merge.SERVICES in merges and event.act is not Act.CLOSED:
        event = event._replace(what=programmes.get(event.what, event.what))
    if Merge.AGES in merges:
        event = event._replace(age=_WIDE_AGES.get(event.age, event.age))
    if Merge.SEXES in merges:
        event = event._replace(sex=NONE)
    return event


_WIDE_AGES: Final = {"0-4": "0-17", "5-11": "0-17", "12-17": "0-17", "18-59": "18+", "60+": "18+"}
