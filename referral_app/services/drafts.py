"""Unsaved forms: kept encrypted through a lock, a crash or a power cut, each for its owner."""

from __future__ import annotations

from referral_app.services.desk import Desk
from referral_app.services.ports import Draft


def keep_draft(desk: Desk, form: str, subject: str, data: str) -> None:
    """Keep what stands in a form; `data` is JSON of the form's own making.

    No role is asked: a lock must never lose what somebody typed.
    """
    # Half a character, as a broken clipboard may hold, has no form in a file: it alone is given up.
    whole = data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    with desk.store.begin() as work:
        work.save_draft(Draft(form, subject, desk.actor.id, whole, desk.now()))


def draft(desk: Desk, form: str, subject: str) -> Draft | None:
    """Return the person's own draft of a form, or None."""
    return desk.store.reader.draft(form, subject, desk.actor.id)


def drafts(desk: Desk) -> tuple[Draft, ...]:
    """Return every draft of the person's own."""
    return desk.store.reader.drafts(desk.actor.id)


def discard_draft(desk: Desk, form: str, subject: str) -> None:
    """Drop a draft, once saved or given up."""
    with desk.store.begin() as work:
        work.drop_draft(form, subject, desk.actor.id)
