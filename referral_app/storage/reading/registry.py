"""Questions about the commune's registry of centres."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import RecordId
from referral_app.journal.registry import TakenIn, fold_registry, pinned_fields
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled
from referral_app.storage.tables.registry import REGISTRY_ROW

_REGISTRIES: Final = compiled(select(REGISTRY_ROW.c.id).order_by(REGISTRY_ROW.c.id))


class RegistryQuestions(Asking):
    """The port `RegistryReader`."""

    def registry(self) -> TakenIn | None:
        """Return the registry that holds here."""
        for (record,) in self._ask(_REGISTRIES):
            found = fold_registry(self.writes_about([record]), record, self._own)
            if found is not None:
                return found
        return None

    def registry_root(self, record: RecordId) -> Fields:
        """Return the register of the pinned root."""
        return pinned_fields(self.writes_about([record]), record, self._own)
