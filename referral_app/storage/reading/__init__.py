"""Questions to a store, by subject; `Questions` asks them all on one connection."""

from referral_app.storage.reading.questions import Questions

__all__ = ["Questions"]
