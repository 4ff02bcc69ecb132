"""Faults put in on purpose: each is one rule of the exchange left out (exchange.md 2).

The mule rule of that table has no place here: a desk that takes something from a stick offers it to
its co-desks through the vectors, and nobody keeps others' envelopes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from referral_app.domain.identifiers import CentreId, CommitId
from referral_app.errors import UnavailableError
from referral_app.exchange import mail, reading, replies, vectors
from referral_app.exchange import round as round_module
from referral_app.exchange.reading import Reading
from referral_app.exchange.round import Round
from referral_app.exchange.transport import Laid, Page
from referral_app.journal import halves, hlc, register
from referral_app.journal.commit import Commit, writes
from referral_app.journal.parties import Parties
from referral_app.journal.register import precedence
from referral_app.journal.stream import Stream
from referral_app.journal.write import Write
from tests.simulation.communes import later_mutants as later
from tests.simulation.communes.chest import ChestWork
from tests.simulation.communes.commune import Desk
from tests.simulation.communes.hub import Hub, Line
from tests.simulation.communes.life import Options

Patch = pytest.MonkeyPatch
HEALING = Options(members=False)
BARE = Options(healing=False, members=False)


@dataclass(frozen=True)
class Mutant:
    """A rule that is left out; lives from `first` on notice it soon."""

    name: str
    put_in: Callable[[Patch], None]
    options: Options = HEALING
    first: int = 0


def numbers_for_names(patch: Patch) -> None:
    """A commit is known by desk and number, not by its hash."""
    whole = ChestWork.accept

    def accept(self: ChestWork, commit: Commit) -> bool:
        held = (self._t.commits[cid] for cid in self._t.by_stream.get(commit.stream, ()))
        if any((it.device, it.seq) == (commit.device, commit.seq) for it in held):
            return False
        return whole(self, commit)

    patch.setattr(ChestWork, "accept", accept)


def latest_field_wins(patch: Patch) -> None:
    patch.setattr(register, "live", lambda writes: sorted(writes, key=precedence)[-1:])


def one_incarnation(patch: Patch) -> None:
    whole = Desk.restart
    patch.setattr(Desk, "restart", lambda self, _drawn: whole(self, self.device[:8]))


def no_rewind_seen(patch: Patch) -> None:
    patch.setattr(Hub, "holds", lambda *_: True)


def rows_of_reading_alone(patch: Patch) -> None:
    """The journal's row is kept after reading, not after depositing."""
    patch.setattr(round_module, "put_row", lambda *_: None)


def marked_before_it_is_taken(patch: Patch) -> None:
    whole = Line.deposit

    def deposit(self: Line, parcels: Any) -> tuple[Laid, ...]:
        try:
            return whole(self, parcels)
        except UnavailableError:
            return tuple(Laid(parcel.eid, fresh=True) for parcel in parcels)

    patch.setattr(Line, "deposit", deposit)


def no_vectors(patch: Patch) -> None:
    patch.setattr(round_module, "send_vectors", lambda *_, **__: False)


def no_answers(patch: Patch) -> None:
    patch.setattr(replies, "answer", lambda *_: False)


def cursor_before_rows(patch: Patch) -> None:
    whole = Reading.steps

    def steps(self: Reading, transport: Any) -> Iterator[tuple[int, int]]:
        class Hasty:
            place, is_live, row = transport.place, transport.is_live, transport.row

            def pages(_, mailbox: CentreId, after: int, fresh: Any) -> Iterator[Page]:  # noqa: N805
                for page in transport.pages(mailbox, after, fresh):
                    Hasty.row = transport.row
                    self._pass(transport, page.cursor)
                    yield page

        return whole(self, Hasty())

    patch.setattr(Reading, "steps", steps)


def never_again(patch: Patch) -> None:
    """Vectors go out when something changed, and neither for the time nor for a start alone.

    The time alone can be left out: whoever was restored has started anew, and tells so.
    """

    def due(last: Any, _identity: Any, states: bytes, _now: Any) -> bool:
        return last is None or bool(last.states != states)

    patch.setattr(mail, "_due", due)


def referral_by_time(patch: Patch) -> None:
    patch.setattr(halves, "live", lambda writes: sorted(writes, key=precedence)[-1:])


def referral_by_arrival(patch: Patch) -> None:
    def arrived(self: ChestWork, records: Any) -> tuple[Write, ...]:
        return tuple(w for record in records for w in self._t.by_record.get(record, ()))

    patch.setattr(ChestWork, "writes_about", arrived)
    patch.setattr(halves, "live", lambda writes: list(writes)[-1:])


def no_side_check(patch: Patch) -> None:
    patch.setattr(Parties, "owns", lambda self, write: write.stream == self.stream)


def clocks_drag(patch: Patch) -> None:
    def absorb(self: hlc.HybridClock, remote: int, _now: int) -> None:
        self._last = max(self._last, remote)

    patch.setattr(hlc.HybridClock, "absorb", absorb)


def taken_twice(patch: Patch) -> None:
    """What is held already is taken in once more."""
    whole = ChestWork.accept

    def accept(self: ChestWork, commit: Commit) -> bool:
        if commit.id not in self._t.commits:
            return whole(self, commit)
        for write in writes(commit):
            record = write.fact.record
            again = write._replace(id=write.id._replace(place=63))
            self._t.by_record[record] = (*self._t.by_record.get(record, ()), again)
        return True

    patch.setattr(ChestWork, "accept", accept)
    patch.setattr(ChestWork, "has_commit", lambda *_: False)


def push_before_pull(patch: Patch) -> None:
    """And what is pushed does not look whether the hub was set back.

    Alone it cannot be noticed: facts are a set, whatever comes first, and every request of a round
    asks for the row that was seen last. Without that the row after a push hides what was lost.
    """
    push, tell = Line.deposit, Line.add_members

    def deposit(self: Line, parcels: Any) -> tuple[Laid, ...]:
        self.row = None
        return push(self, parcels)

    def add_members(self: Line, *args: Any, **options: Any) -> None:
        self.row = None
        tell(self, *args, **options)

    patch.setattr(Line, "deposit", deposit)
    patch.setattr(Line, "add_members", add_members)

    def steps(self: Round) -> Iterator[tuple[int, int]]:
        for _ in self._prepare():
            yield 0, 0
        for _ in self._deposit(self._waiting()):
            yield 0, 0
        yield from self._reading.steps(self._transport)

    patch.setattr(Round, "steps", steps)


def no_missing_in_vectors(patch: Patch) -> None:
    whole = vectors.state_of

    def state_of(work: Any, *rest: Any) -> Any:
        return whole(_Blind(work), *rest)

    patch.setattr(mail, "state_of", state_of)


class _Blind:
    """A desk that does not know what it lacks."""

    def __init__(self, work: Any) -> None:
        self._work = work

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    def missing(self, _stream: Stream) -> tuple[CommitId, ...]:
        return ()


def anybody_s_word(patch: Patch) -> None:
    """What one disk holds is let go before it was laid down for the others (a bug of ours)."""

    def covered(
        self: ChestWork, centre: CentreId, stream: Stream, lacking: Collection[CommitId]
    ) -> None:
        done = set(self._t.by_stream.get(stream, ())).difference(lacking)
        for commit in [cid for cid, to in self._t.queue if to == centre and cid in done]:
            self._t.queue.pop((commit, centre))

    patch.setattr(ChestWork, "covered", covered)


def seen_before_it_is_stored(patch: Patch) -> None:
    whole = Reading._commits

    def hasty(self: Reading, arrival: Any, items: Any) -> None:
        with self._store.begin() as work:
            work.see_envelope(arrival.eid, self._clock.now())
        whole(self, arrival, items)

    patch.setattr(Reading, "_commits", hasty)


MEMBERS = Options()
ERASING = Options(members=False, erasing=True)
EVERYTHING = Options(erasing=True)
MUTANTS = (
    Mutant("identity is (desk, number)", numbers_for_names),
    Mutant("the latest field wins", latest_field_wins),
    Mutant("one incarnation for ever", one_incarnation),
    Mutant("a hub that was set back is not noticed", no_rewind_seen, BARE),
    Mutant("the row is kept after reading alone", rows_of_reading_alone, BARE),
    Mutant("laid down before it is taken", marked_before_it_is_taken, BARE, first=26),
    Mutant("no vectors", no_vectors),
    Mutant("no answers", no_answers),
    Mutant("the cursor before the rows", cursor_before_rows, BARE, first=104),
    Mutant("vectors never again", never_again, first=7),
    Mutant("a referral by time", referral_by_time, first=10),
    Mutant("a referral by arrival", referral_by_arrival, first=31),
    Mutant("no side check", no_side_check),
    Mutant("clocks drag one another", clocks_drag),
    Mutant("taken in twice", taken_twice),
    Mutant("push before pull", push_before_pull, BARE),
    Mutant("vectors without what is missing", no_missing_in_vectors),
    Mutant("let go by anybody's word", anybody_s_word),
    Mutant("seen before it is stored", seen_before_it_is_stored, BARE, first=2),
    Mutant("thieves count", later.thieves_count, MEMBERS),
    Mutant("never readopted", later.never_readopted, MEMBERS),
    Mutant("one cut is enough", later.one_cut_is_enough, MEMBERS),
    Mutant("seeds for ever", later.seeds_for_ever, first=3),
    Mutant("seeds destroyed too soon", later.seeds_too_soon),
    Mutant("anybody's record", later.anybody_s_record, first=13),
    Mutant("the erased comes back", later.erased_comes_back, ERASING, first=13),
    Mutant("the erased goes on lying", later.erased_goes_on_lying, ERASING),
    Mutant("bound records stay", later.bound_records_stay, ERASING, first=105),
    Mutant("read by its twin", later.read_by_its_twin, first=10),
    Mutant("known by its twin", later.known_by_its_twin, EVERYTHING, first=768),
    Mutant("strange for ever", later.strange_for_ever, EVERYTHING, first=4040),
    Mutant("nobody tells of who left", later.nobody_tells_of_who_left, EVERYTHING, first=6937),
    Mutant("destroyed is unknown", later.destroyed_is_unknown, first=3),
    Mutant("silence is for ever", later.silence_is_for_ever, first=5),
)

__all__ = ["MUTANTS", "Mutant", "reading"]
