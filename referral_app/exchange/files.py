"""The few acts on files that a folder needs, each safe against a stick pulled out half-way."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from referral_app.errors import ForeignDataError, UnavailableError

_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# Neither follow a link nor wait for the other end of a pipe; Windows knows neither flag.
_CAUTIOUS: Final = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_REPARSE_POINT: Final = 0x400


def read_bounded(file: Path, most: int, unreadable: str, too_long: str) -> bytes:
    """Return a file that a person chose, of at most `most` bytes; what is longer is not read in.

    Raises UnavailableError(`unreadable`), ForeignDataError(`too_long`).
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise UnavailableError(unreadable) from error
    if len(data) > most:
        raise ForeignDataError(too_long)
    return data


class FullError(OSError):
    """No room is left."""


class ReadOnlyError(OSError):
    """Nothing may be written."""


class NotPlainError(OSError):
    """A link, a pipe or a device where a file or folder should be."""


def _sorted_out(error: OSError) -> OSError:
    if error.errno in _FULL:
        return FullError(*error.args)
    if error.errno in _READ_ONLY:
        return ReadOnlyError(*error.args)
    return error


class Files:
    """Files of the machine."""

    def is_folder(self, path: Path) -> bool:
        """Whether a folder lies there, or a link to one. Raises OSError."""
        return path.is_dir()

    def is_plain_folder(self, path: Path) -> bool:
        """Whether a folder lies there, and no link to one."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(found.st_mode) and not _is_junction(found)

    def exists(self, path: Path) -> bool:
        """Whether anything has that name."""
        return os.path.lexists(path)

    def names(self, folder: Path, most: int) -> list[str] | None:
        """Return the names of plain files in a folder; None when there are more than `most`."""
        found: list[str] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if len(found) >= most:
                    return None
                if entry.is_file(follow_symlinks=False):
                    found.append(entry.name)
        return found

    def read(self, path: Path, most: int) -> bytes:
        """Return a plain file's content, at most `most` + 1 bytes of it. Raises OSError."""
        opened = os.open(path, os.O_RDONLY | _CAUTIOUS)
        with os.fdopen(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise NotPlainError(errno.EINVAL, "not a plain file")
            return file.read(most + 1)

    def make_folder(self, path: Path) -> None:
        """Make sure that a plain folder lies there. Raises OSError."""
        try:
            path.mkdir()
        except FileExistsError:
            if not self.is_plain_folder(path):
                raise NotPlainError(errno.ENOTDIR, "not a plain folder") from None
        except OSError as error:
            raise _sorted_out(error) from error

    def put(self, path: Path, data: bytes) -> None:
        """Write a file whole: under another name, to the disk, then renamed. Raises OSError."""
        draft = path.with_name(f"{path.name}.tmp")
        try:
            with suppress(FileNotFoundError):
                draft.unlink()  # what a stick pulled out left behind, or a link laid there
            self._write(draft, data)
            draft.replace(path)
            self._flush_folder(path.parent)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise _sorted_out(error) from error

    def remove(self, path: Path) -> bool:
        """Take a file away; False when there is none. A link goes, not what it leads to.

        Raises OSError.
        """
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _sorted_out(error) from error
        return True

    def _write(self, path: Path, data: bytes) -> None:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def _flush_folder(self, path: Path) -> None:
        if os.name == "nt":
            return  # Windows opens no folder for flushing; NTFS logs the renaming itself
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        except OSError as error:
            # Some network folders cannot; the file itself is on the disk already.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(opened)


def _is_junction(found: os.stat_result) -> bool:
    return bool(getattr(found, "st_file_attributes", 0) & _REPARSE_POINT)
