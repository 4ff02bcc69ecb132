"""Tells the story: two centres with three desks are founded, meet, and work together for weeks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Final

from referral_app import bootstrap
from referral_app.cli.arguments import DemoAsked
from referral_app.cli.demo import chapters
from referral_app.cli.demo.cast import CENTRES, DESKS, YACOUB, YACOUB_2, YOUSSOUFIA, Cast, cast_of
from referral_app.cli.demo.chapters import hub
from referral_app.cli.demo.hub import StoryHub
from referral_app.cli.demo.ledger import MINUTE, Book, KeptCase, KeptReferral, Ledger
from referral_app.cli.demo.places import Places
from referral_app.cli.demo.stage import Carrier, Stage
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import Moment
from referral_app.paths import resource
from referral_app.services.drafts import keep_draft
from referral_app.training.courses import Act
from referral_app.training.people import FictionalPeople
from referral_app.training.play import Done, Event, Hooks, Opened, Play, Player, Sent

DAYS_A_MONTH: Final = 21
"""Working days."""
_WEEK: Final = 5
_FRIDAY: Final = 4
_CARRIERS: Final[tuple[Carrier, ...]] = ("hub", "stick", "folder")
# A Monday; fixed, so that the same seed tells the same story on any day.
_FIRST_DAY: Final = datetime(2026, 9, 7, tzinfo=UTC)
_SEEDS: Final = 4
_DRAFT: Final = {"note": "Première visite, interrompue", "needs": [{"category": "S12"}]}


class Teller:
    """Tells one story and remembers what the summary needs."""

    def __init__(self, asked: DemoAsked, places: Places) -> None:
        self._asked = asked
        self.clock = ManualClock(Moment(int(_FIRST_DAY.timestamp() * 1000)))
        # Seeded: these stores hold nobody's secrets, and the same seed must give the same ids.
        chances = [seeded_randomness(asked.seed * _SEEDS + at) for at in range(_SEEDS)]
        hub = StoryHub(places.hub, self.clock, chances.pop())
        parts = {
            cast.key: bootstrap.Parts(self.clock, chance, hub.wire)
            for cast, chance in zip(DESKS, chances, strict=True)
        }
        self.stage = Stage(places, self.clock, parts, hub)
        self.ledger = Ledger()
        self._book = Book(self.stage, self.ledger, lambda: self._carry("folder"))
        self._moved = False
        self._draft_kept = False

    @property
    def services(self) -> Sequence[Service]:
        """The services of the directory."""
        return self._book.services

    def tell(self) -> None:
        """Tell it all; every desk is open and they agree at the end, unless something is wrong."""
        self._found()
        chapters.prologue(self._book)
        self._invite()
        hub.join(self._book)
        people = FictionalPeople(resource("training", "people.json").read_text(encoding="utf-8"))
        hooks = Hooks(self._told, self._exchange, self._evening, self._morning)
        play = Play(self._players(), self.clock, Random(self._asked.seed), people, hooks)  # noqa: S311
        self.clock.advance(_next_midnight(self.clock.now()))
        play.run(self._asked.cases, self._asked.months * DAYS_A_MONTH)
        self._carry("folder")
        chapters.epilogue(self._book)
        self._carry("hub")
        # Twice, for what a desk lacks is asked for in one round and given in the next.
        self._carry("folder")
        self._carry("folder")

    def _found(self) -> None:
        places, parts = self.stage.places, self.stage.parts
        self._pass(9 * 60)
        created = bootstrap.create_centre(
            places.store(YACOUB.key), YACOUB.house.details, YACOUB.hand.person, parts[YACOUB.key]
        )
        self.stage.add(YACOUB, created)
        self.stage.tell("found", YACOUB, files=[_store(places, YACOUB)])

    def _invite(self) -> None:
        places, parts = self.stage.places, self.stage.parts
        self._pass(10)
        self.stage.workspace(YACOUB.key).invite(places.invitation)
        self.stage.tell("invite", YACOUB, files=[places.name_of(places.invitation)])
        self._pass(90)
        joined = bootstrap.accept_invitation(
            places.store(YOUSSOUFIA.key),
            places.invitation.read_bytes(),
            YOUSSOUFIA.house.details,
            YOUSSOUFIA.hand.person,
            parts[YOUSSOUFIA.key],
        )
        self.stage.add(YOUSSOUFIA, joined)
        self.stage.tell("join", YOUSSOUFIA, files=[_store(places, YOUSSOUFIA)])
        for cast in (YOUSSOUFIA, YACOUB, YOUSSOUFIA, YACOUB_2):
            self._pass(15)
            self.stage.synchronise(cast, "folder")

    def _players(self) -> tuple[Player, Player]:
        first, second = (
            Player(
                cast.key,
                self.stage.centres[cast.house.key],
                cast.house.district,
                cast.house.tongue,
                lambda key=cast.key: self.stage.desk(key),  # type: ignore[misc]
            )
            for cast in CENTRES
        )
        return first, second

    def _pass(self, minutes: int) -> None:
        self.clock.advance(minutes * MINUTE)

    def _morning(self, day: int) -> None:
        days = self._asked.months * DAYS_A_MONTH
        if chapters.morning(self._book, day, days):
            self._moved = True

    def _exchange(self, day: int) -> None:
        """A week over the hub; one when it is down, and somebody carries the stick; a folder."""
        if self._moved:
            self._carry(_CARRIERS[day // _WEEK % len(_CARRIERS)])

    def _carry(self, carrier: Carrier) -> None:
        for cast in (YACOUB_2, YACOUB, YOUSSOUFIA, YACOUB, YACOUB_2):
            self._pass(2)
            self.stage.synchronise(cast, carrier)
        self._moved = False

    def _evening(self, _day: int) -> None:
        now = self.clock.now()
        if datetime.fromtimestamp(now / 1000, UTC).weekday() != _FRIDAY:
            return
        if not self._draft_kept:
            self._draft_kept = True
            keep_draft(self.stage.desk(YACOUB.key), "intake", "", json.dumps(_DRAFT))
            self.stage.tell("keep_draft", YACOUB)
        for cast in DESKS:
            self._pass(1)
            self.stage.lock(cast)

    def _told(self, event: Event) -> None:
        self._moved = True
        if isinstance(event, Opened):
            self._told_opened(event)
        elif isinstance(event, Sent):
            self._told_sent(event)
        elif isinstance(event, Done):
            self._told_done(event)
        else:
            self.ledger.closed.add(event.case)
            self.stage.tell(
                "close_case", cast_of(event.player), code=event.code, case=event.case.hex()
            )

    def _told_opened(self, event: Opened) -> None:
        cast, tongue = cast_of(event.player), event.person.written_in
        kept = KeptCase(event.case, event.code, cast, tongue)
        self.ledger.cases.append(kept)
        self.stage.tell(
            "open_case",
            cast,
            code=event.code,
            case=event.case.hex(),
            needs=[need.hex() for need in event.needs],
            consent=event.consent.hex() if event.consent else None,
        )

    def _told_sent(self, event: Sent) -> None:
        cast = cast_of(event.player)
        other = next(it for it in CENTRES if it is not cast)
        kept = KeptReferral(
            event.referral,
            event.case,
            event.code,
            cast,
            event.course.name,
            other,
            replaces=event.replaces,
        )
        self.ledger.referrals.append(kept)
        self.stage.tell(
            "send_anew" if event.replaces else "send",
            cast,
            code=event.code,
            referral=event.referral.hex(),
            replaces=event.replaces.hex() if event.replaces else None,
            states=self.stage.states(event.referral),
        )

    def _told_done(self, event: Done) -> None:
        found = self.stage.referral(event.player, event.referral)
        closing = event.step.act is Act.CLOSE
        self.stage.tell(
            event.step.act.value,
            cast_of(event.player),
            code=event.code,
            referral=event.referral.hex(),
            states=self.stage.states(event.referral),
            loop_closed=found.loop_closed if closing and found else None,
        )


def _store(places: Places, cast: Cast) -> str:
    return places.name_of(places.store(cast.key))


def _next_midnight(now: Moment) -> int:
    day = 86_400_000
    return day - now % day
