"""Where the story's files lie under its folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from referral_app.errors import NoRoomError, RefusedError

STORY: Final = "story.json"
_STORES, _FOLDER, _STICK, _PICTURES = "centres", "shared-folder", "stick", "pictures"
_BACKUPS, _PAPERS, _EXPORTS, _HUB = "backups", "papers", "exports", "hub"
_INVITATION, _DESK_INVITATION = "invitation.rinv", "desk.rinv"
_FOLDERS: Final = (_FOLDER, _STICK, _PICTURES, _BACKUPS, _PAPERS, _EXPORTS, _HUB)
_OURS: Final = frozenset({STORY, _STORES, *_FOLDERS, _INVITATION, _DESK_INVITATION})
VERSION: Final = 3
"""Of the document."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one story."""

    root: Path

    @classmethod
    def prepare(cls, root: Path) -> Places:
        """Make the folders; an earlier story that lies there is replaced.

        Raises RefusedError when the folder holds anything else, NoRoomError.
        """
        places = cls(root)
        try:
            places.clear()
            root.mkdir(parents=True, exist_ok=True)
            # First, so that a story that was interrupted can be told again.
            places.write({"document": "story", "version": VERSION})
            for name in _FOLDERS:
                (root / name).mkdir()
        except OSError as error:
            raise NoRoomError("cli.output_unwritable") from error
        return places

    def clear(self) -> None:
        """Remove an earlier story, and nothing else."""
        if not self.root.is_dir():
            if self.root.exists():
                raise RefusedError("cli.output_in_use")
            return
        found = {path.name for path in self.root.iterdir()}
        if not found:
            return
        if not (found <= _OURS and _is_story(self.root / STORY)):
            raise RefusedError("cli.output_in_use")
        for name in sorted(found):
            path = self.root / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def write(self, story: dict[str, object]) -> None:
        """Write story.json: raises NoRoomError."""
        try:
            text = json.dumps(story, ensure_ascii=False, indent=1) + "\n"
            (self.root / STORY).write_text(text, encoding="utf-8")
        except OSError as error:
            raise NoRoomError("cli.output_unwritable") from error

    def store(self, key: str) -> Path:
        """The store of a desk."""
        return self.root / _STORES / key

    @property
    def folder(self) -> Path:
        """The folder that all desks reach."""
        return self.root / _FOLDER

    @property
    def stick(self) -> Path:
        """The stick that somebody carries."""
        return self.root / _STICK

    @property
    def pictures(self) -> Path:
        """Pictures of the screens."""
        return self.root / _PICTURES

    @property
    def papers(self) -> Path:
        """What was printed, as PDF."""
        return self.root / _PAPERS

    @property
    def exports(self) -> Path:
        """Workbooks of the month."""
        return self.root / _EXPORTS

    @property
    def hub(self) -> Path:
        """The database of the commune's hub."""
        return self.root / _HUB / "hub.db"

    @property
    def backups(self) -> Path:
        """Backups of the second desk."""
        return self.root / _BACKUPS

    @property
    def invitation(self) -> Path:
        """The file by which the second centre joins."""
        return self.root / _INVITATION

    @property
    def desk_invitation(self) -> Path:
        """The file by which the second desk joins."""
        return self.root / _DESK_INVITATION

    def name_of(self, path: Path) -> str:
        """Return a path as story.json names it."""
        return path.relative_to(self.root).as_posix()

    def envelopes(self, carrier: Path) -> tuple[str, ...]:
        """Return the names of the envelopes on a carrier."""
        return tuple(sorted(self.name_of(path) for path in carrier.rglob("*.rly")))


def _is_story(file: Path) -> bool:
    try:
        story = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(story, dict) and story.get("document") == "story"
