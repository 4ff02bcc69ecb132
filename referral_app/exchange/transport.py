"""A place where envelopes lie, as a round sees it."""

from __future__ import annotations

from typing import Protocol

from referral_app.domain.identifiers import CentreId


class Transport(Protocol):
    """A stick, a shared folder or a hub. Raises UnavailableError or NoRoomError when it fails."""

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
