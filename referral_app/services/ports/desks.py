"""Questions about the desks of our centre and the codes that they may give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from referral_app.domain.desks import Block, DeskInvitation
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    DeviceId,
    InvitationId,
    Moment,
    StaffId,
)
from referral_app.journal.membership import Membership

NEWER: Final = "newer"
"""Name of the note of the highest number of facts' forms that was met: 4 bytes."""
JOINS: Final = "joins"
"""Name of the note that keeps what desks wrote that ask to join: CBOR, a list of byte strings."""
SEEN: Final = "seen/"


def seen_note(device: DeviceId) -> str:
    """Name the note of when a desk last told what it holds: 8 bytes of milliseconds."""
    return SEEN + device.hex()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One save of a revoked desk that counts nowhere: when, by whom, and of which kinds of facts.

    `code` is that of a file which it opened, empty where it opened none.
    """

    commit: CommitId
    device: DeviceId
    written_at: Moment
    author: StaffId
    kinds: tuple[str, ...]
    code: str


class DeskReader(Protocol):
    """What is known here of the centre's own desks."""

    def own_membership(self) -> Membership | None:
        """Return our centre's desks and keys; None before its founding has arrived."""
        ...

    def founded_at(self, centre: CentreId) -> Moment | None:
        """Return when a centre was founded; None where its founding has not arrived."""
        ...

    def desk_invitation(self, invitation: InvitationId) -> DeskInvitation | None: ...
    def desk_invitations(self) -> tuple[DeskInvitation, ...]:
        """Return every invitation of a desk, oldest first."""
        ...

    def blocks(self) -> tuple[Block, ...]:
        """Return every block of codes that was asked for, granted or given back."""
        ...

    def codes_left(self, device: DeviceId) -> int:
        """Return how many codes this desk may still give: exact for this desk alone."""
        ...

    def desks_seen(self) -> dict[DeviceId, Moment]:
        """Return when each other desk of ours last told what it holds, by its own clock."""
        ...

    def desks_twice(self) -> dict[DeviceId, Moment]:
        """Return the desks whose disk is proven to exist twice, and since when that is known."""
        ...

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return what our revoked desks wrote that does not count, oldest first."""
        ...

    def gaps(self) -> tuple[tuple[CommitId, DeviceId], ...]:
        """Return what others of a desk's commits name and never came, each with the desk."""
        ...

    def newest_form(self) -> int:
        """Return the highest number of facts' forms met in anything that came; 0 for none."""
        ...

    def kept_seeds(self) -> frozenset[bytes]:
        """Return the ids of the keys whose seeds are kept here."""
        ...

    def peer_keys(self) -> dict[CentreId, Moment]:
        """Return when the key to which each other centre is sealed was opened."""
        ...

    def joins_waiting(self) -> bytes:
        """Return the note JOINS; empty when no desk waits for a person's yes."""
        ...
