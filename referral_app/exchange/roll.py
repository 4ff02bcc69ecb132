"""A centre's membership as another carries it: whole, and checked from its genesis on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import seal_to
from referral_app.exchange.refused import LeftAsideError
from referral_app.journal.commit import Commit, read_commit, verify, writes
from referral_app.journal.membership import Membership, fold_membership
from referral_app.journal.stream import membership as membership_of
from referral_app.services.ports import Epoch, Refusal


@dataclass(frozen=True, slots=True)
class Roll:
    """The desks and keys of a centre with the commits that prove them."""

    commits: tuple[Commit, ...]
    membership: Membership

    @property
    def epoch(self) -> Epoch:
        """The key to which letters for the centre are sealed."""
        return newest_epoch(
            tuple(
                Epoch(epoch.centre, epoch.number, epoch.kid, epoch.public, None)
                for epoch in self.membership.epochs
            )
        )


def newest_epoch(epochs: Sequence[Epoch]) -> Epoch:
    """Return the epoch to seal to: highest number, then lowest key id (exchange.md 3.2).

    Raises LeftAsideError(UNKNOWN_KEY) when there is none.
    """
    if not epochs:
        raise LeftAsideError(Refusal.UNKNOWN_KEY)
    return min(epochs, key=lambda epoch: (-epoch.number, epoch.kid))


def read_roll(centre: CentreId, raws: Sequence[bytes]) -> Roll:
    """Read all membership commits of a centre; each must be signed by one of its desks.

    Raises ForeignDataError when one is not, or when they do not lead to a desk and a key.
    """
    commits = tuple(read_commit(raw) for raw in raws)
    stream = membership_of(centre)
    folded = fold_membership(
        centre,
        chain.from_iterable(map(writes, commits)),
        {commit.id: commit.previous for commit in commits},
    )
    if folded is None or not folded.epochs:
        raise LeftAsideError(Refusal.DAMAGED)
    keys = {member.device: member.sign_key for member in folded.members}
    for commit in commits:
        key = keys.get(commit.device)
        if commit.stream != stream or key is None or not verify(commit, key):
            raise ForeignDataError("exchange.roll_unproved")
    roll = Roll(commits, folded)
    seal_to(roll.epoch.public, b"", b"")  # a key to which nothing can be sealed proves nothing
    return roll
