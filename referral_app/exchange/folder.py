"""Sticks and shared folders: one immutable file an envelope (exchange.md 4.5).

    RELAIS/v1/m/<centre, 32 hex>/<envelope, 64 hex>.rly
    RELAIS/v1/dir/<version>.dir, the registry of centres

A name is the hash of the content, so a file cut short or altered shows itself, whatever the file
system did. Nothing but such names is read or taken away, no link is followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError, NoRoomError, ReferralAppError, UnavailableError
from referral_app.exchange.envelope import MAX_ENVELOPE
from referral_app.exchange.files import Files, FullError, ReadOnlyError
from referral_app.exchange.leaflet import LEAFLET
from referral_app.exchange.registry import read_registry
from referral_app.journal.registry import MAX_FILE as MAX_REGISTRY

MOST_FILES: Final = 200_000
_NAME: Final = re.compile(r"[0-9a-f]{64}\.rly")
_REGISTRY: Final = re.compile(r"[1-9][0-9]{0,8}\.dir")
MOST_REGISTRIES: Final = 20
"""Registries looked at in one round: anybody can lay a file there."""
_SUFFIX: Final = ".rly"
_TOP: Final = "RELAIS"


class Folder:
    """A folder chosen by a person, or the root of a stick."""

    def __init__(self, root: Path, files: Files | None = None) -> None:
        self._root = root
        self._files = files or Files()
        # Whoever chooses the folder RELAIS itself means the one around it.
        inside = root.name == _TOP and os.path.isdir(root / "v1")  # noqa: PTH112 - raises nothing
        self._top = root if inside else root / _TOP
        self._version = self._top / "v1"
        self._mail = self._version / "m"
        self._registries = self._version / "dir"

    @property
    def place(self) -> str:
        """An opaque mark of the folder."""
        return sha256(str(self._root.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        """Return the ids of the envelopes for a centre, in the order of their names.

        Raises UnavailableError when the folder is gone or holds too many files.
        """
        self._require_root()
        box = self._box(mailbox)
        with _explained():
            if not all(map(self._files.is_plain_folder, self._chain(box))):
                return ()
            names = self._files.names(box, MOST_FILES)
        if names is None:
            raise UnavailableError("exchange.folder_too_many")
        return tuple(
            bytes.fromhex(name.removesuffix(_SUFFIX))
            for name in sorted(names)
            if _NAME.fullmatch(name)
        )

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        """Return an envelope as it lies there; None when it cannot be read.

        Raises UnavailableError when the folder is gone.
        """
        try:
            return self._files.read(self._path(mailbox, eid), MAX_ENVELOPE)
        except OSError:
            self._require_root()
            return None

    def write(self, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        """Lay an envelope there; False when it lies there whole already.

        Raises NoRoomError, UnavailableError.
        """
        path = self._path(mailbox, eid)
        self._require_root()
        with _explained():
            for folder in self._chain(path.parent):
                self._files.make_folder(folder)
            if self._lies_there(path, eid):
                return False
            self._leave_leaflet()
            self._files.put(path, data)
        return True

    def registries(self) -> Iterator[bytes]:
        """Give the registries that lie there, unproved, the highest versions first.

        Raises UnavailableError when the folder is gone.
        """
        self._require_root()
        with _explained():
            if not all(map(self._files.is_plain_folder, self._chain(self._registries))):
                return
            names = self._files.names(self._registries, MOST_FILES) or []
        found = sorted((n for n in names if _REGISTRY.fullmatch(n)), key=lambda n: -int(n[:-4]))
        for name in found[:MOST_REGISTRIES]:
            with suppress(OSError):
                yield self._files.read(self._registries / name, MAX_REGISTRY)

    def lay_registry(self, version: int, file: bytes) -> bool:
        """Lay a registry there; False when one of that version lies there already.

        Raises NoRoomError, UnavailableError.
        """
        path = self._registries / f"{version}.dir"
        self._require_root()
        with _explained():
            for folder in self._chain(self._registries):
                self._files.make_folder(folder)
            if self._files.exists(path) and self._is_whole(path, file):
                return False
            self._files.put(path, file)
        return True

    def _is_whole(self, path: Path, file: bytes) -> bool:
        """Whether a registry lies there that can be read, be it ours or another of its version."""
        try:
            lying = self._files.read(path, MAX_REGISTRY)
            return lying == file or bool(read_registry(lying))
        except (OSError, ForeignDataError):
            return False  # cut short, or never one

    def remove(self, mailbox: CentreId, eid: bytes) -> bool:
        """Take an envelope away; False when it does not lie there.

        Raises NoRoomError when nothing may be written, UnavailableError when the folder is gone.
        """
        path = self._path(mailbox, eid)
        self._require_root()
        with _explained():
            whole = all(map(self._files.is_plain_folder, self._chain(path.parent)))
            return whole and self._files.remove(path)

    def _lies_there(self, path: Path, eid: bytes) -> bool:
        if not self._files.exists(path):
            return False
        try:
            data = self._files.read(path, MAX_ENVELOPE)
        except OSError:
            return False  # a bad spot on the stick: write the file anew
        return sha256(data).digest() == eid

    def _leave_leaflet(self) -> None:
        path = self._version / "LISEZMOI.txt"
        if not self._files.exists(path):
            # Two desks may begin a shared folder at once; without it nothing is lost either.
            with suppress(OSError):
                self._files.put(path, LEAFLET.encode("utf-8-sig"))

    def _box(self, mailbox: CentreId) -> Path:
        return self._mail / mailbox.hex()

    def _path(self, mailbox: CentreId, eid: bytes) -> Path:
        return self._box(mailbox) / f"{eid.hex()}{_SUFFIX}"

    def _chain(self, box: Path) -> tuple[Path, ...]:
        between = () if box.parent == self._version else (box.parent,)
        return (self._top, self._version, *between, box)

    def _require_root(self) -> None:
        # A share whose server has gone does not even say whether it is there.
        with _explained():
            if not self._files.is_folder(self._root):
                raise UnavailableError("exchange.folder_missing")


@contextmanager
def _explained() -> Iterator[None]:
    """Say in a person's words why a folder fails."""
    try:
        yield
    except ReferralAppError:
        raise
    except FullError as error:
        raise NoRoomError("exchange.folder_full") from error
    except ReadOnlyError as error:
        raise NoRoomError("exchange.folder_read_only") from error
    except FileNotFoundError as error:
        raise UnavailableError("exchange.folder_missing") from error
    except OSError as error:
        raise UnavailableError("exchange.folder_failed") from error
