"""What an open store does about the desks of its centre."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from referral_app.domain.identifiers import DeviceId, StaffId
from referral_app.domain.staff import Act
from referral_app.errors import UnavailableError

if TYPE_CHECKING:
    from referral_app.bootstrap.identity import Known
    from referral_app.bootstrap.joining import LettingIn
    from referral_app.bootstrap.values import DeskInvitationSummary, JoiningDesk, Parts
    from referral_app.exchange.desk_invitation import DeskInvitationContent
    from referral_app.services.desk import Desk
    from referral_app.services.ports import RoundReport
    from referral_app.storage.desk_store import DeskStore

Progress = Callable[[int, int], bool]


class DeskActs:
    """Part of `Workspace`: further desks, the one that waits, and those taken out of work."""

    desk: Desk
    _store: DeskStore
    _known: Known
    _parts: Parts
    _waits: DeskInvitationContent | None = None
    _why_not: str = ""

    def begin(self, waits: DeskInvitationContent | None) -> None:
        """Take up the day: what this desk still waits for, and codes for the files to come."""
        self._waits = waits
        if waits is not None:
            from referral_app.bootstrap.joining import why_not

            self._why_not = why_not(self._store)
        self._follow_codes()

    @property
    def is_waiting(self) -> bool:
        """Whether this desk can do nothing yet but synchronise."""
        return self._waits is not None

    @property
    def waiting(self) -> DeskInvitationSummary | None:
        """The invitation by which this desk waits to be let in; None once it is at work."""
        from referral_app.bootstrap.joining import summary

        return summary(self._waits) if self._waits else None

    @property
    def why_not(self) -> str:
        """Why this desk is not let in: used, expired, sent_away; empty while nothing was said."""
        return self._why_not

    def ask_again(self, invitation: bytes) -> None:
        """Ask to be let in by another invitation of the same centre, for the same person.

        Raises ForeignDataError, RefusedError.
        """
        from referral_app.bootstrap.joining import ask_again

        if self._waits is not None:
            now = self._parts.clock.now()
            self._waits = ask_again(self._store, self._known, self._waits, invitation, now)
            self._why_not = ""

    def desk_fingerprint(self) -> str:
        """Return this desk's own fingerprint, 12 groups of 5 digits to compare aloud."""
        from referral_app.exchange.fingerprint import desk_fingerprint

        return desk_fingerprint(self.desk.device)

    def invite_desk(
        self,
        file: Path,
        staff: StaffId,
        *,
        may_let_in: bool = False,
        replaces: DeviceId | None = None,
    ) -> DeskInvitationSummary:
        """Write the invitation of a further desk, for somebody of the team; it travels by hand.

        `replaces` is the desk that it takes over from. Raises NotPermittedError, InvalidInputError
        for somebody who left, RefusedError("desk.not_steward", "desk.too_many_stewards"),
        NoRoomError.
        """
        invite = self._letting_in().invite
        return invite(file, staff, may_let_in=may_let_in, replaces=replaces)

    def joining(self) -> tuple[JoiningDesk, ...]:
        """Return the desks that ask to be let in; for people who may."""
        from referral_app.services.desks import may_let_in

        may = not self.is_waiting and may_let_in(self.desk)
        return self._letting_in().joining() if may else ()

    def confirm_desk(self, device: DeviceId) -> None:
        """Let a desk in whose fingerprint was compared; the next synchronisation gives it its keys.

        Raises NotPermittedError, RefusedError.
        """
        self._letting_in().confirm(device)

    def refuse_desk(self, device: DeviceId) -> None:
        """Forget a desk that asked to be let in; nothing of it was taken.

        Raises NotPermittedError, RefusedError("desk.join_gone").
        """
        self._letting_in().refuse(device)

    def retire_desk(self, device: DeviceId, reason: str) -> None:
        """Take a desk out of work: what it wrote before still counts, it is given nothing more.

        Raises NotPermittedError, RefusedError("desk.not_steward", "desk.last_steward",
        "desk.unknown").
        """
        self._letting_in().retire(device, reason)

    def make_steward(self, device: DeviceId) -> None:
        """Let a desk at work let in and retire others, too; its codes come from numbers of its own.

        Raises NotPermittedError, RefusedError("desk.not_steward", "desk.unknown",
        "desk.lets_in_already", "desk.enough_stewards").
        """
        self._letting_in().make_steward(device)

    def _wait(self, folder: Path, progress: Progress | None) -> RoundReport:
        """Synchronise a desk that waits; once it is let in, its person is at it."""
        from referral_app.bootstrap.joining import wait

        assert self._waits is not None  # noqa: S101
        report = wait(self._store, self._known, self._waits, folder, self._parts, progress)
        self._look_whether_in()
        return report

    def _look_whether_in(self) -> None:
        """Sit the person down at a desk that was let in."""
        from referral_app.bootstrap.joining import person_of, why_not

        assert self._waits is not None  # noqa: S101
        self._why_not = why_not(self._store)
        person = person_of(self._store, self._known, self._waits)
        if person is not None:
            self._waits = None
            self.desk = self.desk.acting_as(person)

    def _follow_codes(self) -> None:
        """Grant and ask for codes; on a full disk the next start or round does so.

        Nothing of it is a person's act, and the desk works on as long as it has codes.
        """
        from referral_app.services.blocks import ensure_codes, grant_asked

        if self.desk.actor.may(Act.SYNCHRONISE):
            with suppress(UnavailableError):
                ensure_codes(self.desk)
                grant_asked(self.desk)

    def _letting_in(self) -> LettingIn:
        from referral_app.bootstrap.joining import LettingIn

        return LettingIn(self._store, self.desk, self._known)
