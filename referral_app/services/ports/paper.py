"""What was printed: cards that wait for their file, and pages of the locked paper register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from referral_app.domain.identifiers import DeviceId, Moment, StaffId


@dataclass(frozen=True, slots=True)
class CardBatch:
    """Cards that were printed together; `codes` as they were drawn, `unused` those without a file.

    Codes are ten digits without dashes.
    """

    id: bytes
    printed_at: Moment
    printed_by: StaffId
    codes: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterPages:
    """Pages that were printed together, by their numbers: `<desk>-<running number>`."""

    id: bytes
    printed_at: Moment
    printed_by: StaffId
    numbers: tuple[str, ...]


class PaperReader(Protocol):
    """Questions about paper."""

    def card_batches(self) -> tuple[CardBatch, ...]:
        """Return what was printed at any desk of the centre, newest first."""
        ...

    def card_is_printed(self, code: str) -> bool: ...
    def register_pages(self) -> tuple[RegisterPages, ...]:
        """Return what was printed at any desk of the centre, newest first."""
        ...

    def desk_number(self, device: DeviceId) -> int:
        """Return a desk's place among the centre's, from 1; 0 for a desk that is none of them."""
        ...
