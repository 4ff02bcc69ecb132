"""Centres and desks that ask a hub, over its application in this process."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from referral_app.clock import ManualClock, Randomness, seeded_randomness
from referral_app.domain.centre import TRAINING
from referral_app.domain.facts import (
    MEMBER_ADDED,
    MEMBER_RETIRED,
    SUMMARY_SENT,
    Fact,
    Value,
    content,
)
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.founding import DESK_ITSELF, Founding, found
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.request_signing import Target, sign_request
from referral_app.exchange.roll import newest_epoch, read_roll
from referral_app.exchange.sequence import (
    MEDIA_TYPE,
    Placed,
    read_page,
    read_sequence,
    write_sequence,
)
from referral_app.hub.app import create_app
from referral_app.hub.database import Database
from referral_app.hub.limits import Limits
from referral_app.hub.members import issue_code
from referral_app.hub.parts import Hub, open_hub
from referral_app.journal.commit import Commit, CommitDraft, write_commit
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import key_id
from referral_app.journal.stream import Stream, membership, summaries
from referral_app.services.month_codec import pack
from referral_app.services.ports import Epoch
from referral_app.statistics.cubes import Place
from referral_app.statistics.release import Tables
from tests.hub.serving import Answer, Serving

START = Moment(1_795_000_000_000)
WIDE = Limits(per_minute=1_000_000, burst=1_000_000, guests_per_minute=1_000_000)


class HubAtWork:
    """A hub in this process, on a clock that the test moves."""

    def __init__(self, url: str, limits: Limits = WIDE, mode: str = TRAINING) -> None:
        self.url, self.limits, self.mode = url, limits, mode
        self.clock = ManualClock(START)
        self.chance = seeded_randomness(7)
        self.keys = DeskKeys.generate(self.chance)
        self._count = 0

    def __enter__(self) -> Self:
        self.open()
        return self

    def open(self) -> None:
        """Start the hub on what its database holds."""
        database = Database(self.url)
        setting = database.prepare(self.mode, "Commune")
        self.hub: Hub = open_hub(
            database, self.keys, setting, self.limits, lambda: self.clock.now() / 1000
        )
        self.serving = Serving(create_app(self.hub))

    def close(self) -> None:
        """Stop it."""
        self.serving.stop()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def code(self) -> str:
        """What `referral-hub admit` prints."""
        with self.hub.database.writing() as connection:
            return issue_code(connection, self.hub.now)

    def centre(self) -> Desk:
        """A new centre's first desk, not known to the hub."""
        self._count += 1
        chance = seeded_randomness(100 + self._count)
        keys = DeskKeys.generate(chance)
        return Desk(self, keys, found(keys, self.mode, "Poste 1", self.clock, chance), chance)

    def admitted(self) -> Desk:
        """A new centre's first desk, admitted with a code."""
        desk = self.centre()
        answer = desk.introduce(self.code())
        assert answer.status == 200, answer.content
        return desk


@dataclass
class Desk:
    """A desk with its keys; `position` is the last that it saw."""

    at: HubAtWork
    keys: DeskKeys
    founding: Founding
    chance: Randomness
    position: str | None = None
    shows_key: bool = True
    cursor: int = 0
    received: list[Placed] = field(default_factory=list)

    @property
    def centre(self) -> CentreId:
        return self.founding.identity.centre

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Answer:
        """Sign a request and send it."""
        headers = self.signed(method, path, body)
        if kind is not None:
            headers["content-type"] = kind
        answer = self.at.serving.request(method, path, body, {**headers, **(more or {})})
        if answer.status == 200:
            self.position = answer.headers["relais-pos"]
        return answer

    def signed(self, method: str, path: str, body: bytes = b"") -> dict[str, str]:
        now = self.at.clock.now() // 1000
        target = Target.of(method, self.at.serving.url + path)
        headers = sign_request(self.keys, target, self.position, body, now, self.chance(16))
        if self.shows_key:
            both = self.keys.sign_key + self.keys.kem_key
            headers["relais-key"] = base64.b64encode(both).decode()
        return headers

    def introduce(self, code: str | None = None) -> Answer:
        """Bring one's own centre's membership."""
        more = {"relais-admission": code} if code else {}
        return self.bring(self.centre, [it.raw for it in self.founding.commits], more)

    def bring(
        self, centre: bytes, raws: list[bytes], more: Mapping[str, str] | None = None
    ) -> Answer:
        path = f"/v1/members/{centre.hex()}"
        return self.ask("POST", path, write_sequence(raws), MEDIA_TYPE, more)

    def post(self, *envelopes: bytes) -> Answer:
        return self.ask("POST", "/v1/envelopes", write_sequence(envelopes), MEDIA_TYPE)

    def deposit(self, *envelopes: bytes) -> list[dict[str, Any]]:
        answer = self.post(*envelopes)
        assert answer.status == 200, answer.content
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def pull(self, mailbox: bytes | None = None, query: str = "") -> Answer:
        path = f"/v1/mailbox/{(mailbox or self.centre).hex()}"
        return self.ask("GET", f"{path}?after={self.cursor}{query}")

    def fetch(self) -> list[bytes]:
        """Read one's mailbox to its end."""
        more = "1"
        while more == "1":
            answer = self.pull()
            assert answer.status == 200, answer.content
            self.received += read_page(answer.content, 200, 300 * 1024)
            self.cursor = int(answer.headers["relais-next"])
            more = answer.headers["relais-more"]
        return [placed.data for placed in self.received]

    def seal_to(self, other: Desk, *items: bytes) -> bytes:
        """Seal a letter to another centre."""
        roll = read_roll(other.centre, [it.raw for it in other.founding.commits])
        letter = Letter(Kind.COMMITS, self.centre, (), items or (self.chance(50),))
        return seal(letter, newest_epoch((roll.epoch,)), self.at.mode)

    def writes(self, stream: Stream, *facts: Fact, revision: int = 1) -> Commit:
        """Sign facts as one commit, on top of the centre's founding."""
        draft = CommitDraft(
            self.centre,
            self.keys.device,
            self.chance(8),
            stream,
            len(self.founding.commits) + revision,
            (),
            HybridClock(0).tick(self.at.clock.now()),
            DESK_ITSELF,
        )
        return write_commit(draft, facts, sign=self.keys.sign, chance=self.chance)

    def with_second_desk(self) -> tuple[Desk, Commit]:
        """Another desk of this centre, and the commit by which this one lets it in."""
        keys = DeskKeys.generate(self.chance)
        told = content(sign_key=keys.sign_key, kem_key=keys.kem_key, role="desk", label="Poste 2")
        fact = Fact(MEMBER_ADDED.name, keys.device, self.at.clock.now(), told)
        second = Desk(self.at, keys, self.founding, seeded_randomness(keys.device[0]))
        return second, self.writes(membership(self.centre), fact)

    def retires(self, desk: Desk) -> Commit:
        """The commit by which this desk takes another out of work."""
        told = content(reason="left")
        fact = Fact(MEMBER_RETIRED.name, desk.keys.device, self.at.clock.now(), told)
        return self.writes(membership(self.centre), fact, revision=2)

    def seal_summary(
        self,
        month: str,
        cells: dict[Place, int],
        revision: int = 1,
        other: dict[str, Value] | None = None,
    ) -> bytes:
        """Seal a month's summary to the hub."""
        told: dict[str, Value] = {
            "month": month,
            "revision": revision,
            "codebook": "v1",
            "method": "rounding5",
            "cells": pack(Tables(cells), (), 0),
            "covers": bytes(32),
        }
        fact = Fact(
            SUMMARY_SENT.name, bytes(16), self.at.clock.now(), content(**told | (other or {}))
        )
        return self.seal_to_hub(self.writes(summaries(self.centre), fact, revision=revision).raw)

    def seal_to_hub(self, *items: bytes) -> bytes:
        kem_key = self.at.keys.kem_key
        epoch = Epoch(self.at.hub.id, 1, key_id(kem_key), kem_key, None)
        return seal(Letter(Kind.SUMMARY, self.centre, (), items), epoch, self.at.mode)


def frames(answer: Answer) -> tuple[bytes, ...]:
    return read_sequence(answer.content, 10_000, 1 << 22)
