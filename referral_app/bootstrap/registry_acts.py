"""What an open store does about the commune's registry of centres."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from referral_app.bootstrap.values import Told
from referral_app.domain.staff import Act
from referral_app.errors import UnavailableError

if TYPE_CHECKING:
    from referral_app.bootstrap.identity import Known
    from referral_app.bootstrap.registering import Registering
    from referral_app.bootstrap.registry_view import RegistryQuestion, RegistryState
    from referral_app.domain.registry import Entry
    from referral_app.exchange.registry_round import RegistryPlace
    from referral_app.services.desk import Desk
    from referral_app.storage.desk_store import DeskStore


class RegistryActs:
    """Part of `Workspace`: the registry that holds, and how a new one comes to hold."""

    desk: Desk
    _store: DeskStore
    _known: Known

    def registry(self) -> RegistryState | None:
        """Return the registry that holds; None while there is none."""
        return self._registering().state()

    def registry_question(self) -> RegistryQuestion | None:
        """Return what a person is to be asked about a registry that a round found."""
        return self._registering().question()

    def answer_registry(self, *, agreed: bool) -> None:
        """Take in the registry that was asked about, or leave it; raises NotPermittedError."""
        self._registering().answer(agreed=agreed)

    def import_registry(self, file: Path, *, agreed: bool = False) -> RegistryQuestion | None:
        """Take in a registry from a file; returns what is to be compared and agreed to first.

        Raises NotPermittedError, ForeignDataError, RefusedError, UnavailableError.
        """
        from referral_app.bootstrap.registering import read_file

        self.desk.require(Act.MANAGE_DESKS)
        return self._registering().take(read_file(file), agreed=agreed)

    def export_registry(self, file: Path) -> None:
        """Write the registry that holds into a file, to be handed on.

        Raises NotPermittedError, RefusedError, NoRoomError.
        """
        from referral_app.bootstrap.registering import write_file

        write_file(self._store, self.desk, file)

    def registry_proposal(self) -> tuple[Entry, ...]:
        """Return the lines to sign next, each with codes of its own; raises NotPermittedError."""
        return self._registering().proposal()

    def found_registry(
        self, root_file: Path, passphrase: str, entries: Sequence[Entry] | None = None
    ) -> RegistryState:
        """Make the commune's root, once, and sign a first registry with it.

        The key stands in the file alone, under the passphrase. Raises NotPermittedError,
        RefusedError, InvalidInputError, NoRoomError.
        """
        return self._registering().found(root_file, passphrase, entries)

    def sign_registry(
        self, root_file: Path, passphrase: str, entries: Sequence[Entry] | None = None
    ) -> RegistryState:
        """Sign the next version with the root's file; None for the proposal.

        Raises NotPermittedError, WrongPassphraseError, ForeignDataError, RefusedError,
        UnavailableError.
        """
        return self._registering().sign(root_file, passphrase, entries)

    def _follow_registry(self, place: RegistryPlace) -> tuple[Told, ...]:
        """Take in the registry that lies at a place, before its letters are read; says so."""
        from referral_app.exchange.registry_round import follow

        who = self.desk
        found = follow(self._store, self._known.exchange, place, who.now(), who.actor.id)
        if found is None:
            return ()
        return (Told("registry.taken_in", {"version": found.version}),)

    def _lay_registry(self, place: RegistryPlace) -> None:
        from referral_app.exchange.registry_round import lay

        with suppress(UnavailableError):
            # The letters lie there; whoever comes by next brings the registry.
            lay(self._store, place)

    def _registering(self) -> Registering:
        from referral_app.bootstrap.registering import Registering

        return Registering(self._store, self.desk, self._known)
