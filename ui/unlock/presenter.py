"""What unlocking does, and how long a wrong passphrase makes one wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace

_FREE_TRIES: Final = 3
_LONGEST_S: Final = 60


def delay_after(failures: int) -> int:
    """Seconds to wait after so many wrong passphrases in a row: none, then 2, 4, … 60."""
    late = failures - _FREE_TRIES
    return 0 if late < 0 else int(min(2 ** (late + 1), _LONGEST_S))


def opening(folder: Path, passphrase: str, user: str | None) -> Callable[[], Workspace]:
    """Work for the store thread: open the store in `folder`."""

    def work() -> Workspace:
        from referral_app import bootstrap

        return bootstrap.open_workspace(folder, passphrase, user=user)

    return work


def recovering(folder: Path, code: str, label: str, passphrase: str) -> Callable[[], Workspace]:
    """Work for the store thread: open with the recovery code and set a new passphrase."""

    def work() -> Workspace:
        from referral_app import bootstrap
        from referral_app.domain.staff import Role

        person = bootstrap.Person(label, Role.SUPERVISOR, passphrase)
        return bootstrap.open_with_recovery(folder, code, person)

    return work


def preload() -> None:
    """Import what opening needs while the passphrase is being typed."""
    from referral_app.bootstrap import opening

    _ = opening
