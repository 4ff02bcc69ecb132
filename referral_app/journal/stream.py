"""Streams: who reads a commit. Part of its signed body, so that nothing can be forwarded."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from referral_app.domain.facts import Place, Value
from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError

_ID = 16
_COMMUNE: Final = b"rly/1/commune\0"
_PLACES = {place.value: place for place in Place}


@dataclass(frozen=True, slots=True)
class Stream:
    """A centre's own stream, its membership, its summaries, a link of two, or that of a commune.

    The last names no centre but the commune itself: `commune_id` in place of one.
    """

    place: Place
    centres: tuple[CentreId, ...]

    def encode(self) -> tuple[Value, ...]:
        """Return the value that stands in a commit's body."""
        return (self.place.value, *self.centres)

    def concerns(self, centre: CentreId) -> bool:
        """Whether `centre` is a party to the stream; every centre may be one of a commune's.

        Which commune is ours is for the exchange to say: it takes in that one's stream alone.
        """
        return self.place is Place.COMMUNE or centre in self.centres

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
    """Return the stream of what a centre tells the hub."""
    return Stream(Place.HUB, (centre,))


def commune_id(key: bytes) -> CentreId:
    """Name a commune by the key (32 bytes) that every centre invited into it holds.

    16 bytes, as a centre's; it needs no registry, and tells nothing of the key.
    """
    return CentreId(sha256(_COMMUNE + key).digest()[:_ID])


def commune(which: CentreId) -> Stream:
    """Return the stream that every centre of a commune reads and writes; see `commune_id`."""
    return Stream(Place.COMMUNE, (which,))


def decode(value: Value) -> Stream:
    """Read a stream from a commit's body.

    Raises ForeignDataError when it is not of one of these forms.
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
