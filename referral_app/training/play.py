"""Plays weeks of work at two centres: files opened, referred, answered, their loops closed.

Time is a manual clock that both desks share. In the morning everybody does what the courses say is
due; in the afternoon new files are opened; in the evening all of it travels. So whatever one desk
did yesterday the other knows today, and two acts of one day cross.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Final

from referral_app.clock import ManualClock
from referral_app.domain.identifiers import CaseId, CentreId, ConsentId, Moment, NeedId, ReferralId
from referral_app.services.cases import close_case
from referral_app.services.desk import Desk
from referral_app.services.intake import open_case
from referral_app.training.acting import DAY, Actor, intake_of
from referral_app.training.courses import COMPLETED, COURSES, WAITING, Act, Course, Step
from referral_app.training.people import FictionalPeople, FictionalPerson, Tongue

_MINUTE, _HOUR = 60_000, 3_600_000
_MORNING, _AFTERNOON, _EVENING = 8 * _HOUR, 13 * _HOUR, 16 * _HOUR
_WEEKEND: Final = (5, 6)
_UNREFERRED_EVERY: Final = 6


@dataclass(frozen=True, slots=True)
class Player:
    """One of the two centres; `desk` may change when somebody locks and unlocks it."""

    key: str
    centre: CentreId
    district: str
    tongue: Tongue
    desk: Callable[[], Desk]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file was opened."""

    player: str
    person: FictionalPerson
    case: CaseId
    code: str
    needs: tuple[NeedId, ...]
    consent: ConsentId | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral left, to take `course`."""

    player: str
    referral: ReferralId
    case: CaseId
    code: str
    course: Course
    replaces: ReferralId | None


@dataclass(frozen=True, slots=True)
class Done:
    """A step of a course was done."""

    player: str
    referral: ReferralId
    code: str
    step: Step


@dataclass(frozen=True, slots=True)
class Closed:
    """A file was closed: all its needs came to an end."""

    player: str
    case: CaseId
    code: str


Event = Opened | Sent | Done | Closed


def _nothing(_day: int) -> None:
    """Most plays have nothing of their own to do."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the play asks of whoever plays it."""

    told: Callable[[Event], None]
    """Something happened; the clock shows when."""
    exchange: Callable[[int], None]
    """Carry everything to and fro until both desks know the same; told the number of the day."""
    evening: Callable[[int], None]
    """The working day ends."""
    morning: Callable[[int], None] = _nothing
    """It begins."""


@dataclass(frozen=True, slots=True)
class _Due:
    referral: ReferralId
    case: CaseId
    code: str
    step: Step


class Play:
    """A play of `days` working days with about `cases` files."""

    def __init__(
        self,
        players: tuple[Player, Player],
        clock: ManualClock,
        random: Random,
        people: FictionalPeople,
        hooks: Hooks,
    ) -> None:
        self._players = players
        self._clock = clock
        self._random = random
        self._people = people
        self._hooks = hooks
        self._due: dict[int, list[tuple[Player, _Due]]] = defaultdict(list)
        self._turn = 0

    def run(self, cases: int, days: int) -> None:
        """Play; the clock must stand at midnight before a working day."""
        opening: Mapping[int, int] = _spread(cases, days)
        started = 0
        for day, midnight in zip(range(days), _working_days(self._clock.now()), strict=False):
            self._at(midnight + _MORNING)
            self._hooks.morning(day)
            for player, due in self._due.pop(day, []):
                self._do(player, due, day, days)
            self._at(midnight + _AFTERNOON)
            for _ in range(opening.get(day, 0)):
                self._open(started, day, days)
                started += 1
            self._at(midnight + _EVENING)
            self._hooks.exchange(day)
            self._hooks.evening(day)

    def _at(self, moment: int) -> None:
        # A full morning may have run on already. Hours are UTC, one less than in Rabat.
        self._clock.advance(max(0, moment - self._clock.now()))

    def _pause(self, minutes: int) -> None:
        self._clock.advance(minutes * _MINUTE + self._random.randrange(_MINUTE))

    def _open(self, number: int, day: int, days: int) -> None:
        player, other = self._players if number % 3 < 2 else self._players[::-1]
        desk = player.desk()
        year = datetime.fromtimestamp(desk.now() / 1000, UTC).year
        person = self._people.draw(self._random, player.district, year)
        referred = number % _UNREFERRED_EVERY != _UNREFERRED_EVERY - 1
        sent = (1 + number % 2) if referred else 0
        intake = intake_of(person, desk.now(), other.centre, sent)
        opened = open_case(desk, intake)
        told = self._hooks.told
        told(Opened(player.key, person, opened.case, opened.code, opened.needs, opened.consent))
        for referral in opened.referrals:
            course = self._course(days - 1 - day)
            told(Sent(player.key, referral, opened.case, opened.code, course, None))
            about = (referral, opened.case, opened.code)
            self._plan((player, other), about, course, day)
        self._pause(11)

    def _course(self, days_left: int) -> Course:
        """The next course in turn that still comes to its end."""
        for offset in range(len(COURSES)):
            course = COURSES[(self._turn + offset) % len(COURSES)]
            if course.days <= days_left:
                self._turn += offset + 1
                return course
        return WAITING

    def _plan(
        self,
        ends: tuple[Player, Player],
        about: tuple[ReferralId, CaseId, str],
        course: Course,
        day: int,
    ) -> None:
        sender, recipient = ends
        for step in course.steps:
            player = recipient if step.by_recipient else sender
            self._due[day + step.day].append((player, _Due(*about, step)))

    def _do(self, player: Player, due: _Due, day: int, days: int) -> None:
        self._pause(4)
        actor = Actor(player.desk(), self._people, player.tongue)
        anew = actor.do(due.referral, due.step)
        if anew is None:
            self._hooks.told(Done(player.key, due.referral, due.code, due.step))
        else:
            course = COMPLETED if COMPLETED.days < days - day else WAITING
            told = Sent(player.key, anew, due.case, due.code, course, due.referral)
            self._hooks.told(told)
            other = next(it for it in self._players if it is not player)
            self._plan((player, other), (anew, due.case, due.code), course, day)
        if due.step.act is Act.CLOSE:
            self._close_case(player, due)

    def _close_case(self, player: Player, due: _Due) -> None:
        desk = player.desk()
        if any(need.is_open for need in desk.store.reader.needs_of(due.case)):
            return
        self._pause(2)
        close_case(desk, due.case, "C01", "", desk.now())
        self._hooks.told(Closed(player.key, due.case, due.code))


def _spread(cases: int, days: int) -> dict[int, int]:
    """How many files are opened on which day: evenly, none on the last two days."""
    counts: dict[int, int] = defaultdict(int)
    usable = max(1, days - 2)
    for number in range(cases):
        counts[number * usable // cases] += 1
    return dict(counts)


def _working_days(start: Moment) -> Iterator[int]:
    midnight = int(start)
    while True:
        if datetime.fromtimestamp(midnight / 1000, UTC).weekday() not in _WEEKEND:
            yield midnight
        midnight += DAY
