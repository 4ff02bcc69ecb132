"""An export on its way to the disk: where it was asked for, and nowhere else."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from referral_app.errors import RefusedError, UnavailableError

_DRAFT: Final = ".{}.part"
"""Hidden, and of no kind that a program opens: nobody takes it for an export."""


def write_export(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file; what is torn is taken away.

    What is replaced stays whole until the new one is on the disk, whenever the program ends. Raises
    RefusedError("export.exists") where there is one and it may not be replaced,
    UnavailableError("export.unwritable").
    """
    try:
        if replace:
            _replace(path.resolve(), data)
        else:
            _write(path, data)
    except FileExistsError as error:
        raise RefusedError("export.exists") from error
    except OSError as error:
        raise UnavailableError("export.unwritable") from error


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file, in the folder that a person chose for it, then rename over it."""
    name = sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    draft = path.with_name(_DRAFT.format(name))
    draft.unlink(missing_ok=True)  # what a program left that was killed
    _write(draft, data, like=path)
    try:
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    _flush_folder(path.parent)


def _write(path: Path, data: bytes, *, like: Path | None = None) -> None:
    """Write a new file to the disk, for those who may read `like` where that is there."""
    with path.open("xb") as file:
        try:
            if like is not None:
                with suppress(FileNotFoundError):
                    path.chmod(like.stat().st_mode & 0o777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there
    with suppress(OSError):  # some network folders take none; the file itself is on the disk
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
