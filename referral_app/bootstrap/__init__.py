"""The one place where parts are put together.

Importing it is light: SQLAlchemy, SQLCipher and cryptography are loaded when a store is opened, and
even the values by name alone, so that the first window is painted without them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from referral_app.bootstrap.values import (
        CentreDetails,
        Created,
        InvitationSummary,
        Mode,
        Parts,
        Person,
    )
    from referral_app.bootstrap.workspace import Workspace

__all__ = [
    "CentreDetails",
    "Created",
    "InvitationSummary",
    "Mode",
    "Parts",
    "Person",
    "Workspace",
    "accept_invitation",
    "create_centre",
    "invitation_bytes",
    "look_around",
    "open_with_recovery",
    "open_workspace",
    "read_invitation",
    "slot_labels",
    "store_exists",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a value at its first use (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from referral_app.bootstrap import values, workspace

        return getattr(workspace if name == "Workspace" else values, name)


def store_exists(folder: Path) -> bool:
    """Whether the folder holds a store."""
    from referral_app.storage.slot_file import exists

    return exists(folder)


def slot_labels(folder: Path) -> tuple[str, ...]:
    """Return the initials of those who may open the store.

    Raises RefusedError where there is none, ForeignDataError for a damaged or newer one.
    """
    from referral_app.storage import slot_file

    return slot_file.slot_labels(folder)


def create_centre(
    folder: Path, details: CentreDetails, person: Person, parts: Parts | None = None
) -> Created:
    """Found a centre with its first desk and person; whole or not at all.

    Raises InvalidInputError, RefusedError for a folder that holds a store, NoRoomError,
    UnavailableError.
    """
    from referral_app.bootstrap.founding import found_centre

    return found_centre(folder, details, person, parts or _system())


def invitation_bytes(file: Path) -> bytes:
    """Return the content of an invitation file.

    Raises UnavailableError when it cannot be read, ForeignDataError when it can be none.
    """
    from referral_app.bootstrap.inviting import read_file

    return read_file(file)


def read_invitation(data: bytes, parts: Parts | None = None) -> InvitationSummary:
    """Return what an invitation says.

    Raises ForeignDataError for bytes that are none, RefusedError once it has expired.
    """
    from referral_app.bootstrap.inviting import summary_of

    return summary_of(data, parts or _system())


def accept_invitation(
    folder: Path,
    invitation: bytes,
    details: CentreDetails,
    person: Person,
    parts: Parts | None = None,
) -> Created:
    """Found a centre that knows its inviter; the answer leaves with the first synchronisation.

    Raises what `create_centre` and `read_invitation` raise.
    """
    from referral_app.bootstrap.founding import found_invited_centre

    return found_invited_centre(folder, invitation, details, person, parts or _system())


def open_workspace(
    folder: Path, passphrase: str, *, user: str | None = None, parts: Parts | None = None
) -> Workspace:
    """Open a store; `user` names the slot by its initials, else every one is tried.

    Raises WrongPassphraseError, StoreInUseError, RefusedError, ForeignDataError, NoRoomError,
    UnavailableError.
    """
    from referral_app.bootstrap.opening import open_by_passphrase

    return open_by_passphrase(folder, passphrase, user, parts or _system())


def open_with_recovery(
    folder: Path, code: str, new_person: Person, parts: Parts | None = None
) -> Workspace:
    """Open a store with its printed code, and let a person open it from now on.

    Raises what `open_workspace` raises; InvalidInputError for a mistyped code.
    """
    from referral_app.bootstrap.opening import open_by_code

    return open_by_code(folder, code, new_person, parts or _system())


def look_around(folder: Path, language: str, person: Person, parts: Parts | None = None) -> Created:
    """Make a training centre with fictional people, and a second one next door that answers.

    Raises what `create_centre` raises.
    """
    from referral_app.bootstrap.trial import make_trial

    return make_trial(folder, language, person, parts or _system())


def _system() -> Parts:
    """Time and chance of the machine."""
    from referral_app.bootstrap.values import Parts

    return Parts()
