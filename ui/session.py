"""One person's way through the day: open the store, work, lock, come back to the same place.

Locking never asks: each page keeps its draft, the store is closed and thrown away, and the gate
stands where the page was. After unlocking by the same person the same page is shown again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from referral_app import paths
from referral_app.errors import ReferralAppError
from referral_app.language import CODES, Language
from referral_app.settings import (
    GEOMETRY,
    LANGUAGE,
    LAST_STORE,
    SCALE,
    SCHEME,
    WindowSettings,
)
from ui.context import Look, Services, Ui, dress
from ui.gates import AnyGate, GatePlace, Ways, gate_of, restore_gate
from ui.main_window import MainWindow
from ui.tokens import Scheme

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace
    from referral_app.domain.staff import Role
    from ui.auto_lock import AutoLock
    from ui.frame import Visit
    from ui.screen import ScreenContext

STORE: Final = "store"
"""Name of the folder in which a person's own store lies, unless another was chosen."""


class Session(QObject):
    """What is open, and in which window."""

    opened = Signal()
    locked = Signal()
    crashed = Signal(str)
    """The text of a crash, from any thread."""

    def __init__(
        self, app: QApplication, settings: WindowSettings, services: Services | None = None
    ) -> None:
        super().__init__(app)
        self._app, self.settings = app, settings
        self._services = services or Services.of(app)
        self._auto_lock: AutoLock | None = None
        self._gate: AnyGate | None = None
        self.workspace: Workspace | None = None
        self._context: ScreenContext | None = None
        self.folder = Path(settings.get(LAST_STORE) or paths.user_data_dir() / STORE)
        self._visits: Sequence[Visit] = ()
        self._user = ""
        self._seated: tuple[str, Role] | None = None
        self._services.background.refused.connect(self._say)
        self._services.background.failed.connect(lambda _error: self.apologise())
        self.crashed.connect(self.apologise)
        self.ui: Ui = self._dress(training=False)
        self.window = self._make_window()

    def start(self) -> None:
        """Show the window with the gate in it."""
        self._show_gate()
        self.window.show()

    @property
    def auto_lock(self) -> AutoLock:
        """What locks an idle desk; made when there is first something to lock."""
        if self._auto_lock is None:
            from referral_app.clock import SystemClock
            from ui.auto_lock import AutoLock

            self._auto_lock = AutoLock(self._app, SystemClock())
            self._auto_lock.lock_wanted.connect(self.lock)
        return self._auto_lock

    def open(self, workspace: Workspace) -> None:
        """Work in an open store: at the place where the same person left it."""
        self.workspace = workspace
        actor = workspace.desk.actor
        if actor.label != self._user:
            self._visits = ()
        self._user = actor.label
        self._seated = (actor.label, actor.role)
        if str(self.folder) != self.settings.get(LAST_STORE):
            self._keep(lambda: self.settings.put(LAST_STORE, str(self.folder)))
        self._rebuild()
        self._tell_at_opening()
        self.auto_lock.start()
        self.opened.emit()

    def lock(self) -> None:
        """Keep drafts, close the store, show the gate; asks nothing."""
        if self.workspace is None:
            return
        self.auto_lock.stop()
        self._services.dialogs.dismiss()
        self._keep_drafts()
        workspace, self.workspace = self.workspace, None
        workspace.wind_up()
        if self._app.clipboard().ownsClipboard():
            self._app.clipboard().clear()
        self._services.notices.clear()
        self._show_gate()
        # In the queue behind whatever is being saved; it waits for a round to stop.
        self._services.background.store(self, workspace.close, lambda _none: self.locked.emit())

    def change_look(self, *, language: str = "", scheme: str = "", scale: float = 0.0) -> None:
        """Wear another language, scheme or size, at the same place."""
        if language:
            self._keep(lambda: self.settings.put(LANGUAGE, language))
        if scheme:
            self._keep(lambda: self.settings.put(SCHEME, scheme))
        if scale:
            self._keep(lambda: self.settings.put(SCALE, scale))
        self._rebuild()

    def close(self) -> None:
        """Keep drafts and close the store; blocks until it is done."""
        if self._auto_lock is not None:
            self._auto_lock.stop()
        self._keep_drafts()
        self._remember_geometry()
        if self._gate is not None:
            self._gate.stop()
        if self.workspace is not None:
            self.workspace.wind_up()
        self._services.background.close()
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None

    def go(self, page: str, /, **arguments: Any) -> None:
        """Show a page of the open store; `back` returns to the one before."""
        shell = self.window.shell
        if shell is None:
            return
        if page == "back":
            shell.back()
        else:
            shell.show_page(page, **arguments)

    def choose_store(self) -> None:
        """Let the person name the folder of another store, or of one to be made."""
        _ = self.ui.gettext
        title = _("Where are the files, or where should they be?")
        folder = self.ui.dialogs.choose_folder(self.ui, self.window, title, self.folder.parent)
        if folder is not None:
            self.folder = folder
            self._show_gate()

    def put_back(self) -> None:
        """Lock, and show the page on which a backup is put in the place of the store."""
        self.lock()
        self._show_restore()

    def _look(self) -> Look:
        code = self.settings.get(LANGUAGE)
        language = Language(next((known for known in CODES if known == code), "fr"))
        return Look(language, Scheme(self.settings.get(SCHEME)), self.settings.get(SCALE))

    def _dress(self, *, training: bool) -> Ui:
        return dress(self._app, self._look(), self._services, training=training)

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.ui)
        window.lock_wanted.connect(self.lock)
        window.exchange_wanted.connect(lambda: self.go("exchange"))
        window.searched.connect(self._search)
        window.closing.connect(self.close)
        if not self._restored(window):
            window.resize(1366, 768)
        return window

    def _restored(self, window: MainWindow) -> bool:
        kept = self.settings.get(GEOMETRY)
        if not kept:
            return False
        from PySide6.QtCore import QByteArray

        return window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii")))

    def _rebuild(self) -> None:
        """Build the window anew, in today's language and look, at the same place."""
        old, held = self.window, _named_field(self.window.focusWidget())
        self._keep_drafts()
        training = self.workspace is not None and self.workspace.desk.mode == "training"
        self.ui = self._dress(training=training)
        self.window = self._make_window()
        self.window.setGeometry(old.geometry())
        if self.workspace is not None:
            self._show_shell(self.workspace)
        else:
            self._show_gate(self._gate.place() if self._gate else None)
        field = self.window.findChild(QWidget, held) if held else None
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        if old.isVisible():
            self.window.setWindowState(old.windowState())
            self.window.show()
            self.window.activateWindow()
        old.closing.disconnect()
        old.close()
        old.deleteLater()

    def _show_shell(self, workspace: Workspace) -> None:
        from ui.backup.by_itself import DailyBackup
        from ui.changes import Changes
        from ui.exchanging import Exchanging
        from ui.screen import ScreenContext
        from ui.shell import fill

        if workspace.is_waiting:
            self._context = None
            self._show_waiting(workspace)
            return
        changes = Changes(self.window)
        changes.changed.connect(self._on_changed)
        context = ScreenContext(self.ui, workspace, changes, self.go, self, self.settings)
        self._context = context
        shell = fill(self.window, context)
        DailyBackup(context, shell)
        Exchanging(context, shell)
        if self._visits:
            shell.restore(self._visits)
        else:
            shell.show_page("today")

    def _show_waiting(self, workspace: Workspace) -> None:
        """A desk that is not let in yet can do nothing else."""
        from ui.exchange.waiting import Waiting

        page = Waiting(self.ui, workspace, self.settings)
        page.entered.connect(self.open)
        page.left.connect(self.lock)
        page.language_chosen.connect(lambda code: self.change_look(language=code))
        self.window.show_gate(page)
        page.take_focus()

    def _tell_at_opening(self) -> None:
        """Say what happened while nobody was there, and what waits for somebody to know it."""
        from ui.backup.by_itself import tell_at_opening

        if self._context is not None:
            tell_at_opening(self._context)

    def _show_gate(self, place: GatePlace | None = None) -> None:
        """Show what stands before the work; `place` is where somebody was in it."""
        self._stand_at(gate_of(self.ui, self.folder, self._user, self._ways(), place))

    def _show_restore(self) -> None:
        self._stand_at(restore_gate(self.ui, self.folder, self._ways()))

    def _stand_at(self, gate: AnyGate) -> None:
        self._gate = gate
        self.window.show_gate(gate)
        gate.take_focus()

    def _ways(self) -> Ways:
        return Ways(
            enter=self.open,
            unlock=self._show_gate,
            restore=self._show_restore,
            elsewhere=self.choose_store,
            speak=lambda code: self.change_look(language=code),
            say=self._say,
        )

    def _keep_drafts(self) -> None:
        shell = self.window.shell
        if shell is None or self.workspace is None:
            return
        self._visits = shell.visits
        for page in shell.built_pages:
            keeper: Any = page
            keeper.keep_draft()

    def _search(self, text: str) -> None:
        from ui.search import open_found

        shell = self.window.shell
        if self.workspace is None or shell is None:
            return
        if open_found(self.ui, self.workspace.desk, self.go, text):
            # The code of one person must not stand above the file of the next.
            shell.top_bar.search.clear()

    def _on_changed(self, _kinds: frozenset[str]) -> None:
        shell = self.window.shell
        if self.workspace is not None and not self._follow_team(self.workspace):
            return
        if shell is not None and self.workspace is not None:
            from ui.exchange_line import show_exchange

            shell.refresh_counts()
            show_exchange(self.ui, self.workspace.desk, shell.top_bar, self.workspace.hub())

    def _follow_team(self, workspace: Workspace) -> bool:
        """Say who was closed out; lock, and return False, when it is the person here."""
        from referral_app.errors import RefusedError
        from ui.told import say_told

        say_told(self.ui, workspace)
        actor = workspace.desk.actor
        if not actor.active:
            if self._context is not None:
                # Pages would ask again for what the person may not have any more.
                self._context.changes.changed.disconnect()
            self.lock()
            self._say(RefusedError("bootstrap.not_of_the_staff"))
        elif (actor.label, actor.role) != self._seated:
            self._seated = (actor.label, actor.role)
            # Not from within a page that is being told of the change.
            QTimer.singleShot(0, self._rebuild)
        return actor.active

    def _say(self, error: ReferralAppError) -> None:
        from referral_app.sentences import sentence

        self._services.notices.warning(sentence(self.ui.language, error))

    def apologise(self, _text: str = "") -> None:
        """Say honestly that the program failed; the log has the place, without content."""
        _ = self.ui.gettext
        words = _(
            "Something in this program went wrong; it is our mistake, not yours. What was saved "
            "is safe. The log on this computer notes where, without any content."
        )
        self._services.notices.error(words)

    def _remember_geometry(self) -> None:
        state = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        self._keep(lambda: self.settings.put(GEOMETRY, state))

    def _keep(self, put: Any) -> None:
        try:
            put()
        except ReferralAppError as error:
            self._say(error)


def _named_field(widget: QWidget | None) -> str:
    """The name of the field in which the keyboard is; "" where it has none of ours."""
    while widget is not None and not widget.objectName():
        widget = widget.parentWidget()
    return widget.objectName() if widget is not None else ""
