"""What every widget is given: language, look, and the ways to work and to speak.

A value, made anew when the language or the look changes; the window is then built again.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QApplication

from referral_app.language import Language
from ui import language as qt_language
from ui.actions import Actions
from ui.background import Background
from ui.dialogs import Dialogs, WindowDialogs
from ui.icons import Icons
from ui.notices import Notices
from ui.theme import Theme, resolve
from ui.tokens import Scheme


class Ui(NamedTuple):
    """The context of one window."""

    language: Language
    theme: Theme
    icons: Icons
    background: Background
    notices: Notices
    dialogs: Dialogs
    actions: Actions
    training: bool = False
    """Fictional data: the window wears the violet strip."""

    def gettext(self, message: str) -> str:
        """The message in the window's language; bind it as `_` so that extraction finds it."""
        return self.language.gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The message for a count in the window's language."""
        return self.language.ngettext(singular, plural, count)


class Look(NamedTuple):
    """What a person chose in the settings: language, colours and size."""

    language: Language
    scheme: Scheme = Scheme.SYSTEM
    scale: float = 1.0


class Services(NamedTuple):
    """What outlives a window: the queues, the messages and the way to ask."""

    background: Background
    notices: Notices
    dialogs: Dialogs

    @classmethod
    def of(cls, app: QApplication) -> Services:
        """The real ones; they live as long as the application."""
        return cls(Background(app), Notices(app), WindowDialogs())


def dress(app: QApplication, look: Look, services: Services, *, training: bool = False) -> Ui:
    """Set the application's language and look, and give the context for a new window.

    Fonts must have been loaded (`ui.fonts.load`).
    """
    qt_language.install(app, look.language)
    theme = Theme(resolve(look.scheme), look.scale, look.language.right_to_left)
    theme.apply(app)
    return Ui(
        language=look.language,
        theme=theme,
        icons=Icons(theme, right_to_left=look.language.right_to_left),
        background=services.background,
        notices=services.notices,
        dialogs=services.dialogs,
        actions=Actions(),
        training=training,
    )
