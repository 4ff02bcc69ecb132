"""An export on its way to the disk: where it was asked for, and nowhere else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from referral_app.errors import RefusedError, UnavailableError


def write_export(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file; what is torn is taken away.

    Raises RefusedError("export.exists") where there is one and it may not be replaced,
    UnavailableError("export.unwritable").
    """
    try:
        with path.open("wb" if replace else "xb") as file:
            try:
                file.write(data)
                file.flush()
            except OSError:
                with suppress(OSError):
                    path.unlink()
                raise
    except FileExistsError as error:
        raise RefusedError("export.exists") from error
    except OSError as error:
        raise UnavailableError("export.unwritable") from error
