"""What one exchange with a folder or a hub did, for people to read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referral_app.domain.identifiers import CentreId


class Refusal(StrEnum):
    """Why an envelope, or something in it, was left aside. Nothing is deleted for it."""

    DAMAGED = "damaged"  # name and content differ, truncated, cannot be opened or read
    FOREIGN = "foreign"  # well made, but not by a desk of a centre that we know
    OTHER_MODE = "other_mode"  # training in a real store, or the reverse
    NEWER = "newer"  # made by a newer program
    UNKNOWN_KEY = "unknown_key"  # sealed to a key that is not known here yet: kept
    EXPIRED_INVITATION = "expired_invitation"
    USED_INVITATION = "used_invitation"


@dataclass(frozen=True, slots=True)
class RoundReport:
    """Figures of a round: envelopes, and commits new to this desk."""

    envelopes_read: int
    commits_received: int
    envelopes_written: int
    commits_sent: int
    refused: tuple[tuple[Refusal, int], ...]
    missing: int
    introduced: tuple[CentreId, ...]
    joining: int = 0
    """Desks that ask to join our centre and wait for a person's yes."""
    turned_away: tuple[tuple[str, int], ...] = ()
    """Envelopes that a hub did not take, by its word for why; they are offered again."""
    rewound: bool = False
    """The hub had been put back to an earlier day: all that is kept was offered to it again."""
