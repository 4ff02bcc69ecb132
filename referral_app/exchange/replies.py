"""What a round does about state vectors: whom to answer, and when.

Of several desks that could answer a desk of their centre nobody is elected (design.md 5): each lets
a random time pass, and answers what nobody else has answered meanwhile. A stick travels once, so
there each answers at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from referral_app.clock import Clock, Randomness
from referral_app.domain.identifiers import CentreId, CommitId, Moment
from referral_app.exchange.answering import answer
from referral_app.exchange.desk_letters import has_read, knows_us, tell_anew
from referral_app.exchange.enrolment import enrolment_note
from referral_app.exchange.envelope import Letter
from referral_app.exchange.keys import Identity
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.shape import pieces
from referral_app.exchange.vectors import StateVector, read_vector
from referral_app.journal import codec
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeStore, ExchangeWork, Refusal
from referral_app.services.ports.desks import seen_note

TURN: Final = 90_000
"""Milliseconds for each desk that could answer: a little more than from one round to the next."""
_NOTE: Final = "replies"
_SHORT: Final = 8
_MOST: Final = 64
_MOST_ANSWERED: Final = 8000


@dataclass(slots=True)
class Outcome:
    """What a letter of vectors came to; `asked` once its desk holds what is not known here."""

    reasons: set[Refusal] = field(default_factory=set)
    stranger: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A letter that is answered from `due` on, but for what others have sent since."""

    eid: bytes
    due: Moment
    answered: frozenset[bytes]


class Replies:
    """Answers state vectors."""

    def __init__(
        self, store: ExchangeStore, identity: Identity, clock: Clock, chance: Randomness
    ) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock
        self._chance = chance

    def may_wait(self, eid: bytes, letter: Letter) -> bool:
        """Whether it is somebody else's turn yet to answer a letter of a desk of ours."""
        if letter.source != self._identity.centre:
            return False
        now = self._clock.now()
        with self._store.begin() as work:
            waiting = _read(work)
            known = next((one for one in waiting if one.eid == eid), None)
            if known is None:
                due = Moment(now + self._delay(work))
                known = _Waiting(eid, due, frozenset())
                _write(work, [*waiting, known][-_MOST:])
            # A clock that was set back must not make a desk wait for days.
            return now < known.due <= now + TURN * _MOST

    def heard(self, repeated: Collection[CommitId]) -> None:
        """Take note of what others of our centre sent again: it is answered."""
        if not repeated:
            return
        short = {commit[:_SHORT] for commit in repeated}
        with self._store.begin() as work:
            waiting = _read(work)
            if waiting:
                more = [
                    replace(one, answered=frozenset(sorted(one.answered | short)[:_MOST_ANSWERED]))
                    for one in waiting
                ]
                _write(work, more)

    def reply(self, eid: bytes, letter: Letter) -> Outcome:
        """Answer what a letter says that its desk lacks."""
        done = Outcome()
        told: list[StateVector] = []
        with self._store.begin() as work:
            waiting = _read(work)
            known = next((one for one in waiting if one.eid == eid), None)
            if known is not None:
                _write(work, [one for one in waiting if one is not known])
        answered = known.answered if known else frozenset()
        for item in letter.items:
            try:
                with self._store.begin() as work:
                    vector = self._read_one(work, item, letter.source)
                if vector is not None:
                    told.append(vector)
                    done.asked |= answer(self._store, vector, letter.source, answered)
            except StrangerError:
                done.stranger = True
            except LeftAsideError as error:
                done.reasons.add(error.reason)
        if letter.source == self._identity.centre and told:
            self._answer_silence(told, answered)
        return done

    def _delay(self, work: ExchangeWork) -> int:
        """A turn drawn among the desks that could answer, in milliseconds; none for one alone."""
        known = work.membership(self._identity.centre)
        others = max(sum(member.active for member in known.members) - 1, 1) if known else 1
        return int.from_bytes(self._chance(4), "big") % others * TURN

    def _read_one(self, work: ExchangeWork, item: bytes, source: CentreId) -> StateVector | None:
        vector = read_vector(work, self._identity, item, source)
        if vector is None or vector.device == self._identity.device:
            return None
        if source == self._identity.centre:
            _seen(work, vector)
        if vector.stream == membership(self._identity.centre):
            knows_us(work, vector, self._clock.now())
        if vector.stream == membership(source):
            self._keep_in_the_know(work, vector, source)
        heard_from(work, source)
        return vector

    def _keep_in_the_know(self, work: ExchangeWork, vector: StateVector, source: CentreId) -> None:
        """See to it that a desk has the keys of its own centre; with the membership it has them."""
        now = self._clock.now()
        if has_read(work, vector, now):
            return
        known = work.membership(source)
        member = known.member(vector.device) if known else None
        if member is not None:
            tell_anew(work, self._identity, member, vector.incarnation, now)

    def _answer_silence(self, told: list[StateVector], answered: Collection[bytes]) -> None:
        """Send a desk of ours what it does not even know to ask for (exchange.md 2, hole 4)."""
        centre = self._identity.centre
        named = {vector.stream for vector in told}
        with self._store.begin() as work:
            unnamed = [stream for stream in work.streams() if stream not in named]
        for stream in unnamed:
            nothing = replace(told[0], stream=stream, heads=(), missing=(), authors=())
            answer(self._store, nothing, centre, answered)


def heard_from(work: ExchangeWork, centre: CentreId) -> None:
    """The inviter knows us: our answer to its invitation need not be deposited any more."""
    if work.note(enrolment_note(centre)):
        work.put_note(enrolment_note(centre), b"")


def _seen(work: ExchangeWork, vector: StateVector) -> None:
    """Remember when a desk of ours told what it holds."""
    at = vector.hlc >> COUNTER_BITS
    name = seen_note(vector.device)
    if at > int.from_bytes(work.note(name) or b"", "big"):
        work.put_note(name, at.to_bytes(8, "big"))


def _read(work: ExchangeWork) -> list[_Waiting]:
    value = codec.decode(work.note(_NOTE) or b"\x80")
    found = []
    for one in value if isinstance(value, tuple) else ():
        match one:
            case (bytes(eid), int(due), bytes(joined)):
                found.append(_Waiting(eid, Moment(due), frozenset(pieces(joined, _SHORT))))
    return found


def _write(work: ExchangeWork, waiting: list[_Waiting]) -> None:
    value = tuple((one.eid, one.due, b"".join(sorted(one.answered))) for one in waiting)
    work.put_note(_NOTE, codec.encode(value))
