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
        DeskInvitationSummary,
        HubState,
        InvitationSummary,
        JoiningDesk,
        Mode,
        Parts,
        Person,
    )
    from referral_app.bootstrap.workspace import Workspace
    from referral_app.services.ports.backups import (
        Checked,
        Progress,
        Restored,
        RestorePreview,
        Secret,
    )

__all__ = [
    "CentreDetails",
    "Created",
    "DeskInvitationSummary",
    "HubState",
    "InvitationSummary",
    "JoiningDesk",
    "Mode",
    "Parts",
    "Person",
    "Workspace",
    "accept_invitation",
    "create_centre",
    "invitation_bytes",
    "is_desk_invitation",
    "join_centre",
    "look_around",
    "look_at_backup",
    "open_with_recovery",
    "open_workspace",
    "preview_restore",
    "read_desk_invitation",
    "read_invitation",
    "restore_backup",
    "slot_labels",
    "store_exists",
    "verify_backup",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a value at its first use (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from referral_app.bootstrap import values, workspace

        return getattr(workspace if name == "Workspace" else values, name)


def store_exists(folder: Path) -> bool:
    """Whether the folder holds a store; a restore that was cut short is finished first.

    Raises StoreInUseError, NoRoomError, UnavailableError while that cannot be done.
    """
    from referral_app.storage.folder import restore_is_pending
    from referral_app.storage.slot_file import exists

    if restore_is_pending(folder):
        from referral_app.storage.backup.restoring import finish_restore

        finish_restore(folder)
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


def is_desk_invitation(data: bytes) -> bool:
    """Whether an invitation is for a further desk, and not for another centre."""
    from referral_app.exchange.desk_invitation import is_desk_invitation

    return is_desk_invitation(data)


def read_desk_invitation(data: bytes, parts: Parts | None = None) -> DeskInvitationSummary:
    """Return what the invitation of a further desk says.

    Raises ForeignDataError for bytes that are none, RefusedError once it has expired.
    """
    from referral_app.bootstrap.joining import summary_of

    return summary_of(data, parts or _system())


def join_centre(
    folder: Path, invitation: bytes, passphrase: str, parts: Parts | None = None
) -> Created:
    """Make this computer a further desk of a centre; it waits until a person there lets it in.

    Raises InvalidInputError, RefusedError for a folder that holds a store or an expired invitation,
    ForeignDataError, NoRoomError, UnavailableError.
    """
    from referral_app.bootstrap.joining import join

    return join(folder, invitation, passphrase, parts or _system())


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


def look_at_backup(file: Path) -> Checked:
    """Return what stands on the outside of a backup: when it was made, who may open it.

    Raises ForeignDataError for what is none, cut short or newer; UnavailableError.
    """
    from referral_app.bootstrap.backing_up import look_at

    return look_at(file)


def verify_backup(
    file: Path, secret: Secret | None = None, progress: Progress | None = None
) -> Checked | None:
    """Read a backup whole; with a passphrase of its day or the printed code, open it and check
    every page. None when `progress` stopped it.

    Raises WrongPassphraseError, RefusedError, ForeignDataError, UnavailableError.
    """
    from referral_app.bootstrap.backing_up import verify

    return verify(file, secret, progress)


def preview_restore(
    folder: Path, file: Path, secret: Secret, progress: Progress | None = None
) -> RestorePreview | None:
    """Say what `restore_backup` would do: what the backup holds, and the store that is there.

    Raises what `verify_backup` raises; changes nothing.
    """
    from referral_app.bootstrap.backing_up import preview

    return preview(folder, file, secret, progress)


def restore_backup(
    folder: Path,
    file: Path,
    secret: Secret,
    *,
    replace: bool = False,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Restored | None:
    """Put a backup into `folder`; with `replace`, in place of the store there, which is kept.

    None when `progress` stopped it. Raises RefusedError("backup.store_exists"), StoreInUseError,
    NoRoomError, and what `verify_backup` raises: nothing was changed then.
    """
    from referral_app.bootstrap.backing_up import restore

    clock = (parts or _system()).clock
    return restore(folder, file, secret, clock, replace=replace, progress=progress)


def _system() -> Parts:
    """Time and chance of the machine."""
    from referral_app.bootstrap.values import Parts

    return Parts()
