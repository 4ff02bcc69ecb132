"""Exchanging by itself while people work: with the hub, and with the folder where it is there.

What was saved leaves after two seconds, what others wrote is asked for every minute, more rarely
while nobody works here. It never runs beside a round that somebody started, and never says a word
of its own: the line above the page tells how it stands.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.settings import LAST_FOLDER
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS

if TYPE_CHECKING:
    from referral_app.services.ports import RoundReport
    from ui.screen import ScreenContext

log = logging.getLogger(__name__)
FIRST_MS: Final = 5_000
"""After unlocking, the person comes first."""
LOOK_MS: Final = 60_000
"""A hub may be joined at another desk, a stick be inserted."""
QUIET_MS: Final = 5 * 60_000
"""Between two rounds while nobody looks at the window and nothing was saved."""
_BETWEEN_MS: Final = 250
_SOON_MS: Final = 2_000


class Done(NamedTuple):
    """What a turn brought; nothing for a place that was not due or did not answer."""

    reports: tuple[RoundReport, ...]

    @property
    def has_news(self) -> bool:
        """Whether pages have to read again."""
        return any(
            report.commits_received or report.introduced or report.joining
            for report in self.reports
        )


class Exchanging(QObject):
    """Looks when the next round is due, and does it off the window's thread."""

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._running = False
        self._saved: Moment | None = None
        self._left_over = context.desk.store.reader.waiting_to_leave()
        self._folder_due = Moment(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._timer.start(FIRST_MS)
        context.changes.changed.connect(self._on_changed)

    def look(self) -> None:
        """Do a round if one is due, and set the time for the next look."""
        context = self._context
        if self._running or context.ui.background.closed or context.workspace.is_closing:
            return
        if not context.desk.actor.may(Act.SYNCHRONISE):
            return
        now = context.desk.now()
        hub_due, folder = self._hub_due(), self._folder()
        dues = [due for due in (hub_due, self._folder_due if folder else None) if due is not None]
        due = min(dues, default=None)
        if due is None or due > now:
            self._look_again(LOOK_MS if due is None else due - now)
            return
        self._running = True
        with_hub = hub_due is not None and hub_due <= now
        with_folder = folder if folder is not None and self._folder_due <= now else None
        context.ui.background.network(
            self, lambda: self._turn(with_folder, with_hub=with_hub), self._done, self._failed
        )

    def _turn(self, folder: Path | None, *, with_hub: bool) -> Done:
        """One turn, on a thread beside the store's; what a place refuses stands in its state."""
        workspace = self._context.workspace
        reports = []
        if with_hub:
            try:
                reports.append(workspace.synchronise_hub(by_itself=True))
            except ReferralAppError as error:
                log.info(error.key)
        if folder is not None and folder.is_dir():
            try:
                reports.append(workspace.synchronise(folder))
            except ReferralAppError as error:
                log.info(error.key)
        return Done(tuple(reports))

    def _done(self, done: Done) -> None:
        self._running = False
        if self._context.workspace.is_closing:
            return  # locked meanwhile
        self._saved = None
        now = self._context.desk.now()
        self._left_over = self._context.desk.store.reader.waiting_to_leave()
        self._folder_due = Moment(now + (LOOK_MS if self._is_watched() else QUIET_MS))
        news = (CASES, REFERRALS, CENTRE) if done.has_news else ()
        self._context.changes.publish(EXCHANGE, *news)
        self._look_again(_BETWEEN_MS)

    def _failed(self, _error: Exception) -> None:
        """A bug: the background has logged it. The next look is a whole turn away."""
        self._running = False
        self._look_again(LOOK_MS)

    def _on_changed(self, _kinds: frozenset[str]) -> None:
        """Something was written: what has to leave does so soon."""
        if self._running or self._context.workspace.is_closing:
            return
        waiting = self._context.desk.store.reader.waiting_to_leave()
        if waiting > self._left_over:
            self._left_over = waiting
            self._saved = self._saved or self._context.desk.now()
            self._folder_due = min(self._folder_due, Moment(self._saved + _SOON_MS))
        self._look_again(_BETWEEN_MS)

    def _hub_due(self) -> Moment | None:
        due = self._context.workspace.hub_pace(self._saved)
        if due is None or self._saved is not None or self._is_watched():
            return due
        return Moment(due + QUIET_MS - LOOK_MS)

    def _folder(self) -> Path | None:
        kept = self._context.settings.get(LAST_FOLDER)
        if not kept or self._context.workspace.answers_by_itself:
            return None
        return Path(kept)

    def _is_watched(self) -> bool:
        app = QApplication.instance()
        active = Qt.ApplicationState.ApplicationActive
        return isinstance(app, QApplication) and app.applicationState() == active

    def _look_again(self, after: int) -> None:
        self._timer.start(max(_BETWEEN_MS, min(after, LOOK_MS)))
