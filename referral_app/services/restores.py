"""After a restore: codes given up once, and what is told until somebody has taken note."""

from __future__ import annotations

from referral_app.domain.staff import Act
from referral_app.services.blocks import give_up_blocks
from referral_app.services.desk import Desk
from referral_app.services.ports.backups import Restoration
from referral_app.settings import RESTORE_SEEN, RESTORE_SETTLED, for_store, of_store


def restoration(desk: Desk) -> Restoration | None:
    """Return the restore that nobody at this desk has taken note of yet.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    found = reader.restoration(desk.device)
    if found is None or of_store(RESTORE_SEEN, reader.setting) == found.at:
        return None
    return found


def take_note(desk: Desk, of: Restoration) -> None:
    """Tell of this restore no more. Raises NotPermittedError."""
    desk.require(Act.SYNCHRONISE)
    with desk.store.begin() as work:
        work.put_setting(*for_store(RESTORE_SEEN, of.at))


def settle_restore(desk: Desk) -> None:
    """Give up the codes of a store that was restored: the desk gave some of them since its backup.

    Before anything else is written, once a restore; whoever opens the store lets it happen.
    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    found = reader.restoration(desk.device)
    if found is None or of_store(RESTORE_SETTLED, reader.setting) == found.at:
        return
    give_up_blocks(desk)
    with desk.store.begin() as work:
        work.put_setting(*for_store(RESTORE_SETTLED, found.at))
