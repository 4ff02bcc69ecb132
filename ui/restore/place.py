"""Where somebody is in restoring; light, so that the gate may know of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from referral_app.services.ports.backups import Checked, RestorePreview


class RestorePlace(NamedTuple):
    """Where somebody is in restoring; carried over when the language changes."""

    file: Path | None
    checked: Checked | None
    preview: RestorePreview | None
    passphrase: str
    person: str | None

    def __repr__(self) -> str:
        """Nothing of what was typed."""
        return f"RestorePlace(file={self.file is not None}, preview={self.preview is not None})"
