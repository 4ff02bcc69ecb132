"""Which kinds of things have changed, so that screens refresh themselves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

CASES = "cases"
REFERRALS = "referrals"
EXCHANGE = "exchange"
DRAFTS = "drafts"
CENTRE = "centre"
CALENDAR = "calendar"
BACKUPS = "backups"
INFORMATION = "information"
LISTS = "lists"


class Changes(QObject):
    """Published after each write; a screen listens for the kinds it shows."""

    changed = Signal(frozenset)

    def publish(self, *kinds: str) -> None:
        """Say that things of these kinds are no longer what was read."""
        if kinds:
            self.changed.emit(frozenset(kinds))
