"""The first half of a round: take in what lies at a place, envelope by envelope.

Each envelope is one or more short transactions of its own. One that is damaged, foreign or newer
is counted and the round goes on; what may be readable later is kept, or read again next time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from referral_app.clock import Clock
from referral_app.domain.identifiers import CentreId, StaffId
from referral_app.exchange.enrolment import enrolment_note, introduce
from referral_app.exchange.envelope import MAX_ENVELOPE, Kind, Letter, name_of, open_envelope
from referral_app.exchange.founding import open_wraps
from referral_app.exchange.imports import Taken, read, take, take_released
from referral_app.exchange.keys import Identity
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.transport import Transport
from referral_app.exchange.vectors import StateVector, answer, read_vector
from referral_app.journal.commit import Commit
from referral_app.services.ports import ExchangeStore, ExchangeWork, PendingEnvelope, Refusal

BATCH: Final = 24
"""Commits stored in one transaction: below 50 ms on the slowest machine measured."""
_LOOKUPS: Final = 500
MOST_PENDING: Final = 256
"""Envelopes kept though they cannot be opened yet: anyone can make more."""
_LATER: Final = frozenset({Refusal.UNKNOWN_KEY, Refusal.NEWER})


class Reading:
    """Takes in envelopes; its figures make up a round's report."""

    def __init__(
        self, store: ExchangeStore, identity: Identity, clock: Clock, author: StaffId
    ) -> None:
        self.envelopes = 0
        self.commits = 0
        self.refused: Counter[Refusal] = Counter()
        self.introduced: list[CentreId] = []
        self.asked: set[CentreId] = set()
        self._store = store
        self._identity = identity
        self._clock = clock
        self._author = author
        self._seeds: dict[bytes, bytes] = {}
        self._vectors: list[tuple[bytes, tuple[bytes, ...]]] = []
        self._strangers: list[bytes] = []
        self._learned = False

    def steps(self, transport: Transport) -> Iterator[tuple[int, int]]:
        """Read all that is new at a place; yields (done, total) after each envelope."""
        with self._store.begin() as work:
            open_wraps(work, self._identity)
            self._load_seeds(work)
            pending = {envelope.eid: envelope.data for envelope in work.pending()}
        fresh = self._unseen(transport.names(self._identity.centre), pending)
        total = len(pending) + len(fresh)
        for done, (eid, data) in enumerate(pending.items(), 1):
            self._envelope(eid, data, pending=True)
            yield done, total
        for done, eid in enumerate(fresh, len(pending) + 1):
            self._fetch(transport, eid)
            yield done, total
        yield from self._second_look(transport, total)
        for eid, items in self._vectors:
            self._answer(eid, items)
            yield total, total

    def _second_look(self, transport: Transport, total: int) -> Iterator[tuple[int, int]]:
        """Read again what strangers wrote, as often as someone has become known meanwhile."""
        while self._strangers and self._learned:
            strangers, self._strangers, self._learned = self._strangers, [], False
            for eid in strangers:
                self._fetch(transport, eid)
                yield total, total
        self.refused[Refusal.FOREIGN] += len(self._strangers)

    def _load_seeds(self, work: ExchangeWork) -> None:
        for epoch in work.epochs(self._identity.centre):
            if epoch.seed is not None:
                self._seeds[epoch.kid] = epoch.seed

    def _unseen(self, names: Sequence[bytes], pending: dict[bytes, bytes]) -> list[bytes]:
        fresh: list[bytes] = []
        for at in range(0, len(names), _LOOKUPS):
            with self._store.begin() as work:
                some = names[at : at + _LOOKUPS]
                fresh += [e for e in some if e not in pending and not work.envelope_seen(e)]
        return fresh

    def _fetch(self, transport: Transport, eid: bytes) -> None:
        data = transport.read(self._identity.centre, eid)
        if data is None or len(data) > MAX_ENVELOPE or name_of(data) != eid:
            self.refused[Refusal.DAMAGED] += 1
            return
        self._envelope(eid, data, pending=False)

    def _envelope(self, eid: bytes, data: bytes, *, pending: bool) -> None:
        try:
            letter = open_envelope(
                data, self._identity.centre, self._identity.mode, self._seeds.get
            )
        except LeftAsideError as error:
            self._leave(eid, data, error.reason, pending=pending)
            return
        if pending:
            with self._store.begin() as work:
                work.drop_pending(eid)
        self._letter(eid, letter)

    def _leave(self, eid: bytes, data: bytes, reason: Refusal, *, pending: bool) -> None:
        self.refused[reason] += 1
        if pending:
            return
        with self._store.begin() as work:
            if reason not in _LATER:
                work.see_envelope(eid, self._clock.now())
            elif len(work.pending()) < MOST_PENDING:
                work.keep_pending(PendingEnvelope(eid, data))

    def _letter(self, eid: bytes, letter: Letter) -> None:
        if letter.kind is Kind.VECTORS:
            self._vectors.append((eid, letter.items))
        elif letter.kind is Kind.ENROLMENT:
            self._enrolment(eid, letter.items)
        else:
            self._commits(eid, letter.items)
        with self._store.begin() as work:
            known = work.membership(letter.source) is not None
            if known and not all(map(work.has_commit, letter.membership_heads)):
                self.asked.add(letter.source)

    def _commits(self, eid: bytes, items: Sequence[bytes]) -> None:
        reasons: set[Refusal] = set()
        stranger = False
        commits = [commit for commit in (self._read(item, reasons) for item in items) if commit]
        for at in range(0, len(commits), BATCH):
            with self._store.begin() as work:
                for commit in commits[at : at + BATCH]:
                    try:
                        self._count(work, commit, take(work, self._identity, commit))
                    except StrangerError:
                        stranger = True
                    except LeftAsideError as error:
                        reasons.add(error.reason)
        self._settle(eid, reasons, stranger=stranger)

    def _read(self, item: bytes, reasons: set[Refusal]) -> Commit | None:
        try:
            return read(item)
        except LeftAsideError as error:
            reasons.add(error.reason)
            return None

    def _count(self, work: ExchangeWork, commit: Commit, taken: Taken) -> None:
        if taken is not Taken.NEW:
            return
        self.commits += 1
        if commit.stream.place.value == "m":
            self._learned = True
            self.commits += take_released(work, self._identity)
            if open_wraps(work, self._identity):
                self._load_seeds(work)
        elif commit.centre != self._identity.centre:
            self._heard_from(work, commit.centre)

    def _settle(self, eid: bytes, reasons: set[Refusal], *, stranger: bool) -> None:
        if stranger:
            self._strangers.append(eid)
        else:
            self.envelopes += not reasons
            with self._store.begin() as work:
                work.see_envelope(eid, self._clock.now())
        self.refused.update(reasons)

    def _enrolment(self, eid: bytes, items: Sequence[bytes]) -> None:
        reasons: set[Refusal] = set()
        for item in items:
            try:
                with self._store.begin() as work:
                    newcomer = introduce(
                        work, self._identity, item, self._clock.now(), self._author
                    )
            except LeftAsideError as error:
                reasons.add(error.reason)
            else:
                self._learned = True
                self.introduced += [newcomer] if newcomer else []
        self._settle(eid, reasons, stranger=False)

    def _answer(self, eid: bytes, items: Sequence[bytes]) -> None:
        reasons: set[Refusal] = set()
        stranger = False
        for item in items:
            try:
                with self._store.begin() as work:
                    self._answer_one(work, read_vector(work, self._identity, item))
            except StrangerError:
                stranger = True
            except LeftAsideError as error:
                reasons.add(error.reason)
        self.refused[Refusal.FOREIGN] += stranger
        if not stranger:
            self._settle(eid, reasons, stranger=False)

    def _answer_one(self, work: ExchangeWork, vector: StateVector) -> None:
        member = work.member(vector.device)
        if member is None or member.centre == self._identity.centre:
            return
        self._heard_from(work, member.centre)
        if answer(work, vector, member.centre):
            self.asked.add(member.centre)

    def _heard_from(self, work: ExchangeWork, centre: CentreId) -> None:
        """The inviter knows us: our answer to its invitation need not be deposited any more."""
        if work.note(enrolment_note(centre)):
            work.put_note(enrolment_note(centre), b"")
