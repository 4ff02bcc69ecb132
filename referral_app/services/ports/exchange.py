"""The store as the exchange sees it: commits in and out, envelopes, keys and members."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from referral_app.domain.facts import Fact
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, Moment
from referral_app.journal.commit import Commit
from referral_app.journal.heads import Link
from referral_app.journal.membership import Member, Membership
from referral_app.journal.stream import Stream
from referral_app.services.ports.store import Work


@dataclass(frozen=True, slots=True)
class Epoch:
    """A centre's encryption key for a time; `seed` (32 bytes) only where this desk may open."""

    centre: CentreId
    number: int
    kid: bytes
    public: bytes
    seed: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class PackItem:
    """A commit that must travel to `destination`; `order` keeps what was saved first in front."""

    order: int
    destination: CentreId
    commit: bytes


@dataclass(frozen=True, slots=True)
class OutgoingEnvelope:
    """A sealed envelope that is kept until the destination is known to hold what is in it."""

    eid: bytes
    destination: CentreId
    data: bytes
    made_at: Moment
    delivered: bool


@dataclass(frozen=True, slots=True)
class KeptEnvelope:
    """A sealed envelope that is kept, without what is in it; `size` in bytes.

    `urgent` when it tells of desks or keys: a removal is laid down before all else.
    """

    eid: bytes
    destination: CentreId
    size: int
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class PendingEnvelope:
    """An envelope that could not be opened yet: its key is not known here."""

    eid: bytes
    data: bytes


class ExchangeWork(Work, Protocol):
    """A write transaction with what a round needs besides."""

    def expect(self, incoming: Sequence[Commit]) -> None:
        """Tell which commits come next, so that what is held of them is looked up in one go."""
        ...

    def accept(self, commit: Commit) -> bool:
        """Store a verified commit of any stream, refresh what it touches; False if held already.

        Facts about what was erased are dropped; a held copy that lacks facts is filled in.
        Membership commits also refresh members and epochs. A missing predecessor never blocks.
        """
        ...

    def unlisted(self) -> Sequence[tuple[Stream, tuple[Fact, ...]]]:
        """Return, once, the facts by which this desk adds records of its own to an erasure.

        They belong to a case that was erased where they were not known.
        """
        ...

    def hold(self, commit: Commit) -> None:
        """Keep a commit whose desk is not known yet; `release` gives it back."""
        ...

    def release(self) -> tuple[Commit, ...]:
        """Take out every held commit whose desk is a known member by now."""
        ...

    def has_commit(self, commit: CommitId) -> bool: ...
    def commits_of(self, stream: Stream) -> tuple[Commit, ...]:
        """Return every commit held of a stream, oldest first by logical time."""
        ...

    def links(
        self, stream: Stream, after: CommitId | None = None, limit: int = -1
    ) -> tuple[Link, ...]:
        """Return where the commits held of a stream stand, oldest first, without what is in them.

        Those that follow one of them, and at most `limit`; -1 for all.
        """
        ...

    def link(self, commit: CommitId) -> Link | None:
        """Return where one commit stands; None when it is not held."""
        ...

    def heads_by_desk(self, stream: Stream) -> dict[CommitId, DeviceId]:
        """Return every desk's heads in a stream, each with its desk, in the order of names."""
        ...

    def heads(self, stream: Stream) -> tuple[CommitId, ...]: ...
    def heads_of_desk(self, device: DeviceId) -> tuple[CommitId, ...]:
        """Return a desk's heads in all streams."""
        ...

    def missing(self, stream: Stream) -> tuple[CommitId, ...]: ...
    def streams(self) -> tuple[Stream, ...]: ...
    def queued(self, limit: int) -> tuple[PackItem, ...]:
        """Return commits queued and not yet packed: of memberships, then all others by age."""
        ...

    def queue(self, commits: Sequence[CommitId], destination: CentreId) -> None:
        """Queue commits for a destination again, as the answer to a state vector."""
        ...

    def packed(self, envelope: OutgoingEnvelope, items: Sequence[PackItem]) -> None:
        """Keep a sealed envelope and take its items off the queue."""
        ...

    def envelopes_to_deposit(self) -> tuple[OutgoingEnvelope, ...]:
        """Return kept envelopes that are not known to be delivered."""
        ...

    def kept_envelopes(self, place: str = "") -> tuple[KeptEnvelope, ...]:
        """Return which envelopes are kept, oldest first, without those that lie at `place`."""
        ...

    def envelope_data(self, eid: bytes) -> bytes | None:
        """Return a kept envelope; None once it is delivered."""
        ...

    def deposited(self, eid: bytes, place: str, at: Moment) -> None:
        """Remember that an envelope lies at `place` (an opaque mark of a folder or a hub)."""
        ...

    def lying(self, place: str, eids: Sequence[bytes]) -> frozenset[bytes]:
        """Return which of these envelopes are remembered to lie at `place`."""
        ...

    def gone_from(self, place: str, eids: Sequence[bytes] | None = None) -> None:
        """Forget that these envelopes lie at `place`; all of them where none are named."""
        ...

    def covered(self, centre: CentreId, stream: Stream, lacking: Sequence[CommitId]) -> None:
        """Remember that a desk of `centre` holds all we hold of a stream but what is `lacking`.

        What is queued and packed of it counts as delivered; what is queued later is sent again.
        """
        ...

    def covered_some(
        self,
        centre: CentreId,
        stream: Stream,
        lacking: Collection[CommitId],
        after: int,
        limit: int,
    ) -> int | None:
        """As `covered`, bit by bit: pass 0, then what was returned, until that is None."""
        ...

    def holds_all(self, device: DeviceId, stream: Stream) -> None:
        """Remember that a desk said it holds all that is held here of a stream."""
        ...

    def spent(self, place: str, most: int) -> tuple[tuple[CentreId, bytes], ...]:
        """Return envelopes of ours at `place`, with their destination, that nobody needs any more.

        For thirty days every desk at work there has been known to hold what is in them.
        """
        ...

    def taken_away(self, eid: bytes, place: str) -> None:
        """Remember no more that an envelope lies at `place`."""
        ...

    def envelope_seen(self, eid: bytes) -> bool: ...
    def see_envelope(self, eid: bytes, at: Moment) -> None: ...
    def keep_pending(self, envelope: PendingEnvelope) -> None: ...
    def pending(self) -> tuple[PendingEnvelope, ...]: ...
    def drop_pending(self, eid: bytes) -> None: ...
    def membership(self, centre: CentreId) -> Membership | None: ...
    def member(self, device: DeviceId, centre: CentreId) -> Member | None: ...
    def epochs(self, centre: CentreId) -> tuple[Epoch, ...]: ...
    def epoch_seeds(self) -> dict[bytes, bytes]:
        """Return every seed that is kept, by the key's id: of keys that do not count, too."""
        ...

    def put_epoch_seed(self, centre: CentreId, kid: bytes, seed: bytes) -> None: ...
    def drop_epoch_seed(self, kid: bytes) -> None:
        """Destroy a seed for good; it is not taken again from what was sealed to this desk."""
        ...

    def is_seed_destroyed(self, kid: bytes) -> bool: ...
    def note(self, name: str) -> bytes | None:
        """Read a small value of the exchange's own, such as when a vector was last sent."""
        ...

    def put_note(self, name: str, value: bytes) -> None: ...


class ExchangeStore(Protocol):
    """An open store, for rounds. A round takes several short transactions, 50 ms at most each."""

    def begin(self) -> AbstractContextManager[ExchangeWork]: ...
