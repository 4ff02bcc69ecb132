"""Rail and pages of an open store in a window, with a session around it or for a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer

from referral_app.settings import WindowSettings
from ui.changes import Changes
from ui.context import Ui
from ui.exchange_line import show_exchange
from ui.frame import Identity, Shell
from ui.language import install_locale
from ui.main_window import MainWindow
from ui.pages import pages
from ui.redating import Redating
from ui.screen import ScreenContext

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace


_MINUTE: Final = 60_000


def fill(window: MainWindow, context: ScreenContext) -> Shell:
    """Put rail and pages of an open store into a window."""
    install_locale(context.ui.language)
    desk, language = context.desk, context.ui.language.code
    centre = desk.store.reader.own_centre()
    role = desk.vocabularies.staff_roles.label(desk.actor.role.value, language)
    identity = Identity(centre.name(language), role, desk.actor.label, role)
    shell = window.show_shell(pages(context), identity)
    Redating(context, shell).start()

    # "4 minutes ago" must not stand there all the morning.
    clock = QTimer(shell)
    clock.setObjectName("exchange_clock")
    clock.setInterval(_MINUTE)

    def show() -> None:
        if context.workspace.is_closing:
            clock.stop()  # the last minute may end between the store's closing and the window's
        else:
            show_exchange(context.ui, desk, shell.top_bar, context.workspace.hub())

    clock.timeout.connect(show)
    clock.start()
    show()
    return shell


class StillWardrobe:
    """For a picture: nothing changes its look."""

    def change_look(self, *, language: str = "", scheme: str = "", scale: float = 0.0) -> None:
        """Stay as it is."""

    def put_back(self) -> None:
        """Leave the store as it is."""


def shell_of(ui: Ui, workspace: Workspace, settings: WindowSettings | None = None) -> MainWindow:
    """Build a window of an open store that stands for itself, without a session: for pictures."""
    window = MainWindow(ui)

    def go(page: str, /, **arguments: Any) -> None:
        if window.shell is not None:
            window.shell.show_page(page, **arguments)

    kept = settings or WindowSettings()
    context = ScreenContext(ui, workspace, Changes(window), go, StillWardrobe(), kept)
    fill(window, context)
    return window
