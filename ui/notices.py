"""Messages to the person at the desk: a bar in the window, never a dialog.

`Notices` holds what was said, so that words from before the window exists are not lost;
`NoticeBar` in `ui.widgets.notice_bar` shows them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

HISTORY: Final = 50


class Level(Enum):
    """How a message is meant."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"

    @property
    def stays(self) -> bool:
        """Whether it stays until it is closed."""
        return self in (Level.WARNING, Level.ERROR)


class Act(NamedTuple):
    """A button on a message, such as "Try again" or "Undo"."""

    label: str
    run: Callable[[], object]


class Notice:
    """One message; two with the same words are two."""

    __slots__ = ("act", "level", "text")

    def __init__(self, level: Level, text: str, act: Act | None = None) -> None:
        self.level: Final = level
        self.text: Final = text
        self.act: Final = act


class Notices(QObject):
    """What was said: those still open, newest last, and a short history."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: list[Notice] = []
        self._history: deque[Notice] = deque(maxlen=HISTORY)

    @property
    def open(self) -> tuple[Notice, ...]:
        """Messages that nobody closed yet, oldest first."""
        return tuple(self._open)

    @property
    def history(self) -> tuple[Notice, ...]:
        """The last messages, open or closed, oldest first."""
        return tuple(self._history)

    def info(self, text: str, act: Act | None = None) -> Notice:
        """Say something good to know; goes by itself."""
        return self._say(Notice(Level.INFO, text, act))

    def success(self, text: str, act: Act | None = None) -> Notice:
        """Say that it is done; goes by itself."""
        return self._say(Notice(Level.SUCCESS, text, act))

    def warning(self, text: str, act: Act | None = None) -> Notice:
        """Say what needs a look; stays until closed."""
        return self._say(Notice(Level.WARNING, text, act))

    def error(self, text: str, act: Act | None = None) -> Notice:
        """Say what went wrong, what was kept and what to do; stays until closed."""
        return self._say(Notice(Level.ERROR, text, act))

    def close(self, notice: Notice) -> None:
        """Take a message off the bar; nothing happens if it is gone already."""
        if notice in self._open:
            self._open.remove(notice)
            self.changed.emit()

    def clear(self) -> None:
        """Close all and forget the history: at lock, for the next person at the desk."""
        self._open.clear()
        self._history.clear()
        self.changed.emit()

    def _say(self, notice: Notice) -> Notice:
        self._history.append(notice)
        # The same sentence twice is one worry, said again.
        same = [old for old in self._open if (old.level, old.text) == (notice.level, notice.text)]
        for old in same:
            self._open.remove(old)
        self._open.append(notice)
        self.changed.emit()
        return notice
