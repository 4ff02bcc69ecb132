"""One backup a day, made by itself while people work, and what they are told of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError, RefusedError
from referral_app.sentences import sentence
from referral_app.services.restores import restoration
from ui.changes import BACKUPS, EXCHANGE
from ui.notices import Act as NoticeAct
from ui.parts.backup_words import restored_words
from ui.told import say_told

if TYPE_CHECKING:
    from referral_app.services.ports.backups import Checked
    from ui.screen import ScreenContext

log = logging.getLogger(__name__)
FIRST_MS: Final = 20_000
"""After unlocking, the person comes first."""
AGAIN_MS: Final = 30 * 60_000
"""A desk may stay open over midnight, and a stick may be inserted later."""


class DailyBackup(QObject):
    """Looks now and then whether today's backup is still to be made, and makes it."""

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._running = False
        self._came_back = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._timer.start(FIRST_MS)
        context.changes.changed.connect(self._on_changed)

    def look(self) -> None:
        """Make a backup if one is due; it never keeps the window or a save waiting."""
        context = self._context
        self._timer.start(AGAIN_MS)
        if self._running or context.ui.background.closed or context.workspace.is_closing:
            return
        backups = context.workspace.backups
        try:
            wanted = backups.is_wanted()
        except ReferralAppError as error:
            log.info(error.key)
            return
        if wanted:
            self._running = True
            context.ui.background.network(self, backups.make, self._made, self._failed)

    def _made(self, _made: Checked | None) -> None:
        self._running = False
        self._context.changes.publish(BACKUPS)

    def _failed(self, error: Exception) -> None:
        """A stick that is not there is no news until the last backup is too old."""
        self._running = False
        if isinstance(error, RefusedError):
            return  # one is being made by hand
        if isinstance(error, ReferralAppError):
            log.info(error.key)
            if self._context.workspace.backups.is_too_old():
                warn_of_age(self._context, sentence(self._context.ui.language, error))

    def _on_changed(self, kinds: frozenset[str]) -> None:
        """After an exchange: what has come back to a restored desk."""
        if EXCHANGE not in kinds:
            return
        found = restoration(self._context.desk)
        if found is not None and found.came_back != self._came_back:
            self._came_back = found.came_back
            tell_of_restore(self._context)


def tell_at_opening(context: ScreenContext) -> None:
    """Say what somebody who sits down must know: what was cut, a restore, old backups."""
    say_told(context.ui, context.workspace)
    tell_of_restore(context)
    if context.workspace.backups.is_too_old():
        warn_of_age(context)


def tell_of_restore(context: ScreenContext) -> None:
    """Say that this desk was restored, until somebody has taken note."""
    found = restoration(context.desk)
    if found is None:
        return
    ui = context.ui
    words = restored_words(ui.language, found)
    if found.came_back:
        back = ui.ngettext(
            "{count} entry has come back.", "{count} entries have come back.", found.came_back
        )
        words = f"{words} {back.format(count=found.came_back)}"
    ui.notices.warning(words, _act(context, ui.gettext("See what came back")))


def warn_of_age(context: ScreenContext, why: str = "") -> None:
    """Warn that the last good backup is older than a week."""
    ui, _ = context.ui, context.ui.gettext
    made = context.workspace.backups.plan().made
    if made is None:
        words = _("No backup of this desk has been made yet.")
    else:
        ago = ui.language.format_ago(made, context.desk.now())
        words = _("The last good backup is too old ({ago}).").format(ago=ago)
    text = f"{words} {why}" if why else words
    ui.notices.warning(text, _act(context, _("Backups")))


def _act(context: ScreenContext, label: str) -> NoticeAct | None:
    if not context.desk.actor.may(Act.BACK_UP):
        return None
    return NoticeAct(label, lambda: context.go("backup"))
