"""What an open store does to be rid of something: files, and envelopes that nobody needs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from referral_app.errors import NoRoomError, UnavailableError

if TYPE_CHECKING:
    from referral_app.bootstrap.one_round import OneRound
    from referral_app.domain.erasure import Reason
    from referral_app.domain.identifiers import CaseId, RecordId, ReferralId
    from referral_app.exchange.folder import Folder
    from referral_app.services.desk import Desk
    from referral_app.services.ports.erasure import Erasure, OverTerm
    from referral_app.storage.desk_store import DeskStore
    from referral_app.storage.store import OpenStore

MOST_CLEANED: Final = 5000
"""Envelopes that a person takes away at once."""


class ErasingActs:
    """Part of `Workspace`: erasing, sweeping up behind it, and cleaning folders and sticks."""

    desk: Desk
    _store: DeskStore
    _opened: OpenStore
    _round: OneRound

    def erase_case(self, case: CaseId, reason: Reason) -> None:
        """Erase a file for good, see `services.erasure`, and sweep up what free pages held of it.

        Raises what `services.erasure.erase_case` raises, and NoRoomError, UnavailableError.
        """
        from referral_app.services.erasure import erase_case

        erase_case(self.desk, case, reason)
        self._sweep()

    def erase_referral(self, referral: ReferralId, reason: Reason) -> None:
        """Erase what is here of a referral that is in no file, as `erase_case` does a file."""
        from referral_app.services.erasure import erase_referral

        erase_referral(self.desk, referral, reason)
        self._sweep()

    def erase_over_term(self, over: Sequence[OverTerm]) -> int:
        """Erase what is past its term, each in a change of its own; return how many were erased.

        What was ended, held or erased meanwhile stays as it is. Raises NotPermittedError,
        NoRoomError, UnavailableError.
        """
        from referral_app.domain.staff import Act
        from referral_app.services.erasure import erase_one_over

        self.desk.require(Act.ERASE)
        done = sum(erase_one_over(self.desk, one) for one in over)
        self._sweep()
        return done

    def erasure_of(self, record: RecordId) -> Erasure | None:
        """Return when and why this centre erased a record; None where it did not.

        Raises NotPermittedError.
        """
        from referral_app.services.erasure import erasure_of

        return erasure_of(self.desk, record)

    def clean(self, folder: Path) -> int:
        """Take away from a folder or stick what this desk laid there and nobody needs any more.

        Returns how many envelopes went. Raises NotPermittedError, RefusedError("exchange.running"),
        NoRoomError, UnavailableError.
        """
        from referral_app.domain.staff import Act
        from referral_app.exchange.cleaning import clean
        from referral_app.exchange.folder import Folder

        self.desk.require(Act.SYNCHRONISE)
        with self._round.turn(None):
            return clean(self._store, Folder(folder), most=MOST_CLEANED)

    def _sweep(self) -> None:
        if self._store.sweep():
            self._opened.drop_former_copies()

    def _tidy(self, place: Folder) -> None:
        """After a round: what nobody needs any more, here and there, goes."""
        from referral_app.exchange.cleaning import clean

        with suppress(NoRoomError, UnavailableError):
            clean(self._store, place)  # the exchange is done; it goes with the next
