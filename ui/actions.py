"""Keys: one registry, so that F1 lists what works here and now.

Every act that has a key stands as a button or row as well; keys are the quicker way, never the
only one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShortcut


class KeyLine(NamedTuple):
    """A line of the list of keys."""

    keys: str
    text: str
    group: str


class _Entry(NamedTuple):
    keys: str
    text: str | Callable[[], str]
    group: str
    home: QWidget
    shortcut: QShortcut | None

    def line(self) -> KeyLine:
        """As it is listed at this moment."""
        text = self.text if isinstance(self.text, str) else self.text()
        return KeyLine(self.keys, text, self.group)


class Actions(QObject):
    """The keys of the window and of the screens in it."""

    help_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[_Entry] = []

    def add(
        self,
        home: QWidget,
        keys: str,
        text: str | Callable[[], str],
        run: Callable[[], object],
        group: str,
    ) -> QShortcut:
        """Let `keys` ("Ctrl+K") run an act while `home` or a widget in it has the focus.

        A window as `home` makes it work everywhere in that window. `text` and `group` are in the
        window's language; a key that does now this and now that gives its text when it is listed.
        The key dies with `home`.
        """
        shortcut = self.add_unlisted(home, keys, run)
        self._entries.append(_Entry(_shown(keys), text, group, home, shortcut))
        return shortcut

    def add_unlisted(self, home: QWidget, keys: str, run: Callable[[], object]) -> QShortcut:
        """As `add`, for one of many keys that a single line describes."""
        # Late: the first paint needs no key.
        from PySide6.QtGui import QKeySequence, QShortcut

        shortcut = QShortcut(QKeySequence(keys), home)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        if home.isWindow():
            context = Qt.ShortcutContext.WindowShortcut
        shortcut.setContext(context)
        shortcut.activated.connect(run)
        return shortcut

    def describe(self, home: QWidget, keys: str, text: str, group: str) -> None:
        """List keys that a widget handles itself, `keys` as they shall be read."""
        self._entries.append(_Entry(keys, text, group, home, None))

    def lines(self) -> list[KeyLine]:
        """The keys that work now: of what is visible, each once, in the order they were added."""
        self._entries = [entry for entry in self._entries if shiboken6.isValid(entry.home)]
        shown = (e for e in self._entries if e.home.isVisible() and _works(e.shortcut))
        return list(dict.fromkeys(entry.line() for entry in shown))


def _works(shortcut: QShortcut | None) -> bool:
    return shortcut is None or (shiboken6.isValid(shortcut) and shortcut.isEnabled())


def _shown(keys: str) -> str:
    from PySide6.QtGui import QKeySequence

    sequence = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return sequence or keys
