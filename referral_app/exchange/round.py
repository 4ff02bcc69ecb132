"""A round: pull before push, in many short transactions (exchange.md 5.7).

Stopped between any two steps, by the person, a crash or a stick that is pulled out, it loses
nothing: the next round goes on from what was stored. No envelope, whatever it is, stops it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from referral_app.clock import Clock, Randomness, system_randomness
from referral_app.domain.identifiers import CentreId, StaffId
from referral_app.errors import UnavailableError
from referral_app.exchange.desk_keys import Steward, destroy_seeds, keep_keys
from referral_app.exchange.founding import DESK_ITSELF
from referral_app.exchange.keys import Identity
from referral_app.exchange.mail import pack_one, send_vectors
from referral_app.exchange.outgoing import Outgoing, filled, outgoing
from referral_app.exchange.position import put_position, put_row, read_position
from referral_app.exchange.reading import Reading
from referral_app.exchange.retiring import is_retired
from referral_app.exchange.summary_mail import offer_summaries
from referral_app.exchange.transport import MOST_ITEMS, Parcel, Shelf, Transport, transport_at
from referral_app.services.ports import ExchangeStore, RoundReport

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
        place: Shelf | Transport,
        clock: Clock,
        author: StaffId = DESK_ITSELF,
        chance: Randomness = system_randomness,
    ) -> None:
        self._store = store
        self._author = author
        self._chance = chance
        self._retired = False
        self._identity = identity
        self._transport = transport_at(place)
        self._clock = clock
        self._reading = Reading(store, identity, clock, author, chance)
        self._turned_away: Counter[str] = Counter()
        self._forced = False
        self._written = 0
        self._sent = 0

    def force_vectors(self) -> None:
        """Tell everybody anew what is held here: the place may have forgotten."""
        self._forced = True

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
            turned_away=tuple(sorted(self._turned_away.items())),
            rewound=self._forced,
        )

    def _mailboxes(self) -> tuple[CentreId, ...]:
        """The other centres; our own, too, once it has desks beside this one."""
        with self._store.begin() as work:
            others = (centre for centre in work.centres() if not centre.is_own)
            peers = tuple(centre.id for centre in others if centre.active)
            known = work.membership(self._identity.centre)
            active = known.active if known else ()
            several = any(member.device != self._identity.device for member in active)
            return (*peers, self._identity.centre) if several else peers

    def _prepare(self) -> Iterator[None]:
        with self._store.begin() as work:
            self._retired = is_retired(work, self._identity)
            now = self._clock.now()
            keep_keys(Steward(work, self._identity, self._chance, now, self._author))
            destroy_seeds(work, self._identity, now)
        # What a retired desk tells of itself is of no use: it is sent nothing more.
        for centre in () if self._retired else self._mailboxes():
            with self._store.begin() as work:
                asked = self._forced or centre in self._reading.asked
                send_vectors(work, self._identity, centre, self._clock, asked=asked)
            yield
        with self._store.begin() as work:
            offer_summaries(work, self._identity)
        while True:
            with self._store.begin() as work:
                packed = pack_one(work, self._identity, self._clock)
            if not packed:
                return
            self._sent += packed
            yield

    def _waiting(self) -> list[Outgoing]:
        """Return what should lie at the place and does not, in the order in which it is laid."""
        place = self._transport.place if self._transport.is_live else ""
        mailboxes = () if self._retired else self._mailboxes()
        with self._store.begin() as work:
            return outgoing(work, self._identity, mailboxes, place)

    def _deposit(self, waiting: list[Outgoing]) -> Iterator[None]:
        """Lay letters at the place, in batches; what lies there already is left as it is."""
        most = self._most()
        at = 0
        while at < len(waiting):
            some = filled(waiting, at, most)
            parcels = self._parcels(some)
            try:
                # Some may have been delivered meanwhile, by a stick.
                yield from self._lay(parcels, {one.eid: one for one in some}) if parcels else ()
            except UnavailableError:
                self._keep_most(most // 2)
                raise
            most = min(most * 2, MOST_ITEMS)
            at += len(some)
        self._keep_most(most)

    def _parcels(self, some: list[Outgoing]) -> list[Parcel]:
        parcels = []
        with self._store.begin() as work:
            for one in some:
                data = one.data or work.envelope_data(one.eid)
                if data is not None:
                    parcels.append(Parcel(one.to, one.eid, data))
        return parcels

    def _lay(self, parcels: list[Parcel], letters: dict[bytes, Outgoing]) -> Iterator[None]:
        laid: list[Outgoing] = []
        try:
            for one in self._transport.deposit(parcels):
                if one.error:
                    self._turned_away[one.error] += 1
                else:
                    self._written += one.fresh
                    laid.append(letters[one.eid])
                if len(laid) == _MARKS:
                    self._mark(laid)
                yield
        finally:
            self._mark(laid)

    def _mark(self, laid: list[Outgoing]) -> None:
        """Remember in one transaction what lies at the place."""
        live = self._transport.is_live
        marked = [one for one in laid if one.marked or live]
        if marked:
            with self._store.begin() as work:
                now = self._clock.now()
                for one in marked:
                    work.deposited(one.eid, self._transport.place, now)
                    if live and one.to == self._identity.centre:
                        work.see_envelope(one.eid, now)  # ours: it need not be opened here
                put_row(work, self._transport)
        laid.clear()

    def _most(self) -> int:
        """How many letters the place was last seen to take at once."""
        if not self._transport.is_live:
            return MOST_ITEMS
        with self._store.begin() as work:
            return read_position(work, self._transport.place).most

    def _keep_most(self, most: int) -> None:
        if self._transport.is_live:
            with self._store.begin() as work:
                known = read_position(work, self._transport.place)
                if max(most, 1) != known.most:
                    put_position(work, self._transport.place, replace(known, most=max(most, 1)))
