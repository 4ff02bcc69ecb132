"""The first half of a round: take in what lies at a place, envelope by envelope.

Each envelope is one or more short transactions of its own. One that is damaged, foreign or newer
is counted and the round goes on; what may be readable later is kept, or read again next time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from referral_app.clock import Clock, Randomness
from referral_app.domain.facts import CENTRE_INTRODUCED, DESK_INVITED, Place
from referral_app.domain.identifiers import CentreId, CommitId, StaffId
from referral_app.exchange import strange_keys
from referral_app.exchange.batches import Batch
from referral_app.exchange.desk_joining import is_join, read_join, receive_join
from referral_app.exchange.desk_letters import tell_all_desks
from referral_app.exchange.desk_refusal import EXPIRED, USED, refuse_join
from referral_app.exchange.enrolment import introduce
from referral_app.exchange.envelope import (
    MAX_ENVELOPE,
    Kind,
    Letter,
    name_of,
    open_envelope,
    read_header,
)
from referral_app.exchange.founding import open_wraps
from referral_app.exchange.imports import Taken, read, take, take_released
from referral_app.exchange.keys import Identity
from referral_app.exchange.position import put_cursor, read_position
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.replies import Replies, heard_from
from referral_app.exchange.retiring import is_retired
from referral_app.exchange.transport import Lying, Transport
from referral_app.exchange.vectors import told_at
from referral_app.journal.commit import Commit
from referral_app.journal.membership import key_id
from referral_app.services.ports import ExchangeStore, ExchangeWork, PendingEnvelope, Refusal

_LOOKUPS: Final = 500
MOST_PENDING: Final = 16 * 1024 * 1024
"""Bytes of envelopes kept though they cannot be read yet: anyone can make more."""
_LATER: Final = frozenset({Refusal.UNKNOWN_KEY, Refusal.NEWER})
_WHY: Final = {Refusal.USED_INVITATION: USED, Refusal.EXPIRED_INVITATION: EXPIRED}
_INTRODUCTIONS: Final = frozenset({CENTRE_INTRODUCED.name, DESK_INVITED.name})
"""Facts after which somebody may be known who was a stranger."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An envelope whose name is its hash; `kept` when it waits in the store."""

    eid: bytes
    data: bytes
    kept: bool


class Reading:
    """Takes in envelopes; its figures make up a round's report."""

    def __init__(
        self,
        store: ExchangeStore,
        identity: Identity,
        clock: Clock,
        author: StaffId,
        chance: Randomness,
    ) -> None:
        self.envelopes = 0
        self.commits = 0
        self.refused: Counter[Refusal] = Counter()
        self.introduced: list[CentreId] = []
        self.joining = 0
        self.asked: set[CentreId] = set()
        self._store = store
        self._identity = identity
        self._clock = clock
        self._author = author
        self._replies = Replies(store, identity, clock, chance)
        self._seeds: dict[bytes, bytes] = {}
        self._pending = 0
        self._waited: frozenset[bytes] = frozenset()
        self._vectors: list[tuple[_Arrival, Letter]] = []
        self._strangers: list[_Arrival] = []
        self._sealed: list[_Arrival] = []
        self._repeated: set[CommitId] = set()
        self._batch = Batch()
        self._heard: set[CentreId] = set()
        self._learned = False
        self._retired = False
        self._live = False

    def steps(self, transport: Transport) -> Iterator[tuple[int, int]]:
        """Read all that is new at a place; yields (done, total) after each envelope."""
        self._live = transport.is_live
        with self._store.begin() as work:
            open_wraps(work, self._identity)
            self._load_seeds(work)
            kept = work.pending()
            self._retired = is_retired(work, self._identity)
            after = read_position(work, transport.place).cursor
        self._pending = sum(len(envelope.data) for envelope in kept)
        self._waited = frozenset(envelope.eid for envelope in kept)
        total = len(kept)
        for done, envelope in enumerate(kept, 1):
            self._open(_Arrival(envelope.eid, envelope.data, kept=True))
            yield done, total
        done = total
        fresh = partial(self._unseen, self._waited)
        for page in transport.pages(self._identity.centre, after, fresh):
            total = max(len(kept) + page.total, done + len(page.items))
            for lying in page.items:
                self._fetch(lying)
                done += 1
                yield done, total
            self._pass(transport, page.cursor)
        for _ in self._second_look():
            yield total, total
        self._replies.heard(self._repeated)
        # After all commits, so that nothing is asked for that lay there too; the latest last, so
        # that it takes off the queue what an older one still lacked.
        for arrival, letter in sorted(self._vectors, key=lambda it: told_at(it[1].items)):
            self._answer(arrival, letter)
            yield total, total

    def _pass(self, transport: Transport, cursor: int | None) -> None:
        """Remember how far a place with positions was read; what is not done with yet is kept."""
        if cursor is None:
            return
        with self._store.begin() as work:
            self._vectors = [(self._kept(work, it), letter) for it, letter in self._vectors]
            self._strangers = [self._kept(work, it) for it in self._strangers]
            self._sealed = [self._kept(work, it) for it in self._sealed]
            put_cursor(work, transport, cursor)

    def _second_look(self) -> Iterator[None]:
        """Read again what strangers wrote, as often as someone has become known meanwhile."""
        for arrival in self._sealed:
            self._open(arrival, last=True)
            yield
        while self._strangers and self._learned:
            strangers, self._strangers, self._learned = self._strangers, [], False
            for arrival in strangers:
                self._open(arrival)
                yield
        self.refused[Refusal.FOREIGN] += len(self._strangers)

    def _load_seeds(self, work: ExchangeWork) -> None:
        keys = self._identity.keys
        self._seeds[key_id(keys.kem_key)] = keys.kem_seed  # letters to this desk alone
        self._seeds.update(work.epoch_seeds())

    def _unseen(self, kept: frozenset[bytes], names: Sequence[bytes]) -> list[bytes]:
        fresh: list[bytes] = []
        for at in range(0, len(names), _LOOKUPS):
            with self._store.begin() as work:
                some = names[at : at + _LOOKUPS]
                fresh += [eid for eid in some if eid not in kept and not work.envelope_seen(eid)]
        return fresh

    def _fetch(self, lying: Lying) -> None:
        data = lying.data
        if data is None or len(data) > MAX_ENVELOPE or name_of(data) != lying.eid:
            self.refused[Refusal.DAMAGED] += 1
        else:
            self._open(_Arrival(lying.eid, data, kept=False))

    def _open(self, arrival: _Arrival, *, last: bool = False) -> None:
        """Open an envelope; one whose key is not here may wait for what else lies there."""
        identity = self._identity
        try:
            letter = open_envelope(arrival.data, identity.centre, identity.mode, self._seeds.get)
        except LeftAsideError as error:
            if error.reason is not Refusal.UNKNOWN_KEY or last:
                if last and arrival.eid not in self._waited:
                    self._strange(arrival)
                self._settle(arrival, {error.reason})
            elif not self._is_not_for_us(arrival):
                self._sealed.append(arrival)
            return
        if letter.kind is Kind.VECTORS:
            self._vectors.append((arrival, letter))
        elif letter.kind is Kind.ENROLMENT:
            self._enrolment(arrival, letter.items)
        else:
            self._commits(arrival, letter.items)
        self._compare_heads(letter)

    def _is_not_for_us(self, arrival: _Arrival) -> bool:
        """Put away a letter to another desk of ours alone, or to a key destroyed at its term.

        What came so late is not lost: vectors name it, and it comes sealed to a newer key, once its
        sender hears of one.
        """
        kid = read_header(arrival.data)[0].kid
        with self._store.begin() as work:
            known = work.membership(self._identity.centre)
            members = known.members if known else ()
            late = work.is_seed_destroyed(kid)
            unread = late or any(key_id(it.kem_key) == kid for it in members)
            if late and not self._retired:
                tell_all_desks(work, self._identity, self._clock.now())
            if unread:
                work.see_envelope(arrival.eid, self._clock.now())
                work.drop_pending(arrival.eid)
        return unread

    def _strange(self, arrival: _Arrival) -> None:
        """Nobody knows the key to which a letter that came now was sealed."""
        if not self._retired:
            kid = read_header(arrival.data)[0].kid
            with self._store.begin() as work:
                strange_keys.meet(work, self._identity, kid, self._clock.now())

    def _compare_heads(self, letter: Letter) -> None:
        """Ask a centre for membership commits that it names and we lack."""
        with self._store.begin() as work:
            known = work.membership(letter.source) is not None
            if known and not all(map(work.has_commit, letter.membership_heads)):
                self.asked.add(letter.source)

    def _settle(self, arrival: _Arrival, reasons: set[Refusal]) -> None:
        """Count an envelope and never open it again, unless it may be readable later."""
        if self._retired and Refusal.UNKNOWN_KEY in reasons:
            return  # for the desks that are at work
        self.refused.update(reasons)
        later = not _LATER.isdisjoint(reasons)
        if Refusal.EXPIRED_INVITATION in reasons:
            self._keep(arrival)
            return  # read again next time: the clock of this machine may be wrong
        if later and (arrival.kept or self._pending + len(arrival.data) > MOST_PENDING):
            return
        self.envelopes += not reasons
        with self._store.begin() as work:
            if later:
                self._pending += len(arrival.data)
                work.keep_pending(PendingEnvelope(arrival.eid, arrival.data))
            else:
                work.see_envelope(arrival.eid, self._clock.now())
                work.drop_pending(arrival.eid)

    def _commits(self, arrival: _Arrival, items: Sequence[bytes]) -> None:
        reasons: set[Refusal] = set()
        stranger = False
        commits = [commit for commit in (_read(item, reasons) for item in items) if commit]
        at = 0
        while at < len(commits):
            with self._batch.timed() as size, self._store.begin() as work:
                some = commits[at : at + size]
                work.expect(some)
                for commit in some:
                    try:
                        self._count(work, commit, take(work, self._identity, commit))
                    except StrangerError:
                        stranger = True
                    except LeftAsideError as error:
                        reasons.add(error.reason)
                for stream, facts in work.unlisted():
                    work.record(stream, facts, self._author)
            at += size
        if stranger:
            self._strangers.append(arrival)
        else:
            self._settle(arrival, reasons)

    def _count(self, work: ExchangeWork, commit: Commit, taken: Taken) -> None:
        if taken is Taken.KNOWN and self._live:
            self._repeated.add(commit.id)
        if taken is not Taken.NEW:
            return
        self.commits += 1
        if commit.stream.place is Place.CENTRE and not _INTRODUCTIONS.isdisjoint(
            fact.kind for fact in commit.facts if fact
        ):
            self._learned = True
        if commit.stream.place is Place.MEMBERSHIP:
            self._learned = True
            self.commits += take_released(work, self._identity)
            if open_wraps(work, self._identity):
                self._load_seeds(work)
        elif commit.centre != self._identity.centre and commit.centre not in self._heard:
            self._heard.add(commit.centre)
            heard_from(work, commit.centre)

    def _enrolment(self, arrival: _Arrival, items: Sequence[bytes]) -> None:
        reasons: set[Refusal] = set()
        if self._retired:
            return  # for the desks that are at work
        for item in items:
            try:
                self._enrol(item)
            except StrangerError:
                self._strangers.append(arrival)
                return
            except LeftAsideError as error:
                reasons.add(error.reason)
                self._say_why(item, error.reason)
        self._settle(arrival, reasons)

    def _say_why(self, item: bytes, reason: Refusal) -> None:
        """Let a desk know that comes too late, or with an invitation that has served another."""
        why = _WHY.get(reason)
        if why is not None and is_join(item):
            with self._store.begin() as work:
                refuse_join(work, self._identity, read_join(item), why)

    def _enrol(self, item: bytes) -> None:
        """Take what a desk of ours-to-be, or another centre, answers to an invitation."""
        now = self._clock.now()
        with self._store.begin() as work:
            if is_join(item):
                self.joining += receive_join(work, self._identity, item, now)
                return
            newcomer = introduce(work, self._identity, item, now, self._author)
        self._learned = True
        self.introduced += [newcomer] if newcomer else []

    def _answer(self, arrival: _Arrival, letter: Letter) -> None:
        """Answer a desk that tells what it holds, unless somebody else may come first."""
        if self._live and self._replies.may_wait(arrival.eid, letter):
            self._keep(arrival)
            return
        done = self._replies.reply(arrival.eid, letter)
        if done.asked:
            self.asked.add(letter.source)
        if done.stranger:
            self.refused[Refusal.FOREIGN] += 1
            self._keep(arrival)
        else:
            self._settle(arrival, done.reasons)

    def _keep(self, arrival: _Arrival) -> None:
        """Keep what is read again next time and a place with positions will not give again."""
        if self._live and not arrival.kept:
            with self._store.begin() as work:
                self._kept(work, arrival)

    def _kept(self, work: ExchangeWork, arrival: _Arrival) -> _Arrival:
        if arrival.kept or self._pending + len(arrival.data) > MOST_PENDING:
            return arrival
        self._pending += len(arrival.data)
        work.keep_pending(PendingEnvelope(arrival.eid, arrival.data))
        return replace(arrival, kept=True)


def _read(item: bytes, reasons: set[Refusal]) -> Commit | None:
    try:
        return read(item)
    except LeftAsideError as error:
        reasons.add(error.reason)
        return None
