"""Settings, each declared once: its key, its type by its default, and what it may be.

Those of the window stand in one small JSON file beside a person's stores; they say nothing of the
work. Those of a centre stand in its encrypted store. A value that is missing, of another type or
out of bounds reads as the default: a damaged file never keeps the program from opening.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

from referral_app import paths
from referral_app.errors import NoRoomError

T = TypeVar("T", str, int, float, bool)
FILE: Final = "settings.json"


class Setting(Generic[T]):
    """One setting: `choices` empty takes any value, `bounds` are the lowest and highest."""

    __slots__ = ("bounds", "choices", "default", "key")

    def __init__(
        self,
        key: str,
        default: T,
        choices: tuple[T, ...] = (),
        bounds: tuple[float, float] | None = None,
    ) -> None:
        self.key = key
        self.default: T = default
        self.choices: tuple[T, ...] = choices
        self.bounds = bounds

    def take(self, raw: object) -> T:
        """Return `raw` when it can be this setting's value, else the default."""
        value = _of_kind(self.default, raw)
        if value is None or (self.choices and value not in self.choices):
            return self.default
        if self.bounds and not self.bounds[0] <= float(value) <= self.bounds[1]:
            return self.default
        return value


def _of_kind(default: T, raw: object) -> T | None:
    """Return `raw` as the default's type when it is of it; JSON writes 1 for 1.0."""
    kind: type[T] = type(default)
    if kind is float and type(raw) is int:
        return kind(raw)
    return raw if type(raw) is kind else None


LANGUAGE: Final = Setting("language", "fr", choices=("fr", "ar", "en"))
SCHEME: Final = Setting("scheme", "system", choices=("system", "light", "dark", "contrast"))
SCALE: Final = Setting("scale", 1.0, bounds=(0.8, 2.0))
"""Size of the letters, 1.0 as the desktop has them."""
LAST_STORE: Final = Setting("last_store", "")
"""The folder of the store that was open last."""
LAST_FOLDER: Final = Setting("last_folder", "")
"""The shared folder or stick that was used last."""
GEOMETRY: Final = Setting("geometry", "")
"""Place and size of the window, base64."""

BACKUP_FOLDER: Final = Setting("backup.folder", "")
"""Where this desk's backups lie; empty for a folder beside the store. In the desk's own store."""
BACKUP_CEILING: Final = Setting("backup.ceiling_mb", 4096, bounds=(100, 1_000_000))
"""What all backups of this desk in that folder may take together, in MB."""
BACKUP_MADE: Final = Setting("backup.made", 0, bounds=(0, 2**53))
"""When the last good backup was made."""
BACKUP_FILE: Final = Setting("backup.file", "")
"""Where the last good backup lies."""
RESTORE_SETTLED: Final = Setting("restore.settled", 0, bounds=(0, 2**53))
"""The restore after which this desk has given up its blocks of codes."""
RESTORE_SEEN: Final = Setting("restore.seen", 0, bounds=(0, 2**53))
"""The restore of which somebody at this desk has taken note."""
NEIGHBOUR: Final = Setting("training.neighbour", "")
"""What opens the store of a training desk's neighbour; kept in the desk's own store alone."""


class WindowSettings:
    """The settings of this person's window, read once and written whole at each change."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or paths.user_data_dir() / FILE
        self._values = _read(self._file)

    def get(self, setting: Setting[T]) -> T:
        """Return what was chosen, or the default."""
        return setting.take(self._values.get(setting.key))

    def put(self, setting: Setting[T], value: T) -> None:
        """Keep a choice: raises NoRoomError when it cannot be written; it holds until the end."""
        self._values[setting.key] = value
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values, indent=1), encoding="utf-8")
            part.replace(self._file)
        except OSError as error:
            raise NoRoomError("settings.not_kept") from error


def of_store(setting: Setting[T], read: Callable[[str], str | None]) -> T:
    """Return a setting of the centre; `read` is the store's `setting`."""
    return setting.take(_parsed(read(setting.key) or ""))


def for_store(setting: Setting[T], value: T) -> tuple[str, str]:
    """Return the name and text that the store's `put_setting` takes."""
    return setting.key, json.dumps(value)


def _read(file: Path) -> dict[str, object]:
    try:
        found = _parsed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}
    # Keys of a newer program are kept as they are.
    return found if isinstance(found, dict) else {}


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed
