"""Tells the story: two centres are founded, meet, and work together for some weeks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from typing import Final

from referral_app import bootstrap
from referral_app.cli.arguments import DemoAsked
from referral_app.cli.demo.places import Places
from referral_app.cli.demo.stage import CAST, YACOUB, YOUSSOUFIA, Carrier, Cast, Stage, cast_of
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import Moment
from referral_app.paths import resource
from referral_app.services.drafts import keep_draft
from referral_app.training.courses import Act
from referral_app.training.people import FictionalPeople
from referral_app.training.play import Closed, Done, Event, Hooks, Opened, Play, Player, Sent

DAYS_A_MONTH: Final = 21
"""Working days."""
_WEEK: Final = 5
_FRIDAY: Final = 4
# A Monday; fixed, so that the same seed tells the same story on any day.
_FIRST_DAY: Final = datetime(2026, 9, 7, tzinfo=UTC)
_MINUTE: Final = 60_000
_DRAFT: Final = {"note": "Première visite, interrompue", "needs": [{"category": "S12"}]}


class Teller:
    """Tells one story and remembers what the summary needs."""

    def __init__(self, asked: DemoAsked, places: Places) -> None:
        self._asked = asked
        self.clock = ManualClock(Moment(int(_FIRST_DAY.timestamp() * 1000)))
        parts = {
            # Seeded: these stores hold nobody's secrets, and the same seed must give the same ids.
            cast.key: bootstrap.Parts(self.clock, seeded_randomness(asked.seed * 2 + at))
            for at, cast in enumerate(CAST)
        }
        self.stage = Stage(places, self.clock, parts)
        self.opened: list[Opened] = []
        self.sent: list[Sent] = []
        self.closed: list[Closed] = []
        self.rounds = 0
        self._moved = False
        self._draft_kept = False

    def tell(self) -> None:
        """Tell it all; both desks are open and agree at the end, unless something is wrong."""
        self._found()
        self._meet()
        people = FictionalPeople(resource("training", "people.json").read_text(encoding="utf-8"))
        hooks = Hooks(self._told, self._exchange, self._evening)
        play = Play(self._players(), self.clock, Random(self._asked.seed), people, hooks)  # noqa: S311
        self.clock.advance(_next_midnight(self.clock.now()))
        play.run(self._asked.cases, self._asked.months * DAYS_A_MONTH)
        self._moved = True
        self._exchange(0)

    def _found(self) -> None:
        places, parts = self.stage.places, self.stage.parts
        self._pass(9 * 60)
        created = bootstrap.create_centre(
            places.store(YACOUB.key), YACOUB.details, YACOUB.person, parts[YACOUB.key]
        )
        self.stage.add(YACOUB, created)
        self.stage.tell("found", YACOUB, files=[_store(places, YACOUB)])
        self._pass(10)
        self.stage.workspace(YACOUB.key).invite(places.invitation)
        self.stage.tell("invite", YACOUB, files=[places.name_of(places.invitation)])
        self._pass(90)
        joined = bootstrap.accept_invitation(
            places.store(YOUSSOUFIA.key),
            places.invitation.read_bytes(),
            YOUSSOUFIA.details,
            YOUSSOUFIA.person,
            parts[YOUSSOUFIA.key],
        )
        self.stage.add(YOUSSOUFIA, joined)
        self.stage.tell("join", YOUSSOUFIA, files=[_store(places, YOUSSOUFIA)])

    def _meet(self) -> None:
        for cast in (YOUSSOUFIA, YACOUB, YOUSSOUFIA):
            self._pass(15)
            self._synchronise(cast, "folder")

    def _players(self) -> tuple[Player, Player]:
        first, second = (
            Player(
                cast.key,
                self.stage.centres[cast.key],
                cast.district,
                cast.tongue,
                lambda key=cast.key: self.stage.desk(key),  # type: ignore[misc]
            )
            for cast in CAST
        )
        return first, second

    def _pass(self, minutes: int) -> None:
        self.clock.advance(minutes * _MINUTE)

    def _synchronise(self, cast: Cast, carrier: Carrier) -> None:
        self.rounds += 1
        self.stage.synchronise(cast, carrier)

    def _exchange(self, day: int) -> None:
        """Every second week the folder cannot be reached, and somebody carries the stick."""
        if not self._moved:
            return
        carrier: Carrier = "stick" if day // _WEEK % 2 else "folder"
        for cast in (YACOUB, YOUSSOUFIA, YACOUB):
            self._pass(2)
            self._synchronise(cast, carrier)
        self._moved = False

    def _evening(self, _day: int) -> None:
        now = self.clock.now()
        if datetime.fromtimestamp(now / 1000, UTC).weekday() != _FRIDAY:
            return
        if not self._draft_kept:
            self._draft_kept = True
            keep_draft(self.stage.desk(YACOUB.key), "intake", "", json.dumps(_DRAFT))
            self.stage.tell("keep_draft", YACOUB)
        for cast in CAST:
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
            self.closed.append(event)
            self.stage.tell(
                "close_case", cast_of(event.player), code=event.code, case=event.case.hex()
            )

    def _told_opened(self, event: Opened) -> None:
        self.opened.append(event)
        self.stage.tell(
            "open_case",
            cast_of(event.player),
            code=event.code,
            case=event.case.hex(),
            needs=[need.hex() for need in event.needs],
            consent=event.consent.hex() if event.consent else None,
        )

    def _told_sent(self, event: Sent) -> None:
        self.sent.append(event)
        self.stage.tell(
            "send_anew" if event.replaces else "send",
            cast_of(event.player),
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
