"""Noting in the log who reads what, when a page about a person is shown."""

from __future__ import annotations

from referral_app.domain.identifiers import RecordId
from referral_app.services.readings import note_reading
from ui.screen import Screen


def note_shown(screen: Screen, what: str, record: RecordId) -> None:
    """Note in the store's queue that `screen` shows a record; a failure is said in the bar."""
    background, desk = screen.context.ui.background, screen.context.desk
    if not background.closed:
        background.store(screen, lambda: note_reading(desk, what, record), lambda _new: None)
