"""Questions about the commune's registry of centres."""

from __future__ import annotations

from typing import Protocol

from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import RecordId
from referral_app.journal.registry import TakenIn


class RegistryReader(Protocol):
    """Questions about the registry; `record` is the commune's id."""

    def registry(self) -> TakenIn | None:
        """Return the registry that holds here; None while none was taken in."""
        ...

    def registry_root(self, record: RecordId) -> Fields:
        """Return the register of the pinned root, to be written to."""
        ...
