"""A round: pull before push, in many short transactions (exchange.md 5.7).

Stopped between any two steps, by the person, a crash or a stick that is pulled out, it loses
nothing: the next round goes on from what was stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from referral_app.clock import Clock, Randomness, system_randomness
from referral_app.domain.identifiers import CentreId, StaffId
from referral_app.exchange.desk_invitation import rendezvous
from referral_app.exchange.desk_keys import Steward, destroy_seeds, keep_keys
from referral_app.exchange.desk_letters import kept_letters, told_note, welcome_note
from referral_app.exchange.desk_refusal import refusals
from referral_app.exchange.enrolment import enrolment_note
from referral_app.exchange.envelope import name_of
from referral_app.exchange.founding import DESK_ITSELF
from referral_app.exchange.keys import Identity
from referral_app.exchange.mail import kept_vectors, pack_one, send_vectors
from referral_app.exchange.reading import Reading
from referral_app.exchange.retiring import is_retired
from referral_app.exchange.transport import Transport
from referral_app.services.ports import ExchangeStore, ExchangeWork, RoundReport

_MARKS: Final = 50
"""Deposits remembered in one transaction."""
Progress = Callable[[int, int], bool]
"""Told (done, total) after each step; False stops the round there."""


class Round:
    """One exchange with one place."""

    def __init__(
        self,
        store: ExchangeStore,
        identity: Identity,
        transport: Transport,
        clock: Clock,
        author: StaffId = DESK_ITSELF,
        chance: Randomness = system_randomness,
    ) -> None:
        self._store = store
        self._author = author
        self._chance = chance
        self._retired = False
        self._identity = identity
        self._transport = transport
        self._clock = clock
        self._reading = Reading(store, identity, clock, author)
        self._written = 0
        self._sent = 0

    def run(self, progress: Progress | None = None) -> RoundReport:
        """Go through all steps.

        Raises UnavailableError or NoRoomError when the place fails; what was read stays read.
        """
        for done, total in self.steps():
            if progress is not None and not progress(done, total):
                break
        return self.report()

    def steps(self) -> Iterator[tuple[int, int]]:
        """Do the round bit by bit; yields (done, total) so that other work can go between."""
        done = total = 0
        for done, total in self._reading.steps(self._transport):
            yield done, total
        yield from ((done, total) for _ in self._prepare())
        waiting = self._waiting()
        total += len(waiting)
        for _ in self._deposit(waiting):
            done += 1
            yield done, total

    def report(self) -> RoundReport:
        """Return the figures so far."""
        reading = self._reading
        with self._store.begin() as work:
            missing = sum(len(work.missing(stream)) for stream in work.streams())
        return RoundReport(
            envelopes_read=reading.envelopes,
            commits_received=reading.commits,
            envelopes_written=self._written,
            commits_sent=self._sent,
            refused=tuple(sorted((why, many) for why, many in reading.refused.items() if many)),
            missing=missing,
            introduced=tuple(reading.introduced),
            joining=reading.joining,
        )

    def _mailboxes(self) -> tuple[CentreId, ...]:
        """The other centres; our own, too, once it has desks beside this one."""
        with self._store.begin() as work:
            peers = tuple(centre.id for centre in work.centres() if not centre.is_own)
            known = work.membership(self._identity.centre)
            active = known.active if known else ()
            others = any(member.device != self._identity.device for member in active)
            return (*peers, self._identity.centre) if others else peers

    def _prepare(self) -> Iterator[None]:
        with self._store.begin() as work:
            self._retired = is_retired(work, self._identity)
            now = self._clock.now()
            keep_keys(Steward(work, self._identity, self._chance, now, self._author))
            destroy_seeds(work, self._identity, now)
        # What a retired desk tells of itself is of no use: it is sent nothing more.
        for centre in () if self._retired else self._mailboxes():
            with self._store.begin() as work:
                asked = centre in self._reading.asked
                send_vectors(work, self._identity, centre, self._clock, asked=asked)
            yield
        while True:
            with self._store.begin() as work:
                packed = pack_one(work, self._identity, self._clock)
            if not packed:
                return
            self._sent += packed
            yield

    def _waiting(self) -> list[_Letter]:
        """Return what should lie at the place: answers to invitations first, then by age."""
        letters: list[_Letter] = []
        mailboxes = self._mailboxes()
        with self._store.begin() as work:
            letters += self._to_desks(work)
            for centre in mailboxes:
                vectors = None if self._retired else kept_vectors(work, centre)
                control = (work.note(enrolment_note(centre)), vectors)
                letters += [_Letter(centre, name_of(d), d, False) for d in control if d]
            letters += [
                _Letter(e.destination, e.eid, e.data, True) for e in work.envelopes_to_deposit()
            ]
        return letters

    def _to_desks(self, work: ExchangeWork) -> list[_Letter]:
        """Letters to one desk: keys to a new or restored one, the end to a retired one, a no."""
        letters = [_Letter(box, name_of(data), data, False) for box, data in refusals(work)]
        centres = (self._identity.centre, *(centre.id for centre in work.centres()))
        rolls = [work.membership(centre) for centre in dict.fromkeys(centres)]
        for member in (member for roll in rolls if roll for member in roll.members):
            boxes = [(member.centre, told_note(member.device))]
            ours = member.centre == self._identity.centre
            if ours and member.active and member.invitation:
                boxes.append((rendezvous(member.invitation), welcome_note(member.device)))
            letters += [
                _Letter(box, name_of(data), data, False)
                for box, name in boxes
                for data in kept_letters(work, name)
            ]
        return letters

    def _deposit(self, letters: list[_Letter]) -> Iterator[None]:
        """Lay letters at the place; what lies there already is left as it is."""
        laid: list[bytes] = []
        try:
            for letter in letters:
                self._written += self._transport.write(letter.to, letter.eid, letter.data)
                laid += [letter.eid] if letter.marked else []
                if len(laid) == _MARKS:
                    self._mark(laid)
                yield
        finally:
            self._mark(laid)

    def _mark(self, laid: list[bytes]) -> None:
        """Remember in one transaction what lies at the place."""
        if laid:
            with self._store.begin() as work:
                for eid in laid:
                    work.deposited(eid, self._transport.place, self._clock.now())
            laid.clear()


@dataclass(frozen=True, slots=True)
class _Letter:
    """A sealed envelope to lay at the place; `marked` when its way is shown to people."""

    to: CentreId
    eid: bytes
    data: bytes
    marked: bool
