"""Streams: who reads a commit. Part of its signed body, so that nothing can be forwarded."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.facts import Place, Value
from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError

_ID = 16
_PLACES = {place.value: place for place in Place}


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: a centre's own, a link between two, a centre's membership or its summaries."""

    place: Place
    centres: tuple[CentreId, ...]

    def encode(self) -> tuple[Value, ...]:
        """Return the value that stands in a commit's body."""
        return (self.place.value, *self.centres)

    def concerns(self, centre: CentreId) -> bool:
        """Whether `centre` is a party to the stream."""
        return centre in self.centres

    def peer_of(self, centre: CentreId) -> CentreId:
        """Return the other party of a link."""
        first, second = self.centres
        return second if centre == first else first

    @property
    def key(self) -> bytes:
        """A short form for tables: the letter, then the ids."""
        return self.place.value.encode() + b"".join(self.centres)


def own(centre: CentreId) -> Stream:
    """Return the stream of a centre's own facts."""
    return Stream(Place.CENTRE, (centre,))


def link(one: CentreId, other: CentreId) -> Stream:
    """Return the stream that two centres share; the smaller id stands first."""
    return Stream(Place.LINK, (one, other) if one < other else (other, one))


def membership(centre: CentreId) -> Stream:
    """Return the stream of a centre's desks and keys."""
    return Stream(Place.MEMBERSHIP, (centre,))


def summaries(centre: CentreId) -> Stream:
    """Return the stream of what a centre tells the hub of its months."""
    return Stream(Place.HUB, (centre,))


def decode(value: Value) -> Stream:
    """Read a stream from a commit's body.

    Raises ForeignDataError when it is of no form that is known.
    """
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        ids = tuple(CentreId(v) for v in value[1:] if isinstance(v, bytes) and len(v) == _ID)
        place = _PLACES.get(value[0])
        wanted = 2 if place is Place.LINK else 1
        ordered = len(ids) < wanted or wanted == 1 or ids[0] < ids[1]
        if place and len(ids) == wanted == len(value) - 1 and ordered:
            return Stream(place, ids)
    raise ForeignDataError("commit.bad_stream")


def from_key(key: bytes) -> Stream:
    """Read a stream from its short form."""
    ids = tuple(key[at : at + _ID] for at in range(1, len(key), _ID))
    return decode((key[:1].decode("ascii", "replace"), *ids))
