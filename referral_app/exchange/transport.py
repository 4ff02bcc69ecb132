"""A place where envelopes lie, as a round sees it: a stick, a shared folder, or a hub.

Both are read page by page and laid full in batches. A shelf (stick, folder) is told by the names
that lie there; a hub also by a position, the cursor: it is stored only once what came before it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from referral_app.domain.identifiers import CentreId

MOST_ITEMS: Final = 100
MOST_BYTES: Final = 4 * 1024 * 1024
"""What one deposit holds at most (exchange.md 7.1)."""
Row = tuple[int, bytes]
"""A position in a hub's journal and the rolling hash there (32 bytes)."""
Fresh = Callable[[Sequence[bytes]], Collection[bytes]]
"""Gives of some envelopes' ids those worth reading, in the order in which they were named."""


@dataclass(frozen=True, slots=True)
class Lying:
    """An envelope as it lies there, unchecked; `data` is None when it cannot be read."""

    eid: bytes
    data: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what lies at a place. `total` counts all that is to come, as far as is known.

    `cursor` is the position behind the page; None at a shelf, which is asked by names.
    """

    items: tuple[Lying, ...]
    total: int
    cursor: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed envelope to lay into a mailbox."""

    to: CentreId
    eid: bytes
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of a parcel: it lies there, `fresh` if it did not before, or `error` says why."""

    eid: bytes
    fresh: bool
    error: str = ""


class Transport(Protocol):
    """A place. Raises UnavailableError or NoRoomError when it fails."""

    @property
    def place(self) -> str:
        """An opaque mark of the place."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether others come by every minute: then what lies there need not be offered again, and
        an answer may wait for somebody else's."""
        ...

    @property
    def row(self) -> Row | None:
        """The last row of the place's journal that was seen; None where it keeps none."""
        ...

    def pages(self, mailbox: CentreId, after: int, fresh: Fresh) -> Iterator[Page]:
        """Give what lies there for a centre behind the position `after`, page by page."""
        ...

    def deposit(self, parcels: Sequence[Parcel]) -> Iterator[Laid]:
        """Lay envelopes there, each whole or not at all, whatever becomes of the others.

        At most MOST_ITEMS and MOST_BYTES; what is told of one is told before the next is laid.
        """
        ...


@runtime_checkable
class Shelf(Protocol):
    """A stick or a folder: envelopes by their names."""

    @property
    def place(self) -> str:
        """An opaque mark of the place."""
        ...

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        """Return the ids of the envelopes that lie there for a centre."""
        ...

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        """Return an envelope as it lies there, unchecked; None when it cannot be read."""
        ...

    def write(self, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        """Lay an envelope there, whole or not at all; False when it lies there already."""
        ...


class Shelved:
    """A shelf, as a transport."""

    is_live = False
    row = None

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def place(self) -> str:
        """An opaque mark of the place."""
        return self._shelf.place

    def pages(self, mailbox: CentreId, after: int, fresh: Fresh) -> Iterator[Page]:
        """Give what lies there and was not dealt with yet; a shelf knows no positions."""
        chosen = fresh(self._shelf.names(mailbox))
        for eid in chosen:
            # One by one: a round that is stopped has read no more than it took in.
            yield Page((Lying(eid, self._shelf.read(mailbox, eid)),), len(chosen))

    def deposit(self, parcels: Sequence[Parcel]) -> Iterator[Laid]:
        """Lay envelopes there; what lies there whole is left as it is."""
        for parcel in parcels:
            yield Laid(parcel.eid, self._shelf.write(parcel.to, parcel.eid, parcel.data))


def transport_at(place: Shelf | Transport) -> Transport:
    """Return a place as a transport."""
    return Shelved(place) if isinstance(place, Shelf) else place
